//! Many mappings at once: reads that share pages of the list, and changes that share looks.

use std::{num::NonZeroU32, time::Duration};

use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::emulator::{Distortion, Effect, Fault, Operation, Options};
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::world::{World, text};
use crate::support::configs::Base;

pub(crate) const GET: Operation = Operation::GetEventSourceMapping;
const LIST: Operation = Operation::ListEventSourceMappings;

/// How often an operation was called since the record was this long.
pub(crate) fn calls(world: &World, since: usize, operation: Operation) -> usize {
    let requests = world.emulator.requests();
    let made = requests[since..].iter();
    made.filter(|it| it.operation == Some(operation)).count()
}

fn queue(world: &World, number: usize) -> Value {
    world.config(&Base::Sqs.with(&json!({
        "event_source_arn": format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number}"),
    })))
}

/// Mappings that were made at once.
async fn create(world: &World, count: usize) -> Vec<Value> {
    let all = (0..count).map(async |number| {
        let config = queue(world, number);
        let planned = world.plan(&config, &Value::Null).planned;
        world.change(&config, &Value::Null, &planned).await
    });
    join_all(all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_many_takes_a_page_for_a_hundred() {
    let world = World::new().await;
    let states = create(&world, 350).await;
    for at_once in [10, 50] {
        world.configure().await;
        let since = world.emulator.requests().len();
        assert_eq!(world.refresh(&states, at_once).await, states);
        let gets = calls(&world, since, GET);
        // The first reads, as long as few are under way.
        assert!(gets <= 7, "{gets}");
        assert_eq!(calls(&world, since, LIST), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_changed_and_deleted_is_seen_among_many() {
    let world = World::new().await;
    let states = create(&world, 120).await;
    for (number, state) in states.iter().enumerate() {
        let path = format!("/2015-03-31/event-source-mappings/{}", text(state, "uuid"));
        match number % 20 {
            7 => assert_eq!(
                world.emulator.call("PUT", &path, json!({"BatchSize": 3})).0,
                202
            ),
            13 => assert_eq!(world.emulator.call("DELETE", &path, json!(null)).0, 202),
            _ => {}
        }
    }
    world.configure().await;
    let since = world.emulator.requests().len();
    let read = world.refresh(&states, 10).await;
    for (number, (read, state)) in read.iter().zip(&states).enumerate() {
        match number % 20 {
            7 => assert_eq!(*read.attribute("batch_size"), Value::from(3), "{number}"),
            13 => assert_eq!(*read, Value::Null, "{number}"),
            _ => assert_eq!(read, state, "{number}"),
        }
    }
    let gets = calls(&world, since, GET);
    assert!(gets <= 7 + 12, "{gets}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_lags_or_is_denied_or_fails_leaves_every_read_right() {
    let lagging = Options {
        settle: Duration::ZERO,
        list_lag: Duration::from_secs(5),
        ..Options::default()
    };
    let lags = async {
        let world = World::beside(lagging).await;
        let states = create(&world, 30).await;
        assert_eq!(world.refresh(&states, 10).await, states);
    };
    let cases = [(403, "AccessDeniedException"), (500, "ServiceException")];
    let fails = cases.map(async |(status, code)| {
        let world = World::new().await;
        let states = create(&world, 30).await;
        world.configure().await;
        let effect = Effect::Error {
            status,
            code: code.to_owned(),
            message: "no".to_owned(),
        };
        world
            .emulator
            .fail_next(Fault::next(LIST, effect).times(100));
        let since = world.emulator.requests().len();
        assert_eq!(world.refresh(&states, 10).await, states);
        assert_eq!(calls(&world, since, GET), 30);
        if status == 403 {
            assert_eq!(calls(&world, since, LIST), 1, "it is not tried again");
        }
    });
    tokio::join!(lags, join_all(fails));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_after_an_own_write_shows_what_was_written() {
    let world = World::new().await;
    let mut states = create(&world, 20).await;
    // A command that reads and writes in one process, as a debugger's.
    for batch_size in 1..=5 {
        assert_eq!(world.refresh(&states, 10).await, states);
        let changes = states.iter_mut().enumerate().take(5);
        let changes = changes.map(async |(number, state)| {
            let config = world.config(&Base::Sqs.with(&json!({
                "event_source_arn": format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number}"),
                "batch_size": batch_size,
            })));
            let planned = world.plan(&config, state).planned;
            *state = world.change(&config, state, &planned).await;
            assert_eq!(world.read(state).await, *state);
        });
        join_all(changes).await;
    }
}

/// What was called since the record was this long, in order.
fn called(world: &World, since: usize) -> Vec<Operation> {
    let requests = world.emulator.requests();
    requests[since..]
        .iter()
        .filter_map(|it| it.operation)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_mapping_takes_the_calls_that_it_takes_without_others() {
    for read_first in [false, true] {
        let world = World::new().await;
        let record = || world.emulator.requests().len();
        let state = create(&world, 1).await.remove(0);
        assert_eq!(
            called(&world, 0),
            [Operation::CreateEventSourceMapping, GET]
        );
        if read_first {
            let since = record();
            assert_eq!(world.read(&state).await, state);
            assert_eq!(called(&world, since), [GET]);
        }
        let config = world.config(&Base::Sqs.with(&json!({
            "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:queue-0",
            "batch_size": 3,
        })));
        let since = record();
        let planned = world.plan(&config, &state).planned;
        let state = world.change(&config, &state, &planned).await;
        assert_eq!(
            called(&world, since),
            [Operation::UpdateEventSourceMapping, GET]
        );
        let since = record();
        let gone = world.change(&Value::Null, &state, &Value::Null).await;
        assert!(gone.is_null());
        assert_eq!(
            called(&world, since),
            [Operation::DeleteEventSourceMapping, GET]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_of_many_ends_as_it_was_meant_and_each_deletion_when_it_is_gone() {
    for list_lag in [0, 300] {
        let world = World::beside(Options {
            settle: Duration::from_millis(200),
            list_lag: Duration::from_millis(list_lag),
            ..Options::default()
        })
        .await;
        let states = create(&world, 40).await;
        assert!(states.iter().all(|it| text(it, "state") == "Enabled"));
        let disabled = states.iter().enumerate().map(async |(number, state)| {
            let config = world.config(&Base::Sqs.with(&json!({
                "event_source_arn": format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number}"),
                "enabled": false,
                "batch_size": 3,
            })));
            let planned = world.plan(&config, state).planned;
            world.change(&config, state, &planned).await
        });
        let states = join_all(disabled).await;
        for state in &states {
            assert_eq!(text(state, "state"), "Disabled");
            assert_eq!(*state.attribute("batch_size"), Value::from(3));
        }
        world.configure().await;
        assert_eq!(world.refresh(&states, 10).await, states);

        let since = world.emulator.requests().len();
        let gone = states.iter().map(async |it| {
            let left = world.change(&Value::Null, it, &Value::Null).await;
            assert!(left.is_null());
            let there = world.emulator.mappings();
            assert!(there.iter().all(|other| other["UUID"] != text(it, "uuid")));
        });
        join_all(gone).await;
        // The list is read first, and believed after four Gets.
        let gets = calls(&world, since, GET);
        assert!((4..=10).contains(&gets), "{gets} Gets for 40 deletions");
        assert!(calls(&world, since, LIST) <= 20);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deletions_end_by_gets_where_a_list_is_denied_or_hides_mappings() {
    let slow = || Options {
        settle: Duration::from_millis(300),
        ..Options::default()
    };
    let world = World::beside(slow()).await;
    let states = create(&world, 30).await;
    let denied = Effect::error(403, "AccessDeniedException", "no");
    world
        .emulator
        .fail_next(Fault::next(LIST, denied).times(99));
    let since = world.emulator.requests().len();
    let gone = states
        .iter()
        .map(|it| world.change(&Value::Null, it, &Value::Null));
    assert!(join_all(gone).await.iter().all(Value::is_null));
    assert!(world.emulator.mappings().is_empty());
    assert!(calls(&world, since, GET) >= 30);
    assert_eq!(calls(&world, since, LIST), 1);

    // The first list shows all, and later ones nothing.
    let world = World::beside(slow()).await;
    let states = create(&world, 30).await;
    let gone = states.iter().map(async |it| {
        let deleting = world.change(&Value::Null, it, &Value::Null);
        assert!(deleting.await.is_null());
        let there = world.emulator.mappings();
        assert!(there.iter().all(|other| other["UUID"] != text(it, "uuid")));
    });
    let hides = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        world.emulator.distort(Distortion {
            operations: vec![LIST],
            omit: ["UUID".to_owned()].into(),
            ..Distortion::default()
        });
    };
    tokio::join!(join_all(gone), hides);
}

/// The same value with other texts in it.
fn renamed(value: &Value, names: &[(&str, &str)]) -> Value {
    match value {
        Value::String(text) => {
            let text = names
                .iter()
                .fold(text.clone(), |text, (from, to)| text.replace(from, to));
            Value::from(text.as_str())
        }
        Value::List(all) => Value::List(all.iter().map(|it| renamed(it, names)).collect()),
        Value::Set(all) => Value::set(all.iter().map(|it| renamed(it, names)).collect()),
        Value::Map(all) => Value::Map(
            all.iter()
                .map(|(key, it)| (key.clone(), renamed(it, names)))
                .collect(),
        ),
        Value::Object(all) => Value::Object(
            all.iter()
                .map(|(key, it)| (key.clone(), renamed(it, names)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// An account of so many mappings, and the states of the first of them.
async fn account(options: Options, mappings: usize, states: usize) -> (World, Vec<Value>) {
    account_with(options, mappings, states, json!({})).await
}

/// The same with these tags on each mapping.
pub(crate) async fn account_with(
    options: Options,
    mappings: usize,
    states: usize,
    tags: Json,
) -> (World, Vec<Value>) {
    let world = World::beside(options).await;
    let bodies: Vec<_> = (0..mappings)
        .map(|number| {
            json!({
                "FunctionName": "orders",
                "EventSourceArn":
                    format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number:06}"),
                "Tags": tags,
            })
        })
        .collect();
    let seed = json!({"account": "123456789012", "region": "eu-west-1", "mappings": bodies});
    let seed = serde_json::from_value(seed).unwrap();
    world.emulator.seed(&seed).unwrap();
    let made = world.emulator.mappings();
    let uuid = |number: usize| made[number]["UUID"].as_str().unwrap();
    let queue = |number: usize| made[number]["EventSourceArn"].as_str().unwrap();
    let first = world.read(&world.import(uuid(0)).await).await;
    let states =
        (0..states).map(|it| renamed(&first, &[(uuid(0), uuid(it)), (queue(0), queue(it))]));
    let states = states.collect();
    (world, states)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_a_thousand_at_the_quota_takes_at_most_24_calls_and_none_is_refused() {
    let quota = Options {
        rate: NonZeroU32::new(15),
        latency: Duration::from_millis(60),
        settle: Duration::ZERO,
        ..Options::default()
    };
    let (world, states) = account(quota, 1000, 1000).await;
    world.configure_at(None).await;
    let since = world.emulator.requests().len();
    assert_eq!(world.refresh(&states, 10).await, states);
    let requests = &world.emulator.requests()[since..];
    assert!(requests.len() <= 24, "{} calls", requests.len());
    assert!(requests.iter().all(|it| it.status == Some(200)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_is_right_and_hardly_dearer_than_the_best_way_whatever_the_list_shows() {
    let quick = || Options {
        settle: Duration::ZERO,
        ..Options::default()
    };
    for (case, all, most) in [
        ("ten times as many", 3000, 40),
        ("drift", 300, 30),
        ("deleted", 300, 30),
        ("denied", 300, 301),
        ("keys", 300, 300),
    ] {
        let (world, mut states) = account(quick(), all, 300).await;
        let mut expected = states.clone();
        for number in (0..300).step_by(20) {
            let path = "/2015-03-31/event-source-mappings/";
            let path = format!("{path}{}", text(&states[number], "uuid"));
            if case == "drift" {
                let size = json!({"BatchSize": 3});
                assert_eq!(world.emulator.call("PUT", &path, size).0, 202);
            } else if case == "deleted" {
                assert_eq!(world.emulator.call("DELETE", &path, json!(null)).0, 202);
                expected[number] = Value::Null;
            }
        }
        if case == "denied" {
            let effect = Effect::Error {
                status: 403,
                code: "AccessDeniedException".to_owned(),
                message: "no".to_owned(),
            };
            let fault = Fault::next(LIST, effect).times(100);
            world.emulator.fail_next(fault);
        }
        if case == "keys" {
            let key = Value::from("arn:aws:kms:eu-west-1:123456789012:key/a");
            for (state, expected) in states.iter_mut().zip(&mut expected) {
                let path = "/2015-03-31/event-source-mappings/";
                let path = format!("{path}{}", text(state, "uuid"));
                let set = json!({"KMSKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/a"});
                assert_eq!(world.emulator.call("PUT", &path, set).0, 202);
                *state = with(state, "kms_key_arn", &key);
                *expected = with(expected, "kms_key_arn", &key);
            }
        }
        world.configure().await;
        let since = world.emulator.requests().len();
        let read = world.refresh(&states, 10).await;
        for (number, (read, expected)) in read.iter().zip(&expected).enumerate() {
            if case == "drift" && number % 20 == 0 {
                assert_eq!(*read.attribute("batch_size"), Value::from(3), "{number}");
            } else {
                assert_eq!(read, expected, "{case}, {number}");
            }
        }
        let made = calls(&world, since, GET) + calls(&world, since, LIST);
        // A look for what took the place of each that is gone.
        let looks = if case == "deleted" { 15 } else { 0 };
        assert!(made <= most + looks, "{case}: {made} calls");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_answer_reads_of_mappings_with_tags_and_their_tags_are_still_read() {
    let world = World::new().await;
    let all = (0..30).map(async |number| {
        let config = world.config(&Base::Sqs.with(&json!({
            "event_source_arn": format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number}"),
            "tags": {"team": "orders"},
        })));
        let planned = world.plan(&config, &Value::Null).planned;
        world.change(&config, &Value::Null, &planned).await
    });
    let mut states = join_all(all).await;
    let arn = text(&states[7], "arn");
    let tags = format!("/2017-03-31/tags/{arn}");
    let more = json!({"Tags": {"team": "billing"}});
    assert_eq!(world.emulator.call("POST", &tags, more).0, 204);
    world.configure().await;
    let since = world.emulator.requests().len();
    let read = world.refresh(&states, 10).await;
    let billing = Value::Map([("team".to_owned(), Value::from("billing"))].into());
    for name in ["tags", "tags_all"] {
        states[7] = with(&states[7], name, &billing);
    }
    assert_eq!(read, states);
    assert!(calls(&world, since, GET) <= 7);
    assert_eq!(calls(&world, since, LIST), 1);
    assert_eq!(calls(&world, since, Operation::GetResources), 1);
    // The first ones, and the one whose tags differ.
    let lists = calls(&world, since, Operation::ListTags);
    assert!((1..=8).contains(&lists), "{lists}");
}

/// The same object with another attribute.
pub(crate) fn with(object: &Value, name: &str, value: &Value) -> Value {
    let Value::Object(all) = object else {
        unreachable!("a state is an object")
    };
    let mut all = all.clone();
    all.insert(name.to_owned(), value.clone());
    Value::Object(all)
}
