//! A time limit that is reached in the middle of a call, and one cause for many mappings: what is said.

use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::world::World;
use crate::support::configs::Base;

const CREATE: Operation = Operation::CreateEventSourceMapping;
const UPDATE: Operation = Operation::UpdateEventSourceMapping;
const DELETE: Operation = Operation::DeleteEventSourceMapping;
const GET: Operation = Operation::GetEventSourceMapping;

/// A mapping of which each operation may take a second and a half.
fn limited(world: &World, number: usize, batch_size: u32) -> Value {
    let limit = "1500ms";
    world.config(&Base::Sqs.with(&json!({
        "event_source_arn": format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number}"),
        "batch_size": batch_size,
        "timeouts": {"create": limit, "read": limit, "update": limit, "delete": limit},
    })))
}

async fn configure(world: &World, calls: Json) {
    let endpoint = world.emulator.endpoint();
    let endpoints = json!([{"lambda": endpoint, "sts": endpoint}]);
    let block = json!({"max_requests_per_second": calls, "endpoints": endpoints});
    world.configure_with(block).await;
}

/// What each operation says that meets this: creation, read, update and deletion.
async fn said_of(effect: impl Fn() -> Effect) -> Vec<String> {
    let all = [CREATE, GET, UPDATE, DELETE].map(async |operation| {
        let world = World::new().await;
        configure(&world, json!(null)).await;
        let config = limited(&world, 1, 5);
        let state = world.apply(&config, &Value::Null).await;
        let fault = Fault::next(operation, effect());
        world.emulator.fail_next(fault.times(1000));
        let failed = match operation {
            GET => world.try_read(&state).await,
            DELETE => world.try_change(&Value::Null, &state, &Value::Null).await,
            UPDATE => {
                let config = limited(&world, 1, 6);
                let planned = world.plan(&config, &state).planned;
                world.try_change(&config, &state, &planned).await
            }
            _ => {
                let config = limited(&world, 2, 5);
                let planned = world.plan(&config, &Value::Null).planned;
                world.try_change(&config, &Value::Null, &planned).await
            }
        };
        failed.expect_err("it cannot succeed").join("\n")
    });
    join_all(all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_for_the_rate_until_the_limit_is_said_to_be_refused() {
    let said = said_of(|| Effect::Throttled { retry_after: 0 }).await;
    for said in &said {
        // The time is over in the middle of a call, or in a pause between two.
        let refused = said.contains("AWS refused the request");
        assert!(refused || said.contains("429 TooManyRequests"), "{said}");
        assert!(said.contains("time limit of the block timeouts"), "{said}");
        assert!(!said.contains("interrupted"), "{said}");
    }
    let created = &said[0];
    assert!(!created.contains("It is not known"), "{created}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_response_at_the_limit_is_said_to_have_none() {
    let said = said_of(|| Effect::Silence).await;
    for said in &said {
        assert!(said.contains("had not responded yet"), "{said}");
        assert!(said.contains("time limit of the block timeouts"), "{said}");
        assert!(!said.contains("interrupted"), "{said}");
    }
    assert!(said[0].contains("It is not known"), "{}", said[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_still_waits_for_its_turn_at_the_limit_is_said_to_have_had_no_effect() {
    let world = World::new().await;
    configure(&world, json!(1)).await;
    let configs: Vec<_> = (0..8).map(|it| limited(&world, it, 5)).collect();
    let creations = configs.iter().map(async |config| {
        let planned = world.plan(config, &Value::Null).planned;
        world.try_change(config, &Value::Null, &planned).await
    });
    let made = join_all(creations).await;
    let unsent: Vec<_> = made.into_iter().filter_map(Result::err).collect();
    assert!(!unsent.is_empty());
    for said in unsent.iter().flatten() {
        assert!(said.contains("The request was not sent yet"), "{said}");
        assert!(said.contains("-parallelism"), "{said}");
        assert!(!said.contains("It is not known"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_cause_has_its_advice_once_and_each_mapping_its_error() {
    let world = World::new().await;
    configure(&world, json!(0)).await;
    let denied = Effect::error(403, "AccessDeniedException", "Not yours.");
    world
        .emulator
        .fail_next(Fault::next(CREATE, denied).times(1000));
    let mut said = Vec::new();
    for number in 0..3 {
        let config = limited(&world, number, 5);
        let planned = world.plan(&config, &Value::Null).planned;
        let made = world.try_change(&config, &Value::Null, &planned).await;
        said.push(made.expect_err("it is refused").join("\n"));
    }
    let advice = |it: &&String| it.contains("Add it to the role or user");
    assert!(said.iter().all(|it| it.contains("Not yours.")), "{said:#?}");
    assert_eq!(said.iter().filter(advice).count(), 1, "{said:#?}");
    let earlier = |it: &&String| it.contains("An earlier error of this run says what to do");
    assert_eq!(said.iter().filter(earlier).count(), 2, "{said:#?}");
}
