//! Data sources against the emulator: how many calls a thousand of them take, and what they show of a mapping
//! that has changed, moves or fails.

use std::num::NonZeroU32;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::emulator::{
    Effect, Fault, FilterError, Operation, Options, Report, Seed,
};
use terraform_provider_awslambda::framework::diagnostics::{Diagnostics, Severity};
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::value::Value;

use crate::generated::messages::complaints;
use crate::resource::world::{World, encoded};
use crate::support::configs;

const NAME: &str = "awslambda_event_source_mapping";

/// Reads one mapping by a data source, and what is said of it.
async fn try_look(world: &World, asked: &Json) -> (Value, Diagnostics) {
    let data = &world.server.schemas().data;
    let entry = data.iter().find(|it| it.data.name() == NAME).unwrap();
    let config = configs::value(&entry.schema, asked);
    let config = msgpack::encode(&config, &entry.ty).unwrap();
    let read = Box::pin(world.server.read_data(NAME, encoded(&config), false)).await;
    let state = msgpack::decode(&read.state, &entry.ty).unwrap();
    (state, read.diagnostics)
}

/// Reads one mapping by a data source, of which nothing is to be said.
async fn look(world: &World, asked: &Json) -> Value {
    let (state, said) = try_look(world, asked).await;
    assert_eq!(said, Diagnostics::new(), "{asked}");
    state
}

/// Reads many, ten at a time as Terraform does, in their order.
async fn look_at_all(world: &World, asked: &[Json]) -> Vec<Value> {
    let looks = asked.iter().map(|it| look(world, it));
    stream::iter(looks).buffered(10).collect().await
}

fn queue(number: usize) -> String {
    format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number:06}")
}

/// An account with this many mappings, and their UUIDs in the order of their queues.
async fn account(options: Options, count: usize) -> (World, Vec<String>) {
    let world = World::beside(options).await;
    let body = |it| json!({"FunctionName": "orders", "EventSourceArn": queue(it)});
    let uuids = seeded(&world, &(0..count).map(body).collect::<Vec<_>>());
    (world, uuids)
}

/// Makes mappings, and tells their UUIDs in the order of their sources.
fn seeded(world: &World, bodies: &[Json]) -> Vec<String> {
    let seed = json!({"account": "123456789012", "region": "eu-west-1", "mappings": bodies});
    let seed = Seed::read(&seed.to_string()).unwrap();
    world.emulator.seed(&seed).unwrap();
    let mut all = world.emulator.mappings();
    all.sort_by_key(|it| it["EventSourceArn"].to_string());
    let uuids = all.iter().map(|it| it["UUID"].as_str().unwrap().to_owned());
    uuids.collect()
}

fn quick() -> Options {
    Options {
        settle: Duration::ZERO,
        ..Options::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_data_sources_take_the_calls_of_a_refresh() {
    let quota = Options {
        rate: NonZeroU32::new(15),
        latency: Duration::from_millis(60),
        ..quick()
    };
    let (world, uuids) = account(quota, 1000).await;
    world.configure_at(None).await;
    let by_uuid: Vec<_> = uuids.iter().map(|it| json!({"uuid": it})).collect();
    let by_meaning: Vec<_> = (0..1000)
        .map(|it| json!({"function_name": "orders", "event_source_arn": queue(it)}))
        .collect();
    for (asked, most) in [(by_uuid, 24), (by_meaning, 24)] {
        world.configure_at(None).await;
        let since = world.emulator.requests().len();
        let found = look_at_all(&world, &asked).await;
        for (number, found) in found.iter().enumerate() {
            assert_eq!(*found.attribute("uuid"), uuids[number].as_str().into());
            assert_eq!(*found.attribute("state"), "Enabled".into());
            assert_eq!(
                *found.attribute("event_source_arn"),
                queue(number).as_str().into()
            );
        }
        let requests = &world.emulator.requests()[since..];
        assert!(requests.len() <= most, "{} calls", requests.len());
        assert!(requests.iter().all(|it| it.status == Some(200)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_this_run_has_changed_is_seen_after_pages_were_read() {
    let (world, uuids) = account(quick(), 120).await;
    let asked: Vec<_> = uuids.iter().map(|it| json!({"uuid": it})).collect();
    for number in [0, 60, 119] {
        look_at_all(&world, &asked[..60]).await;
        let state = world.import(&uuids[number]).await;
        let config = json!({
            "function_name": "orders",
            "event_source_arn": queue(number),
            "batch_size": 3,
        });
        let config = world.config(&config);
        let planned = world.plan(&config, &state).planned;
        world.change(&config, &state, &planned).await;
        let found = look(&world, &asked[number]).await;
        assert_eq!(*found.attribute("batch_size"), 3.into(), "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_page_shows_is_read_by_itself() {
    let slow = Options {
        settle: Duration::from_secs(30),
        ..quick()
    };
    let (world, uuids) = account(slow, 30).await;
    let path = |it: &str| format!("/2015-03-31/event-source-mappings/{it}");
    let (_, moving) = world
        .emulator
        .call("PUT", &path(&uuids[20]), json!({"BatchSize": 7}));
    assert_eq!(moving["State"], "Updating");
    let key = "arn:aws:kms:eu-west-1:123456789012:key/1";
    let encrypted = json!({"EventSourceArn": queue(99), "FunctionName": "orders", "KMSKeyArn": key,
        "FilterCriteria": {"Filters": [{"Pattern": "{\"body\":{\"kind\":[\"order\"]}}"}]}});
    let seed = json!({"account": "123456789012", "region": "eu-west-1", "mappings": [encrypted]});
    let seed = Seed::read(&seed.to_string()).unwrap();
    world.emulator.seed(&seed).unwrap();
    let all = world.emulator.mappings();
    let hidden = all
        .iter()
        .find(|it| it["EventSourceArn"] == *queue(99))
        .unwrap();
    let mut asked: Vec<_> = uuids.iter().map(|it| json!({"uuid": it})).collect();
    asked.push(json!({"uuid": hidden["UUID"]}));
    let found = look_at_all(&world, &asked).await;
    assert_eq!(*found[20].attribute("state"), "Updating".into());
    assert_eq!(*found[20].attribute("batch_size"), 7.into());
    let filters = found[30].attribute("filter_criteria");
    assert!(format!("{filters:?}").contains("order"), "{filters:?}");
}

#[tokio::test]
async fn a_mapping_that_fails_says_so_in_fields_and_not_in_warnings() {
    // Lambda reports no results for queues.
    let world = World::beside(quick()).await;
    let stream = |it| format!("arn:aws:kinesis:eu-west-1:123456789012:stream/clicks-{it}");
    let mut bodies: Vec<_> = (0..4)
        .map(|it| {
            json!({
                "FunctionName": "clicks",
                "EventSourceArn": stream(it),
                "StartingPosition": "LATEST",
            })
        })
        .collect();
    bodies[3]["KMSKeyArn"] = json!("arn:aws:kms:eu-west-1:123456789012:key/1");
    bodies[3]["FilterCriteria"] = json!({"Filters": [{"Pattern": "{\"data\":{\"a\":[1]}}"}]});
    let uuids = seeded(&world, &bodies);
    let error = FilterError {
        error_code: "KMSAccessDeniedException".into(),
        message: "The role may not decrypt.".into(),
    };
    let reports = [
        Report::default(),
        Report {
            last_processing_result: Some("PROBLEM: Function call failed".into()),
            ..Report::default()
        },
        Report {
            disabled: true,
            state_transition_reason: Some("Source queue does not exist".into()),
            ..Report::default()
        },
        Report {
            last_processing_result: Some("PROBLEM: Function call failed".into()),
            filter_criteria_error: Some(error),
            ..Report::default()
        },
    ];
    for (uuid, report) in uuids.iter().zip(reports) {
        world.emulator.report(uuid, report).unwrap();
    }
    let asked: Vec<_> = uuids.iter().map(|it| json!({"uuid": it})).collect();
    let found = look_at_all(&world, &asked).await;
    for (found, says) in found.iter().zip([
        &[][..],
        &["Function call failed"],
        &["Source queue does not exist"],
        &["Function call failed", "KMSAccessDeniedException"],
    ]) {
        assert_eq!(
            *found.attribute("healthy"),
            Value::Bool(says.is_empty()),
            "{says:?}: {found:?}"
        );
        let Value::List(health) = found.attribute("health") else {
            panic!("{found:?}");
        };
        assert_eq!(health.len(), says.len(), "{health:?}");
        for (problem, says) in health.iter().zip(says) {
            assert!(
                matches!(problem, Value::String(it) if it.contains(says)),
                "{health:?}"
            );
        }
    }
    let live = |number: usize, name: &str| found[number].attribute(name).clone();
    assert_eq!(live(2, "state"), "Disabled".into());
    assert_eq!(
        live(2, "state_transition_reason"),
        "Source queue does not exist".into()
    );
    assert_eq!(
        live(1, "last_processing_result"),
        "PROBLEM: Function call failed".into()
    );
}

#[tokio::test]
async fn tags_that_may_not_be_listed_are_missing_with_a_warning_about_the_data_source() {
    let world = World::beside(quick()).await;
    let body = json!({"FunctionName": "orders", "EventSourceArn": queue(0), "Tags": {"team": "a"}});
    let uuids = seeded(&world, &[body]);
    world.configure().await;
    let denied = Effect::error(403, "AccessDeniedException", "No lambda:ListTags.");
    let fault = Fault::next(Operation::ListTags, denied);
    world.emulator.fail_next(fault.times(9));
    let asked = json!({"uuid": uuids[0], "include_tags": true});
    let (read, said) = try_look(&world, &asked).await;
    assert_eq!(*read.attribute("tags"), Value::Map([].into()));
    let [warning] = &said.into_iter().collect::<Vec<_>>()[..] else {
        panic!("one warning is expected");
    };
    assert_eq!(warning.severity, Severity::Warning);
    assert!(
        warning.detail.contains("remove include_tags"),
        "{warning:?}"
    );
    assert_eq!(complaints(&warning.summary, &warning.detail), [""; 0]);
}

#[tokio::test]
async fn the_tags_of_a_data_source_are_all_of_the_mapping_and_none_is_an_empty_map() {
    let world = World::beside(quick()).await;
    let body = |it, tags: Json| json!({"FunctionName": "orders", "EventSourceArn": queue(it), "Tags": tags});
    let tagged = json!({"team": "a", "own": "b", "seen": "c"});
    let uuids = seeded(&world, &[body(0, tagged), body(1, json!({}))]);
    let endpoint = world.emulator.endpoint();
    let blocks = json!({
        "endpoints": [{"lambda": endpoint, "sts": endpoint}],
        "default_tags": [{"tags": {"team": "a"}}],
        "ignore_tags": [{"keys": ["seen"]}],
    });
    world.configure_with(blocks).await;
    let tags = async |uuid: &str, wanted: bool| {
        let asked = json!({"uuid": uuid, "include_tags": wanted});
        look(&world, &asked).await.attribute("tags").clone()
    };
    let all = Value::Map(
        [("team", "a"), ("own", "b")]
            .map(|(key, it)| (key.into(), it.into()))
            .into(),
    );
    assert_eq!(tags(&uuids[0], true).await, all);
    assert_eq!(tags(&uuids[1], true).await, Value::Map([].into()));
    assert_eq!(tags(&uuids[0], false).await, Value::Null);
}
