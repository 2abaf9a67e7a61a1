//! `GetResources` of the Resource Groups Tagging API: the tags of a hundred mappings by one call.
//!
//! It is the one call of that service that is needed, so there is no SDK of it here: the request is written
//! and the response read by hand, and all between them is the SDK's own: signing, retries, limits in time.

mod unproven;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::{
    auth::{
        SigV4OperationSigningConfig,
        sigv4::{self, SigV4AuthScheme},
    },
    invocation_id::InvocationIdInterceptor,
    request_info::RequestInfoInterceptor,
    retries::classifiers::AwsErrorCodeClassifier,
    service_clock_skew::{ServiceClockSkewClassifier, ServiceClockSkewInterceptor},
    user_agent::{ApiMetadata, UserAgentInterceptor},
};
use aws_sdk_lambda::config::{
    BehaviorVersion, Config,
    endpoint::{DefaultResolver, Params, ResolveEndpoint as _},
};
use aws_smithy_runtime::client::{
    orchestrator::operation::Operation,
    retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier},
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        auth::{
            AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver,
            static_resolver::StaticAuthSchemeOptionResolver,
        },
        identity::SharedIdentityResolver,
        orchestrator::{HttpRequest, HttpResponse, OrchestratorError},
        runtime_components::RuntimeComponentsBuilder,
        runtime_plugin::StaticRuntimePlugin,
    },
};
use aws_smithy_types::{
    body::SdkBody, config_bag::Layer, error::ErrorMetadata, retry::RetryConfig,
};
use aws_types::{
    SigningName,
    region::{Region, SigningRegion},
};
use futures_util::FutureExt as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use self::unproven::Unproven;
use crate::aws::api::{
    error::Error,
    pace::{Budgets, retries::Retries},
    service::Service,
};

/// Resources of a page, or ARNs of a request, at most.
pub(crate) const PAGE: usize = 100;
/// How long a call that others wait for may take, with its retries.
const SOON: Duration = Duration::from_secs(4);
const NAME: &str = "GetResources";
const TARGET: &str = "ResourceGroupsTaggingAPI_20170126.GetResources";
/// The type of the mappings among all resources.
const TYPE: &str = "lambda:event-source-mapping";

/// Tags of a mapping.
pub(crate) type TagSet = BTreeMap<String, String>;

/// Where the API is.
#[derive(Debug, Clone)]
pub(crate) enum TagEndpoint {
    /// At AWS's own endpoint.
    Aws { fips: bool, dual_stack: bool },
    /// At this URL.
    At(String),
    /// Perhaps at this URL, which is that of Lambda: a server that stands in for AWS has all services at one.
    Beside(String),
}

/// How the API is reached.
#[derive(Debug, Clone)]
pub(crate) struct TagReach {
    pub(crate) place: TagEndpoint,
    pub(crate) identity: SharedCredentialsProvider,
}

/// The parameters of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TagQuery {
    /// These ARNs, at most [`PAGE`].
    These(Vec<String>),
    /// The page of all mappings that this token begins; the first has none.
    Page(Option<String>),
}

/// Tags by ARN. A mapping that has never had tags is missing.
#[derive(Debug)]
pub(crate) struct TagPage {
    pub(crate) entries: Vec<(String, TagSet)>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
}

/// The API in one Region.
#[derive(Debug, Clone)]
pub(crate) struct Resources {
    operation: Operation<TagQuery, TagPage, ErrorMetadata>,
    service: Service,
    /// Whether the server is known to have the call.
    known: Arc<AtomicBool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourcesAnswer {
    pagination_token: Option<String>,
    resource_tag_mapping_list: Vec<TaggedResource>,
}

#[derive(Deserialize)]
struct TaggedResource {
    #[serde(rename = "ResourceARN")]
    arn: String,
    #[serde(rename = "Tags", default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    #[serde(default)]
    value: Option<String>,
}

// === impl TagEndpoint ===

impl TagEndpoint {
    /// The URL in a Region. AWS names the hosts of all Regions as those of Lambda, partitions, FIPS and
    /// dual-stack included.
    fn url(&self, region: &str) -> Option<String> {
        let (fips, dual_stack) = match self {
            Self::At(url) | Self::Beside(url) => return Some(url.clone()),
            Self::Aws { fips, dual_stack } => (*fips, *dual_stack),
        };
        let params = Params::builder()
            .region(region.to_owned())
            .use_fips(fips)
            .use_dual_stack(dual_stack)
            .build()
            .ok()?;
        let resolver = DefaultResolver::new();
        let lambda = resolver.resolve_endpoint(&params).now_or_never()?.ok()?;
        let host = lambda.url().strip_prefix("https://lambda")?;
        Some(format!("https://tagging{host}"))
    }
}

// === impl Resources ===

impl Resources {
    /// The API beside the Lambda of `config`, in the Region of `lambda`; nothing if that has no such endpoint.
    pub(crate) fn new(
        config: &Config,
        lambda: &Service,
        reach: &TagReach,
        budgets: &Budgets,
    ) -> Option<Self> {
        let url = reach.place.url(&lambda.region)?;
        let endpoint = match &reach.place {
            TagEndpoint::Aws { .. } => None,
            TagEndpoint::At(url) | TagEndpoint::Beside(url) => Some(Arc::from(url.as_str())),
        };
        let known = Arc::new(AtomicBool::new(!matches!(
            reach.place,
            TagEndpoint::Beside(_)
        )));
        let service = Service {
            name: "Tagging",
            endpoint,
            ..lambda.clone()
        };
        let retries = config.retry_config().cloned();
        let mut operation = Operation::builder()
            .service_name("Resource Groups Tagging API")
            .operation_name(NAME)
            .behavior_version(BehaviorVersion::latest())
            .http_client(config.http_client()?)
            .endpoint_url(&url)
            .standard_retry(&retries.unwrap_or_else(RetryConfig::standard))
            .timeout_config(config.timeout_config().cloned()?)
            .with_connection_poisoning()
            .interceptor(ServiceClockSkewInterceptor::new())
            .interceptor(RequestInfoInterceptor::new())
            .interceptor(UserAgentInterceptor::new())
            .interceptor(InvocationIdInterceptor::new())
            .retry_classifier(HttpStatusCodeClassifier::default())
            .retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new())
            .retry_classifier(AwsErrorCodeClassifier::<ErrorMetadata>::new())
            .retry_classifier(ServiceClockSkewClassifier::<ErrorMetadata>::new())
            .retry_classifier(Retries {
                budget: Some(Arc::clone(&budgets.tagging)),
            })
            .retry_classifier(Unproven(Arc::clone(&known)))
            .runtime_plugin(signing(config, lambda, reach));
        // Those that the provider has put there: log, pace and meter.
        for interceptor in config.interceptors() {
            operation = operation.interceptor(interceptor);
        }
        if let Some(sleep) = config.sleep_impl() {
            operation = operation.sleep_impl(sleep);
        }
        if let Some(time) = config.time_source() {
            operation = operation.time_source(time);
        }
        let operation = operation.serializer(write).deserializer(read).build();
        Some(Self {
            operation,
            service,
            known,
        })
    }

    /// Whether the server is known to have the call: an answer of it says so, where the provider block does not.
    pub(crate) fn is_known(&self) -> bool {
        self.known.load(Ordering::Relaxed)
    }

    /// Asks once the caller's turn has come. An answer that takes too long is nothing: `ListTags` can replace it.
    pub(crate) async fn get_now(&self, asked: TagQuery) -> Option<Result<TagPage, Error>> {
        let call = Box::pin(self.operation.invoke(asked));
        let found = timeout(SOON, call).await.ok()?;
        if found.is_ok() {
            self.known.store(true, Ordering::Relaxed);
        }
        Some(found.map_err(|it| Error::new(NAME, &self.service, &it)))
    }
}

/// The SDK's settings to sign a request for this service, with the `User-Agent`.
fn signing(config: &Config, lambda: &Service, reach: &TagReach) -> StaticRuntimePlugin {
    let region = Region::new(lambda.region.to_string());
    let mut layer = Layer::new("tagging");
    layer.store_put(SigningName::from_static("tagging"));
    layer.store_put(SigningRegion::from(region.clone()));
    layer.store_put(region);
    layer.store_put(SigV4OperationSigningConfig::default());
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(ApiMetadata::new(
        "resourcegroupstaggingapi",
        env!("CARGO_PKG_VERSION"),
    ));
    if let Some(partition) = config.retry_partition() {
        layer.store_put(partition.clone());
    }
    let schemes = StaticAuthSchemeOptionResolver::new(vec![sigv4::SCHEME_ID]);
    let identity = SharedIdentityResolver::new(reach.identity.clone());
    let components = RuntimeComponentsBuilder::new("tagging")
        .with_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(schemes)))
        .with_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()))
        .with_identity_cache(config.identity_cache())
        .with_identity_resolver(sigv4::SCHEME_ID, identity);
    StaticRuntimePlugin::new()
        .with_config(layer.freeze())
        .with_runtime_components(components)
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "the SDK hands the input over"
)]
fn write(asked: TagQuery) -> Result<HttpRequest, BoxError> {
    // AWS refuses a list of ARNs together with anything that makes pages.
    let body = match asked {
        TagQuery::These(arns) => json!({ "ResourceARNList": arns }),
        TagQuery::Page(token) => {
            let mut body = json!({ "ResourceTypeFilters": [TYPE], "ResourcesPerPage": PAGE });
            if let Some(token) = token {
                body["PaginationToken"] = token.into();
            }
            body
        }
    };
    let mut request = HttpRequest::new(SdkBody::from(body.to_string()));
    request.set_method("POST")?;
    request.set_uri("/")?;
    let headers = request.headers_mut();
    headers.insert("content-type", "application/x-amz-json-1.1");
    headers.insert("x-amz-target", TARGET);
    Ok(request)
}

fn read(response: &HttpResponse) -> Result<TagPage, OrchestratorError<ErrorMetadata>> {
    let body = response.body().bytes().unwrap_or_default();
    if !response.status().is_success() {
        return Err(OrchestratorError::operation(refusal(response, body)));
    }
    let answer: ResourcesAnswer =
        serde_json::from_slice(body).map_err(|error| OrchestratorError::response(error.into()))?;
    let tag = |it: Tag| (it.key, it.value.unwrap_or_default());
    let entry = |it: TaggedResource| (it.arn, it.tags.into_iter().map(tag).collect());
    let entries = answer.resource_tag_mapping_list.into_iter().map(entry);
    Ok(TagPage {
        entries: entries.collect(),
        next: answer.pagination_token.filter(|it| !it.is_empty()),
    })
}

/// The error of a response: its name is in a header or in the body, with a namespace or an address around it.
fn refusal(response: &HttpResponse, body: &[u8]) -> ErrorMetadata {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |names: [&str; 2]| names.iter().find_map(|it| body.get(it)?.as_str());
    let code = response.headers().get("x-amzn-errortype");
    let code = code.or_else(|| text(["__type", "code"]));
    let name = |code: &str| {
        let code = code.split(':').next().unwrap_or_default();
        code.rsplit('#').next().unwrap_or_default().to_owned()
    };
    let mut builder = ErrorMetadata::builder();
    if let Some(code) = code.map(name).filter(|it| !it.is_empty()) {
        builder = builder.code(code);
    }
    if let Some(message) = text(["message", "Message"]) {
        builder = builder.message(message);
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_own_host() {
        let url =
            |region: &str, fips, dual_stack| TagEndpoint::Aws { fips, dual_stack }.url(region);
        for (region, fips, dual_stack, expected) in [
            ("eu-west-1", false, false, "tagging.eu-west-1.amazonaws.com"),
            (
                "us-east-1",
                true,
                false,
                "tagging-fips.us-east-1.amazonaws.com",
            ),
            ("us-east-1", false, true, "tagging.us-east-1.api.aws"),
            (
                "cn-north-1",
                false,
                false,
                "tagging.cn-north-1.amazonaws.com.cn",
            ),
            (
                "us-iso-east-1",
                false,
                false,
                "tagging.us-iso-east-1.c2s.ic.gov",
            ),
        ] {
            let url = url(region, fips, dual_stack);
            assert_eq!(url.unwrap(), format!("https://{expected}"));
        }
        assert_eq!(url("no region", false, false), None);
        let own = TagEndpoint::At("http://127.0.0.1:1".to_owned());
        assert_eq!(own.url("eu-west-1").unwrap(), "http://127.0.0.1:1");
    }

    #[test]
    fn a_request_asks_for_a_page_or_for_arns_and_never_for_both() {
        let body = |asked| -> Value {
            let request = write(asked).unwrap();
            assert_eq!(request.method(), "POST");
            serde_json::from_slice(request.body().bytes().unwrap()).unwrap()
        };
        let first = json!({"ResourceTypeFilters": [TYPE], "ResourcesPerPage": 100});
        assert_eq!(body(TagQuery::Page(None)), first);
        let next = body(TagQuery::Page(Some("t".to_owned())));
        assert_eq!(next["PaginationToken"], "t");
        let arns = body(TagQuery::These(vec!["a".to_owned()]));
        assert_eq!(arns, json!({"ResourceARNList": ["a"]}));
    }

    fn response(status: u16, body: &str) -> HttpResponse {
        HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))
    }

    #[test]
    fn a_page_is_read_with_its_token_and_an_empty_token_is_none() {
        let body = r#"{"PaginationToken": "", "ResourceTagMappingList": [
            {"ResourceARN": "a", "Tags": [{"Key": "k", "Value": "v"}, {"Key": "e"}]},
            {"ResourceARN": "b", "Tags": []}, {"ResourceARN": "c"}]}"#;
        let found = read(&response(200, body)).unwrap();
        assert_eq!(found.next, None);
        let tags = |of: &[(&str, &str)]| -> TagSet {
            let pairs = of.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
            pairs.collect()
        };
        let expected = [
            ("a".to_owned(), tags(&[("k", "v"), ("e", "")])),
            ("b".to_owned(), tags(&[])),
            ("c".to_owned(), tags(&[])),
        ];
        assert_eq!(found.entries, expected);
        let body = r#"{"PaginationToken": "more", "ResourceTagMappingList": []}"#;
        let found = read(&response(200, body)).unwrap();
        assert_eq!(found.next.as_deref(), Some("more"));
    }

    #[test]
    fn a_success_without_the_list_is_no_answer() {
        for body in ["", "{}", "<html>", r#"{"ResourceTagMappingList": 1}"#, "[]"] {
            let error = read(&response(200, body)).unwrap_err();
            assert!(error.is_response_error(), "{body}");
        }
    }

    #[test]
    fn a_refusal_is_named_in_the_header_or_in_the_body() {
        for (header, body, expected) in [
            (
                None,
                r#"{"__type":"com.amazonaws.tagging#ThrottledException"}"#,
                "ThrottledException",
            ),
            (
                None,
                r#"{"__type":"AccessDeniedException","Message":"no"}"#,
                "AccessDeniedException",
            ),
            (
                Some("InternalServiceException:http://x/"),
                "{}",
                "InternalServiceException",
            ),
        ] {
            let mut response = response(400, body);
            if let Some(header) = header {
                response.headers_mut().insert("x-amzn-errortype", header);
            }
            let error = read(&response).unwrap_err();
            let error = error.as_operation_error().unwrap();
            assert_eq!(error.code(), Some(expected));
        }
        let error = read(&response(403, "<html>")).unwrap_err();
        assert_eq!(error.as_operation_error().unwrap().code(), None);
    }
}
