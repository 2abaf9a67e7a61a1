//! One cause that meets many mappings is reported once.

use std::time::{Duration, Instant};

use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::{Diagnostic, diagnostic::Severity};

use crate::support::host::{Host, assert_error, errors, with};
use crate::support::sts;
use crate::support::web::{Reply, Web};

const NONE: [Diagnostic; 0] = [];
const GET: Operation = Operation::GetEventSourceMapping;

fn rejected(code: &str) -> Effect {
    Effect::error(403, code, "No.")
}

/// The provider block of somebody who has written down temporary keys.
fn stale(host: &Host, sts: &str, set: &[(&str, Value)]) -> Value {
    let endpoints = host.endpoints(host.emulator.endpoint().into(), sts.into());
    let token = [("token", "a-token".into()), ("endpoints", endpoints)];
    with(with(host.block_for("eu-west-1"), &token), set)
}

#[tokio::test]
async fn many_reads_that_are_denied_are_one_error_and_warnings_that_terraform_joins() {
    let host = Host::start().await;
    let state = host.create(&host.queue()).await;
    host.emulator
        .fail_next(Fault::next(GET, rejected("AccessDeniedException")).times(100));
    for run in 0..2 {
        let first = host.try_read(&state).await;
        assert_error(&first.diagnostics, "lambda:GetEventSourceMapping");
        for _ in 0..5 {
            let next = host.try_read(&state).await;
            assert_eq!(errors(&next.diagnostics), [""; 0], "run {run}");
            let [warning] = &next.diagnostics[..] else {
                panic!("{next:?}");
            };
            assert_eq!(warning.severity(), Severity::Warning);
            assert_eq!(
                warning.summary,
                "Other event source mappings could not be read for the same reason"
            );
            assert_eq!(host.value(next.new_state.as_ref()), state);
        }
        // Another plan is another run.
        host.configure_for("eu-west-1").await;
    }
}

#[tokio::test]
async fn after_rejected_credentials_nothing_else_is_sent() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    for code in [
        "UnrecognizedClientException",
        "ExpiredTokenException",
        "InvalidSignatureException",
    ] {
        host.configure_for("eu-west-1").await;
        host.emulator.fail_next(Fault::next(GET, rejected(code)));
        assert_error(&host.try_read(&state).await.diagnostics, code);
        let sent = host.emulator.requests().len();
        let read = host.try_read(&state).await;
        assert_eq!(errors(&read.diagnostics), [""; 0]);
        let changed = with(config.clone(), &[("batch_size", 3.into())]);
        let planned = host.plan(&changed, &state).await.state;
        let update = host.try_apply(&changed, &state, &planned).await;
        let delete = host.try_apply(&Value::Null, &state, &Value::Null).await;
        for response in [update, delete] {
            let [error] = &response.diagnostics[..] else {
                panic!("{response:?}");
            };
            assert!(error.detail.contains(code), "{error:?}");
            assert_eq!(error.detail.lines().count(), 3, "{error:?}");
            assert_eq!(host.value(response.new_state.as_ref()), state);
        }
        let more = host.emulator.requests().split_off(sent);
        assert!(more.is_empty(), "{code}: {more:#?}");
    }
}

#[tokio::test]
async fn an_import_that_fails_for_the_same_reason_is_an_error() {
    let host = Host::start().await;
    let state = host.create(&host.queue()).await;
    let Value::String(uuid) = state.attribute("uuid").clone() else {
        panic!("{state:?}");
    };
    host.emulator
        .fail_next(Fault::next(GET, rejected("AccessDeniedException")).times(100));
    assert_error(&host.try_read(&state).await.diagnostics, "AccessDenied");
    let imported = host.import(&uuid).await;
    let imported = host.value(imported.imported_resources[0].state.as_ref());
    let read = host.try_read(&imported).await;
    assert_error(&read.diagnostics, "AccessDenied");
}

#[tokio::test]
async fn a_session_token_that_has_expired_is_one_error_before_anything_is_read() {
    let host = Host::start().await;
    let sts = Web::start(|_| sts::refusal("ExpiredToken", "The security token is expired")).await;
    let found = host.configure(&stale(&host, &sts.url(), &[])).await;
    assert_error(&found, "The session token has expired");
    assert_eq!(sts.seen().len(), 1);
    let skipped = [("skip_credentials_validation", true.into())];
    assert_eq!(
        host.configure(&stale(&host, &sts.url(), &skipped)).await,
        NONE
    );
    // Keys without a token do not expire, and nobody asks for them.
    let lasting = [("token", Value::Null)];
    assert_eq!(
        host.configure(&stale(&host, &sts.url(), &lasting)).await,
        NONE
    );
    assert_eq!(sts.seen().len(), 1);
}

#[tokio::test]
async fn a_token_service_that_cannot_tell_decides_nothing() {
    let host = Host::start().await;
    let refusing = Web::start(|_| sts::refusal("AccessDenied", "Not you")).await;
    let failing = Web::start(|_| Reply(500, "text/xml", String::new())).await;
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = |it: &std::net::TcpListener| format!("http://{}", it.local_addr().unwrap());
    let (nobody, mute) = (at(&closed), at(&silent));
    drop(closed);
    for sts in [refusing.url(), failing.url(), nobody, mute] {
        let start = Instant::now();
        assert_eq!(
            host.configure(&stale(&host, &sts, &[])).await,
            NONE,
            "{sts}"
        );
        assert!(start.elapsed() < Duration::from_secs(4), "{sts}");
    }
    host.create(&host.queue()).await;
}
