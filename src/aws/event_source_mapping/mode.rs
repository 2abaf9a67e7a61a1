//! How Kafka is read: the mode, and the consumer group.

use aws_sdk_lambda::types::KafkaEventSourceMappingConsumptionMode as Sdk;

use super::table::EventSourceMapping;
use crate::{
    aws::{model::convert::Wire, names::uuid::is_uuid},
    framework::{
        cell::{Cell, Tf},
        diagnostics::Diagnostics,
        schema::Shape,
        value::{Value, path::Path},
    },
};

/// How Kafka is read: `Stream`, which is also meant when nothing is said, or `Queue`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mode(pub Tf<String>);

impl Cell for Mode {
    fn shape() -> Shape {
        Tf::<String>::shape()
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(Tf::decode(value, path, found))
    }
    fn encode(&self) -> Value {
        self.0.encode()
    }
    fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Tf::Null, Tf::Known(it)) | (Tf::Known(it), Tf::Null) => it == "Stream",
            (a, b) => a == b,
        }
    }
}

impl Wire<Sdk> for Mode {
    fn to_sdk(&self) -> Result<Option<Sdk>, String> {
        self.0.to_sdk()
    }
    fn from_sdk(field: Option<&Sdk>) -> Self {
        Self(Tf::from_sdk(field))
    }
    fn is_null(&self) -> bool {
        self.0 == Tf::Null
    }
}

/// The groups in the blocks for MSK and for self-managed Kafka, of those that are there.
pub(super) fn groups(mapping: &EventSourceMapping) -> [Option<&Tf<String>>; 2] {
    let managed = mapping.amazon_managed_kafka_event_source_config.0.known();
    let own = mapping.self_managed_kafka_event_source_config.0.known();
    [
        managed.map(|it| &it.consumer_group_id),
        own.map(|it| &it.consumer_group_id),
    ]
}

/// Whether Lambda has made this consumer group: it names a group by the UUID of the mapping.
pub(super) fn is_made_by_lambda(group: &str) -> bool {
    is_uuid(group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mode_is_a_stream() {
        let mode = |it: &str| Mode(Tf::Known(it.to_owned()));
        let none = Mode::default();
        assert!(none.same(&mode("Stream")) && mode("Stream").same(&none));
        assert!(!none.same(&mode("Queue")) && !mode("Queue").same(&none));
        assert!(!mode("Stream").same(&mode("Queue")));
    }
}
