//! The provider block, and the client that is made of it.

use aws_config::{
    BehaviorVersion, Region, SdkConfig, profile::ProfileFileCredentialsProvider,
    provider_config::ProviderConfig,
};
use aws_credential_types::Credentials;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};

use super::{
    client::{self, Client, Retries, Service},
    error,
    event_source_mapping::Resource,
};
use crate::framework::{
    cell::{Blocks, List, Tf},
    diagnostics::{Diagnostic, Diagnostics},
    erased::AnyResource,
    plain::Secret,
    provider::Provider,
    rules::{between, shown, text},
    spec::{Complaint, Rule, optional},
};

/// The provider `awslambda`.
#[derive(Debug, Default)]
pub struct Aws;

model! {
    /// The provider block.
    pub struct Config {
        /// AWS Region, such as `eu-west-1`. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, or the
        /// Region of the profile.
        mutable region: Tf<String> = optional().rule(region());
        /// Access key. Default: `AWS_ACCESS_KEY_ID`, or as the AWS SDK finds credentials.
        mutable access_key: Tf<String> = optional();
        /// Secret key that belongs to `access_key`. Default: `AWS_SECRET_ACCESS_KEY`.
        mutable secret_key: Tf<Secret> = optional().sensitive();
        /// Session token of temporary credentials. Default: `AWS_SESSION_TOKEN`.
        mutable token: Tf<Secret> = optional().sensitive();
        /// Profile of the shared configuration files. Default: `AWS_PROFILE`.
        mutable profile: Tf<String> = optional();
        /// Shared configuration files. Default: `AWS_CONFIG_FILE`, or `~/.aws/config`.
        mutable shared_config_files: List<String> = optional();
        /// Shared credentials files. Default: `AWS_SHARED_CREDENTIALS_FILE`, or
        /// `~/.aws/credentials`.
        mutable shared_credentials_files: List<String> = optional();
        /// Whether to leave out the check of the credentials, which is one call of STS. It is left
        /// out, too, when `lambda` has an endpoint of its own and `sts` has none.
        mutable skip_credentials_validation: Tf<bool> = optional();
        /// How often to retry a call that failed for a passing reason. Default: `AWS_MAX_ATTEMPTS`
        /// less one, or 25. All tries together take at most 30 seconds.
        mutable max_retries: Tf<i64> = optional().rule(between(0, 1000));
        /// Endpoints to use instead of those of the Region.
        mutable endpoints: Blocks<Endpoints> = optional();
    }
}

model! {
    /// Endpoints to use instead of those of the Region.
    pub struct Endpoints {
        /// URL of Lambda's API. Default: `AWS_ENDPOINT_URL_LAMBDA`, or `AWS_ENDPOINT_URL`.
        mutable lambda: Tf<String> = optional().rule(url());
        /// URL of the Security Token Service. Default: `AWS_ENDPOINT_URL_STS`, or
        /// `AWS_ENDPOINT_URL`.
        mutable sts: Tf<String> = optional().rule(url());
    }
}

/// How often `hashicorp/aws` retries, which users expect.
const MAX_RETRIES: u32 = 25;

// === impl Aws ===

impl Provider for Aws {
    type Config = Config;
    type Client = Client;

    fn doc(&self) -> &'static str {
        "Manages the event source mappings of AWS Lambda: the links by which Lambda reads SQS \
         queues, Kinesis streams and DynamoDB streams.\n\nCredentials come from the places where every \
         AWS tool looks: environment, shared files, SSO, a container's or machine's role."
    }

    fn resources(&self) -> Vec<AnyResource<Client>> {
        vec![AnyResource::new(Resource)]
    }

    fn validate(&self, config: &Config, found: &mut Diagnostics) {
        let access = !matches!(config.access_key, Tf::Null);
        let secret = !matches!(config.secret_key, Tf::Null);
        if access != secret {
            let (there, missing) = if access {
                ("access_key", "secret_key")
            } else {
                ("secret_key", "access_key")
            };
            found.push(
                Diagnostic::error(
                    format!("\"{there}\" needs \"{missing}\""),
                    "A key consists of both. Set both, or neither to use the credentials of the \
                     environment.",
                )
                .at(there),
            );
        }
        if !matches!(config.token, Tf::Null) && !access {
            let why =
                "A session token belongs to an access key. Set access_key and secret_key, too.";
            found.push(Diagnostic::error("\"token\" needs \"access_key\"", why).at("token"));
        }
    }

    async fn configure(&self, config: Config) -> (Option<Client>, Diagnostics) {
        match connect(config).await {
            Ok(client) => (Some(client), Diagnostics::new()),
            Err(diagnostic) => (None, diagnostic.into()),
        }
    }
}

async fn connect(config: Config) -> Result<Client, Diagnostic> {
    let endpoint = |of: fn(&Endpoints) -> &Tf<String>| {
        let mut blocks = config.endpoints.0.known().into_iter().flatten();
        blocks.find_map(|it| of(it).known().cloned())
    };
    let (lambda_url, sts_url) = (endpoint(|it| &it.lambda), endpoint(|it| &it.sts));
    let validate = !matches!(config.skip_credentials_validation, Tf::Known(true));
    let sdk = load(config).await;
    let Some(region) = sdk.region().map(|it| it.as_ref().to_owned()) else {
        return Err(Diagnostic::error(
            "No AWS Region is known",
            "Set region in the provider block, AWS_REGION in the environment, or a Region in the \
             profile.",
        )
        .at("region"));
    };
    let service = |name: &'static str, url: Option<&String>, variable| Service {
        name,
        region: region.as_str().into(),
        endpoint: url
            .cloned()
            .or_else(|| std::env::var(variable).ok())
            .or_else(|| sdk.endpoint_url().map(str::to_owned))
            .map(Into::into),
    };
    let lambda = service("Lambda", lambda_url.as_ref(), "AWS_ENDPOINT_URL_LAMBDA");
    let sts = service("STS", sts_url.as_ref(), "AWS_ENDPOINT_URL_STS");

    // Credentials for an endpoint of one's own mean nothing to AWS's STS, and must not go there.
    if validate && (sts.endpoint.is_some() || lambda.endpoint.is_none()) {
        validate_credentials(&sdk, sts_url, &sts).await?;
    }
    let mut builder = aws_sdk_lambda::config::Builder::from(&sdk);
    if lambda_url.is_some() {
        builder.set_endpoint_url(lambda_url);
    }
    Ok(Client::new(builder, lambda))
}

/// The SDK's configuration: the block's arguments, and its own chain for what they leave open.
async fn load(config: Config) -> SdkConfig {
    let retries = match config.max_retries {
        Tf::Known(retries) => u32::try_from(retries).ok(),
        Tf::Null | Tf::Unknown => std::env::var("AWS_MAX_ATTEMPTS")
            .ok()
            .and_then(|it| it.parse::<u32>().ok())
            .map(|attempts| attempts.saturating_sub(1)),
    };
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(client::timeouts())
        .retry_config(client::retries(retries.unwrap_or(MAX_RETRIES)));
    let region = config.region.into_known().map(Region::new);
    if let Some(region) = region.clone() {
        loader = loader.region(region);
    }
    let files = files(config.shared_config_files, config.shared_credentials_files);
    if let Some(files) = files.clone() {
        loader = loader.profile_files(files);
    }
    let profile = config.profile.into_known();
    if let Some(profile) = profile.clone() {
        loader = loader.profile_name(profile);
    }
    if let (Tf::Known(access), Tf::Known(secret)) = (config.access_key, config.secret_key) {
        let token = config.token.into_known().map(|it| it.0);
        let keys = Credentials::new(access, secret.0, token, None, "the provider block");
        loader = loader.credentials_provider(keys);
    } else if let Some(profile) = profile {
        // What the block names comes before the environment, whose keys may be of another account.
        let place = ProviderConfig::with_default_region().await;
        let place = match region {
            Some(region) => place.with_region(Some(region)),
            None => place,
        };
        let mut keys = ProfileFileCredentialsProvider::builder().configure(&place);
        if let Some(files) = files {
            keys = keys.profile_files(files);
        }
        loader = loader.credentials_provider(keys.profile_name(profile).build());
    }
    loader.load().await
}

/// The shared files, if the block names any; what it does not name stays at its usual place.
fn files(config: List<String>, credentials: List<String>) -> Option<EnvConfigFiles> {
    let named = |it: List<String>| it.0.into_known().filter(|files| !files.is_empty());
    let (config, credentials) = (named(config), named(credentials));
    if config.is_none() && credentials.is_none() {
        return None;
    }
    let mut files = EnvConfigFiles::builder()
        .include_default_config_file(config.is_none())
        .include_default_credentials_file(credentials.is_none());
    for file in config.into_iter().flatten() {
        files = files.with_file(EnvConfigFileKind::Config, home(&file));
    }
    for file in credentials.into_iter().flatten() {
        files = files.with_file(EnvConfigFileKind::Credentials, home(&file));
    }
    Some(files.build())
}

/// `~` stands for the user's home, as in the shell.
fn home(file: &str) -> std::path::PathBuf {
    match (file.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => file.into(),
    }
}

/// Asks STS whose the credentials are: one clear answer before many mappings fail each for itself.
async fn validate_credentials(
    sdk: &SdkConfig,
    url: Option<String>,
    service: &Service,
) -> Result<(), Diagnostic> {
    let mut builder = aws_sdk_sts::config::Builder::from(sdk)
        .retry_classifier(Retries)
        .retry_partition(client::without_quota());
    if url.is_some() {
        builder.set_endpoint_url(url);
    }
    let answer = aws_sdk_sts::Client::from_conf(builder.build())
        .get_caller_identity()
        .send()
        .await;
    match answer {
        Ok(identity) => {
            tracing::debug!(
                account = identity.account(),
                arn = identity.arn(),
                "the credentials are valid"
            );
            Ok(())
        }
        Err(error) => Err(error::Error::new("GetCallerIdentity", service, &error)
            .diagnostic("validate the AWS credentials")),
    }
}

fn region() -> Rule {
    text(
        "It is the name of a Region, not of an availability zone.",
        |it, _| {
            let parts: Vec<&str> = it.split('-').collect();
            let word = |it: &&str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase());
            let fits = parts.len() >= 3
                && parts[..parts.len() - 1].iter().all(word)
                && parts[parts.len() - 1].bytes().all(|it| it.is_ascii_digit());
            if fits {
                return Ok(());
            }
            Err(Complaint::new(
                format!("it is \"{}\"", shown(it)),
                "It must be the name of an AWS Region, such as \"eu-west-1\" or \"us-gov-east-1\"; not of \
             an availability zone.",
            ))
        },
    )
}

fn url() -> Rule {
    text("It begins with `http://` or `https://`.", |it, _| {
        let host = it
            .strip_prefix("https://")
            .or_else(|| it.strip_prefix("http://"));
        if host.is_some_and(|it| !it.is_empty() && !it.contains(char::is_whitespace)) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It must be a URL, such as \"http://127.0.0.1:4599\".",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::{
        model::Model,
        schema::Schema,
        validate::{Client as Core, validate},
    };

    fn text(it: &str) -> Tf<String> {
        Tf::Known(it.to_owned())
    }

    /// The arguments with which something is wrong.
    fn wrong(config: &Config) -> Vec<String> {
        let schema = Schema {
            version: 0,
            doc: String::new(),
            attributes: Config::attributes(),
        };
        let mut found = validate(&schema, &config.encode(), Core::default());
        Provider::validate(&Aws, config, &mut found);
        found.iter().map(|it| it.path.to_string()).collect()
    }

    #[test]
    fn a_region_is_no_availability_zone() {
        for region in [
            "eu-west-1",
            "us-gov-east-1",
            "eusc-de-east-1",
            "ap-southeast-12",
        ] {
            let config = Config {
                region: text(region),
                ..Config::default()
            };
            assert_eq!(wrong(&config), [""; 0], "{region}");
        }
        for region in [
            "",
            "eu-west-1a",
            "eu-west",
            "EU-WEST-1",
            "eu west 1",
            "-1",
            "eu--1",
        ] {
            let config = Config {
                region: text(region),
                ..Config::default()
            };
            assert_eq!(wrong(&config), ["region"], "{region}");
        }
    }

    #[test]
    fn a_key_has_two_halves_and_a_token_belongs_to_a_key() {
        let secret = |it: &str| Tf::Known(Secret(it.to_owned()));
        let (access_key, secret_key, token) = (text("a"), secret("s"), secret("t"));
        let nothing = Config::default();
        let access = Config {
            access_key,
            ..nothing.clone()
        };
        let secret = Config {
            secret_key,
            ..nothing.clone()
        };
        let whole = Config {
            secret_key: secret.secret_key.clone(),
            token: token.clone(),
            ..access.clone()
        };
        let bare = Config { token, ..nothing };
        assert_eq!(wrong(&whole), [""; 0]);
        assert_eq!(wrong(&access), ["access_key"]);
        assert_eq!(wrong(&secret), ["secret_key"]);
        assert_eq!(wrong(&bare), ["token"]);
        let unknown = Config {
            secret_key: Tf::Unknown,
            ..access
        };
        assert_eq!(wrong(&unknown), [""; 0]);
    }

    #[test]
    fn an_endpoint_is_a_url() {
        for (url, problems) in [
            ("http://127.0.0.1:4599", 0),
            ("https://lambda.example.com/path", 0),
            ("127.0.0.1:4599", 1),
            ("https://", 1),
            ("http://a b", 1),
        ] {
            let endpoints = Endpoints {
                lambda: text(url),
                sts: Tf::Unknown,
            };
            let config = Config {
                endpoints: Blocks(Tf::Known(vec![endpoints])),
                ..Config::default()
            };
            assert_eq!(wrong(&config).len(), problems, "{url}");
        }
    }
}
