//! The effect of a request's field on the settings of a mapping: sets it, or puts it back.

use serde_json::{Map, Value, json};

use crate::emulator::{
    facts::refusals,
    model::{answer::Refusal, shape::camel, source::Source},
};

/// Applies each field that a Create or an Update gave.
pub(crate) fn apply(source: Source, settings: &mut Map<String, Value>, given: Map<String, Value>) {
    for (name, value) in given {
        match name.as_str() {
            // An empty shell takes these away, and is not echoed by Create.
            "FilterCriteria"
            | "KMSKeyArn"
            | "LoggingConfig"
            | "MetricsConfig"
            | "ProvisionedPollerConfig"
            | "ScalingConfig"
                if is_empty(&value) =>
            {
                settings.remove(&name);
            }
            "DestinationConfig" if is_empty(&value) => {
                // Streams always show the block, and Kafka sources only when it is set.
                if source.is_stream() {
                    settings.insert(name, json!({ "OnFailure": {} }));
                } else {
                    settings.remove(&name);
                }
            }
            "SourceAccessConfigurations" => set_access(settings, value),
            "DocumentDBEventSourceConfig" => merge(settings, name, value),
            "AmazonManagedKafkaEventSourceConfig" | "SelfManagedKafkaEventSourceConfig" => {
                set_kafka_config(settings, name, value);
            }
            _ => {
                settings.insert(name, value);
            }
        }
    }
    source.fill_in_blocks(settings);
}

/// Fields inside blocks that an Update must not name, or only with the value that they have.
pub(crate) fn keep_fixed(
    source: Source,
    settings: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<(), Refusal> {
    let database = given.get("DocumentDBEventSourceConfig");
    let named = [
        ("CollectionName", "collectionName"),
        ("DatabaseName", "databaseName"),
    ];
    let named = named
        .iter()
        .filter(|(name, _)| database.is_some_and(|it| it.get(name).is_some()));
    let named: Vec<&str> = named.map(|(_, spelled)| *spelled).collect();
    if !named.is_empty() {
        return Err(Refusal::of(
            &refusals::DATABASE_IS_FIXED,
            &[&named.join(", ")],
        ));
    }
    let name = source.kafka_config_name();
    let wanted = |field: &str| given.get(name).and_then(|config| config.get(field));
    if wanted("ConsumerGroupId").is_some() {
        let spelled = format!("{}.consumerGroupId", camel(name));
        return Err(Refusal::of(&refusals::GROUP_IS_FIXED, &[&spelled]));
    }
    let mode = wanted("ConsumptionMode");
    let current = settings
        .get(name)
        .and_then(|config| config.get("ConsumptionMode"));
    // A source without a mode is read as a stream.
    if mode.is_some_and(|mode| Some(mode) != current && (current.is_some() || mode != "Stream")) {
        return Err(Refusal::of(&refusals::MODE_IS_FIXED, &["consumptionMode"]));
    }
    Ok(())
}

/// Nothing, or containers all the way down with nothing in them.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Replaces all entries except the virtual host, which an update can neither name nor remove.
fn set_access(settings: &mut Map<String, Value>, value: Value) {
    const NAME: &str = "SourceAccessConfigurations";
    let kept = settings.remove(NAME);
    let kept = kept
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let kept = kept.filter(|entry| entry.get("Type").is_some_and(|it| it == "VIRTUAL_HOST"));
    let mut entries: Vec<Value> = match value {
        Value::Array(entries) => entries,
        _ => Vec::new(),
    };
    entries.extend(kept.cloned());
    if !entries.is_empty() {
        settings.insert(NAME.to_owned(), Value::Array(entries));
    }
}

/// Sets the given members of an object; the others stay.
fn merge(settings: &mut Map<String, Value>, name: String, value: Value) {
    let Value::Object(given) = value else { return };
    let all = settings.entry(name).or_insert_with(|| json!({}));
    if let Value::Object(all) = all {
        all.extend(given);
    }
}

/// The group id stays; a registry is replaced, or taken away when it is given empty.
fn set_kafka_config(settings: &mut Map<String, Value>, name: String, value: Value) {
    let Value::Object(given) = value else { return };
    let config = settings.entry(name).or_insert_with(|| json!({}));
    let Value::Object(config) = config else {
        return;
    };
    for (name, value) in given {
        if is_empty(&value) {
            config.remove(&name);
        } else {
            config.insert(name, value);
        }
    }
}
