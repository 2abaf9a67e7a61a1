//! `moved` blocks from other types and addresses.

use serde_json::json;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::{
    Diagnostic, RawState, move_resource_state,
};

use crate::support::host::{Host, TYPE, assert_error, rpc};

const NONE: [Diagnostic; 0] = [];

fn moved_from(
    provider: &str,
    kind: &str,
    state: &serde_json::Value,
) -> move_resource_state::Request {
    move_resource_state::Request {
        source_provider_address: provider.to_owned(),
        source_type_name: kind.to_owned(),
        source_state: Some(RawState {
            json: state.to_string().into(),
            ..Default::default()
        }),
        target_type_name: TYPE.to_owned(),
        source_private: "theirs".into(),
        ..Default::default()
    }
}

/// What `hashicorp/aws` would have stored of a mapping of ours.
fn theirs(host: &Host, state: &Value) -> serde_json::Value {
    let mut stored: serde_json::Value = serde_json::from_slice(&host.stored(state)).unwrap();
    stored["function_name"] = stored["function_arn"].clone();
    for (name, empty) in [
        ("kms_key_arn", json!("")),
        ("last_processing_result", json!("")),
        ("maximum_record_age_in_seconds", json!(0)),
        ("maximum_retry_attempts", json!(0)),
        ("parallelization_factor", json!(0)),
        ("starting_position", json!("")),
        ("starting_position_timestamp", json!("")),
        ("topics", json!([])),
        ("tumbling_window_in_seconds", json!(0)),
    ] {
        assert!(stored[name].is_null(), "{name}");
        stored[name] = empty;
    }
    let ours = [
        "adopt_existing",
        "filter_criteria_error",
        "logging_config",
        "consumer_group_id",
    ];
    let all = stored.as_object_mut().unwrap();
    all.retain(|name, _| !ours.contains(&name.as_str()));
    stored
}

#[tokio::test]
async fn a_moved_state_is_as_a_read_shows_it() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let stored = theirs(&host, &state);
    for provider in [
        "aws",
        "hashicorp/aws",
        "registry.terraform.io/hashicorp/aws",
        "registry.opentofu.org/hashicorp/aws",
    ] {
        let request = moved_from(provider, "aws_lambda_event_source_mapping", &stored);
        let response: move_resource_state::Response =
            host.call(rpc!("MoveResourceState"), request).await;
        assert_eq!(response.diagnostics, NONE, "{provider}");
        assert_eq!(response.target_identity, host.identity(&state));
        assert!(response.target_private.is_empty(), "it is not ours");
        let moved = host.value(response.target_state.as_ref());
        let before = host.emulator.requests().len();
        let read = host.read(&moved).await;
        assert_eq!(read, moved, "the refresh finds something");
        assert_eq!(host.plan(&config, &moved).await.state, moved);
        assert_eq!(host.emulator.requests().len(), before + 1, "one call");
    }
}

#[tokio::test]
async fn our_own_state_is_moved_from_any_address_with_its_private_data() {
    let host = Host::start().await;
    let state = host.create(&host.queue()).await;
    let stored: serde_json::Value = serde_json::from_slice(&host.stored(&state)).unwrap();
    let version = host.resource.version;
    for provider in [
        "terraform.local/lambda/awslambda",
        "example.org/acme/awslambda",
    ] {
        let mut request = moved_from(provider, TYPE, &stored);
        request.source_schema_version = version;
        let response: move_resource_state::Response =
            host.call(rpc!("MoveResourceState"), request).await;
        assert_eq!(response.diagnostics, NONE);
        assert_eq!(host.value(response.target_state.as_ref()), state);
        assert_eq!(response.target_identity, host.identity(&state));
        assert_eq!(response.target_private, "theirs");
    }
}

#[tokio::test]
async fn a_move_that_is_not_understood_names_both_types_and_the_way_out() {
    let host = Host::start().await;
    for (request, why) in [
        (
            moved_from("aws", "aws_lambda_function", &json!({ "id": "f" })),
            "States of these types can be moved",
        ),
        (
            moved_from("aws", "aws_lambda_event_source_mapping", &json!({})),
            "It has no UUID",
        ),
        (
            move_resource_state::Request {
                source_state: None,
                ..moved_from("aws", "aws_lambda_event_source_mapping", &json!({}))
            },
            "Terraform 0.12 first",
        ),
    ] {
        let kind = request.source_type_name.clone();
        let response: move_resource_state::Response =
            host.call(rpc!("MoveResourceState"), request).await;
        assert_error(&response.diagnostics, why);
        assert_error(
            &response.diagnostics,
            &format!("Cannot move \"{kind}\" to \"{TYPE}\""),
        );
        assert_eq!(response.target_state, None);
    }
}
