//! Imports of mappings that exist: by identity, and by what they connect.

use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::{
    Diagnostic, ResourceIdentityData, import_resource_state,
};

use super::identity::uuid;
use crate::support::host::{Host, QUEUE, STREAM, TYPE, assert_error, rpc, text};

const NONE: [Diagnostic; 0] = [];
const ACCOUNT: &str = "000000000000";

pub(super) async fn import_by(
    host: &Host,
    identity: ResourceIdentityData,
) -> import_resource_state::Response {
    let request = import_resource_state::Request {
        type_name: TYPE.to_owned(),
        identity: Some(identity),
        ..Default::default()
    };
    host.call(rpc!("ImportResourceState"), request).await
}

#[tokio::test]
async fn a_mapping_is_imported_by_its_identity() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    for (account, region) in [
        (Some(ACCOUNT), Some("eu-west-1")),
        (None, Some("eu-west-1")),
        (None, None),
    ] {
        let response = import_by(&host, host.identity_of(&uuid(&state), account, region)).await;
        assert_eq!(response.diagnostics, NONE);
        let imported = &response.imported_resources[0];
        assert!(imported.identity.is_some(), "Terraform asks for one");
        let read = host.read(&host.value(imported.state.as_ref())).await;
        assert_eq!(host.plan(&config, &read).await.state, read);
    }
    let response = import_by(&host, host.identity_of("orders", None, None)).await;
    assert_error(&response.diagnostics, "is not the UUID of a mapping");
    assert_eq!(response.imported_resources, []);
    // Another account than that of the credentials is noticed by the read.
    let response = import_by(
        &host,
        host.identity_of(&uuid(&state), Some("999999999999"), Some("eu-west-1")),
    )
    .await;
    let imported = host.value(response.imported_resources[0].state.as_ref());
    let read = host.try_read(&imported).await;
    assert_error(&read.diagnostics, "999999999999");
}

/// Makes mappings that differ in what an import by meaning tells apart.
pub(super) async fn several(host: &Host) -> Vec<(Value, Value)> {
    let broker = "arn:aws:mq:eu-west-1:000000000000:broker:shop:b-1";
    let access =
        |kind: &str, uri: &str| Value::object([("type", kind.into()), ("uri", uri.into())]);
    let secret = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:s-AbCdEf";
    let mq = |queue: &str| {
        host.config(&[
            ("function_name", "worker".into()),
            ("event_source_arn", broker.into()),
            ("queues", Value::List(vec![queue.into()])),
            (
                "source_access_configuration",
                Value::set(vec![access("BASIC_AUTH", secret)]),
            ),
        ])
    };
    let servers = Value::Map(
        [(
            "KAFKA_BOOTSTRAP_SERVERS".to_owned(),
            "b-1.example.com:9092,b-2.example.com:9092".into(),
        )]
        .into(),
    );
    let kafka = |topic: &str| {
        host.config(&[
            ("function_name", "worker".into()),
            (
                "self_managed_event_source",
                Value::List(vec![Value::object([("endpoints", servers.clone())])]),
            ),
            ("topics", Value::set(vec![topic.into()])),
            ("starting_position", "LATEST".into()),
            (
                "source_access_configuration",
                Value::set(vec![access("BASIC_AUTH", secret)]),
            ),
        ])
    };
    let stream = host.config(&[
        ("function_name", "worker".into()),
        ("event_source_arn", STREAM.into()),
        ("starting_position", "LATEST".into()),
    ]);
    let mut made = Vec::new();
    for config in [
        host.queue(),
        stream,
        mq("jobs"),
        kafka("clicks"),
        kafka("views"),
    ] {
        let state = host.create(&config).await;
        made.push((config, state));
    }
    made
}

#[tokio::test]
async fn a_mapping_is_imported_by_what_it_connects() {
    let host = Host::start().await;
    let made = several(&host).await;
    let function = "arn:aws:lambda:eu-west-1:000000000000:function:worker";
    let broker = "arn:aws:mq:eu-west-1:000000000000:broker:shop:b-1";
    for (at, id) in [
        (0, format!("worker,{QUEUE}")),
        (0, format!("{function},{QUEUE}")),
        (0, format!("worker,{QUEUE}@eu-west-1")),
        (1, format!("worker,{STREAM}")),
        (2, format!("worker,{broker},jobs")),
        (3, "worker,b-1.example.com:9092,clicks".to_owned()),
        (4, "worker,B-2.example.com:9092,views".to_owned()),
        (
            4,
            "worker,b-2.example.com:9092,b-1.example.com:9092,views".to_owned(),
        ),
    ] {
        let response = host.import(&id).await;
        assert_eq!(response.diagnostics, NONE, "{id}");
        let imported = &response.imported_resources[0];
        let (config, state) = &made[at];
        assert_eq!(imported.identity, host.identity(state), "{id}");
        let read = host.read(&host.value(imported.state.as_ref())).await;
        assert_eq!(uuid(&read), uuid(state), "{id}");
        assert_eq!(host.plan(config, &read).await.state, read, "{id}");
    }
}

#[tokio::test]
async fn an_import_that_is_not_clear_lists_what_is_there() {
    let host = Host::start().await;
    let made = several(&host).await;
    let broker = "arn:aws:mq:eu-west-1:000000000000:broker:shop:b-1";
    let several = "2 event source mappings are";
    let none = "No event source mapping is";
    for (id, problem, told) in [
        (
            "worker,b-1.example.com:9092".to_owned(),
            several,
            &[3, 4][..],
        ),
        (format!("worker,{broker},nothing"), none, &[2]),
        (format!("worker,{QUEUE}-x"), none, &[0, 1, 2, 3, 4]),
        (format!("other,{QUEUE}"), none, &[0]),
        (format!("worker:live,{QUEUE}"), none, &[0]),
        ("worker,b-9.example.com:9092,clicks".to_owned(), none, &[3]),
        ("other,b-9.example.com:9092,clicks".to_owned(), none, &[]),
    ] {
        let response = host.import(&id).await;
        assert_error(&response.diagnostics, problem);
        let text = text(&response.diagnostics[0]);
        for at in told {
            assert!(text.contains(&uuid(&made[*at].1)), "{id}: {text}");
        }
        assert_eq!(response.imported_resources, [], "{id}");
    }
}
