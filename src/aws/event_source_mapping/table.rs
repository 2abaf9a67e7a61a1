//! The rows of `awslambda_event_source_mapping`: all that is known of each attribute, once.
//!
//! The words for the life of an attribute are explained in `aws/model.rs`. The order of the rows is
//! the order of the documentation.

use aws_sdk_lambda::operation::{
    create_event_source_mapping::{
        CreateEventSourceMappingOutput, builders::CreateEventSourceMappingInputBuilder,
    },
    delete_event_source_mapping::DeleteEventSourceMappingOutput,
    get_event_source_mapping::GetEventSourceMappingOutput,
    update_event_source_mapping::{
        UpdateEventSourceMappingOutput, builders::UpdateEventSourceMappingInputBuilder,
    },
};

use super::{
    checks::{
        batch_fits_source, duration, filter_pattern, function_name, not_for_fifo,
        position_fits_source, source_arn, tag_map, timestamp, timestamp_has_position,
    },
    irregular::{batch_of_source, is_stream, window_of_source},
};
use crate::framework::{
    cell::{Block, Blocks, Map, Single, Tf},
    rules::{between, longest, one_of},
    spec::{computed, optional, required},
    text::{Json, Timestamp},
};

api_model! {
    /// Connects an event source to a Lambda function: Lambda reads records from the source and
    /// invokes the function with batches of them.
    pub struct EventSourceMapping <=>
        CreateEventSourceMappingInputBuilder,
        UpdateEventSourceMappingInputBuilder,
        [
            CreateEventSourceMappingOutput,
            GetEventSourceMappingOutput,
            UpdateEventSourceMappingOutput,
            DeleteEventSourceMappingOutput,
        ]
    {
        /// Function that receives the records, by its name or ARN.
        written function_name: Tf<String> = required().rule(function_name());
        /// ARN of the event source: the queue or stream that Lambda reads.
        fixed event_source_arn: Tf<String> = required()
            .rule(source_arn())
            .because("Lambda binds a mapping to its event source when it is created");
        /// Whether Lambda reads from the event source. Default: `true`.
        written enabled: Tf<bool> = optional().default_to(true);
        /// Largest number of records in a batch. Default: 10 for SQS, 100 for streams.
        mutable batch_size: Tf<i64> = optional()
            .default_by(batch_of_source)
            .rule(between(1, 10_000))
            .rule(batch_fits_source());
        /// Longest time to gather a batch, in seconds. Default: 0.
        mutable maximum_batching_window_in_seconds: Tf<i64> = optional()
            .default_by(window_of_source)
            .rule(between(0, 300))
            .rule(not_for_fifo());
        /// Where in a stream to start reading, which a stream requires: with the oldest record that
        /// it still holds, with what arrives from now on, or at a time.
        fixed starting_position: Tf<String> = optional()
            .only_if_known()
            .rule(one_of(&["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]))
            .rule(position_fits_source())
            .because("Lambda takes the starting position when it creates a mapping, and never again");
        /// Time from which to start reading, such as `2026-01-02T03:04:05Z`.
        fixed starting_position_timestamp: Tf<Timestamp> = optional()
            .only_if_known()
            .rule(timestamp())
            .rule(timestamp_has_position())
            .because("Lambda takes the starting position when it creates a mapping, and never again");
        /// Which records to send to the function; all of them without this block.
        mutable filter_criteria: Block<FilterCriteria> = optional();
        /// Tags of the mapping.
        custom tags: Map<String> = optional().rule(tag_map());
        /// How long to wait for a change to take effect.
        custom timeouts: Single<Timeouts> = optional();

        /// The same as `uuid`.
        derived id: Tf<String> = computed().never_null();
        /// UUID of the mapping.
        assigned uuid: Tf<String> = computed().never_null();
        /// ARN of the mapping.
        assigned arn as event_source_mapping_arn: Tf<String> = computed().never_null();
        /// ARN of the function, with its qualifier where one was given.
        reported function_arn: Tf<String> = computed().never_null().follows(&["function_name"]);
        /// State of the mapping when it was last changed by Terraform: `Creating`, `Enabling`,
        /// `Enabled`, `Disabling`, `Disabled`, `Updating` or `Deleting`.
        reported state: Tf<String> = computed();
        /// Who made the last change of state.
        reported state_transition_reason: Tf<String> = computed();
        /// When the mapping was last changed, in RFC 3339.
        reported last_modified: Tf<String> = computed();
        /// Result of the last invocation of the function, for streams.
        reported last_processing_result: Tf<String> = computed().only_if(is_stream);
        /// All tags of the mapping.
        derived tags_all: Map<String> = computed();
    }
}

api_block! {
    /// Which records to send to the function.
    pub struct FilterCriteria <=> FilterCriteria {
        /// A pattern of records to send. A record is sent if it matches any of them.
        mutable filter as filters: Blocks<Filter> = optional().at_most(10);
    }
}

api_block! {
    /// A pattern of records to send.
    pub struct Filter <=> Filter {
        /// The pattern, as JSON: `jsonencode({ body = { kind = ["order"] } })`.
        mutable pattern: Tf<Json> = optional().rule(longest(4096)).rule(filter_pattern());
    }
}

model! {
    /// How long to wait for a change to take effect.
    pub struct Timeouts {
        /// How long to wait for a new mapping. Default: `10m`.
        beside create: Tf<String> = optional().rule(duration());
        /// How long to wait for a change in place. Default: `10m`.
        beside update: Tf<String> = optional().rule(duration());
        /// How long to wait for a deletion. Default: `5m`.
        beside delete: Tf<String> = optional().rule(duration());
    }
}
