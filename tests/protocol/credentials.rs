//! Credentials from every source, each a fake on loopback: what is asked of whom, with which key, and
//! again before a session ends.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use terraform_provider_awslambda::emulator::Options;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::Diagnostic;

use crate::support::host::{Host, assert_error, with};
use crate::support::plugin::Settings;
use crate::support::sts::{self, ACCOUNT, time};
use crate::support::web::{Reply, Web};

const NONE: [Diagnostic; 0] = [];
const HOUR: Duration = Duration::from_hours(1);
/// A session that ends while a mapping is still being made.
const SHORT: Duration = Duration::from_secs(2);
/// How long that takes.
const LONG: Duration = Duration::from_secs(4);
const ROLE: &str = "arn:aws:iam::123456789012:role/deploy";

/// An environment in which there is nothing but a home folder.
pub(crate) fn alone(home: &Path) -> Settings {
    let nowhere = home.join("nowhere");
    Settings::new()
        .with("HOME", home.to_str().unwrap())
        .with("AWS_CONFIG_FILE", home.join("config").to_str().unwrap())
        .with("AWS_SHARED_CREDENTIALS_FILE", nowhere.to_str().unwrap())
}

/// The provider block without keys, and with `sts` as the Security Token Service.
fn block(host: &Host, sts: &str, set: &[(&str, Value)]) -> Value {
    let endpoints = host.endpoints(host.emulator.endpoint().into(), sts.into());
    let nothing = [
        ("access_key", Value::Null),
        ("secret_key", Value::Null),
        ("endpoints", endpoints),
    ];
    with(with(host.block_for("eu-west-1"), &nothing), set)
}

/// A nested block of the provider block.
pub(crate) fn nested(host: &Host, name: &str, set: &[(&str, Value)]) -> Value {
    let row = host.provider.attributes.iter().find(|it| it.name == name);
    let inner = row.and_then(|it| it.inner()).unwrap();
    with(
        Value::object(inner.iter().map(|it| (it.name, it.absent()))),
        set,
    )
}

pub(crate) fn texts(items: &[&str]) -> Vec<Value> {
    items.iter().map(|&it| it.into()).collect()
}

fn tags(items: &[(&str, &str)]) -> Value {
    Value::Map(
        items
            .iter()
            .map(|&(key, value)| (key.to_owned(), value.into()))
            .collect(),
    )
}

/// The keys with which Lambda was called, each once, in order.
fn keys(host: &Host) -> Vec<String> {
    let mut keys: Vec<String> = host
        .emulator
        .requests()
        .into_iter()
        .map(|it| it.access_key)
        .collect();
    keys.dedup();
    keys
}

#[tokio::test]
async fn chained_roles_are_assumed_one_with_the_other_and_the_last_calls_lambda() {
    let home = tempfile::tempdir().unwrap();
    let host = Host::in_environment(alone(home.path()), settling(Duration::ZERO)).await;
    let sts = sts::sts(HOUR).await;
    let first = [
        ("role_arn", "arn:aws:iam::111111111111:role/hub".into()),
        ("session_name", "hub-session".into()),
        ("external_id", "shared".into()),
        ("duration", "1h30m".into()),
        ("policy", "{\"Version\":\"2012-10-17\"}".into()),
        (
            "policy_arns",
            Value::set(texts(&["arn:aws:iam::aws:policy/ReadOnlyAccess"])),
        ),
        ("source_identity", "me@example.com".into()),
        ("tags", tags(&[("team", "a")])),
        ("transitive_tag_keys", Value::set(texts(&["team"]))),
    ];
    let roles = vec![
        nested(&host, "assume_role", &first),
        nested(&host, "assume_role", &[("role_arn", ROLE.into())]),
    ];
    let block = block(
        &host,
        &sts.url(),
        &[
            ("access_key", "AKIDBASE".into()),
            ("secret_key", "base-secret".into()),
            ("token", "base-token".into()),
            ("sts_region", "us-east-1".into()),
            ("assume_role", Value::List(roles)),
            ("user_agent", Value::List(texts(&["pipeline/7"]))),
        ],
    );
    assert_eq!(host.configure(&block).await, NONE);
    host.create(&host.queue()).await;

    let seen = sts.seen();
    assert_eq!(seen.len(), 2, "{seen:#?}");
    let hub = |name| seen[0].parameter(name);
    assert_eq!(
        seen[0].signer(),
        ("AKIDBASE".to_owned(), "us-east-1".to_owned())
    );
    assert_eq!(seen[0].headers["x-amz-security-token"], "base-token");
    for (name, value) in [
        ("Action", "AssumeRole"),
        ("RoleArn", "arn:aws:iam::111111111111:role/hub"),
        ("RoleSessionName", "hub-session"),
        ("ExternalId", "shared"),
        ("DurationSeconds", "5400"),
        ("Policy", "{\"Version\":\"2012-10-17\"}"),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ),
        ("SourceIdentity", "me@example.com"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "a"),
        ("TransitiveTagKeys.member.1", "team"),
    ] {
        assert_eq!(hub(name).as_deref(), Some(value), "{name}");
    }
    assert!(seen[0].headers["user-agent"].contains("terraform-provider-awslambda/"));
    assert!(seen[0].headers["user-agent"].ends_with(" pipeline/7"));
    assert_eq!(seen[1].signer().0, "ASIASESSION0");
    assert_eq!(
        seen[1].headers["x-amz-security-token"],
        "hidden-session-token-0"
    );
    assert_eq!(seen[1].parameter("RoleArn").as_deref(), Some(ROLE));
    assert_eq!(
        seen[1].parameter("RoleSessionName").as_deref(),
        Some("terraform-provider-awslambda")
    );
    assert_eq!(keys(&host), ["ASIASESSION1"]);
}

#[tokio::test]
async fn the_role_of_a_chain_that_cannot_be_assumed_is_named() {
    let home = tempfile::tempdir().unwrap();
    let host = Host::in_environment(alone(home.path()), settling(Duration::ZERO)).await;
    let sts = sts::sts(HOUR).await;
    let role = |arn: &str| nested(&host, "assume_role", &[("role_arn", arn.into())]);
    let roles = vec![role(ROLE), role("arn:aws:iam::222222222222:role/forbidden")];
    let set = [
        ("access_key", "AKIDBASE".into()),
        ("secret_key", "s".into()),
        ("assume_role", Value::List(roles)),
    ];
    let found = host.configure(&block(&host, &sts.url(), &set)).await;
    assert_error(&found, "assume_role number 2");
    assert_error(&found, "not authorized to perform: sts:AssumeRole");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].summary.contains("222222222222:role/forbidden"));
}

#[tokio::test]
async fn a_web_identity_is_read_from_its_file_and_sent_without_a_signature() {
    let home = tempfile::tempdir().unwrap();
    let token = home.path().join("token");
    std::fs::write(&token, "hidden-token-1\n").unwrap();
    let host = Host::in_environment(alone(home.path()), settling(LONG)).await;
    let sts = sts::sts(SHORT).await;
    let set = [
        ("role_arn", ROLE.into()),
        ("session_name", "ci-run".into()),
        ("web_identity_token_file", token.to_str().unwrap().into()),
    ];
    let web = nested(&host, "assume_role_with_web_identity", &set);
    let set = [("assume_role_with_web_identity", Value::List(vec![web]))];
    assert_eq!(host.configure(&block(&host, &sts.url(), &set)).await, NONE);
    std::fs::write(&token, "hidden-token-2\n").unwrap();
    host.create(&host.queue()).await;
    let seen = sts.seen();
    assert_eq!(
        seen[0].parameter("Action").as_deref(),
        Some("AssumeRoleWithWebIdentity")
    );
    assert_eq!(
        seen[0].parameter("WebIdentityToken").as_deref(),
        Some("hidden-token-1")
    );
    assert_eq!(
        seen[0].parameter("RoleSessionName").as_deref(),
        Some("ci-run")
    );
    assert!(!seen[0].headers.contains_key("authorization"));
    assert_eq!(
        seen[1].parameter("WebIdentityToken").as_deref(),
        Some("hidden-token-2")
    );
    assert!(keys(&host).len() >= 2, "{:?}", keys(&host));
}

#[tokio::test]
async fn a_session_that_ends_during_a_long_apply_is_renewed_before() {
    let home = tempfile::tempdir().unwrap();
    let config = format!(
        "[profile deploy]\nrole_arn = {ROLE}\nsource_profile = base\nrole_session_name = from-profile\n\
         external_id = shared\nduration_seconds = 900\n[profile base]\naws_access_key_id = AKIDFILE\n\
         aws_secret_access_key = s\n"
    );
    std::fs::write(home.path().join("config"), config).unwrap();
    let settings = alone(home.path()).with("AWS_PROFILE", "deploy");
    let host = Host::in_environment(settings, settling(LONG)).await;
    let sts = sts::sts(SHORT).await;
    assert_eq!(host.configure(&block(&host, &sts.url(), &[])).await, NONE);
    host.create(&host.queue()).await;
    let seen = sts.seen();
    assert!((2..=5).contains(&seen.len()), "{}", seen.len());
    assert!(seen.iter().all(|it| it.signer().0 == "AKIDFILE"));
    assert_eq!(
        seen[0].parameter("RoleSessionName").as_deref(),
        Some("from-profile")
    );
    assert_eq!(seen[0].parameter("DurationSeconds").as_deref(), Some("900"));
    assert!(keys(&host).len() >= 2, "{:?}", keys(&host));
}

/// Credentials in the form of the container and of a process.
fn json(number: u64, life: Duration) -> String {
    serde_json::json!({
        "Version": 1,
        "Code": "Success",
        "AccessKeyId": format!("ASIA{number}"),
        "SecretAccessKey": "hidden-secret",
        "Token": "hidden-token",
        "SessionToken": "hidden-token",
        "Expiration": time(SystemTime::now() + life),
        "AccountId": ACCOUNT,
    })
    .to_string()
}

#[tokio::test]
async fn a_container_gives_credentials_to_who_shows_its_token() {
    let home = tempfile::tempdir().unwrap();
    let token = home.path().join("pod-token");
    std::fs::write(&token, "hidden-pod-token").unwrap();
    let number = AtomicU64::new(0);
    let container = Web::start(move |seen| {
        if seen
            .headers
            .get("authorization")
            .is_none_or(|it| it != "hidden-pod-token")
        {
            return Reply(401, "application/json", "{}".to_owned());
        }
        let number = number.fetch_add(1, Ordering::SeqCst);
        Reply(200, "application/json", json(number, SHORT))
    })
    .await;
    let uri = format!("{}/v1/credentials", container.url());
    let settings = alone(home.path())
        .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &uri)
        .with(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
            token.to_str().unwrap(),
        );
    let host = Host::in_environment(settings, settling(LONG)).await;
    let sts = host.emulator.endpoint();
    assert_eq!(host.configure(&block(&host, &sts, &[])).await, NONE);
    host.create(&host.queue()).await;
    assert_eq!(container.seen()[0].target, "/v1/credentials");
    assert!(keys(&host).len() >= 2, "{:?}", keys(&host));

    std::fs::write(&token, "wrong").unwrap();
    let found = host.configure(&block(&host, &sts, &[])).await;
    assert_error(&found, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
    assert!(!format!("{found:?}").contains("hidden"), "{found:?}");
}

#[tokio::test]
async fn a_machine_gives_credentials_and_its_region_by_the_second_version_of_its_service() {
    let home = tempfile::tempdir().unwrap();
    let number = AtomicU64::new(0);
    let machine = Web::start(move |seen| {
        let text = |it: &str| Reply(200, "text/plain", it.to_owned());
        if seen.method == "PUT" {
            let body = "hidden-metadata-token".to_owned();
            return Reply(
                200,
                "text/plain\r\nx-aws-ec2-metadata-token-ttl-seconds: 600",
                body,
            );
        }
        if seen
            .headers
            .get("x-aws-ec2-metadata-token")
            .is_none_or(|it| it != "hidden-metadata-token")
        {
            return Reply(401, "text/plain", String::new());
        }
        match seen.target.as_str() {
            "/latest/meta-data/placement/region" => text("eu-west-1"),
            "/latest/meta-data/iam/security-credentials/" => text("worker"),
            "/latest/meta-data/iam/security-credentials/worker" => {
                let number = number.fetch_add(1, Ordering::SeqCst);
                Reply(200, "application/json", json(number, HOUR))
            }
            _ => Reply(404, "text/plain", String::new()),
        }
    })
    .await;
    let host = Host::in_environment(alone(home.path()), settling(Duration::ZERO)).await;
    let sts = host.emulator.endpoint();
    let set = [
        ("region", Value::Null),
        ("ec2_metadata_service_endpoint", machine.url().into()),
    ];
    assert_eq!(host.configure(&block(&host, &sts, &set)).await, NONE);
    host.create(&host.queue()).await;
    assert_eq!(keys(&host), ["ASIA0"]);
    assert_eq!(host.emulator.requests()[0].region, "eu-west-1");

    let asked = machine.seen().len();
    let set = [&set[1..], &[("skip_metadata_api_check", "true".into())]].concat();
    let found = host.configure(&block(&host, &sts, &set)).await;
    assert_error(&found, "No AWS credentials were found");
    assert_error(&found, "switched off");
    assert_eq!(machine.seen().len(), asked);
}

#[tokio::test]
async fn a_process_prints_credentials_and_is_run_again() {
    let home = tempfile::tempdir().unwrap();
    let count = home.path().join("count");
    let script = home.path().join("print");
    let first = time(SystemTime::now() + SHORT);
    let body = format!(
        "echo x >> {count}\nn=$(wc -l < {count} | tr -d ' ')\nend={first}\n[ $n = 1 ] || end={later}\n\
         echo \"{{\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"ASIAP$n\\\",\\\"SecretAccessKey\\\":\\\"hidden\\\",\
         \\\"SessionToken\\\":\\\"hidden\\\",\\\"Expiration\\\":\\\"$end\\\"}}\"\n",
        count = count.display(),
        later = time(SystemTime::now() + HOUR),
    );
    std::fs::write(&script, body).unwrap();
    let config = format!(
        "[profile tool]\ncredential_process = sh {}\n[profile broken]\ncredential_process = sh -c 'echo no; \
         exit 3'\n",
        script.display()
    );
    std::fs::write(home.path().join("config"), config).unwrap();
    let host = Host::in_environment(alone(home.path()), settling(LONG)).await;
    let sts = host.emulator.endpoint();
    let set = |profile: &str| [("profile", profile.into())];
    assert_eq!(
        host.configure(&block(&host, &sts, &set("tool"))).await,
        NONE
    );
    host.create(&host.queue()).await;
    assert_eq!(keys(&host), ["ASIAP1", "ASIAP2"]);

    let found = host.configure(&block(&host, &sts, &set("broken"))).await;
    assert_error(
        &found,
        "credential_process of the profile \"broken\" failed",
    );
    let found = host.configure(&block(&host, &sts, &set("nobody"))).await;
    assert_error(&found, "Profiles there: broken, tool.");
}

/// The name of the file in which the AWS command line keeps the login of the session `corp`.
const LOGIN: &str = "ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

fn login(home: &Path, until: SystemTime) {
    let folder = home.join(".aws/sso/cache");
    std::fs::create_dir_all(&folder).unwrap();
    let token = serde_json::json!({
        "accessToken": "hidden-login",
        "expiresAt": time(until),
        "region": "eu-west-1",
        "startUrl": "https://corp.example",
    });
    std::fs::write(folder.join(LOGIN), token.to_string()).unwrap();
}

#[tokio::test]
async fn identity_center_gives_credentials_for_a_login_and_the_command_for_a_new_one() {
    let home = tempfile::tempdir().unwrap();
    let config = format!(
        "[profile dev]\nsso_session = corp\nsso_account_id = {ACCOUNT}\nsso_role_name = reader\n\
         [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example\n"
    );
    std::fs::write(home.path().join("config"), config).unwrap();
    let number = AtomicU64::new(0);
    let portal = Web::start(move |seen| {
        if seen
            .headers
            .get("x-amz-sso_bearer_token")
            .is_none_or(|it| it != "hidden-login")
        {
            return Reply(401, "application/json", "{}".to_owned());
        }
        let number = number.fetch_add(1, Ordering::SeqCst);
        let end = SystemTime::now() + SHORT;
        let end = end.duration_since(UNIX_EPOCH).unwrap().as_millis();
        let answer = serde_json::json!({"roleCredentials": {
            "accessKeyId": format!("ASIAS{number}"),
            "secretAccessKey": "hidden-secret",
            "sessionToken": "hidden-token",
            "expiration": u64::try_from(end).unwrap(),
        }});
        Reply(200, "application/json", answer.to_string())
    })
    .await;
    let settings = alone(home.path()).with("AWS_ENDPOINT_URL_SSO", &portal.url());
    let host = Host::in_environment(settings, settling(LONG)).await;
    let sts = host.emulator.endpoint();
    let set = [("profile", "dev".into())];
    login(home.path(), SystemTime::now() + HOUR);
    assert_eq!(host.configure(&block(&host, &sts, &set)).await, NONE);
    host.create(&host.queue()).await;
    assert!(
        portal.seen()[0].target.contains("role_name=reader"),
        "{:?}",
        portal.seen()[0]
    );
    assert!(keys(&host).len() >= 2, "{:?}", keys(&host));

    // The block comes before the environment.
    let other = Web::start(|_| Reply(401, "application/json", "{}".to_owned())).await;
    let mut endpoints = host.endpoints(Value::Null, sts.as_str().into());
    if let Value::Set(blocks) = &mut endpoints {
        let block = std::mem::replace(&mut blocks[0], Value::Null);
        blocks[0] = with(block, &[("sso", other.url().into())]);
    }
    let asked = portal.seen().len();
    let elsewhere = with(block(&host, &sts, &set), &[("endpoints", endpoints)]);
    let found = host.configure(&elsewhere).await;
    assert_error(&found, "IAM Identity Center failed");
    assert!(
        other.seen()[0]
            .target
            .starts_with("/federation/credentials?")
    );
    assert_eq!(portal.seen().len(), asked);

    login(home.path(), SystemTime::now() - HOUR);
    let found = host.configure(&block(&host, &sts, &set)).await;
    assert_error(&found, "aws sso login --profile dev");
    std::fs::remove_file(home.path().join(".aws/sso/cache").join(LOGIN)).unwrap();
    let found = host.configure(&block(&host, &sts, &set)).await;
    assert_error(&found, "aws sso login --profile dev");
}

#[tokio::test]
async fn five_regions_share_one_session() {
    let home = tempfile::tempdir().unwrap();
    let host = Host::in_environment(alone(home.path()), settling(Duration::ZERO)).await;
    let sts = sts::sts(HOUR).await;
    let role = nested(&host, "assume_role", &[("role_arn", ROLE.into())]);
    let set = [
        ("access_key", "AKIDBASE".into()),
        ("secret_key", "s".into()),
        ("assume_role", Value::List(vec![role])),
        ("allowed_account_ids", Value::set(texts(&[ACCOUNT]))),
    ];
    assert_eq!(host.configure(&block(&host, &sts.url(), &set)).await, NONE);
    let regions = [
        "eu-west-1",
        "eu-west-2",
        "us-east-1",
        "us-east-2",
        "ap-south-1",
    ];
    for region in regions {
        for number in 0..20 {
            let queue = format!("arn:aws:sqs:{region}:{ACCOUNT}:q{number}");
            let set = [
                ("event_source_arn", queue.into()),
                ("region", region.into()),
            ];
            let state = host.create(&with(host.queue(), &set)).await;
            assert_eq!(state.attribute("region"), &Value::from(region));
        }
    }
    for region in regions {
        let there = host.emulator.requests();
        let creations = there
            .iter()
            .filter(|it| it.region == region && it.method == "POST");
        assert_eq!(creations.count(), 20, "{region}");
    }
    // The role's ARN tells the account, so that nobody else has to be asked for it.
    assert_eq!(sts.seen().len(), 1);
    assert_eq!(keys(&host), ["ASIASESSION0"]);
}

#[tokio::test]
async fn the_account_is_asked_for_once_and_only_if_somebody_wants_to_know() {
    let home = tempfile::tempdir().unwrap();
    let host = Host::in_environment(alone(home.path()), settling(Duration::ZERO)).await;
    let sts = sts::sts(HOUR).await;
    let keys = [
        ("access_key", "AKIDBASE".into()),
        ("secret_key", "s".into()),
    ];
    let configure = async |set: &[(&str, Value)]| {
        let before = sts.seen().len();
        let set = [&keys[..], set].concat();
        let found = host.configure(&block(&host, &sts.url(), &set)).await;
        (found, sts.seen().len() - before)
    };
    let ids = |it: &[&str]| Value::set(texts(it));
    assert_eq!(configure(&[]).await, (NONE.to_vec(), 0));
    let skipped = [("skip_credentials_validation", true.into())];
    assert_eq!(configure(&skipped).await, (NONE.to_vec(), 0));
    let asked = [("skip_credentials_validation", false.into())];
    assert_eq!(configure(&asked).await, (NONE.to_vec(), 1));
    let allowed = [("allowed_account_ids", ids(&["999999999999", ACCOUNT]))];
    assert_eq!(configure(&allowed).await, (NONE.to_vec(), 1));
    let others = [("allowed_account_ids", ids(&["999999999999"]))];
    let (found, calls) = configure(&others).await;
    assert_error(&found, "allowed_account_ids lists");
    assert_eq!(calls, 1);
    let (found, _) = configure(&[("forbidden_account_ids", ids(&[ACCOUNT]))]).await;
    assert_error(&found, "is forbidden");
    let blind = [&others[..], &[("skip_requesting_account_id", true.into())]].concat();
    let (found, calls) = configure(&blind).await;
    assert_error(&found, "skip_requesting_account_id");
    assert_eq!(calls, 0);
    assert_eq!(host.emulator.requests().len(), 0, "Lambda was not called");
}

fn settling(settle: Duration) -> Options {
    Options {
        settle,
        ..Options::default()
    }
}
