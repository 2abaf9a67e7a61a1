//! What Lambda refuses of Kafka sources only. The texts are assumed, the refusals documented.

use serde_json::{Map, Value};

use super::answer::Refusal;
use super::source::Source;

/// Topics and the schema registry.
pub(super) fn consistent(source: Source, settings: &Map<String, Value>) -> Result<(), Refusal> {
    if !settings.contains_key("Topics") {
        return Err(Refusal::invalid("Required 'topics' parameter is missing."));
    }
    let registry = settings
        .get(source.kafka_config_name())
        .and_then(|config| config.get("SchemaRegistryConfig"));
    registry.map_or(Ok(()), |registry| {
        if !settings.contains_key("ProvisionedPollerConfig") {
            return Err(Refusal::invalid(
                "SchemaRegistryConfig is only available for Provisioned Mode.",
            ));
        }
        schema_registry(registry)
    })
}

fn schema_registry(registry: &Value) -> Result<(), Refusal> {
    let items = |name: &str| {
        let items = registry.get(name).and_then(Value::as_array);
        items.map_or(0, Vec::len)
    };
    let Some(uri) = registry.get("SchemaRegistryURI").and_then(Value::as_str) else {
        return Err(Refusal::invalid(
            "Required 'schemaRegistryURI' parameter is missing.",
        ));
    };
    let is_glue = uri.starts_with("arn:");
    if !is_glue && !uri.starts_with("https://") {
        return Err(Refusal::invalid("Invalid 'schemaRegistryURI' parameter."));
    }
    if registry.get("EventRecordFormat").is_none() {
        return Err(Refusal::invalid(
            "Required 'eventRecordFormat' parameter is missing.",
        ));
    }
    if !(1..=2).contains(&items("SchemaValidationConfigs")) {
        return Err(Refusal::invalid(
            "Between 1 and 2 'schemaValidationConfigs' must be specified.",
        ));
    }
    if is_glue && items("AccessConfigs") > 0 {
        return Err(Refusal::invalid(
            "'accessConfigs' are not supported for a Glue schema registry.",
        ));
    }
    if items("AccessConfigs") > 2 {
        return Err(Refusal::invalid(
            "At most 2 'accessConfigs' may be specified.",
        ));
    }
    Ok(())
}
