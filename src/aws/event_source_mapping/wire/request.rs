//! The requests that make a mapping, or change it: what the rows say, and what no row can.

use aws_sdk_lambda::{
    operation::{
        create_event_source_mapping::builders::CreateEventSourceMappingInputBuilder as Create,
        update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder as Update,
    },
    types,
};

use crate::{
    aws::{
        event_source_mapping::{
            facts::is_virtual_host,
            mode::Mode,
            table::{EventSourceMapping, rows},
        },
        model::convert::Wire as _,
    },
    framework::{
        cell::{Cell as _, SetBlock, Tf, model::Model as _},
        diagnostics::Diagnostics,
        schema::Attribute,
        value::{Value, path::Path},
    },
};

/// The request that creates `planned`. What the user left to AWS is not sent: AWS sets its default,
/// which is what was planned. `Err` says which value cannot be sent.
pub(crate) fn create(
    config: &EventSourceMapping,
    planned: &EventSourceMapping,
) -> Result<Create, String> {
    let written = config.encode();
    let left =
        |row: &Attribute| row.spec.default.is_some() && written.attribute(row.name).is_null();
    sent(planned, left).to_create()
}

/// The request that makes `planned` of `prior`: only what changed.
pub(crate) fn update(
    planned: &EventSourceMapping,
    prior: &EventSourceMapping,
) -> Result<Update, String> {
    let can_change = |it| without_virtual_host(without_group(sent(it, |_| false)));
    let mut request = can_change(planned).to_update(&can_change(prior))?;
    // None is said by an empty name: an empty block is refused.
    if let Some(target) = request.get_destination_config()
        && target.on_failure().is_none()
    {
        let none = types::OnFailure::builder().destination("").build();
        let target = types::DestinationConfig::builder().on_failure(none);
        request = request.destination_config(target.build());
    }
    // The API merges this object, and refuses an update that names what it cannot change.
    if let Some(config) = request.get_document_db_event_source_config() {
        let before = prior.document_db_event_source_config.to_sdk()?;
        let config = only_changed(config, before.as_ref());
        request = request.document_db_event_source_config(config);
    }
    // A registry is forgotten by an empty one.
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
    Ok(request)
}

/// The members of a change stream that differ from those `before`.
fn only_changed(
    new: &types::DocumentDbEventSourceConfig,
    before: Option<&types::DocumentDbEventSourceConfig>,
) -> types::DocumentDbEventSourceConfig {
    let changed = |new: Option<&str>, old: Option<&str>| {
        let new = new.filter(|_| new != old);
        new.map(str::to_owned)
    };
    let database = changed(
        new.database_name(),
        before.and_then(|it| it.database_name()),
    );
    // A collection that was removed is named as empty: all of the database.
    let old = before.and_then(|it| it.collection_name());
    let gone = old.filter(|_| new.collection_name().is_none());
    let collection = changed(new.collection_name(), old).or_else(|| gone.map(|_| String::new()));
    let document = new.full_document();
    let document = document.filter(|it| Some(*it) != before.and_then(|it| it.full_document()));
    types::DocumentDbEventSourceConfig::builder()
        .set_database_name(database)
        .set_collection_name(collection)
        .set_full_document(document.cloned())
        .build()
}

fn registry(set: Option<&types::KafkaSchemaRegistryConfig>) -> types::KafkaSchemaRegistryConfig {
    set.cloned()
        .unwrap_or_else(|| types::KafkaSchemaRegistryConfig::builder().build())
}

/// What is sent of a mapping: nothing that its kind of source does not have, and nothing that is
/// `left` to AWS.
fn sent(mapping: &EventSourceMapping, left: impl Fn(&Attribute) -> bool) -> EventSourceMapping {
    let all = mapping.encode();
    let kept = rows().iter().map(|row| {
        let value = if left(row) || row.applies(&all) == Some(false) {
            row.absent()
        } else {
            let value = all.attribute(row.name);
            let default = row.spec.default.as_ref();
            let default = default.filter(|_| row.spec.counts_as_unset(value));
            default.map_or_else(|| value.clone(), |it| it.value(&all))
        };
        (row.name, value)
    });
    let kept = Value::object(kept);
    EventSourceMapping::decode(kept, &Path::root(), &mut Diagnostics::new())
}

/// An update must name neither the consumer group nor the mode of Kafka.
fn without_group(mut mapping: EventSourceMapping) -> EventSourceMapping {
    if let Tf::Known(it) = &mut mapping.amazon_managed_kafka_event_source_config.0 {
        it.consumer_group_id = Tf::Null;
    }
    if let Tf::Known(it) = &mut mapping.self_managed_kafka_event_source_config.0 {
        it.consumer_group_id = Tf::Null;
        it.consumption_mode = Mode::default();
    }
    mapping
}

/// An update must not name the virtual host; it is replaced when that changes.
fn without_virtual_host(mut mapping: EventSourceMapping) -> EventSourceMapping {
    let entries = &mut mapping.source_access_configuration;
    if let Tf::Known(all) = &mut entries.0 {
        all.retain(|it| !is_virtual_host(it));
    }
    if entries.same(&SetBlock::default()) {
        *entries = SetBlock::default();
    }
    mapping
}
