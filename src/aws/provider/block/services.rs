//! The block `endpoints`: the URLs of the four services that this provider calls, beside the names of
//! all those that `hashicorp/aws` knows, so that a copied block works.

use std::collections::BTreeMap;

use super::rules::url;
use crate::framework::{
    cell::{Cell, Tf, attribute},
    diagnostics::Diagnostics,
    schema::{Attribute, Life, Nesting, Shape, spec::optional},
    value::{Value, path::Path},
};

/// URLs by the name of their service, of all blocks `endpoints` together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Endpoints(pub Tf<BTreeMap<String, Tf<String>>>);

/// The services that are called, with what is said of them.
const CALLED: [(&str, &str); 5] = [
    (
        LAMBDA,
        "URL of Lambda's API. Default: `AWS_ENDPOINT_URL_LAMBDA`, `AWS_ENDPOINT_URL`, or \
         `endpoint_url` of the profile.",
    ),
    (
        STS,
        "URL of the Security Token Service. Default: `AWS_ENDPOINT_URL_STS`, `AWS_ENDPOINT_URL`, or \
         `endpoint_url` of the profile.",
    ),
    (
        SSO,
        "URL of the portal of IAM Identity Center, which gives credentials to profiles with SSO. \
         Default: `AWS_ENDPOINT_URL_SSO`, `AWS_ENDPOINT_URL`, or `endpoint_url` of the profile.",
    ),
    (
        TAGGING,
        "URL of the Resource Groups Tagging API, which gives the tags of up to 100 mappings per request. \
         Default: `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API`, `AWS_ENDPOINT_URL`, or `endpoint_url` of \
         the profile. If only `lambda` is set and its host is not one of AWS, the provider tries the URL of \
         `lambda`, and does not use this API if it is not there.",
    ),
    (TAGGING_TOO, "Another name of `resourcegroupstaggingapi`."),
];
const TAGGING: &str = "resourcegroupstaggingapi";
const TAGGING_TOO: &str = "resourcegroupstagging";
const LAMBDA: &str = "lambda";
const STS: &str = "sts";
const SSO: &str = "sso";

const OTHERS: &str = "Accepted for compatibility with `hashicorp/aws`. It has no effect.";

/// The other names, and the older names of the same services, in the order of `hashicorp/aws` 6.
const OTHER_NAMES: &str = "
    accessanalyzer account accountaccess acm acmpca agentregistry amp prometheus prometheusservice
    amplify apigateway apigatewayv2 appautoscaling applicationautoscaling appconfig appfabric appflow
    appintegrations appintegrationsservice applicationinsights applicationsignals appmesh apprunner
    appstream appsync arcregionswitch arczonalshift athena auditmanager autoscaling autoscalingplans
    backup batch bcmdataexports bedrock bedrockagent bedrockagentcore bedrockruntime billing budgets
    ce costexplorer chatbot chime chimesdkmediapipelines chimesdkvoice cleanrooms cloud9 cloudcontrol
    cloudcontrolapi cloudformation cloudfront cloudfrontkeyvaluestore cloudhsmv2 cloudhsm cloudsearch
    cloudtrail cloudwatch cloudwatchomni codeartifact codebuild codecatalyst codecommit
    codeconnections codeguruprofiler codegurureviewer codepipeline codestarconnections
    codestarnotifications cognitoidentity cognitoidp cognitoidentityprovider comprehend
    computeoptimizer configservice config connect connectcases controltower costoptimizationhub cur
    costandusagereportservice customerprofiles databrew gluedatabrew dataexchange datapipeline
    datasync datazone dax deploy codedeploy detective devicefarm devopsagent devopsguru directconnect
    directoryservicedata dlm dms databasemigration databasemigrationservice docdb docdbelastic drs ds
    directoryservice dsql dynamodb ec2 ecr ecrpublic ecs efs eks elasticache elasticbeanstalk
    beanstalk elasticsearch es elasticsearchservice elastictranscoder elb elasticloadbalancing elbv2
    elasticloadbalancingv2 emr emrcontainers emrserverless eventbridgev2 events eventbridge
    cloudwatchevents evidently cloudwatchevidently evs finspace firehose fis fms fsx gamelift glacier
    globalaccelerator glue grafana managedgrafana amg greengrass groundstation guardduty healthlake
    iam identitystore imagebuilder inspector inspector2 inspectorv2 interconnect internetmonitor
    invoicing iot ivs ivschat kafka msk kafkaconnect kendra keyspaces kinesis kinesisanalytics
    kinesisanalyticsv2 kinesisvideo kms lakeformation lambdacore lambdamicrovms launchwizard
    lexmodels lexmodelbuilding lexmodelbuildingservice lex lexv2models lexmodelsv2 licensemanager
    lightsail location locationservice logs cloudwatchlog cloudwatchlogs m2 macie2 mailmanager
    mediaconnect mediaconvert medialive mediapackage mediapackagev2 mediapackagevod mediastore
    memorydb mgn mpa mq mwaa mwaaserverless neptune neptunegraph networkfirewall networkflowmonitor
    networkmanager networkmonitor networksecuritymanager notifications notificationscontacts oam
    cloudwatchobservabilityaccessmanager observabilityadmin odb opensearch opensearchservice
    opensearchserverless organizations osis opensearchingestion outposts paymentcryptography
    pcaconnectorad pcs pinpoint pinpointsmsvoicev2 pipes polly pricing qbusiness qldb quicksight ram
    rbin recyclebin rds rdsdata rdsdataservice redshift redshiftdata redshiftdataapiservice
    redshiftserverless rekognition resiliencehub resiliencehubv2 resourceexplorer2 resourcegroups
    rolesanywhere route53 route53domains
    route53profiles route53recoverycontrolconfig route53recoveryreadiness route53resolver rum
    cloudwatchrum s3 s3api s3control s3files s3outposts s3tables s3vectors sagemaker savingsplans
    scheduler schemas secretsmanager securityhub securitylake serverlessrepo serverlessapprepo
    serverlessapplicationrepository servicecatalog servicecatalogappregistry appregistry
    servicediscovery servicequotas ses sesv2 sfn stepfunctions shield signer sns sqs ssm ssmcontacts
    ssmincidents ssmquicksetup ssmsap ssoadmin storagegateway swf synthetics taxsettings
    timestreaminfluxdb timestreamquery timestreamwrite transcribe transcribeservice transfer uxc
    verifiedpermissions vpclattice waf wafregional wafv2 wellarchitected workmail workspaces
    workspacesweb xray
";

// === impl Endpoints ===

impl Endpoints {
    /// The URL of Lambda's API, if it is known.
    pub fn lambda(&self) -> Option<&str> {
        self.url(LAMBDA)
    }

    /// The URL of the Resource Groups Tagging API, if it is known.
    pub fn tagging_api(&self) -> Option<&str> {
        self.url(TAGGING).or_else(|| self.url(TAGGING_TOO))
    }

    /// The URL of the Security Token Service, if it is known.
    pub fn sts(&self) -> Option<&str> {
        self.url(STS)
    }

    /// The URL of the portal of IAM Identity Center, if it is known.
    pub fn sso(&self) -> Option<&str> {
        self.url(SSO)
    }

    fn url(&self, service: &str) -> Option<&str> {
        let url = self.0.known()?.get(service)?.known()?;
        // An empty URL is none, as for `hashicorp/aws`.
        (!url.is_empty()).then_some(url)
    }
}

impl Cell for Endpoints {
    fn shape() -> Shape {
        let row = |name, doc: &str| {
            attribute::<Tf<String>>(name, doc, Life::Mutable, optional().rule(url()))
        };
        let called = CALLED.iter().map(|(name, doc)| row(name, doc));
        let others = OTHER_NAMES.split_whitespace().map(|it| row(it, OTHERS));
        let rows: Vec<Attribute> = called.chain(others).collect();
        Shape::Block(Nesting::Set, rows)
    }

    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        let blocks = match value {
            Value::Set(blocks) => blocks,
            Value::Unknown(_) => return Self(Tf::Unknown),
            _ => Vec::new(),
        };
        let mut urls = BTreeMap::new();
        for block in blocks {
            let Value::Object(block) = block else {
                continue;
            };
            for (name, url) in block {
                let url = Tf::<String>::decode(url, &path.attribute(&name), found);
                if url != Tf::Null {
                    // Of two blocks the first that names a service counts.
                    urls.entry(name).or_insert(url);
                }
            }
        }
        Self(if urls.is_empty() {
            Tf::Null
        } else {
            Tf::Known(urls)
        })
    }

    fn encode(&self) -> Value {
        let urls = match &self.0 {
            Tf::Unknown => return Value::UNKNOWN,
            Tf::Null => return Value::Set(Vec::new()),
            Tf::Known(urls) => urls,
        };
        let names = CALLED.iter().map(|(name, _)| *name);
        let names = names.chain(OTHER_NAMES.split_whitespace());
        let block = names.map(|name| (name, urls.get(name).map_or(Value::Null, Cell::encode)));
        Value::set(vec![Value::object(block)])
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn read(blocks: Vec<Value>) -> Endpoints {
        let mut found = Diagnostics::new();
        let endpoints = Endpoints::decode(Value::set(blocks), &Path::root(), &mut found);
        assert!(found.is_empty(), "{found:?}");
        endpoints
    }

    #[test]
    fn every_name_is_there_once() {
        let Shape::Block(Nesting::Set, rows) = Endpoints::shape() else {
            panic!("not a set of blocks");
        };
        let names: BTreeSet<&str> = rows.iter().map(|it| it.name).collect();
        assert_eq!(names.len(), rows.len());
        for name in ["lambda", "sts", "dynamodb", "es", "xray"] {
            assert!(names.contains(name), "{name}");
        }
    }

    #[test]
    fn several_blocks_are_one_and_empty_urls_are_none() {
        let block = |name: &str, url: &str| Value::object([(name, Value::from(url))]);
        let endpoints = read(vec![
            block("lambda", "http://127.0.0.1:1"),
            block("s3", "http://127.0.0.1:2"),
            block("sts", ""),
        ]);
        assert_eq!(endpoints.lambda(), Some("http://127.0.0.1:1"));
        assert_eq!(endpoints.sts(), None);
        let mut found = Diagnostics::new();
        let again = Endpoints::decode(endpoints.encode(), &Path::root(), &mut found);
        assert_eq!(again, endpoints);
        assert_eq!(read(vec![]), Endpoints::default());
        assert_eq!(Endpoints::default().encode(), Value::Set(Vec::new()));
    }
}
