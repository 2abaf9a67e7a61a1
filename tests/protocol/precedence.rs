//! The provider block, the environment and the profile, each of which may say the same thing: what counts
//! is shown on the requests, from the weakest place to the strongest.

use std::time::Duration;

use tempfile::TempDir;
use terraform_provider_awslambda::emulator::Options;
use terraform_provider_awslambda::framework::value::Value;

use super::credentials::texts;
use crate::support::host::{Host, assert_error, with};
use crate::support::plugin::Settings;
use crate::support::sts;
use crate::support::web::{Authority, Reply, Seen, Web};

type Variables<'a> = &'a [(&'a str, &'a str)];
type Arguments<'a> = &'a [(&'a str, Value)];

const KEYS: &str = "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s\n";
const MORE_KEYS: &str = "aws_session_token = of-file\n[named]\naws_access_key_id = AKIDNAMED\n\
                         aws_secret_access_key = s\n[other]\naws_access_key_id = AKIDOTHER\n\
                         aws_secret_access_key = s\n";

/// A user's files, and a provider that sees them and these variables, and nothing else of its host.
struct User {
    home: TempDir,
    host: Host,
}

// === impl User ===

impl User {
    /// `config` is the content of the configuration file, `keys` that of the credentials file.
    async fn new(config: &str, keys: &str, variables: Variables<'_>) -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join(".aws")).unwrap();
        std::fs::write(home.path().join(".aws/config"), config).unwrap();
        std::fs::write(home.path().join(".aws/credentials"), keys).unwrap();
        let mut settings = Settings::new()
            .with("HOME", home.path().to_str().unwrap())
            .without("NO_PROXY")
            .without("no_proxy");
        if !variables.iter().any(|(name, _)| name.contains("METADATA")) {
            settings = settings.with("AWS_EC2_METADATA_DISABLED", "true");
        }
        for (name, value) in variables {
            settings = settings.with(name, value);
        }
        let host = Host::in_environment(settings, Options::default()).await;
        Self { home, host }
    }

    /// Writes a file, and tells its path.
    fn file(&self, name: &str, content: &str) -> String {
        let path = self.home.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Configures the provider with a block that has the account checked by `sts`, if one is given.
    async fn check(&self, sts: Option<&Web>, set: Arguments<'_>) -> Vec<String> {
        let sts = sts.map_or(Value::Null, |it| it.url().into());
        let endpoints = self.host.endpoints(Value::Null, sts);
        let ask = [
            ("skip_credentials_validation", false.into()),
            ("endpoints", endpoints),
        ];
        let found = self.host.configure(&with(self.host.block(&ask), set)).await;
        found.into_iter().map(|it| it.summary).collect()
    }
}

/// What the Security Token Service is asked by a user with these files, variables and arguments.
async fn asked(config: &str, variables: Variables<'_>, set: Arguments<'_>) -> Seen {
    let sts = sts::sts(Duration::from_hours(1)).await;
    let keys = format!("{KEYS}{MORE_KEYS}");
    let user = User::new(config, &keys, variables).await;
    let found = user.check(Some(&sts), set).await;
    assert_eq!(found, [""; 0], "{variables:?}");
    let mut seen = sts.seen();
    assert_eq!(seen.len(), 1);
    seen.remove(0)
}

#[tokio::test]
async fn keys_profiles_and_regions_are_those_of_the_strongest_place() {
    const CONFIG: &str = "[default]\nregion = eu-west-3\n[profile named]\nregion = eu-west-3\n[profile \
                          other]\nregion = eu-west-3\n";
    let default = ("AWS_DEFAULT_REGION", "eu-north-1");
    let regions = [default, ("AWS_REGION", "eu-west-2")];
    let profiles = [("AWS_DEFAULT_PROFILE", "named"), ("AWS_PROFILE", "other")];
    let keys = [
        ("AWS_ACCESS_KEY", "AKIDOLD"),
        ("AWS_SECRET_KEY", "s"),
        ("AWS_ACCESS_KEY_ID", "AKIDENV"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("AWS_SESSION_TOKEN", "of-environment"),
        ("AWS_PROFILE", "other"),
    ];
    let named = ("profile", Value::from("named"));
    let block = [
        ("access_key", "AKIDBLOCK".into()),
        ("secret_key", "s".into()),
        ("token", "of-block".into()),
    ];
    let rows: [(Variables<'_>, Arguments<'_>, &str, &str, &str); 11] = [
        (&[], &[], "AKIDFILE", "of-file", "eu-west-3"),
        (&[default], &[], "AKIDFILE", "of-file", "eu-north-1"),
        (&regions, &[], "AKIDFILE", "of-file", "eu-west-2"),
        (
            &regions,
            &[("region", "eu-west-1".into())],
            "AKIDFILE",
            "of-file",
            "eu-west-1",
        ),
        (&profiles[..1], &[], "AKIDNAMED", "", "eu-west-3"),
        (&profiles, &[], "AKIDOTHER", "", "eu-west-3"),
        (
            &profiles,
            std::slice::from_ref(&named),
            "AKIDNAMED",
            "",
            "eu-west-3",
        ),
        (&keys[..2], &[], "AKIDOLD", "", "eu-west-3"),
        (&keys, &[], "AKIDENV", "of-environment", "eu-west-3"),
        (
            &keys,
            std::slice::from_ref(&named),
            "AKIDNAMED",
            "",
            "eu-west-3",
        ),
        (&keys, &block, "AKIDBLOCK", "of-block", "eu-west-3"),
    ];
    for (variables, set, key, token, region) in rows {
        let seen = asked(CONFIG, variables, set).await;
        let held = seen.headers.get("x-amz-security-token");
        assert_eq!(
            (seen.signer(), held.map_or("", String::as_str)),
            ((key.to_owned(), region.to_owned()), token),
            "{variables:?}"
        );
    }
}

#[tokio::test]
async fn shared_files_are_those_that_the_block_names_or_the_environment_or_the_usual_ones() {
    let sts = sts::sts(Duration::from_hours(1)).await;
    let keys = |name: &str| KEYS.replace("FILE", name);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = elsewhere.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let variables = [
        (
            "AWS_CONFIG_FILE",
            file("config", "[default]\nregion = eu-west-2\n"),
        ),
        ("AWS_SHARED_CREDENTIALS_FILE", file("keys", &keys("ENV"))),
    ];
    let variables = variables
        .each_ref()
        .map(|(name, path)| (*name, path.as_str()));
    let config = "[default]\nregion = eu-west-3\n";
    for (variables, set, key, region) in [
        (&[][..], false, "AKIDHOME", "eu-west-3"),
        (&variables, false, "AKIDENV", "eu-west-2"),
        (&variables, true, "AKIDLAST", "eu-west-1"),
    ] {
        let user = User::new(config, &keys("HOME"), variables).await;
        let block = [
            ("shared_config_files", Value::List(texts(&["~/mine"]))),
            (
                "shared_credentials_files",
                Value::List(texts(&[
                    &user.file("first", &keys("FIRST")),
                    &user.file("last", &keys("LAST")),
                ])),
            ),
        ];
        user.file("mine", "[default]\nregion = eu-west-1\n");
        let found = user.check(Some(&sts), if set { &block } else { &[] }).await;
        assert_eq!(found, [""; 0]);
        let signer = sts.seen().pop().unwrap().signer();
        assert_eq!(signer, (key.to_owned(), region.to_owned()));
    }
}

#[tokio::test]
async fn the_hosts_that_are_called_are_those_of_the_strongest_place() {
    let authority = Authority::new();
    let answer = |seen: &Seen| sts::answer(seen, &0.into(), Duration::from_hours(1));
    let web = Web::over_tls(&authority, answer).await;
    let proxy = Web::proxy(None, web.address).await;
    let (fips, dual) = ("use_fips_endpoint", "use_dualstack_endpoint");
    let (fips_variable, dual_variable) = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT");
    let both = [fips, dual].map(|it| format!("{it} = true\n")).concat();
    let one = format!("{fips} = false\n");
    let usual = "sts.eu-west-1.amazonaws.com:443";
    for (lines, variables, set, host) in [
        ("", &[][..], &[][..], usual),
        (&both, &[], &[], "sts-fips.eu-west-1.api.aws:443"),
        (
            &both,
            &[(fips_variable, "false")],
            &[],
            "sts.eu-west-1.api.aws:443",
        ),
        (
            &both,
            &[(fips_variable, "true"), (dual_variable, "false")],
            &[],
            "sts-fips.eu-west-1.amazonaws.com:443",
        ),
        (
            &one,
            &[(fips_variable, "true"), (dual_variable, "true")],
            &[(fips, Value::from(false))],
            "sts.eu-west-1.api.aws:443",
        ),
        (
            &both,
            &[(fips_variable, "true"), (dual_variable, "true")],
            &[(fips, true.into()), (dual, false.into())],
            "sts-fips.eu-west-1.amazonaws.com:443",
        ),
        (
            &both,
            &[],
            &[(fips, false.into()), (dual, false.into())],
            usual,
        ),
    ] {
        let config = format!("[default]\nregion = eu-west-1\n{lines}");
        let user = User::new(&config, KEYS, variables).await;
        let way = [
            ("https_proxy", proxy.url().into()),
            ("insecure", true.into()),
        ];
        let found = user.check(None, &[&way, set].concat()).await;
        assert_eq!(found, [""; 0]);
        assert_eq!(proxy.seen().pop().unwrap().target, host, "{variables:?}");
    }
}

/// Places that tell a caller apart, from the weakest to the strongest.
struct Ladder {
    servers: Vec<Web>,
    urls: Vec<String>,
}

// === impl Ladder ===

impl Ladder {
    async fn new(steps: usize) -> Self {
        let mut servers = Vec::new();
        for _ in 0..steps {
            let refuse = |_: &Seen| Reply(403, "application/json", "{}".to_owned());
            servers.push(Web::start(refuse).await);
        }
        let urls = servers.iter().map(Web::url).collect();
        Self { servers, urls }
    }

    /// Which one was called, and nobody else.
    fn called(&self) -> Vec<usize> {
        let all = self.servers.iter().enumerate();
        all.filter(|(_, it)| !it.seen().is_empty())
            .map(|(step, _)| step)
            .collect()
    }
}

#[tokio::test]
async fn an_endpoint_is_that_of_the_strongest_place() {
    // For the whole profile, for a service of it, for all services, for the service.
    for (service, variables) in [
        (
            "sts",
            &[
                "AWS_ENDPOINT_URL",
                "AWS_STS_ENDPOINT",
                "TF_AWS_STS_ENDPOINT",
                "AWS_ENDPOINT_URL_STS",
            ][..],
        ),
        ("lambda", &["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LAMBDA"]),
    ] {
        let steps = variables.len() + 3;
        for step in 0..steps {
            let ladder = Ladder::new(steps).await;
            let urls = &ladder.urls;
            let section = match step {
                0 => String::new(),
                _ => format!(
                    "services = s\n[services s]\n{service} =\n  endpoint_url = {}\n",
                    urls[1]
                ),
            };
            let config = format!(
                "[default]\nregion = eu-west-1\nendpoint_url = {}\n{section}",
                urls[0]
            );
            let said = variables.iter().zip(&urls[2..]);
            let said = said.map(|(name, url)| (*name, url.as_str()));
            let said: Vec<_> = said.take(step.saturating_sub(1)).collect();
            let user = User::new(&config, KEYS, &said).await;
            let of_block = Value::from(urls[steps - 1].as_str());
            let url = if step == steps - 1 {
                of_block
            } else {
                Value::Null
            };
            let host = &user.host;
            let (block, asks) = match service {
                "sts" => (host.endpoints(Value::Null, url), false),
                _ => (host.endpoints(url, Value::Null), true),
            };
            let set = [
                ("endpoints", block),
                ("skip_credentials_validation", asks.into()),
            ];
            host.configure(&host.block(&set)).await;
            if asks {
                let planned = host.plan(&host.queue(), &Value::Null).await.state;
                host.try_apply(&host.queue(), &Value::Null, &planned).await;
            }
            assert_eq!(ladder.called(), [step], "{service} {said:?}");
        }
    }
}

#[tokio::test]
async fn configured_endpoints_are_not_called_when_they_are_to_be_ignored() {
    let ladder = Ladder::new(2).await;
    let web = Web::over_tls(&Authority::new(), |_| Reply(403, "text/xml", String::new())).await;
    let proxy = Web::proxy(None, web.address).await;
    let config = format!(
        "[default]\nregion = eu-west-1\nendpoint_url = {}\n",
        ladder.urls[0]
    );
    let variables = [
        ("AWS_ENDPOINT_URL", ladder.urls[1].as_str()),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
    ];
    let user = User::new(&config, KEYS, &variables).await;
    let way = [
        ("https_proxy", proxy.url().into()),
        ("insecure", true.into()),
    ];
    user.check(None, &way).await;
    assert_eq!(ladder.called(), [0; 0]);
    assert_eq!(proxy.seen()[0].target, "sts.eu-west-1.amazonaws.com:443");
}

#[tokio::test]
async fn calls_are_retried_as_often_as_the_strongest_place_says() {
    let config = "[default]\nregion = eu-west-1\nmax_attempts = 3\n";
    for (variables, set, attempts) in [
        (&[][..], &[][..], 3),
        (&[("AWS_MAX_ATTEMPTS", "2")], &[], 2),
        (
            &[("AWS_MAX_ATTEMPTS", "2")],
            &[("max_retries", Value::from(0))],
            1,
        ),
    ] {
        let web = Web::start(|_| Reply(503, "text/plain", String::new())).await;
        let user = User::new(config, KEYS, variables).await;
        let found = user.check(Some(&web), set).await;
        assert_eq!(found, ["Cannot validate the AWS credentials"]);
        assert_eq!(web.seen().len(), attempts, "{variables:?}");
    }
}

#[tokio::test]
async fn the_machine_is_asked_where_the_strongest_place_says() {
    let (place, variable) = (
        "ec2_metadata_service_endpoint",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    );
    for step in 0..3 {
        let ladder = Ladder::new(3).await;
        let urls = &ladder.urls;
        let config = format!("[default]\nregion = eu-west-1\n{place} = {}\n", urls[0]);
        let said = [
            ("AWS_EC2_METADATA_DISABLED", ""),
            (variable, urls[1].as_str()),
        ];
        let said = if step > 0 { &said } else { &said[..1] };
        let user = User::new(&config, "", said).await;
        let block = [(place, urls[2].as_str().into())];
        let found = user.check(None, if step > 1 { &block } else { &[] }).await;
        assert_eq!(found, ["No AWS credentials were found"]);
        assert_eq!(ladder.called(), [step]);
        assert_eq!(ladder.servers[step].seen()[0].target, "/latest/api/token");
    }
}

#[tokio::test]
async fn the_machine_is_asked_by_the_protocol_that_is_wanted() {
    // No test can listen at that address, but who was called in vain is named.
    let (mode, variable) = (
        "ec2_metadata_service_endpoint_mode",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    );
    for (line, environment, block) in [
        ("IPv6", "", Value::Null),
        ("IPv4", "IPv6", Value::Null),
        ("IPv4", "IPv4", "IPv6".into()),
    ] {
        let config = format!("[default]\nregion = eu-west-1\n{mode} = {line}\n");
        let said = [("AWS_EC2_METADATA_DISABLED", ""), (variable, environment)];
        let user = User::new(&config, "", &said).await;
        let found = user
            .host
            .configure(&user.host.block(&[(mode, block)]))
            .await;
        let called = "the metadata service of EC2 at http://[fd00:ec2::254], which failed: ";
        assert_error(&found, called);
    }
}

#[tokio::test]
async fn the_machine_is_asked_if_the_strongest_place_allows_it() {
    let skip = "skip_metadata_api_check";
    for (variable, set, calls) in [
        ("", &[][..], true),
        ("true", &[], false),
        ("true", &[(skip, Value::from("false"))], true),
        ("false", &[(skip, "true".into())], false),
    ] {
        let ladder = Ladder::new(1).await;
        let said = [
            ("AWS_EC2_METADATA_DISABLED", variable),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &ladder.urls[0]),
        ];
        let user = User::new("", "", &said).await;
        // It is asked for the Region first, and then for credentials.
        let found = user.check(None, set).await;
        assert_eq!(found, ["region: missing"]);
        let region = [("region", "eu-west-1".into())];
        let found = user.check(None, &[&region, set].concat()).await;
        assert_eq!(found, ["No AWS credentials were found"]);
        let seen = ladder.servers[0].seen();
        assert_eq!(
            seen.len(),
            if calls { 2 } else { 0 },
            "{variable}: {seen:#?}"
        );
    }
}

#[tokio::test]
async fn a_container_is_asked_when_its_path_is_known() {
    let variables = [("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/of-task")];
    let user = User::new("[default]\nregion = eu-west-1\n", "", &variables).await;
    let found = user.check(None, &[]).await;
    let said = "The credentials service of the container failed";
    assert_eq!(found, [said]);
}
