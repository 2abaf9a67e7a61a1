//! The provider block: checked, and turned into a client.

use std::time::Duration;

use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::deferred::Reason;
use terraform_provider_awslambda::protocol::tfplugin6::diagnostic::Severity;
use terraform_provider_awslambda::protocol::tfplugin6::{
    ClientCapabilities, Deferred, Diagnostic, plan_resource_change, read_resource,
    validate_resource_config,
};

use crate::support::host::{Host, PRIVATE, TYPE, assert_error, errors, name, rpc, with};
use crate::support::plugin::Settings;

const NONE: [Diagnostic; 0] = [];

async fn fresh() -> Host {
    Host::unconfigured(Settings::new(), Duration::from_millis(10)).await
}

/// The place that an error is about.
#[track_caller]
fn place(found: &[Diagnostic]) -> String {
    assert_eq!(errors(found).len(), 1, "{found:#?}");
    found[0].attribute.as_ref().map(name).unwrap_or_default()
}

#[tokio::test]
async fn a_provider_block_is_checked_before_anything_is_called() {
    let host = fresh().await;
    assert_eq!(host.validate_provider(&host.block(&[])).await, NONE);
    assert_eq!(
        host.validate_provider(&host.block_for("eu-west-1")).await,
        NONE
    );
    let unknown = host.block(&[("region", Value::UNKNOWN), ("endpoints", Value::UNKNOWN)]);
    assert_eq!(host.validate_provider(&unknown).await, NONE);

    for (argument, value) in [
        ("region", Value::from("eu-west-1a")),
        ("access_key", "AKIAIOSFODNN7EXAMPLE".into()),
        ("secret_key", "hidden".into()),
        ("token", "hidden".into()),
        ("max_retries", Value::from(-1)),
    ] {
        let found = host
            .validate_provider(&host.block(&[(argument, value)]))
            .await;
        assert_eq!(place(&found), argument);
        assert!(!format!("{found:?}").contains("hidden"), "{found:?}");
    }
    assert_eq!(host.emulator.requests().len(), 0);
}

#[tokio::test]
async fn a_configuration_of_the_resource_is_checked_on_an_unconfigured_process() {
    let host = fresh().await;
    assert_eq!(host.validate(&host.queue()).await, NONE);
    let nothing = host.validate(&host.config(&[])).await;
    let mut places: Vec<_> = nothing
        .iter()
        .map(|it| it.attribute.as_ref().map(name).unwrap_or_default())
        .collect();
    places.sort();
    assert_eq!(places, ["event_source_arn", "function_name"]);
    for (argument, value) in [
        ("batch_size", Value::from(10_001)),
        ("uuid", "mine".into()),
        ("starting_position", "LATEST".into()),
    ] {
        let config = with(host.queue(), &[(argument, value)]);
        assert_eq!(place(&host.validate(&config).await), argument);
    }
    // A core that tells what it can do is answered in the same way.
    let request = validate_resource_config::Request {
        type_name: TYPE.to_owned(),
        config: host.wire(&host.queue()),
        client_capabilities: Some(ClientCapabilities {
            write_only_attributes_allowed: true,
            ..Default::default()
        }),
    };
    let response: validate_resource_config::Response =
        host.call(rpc!("ValidateResourceConfig"), request).await;
    assert_eq!(response.diagnostics, NONE);
}

#[tokio::test]
async fn without_a_region_configuring_fails_and_says_how_to_set_one() {
    let host = fresh().await;
    let block = with(host.block_for("eu-west-1"), &[("region", Value::Null)]);
    let found = host.configure(&block).await;
    assert_error(&found, "Set region in the provider block");
    assert_eq!(place(&found), "region");
}

#[tokio::test]
async fn the_later_configuration_counts() {
    let host = fresh().await;
    let block = |region: &str, account: &str| {
        with(host.block_for(region), &[("access_key", account.into())])
    };
    assert_eq!(
        host.configure(&block("eu-west-1", "111111111111")).await,
        NONE
    );
    let config = host.queue();
    let state = host.create(&config).await;
    assert_eq!(
        host.configure(&block("eu-west-1", "222222222222")).await,
        NONE
    );
    let said = host.read_gone(&state).await;
    assert!(said.contains("another account"), "{said}");
    let last = host.emulator.requests().pop().unwrap();
    assert_eq!(
        (last.region.as_str(), last.access_key.as_str()),
        ("eu-west-1", "222222222222")
    );
    // As when a debugged process serves one run after the other.
    assert_eq!(
        host.configure(&block("eu-west-1", "111111111111")).await,
        NONE
    );
    assert_eq!(host.read(&state).await, state);
}

#[tokio::test]
async fn a_mapping_of_another_region_is_not_taken_for_gone() {
    let host = fresh().await;
    assert_eq!(host.configure(&host.block_for("eu-west-1")).await, NONE);
    let state = host.create(&host.queue()).await;
    assert_eq!(state.attribute("region"), &Value::from("eu-west-1"));
    assert_eq!(host.configure(&host.block_for("us-east-1")).await, NONE);
    assert_eq!(host.read(&state).await, state);
    // One whose state is older, and tells its Region only by its ARN.
    let older = with(state.clone(), &[("region", Value::Null)]);
    assert_eq!(host.read(&older).await, state);
    let there = [(
        "event_source_arn",
        "arn:aws:sqs:us-east-1:000000000000:orders".into(),
    )];
    let planned = host.plan(&with(host.queue(), &there), &state).await;
    assert_eq!(planned.replace, ["region", "event_source_arn"]);
    let deleted = host.try_apply(&Value::Null, &state, &Value::Null).await;
    assert_eq!(deleted.diagnostics, NONE);
    assert!(host.value(deleted.new_state.as_ref()).is_null());
    let requests = host.emulator.requests();
    assert!(
        requests.iter().all(|it| it.region == "eu-west-1"),
        "{requests:#?}"
    );
}

#[tokio::test]
async fn before_it_is_configured_the_provider_plans_and_forgets_nothing() {
    let host = fresh().await;
    let config = host.queue();
    let planned = host.plan(&config, &Value::Null).await.state;

    let applied = host.try_apply(&config, &Value::Null, &planned).await;
    assert_error(&applied.diagnostics, "not configured");
    assert!(host.value(applied.new_state.as_ref()).is_null());

    host.configure_for("eu-west-1").await;
    let state = host.create(&config).await;
    let other = fresh().await;
    let changed = with(config, &[("batch_size", 5.into())]);
    let planned = other.plan(&changed, &state).await.state;
    let applied = other.try_apply(&changed, &state, &planned).await;
    assert_error(&applied.diagnostics, "not configured");
    assert_eq!(other.value(applied.new_state.as_ref()), state);
    let destroyed = other.try_apply(&Value::Null, &state, &Value::Null).await;
    assert_error(&destroyed.diagnostics, "not configured");
    assert_eq!(other.value(destroyed.new_state.as_ref()), state);
    assert_error(&other.try_read(&state).await.diagnostics, "not configured");
}

#[tokio::test]
async fn an_unknown_configuration_stops_no_plan_and_no_refresh() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let block = with(host.block_for("eu-west-1"), &[("region", Value::UNKNOWN)]);
    assert_eq!(host.configure(&block).await, NONE);
    let before = host.emulator.requests().len();

    let read = host.try_read(&state).await;
    assert_eq!(host.value(read.new_state.as_ref()), state);
    assert_eq!(read.diagnostics.len(), 1);
    assert_eq!(read.diagnostics[0].severity(), Severity::Warning);
    assert!(read.diagnostics[0].detail.contains("\"region\""));
    assert_eq!(host.plan(&config, &state).await.state, state);
    let new = host.plan(&config, &Value::Null).await;
    assert!(
        new.warnings[0].contains("without its provider"),
        "{:?}",
        new.warnings
    );
    let planned = new.state;
    // Region and tags of the provider may still change.
    assert!(planned.attribute("region").is_unknown() && planned.attribute("tags_all").is_unknown());
    let applied = host.try_apply(&config, &Value::Null, &planned).await;
    assert_error(&applied.diagnostics, "\"region\"");
    assert!(host.value(applied.new_state.as_ref()).is_null());

    // A core that can put the object off is told to.
    let able = Some(ClientCapabilities {
        deferral_allowed: true,
        ..Default::default()
    });
    let deferred = Some(Deferred {
        reason: Reason::ProviderConfigUnknown.into(),
    });
    let request = plan_resource_change::Request {
        client_capabilities: able,
        ..host.plan_request(&config, &state)
    };
    let plan: plan_resource_change::Response = host.call(rpc!("PlanResourceChange"), request).await;
    assert_eq!(plan.deferred, deferred);
    assert_eq!(host.value(plan.planned_state.as_ref()), state);
    let request = read_resource::Request {
        type_name: TYPE.to_owned(),
        current_state: host.wire(&state),
        private: PRIVATE.into(),
        client_capabilities: able,
        ..Default::default()
    };
    let read: read_resource::Response = host.call(rpc!("ReadResource"), request).await;
    assert_eq!(read.deferred, deferred);
    assert_eq!(read.diagnostics, NONE);
    assert_eq!(host.value(read.new_state.as_ref()), state);
    assert_eq!(host.emulator.requests().len(), before, "nobody was asked");
}
