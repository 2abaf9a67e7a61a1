//! The rows of `awslambda_event_source_mapping`: all that is known of each attribute, once.
//!
//! The words for the life of an attribute are explained in `aws/model/mod.rs`. The order of the rows is
//! the order of the documentation.

use std::sync::OnceLock;

use aws_sdk_lambda::{
    operation::{
        create_event_source_mapping::{
            CreateEventSourceMappingOutput, builders::CreateEventSourceMappingInputBuilder,
        },
        delete_event_source_mapping::DeleteEventSourceMappingOutput,
        get_event_source_mapping::GetEventSourceMappingOutput,
        update_event_source_mapping::{
            UpdateEventSourceMappingOutput, builders::UpdateEventSourceMappingInputBuilder,
        },
    },
    types::EventSourceMappingConfiguration,
};

use super::{
    checks::{
        access, batches, between, filters, kafka, known_word, one_of, pollers, position, source,
        targets, upkeep,
    },
    kinds::{
        self, BUT_MQ_AND_DOCUMENT_DB, DOCUMENT_DB, ForKinds as _, KAFKA, MQ, MSK, POLLED,
        POSITIONED, SELF_MANAGED, SQS, STREAMS, STREAMS_AND_KAFKA, TIMED, WITH_ACCESS,
    },
    mode::Mode,
};
use crate::{
    aws::{model::tags, names::brokers::Brokers},
    framework::{
        cell::{
            List, Map, OneBlock, Set, SetBlock, SingleBlock, Text, Tf,
            model::Model as _,
            text::{Json, Timestamp},
        },
        schema::{
            Attribute,
            spec::{computed, optional, required},
        },
        value::Value,
    },
};

/// The rows, made once.
pub(crate) fn rows() -> &'static [Attribute] {
    static ROWS: OnceLock<Vec<Attribute>> = OnceLock::new();
    ROWS.get_or_init(EventSourceMapping::attributes)
}

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
            EventSourceMappingConfiguration,
        ]
    {
        /// Name or ARN of the function that receives the records.
        written function_name: Tf<String> = required().rule(source::function_name());

        /// ARN of the event source.
        fixed event_source_arn: Tf<String> = optional()
            .rule(source::source_arn())
            .absence(source::one_source())
            .because("Lambda binds a mapping to its event source when it is created");
        /// Servers of a self-managed Kafka cluster.
        fixed self_managed_event_source: OneBlock<SelfManagedEventSource> = optional()
            .rule(source::not_two_sources())
            .because("Lambda binds a mapping to its event source when it is created");
        /// Kafka topic.
        fixed topics: Set<String> = optional()
            .for_kinds(KAFKA)
            .rule(source::one_topic())
            .absence(source::topics_of_kafka())
            .because("Lambda binds a mapping to its topic when it is created");
        /// Queue of the Amazon MQ broker.
        fixed queues: List<String> = optional()
            .for_kinds(MQ)
            .rule(source::one_queue())
            .absence(source::queues_of_mq())
            .because("Lambda binds a mapping to its queue when it is created");
        /// Networks and credentials with which Lambda connects to the source.
        mutable source_access_configuration as source_access_configurations:
            SetBlock<SourceAccess> = optional()
            .for_kinds(WITH_ACCESS)
            .rule(access::entries())
            .rule(access::together())
            .absence(access::access_of_kind());
        /// Consumer group and schema registry.
        mutable amazon_managed_kafka_event_source_config: OneBlock<AmazonManagedKafka> = optional()
            .for_kinds(MSK);
        /// Consumer group, consumption mode and schema registry.
        mutable self_managed_kafka_event_source_config: OneBlock<SelfManagedKafka> = optional()
            .for_kinds(SELF_MANAGED);
        /// Database and collection whose changes Lambda reads.
        mutable document_db_event_source_config: OneBlock<DocumentDb> = optional()
            .for_kinds(DOCUMENT_DB)
            .absence(source::database_of_document_db());

        /// Position at which a new mapping starts to read: `TRIM_HORIZON` for the oldest record, `LATEST` for
        /// only new records, `AT_TIMESTAMP` for a time.
        fixed starting_position: Tf<String> = optional()
            .or_computed()
            .only_if_known()
            .for_kinds(POSITIONED)
            .not_for_queue_mode()
            .rule(one_of(&["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]))
            .rule(position::position_fits_source())
            .absence(position::position_of_streams())
            .because("Lambda uses the starting position only when it creates a mapping");
        /// Time of `AT_TIMESTAMP`, such as `2026-01-02T03:04:05Z`.
        fixed starting_position_timestamp: Tf<Timestamp> = optional()
            .only_if_known()
            .for_kinds(TIMED)
            .not_for_queue_mode()
            .rule(position::timestamp())
            .rule(position::timestamp_has_position())
            .because("Lambda uses the starting position only when it creates a mapping");

        /// Whether Lambda reads from the event source. Default: `true`.
        written enabled: Tf<bool> = optional().default_to(true);
        /// Most records in a batch. Default: 10 for SQS, 100 for other sources.
        mutable batch_size: Tf<i64> = optional()
            .default_by(kinds::batch)
            .zero_is_unset()
            .rule(batches::size())
            .rule(batches::batch_fits_source());
        /// Longest time to collect a batch, in seconds. Default: 0 for SQS, Kinesis and DynamoDB; half a
        /// second for Kafka, Amazon MQ and DocumentDB. Once you set a value there, that default cannot be
        /// restored.
        mutable maximum_batching_window_in_seconds: Tf<i64> = optional()
            .default_by(kinds::window)
            .not_for_queue_mode()
            .rule(between(0, 300))
            .rule(batches::window_not_for_fifo());
        /// Filters for the records. Unset: the function receives all records.
        mutable filter_criteria: OneBlock<FilterCriteria> = optional();
        /// ARN of the KMS key that encrypts the filters.
        mutable kms_key_arn: Text = optional()
            .rule(targets::kms_key())
            .rule(targets::key_has_filters());

        /// Batches of a shard that are processed at the same time. Default: 1.
        mutable parallelization_factor: Tf<i64> = optional()
            .default_to(1)
            .for_kinds(STREAMS)
            .rule(kinds::or_unused(STREAMS, between(1, 10)));
        /// Length of the tumbling window for aggregations, in seconds. Default: 0, for no window.
        mutable tumbling_window_in_seconds: Tf<i64> = optional()
            .default_to(0)
            .for_kinds(STREAMS)
            .rule(between(0, 900));
        /// `true`: split a failed batch in two and retry. Default: `false`.
        mutable bisect_batch_on_function_error: Tf<bool> = optional()
            .default_to(false)
            .for_kinds(STREAMS_AND_KAFKA);
        /// Age in seconds at which records are discarded. Default: -1, for never.
        mutable maximum_record_age_in_seconds: Tf<i64> = optional()
            .default_to(-1)
            .for_kinds(STREAMS_AND_KAFKA)
            .rule(kinds::or_unused(STREAMS_AND_KAFKA, batches::age()));
        /// Retries of a failed batch. Default: -1, for retries until the records expire; 0 for
        /// `consumption_mode = "Queue"`.
        mutable maximum_retry_attempts: Tf<i64> = optional()
            .default_by(kinds::retries)
            .for_kinds(STREAMS_AND_KAFKA)
            .rule(between(-1, 10_000))
            .rule(batches::retries_of_queue_mode());
        /// Destination of failed records.
        mutable destination_config: OneBlock<DestinationConfig> = optional()
            .for_kinds(STREAMS_AND_KAFKA);
        /// `ReportBatchItemFailures`: the function reports which records failed.
        mutable function_response_types: Set<String> = optional()
            .default_to(Value::Set(Vec::new()))
            .for_kinds(BUT_MQ_AND_DOCUMENT_DB)
            .rule(targets::known_words(&["ReportBatchItemFailures"]));

        /// Limit of concurrent instances of the function.
        mutable scaling_config: OneBlock<ScalingConfig> = optional()
            .for_kinds(SQS)
            .rule(pollers::not_with_pollers());
        /// Provisioned mode: pollers that Lambda reserves for the mapping.
        mutable provisioned_poller_config: OneBlock<ProvisionedPollerConfig> = optional()
            .for_kinds(POLLED)
            .rule(pollers::pollers_of_kind());
        /// Metrics that Lambda publishes.
        mutable metrics_config: OneBlock<MetricsConfig> = optional().for_kinds(BUT_MQ_AND_DOCUMENT_DB);
        /// Logs that Lambda writes.
        mutable logging_config: OneBlock<LoggingConfig> = optional().for_kinds(KAFKA);

        /// Region of the mapping. Default: the Region of the provider.
        custom region: Tf<String> = optional()
            .or_computed()
            .rule(upkeep::region())
            .because("a mapping stays in the Region in which it was created");
        /// Tags of the mapping. Merged with the provider's `default_tags`; keys set here win. If neither is
        /// set, tags are ignored, which saves one API request. Set `{}` to remove all tags.
        custom tags: Map<String> = optional()
            .or_computed()
            .empty_for_none()
            .rule(tags::rule());
        /// `true`: adopt an existing mapping of the same event source and function, and change it in place
        /// to this configuration. Remove it after the first apply: two resources that adopt the same mapping
        /// keep overwriting each other. Default: the value of the provider block.
        custom adopt_existing: Tf<bool> = optional();
        /// `true`: retry an error about a new function, role or policy for as long as `timeouts` allow.
        /// Default: for 5 minutes if the function was changed less than 10 minutes ago, otherwise for 16
        /// seconds.
        custom use_resource_timeout_for_propagation: Tf<bool> = optional();
        /// Longest times for the operations: time spans such as `30s`, `10m` or `1h30m`.
        custom timeouts: SingleBlock<Timeouts> = optional();

        /// UUID of the mapping, the same as `uuid`.
        derived id: Tf<String> = computed().never_null();
        /// UUID of the mapping.
        assigned uuid: Tf<String> = computed().never_null();
        /// ARN of the mapping.
        assigned arn as event_source_mapping_arn: Tf<String> = computed().never_null();
        /// ARN of the function, with the qualifier if `function_name` has one.
        reported function_arn: Tf<String> = computed().never_null().follows(&["function_name"]);
        /// Consumer group, or share group, that Lambda uses: the configured one, or its own.
        derived consumer_group_id: Tf<String> = computed().only_if(kinds::is_kafka);
        /// State of the mapping after the last change by Terraform: `Creating`, `Enabling`, `Enabled`,
        /// `Disabling`, `Disabled`, `Updating` or `Deleting`.
        reported state: Tf<String> = computed().follows(&["enabled"]);
        /// Reason of the last change of the state.
        reported state_transition_reason: Tf<String> = computed().follows(&["enabled"]);
        /// Time of the last change, in RFC 3339.
        reported last_modified: Tf<String> = computed();
        /// Result of the last invocation of the function. Null for SQS.
        reported last_processing_result: Tf<String> = computed()
            .only_if(kinds::has_results)
            .follows(&["enabled"]);
        /// Error with which Lambda failed to decrypt the filters: `error_code` and `message`.
        reported filter_criteria_error: Map<String> = computed()
            .only_if(kinds::has_key)
            .empty_for_none()
            .follows(&["filter_criteria", "kms_key_arn"]);
        /// All tags of the mapping: with the provider's `default_tags`, without its `ignore_tags`.
        derived tags_all: Map<String> = computed();
    }
}

api_block! {
    /// Servers of a self-managed Kafka cluster.
    pub struct SelfManagedEventSource <=> SelfManagedEventSource {
        /// Bootstrap servers: `{ KAFKA_BOOTSTRAP_SERVERS = "b-1.example.com:9092,b-2.example.com:9092" }`.
        mutable endpoints: Map<Brokers> = required().rule(source::endpoints());
    }
}

api_block! {
    /// A network or credentials.
    pub struct SourceAccess <=> SourceAccessConfiguration {
        /// Type: `BASIC_AUTH`, `VPC_SUBNET`, `SASL_SCRAM_512_AUTH`, `VIRTUAL_HOST`, …
        mutable r#type: Tf<String> = required();
        /// ARN of a secret, `subnet:` or `security_group:` with an id, or a value, as the type requires.
        /// Unset for `IAM_AUTH` and `IAM_OAUTHBEARER_AUTH`.
        mutable uri: Tf<String> = optional();
    }
}

api_block! {
    /// Settings for MSK.
    pub struct AmazonManagedKafka <=> AmazonManagedKafkaEventSourceConfig {
        /// Consumer group that Lambda joins. Default: one of its own.
        fixed consumer_group_id: Tf<String> = optional()
            .or_computed()
            .only_if_known()
            .rule(kafka::consumer_group())
            .because("Lambda joins the consumer group when it creates a mapping");
        /// Registry of the schemas of the records.
        mutable schema_registry_config: OneBlock<SchemaRegistry> = optional()
            .rule(kafka::registry_needs_pollers());
    }
}

api_block! {
    /// Settings for self-managed Kafka.
    pub struct SelfManagedKafka <=> SelfManagedKafkaEventSourceConfig {
        /// Consumer group, or share group, that Lambda joins. Default: one of its own.
        fixed consumer_group_id: Tf<String> = optional()
            .or_computed()
            .only_if_known()
            .rule(kafka::consumer_group())
            .because("Lambda joins the consumer group when it creates a mapping");
        /// `Stream`: reads the partitions of the topic. `Queue`: joins a share group. Default: `Stream`.
        fixed consumption_mode: Mode = optional()
            .rule(kafka::mode())
            .because("Lambda chooses how to read a topic when it creates a mapping");
        /// Registry of the schemas of the records.
        mutable schema_registry_config: OneBlock<SchemaRegistry> = optional()
            .rule(kafka::registry_needs_pollers());
    }
}

api_block! {
    /// Registry of the schemas of the records.
    pub struct SchemaRegistry <=> KafkaSchemaRegistryConfig {
        /// Address of the registry.
        mutable schema_registry_uri: Tf<String> = required().rule(kafka::registry_uri());
        /// `JSON`: Lambda converts the records to JSON. `SOURCE`: Lambda passes them on unchanged.
        mutable event_record_format: Tf<String> = required().rule(one_of(&["JSON", "SOURCE"]));
        /// Credentials for a registry that is not of Glue.
        mutable access_config as access_configs: SetBlock<RegistryAccess> = optional()
            .rule(kafka::registry_access());
        /// Part of a record to validate.
        mutable schema_validation_config as schema_validation_configs:
            SetBlock<SchemaValidation> = optional()
            .absence(kafka::registry_validation());
    }
}

api_block! {
    /// Credentials for a schema registry.
    pub struct RegistryAccess <=> KafkaSchemaRegistryAccessConfig {
        /// Type of the credentials.
        mutable r#type: Tf<String> = required().rule(known_word(&[
            "BASIC_AUTH",
            "CLIENT_CERTIFICATE_TLS_AUTH",
            "SERVER_ROOT_CA_CERTIFICATE",
            "OAUTHBEARER_AUTH",
        ]));
        /// Secret with the credentials.
        mutable uri: Tf<String> = required().rule(kafka::secret_arn());
    }
}

api_block! {
    /// Part of a record to validate.
    pub struct SchemaValidation <=> KafkaSchemaValidationConfig {
        /// Part of the record to validate.
        mutable attribute: Tf<String> = required().rule(one_of(&["KEY", "VALUE"]));
    }
}

api_block! {
    /// Settings for DocumentDB.
    pub struct DocumentDb <=> DocumentDbEventSourceConfig {
        /// Name of the database.
        mutable database_name: Tf<String> = required().rule(source::database_name());
        /// Name of the collection. Unset: all collections of the database.
        mutable collection_name: Text = optional().rule(source::collection_name());
        /// `UpdateLookup`: an update sends the whole document. `Default`: it sends only the change.
        mutable full_document: Tf<String> = optional()
            .default_to("Default")
            .rule(one_of(&["Default", "UpdateLookup"]));
    }
}

api_block! {
    /// Destination of failed records.
    pub struct DestinationConfig <=> DestinationConfig {
        /// Destination of records that the function did not process.
        mutable on_failure: OneBlock<OnFailure> = optional();
    }
}

api_block! {
    /// Destination of records that the function did not process.
    pub struct OnFailure <=> OnFailure {
        /// Destination of the records.
        mutable destination_arn as destination: Text = required().rule(targets::destination());
    }
}

api_block! {
    /// Limit of concurrent instances of the function.
    pub struct ScalingConfig <=> ScalingConfig {
        /// Most instances of the function at the same time.
        mutable maximum_concurrency: Tf<i64> = optional().rule(pollers::concurrency());
    }
}

api_block! {
    /// Provisioned mode: pollers that Lambda reserves for the mapping.
    pub struct ProvisionedPollerConfig <=> ProvisionedPollerConfig {
        /// Fewest pollers. Default: 2 for SQS, 1 for Kafka.
        mutable minimum_pollers: Tf<i64> = optional()
            .default_by(kinds::pollers)
            .rule(between(1, 200));
        /// Most pollers. Default: 200.
        mutable maximum_pollers: Tf<i64> = optional().default_to(200).rule(between(1, 10_000));
        /// Name of a group of Kafka mappings that share pollers.
        mutable poller_group_name: Text = optional().rule(pollers::poller_group());
    }
}

api_block! {
    /// Metrics that Lambda publishes.
    pub struct MetricsConfig <=> EventSourceMappingMetricsConfig {
        /// Metrics to publish.
        mutable metrics: Set<String> = required()
            .rule(targets::known_words(&["EventCount", "ErrorCount", "KafkaMetrics"]))
            .rule(targets::metrics_of_kind());
    }
}

api_block! {
    /// Logs that Lambda writes.
    pub struct LoggingConfig <=> EventSourceMappingLoggingConfig {
        /// Lowest level: `DEBUG`, `INFO` or `WARN`.
        mutable system_log_level: Tf<String> = required().rule(known_word(&["DEBUG", "INFO", "WARN"]));
    }
}

api_block! {
    /// Filters for the records.
    pub struct FilterCriteria <=> FilterCriteria {
        /// A filter. The function receives a record that matches any filter.
        mutable filter as filters: SetBlock<Filter> = optional()
            .at_most(20)
            .rule(filters::few_filters());
    }
}

api_block! {
    /// A filter for records.
    pub struct Filter <=> Filter {
        /// The pattern, as JSON: `jsonencode({ body = { kind = ["order"] } })`.
        mutable pattern: Tf<Json> = optional()
            .rule(filters::filter_pattern())
            .absence(filters::pattern_is_there());
    }
}

model! {
    /// Longest times for the operations.
    pub struct Timeouts {
        /// Longest time for a creation. Default: `10m`.
        beside create: Tf<String> = optional().rule(upkeep::duration());
        /// Longest time for a change in place. Default: `10m`.
        beside update: Tf<String> = optional().rule(upkeep::duration());
        /// Longest time for a deletion. Default: `5m`.
        beside delete: Tf<String> = optional().rule(upkeep::duration());
        /// Longest time for a read, with its retries. Default: `2m`.
        beside read: Tf<String> = optional().rule(upkeep::duration());
    }
}
