//! A mapping as the API reports it: one trait for the types of its responses.

use aws_sdk_lambda::{
    operation::{
        create_event_source_mapping::CreateEventSourceMappingOutput,
        delete_event_source_mapping::DeleteEventSourceMappingOutput,
        get_event_source_mapping::GetEventSourceMappingOutput,
        update_event_source_mapping::UpdateEventSourceMappingOutput,
    },
    types::EventSourceMappingConfiguration,
};

use crate::aws::{event_source_mapping::table::EventSourceMapping, model::Report};

/// A mapping as the API reports it, in any response.
pub(crate) trait Reported: Report<EventSourceMapping> {
    fn function_arn(&self) -> Option<&str>;
    fn state(&self) -> Option<&str>;
    /// The consumer group of Kafka.
    fn group(&self) -> Option<&str>;
}

/// Implements the trait for types with the same members.
macro_rules! reported {
    ($($output:ty),* $(,)?) => { $(
        impl Reported for $output {
            fn function_arn(&self) -> Option<&str> {
                self.function_arn()
            }
            fn state(&self) -> Option<&str> {
                self.state()
            }
            fn group(&self) -> Option<&str> {
                let managed = self.amazon_managed_kafka_event_source_config();
                let own = self.self_managed_kafka_event_source_config();
                let managed = managed.and_then(|it| it.consumer_group_id());
                managed.or(own.and_then(|it| it.consumer_group_id()))
            }
        }
    )* };
}

reported! {
    CreateEventSourceMappingOutput,
    GetEventSourceMappingOutput,
    UpdateEventSourceMappingOutput,
    DeleteEventSourceMappingOutput,
    EventSourceMappingConfiguration,
}
