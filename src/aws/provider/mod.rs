//! The provider block, and the client that is made of it.
//!
//! [`block`] has the rows. `settings` joins them with the environment and the profile, which `lookup`
//! reads; `credentials` finds out who calls and whether it may, `network` how a call leaves this machine.

pub mod block;
mod credentials;
mod lookup;
mod network;
mod settings;

use aws_config::{
    BehaviorVersion, Region, SdkConfig, identity::IdentityCache, provider_config::ProviderConfig,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};

use self::{
    block::{ignored, rows::Config},
    credentials::{
        Facts, Reach,
        accounts::{self, Account},
    },
    lookup::{environment::Environment, files::Files, machine},
    settings::{Limits, RetrySettings, Settings, Validation},
};
use super::{
    api::{
        client::{Client, Policy, WantedWarnings},
        log::Attempts,
        pace::retries::{self, BACKOFF},
        service::Service,
        shared::tag_sets::resources::{TagEndpoint, TagReach},
    },
    event_source_mapping::{Drain, List, Many, One, Pause, Resource, Resume},
    functions,
    names::region::RegionName,
    policy::PolicyDocument,
};
use crate::framework::{
    author::{Provider, Things},
    cell::Tf,
    diagnostics::{Diagnostic, Diagnostics},
};

/// The provider `awslambda`.
#[derive(Debug, Default)]
pub struct Aws;

// === impl Aws ===

impl Provider for Aws {
    type Config = Config;
    type Client = Client;

    fn doc(&self) -> &'static str {
        "Manages event source mappings of AWS Lambda. With an event source mapping, Lambda reads records \
         from SQS, Kinesis, DynamoDB streams, MSK, self-managed Kafka, Amazon MQ or DocumentDB, and invokes \
         a function with them."
    }

    fn things(&self) -> Things<Client> {
        let things = Things::new()
            .identified(Resource)
            .list_resource(List)
            .data_source(One)
            .data_source(Many)
            .data_source(PolicyDocument)
            .action(Pause)
            .action(Resume)
            .action(Drain);
        functions::add_to(things)
    }

    fn validate(&self, config: &Config, found: &mut Diagnostics) {
        found.extend(missing_half(config));
        found.extend(two_tokens(config));
        found.extend(accounts::contradiction(config));
        found.extend(ignored::warnings(config));
    }

    async fn configure(&self, config: Config) -> (Option<Client>, Diagnostics) {
        let mut found = Diagnostics::new();
        match connect(&config, &Environment::of_process(), &mut found).await {
            Ok(client) => (Some(client), found),
            Err(diagnostic) => {
                found.push(diagnostic);
                (None, found)
            }
        }
    }
}

/// A key without its other half, or a token without a key.
fn missing_half(config: &Config) -> Option<Diagnostic> {
    let access = !matches!(config.access_key, Tf::Null);
    let secret = !matches!(config.secret_key, Tf::Null);
    if access != secret {
        let (there, missing) = if access {
            ("access_key", "secret_key")
        } else {
            ("secret_key", "access_key")
        };
        return Some(
            Diagnostic::error(
                format!("{there}: needs {missing}"),
                "A key has two parts. Set both, or neither to use the credentials of the environment.",
            )
            .at(there),
        );
    }
    if !matches!(config.token, Tf::Null) && !access {
        let why = "A session token belongs to an access key. Set access_key and secret_key, too.";
        return Some(Diagnostic::error("token: needs access_key", why).at("token"));
    }
    None
}

/// Two tokens of another identity provider, of which only one can be sent.
fn two_tokens(config: &Config) -> Option<Diagnostic> {
    let block = config.assume_role_with_web_identity.0.known()?;
    let both = !matches!(block.web_identity_token, Tf::Null)
        && !matches!(block.web_identity_token_file, Tf::Null);
    both.then(|| {
        Diagnostic::error(
            "assume_role_with_web_identity: web_identity_token excludes web_identity_token_file",
            "Both contain the token of the other identity provider. Remove one of the two.",
        )
        .at("assume_role_with_web_identity")
    })
}

/// Makes the client: reads the shared files, decides where credentials come from, and fetches them
/// unless the block says not to.
async fn connect(
    config: &Config,
    environment: &Environment,
    found: &mut Diagnostics,
) -> Result<Client, Diagnostic> {
    let files = Files::read(config, environment).await?;
    let settings = Settings::resolve(config, environment, &files.profiles)?;
    let facts = Facts {
        config,
        environment,
        files: &files,
        metadata: &settings.metadata,
    };
    let http = network::client(&settings)?;
    let region = home(config, &settings, &http, found).await?;
    let plan = credentials::plan(facts).map_err(|it| it.diagnostic())?;

    let base = base(&settings, &region, &http);
    let reach = reach(&settings, &region, &http, &base);
    let identity = credentials::provider(plan, &reach);
    let known = match settings.validation {
        Validation::Never => None,
        Validation::Fetch | Validation::Ask => Some(accounts::fetch(&identity).await?),
    };
    let key = known.as_ref().map(|it| it.access_key_id().to_owned());
    let base = base
        .into_builder()
        .credentials_provider(identity.clone())
        .build();
    let account = Account {
        settings: &settings,
        identity: &identity,
        known,
        reach: &reach,
    };
    let account = account.check().await?;

    let mut lambda = aws_sdk_lambda::config::Builder::from(&base)
        .retry_partition(retries::partition(settings.retries.capacity))
        .interceptor(attempts(&settings));
    if settings.retries.calls_a_second != Some(0) {
        // The budget is what adapts. A second limiter on top of it would only wait for the first.
        let retries = RetrySettings {
            adaptive: false,
            ..settings.retries
        };
        lambda.set_retry_config(Some(retry_config(retries)));
    }
    lambda.set_endpoint_url(settings.lambda.clone());
    let service = Service {
        name: "Lambda",
        region: region.as_str().into(),
        endpoint: settings.lambda.as_deref().map(Into::into),
        limit: settings.limits.operation,
    };
    let warnings = config.warnings.0.known().map(|it| WantedWarnings {
        failed_batches: it.failed_batches != Tf::Known(false),
        adopted: it.adopted != Tf::Known(false),
    });
    let policy = Policy {
        tags: tags(&settings, identity),
        tagging: settings.tagging,
        counted_as: account.clone().or(key).unwrap_or_default(),
        account,
        adopt_existing: config.adopt_existing == Tf::Known(true),
        warnings: warnings.unwrap_or_default(),
        calls_a_second: settings.retries.calls_a_second,
        reads_are_shared: config.read_strategy != Tf::Known("get".to_owned()),
        accepted_is_enough: config.wait_for == Tf::Known("accepted".to_owned()),
    };
    Ok(Client::new(lambda, service, policy))
}

/// Where the tags of many mappings are read at once. A server at an endpoint for Lambda alone may not be AWS:
/// AWS's own service knows nothing of what is there, and must not be told of it. Such a server often has all
/// services at one URL, so it is asked there. A host of AWS is not, such as a private endpoint of Lambda: it has
/// Lambda alone, and who names it wants the calls to stay within a network from which AWS's other hosts need
/// not be reachable. There `endpoints` has to name the other one, too.
fn tags(settings: &Settings, identity: SharedCredentialsProvider) -> Option<TagReach> {
    let place = match (&settings.tagging_api, &settings.lambda) {
        (Some(url), _) => TagEndpoint::At(url.clone()),
        (None, Some(url)) if Service::is_of_aws(url) => return None,
        (None, Some(url)) => TagEndpoint::Beside(url.clone()),
        (None, None) => TagEndpoint::Aws {
            fips: settings.use_fips,
            dual_stack: settings.use_dualstack,
        },
    };
    Some(TagReach { place, identity })
}

/// The Region of the provider. An unknown name gives a warning, not an error: it may be a new Region.
async fn home(
    config: &Config,
    settings: &Settings,
    http: &SharedHttpClient,
    found: &mut Diagnostics,
) -> Result<String, Diagnostic> {
    let sdk = ProviderConfig::without_region().with_http_client(http.clone());
    let region = match &settings.region {
        Some(region) => Some(region.clone()),
        None => machine::region(&settings.metadata, &sdk).await,
    };
    let region = region.ok_or_else(|| {
        Diagnostic::error(
            "region: missing",
            "Set region in the provider block, AWS_REGION in the environment, or a Region in the \
             profile.",
        )
        .at("region")
    })?;
    if config.skip_region_validation != Tf::Known(true)
        && let Some(doubt) = RegionName(&region).doubt()
    {
        found.push(Diagnostic::warning("region: may not exist", doubt).at("region"));
    }
    Ok(region)
}

/// The part of the SDK's configuration that all services share, without credentials.
fn base(settings: &Settings, region: &str, http: &SharedHttpClient) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .use_fips(settings.use_fips)
        .use_dual_stack(settings.use_dualstack)
        .http_client(http.clone())
        .retry_config(retry_config(settings.retries))
        .timeout_config(timeouts(settings.limits))
        // The credentials have a memory of their own.
        .identity_cache(IdentityCache::no_cache())
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
        .time_source(aws_smithy_async::time::SystemTimeSource::new())
        .build()
}

fn reach(settings: &Settings, region: &str, http: &SharedHttpClient, base: &SdkConfig) -> Reach {
    let sts_region = settings.sts_region.as_deref().unwrap_or(region);
    let sdk = ProviderConfig::without_region()
        .with_region(Some(Region::new(region.to_owned())))
        .with_use_fips(Some(settings.use_fips))
        .with_use_dual_stack(Some(settings.use_dualstack))
        .with_behavior_version(Some(BehaviorVersion::latest()))
        .with_http_client(http.clone())
        .with_retry_config(retry_config(settings.retries))
        .with_timeout_config(timeouts(settings.limits));
    let portal = match &settings.sso {
        Some(url) => sdk
            .clone()
            .with_http_client(network::to_portal(http.clone(), url.clone())),
        None => sdk.clone(),
    };
    let mut sts = base.to_builder().region(Region::new(sts_region.to_owned()));
    sts.set_endpoint_url(settings.sts.clone());
    Reach {
        sdk,
        portal,
        sts: sts.build(),
        service: Service {
            name: "STS",
            region: sts_region.into(),
            endpoint: settings.sts.as_deref().map(Into::into),
            limit: settings.limits.operation,
        },
        metadata: settings.metadata.clone(),
        user_agent: settings.user_agent.clone(),
        capacity: settings.retries.capacity,
    }
}

fn attempts(settings: &Settings) -> Attempts {
    Attempts {
        user_agent: settings.user_agent.clone(),
    }
}

/// The limits of every call. Without them a server that accepts a connection and stays silent would
/// hold Terraform for ever: the SDK sets no limit of its own.
fn timeouts(limits: Limits) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(limits.connect)
        .read_timeout(limits.read)
        .operation_attempt_timeout(limits.attempt)
        .operation_timeout(limits.operation)
        .build()
}

fn retry_config(retries: RetrySettings) -> RetryConfig {
    let config = if retries.adaptive {
        RetryConfig::adaptive()
    } else {
        RetryConfig::standard()
    };
    config
        .with_max_attempts(retries.most.saturating_add(1))
        .with_max_backoff(BACKOFF)
}

#[cfg(test)]
mod tests;
