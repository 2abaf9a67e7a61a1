//! Refusals for Kafka sources only.

use serde_json::{Map, Value};

use crate::emulator::{
    facts::refusals,
    model::{answer::Refusal, source::Source},
};

/// Topics and the schema registry.
pub(crate) fn consistent(source: Source, settings: &Map<String, Value>) -> Result<(), Refusal> {
    if !settings.contains_key("Topics") {
        return Err(Refusal::of(&refusals::NO_TOPICS, &[]));
    }
    let registry = settings
        .get(source.kafka_config_name())
        .and_then(|config| config.get("SchemaRegistryConfig"));
    registry.map_or(Ok(()), |registry| {
        if !settings.contains_key("ProvisionedPollerConfig") {
            return Err(Refusal::of(&refusals::REGISTRY_WITHOUT_POLLERS, &[]));
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
        return Err(Refusal::of(&refusals::NO_REGISTRY, &[]));
    };
    let is_glue = uri.starts_with("arn:");
    if !is_glue && !uri.starts_with("https://") && !uri.starts_with("http://") {
        return Err(Refusal::of(&refusals::REGISTRY_URI, &[]));
    }
    if registry.get("EventRecordFormat").is_none() {
        return Err(Refusal::of(&refusals::NO_RECORD_FORMAT, &[]));
    }
    if !(1..=2).contains(&items("SchemaValidationConfigs")) {
        return Err(Refusal::of(&refusals::REGISTRY_VALIDATIONS, &[]));
    }
    if is_glue && items("AccessConfigs") > 0 {
        return Err(Refusal::of(&refusals::GLUE_ACCESS, &[]));
    }
    if items("AccessConfigs") > 2 {
        return Err(Refusal::of(&refusals::REGISTRY_ACCESS, &[]));
    }
    Ok(())
}
