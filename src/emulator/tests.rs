//! The emulator as a library.

use serde_json::json;

use super::*;

async fn start() -> Emulator {
    let options = Options {
        settle: Duration::ZERO,
        ..Options::default()
    };
    Emulator::start(options).await.unwrap()
}

fn queue() -> Value {
    json!({ "FunctionName": "f", "EventSourceArn": "arn:aws:sqs:eu-west-1:000000000000:q" })
}

#[tokio::test]
async fn a_direct_call_finds_a_mapping_in_every_region() {
    let emulator = start().await;
    let path = "/2015-03-31/event-source-mappings";
    let (status, mapping) = emulator.call_in("eu-west-1", "POST", path, queue());
    assert_eq!(status, 202, "{mapping}");
    let own = format!("{path}/{}", mapping["UUID"].as_str().unwrap());
    assert_eq!(emulator.call("PUT", &own, json!({ "BatchSize": 3 })).0, 202);
    let arn = mapping["EventSourceMappingArn"].as_str().unwrap();
    let tags = format!("/2017-03-31/tags/{arn}");
    assert_eq!(
        emulator.call("POST", &tags, json!({ "Tags": { "a": "b" } })),
        (204, Value::Null)
    );
    let shown = emulator.mappings();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["BatchSize"], 3);
    assert_eq!(shown[0]["Tags"], json!({ "a": "b" }));
    let nowhere = emulator.call("GET", path, Value::Null);
    assert_eq!(nowhere, (200, json!({ "EventSourceMappings": [] })));
    assert_eq!(emulator.call("DELETE", &own, Value::Null).0, 202);
    assert_eq!(emulator.call("GET", &own, Value::Null).0, 404);
}

#[tokio::test]
async fn direct_calls_are_neither_recorded_nor_made_to_fail() {
    let emulator = start().await;
    emulator.fail_next(Fault::any(Effect::service_error()));
    let path = "/2015-03-31/event-source-mappings";
    assert_eq!(emulator.call("POST", path, queue()).0, 202);
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn two_emulators_do_not_share_anything() {
    let (one, other) = (start().await, start().await);
    assert_ne!(one.endpoint(), other.endpoint());
    one.call("POST", "/2015-03-31/event-source-mappings", queue());
    assert!(other.mappings().is_empty());
}

#[tokio::test]
async fn a_dropped_emulator_stops() {
    let emulator = start().await;
    let address = emulator.address;
    drop(emulator);
    let mut tries = 0;
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tries += 1;
        assert!(tries < 10_000, "it still listens");
        tokio::task::yield_now().await;
    }
}
