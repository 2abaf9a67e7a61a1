use aws_config::profile::load;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};

use super::*;
use crate::aws::provider::block::services::Endpoints;
use crate::framework::cell::{Map, plain::Secret};

fn text(it: &str) -> Tf<String> {
    Tf::Known(it.to_owned())
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    let pairs = variables.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

async fn profiles(config: &str) -> ProfileSet {
    let files = EnvConfigFiles::builder()
        .with_contents(EnvConfigFileKind::Config, config)
        .build();
    let (fs, env) = (Fs::from_slice(&[]), Env::from_slice(&[]));
    load(&fs, &env, &files, None).await.unwrap()
}

const PROFILE: &str = "
[default]
region = eu-west-3
max_attempts = 4
retry_mode = adaptive
use_fips_endpoint = true
use_dualstack_endpoint = true
endpoint_url = http://profile
services = local
[services local]
sts =
  endpoint_url = http://section
";

#[tokio::test]
async fn the_block_comes_before_the_environment_and_that_before_the_profile() {
    let profiles = profiles(PROFILE).await;
    let nothing = Config::default();
    let of_profile = Settings::resolve(&nothing, &environment(&[]), &profiles).unwrap();
    assert_eq!(of_profile.region.as_deref(), Some("eu-west-3"));
    assert_eq!(of_profile.retries.most, 3);
    assert!(of_profile.retries.adaptive && of_profile.use_fips && of_profile.use_dualstack);
    assert_eq!(of_profile.lambda.as_deref(), Some("http://profile"));
    assert_eq!(of_profile.sts.as_deref(), Some("http://section"));

    let variables = environment(&[
        ("AWS_REGION", "eu-west-2"),
        ("AWS_DEFAULT_REGION", "eu-north-1"),
        ("AWS_MAX_ATTEMPTS", "8"),
        ("AWS_RETRY_MODE", "standard"),
        ("AWS_USE_FIPS_ENDPOINT", "false"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "false"),
        ("AWS_ENDPOINT_URL", "http://all"),
        ("AWS_ENDPOINT_URL_LAMBDA", "http://lambda"),
        ("AWS_CA_BUNDLE", "/bundle"),
        ("TF_APPEND_USER_AGENT", "Jenkins/1"),
        ("TF_AWS_DEFAULT_TAGS_team", "a"),
        ("TF_AWS_DEFAULT_TAGS_cost", "b"),
        ("TF_AWS_IGNORE_TAGS_KEYS", "x, y"),
        ("TF_AWS_IGNORE_TAGS_KEY_PREFIXES", "p:"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://machine"),
    ]);
    let of_environment = Settings::resolve(&nothing, &variables, &profiles).unwrap();
    assert_eq!(of_environment.region.as_deref(), Some("eu-west-2"));
    assert_eq!(of_environment.retries.most, 7);
    let flags = &of_environment;
    assert!(!flags.retries.adaptive && !flags.use_fips && !flags.use_dualstack);
    assert_eq!(of_environment.lambda.as_deref(), Some("http://lambda"));
    assert_eq!(of_environment.sts.as_deref(), Some("http://all"));
    assert_eq!(of_environment.ca_bundle.as_deref(), Some("/bundle"));
    assert!(of_environment.user_agent.ends_with(" Jenkins/1"));
    assert!(of_environment.metadata.disabled);
    assert_eq!(of_environment.metadata.url, "http://machine");
    let tagging = &of_environment.tagging;
    assert_eq!(tagging.default.len(), 2);
    assert!(tagging.ignored_keys.contains("y") && tagging.ignored_prefixes.contains("p:"));

    let block = Config {
        region: text("eu-west-1"),
        max_retries: Tf::Known(2),
        retry_mode: text("adaptive"),
        use_fips_endpoint: Tf::Known(true),
        use_dualstack_endpoint: Tf::Known(true),
        custom_ca_bundle: text("/mine"),
        user_agent: List(Tf::Known(vec!["mine/2 (x)".to_owned()])),
        skip_metadata_api_check: text("false"),
        ec2_metadata_service_endpoint: text("http://other"),
        default_tags: OneBlock(Tf::Known(DefaultTags {
            tags: Map(Tf::Known([("team".to_owned(), "c".to_owned())].into())),
        })),
        ignore_tags: OneBlock(Tf::Known(IgnoreTags {
            keys: Set(Tf::Known(vec!["z".to_owned()])),
            key_prefixes: Set(Tf::Null),
        })),
        http_proxy: Tf::Known(Secret("http://p".to_owned())),
        http_attempt_timeout: Tf::Known(60),
        http_operation_timeout: Tf::Known(120),
        sts_region: text("us-east-1"),
        token_bucket_rate_limiter_capacity: Tf::Known(500),
        skip_credentials_validation: Tf::Known(true),
        skip_requesting_account_id: Tf::Known(true),
        ..Config::default()
    };
    let of_block = Settings::resolve(&block, &variables, &profiles).unwrap();
    assert_eq!(of_block.region.as_deref(), Some("eu-west-1"));
    assert_eq!(of_block.sts_region.as_deref(), Some("us-east-1"));
    assert_eq!(
        (of_block.retries.most, of_block.retries.capacity),
        (2, Some(500))
    );
    assert!(of_block.retries.adaptive && of_block.use_fips && of_block.use_dualstack);
    assert_eq!(of_block.ca_bundle.as_deref(), Some("/mine"));
    assert!(of_block.user_agent.ends_with(" mine/2 (x) Jenkins/1"));
    assert!(!of_block.metadata.disabled);
    assert_eq!(of_block.metadata.url, "http://other");
    assert_eq!(of_block.tagging.default["team"], "c");
    assert_eq!(of_block.tagging.default["cost"], "b");
    assert!(of_block.tagging.ignored_keys.contains("z"));
    assert_eq!(of_block.limits.attempt, Duration::from_mins(1));
    assert_eq!(of_block.limits.read, Duration::from_mins(1));
    assert_eq!(of_block.validation, Validation::Never);
    assert!(of_block.accounts.unasked);
}

#[tokio::test]
async fn configured_endpoints_can_be_ignored_but_not_those_of_the_block() {
    let profiles = profiles(PROFILE).await;
    let variables = environment(&[
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
        ("AWS_ENDPOINT_URL", "http://all"),
    ]);
    let settings = Settings::resolve(&Config::default(), &variables, &profiles).unwrap();
    assert_eq!((settings.lambda, settings.sts), (None, None));
}

#[tokio::test]
async fn with_nothing_said_there_are_still_limits() {
    let profiles = profiles("").await;
    let settings = Settings::resolve(&Config::default(), &environment(&[]), &profiles).unwrap();
    assert_eq!(settings.region, None);
    assert_eq!(settings.retries.most, 25);
    assert_eq!(settings.limits, Limits::default());
    assert_eq!(settings.validation, Validation::Fetch);
    assert_eq!(settings.tagging, Tagging::default());
}

#[tokio::test]
async fn no_attempt_outlives_the_operation() {
    let profiles = profiles("").await;
    for (attempt, operation, expected) in [
        (None, Some(2), (2, 2, 2)),
        (Some(60), None, (30, 30, 30)),
        (Some(60), Some(5), (5, 5, 5)),
        (Some(5), Some(60), (5, 5, 60)),
    ] {
        let config = Config {
            http_attempt_timeout: attempt.into(),
            http_operation_timeout: operation.into(),
            ..Config::default()
        };
        let limits = Settings::resolve(&config, &environment(&[]), &profiles)
            .unwrap()
            .limits;
        let seconds = |it: Duration| it.as_secs();
        let found = (
            seconds(limits.read),
            seconds(limits.attempt),
            seconds(limits.operation),
        );
        assert_eq!(found, expected, "{attempt:?} {operation:?}");
    }
}

#[tokio::test]
async fn the_metadata_service_is_at_the_address_of_the_protocol_unless_another_is_named() {
    let six = profiles("[default]\nec2_metadata_service_endpoint_mode = IPv6\n").await;
    let mode = |mode: &str| Config {
        ec2_metadata_service_endpoint_mode: text(mode),
        ..Config::default()
    };
    let variable = |mode| environment(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", mode)]);
    for (config, environment, expected) in [
        (mode(""), environment(&[]), BY_IPV6),
        (mode(""), variable("IPv4"), BY_IPV4),
        (mode("IPv4"), variable("IPv6"), BY_IPV4),
        (mode("IPv6"), variable("ipv4"), BY_IPV6),
    ] {
        let settings = Settings::resolve(&config, &environment, &six).unwrap();
        assert_eq!(settings.metadata.url, expected);
    }
    let own = environment(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://machine")]);
    let settings = Settings::resolve(&mode("IPv6"), &own, &six).unwrap();
    assert_eq!(settings.metadata.url, "http://machine");
}

#[tokio::test]
async fn the_tagging_api_has_an_endpoint_of_its_own() {
    let none = profiles("").await;
    let resolve = |block: &[(&str, &str)], variables: &[(&str, &str)]| {
        let urls = block.iter();
        let urls = urls.map(|(name, url)| ((*name).to_owned(), text(url)));
        let config = Config {
            endpoints: Endpoints(Tf::Known(urls.collect())),
            ..Config::default()
        };
        Settings::resolve(&config, &environment(variables), &none).unwrap()
    };
    let lambda = ("lambda", "http://lambda");
    let own = ("AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API", "http://own");
    let all = ("AWS_ENDPOINT_URL", "http://all");
    for (block, variables, expected) in [
        (vec![], vec![], None),
        (vec![lambda], vec![], None),
        (vec![lambda], vec![all], Some("http://all")),
        (vec![lambda], vec![all, own], Some("http://own")),
        (
            vec![("resourcegroupstaggingapi", "http://block")],
            vec![own],
            Some("http://block"),
        ),
        (
            vec![("resourcegroupstagging", "http://older")],
            vec![own],
            Some("http://older"),
        ),
    ] {
        let settings = resolve(&block, &variables);
        assert_eq!(settings.tagging_api.as_deref(), expected, "{block:?}");
    }
    let section = profiles(
        "[default]\nservices = local\n[services local]\nresource_groups_tagging_api =\n  endpoint_url = http://section\n",
    );
    let section = section.await;
    let settings = Settings::resolve(&Config::default(), &environment(&[]), &section).unwrap();
    assert_eq!(settings.tagging_api.as_deref(), Some("http://section"));
}
