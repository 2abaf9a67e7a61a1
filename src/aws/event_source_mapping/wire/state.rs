//! States of older forms.

use serde_json::Value;

use crate::aws::event_source_mapping::facts::is_made_by_lambda;

const GROUP: &str = "consumer_group_id";

/// Version of the form of a state.
///
/// * 0: the configurations of Kafka were attributes, which held the group that Lambda had made where the
///   user wrote none.
/// * 1: they are blocks, there if they are written; the group in use is an attribute of the mapping.
pub(crate) const VERSION: i64 = 1;

/// Brings a state of version 0 into the form of version 1. A block that is in it only because Lambda had
/// created a group is left out.
pub(crate) fn upgrade(mut state: Value) -> Value {
    let Value::Object(values) = &mut state else {
        return state;
    };
    for name in [
        "amazon_managed_kafka_event_source_config",
        "self_managed_kafka_event_source_config",
    ] {
        let Some(Value::Array(blocks)) = values.get_mut(name) else {
            continue;
        };
        let Some(group) = blocks.first().and_then(|it| it[GROUP].as_str()) else {
            continue;
        };
        let group = group.to_owned();
        if is_made_by_lambda(&group) && blocks.iter().all(holds_only_a_group) {
            blocks.clear();
        }
        values.insert(GROUP.to_owned(), group.into());
    }
    state
}

fn holds_only_a_group(block: &Value) -> bool {
    let nothing = |it: &Value| match it {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::String(mode) => mode == "Stream",
        _ => false,
    };
    let mut members = block.as_object().into_iter().flatten();
    members.all(|(name, it)| name == GROUP || nothing(it))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";

    #[test]
    fn a_group_that_lambda_made_leaves_the_block_and_a_written_one_stays() {
        let registry = json!([{"schema_registry_uri": "https://registry.example.com"}]);
        for name in [
            "amazon_managed_kafka_event_source_config",
            "self_managed_kafka_event_source_config",
        ] {
            let with = |it: &Value| json!({"uuid": UUID, name: it});
            for (old, block, group) in [
                (json!(null), json!(null), Value::Null),
                (json!([]), json!([]), Value::Null),
                (
                    json!([{GROUP: UUID, "schema_registry_config": null, "consumption_mode": "Stream"}]),
                    json!([]),
                    json!(UUID),
                ),
                (
                    json!([{GROUP: null, "schema_registry_config": null}]),
                    json!([{GROUP: null, "schema_registry_config": null}]),
                    Value::Null,
                ),
                (json!([{GROUP: "g"}]), json!([{GROUP: "g"}]), json!("g")),
                (
                    json!([{GROUP: UUID, "schema_registry_config": registry}]),
                    json!([{GROUP: UUID, "schema_registry_config": registry}]),
                    json!(UUID),
                ),
                (
                    json!([{GROUP: UUID, "consumption_mode": "Queue"}]),
                    json!([{GROUP: UUID, "consumption_mode": "Queue"}]),
                    json!(UUID),
                ),
            ] {
                let new = upgrade(with(&old));
                assert_eq!(new[name], block, "{old}");
                assert_eq!(new[GROUP], group, "{old}");
            }
        }
    }

    #[test]
    fn what_is_no_state_stays_what_it_is() {
        for odd in [
            json!(null),
            json!([1]),
            json!({"self_managed_kafka_event_source_config": "x"}),
        ] {
            assert_eq!(upgrade(odd.clone()), odd);
        }
    }
}
