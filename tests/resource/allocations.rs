//! What a plan allocates, in bytes: that depends on the values and on nothing else, and nothing of it stays.

use allocation_counter::{AllocationInfo, measure};
use serde_json::{Map, Value as Json, json};
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::world::World;
use crate::support::configs::Base;

/// A queue with so many tags, and with a filter that is so long in bytes.
fn config(world: &World, tags: usize, filter: usize) -> Value {
    let tags: Map<String, Json> = (0..tags)
        .map(|it| (format!("key-{it:02}"), json!("a value")))
        .collect();
    let pattern = json!({ "body": { "kind": ["x".repeat(filter)] } }).to_string();
    let changes = json!({
        "tags": tags,
        "filter_criteria": [{ "filter": [{ "pattern": pattern }] }],
    });
    world.config(&Base::Sqs.with(&changes))
}

/// What planning such a queue costs, when it is not there and when it is and another batch is wanted.
fn cost(world: &World, tags: usize, filter: usize) -> [AllocationInfo; 2] {
    let config = config(world, tags, filter);
    let prior = world.plan(&config, &Value::Null).planned;
    let plan = |prior| measure(|| drop(world.try_plan(&config, prior)));
    [plan(&Value::Null), plan(&prior)]
}

#[tokio::test]
async fn a_plan_allocates_in_proportion_to_its_values_and_keeps_nothing() {
    let world = World::new().await;
    cost(&world, 1, 1); // What is made once is made now.
    let first = cost(&world, 1, 1);
    assert_eq!(cost(&world, 1, 1), first, "a plan costs more each time");
    for it in first {
        assert_eq!((it.count_current, it.bytes_current), (0, 0), "{it:?}");
    }

    // Twice as much more costs about twice as much more, or less: collections grow in steps.
    let linear = |what: &str, costs: [[AllocationInfo; 2]; 3]| {
        for of in 0..2 {
            let [least, middle, most] = costs.map(|it| it[of].bytes_total);
            let most_allowed = 5 * (middle - least) / 2;
            assert!(
                most - middle <= most_allowed,
                "{what}: {least} {middle} {most}"
            );
        }
    };
    linear("tags", [10, 20, 40].map(|it| cost(&world, it, 1)));
    linear("a filter", [1000, 2000, 4000].map(|it| cost(&world, 1, it)));
}
