//! What names a mapping: the identity in each answer.

use serde_json::json;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::{
    Diagnostic, RawState, ResourceIdentityData, get_resource_identity_schemas,
    plan_resource_change, read_resource, upgrade_resource_identity,
};

use crate::support::host::{Host, TYPE, assert_error, checked, rpc, with};

const NONE: [Diagnostic; 0] = [];
const ACCOUNT: &str = "000000000000";
const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";

pub(super) fn uuid(state: &Value) -> String {
    match state.attribute("uuid") {
        Value::String(uuid) => uuid.clone(),
        other => panic!("no uuid: {other:?}"),
    }
}

#[tokio::test]
async fn a_core_is_told_what_names_a_mapping() {
    let host = Host::start().await;
    let request = get_resource_identity_schemas::Request {};
    let response: get_resource_identity_schemas::Response =
        host.call(rpc!("GetResourceIdentitySchemas"), request).await;
    assert_eq!(response.diagnostics, NONE);
    let schema = &response.identity_schemas[TYPE];
    assert_eq!(schema.version, 1, "so that OpenTofu hands over older ones");
    let attributes: Vec<_> = schema
        .identity_attributes
        .iter()
        .map(|it| {
            (
                it.name.as_str(),
                it.required_for_import,
                it.optional_for_import,
            )
        })
        .collect();
    assert_eq!(
        attributes,
        [
            ("uuid", true, false),
            ("account_id", false, true),
            ("region", false, true)
        ]
    );
    assert!(
        schema
            .identity_attributes
            .iter()
            .all(|it| it.r#type == "\"string\"")
    );
}

/// A core that stores no identity, or one that stores something odd, gets the right one with each
/// answer.
#[tokio::test]
async fn every_answer_about_a_mapping_that_exists_has_its_identity() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let expected = host.identity(&state);
    let other = host.identity_of(UUID, None, None);
    let broken = ResourceIdentityData {
        identity_data: Some(crate::support::host::raw(vec![0x80])),
    };
    let changed = with(config.clone(), &[("batch_size", 3.into())]);
    for stored in [
        None,
        Some(other),
        Some(broken),
        Some(ResourceIdentityData::default()),
    ] {
        let request = read_resource::Request {
            type_name: TYPE.to_owned(),
            current_state: host.wire(&state),
            current_identity: stored.clone(),
            ..Default::default()
        };
        let read: read_resource::Response = host.call(rpc!("ReadResource"), request).await;
        assert_eq!(read.new_identity, expected);
        let mut request = host.plan_request(&changed, &state);
        request.prior_identity.clone_from(&stored);
        let plan: plan_resource_change::Response =
            host.call(rpc!("PlanResourceChange"), request).await;
        assert_eq!(plan.planned_identity, expected);
        let mut request = host.plan_request(&Value::Null, &state);
        request.prior_identity = stored;
        let plan: plan_resource_change::Response =
            host.call(rpc!("PlanResourceChange"), request).await;
        assert_eq!(plan.planned_identity, expected, "of a destruction");
    }
    // A change that fails.
    let planned = host.plan(&changed, &state).await.state;
    let refusal = Effect::error(400, "InvalidParameterValueException", "Not today.");
    let update = Operation::UpdateEventSourceMapping;
    host.emulator
        .fail_next(Fault::next(update, refusal.clone()));
    let response = host.try_apply(&changed, &state, &planned).await;
    assert_error(&response.diagnostics, "Not today.");
    assert_eq!(response.new_identity, expected);
    let delete = Operation::DeleteEventSourceMapping;
    host.emulator.fail_next(Fault::next(delete, refusal));
    let response = host.try_apply(&Value::Null, &state, &Value::Null).await;
    assert_error(&response.diagnostics, "Not today.");
    assert_eq!(response.new_identity, expected);
    // A mapping that is gone is still named.
    host.apply(&Value::Null, &state, &Value::Null).await;
    let gone = host.try_read(&state).await;
    assert_eq!(gone.new_identity, expected);
}

#[tokio::test]
async fn what_does_not_exist_yet_has_no_identity() {
    let host = Host::start().await;
    let plan = host.plan_request(&host.queue(), &Value::Null);
    let plan: plan_resource_change::Response = host.call(rpc!("PlanResourceChange"), plan).await;
    assert_eq!(plan.planned_identity, None);
    let planned = host.value(plan.planned_state.as_ref());
    let refusal = Effect::error(400, "InvalidParameterValueException", "Not today.");
    let create = Operation::CreateEventSourceMapping;
    host.emulator.fail_next(Fault::next(create, refusal));
    let response = host.try_apply(&host.queue(), &Value::Null, &planned).await;
    assert_error(&response.diagnostics, "Not today.");
    assert_eq!(response.new_identity, None);
}

async fn upgraded(
    host: &Host,
    version: i64,
    json: &serde_json::Value,
) -> upgrade_resource_identity::Response {
    let request = upgrade_resource_identity::Request {
        type_name: TYPE.to_owned(),
        version,
        raw_identity: Some(RawState {
            json: json.to_string().into(),
            ..Default::default()
        }),
    };
    host.call(rpc!("UpgradeResourceIdentity"), request).await
}

#[tokio::test]
async fn identities_of_other_providers_are_upgraded() {
    let host = Host::start().await;
    for (version, json) in [
        (
            0,
            json!({ "uuid": UUID, "account_id": ACCOUNT, "region": "eu-west-1" }),
        ),
        (
            0,
            json!({ "id": UUID, "account_id": ACCOUNT, "region": "eu-west-1" }),
        ),
        (
            1,
            json!({ "uuid": UUID, "account_id": ACCOUNT, "region": "eu-west-1" }),
        ),
    ] {
        let response = upgraded(&host, version, &json).await;
        assert_eq!(response.diagnostics, NONE, "{json}");
        let expected = host.identity_of(UUID, Some(ACCOUNT), Some("eu-west-1"));
        assert_eq!(response.upgraded_identity, Some(expected), "{json}");
    }
    // Terraform asks of a state that has none, too.
    for version in [0, 1] {
        let request = upgrade_resource_identity::Request {
            type_name: TYPE.to_owned(),
            version,
            raw_identity: Some(RawState::default()),
        };
        let response: upgrade_resource_identity::Response =
            host.call(rpc!("UpgradeResourceIdentity"), request).await;
        assert_eq!(response.diagnostics, NONE);
        let identity = response.upgraded_identity.unwrap().identity_data.unwrap();
        assert_eq!(identity.msgpack, &[0xc0][..], "null, not nothing");
    }
    for (version, json) in [
        (0, json!({ "account_id": ACCOUNT })),
        (0, json!([])),
        (1, json!("x")),
        (2, json!({ "uuid": UUID })),
    ] {
        let response = upgraded(&host, version, &json).await;
        assert_eq!(checked(response.diagnostics).len(), 1, "{json}");
        assert_eq!(response.upgraded_identity, None, "{json}");
    }
}
