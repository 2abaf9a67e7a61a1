//! Adoption of a mapping: what one resource adopts, another does not delete.

use serde_json::json;
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::world::{World, text};
use crate::support::configs::Base;

#[tokio::test]
async fn who_had_a_mapping_does_not_delete_it_after_another_has_taken_it_over() {
    let world = World::new().await;
    let config = world.config(&Base::Sqs.with(&json!({"adopt_existing": true})));
    let old = world.apply(&config, &Value::Null).await;
    // A resource with another name, in another run: the command reconfigures the provider.
    world.configure().await;
    let new = world.apply(&config, &Value::Null).await;
    assert_eq!(text(&new, "uuid"), text(&old, "uuid"), "it is taken over");
    let gone = world.change(&Value::Null, &old, &Value::Null).await;
    assert_eq!(gone, Value::Null, "the old resource is gone");
    assert_eq!(world.emulator.mappings().len(), 1, "the mapping is not");

    world.configure().await;
    world.change(&Value::Null, &new, &Value::Null).await;
    assert_eq!(
        world.emulator.mappings().len(),
        0,
        "its own resource deletes it"
    );
}
