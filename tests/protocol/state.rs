//! States from elsewhere: of older versions, imported, moved, gone.

use std::collections::BTreeMap;

use serde_json::json;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::diagnostic::Severity;
use terraform_provider_awslambda::protocol::tfplugin6::{
    Diagnostic, RawState, upgrade_resource_state,
};

use crate::support::host::{Host, TYPE, assert_error, rpc};

const NONE: [Diagnostic; 0] = [];

fn uuid(state: &Value) -> String {
    match state.attribute("uuid") {
        Value::String(uuid) => uuid.clone(),
        other => panic!("no uuid: {other:?}"),
    }
}

#[tokio::test]
async fn an_attribute_that_is_not_known_any_more_is_left_out_with_a_warning() {
    let host = Host::start().await;
    let state = host.create(&host.queue()).await;
    let mut stored: serde_json::Value = serde_json::from_slice(&host.stored(&state)).unwrap();
    stored["retired"] = json!({ "a": [1, null] });
    let answer = host.upgrade(0, stored.to_string()).await;
    assert_eq!(host.value(answer.upgraded_state.as_ref()), state);
    assert_eq!(answer.diagnostics.len(), 1);
    assert_eq!(answer.diagnostics[0].severity(), Severity::Warning);
    assert!(answer.diagnostics[0].detail.contains("\"retired\""));

    // One that is new since is null.
    let attributes = stored.as_object_mut().unwrap();
    attributes.remove("retired");
    attributes.remove("last_processing_result");
    attributes.remove("timeouts");
    let answer = host.upgrade(0, stored.to_string()).await;
    assert_eq!(answer.diagnostics, NONE);
    assert_eq!(host.value(answer.upgraded_state.as_ref()), state);
}

#[tokio::test]
async fn a_state_that_cannot_be_read_is_refused_in_one_sentence() {
    let host = Host::start().await;
    let state = host.create(&host.queue()).await;
    let stored = host.stored(&state);
    for version in [2, i64::MAX] {
        let answer = host.upgrade(version, stored.clone()).await;
        assert_error(&answer.diagnostics, "newer version of this provider");
        assert_eq!(answer.upgraded_state, None);
    }
    for version in [-1, i64::MIN] {
        let answer = host.upgrade(version, stored.clone()).await;
        assert_error(&answer.diagnostics, "version");
        assert_eq!(answer.upgraded_state, None);
    }
    let wrong = json!({ "batch_size": "many" }).to_string();
    for garbage in [
        "",
        " ",
        "null",
        "[]",
        "7",
        "{",
        "{}{}",
        "\u{0}",
        &wrong,
        std::str::from_utf8(&stored[..stored.len() / 2]).unwrap(),
    ] {
        let answer = host.upgrade(0, garbage.to_owned()).await;
        assert_error(&answer.diagnostics, "Cannot read the state");
        assert_eq!(answer.upgraded_state, None, "{garbage}");
    }
}

#[tokio::test]
async fn a_state_of_terraform_0_11_is_refused_with_the_way_out() {
    let host = Host::start().await;
    let flatmap = BTreeMap::from([("id".to_owned(), "1".to_owned())]);
    for raw_state in [
        Some(RawState {
            flatmap,
            ..Default::default()
        }),
        None,
    ] {
        let request = upgrade_resource_state::Request {
            type_name: TYPE.to_owned(),
            version: 0,
            raw_state,
        };
        let response: upgrade_resource_state::Response =
            host.call(rpc!("UpgradeResourceState"), request).await;
        assert_error(
            &response.diagnostics,
            "Upgrade it with Terraform 0.12 first",
        );
    }
}

#[tokio::test]
async fn a_mapping_is_imported_by_uuid_and_by_arn() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let Value::String(arn) = state.attribute("arn") else {
        panic!("no arn: {state:?}");
    };
    for id in [uuid(&state), arn.clone()] {
        let response = host.import(&id).await;
        assert_eq!(response.diagnostics, NONE);
        assert_eq!(response.imported_resources.len(), 1);
        let imported = &response.imported_resources[0];
        assert_eq!(imported.type_name, TYPE);
        let imported = host.value(imported.state.as_ref());
        assert!(imported.is_wholly_known());
        // A read follows, and then nothing is left to do.
        let read = host.read(&imported).await;
        assert_eq!(uuid(&read), uuid(&state));
        let planned = host.plan(&config, &read).await;
        assert_eq!(planned.state, read, "something is left to do");
        assert_eq!(planned.replace, [] as [String; 0]);
    }
}

#[tokio::test]
async fn what_is_imported_and_does_not_exist_is_told_with_where_to_look() {
    let host = Host::start().await;
    let response = host.import("91eaeb7e-c976-1234-9451-8709db01f137").await;
    assert_eq!(response.diagnostics, NONE);
    let imported = host.value(response.imported_resources[0].state.as_ref());
    let read = host.try_read(&imported).await;
    assert_error(&read.diagnostics, "The event source mapping 91eaeb7e");
    assert_error(&read.diagnostics, "the Region and the account");
}

#[tokio::test]
async fn what_is_no_id_is_not_imported() {
    let host = Host::start().await;
    let long = "x".repeat(1 << 20);
    for id in [
        "",
        "worker",
        "91eaeb7e-c976-1234-9451-8709db01f13",
        "arn:aws:sqs:eu-west-1:000000000000:orders",
        "arn:aws:lambda:eu-west-1:000000000000:function:worker",
        "arn:aws:lambda:eu-west-1:000000000000:event-source-mapping:1",
        "91eaeb7e-c976-1234-9451-8709db01f137\n",
        &long,
    ] {
        let response = host.import(id).await;
        assert_error(&response.diagnostics, "is imported by one of these");
        assert_eq!(response.imported_resources, []);
    }
}

#[tokio::test]
async fn nothing_is_read_as_nothing() {
    let host = Host::start().await;
    let before = host.emulator.requests().len();
    let response = host.try_read(&Value::Null).await;
    assert_eq!(response.diagnostics, NONE);
    assert_eq!(response.new_state, None, "which Terraform takes for null");
    assert_eq!(host.emulator.requests().len(), before);
}
