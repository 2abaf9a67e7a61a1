//! Facts of Kafka that no row can state, in requests and in responses.

use aws_sdk_lambda::{
    operation::update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder as Update,
    types,
};

use crate::{
    aws::event_source_mapping::{
        facts::is_made_by_lambda,
        mode::Mode,
        table::{AmazonManagedKafka, EventSourceMapping, SelfManagedKafka},
    },
    framework::cell::{Cell as _, Tf},
};

/// An update must name neither the consumer group nor the mode of Kafka.
pub(super) fn without_group(mut mapping: EventSourceMapping) -> EventSourceMapping {
    if let Tf::Known(it) = &mut mapping.amazon_managed_kafka_event_source_config.0 {
        it.consumer_group_id = Tf::Null;
    }
    if let Tf::Known(it) = &mut mapping.self_managed_kafka_event_source_config.0 {
        it.consumer_group_id = Tf::Null;
        it.consumption_mode = Mode::default();
    }
    mapping
}

/// The request with a schema registry in each block of Kafka that it names: an empty one removes it.
pub(super) fn with_registry(mut request: Update) -> Update {
    if let Some(config) = request.get_amazon_managed_kafka_event_source_config() {
        let registry = registry(config.schema_registry_config());
        let config = types::AmazonManagedKafkaEventSourceConfig::builder();
        let config = config.schema_registry_config(registry).build();
        request = request.amazon_managed_kafka_event_source_config(config);
    }
    if let Some(config) = request.get_self_managed_kafka_event_source_config() {
        let registry = registry(config.schema_registry_config());
        let config = types::SelfManagedKafkaEventSourceConfig::builder();
        let config = config.schema_registry_config(registry).build();
        request = request.self_managed_kafka_event_source_config(config);
    }
    request
}

fn registry(set: Option<&types::KafkaSchemaRegistryConfig>) -> types::KafkaSchemaRegistryConfig {
    set.cloned()
        .unwrap_or_else(|| types::KafkaSchemaRegistryConfig::builder().build())
}

/// The consumer group of Kafka, and the block that holds it. The block stands as long as it stood: a
/// plan can add none. Where there was none, it shows what only the block can say: a registry, a mode,
/// and for an import also a group that Lambda has not made.
pub(super) fn read(
    mapping: &mut EventSourceMapping,
    group: Option<&str>,
    prior: &EventSourceMapping,
) {
    let imports = prior.function_name == Tf::Null;
    let given = imports && group.is_some_and(|it| !is_made_by_lambda(it));
    mapping.consumer_group_id = match group {
        Some(group) => Tf::Known(group.to_owned()),
        None => prior.consumer_group_id.clone(),
    };
    let managed = &mut mapping.amazon_managed_kafka_event_source_config.0;
    *managed = match (
        std::mem::take(managed),
        &prior.amazon_managed_kafka_event_source_config.0,
    ) {
        // A value that cannot change stays, reported or not.
        (now, Tf::Known(before)) => {
            let now = now.into_known().unwrap_or_default();
            Tf::Known(AmazonManagedKafka {
                consumer_group_id: reported_or(now.consumer_group_id, &before.consumer_group_id),
                ..now
            })
        }
        (Tf::Known(now), _) if given || now.schema_registry_config.0 != Tf::Null => Tf::Known(now),
        (_, before) => before.clone(),
    };
    let own = &mut mapping.self_managed_kafka_event_source_config.0;
    *own = match (
        std::mem::take(own),
        &prior.self_managed_kafka_event_source_config.0,
    ) {
        (now, Tf::Known(before)) => {
            let now = now.into_known().unwrap_or_default();
            Tf::Known(SelfManagedKafka {
                consumer_group_id: reported_or(now.consumer_group_id, &before.consumer_group_id),
                consumption_mode: Mode(reported_or(
                    now.consumption_mode.0,
                    &before.consumption_mode.0,
                )),
                ..now
            })
        }
        (Tf::Known(now), _)
            if given
                || now.schema_registry_config.0 != Tf::Null
                || !now.consumption_mode.same(&Mode::default()) =>
        {
            let mode = now.consumption_mode.in_the_words_of(&Mode::default());
            Tf::Known(SelfManagedKafka {
                consumption_mode: mode,
                ..now
            })
        }
        (_, before) => before.clone(),
    };
}

fn reported_or(reported: Tf<String>, before: &Tf<String>) -> Tf<String> {
    match reported {
        Tf::Null => before.clone(),
        reported => reported,
    }
}
