//! What a whole run leaves in Terraform's log, and what it must not.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::Value as Json;
use terraform_provider_awslambda::framework::value::Value;

use crate::support::host::{Host, TYPE, with};
use crate::support::plugin::Settings;
use crate::support::sts::answer;
use crate::support::web::{Reply, Web};

const ACCESS_KEY: &str = "AKIAQUIETKEY12345678";
const SECRET_KEY: &str = "Ssecret/key+that+nobody+may+read+XXXXXXX";
const TOKEN: &str = "TtokenThatNobodyMayRead==";

/// Configures, plans, applies, reads and destroys, and gives what was logged.
async fn log(settings: Settings) -> String {
    let host = Host::unconfigured(settings, Duration::from_millis(10)).await;
    let keys = [
        ("access_key", ACCESS_KEY.into()),
        ("secret_key", SECRET_KEY.into()),
        ("token", TOKEN.into()),
    ];
    let found = host
        .configure(&with(host.block_for("eu-west-1"), &keys))
        .await;
    assert_eq!(found, []);
    let config = host.queue();
    let state = host.create(&config).await;
    host.read(&state).await;
    let changed = with(config, &[("batch_size", 3.into())]);
    let planned = host.plan(&changed, &state).await.state;
    let updated = host.apply(&changed, &state, &planned).await;
    host.apply(&Value::Null, &updated, &Value::Null).await;
    // An error has more to say.
    let applied = host.try_apply(&changed, &state, &planned).await;
    assert_eq!(applied.diagnostics.len(), 1);
    let mut plugin = host.plugin;
    plugin.shutdown().await;
    plugin.all_of_stderr().await
}

fn lines(log: &str) -> Vec<Json> {
    let line = |line: &str| -> Json {
        serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))
    };
    log.lines().map(line).collect()
}

#[track_caller]
fn assert_quiet(log: &str) {
    let signature = "AWS4-HMAC-SHA256";
    for secret in [
        SECRET_KEY,
        TOKEN,
        signature,
        "uthorization",
        "ecurity-token",
    ] {
        for line in log.lines() {
            assert!(
                !line.to_lowercase().contains(&secret.to_lowercase()),
                "{secret} in {line:.2000}"
            );
        }
    }
}

#[tokio::test]
async fn a_trace_tells_each_request_from_its_begin_to_its_end() {
    let log = log(Settings::new().with("TF_LOG", "TRACE")).await;
    assert_quiet(&log);
    let lines = lines(&log);
    let of = |message: &str| -> Vec<&Json> {
        lines
            .iter()
            .filter(|it| it["@message"] == message)
            .collect()
    };
    let (begun, ended) = (of("received request"), of("served request"));
    let rpcs: Vec<_> = begun
        .iter()
        .map(|it| it["tf_rpc"].as_str().unwrap())
        .collect();
    assert_eq!(
        rpcs,
        [
            "ConfigureProvider",
            "PlanResourceChange",
            "ApplyResourceChange",
            "ReadResource",
            "PlanResourceChange",
            "ApplyResourceChange",
            "ApplyResourceChange",
            "ApplyResourceChange",
        ]
    );
    for (begun, ended) in begun.iter().zip(&ended) {
        assert_eq!(begun["tf_req_id"], ended["tf_req_id"]);
        assert!(ended["tf_req_duration_ms"].is_u64(), "{ended}");
        assert_eq!(begun["@level"], "trace");
    }
    let ids: BTreeSet<_> = begun
        .iter()
        .map(|it| it["tf_req_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), rpcs.len());
    // Whatever is said in between says for which request.
    for line in &lines {
        let Some(rpc) = line["tf_rpc"].as_str() else {
            let message = line["@message"].as_str().unwrap();
            assert!(message.starts_with("the plugin "), "{line}");
            continue;
        };
        assert!(ids.contains(line["tf_req_id"].as_str().unwrap()), "{line}");
        assert_eq!(line["tf_proto_version"], "6.11");
        let of_resource = rpc.contains("Resource");
        let named = line["tf_resource_type"] == TYPE;
        assert_eq!(named, of_resource, "{line}");
    }
    assert_eq!(of("created an event source mapping")[0]["@level"], "info");
    assert_eq!(
        of("answered with diagnostics")[0]["diagnostic_error_count"],
        1
    );
}

#[tokio::test]
async fn no_level_of_the_sdk_tells_a_secret() {
    for level in ["WARN", "INFO", "DEBUG", "TRACE"] {
        let settings = Settings::new()
            .with("TF_LOG", "TRACE")
            .with("TF_LOG_PROVIDER_AWSLAMBDA_SDK", level);
        let log = log(settings).await;
        assert_quiet(&log);
        let from_sdk = lines(&log).iter().any(|it| {
            it["@module"] == "provider.awslambda.aws_smithy_runtime" && it["@level"] == "debug"
        });
        assert_eq!(from_sdk, ["DEBUG", "TRACE"].contains(&level), "{level}");
    }
}

#[tokio::test]
async fn a_run_without_trouble_is_silent_at_error_and_off() {
    for (name, level) in [
        ("TF_LOG_PROVIDER", "OFF"),
        ("TF_LOG_PROVIDER_AWSLAMBDA", "OFF"),
        ("TF_LOG_PROVIDER", "ERROR"),
    ] {
        let settings = Settings::new().with("TF_LOG", "TRACE").with(name, level);
        assert_eq!(log(settings).await, "", "{name}={level}");
    }
    assert_eq!(log(Settings::new()).await, "");
}

#[tokio::test]
async fn each_attempt_of_a_call_has_a_line_with_its_outcome_and_the_reason_of_a_retry() {
    let settings = Settings::new().with("TF_LOG", "DEBUG");
    let host = Host::unconfigured(settings, Duration::ZERO).await;
    let failed = std::sync::atomic::AtomicBool::new(false);
    let web = Web::start(move |seen| {
        if failed.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return answer(seen, &0.into(), Duration::from_mins(1));
        }
        Reply(
            503,
            "text/plain\r\nx-amzn-requestid: first",
            "later".to_owned(),
        )
    })
    .await;
    let set = [
        (
            "endpoints",
            host.endpoints(host.emulator.endpoint().into(), web.url().into()),
        ),
        ("skip_credentials_validation", false.into()),
    ];
    let found = host
        .configure(&with(host.block_for("eu-west-1"), &set))
        .await;
    assert_eq!(found, []);
    host.create(&host.queue()).await;
    let mut plugin = host.plugin;
    plugin.shutdown().await;
    let lines = lines(&plugin.all_of_stderr().await);
    let calls: Vec<_> = lines
        .iter()
        .filter(|it| it["@message"] == "called AWS")
        .collect();
    let [first, second, create, ..] = calls.as_slice() else {
        panic!("{calls:#?}");
    };
    assert_eq!(first["@level"], "debug");
    assert_eq!(first["operation"], "GetCallerIdentity");
    assert_eq!(
        (&first["attempt"], &first["status"]),
        (&1.into(), &503.into())
    );
    assert_eq!(
        (&first["request_id"], &first["failure"]),
        (&"first".into(), &"503".into())
    );
    assert!(first["milliseconds"].is_u64(), "{first}");
    assert_eq!(
        (&second["attempt"], &second["status"]),
        (&2.into(), &200.into())
    );
    assert_eq!(second["retried_because"], "503");
    assert_eq!(create["operation"], "CreateEventSourceMapping");
    assert!(create["retried_because"].is_null(), "{create}");
}

#[tokio::test]
async fn no_secret_of_the_provider_block_is_told_by_any_log_or_diagnostic() {
    let settings = Settings::new()
        .with("TF_LOG", "TRACE")
        .with("TF_LOG_PROVIDER_AWSLAMBDA_SDK", "TRACE")
        .with("RUST_BACKTRACE", "1");
    let host = Host::unconfigured(settings, Duration::ZERO).await;
    let number = std::sync::atomic::AtomicU64::new(0);
    let sts = Web::start(move |seen| answer(seen, &number, Duration::from_mins(9))).await;
    let proxy = Web::proxy(Some("bWU6aGlkZGVuLXByb3h5LXBhc3N3b3Jk"), sts.address).await;
    let row = |name: &str| {
        host.provider
            .attributes
            .iter()
            .find(|it| it.name == name)
            .unwrap()
    };
    let nested = |name: &str, set: &[(&str, Value)]| {
        let inner = row(name).inner().unwrap();
        let empty = Value::object(inner.iter().map(|it| (it.name, it.absent())));
        Value::List(vec![with(empty, set)])
    };
    let endpoints = host.endpoints(host.emulator.endpoint().into(), sts.url().into());
    let proxy = format!("http://me:hidden-proxy-password@{}", proxy.address);
    let arn = |it: &str| Value::from(format!("arn:aws:iam::123456789012:role/{it}"));
    let web = nested(
        "assume_role_with_web_identity",
        &[
            ("role_arn", arn("web")),
            ("web_identity_token", "hidden-web-token".into()),
        ],
    );
    let mut said = String::new();
    for (role, proxy) in [
        ("deploy", proxy.as_str()),
        ("forbidden", proxy.as_str()),
        ("deploy", "http://me:hidden-other-password@127.0.0.1:1"),
        ("deploy", "ftp://me:hidden-odd-password@proxy"),
    ] {
        let set = [
            ("endpoints", endpoints.clone()),
            ("http_proxy", proxy.into()),
            ("no_proxy", "127.0.0.2".into()),
            ("secret_key", "hidden-secret-key".into()),
            ("token", "hidden-token".into()),
            ("assume_role_with_web_identity", web.clone()),
            (
                "assume_role",
                nested("assume_role", &[("role_arn", arn(role))]),
            ),
            ("http_operation_timeout", 2.into()),
        ];
        let block = with(host.block_for("eu-west-1"), &set);
        let found = host.validate_provider(&block).await;
        let more = host.configure(&block).await;
        write!(said, "{found:?}{more:?}").unwrap();
    }
    assert!(
        said.contains("forbidden") && said.contains("proxy"),
        "{said}"
    );
    let mut plugin = host.plugin;
    plugin.shutdown().await;
    let log = plugin.all_of_stderr().await;
    for (what, text) in [("a diagnostic", &said), ("the log", &log)] {
        let found = text.match_indices("hidden-").next();
        let place = found.map(|(at, _)| &text[at.saturating_sub(300)..(at + 60).min(text.len())]);
        assert_eq!(place, None, "{what}");
    }
    for secret in ["bWU6aGlkZGVu", "hidden%2D"] {
        assert!(!log.contains(secret) && !said.contains(secret), "{secret}");
    }
}
