//! Many mappings at once: reads that share pages of the list, and changes that share looks.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation, Options};
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::world::{World, text};
use crate::support::configs::Base;

const GET: Operation = Operation::GetEventSourceMapping;
const LIST: Operation = Operation::ListEventSourceMappings;

/// How often an operation was called since the record was this long.
fn calls(world: &World, since: usize, operation: Operation) -> usize {
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
    let world = World::beside(lagging).await;
    let states = create(&world, 30).await;
    assert_eq!(world.refresh(&states, 10).await, states);

    for (status, code) in [(403, "AccessDeniedException"), (500, "ServiceException")] {
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
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_after_an_own_write_shows_what_was_written() {
    let world = World::new().await;
    let mut states = create(&world, 20).await;
    // A command that reads and writes in one process, as a debugger's.
    for batch_size in 1..=5 {
        assert_eq!(world.refresh(&states, 10).await, states);
        for (number, state) in states.iter_mut().enumerate().take(5) {
            let config = world.config(&Base::Sqs.with(&json!({
                "event_source_arn": format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number}"),
                "batch_size": batch_size,
            })));
            let planned = world.plan(&config, state).planned;
            *state = world.change(&config, state, &planned).await;
            assert_eq!(world.read(state).await, *state);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_in_flight_share_their_looks() {
    let world = World::beside(Options {
        settle: Duration::from_millis(400),
        ..Options::default()
    })
    .await;
    let since = world.emulator.requests().len();
    let states = create(&world, 40).await;
    let looks = calls(&world, since, GET) + calls(&world, since, LIST);
    assert!(looks <= 20, "{looks}");
    for state in &states {
        assert_eq!(text(state, "state"), "Enabled");
    }
    let since = world.emulator.requests().len();
    let gone = states
        .iter()
        .map(|it| world.change(&Value::Null, it, &Value::Null));
    assert!(join_all(gone).await.iter().all(Value::is_null));
    assert!(world.emulator.mappings().is_empty());
    let looks = calls(&world, since, GET) + calls(&world, since, LIST);
    assert!(looks <= 30, "{looks}");
}
