//! Data sources over the wire: what a core gets, and what it gets while nothing is known.

use std::time::Duration;

use serde_json::json;
use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::server::Server;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::{
    ClientCapabilities, read_data_source, validate_data_resource_config,
};

use crate::support::configs;
use crate::support::host::{Host, TYPE, assert_error, dynamic, errors, rpc, with};
use crate::support::plugin::Settings;

const MANY: &str = "awslambda_event_source_mappings";
const POLICY: &str = "awslambda_event_source_mapping_policy";

/// Reads a data source with this configuration.
async fn try_read(
    host: &Host,
    name: &str,
    config: &serde_json::Value,
    may_defer: bool,
) -> read_data_source::Response {
    let server = Server::new(Aws);
    let entry = server
        .schemas()
        .data
        .iter()
        .find(|it| it.data.name() == name);
    let entry = entry.unwrap();
    let config = configs::value(&entry.schema, config);
    let request = read_data_source::Request {
        type_name: name.to_owned(),
        config: Some(dynamic(&config, &entry.ty)),
        client_capabilities: Some(ClientCapabilities {
            deferral_allowed: may_defer,
            ..ClientCapabilities::default()
        }),
        ..read_data_source::Request::default()
    };
    host.call(rpc!("ReadDataSource"), request).await
}

async fn read(host: &Host, name: &str, config: &serde_json::Value) -> Value {
    let response = try_read(host, name, config, false).await;
    assert_eq!(errors(&response.diagnostics), [] as [String; 0]);
    let server = Server::new(Aws);
    let entry = server
        .schemas()
        .data
        .iter()
        .find(|it| it.data.name() == name);
    let ty = &entry.unwrap().ty;
    let value = msgpack::decode(&response.state.unwrap().msgpack, ty).unwrap();
    assert!(value.is_wholly_known(), "{value:?}");
    value
}

#[tokio::test]
async fn a_data_source_keeps_what_was_written_and_adds_what_is_there() {
    let host = Host::start().await;
    let created = host.create(&host.queue()).await;
    let Value::String(uuid) = created.attribute("uuid").clone() else {
        panic!("{created:?}");
    };
    let upper = uuid.to_ascii_uppercase();
    let found = read(&host, TYPE, &json!({"uuid": upper})).await;
    // A core compares what was written.
    assert_eq!(*found.attribute("uuid"), Value::from(upper.as_str()));
    for name in ["arn", "function_arn", "event_source_arn", "batch_size"] {
        assert_eq!(found.attribute(name), created.attribute(name), "{name}");
    }
    assert_eq!(*found.attribute("healthy"), Value::Bool(true));
    assert_eq!(*found.attribute("state"), Value::from("Enabled"));
}

#[tokio::test]
async fn one_by_uuid_is_one_request_and_many_are_one_for_a_page() {
    let host = Host::start().await;
    let created = host.create(&host.queue()).await;
    let Value::String(uuid) = created.attribute("uuid").clone() else {
        panic!("{created:?}");
    };
    let before = host.emulator.requests().len();
    read(&host, TYPE, &json!({"uuid": uuid})).await;
    assert_eq!(host.emulator.requests().len(), before + 1);
    read(&host, MANY, &json!({})).await;
    assert_eq!(host.emulator.requests().len(), before + 2);
    read(&host, POLICY, &json!({"source_kind": "kafka"})).await;
    assert_eq!(host.emulator.requests().len(), before + 2);
}

#[tokio::test]
async fn one_that_is_not_there_is_an_error_and_none_of_many_is_not() {
    let host = Host::start().await;
    let uuid = json!({"uuid": "00000000-0000-4000-8000-000000000000"});
    let response = try_read(&host, TYPE, &uuid, false).await;
    assert_eq!(response.state, None);
    assert_error(
        &response.diagnostics,
        "00000000-0000-4000-8000-000000000000",
    );
    let none = read(&host, MANY, &json!({"state": "Disabled"})).await;
    assert_eq!(*none.attribute("ids"), Value::List(Vec::new()));
}

#[tokio::test]
async fn while_the_configuration_is_unknown_a_read_is_put_off_or_says_why() {
    let host = Host::unconfigured(Settings::new(), Duration::ZERO).await;
    let block = with(host.block_for("eu-west-1"), &[("region", Value::UNKNOWN)]);
    assert_eq!(host.configure(&block).await, []);
    let config = json!({"uuid": "00000000-0000-4000-8000-000000000000"});
    let response = try_read(&host, TYPE, &config, true).await;
    assert!(response.deferred.is_some());
    assert_eq!(response.diagnostics, []);
    let response = try_read(&host, TYPE, &config, false).await;
    assert_eq!(response.deferred, None);
    assert_error(&response.diagnostics, "\"region\"");
    assert_eq!(host.emulator.requests().len(), 0);
}

#[tokio::test]
async fn validate_finds_what_is_wrong_and_judges_nothing_unknown() {
    let host = Host::unconfigured(Settings::new(), Duration::ZERO).await;
    let server = Server::new(Aws);
    let entry = server
        .schemas()
        .data
        .iter()
        .find(|it| it.data.name() == TYPE);
    let entry = entry.unwrap();
    for (set, says) in [
        (json!({}), Some("No event source mapping is named")),
        (json!({"uuid": "x"}), Some("is not a UUID")),
        (
            json!({"uuid": null, "arn": "arn:aws:s3:::b"}),
            Some("is not the ARN"),
        ),
    ] {
        let config = configs::value(&entry.schema, &set);
        let request = validate_data_resource_config::Request {
            type_name: TYPE.to_owned(),
            config: Some(dynamic(&config, &entry.ty)),
        };
        let response: validate_data_resource_config::Response =
            host.call(rpc!("ValidateDataResourceConfig"), request).await;
        match says {
            Some(says) => assert_error(&response.diagnostics, says),
            None => assert_eq!(response.diagnostics, []),
        }
    }
    let unknown = with(entry.schema.empty(), &[("uuid", Value::UNKNOWN)]);
    let request = validate_data_resource_config::Request {
        type_name: TYPE.to_owned(),
        config: Some(dynamic(&unknown, &entry.ty)),
    };
    let response: validate_data_resource_config::Response =
        host.call(rpc!("ValidateDataResourceConfig"), request).await;
    assert_eq!(response.diagnostics, []);
}
