//! The permissions that Lambda needs for each kind of source, by its developer guide.
//!
//! Lambda polls with the function's execution role. The permissions to write logs are not here: they are the
//! function's own, and the same without any mapping. Pure.

use crate::aws::names::{arn::Arn, source_kind::SourceKind};

/// A statement of a policy: actions on resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) actions: Vec<&'static str>,
    pub(super) resources: Vec<String>,
}

/// A mapping, as far as it needs permissions.
#[derive(Debug)]
pub(super) struct Needs<'a> {
    pub(super) kind: SourceKind,
    /// None for self-managed Kafka.
    pub(super) source: Option<Arn<'a>>,
    /// The ARN of the source, as it is written.
    pub(super) source_arn: &'a str,
    /// Secrets by which Lambda signs in.
    pub(super) secrets: Vec<String>,
    /// Whether SASL/SCRAM is used.
    pub(super) scram: bool,
    /// Whether MSK is read with IAM authentication.
    pub(super) iam: bool,
    /// Whether Lambda makes network interfaces in a VPC.
    pub(super) vpc: bool,
    pub(super) topics: Vec<String>,
    pub(super) consumer_group: Option<&'a str>,
    pub(super) registry: Option<&'a str>,
    /// Keys that encrypt the source, its secrets or the filters.
    pub(super) keys: Vec<String>,
    pub(super) destination: Option<&'a str>,
    pub(super) destination_key: Option<&'a str>,
}

/// "Configuring the execution role" of MSK, Amazon MQ, self-managed Kafka and `DocumentDB`.
const NETWORK: [&str; 6] = [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
];

/// All statements, each about other resources.
pub(super) fn statements(needs: &Needs<'_>) -> Vec<Statement> {
    let mut all = of_source(needs);
    if needs.vpc {
        // These actions know no resource that could be named before it is made.
        all.push(allow(&NETWORK, ["*".to_owned()]));
    }
    if !needs.secrets.is_empty() {
        all.push(allow(
            &["secretsmanager:GetSecretValue"],
            needs.secrets.iter().cloned(),
        ));
    }
    if let Some(registry) = needs.registry {
        all.extend(of_registry(registry));
    }
    if !needs.keys.is_empty() {
        all.push(allow(&["kms:Decrypt"], needs.keys.iter().cloned()));
    }
    all.extend(of_destination(needs));
    all
}

fn allow(
    actions: &[&'static str],
    resources: impl IntoIterator<Item = impl Into<String>>,
) -> Statement {
    Statement {
        actions: actions.to_vec(),
        resources: resources.into_iter().map(Into::into).collect(),
    }
}

fn of_source(needs: &Needs<'_>) -> Vec<Statement> {
    let arn = || [needs.source_arn];
    match needs.kind {
        SourceKind::Sqs | SourceKind::SqsFifo => vec![allow(
            &[
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            ],
            arn(),
        )],
        SourceKind::Kinesis => of_kinesis(needs.source_arn),
        SourceKind::DynamoDb => vec![allow(
            &[
                "dynamodb:DescribeStream",
                "dynamodb:GetRecords",
                "dynamodb:GetShardIterator",
                "dynamodb:ListStreams",
            ],
            arn(),
        )],
        SourceKind::Msk => of_msk(needs),
        SourceKind::Kafka => Vec::new(),
        SourceKind::Mq => vec![allow(&["mq:DescribeBroker"], arn())],
        // The parameters and the subnets are resources of other names than the cluster.
        SourceKind::DocumentDb => vec![allow(
            &[
                "rds:DescribeDBClusterParameters",
                "rds:DescribeDBClusters",
                "rds:DescribeDBSubnetGroups",
            ],
            ["*"],
        )],
    }
}

/// A consumer with enhanced fan-out is subscribed to, besides what any reader of the stream needs.
fn of_kinesis(arn: &str) -> Vec<Statement> {
    let (stream, consumer) = match arn.split_once("/consumer/") {
        Some((stream, _)) => (stream, Some(arn)),
        None => (arn, None),
    };
    let stream = allow(
        &[
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
        ],
        [stream],
    );
    let consumer = consumer.map(|it| allow(&["kinesis:SubscribeToShard"], [it]));
    [stream].into_iter().chain(consumer).collect()
}

/// `kafka:DescribeClusterV2` alone is enough: it is for provisioned and serverless clusters.
fn of_msk(needs: &Needs<'_>) -> Vec<Statement> {
    let mut all = Vec::new();
    let cluster = match needs.source.and_then(cluster_of_connection) {
        Some(cluster) => {
            all.push(allow(&["kafka:DescribeVpcConnection"], [needs.source_arn]));
            cluster
        }
        None => needs.source_arn.to_owned(),
    };
    let mut actions = vec!["kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"];
    if needs.scram {
        actions.push("kafka:ListScramSecrets");
    }
    if needs.iam {
        actions.extend([
            "kafka-cluster:Connect",
            "kafka-cluster:DescribeClusterDynamicConfiguration",
        ]);
    }
    all.push(allow(&actions, [cluster.clone()]));
    if needs.iam {
        let part = |kind: &str, name: &str| {
            let part = cluster.replacen(":cluster/", &format!(":{kind}/"), 1);
            format!("{part}/{name}")
        };
        let group = part("group", needs.consumer_group.unwrap_or("*"));
        all.push(allow(
            &["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"],
            [group],
        ));
        let topics: Vec<String> = if needs.topics.is_empty() {
            vec![part("topic", "*")]
        } else {
            needs.topics.iter().map(|it| part("topic", it)).collect()
        };
        all.push(allow(
            &["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"],
            topics,
        ));
    }
    all
}

/// The cluster that a VPC connection leads to: its account and name are in the ARN, its id is not.
fn cluster_of_connection(arn: Arn<'_>) -> Option<String> {
    let mut parts = arn.resource.strip_prefix("vpc-connection/")?.split('/');
    let (account, name) = (parts.next()?, parts.next()?);
    let (partition, region) = (arn.partition, arn.region);
    Some(format!(
        "arn:{partition}:kafka:{region}:{account}:cluster/{name}/*"
    ))
}

/// Only that of AWS Glue is asked with permissions; others are asked with secrets.
fn of_registry(registry: &str) -> Option<Statement> {
    let arn = Arn::parse(registry).filter(|it| it.service == "glue")?;
    let name = arn.resource.strip_prefix("registry/")?;
    let schemas = format!(
        "arn:{}:glue:{}:{}:schema/{name}/*",
        arn.partition, arn.region, arn.account
    );
    Some(allow(
        &["glue:GetRegistry", "glue:GetSchemaVersion"],
        [registry.to_owned(), schemas],
    ))
}

fn of_destination(needs: &Needs<'_>) -> Vec<Statement> {
    let Some(destination) = needs.destination else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut keys: &[&'static str] = &["kms:Decrypt", "kms:GenerateDataKey"];
    if let Some(topic) = destination.strip_prefix("kafka://") {
        keys = &[];
        if needs.iam {
            let topics = needs.source_arn.replacen(":cluster/", ":topic/", 1);
            let topic = format!("{topics}/{topic}");
            all.push(allow(&["kafka-cluster:WriteData"], [topic]));
        }
    } else {
        match Arn::parse_any(destination).map(|it| it.service) {
            Some("sqs") => all.push(allow(&["sqs:SendMessage"], [destination])),
            Some("sns") => all.push(allow(&["sns:Publish"], [destination])),
            Some("s3") => {
                keys = &["kms:GenerateDataKey"];
                all.push(allow(&["s3:ListBucket"], [destination]));
                all.push(allow(&["s3:PutObject"], [format!("{destination}/*")]));
            }
            _ => {}
        }
    }
    if let Some(key) = needs.destination_key
        && !keys.is_empty()
    {
        all.push(allow(keys, [key]));
    }
    all
}
