//! Actions over the wire: what a core sees of them, and what becomes of one that nobody waits for.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::emulator::Seed;
use terraform_provider_awslambda::framework::server::Server;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::{
    ClientCapabilities, get_metadata, get_provider_schema,
    invoke_action::{self, event::Type},
    plan_action, stop_provider, validate_action_config,
};
use tonic::Streaming;

use crate::support::configs;
use crate::support::host::{Host, QUEUE, assert_error, dynamic, errors, rpc, with};
use crate::support::plugin::Settings;

const PAUSE: &str = "awslambda_event_source_mapping_pause";
const NAMES: [&str; 3] = [
    "awslambda_event_source_mapping_drain",
    PAUSE,
    "awslambda_event_source_mapping_resume",
];

/// A configuration of the pause, encoded as a core sends it.
fn config(set: &Json) -> invoke_action::Request {
    let server = Server::new(Aws);
    let actions = server.schemas().actions.iter();
    let (_, schema) = actions.into_iter().find(|it| it.0.name() == PAUSE).unwrap();
    let value = configs::value(schema, set);
    invoke_action::Request {
        action_type: PAUSE.to_owned(),
        config: Some(dynamic(&value, &schema.ty())),
        ..invoke_action::Request::default()
    }
}

async fn invoked(host: &Host, set: &Json) -> Streaming<invoke_action::Event> {
    let events = host.connection.stream(rpc!("InvokeAction"), config(set));
    events.await.unwrap()
}

/// What was said, and the errors of the one end.
async fn ended(mut events: Streaming<invoke_action::Event>) -> (Vec<String>, Vec<String>) {
    let mut said = Vec::new();
    loop {
        let event = events
            .message()
            .await
            .unwrap()
            .expect("it does not complete");
        match event.r#type.expect("an event of nothing") {
            Type::Progress(it) => said.push(it.message),
            Type::Completed(it) => {
                assert_eq!(events.message().await.unwrap(), None, "it goes on");
                return (said, errors(&it.diagnostics));
            }
        }
    }
}

/// A configured provider, and an account in which mappings take their time to settle.
async fn settling(settle: Duration) -> Host {
    let host = Host::unconfigured(Settings::new(), settle).await;
    host.configure_for("eu-west-1").await;
    host
}

/// The UUID of a mapping that is enabled already.
fn seeded(host: &Host) -> String {
    let seed = json!({"region": "eu-west-1", "mappings": [{"FunctionName": "worker", "EventSourceArn": QUEUE}]});
    let seed = Seed::read(&seed.to_string()).unwrap();
    host.emulator.seed(&seed).unwrap();
    let mapping = &host.emulator.mappings()[0];
    mapping["UUID"].as_str().unwrap().to_owned()
}

/// The UUID of a new mapping.
async fn mapping(host: &Host) -> String {
    match host.create(&host.queue()).await.attribute("uuid") {
        Value::String(uuid) => uuid.clone(),
        other => panic!("{other:?}"),
    }
}

fn state(host: &Host) -> String {
    host.emulator.mappings()[0]["State"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn the_actions_and_their_schemas_are_told() {
    let host = Host::unconfigured(Settings::new(), Duration::ZERO).await;
    let metadata: get_metadata::Response = host
        .call(rpc!("GetMetadata"), get_metadata::Request::default())
        .await;
    let mut names: Vec<_> = metadata
        .actions
        .into_iter()
        .map(|it| it.type_name)
        .collect();
    names.sort();
    assert_eq!(names, NAMES);
    let schemas: get_provider_schema::Response = host
        .call(
            rpc!("GetProviderSchema"),
            get_provider_schema::Request::default(),
        )
        .await;
    let actions = schemas.action_schemas;
    assert_eq!(
        actions.keys().collect::<Vec<_>>(),
        NAMES.iter().collect::<Vec<_>>()
    );
    for (name, action) in actions {
        let block = action.schema.unwrap().block.unwrap();
        assert!(
            block.attributes.iter().any(|it| it.name == "uuid"),
            "{name}"
        );
        assert_eq!(block.block_types[0].type_name, "timeouts", "{name}");
    }
}

#[tokio::test]
async fn an_action_says_how_it_goes_on_and_completes_once() {
    let host = Host::start().await;
    let uuid = mapping(&host).await;
    let (said, errors) = ended(invoked(&host, &json!({"uuid": uuid})).await).await;
    assert_eq!(errors, [] as [String; 0]);
    assert!(said.len() > 1, "{said:?}");
    assert!(
        said.iter()
            .all(|it| it.contains(&uuid) || it.starts_with("still")),
        "{said:?}"
    );
    assert_eq!(state(&host), "Disabled");
    let (said, _) = ended(invoked(&host, &json!({"uuid": uuid})).await).await;
    assert!(said[0].contains("paused already"), "{said:?}");
    let gone = json!({"uuid": "00000000-0000-4000-8000-000000000000"});
    let (said, errors) = ended(invoked(&host, &gone).await).await;
    assert_eq!((said.len(), errors.len()), (0, 1), "{errors:?}");
}

#[tokio::test]
async fn a_configuration_is_checked_and_one_that_is_not_known_is_planned() {
    let host = Host::unconfigured(Settings::new(), Duration::ZERO).await;
    let block = with(host.block_for("eu-west-1"), &[("region", Value::UNKNOWN)]);
    assert_eq!(host.configure(&block).await, []);
    let server = Server::new(Aws);
    let actions = &server.schemas().actions;
    let (_, schema) = actions.iter().find(|it| it.0.name() == PAUSE).unwrap();
    let unknown = with(schema.empty(), &[("uuid", Value::UNKNOWN)]);
    for (value, says) in [
        (unknown, None),
        (
            with(schema.empty(), &[("uuid", "x".into())]),
            Some("is not a UUID"),
        ),
        (schema.empty(), Some("No event source mapping is named")),
    ] {
        let config = Some(dynamic(&value, &schema.ty()));
        let request = validate_action_config::Request {
            type_name: PAUSE.to_owned(),
            config: config.clone(),
        };
        let validated: validate_action_config::Response =
            host.call(rpc!("ValidateActionConfig"), request).await;
        for may_defer in [false, true] {
            let request = plan_action::Request {
                action_type: PAUSE.to_owned(),
                config: config.clone(),
                client_capabilities: Some(ClientCapabilities {
                    deferral_allowed: may_defer,
                    ..ClientCapabilities::default()
                }),
            };
            let planned: plan_action::Response = host.call(rpc!("PlanAction"), request).await;
            assert_eq!(planned.diagnostics, validated.diagnostics);
            // Only the provider's own configuration puts an action off.
            let deferred = planned.deferred.map(|it| it.reason);
            assert_eq!(deferred, (may_defer && says.is_none()).then_some(2));
        }
        match says {
            Some(says) => assert_error(&validated.diagnostics, says),
            None => assert_eq!(validated.diagnostics, []),
        }
    }
    let (_, errors) = ended(
        invoked(
            &host,
            &json!({"uuid": "00000000-0000-4000-8000-000000000000"}),
        )
        .await,
    )
    .await;
    assert!(errors[0].contains("\"region\""), "{errors:?}");
    assert_eq!(host.emulator.requests().len(), 0);
}

#[tokio::test]
async fn a_stop_ends_an_action_within_a_second_with_what_is_known() {
    let host = settling(Duration::from_secs(20)).await;
    let uuid = seeded(&host);
    let mut events = invoked(&host, &json!({"uuid": uuid})).await;
    events.message().await.unwrap().unwrap();
    let began = Instant::now();
    while state(&host) != "Disabling" {
        assert!(began.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let began = Instant::now();
    let _: stop_provider::Response = host
        .call(rpc!("StopProvider"), stop_provider::Request::default())
        .await;
    let (_, errors) = ended(events).await;
    assert!(began.elapsed() < Duration::from_secs(2));
    assert!(errors[0].contains("is not paused yet"), "{errors:?}");
}

#[tokio::test]
async fn an_action_that_nobody_waits_for_stops_asking() {
    let host = settling(Duration::from_mins(1)).await;
    let uuid = seeded(&host);
    let mut events = invoked(&host, &json!({"uuid": uuid})).await;
    events.message().await.unwrap().unwrap();
    let began = Instant::now();
    while state(&host) != "Disabling" {
        assert!(began.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(events);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let asked = host.emulator.requests().len();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(host.emulator.requests().len(), asked);
    // The plugin serves on.
    let limited = json!({"uuid": uuid, "timeouts": {"invoke": "100ms"}});
    let (_, errors) = ended(invoked(&host, &limited).await).await;
    assert!(errors[0].contains("block timeouts"), "{errors:?}");
}
