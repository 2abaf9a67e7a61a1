//! Ctrl-C: Terraform asks the provider to hurry and waits for what it has to say.

use std::sync::Arc;
use std::time::{Duration, Instant};

use terraform_provider_awslambda::framework::plan::consistency;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::apply_resource_change::Response;
use terraform_provider_awslambda::protocol::tfplugin6::diagnostic::Severity;
use terraform_provider_awslambda::protocol::tfplugin6::stop_provider;
use tokio::task::JoinHandle;

use crate::support::host::{Host, QUEUE, assert_error, rpc, with};
use crate::support::plugin::Settings;

/// What may pass between Ctrl-C and the answer.
const PROMPTLY: Duration = Duration::from_secs(2);

/// Longer than any test: no mapping is ever seen to settle.
const FOR_EVER: Duration = Duration::from_mins(10);

async fn host(settle: Duration) -> Arc<Host> {
    let host = Host::unconfigured(Settings::new(), settle).await;
    host.configure_for("eu-west-1").await;
    Arc::new(host)
}

async fn stop(host: &Host) {
    let request = stop_provider::Request {};
    let response: stop_provider::Response = host.call(rpc!("StopProvider"), request).await;
    assert_eq!(response.error, "");
}

/// Applies in the background, and waits until the provider has begun to wait.
async fn begin(host: &Arc<Host>, config: &Value, prior: &Value) -> (Value, JoinHandle<Response>) {
    let planned = host.plan(config, prior).await.state;
    let (there, of) = (Arc::clone(host), planned.clone());
    let (config, prior) = (config.clone(), prior.clone());
    let before = host.emulator.requests().len();
    let apply = tokio::spawn(async move { there.try_apply(&config, &prior, &of).await });
    let start = Instant::now();
    // The change itself, and the first look at what became of it.
    while host.emulator.requests().len() < before + 2 {
        assert!(start.elapsed() < Duration::from_secs(10), "it never waits");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    (planned, apply)
}

async fn promptly(apply: JoinHandle<Response>) -> Response {
    tokio::time::timeout(PROMPTLY, apply)
        .await
        .expect("it waits on")
        .unwrap()
}

#[tokio::test]
async fn an_interrupted_creation_keeps_the_mapping_and_warns() {
    let host = host(FOR_EVER).await;
    let (planned, apply) = begin(&host, &host.queue(), &Value::Null).await;
    stop(&host).await;
    let response = promptly(apply).await;
    assert_eq!(response.diagnostics.len(), 1, "{:?}", response.diagnostics);
    let warning = &response.diagnostics[0];
    // After an error Terraform would replace a mapping that is healthy.
    assert_eq!(warning.severity(), Severity::Warning);
    assert!(warning.detail.contains("interrupted"), "{warning:?}");
    let state = host.value(response.new_state.as_ref());
    assert_eq!(consistency::of_apply(&planned, &state), []);
    assert_eq!(*state.attribute("state"), "Creating".into());

    // What was stored is what is there, and nothing is left to do.
    let read = host.read(&state).await;
    assert_eq!(host.plan(&host.queue(), &read).await.state, read);
}

#[tokio::test]
async fn an_interruption_stops_all_that_runs_and_nothing_that_comes_later() {
    let host = host(FOR_EVER).await;
    let config = |number: usize, timeout: &str| {
        let timeouts = with(
            Value::object([
                ("create", Value::Null),
                ("update", Value::Null),
                ("delete", Value::Null),
                ("read", Value::Null),
            ]),
            &[("create", timeout.into())],
        );
        let source = format!("{QUEUE}-{number}");
        with(
            host.queue(),
            &[("event_source_arn", source.into()), ("timeouts", timeouts)],
        )
    };
    let mut running = Vec::new();
    for number in 0..3 {
        running.push(begin(&host, &config(number, "10m"), &Value::Null).await.1);
    }
    stop(&host).await;
    stop(&host).await;
    for apply in running {
        let response = promptly(apply).await;
        assert!(response.diagnostics[0].detail.contains("interrupted"));
    }

    let start = Instant::now();
    let (_, apply) = begin(&host, &config(3, "1s"), &Value::Null).await;
    let response = apply.await.unwrap();
    assert!(
        start.elapsed() >= Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    assert!(
        response.diagnostics[0]
            .detail
            .contains("the block timeouts"),
        "{:?}",
        response.diagnostics
    );
}

#[tokio::test]
async fn an_interrupted_deletion_keeps_the_mapping_until_it_is_gone() {
    let host = host(Duration::from_secs(2)).await;
    let state = host.create(&host.queue()).await;
    let (_, apply) = begin(&host, &Value::Null, &state).await;
    stop(&host).await;
    let response = promptly(apply).await;
    assert_error(&response.diagnostics, "not deleted yet");
    assert_error(&response.diagnostics, "interrupted");
    let left = host.value(response.new_state.as_ref());
    assert_eq!(left.attribute("uuid"), state.attribute("uuid"));

    // The same command again.
    let gone = host.apply(&Value::Null, &left, &Value::Null).await;
    assert!(gone.is_null());
}

#[tokio::test]
async fn a_deletion_that_cannot_begin_yet_can_be_interrupted() {
    let host = host(FOR_EVER).await;
    let (_, apply) = begin(&host, &host.queue(), &Value::Null).await;
    stop(&host).await;
    let state = host.value(promptly(apply).await.new_state.as_ref());

    // Lambda deletes no mapping that it is still making.
    let (_, apply) = begin(&host, &Value::Null, &state).await;
    stop(&host).await;
    let response = promptly(apply).await;
    assert_error(&response.diagnostics, "Cannot delete");
    assert_eq!(host.value(response.new_state.as_ref()), state);
    assert_eq!(host.emulator.mappings().len(), 1);
}

#[tokio::test]
async fn there_may_be_nothing_to_stop() {
    let host = Host::unconfigured(Settings::new(), Duration::from_millis(10)).await;
    stop(&host).await;
    host.configure_for("eu-west-1").await;
    stop(&host).await;
    host.create(&host.queue()).await;
}
