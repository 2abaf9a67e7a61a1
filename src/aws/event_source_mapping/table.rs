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
            Block, Blocks, List, Map, Set, Single, Text, Tf,
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
        /// Function that receives the records, by its name or ARN.
        written function_name: Tf<String> = required().rule(source::function_name());

        /// ARN of the event source: the queue, stream, cluster or broker that Lambda reads.
        fixed event_source_arn: Tf<String> = optional()
            .rule(source::source_arn())
            .absence(source::one_source())
            .because("Lambda binds a mapping to its event source when it is created");
        /// Servers of a Kafka cluster that AWS does not manage, instead of `event_source_arn`.
        fixed self_managed_event_source: Block<SelfManagedEventSource> = optional()
            .rule(source::not_two_sources())
            .because("Lambda binds a mapping to its event source when it is created");
        /// Topic of Kafka to read.
        fixed topics: Set<String> = optional()
            .for_kinds(KAFKA)
            .rule(source::one_topic())
            .absence(source::topics_of_kafka())
            .because("Lambda binds a mapping to its topic when it is created");
        /// Queue of the broker to read.
        fixed queues: List<String> = optional()
            .for_kinds(MQ)
            .rule(source::one_queue())
            .absence(source::queues_of_mq())
            .because("Lambda binds a mapping to its queue when it is created");
        /// How Lambda reaches the source: networks and credentials.
        mutable source_access_configuration as source_access_configurations:
            Blocks<SourceAccess> = optional()
            .for_kinds(WITH_ACCESS)
            .rule(access::entries())
            .rule(access::together())
            .absence(access::access_of_kind());
        /// What is read of MSK, and how.
        mutable amazon_managed_kafka_event_source_config: Block<AmazonManagedKafka> = optional()
            .for_kinds(MSK);
        /// What is read of self-managed Kafka, and how.
        mutable self_managed_kafka_event_source_config: Block<SelfManagedKafka> = optional()
            .for_kinds(SELF_MANAGED);
        /// What is read of `DocumentDB`.
        mutable document_db_event_source_config: Block<DocumentDb> = optional()
            .for_kinds(DOCUMENT_DB)
            .absence(source::database_of_document_db());

        /// Where in a stream, topic or change stream to start reading: with the oldest record that it
        /// still holds, with what arrives from now on, or at a time. Only a new mapping takes it.
        fixed starting_position: Tf<String> = optional()
            .or_computed()
            .only_if_known()
            .for_kinds(POSITIONED)
            .not_for_queue_mode()
            .rule(one_of(&["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]))
            .rule(position::position_fits_source())
            .absence(position::position_of_streams())
            .because("Lambda takes the starting position when it creates a mapping, and never again");
        /// Time from which to start reading, such as `2026-01-02T03:04:05Z`.
        fixed starting_position_timestamp: Tf<Timestamp> = optional()
            .only_if_known()
            .for_kinds(TIMED)
            .not_for_queue_mode()
            .rule(position::timestamp())
            .rule(position::timestamp_has_position())
            .because("Lambda takes the starting position when it creates a mapping, and never again");

        /// Whether Lambda reads from the event source. Default: `true`.
        written enabled: Tf<bool> = optional().default_to(true);
        /// Largest number of records in a batch. Default: 10 for SQS, 100 for other sources.
        mutable batch_size: Tf<i64> = optional()
            .default_by(kinds::batch)
            .zero_is_unset()
            .rule(batches::size())
            .rule(batches::batch_fits_source());
        /// Longest time to gather a batch, in seconds. Default: 0 for SQS, Kinesis and `DynamoDB`; half
        /// a second for Kafka, Amazon MQ and `DocumentDB`, which cannot be had again once it was set.
        mutable maximum_batching_window_in_seconds: Tf<i64> = optional()
            .default_by(kinds::window)
            .not_for_queue_mode()
            .rule(between(0, 300))
            .rule(batches::window_not_for_fifo());
        /// Which records to send to the function; all of them without this block.
        mutable filter_criteria: Block<FilterCriteria> = optional();
        /// ARN of the KMS key that encrypts the filters.
        mutable kms_key_arn: Text = optional()
            .rule(targets::kms_key())
            .rule(targets::key_has_filters());

        /// Number of batches of a shard that are processed at once. Default: 1.
        mutable parallelization_factor: Tf<i64> = optional()
            .default_to(1)
            .for_kinds(STREAMS)
            .rule(kinds::or_unused(STREAMS, between(1, 10)));
        /// Length of the window of an aggregation, in seconds. Default: 0, for none.
        mutable tumbling_window_in_seconds: Tf<i64> = optional()
            .default_to(0)
            .for_kinds(STREAMS)
            .rule(between(0, 900));
        /// Whether a batch that failed is halved and tried again. Default: `false`.
        mutable bisect_batch_on_function_error: Tf<bool> = optional()
            .default_to(false)
            .for_kinds(STREAMS_AND_KAFKA);
        /// Age from which records are discarded, in seconds. Default: -1, for never.
        mutable maximum_record_age_in_seconds: Tf<i64> = optional()
            .default_to(-1)
            .for_kinds(STREAMS_AND_KAFKA)
            .rule(kinds::or_unused(STREAMS_AND_KAFKA, batches::age()));
        /// How often a failed batch is tried again. Default: -1, for as long as its records are there;
        /// 0 for Kafka that is read as a queue.
        mutable maximum_retry_attempts: Tf<i64> = optional()
            .default_by(kinds::retries)
            .for_kinds(STREAMS_AND_KAFKA)
            .rule(between(-1, 10_000))
            .rule(batches::retries_of_queue_mode());
        /// Where failed records go.
        mutable destination_config: Block<DestinationConfig> = optional()
            .for_kinds(STREAMS_AND_KAFKA);
        /// What the function reports: `ReportBatchItemFailures` for the records that failed.
        mutable function_response_types: Set<String> = optional()
            .default_to(Value::Set(Vec::new()))
            .for_kinds(BUT_MQ_AND_DOCUMENT_DB)
            .rule(targets::known_words(&["ReportBatchItemFailures"]));

        /// How many instances of the function read a queue at once.
        mutable scaling_config: Block<ScalingConfig> = optional()
            .for_kinds(SQS)
            .rule(pollers::not_with_pollers());
        /// Pollers that Lambda keeps for the mapping.
        mutable provisioned_poller_config: Block<ProvisionedPollerConfig> = optional()
            .for_kinds(POLLED)
            .rule(pollers::pollers_of_kind());
        /// Which metrics Lambda publishes.
        mutable metrics_config: Block<MetricsConfig> = optional().for_kinds(BUT_MQ_AND_DOCUMENT_DB);
        /// What Lambda logs.
        mutable logging_config: Block<LoggingConfig> = optional().for_kinds(KAFKA);

        /// Region of the mapping. Default: that of the provider.
        custom region: Tf<String> = optional()
            .or_computed()
            .rule(upkeep::region())
            .because("a mapping stays in the Region in which it was created");
        /// Tags of the mapping. Those of `default_tags` of the provider come on top, but for keys that
        /// are given here. Without either, a plan does not look at the tags of the mapping, which saves one
        /// of its two calls; `{}` says that it is to have none, and finds those that others have added.
        custom tags: Map<String> = optional()
            .or_computed()
            .empty_for_none()
            .rule(tags::rule());
        /// Whether to take over a mapping of the same event source and function that is there already,
        /// and change it in place to what is configured, instead of failing. Set it for that and remove it
        /// afterwards: two resources that both may take over fight over one mapping. Default: as the
        /// provider block says.
        custom adopt_existing: Tf<bool> = optional();
        /// Whether a refusal that passes once Lambda sees a new function, role or policy is retried for as
        /// long as `timeouts` allow. Default: 5 minutes if the function was changed less than 10 minutes
        /// ago, otherwise 16 seconds.
        custom use_resource_timeout_for_propagation: Tf<bool> = optional();
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
        /// Consumer group, or share group, that Lambda has joined: the configured one, or one that it made.
        derived consumer_group_id: Tf<String> = computed().only_if(kinds::is_kafka);
        /// State of the mapping when it was last changed by Terraform: `Creating`, `Enabling`,
        /// `Enabled`, `Disabling`, `Disabled`, `Updating` or `Deleting`.
        reported state: Tf<String> = computed().follows(&["enabled"]);
        /// Who made the last change of state.
        reported state_transition_reason: Tf<String> = computed().follows(&["enabled"]);
        /// When the mapping was last changed, in RFC 3339.
        reported last_modified: Tf<String> = computed();
        /// Result of the last invocation of the function; not for SQS.
        reported last_processing_result: Tf<String> = computed()
            .only_if(kinds::has_results)
            .follows(&["enabled"]);
        /// Why Lambda cannot read the filters that a key encrypts: `error_code` and `message`.
        reported filter_criteria_error: Map<String> = computed()
            .only_if(kinds::has_key)
            .empty_for_none()
            .follows(&["filter_criteria", "kms_key_arn"]);
        /// All tags of the mapping, with those of `default_tags` of the provider and without those of
        /// `ignore_tags`.
        derived tags_all: Map<String> = computed();
    }
}

api_block! {
    /// Servers of a Kafka cluster that AWS does not manage.
    pub struct SelfManagedEventSource <=> SelfManagedEventSource {
        /// The servers: `{ KAFKA_BOOTSTRAP_SERVERS = "b-1.example.com:9092,b-2.example.com:9092" }`.
        mutable endpoints: Map<Brokers> = required().rule(source::endpoints());
    }
}

api_block! {
    /// A network or a credential.
    pub struct SourceAccess <=> SourceAccessConfiguration {
        /// What it is: `BASIC_AUTH`, `VPC_SUBNET`, `SASL_SCRAM_512_AUTH`, `VIRTUAL_HOST`, …
        mutable r#type: Tf<String> = required();
        /// What it holds: the ARN of a secret, `subnet:` or `security_group:` with an id, or a value.
        /// `IAM_AUTH` and `IAM_OAUTHBEARER_AUTH` have none.
        mutable uri: Tf<String> = optional();
    }
}

api_block! {
    /// What is read of MSK, and how.
    pub struct AmazonManagedKafka <=> AmazonManagedKafkaEventSourceConfig {
        /// Consumer group that Lambda joins. Default: one of its own.
        fixed consumer_group_id: Tf<String> = optional()
            .or_computed()
            .only_if_known()
            .rule(kafka::consumer_group())
            .because("Lambda joins the consumer group when it creates a mapping");
        /// Registry of the schemas of the records.
        mutable schema_registry_config: Block<SchemaRegistry> = optional()
            .rule(kafka::registry_needs_pollers());
    }
}

api_block! {
    /// What is read of self-managed Kafka, and how.
    pub struct SelfManagedKafka <=> SelfManagedKafkaEventSourceConfig {
        /// Consumer group, or share group, that Lambda joins. Default: one of its own.
        fixed consumer_group_id: Tf<String> = optional()
            .or_computed()
            .only_if_known()
            .rule(kafka::consumer_group())
            .because("Lambda joins the consumer group when it creates a mapping");
        /// How the topic is read: `Stream`, by partitions, or `Queue`, as a share group. Default:
        /// `Stream`.
        fixed consumption_mode: Mode = optional()
            .rule(kafka::mode())
            .because("Lambda chooses how to read a topic when it creates a mapping");
        /// Registry of the schemas of the records.
        mutable schema_registry_config: Block<SchemaRegistry> = optional()
            .rule(kafka::registry_needs_pollers());
    }
}

api_block! {
    /// Registry of the schemas of the records.
    pub struct SchemaRegistry <=> KafkaSchemaRegistryConfig {
        /// ARN of a Glue registry, or URL of a Confluent one.
        mutable schema_registry_uri: Tf<String> = required().rule(kafka::registry_uri());
        /// Form in which the function gets the records: `JSON`, or `SOURCE` for as they are.
        mutable event_record_format: Tf<String> = required().rule(one_of(&["JSON", "SOURCE"]));
        /// How Lambda reaches a registry that is not one of Glue.
        mutable access_config as access_configs: Blocks<RegistryAccess> = optional()
            .rule(kafka::registry_access());
        /// What of a record has a schema.
        mutable schema_validation_config as schema_validation_configs:
            Blocks<SchemaValidation> = optional()
            .absence(kafka::registry_validation());
    }
}

api_block! {
    /// How Lambda reaches a schema registry.
    pub struct RegistryAccess <=> KafkaSchemaRegistryAccessConfig {
        /// What it is.
        mutable r#type: Tf<String> = required().rule(known_word(&[
            "BASIC_AUTH",
            "CLIENT_CERTIFICATE_TLS_AUTH",
            "SERVER_ROOT_CA_CERTIFICATE",
            "OAUTHBEARER_AUTH",
        ]));
        /// ARN of its secret.
        mutable uri: Tf<String> = required().rule(kafka::secret_arn());
    }
}

api_block! {
    /// What of a record has a schema.
    pub struct SchemaValidation <=> KafkaSchemaValidationConfig {
        /// `KEY` or `VALUE`.
        mutable attribute: Tf<String> = required().rule(one_of(&["KEY", "VALUE"]));
    }
}

api_block! {
    /// What is read of `DocumentDB`.
    pub struct DocumentDb <=> DocumentDbEventSourceConfig {
        /// Database to read.
        mutable database_name: Tf<String> = required().rule(source::database_name());
        /// Collection to read; all of the database without it.
        mutable collection_name: Text = optional().rule(source::collection_name());
        /// What an update sends: `UpdateLookup` for the whole document, `Default` for what changed.
        mutable full_document: Tf<String> = optional()
            .default_to("Default")
            .rule(one_of(&["Default", "UpdateLookup"]));
    }
}

api_block! {
    /// Where failed records go.
    pub struct DestinationConfig <=> DestinationConfig {
        /// Where records go that could not be processed.
        mutable on_failure: Block<OnFailure> = optional();
    }
}

api_block! {
    /// Where records go that could not be processed.
    pub struct OnFailure <=> OnFailure {
        /// ARN of a queue, topic or bucket; for Kafka also `kafka://` and the name of a topic.
        mutable destination_arn as destination: Text = required().rule(targets::destination());
    }
}

api_block! {
    /// How many instances of the function read a queue at once.
    pub struct ScalingConfig <=> ScalingConfig {
        /// Most instances of the function that work at once.
        mutable maximum_concurrency: Tf<i64> = optional().rule(pollers::concurrency());
    }
}

api_block! {
    /// Pollers that Lambda keeps for the mapping.
    pub struct ProvisionedPollerConfig <=> ProvisionedPollerConfig {
        /// Fewest pollers that Lambda keeps. Default: 2 for SQS, 1 for Kafka.
        mutable minimum_pollers: Tf<i64> = optional()
            .default_by(kinds::pollers)
            .rule(between(1, 200));
        /// Most pollers that Lambda uses. Default: 200.
        mutable maximum_pollers: Tf<i64> = optional().default_to(200).rule(between(1, 10_000));
        /// Group of mappings of Kafka that share their pollers.
        mutable poller_group_name: Text = optional().rule(pollers::poller_group());
    }
}

api_block! {
    /// Which metrics Lambda publishes.
    pub struct MetricsConfig <=> EventSourceMappingMetricsConfig {
        /// The metrics: `EventCount`; for Kafka also `ErrorCount` and `KafkaMetrics`.
        mutable metrics: Set<String> = required()
            .rule(targets::known_words(&["EventCount", "ErrorCount", "KafkaMetrics"]))
            .rule(targets::metrics_of_kind());
    }
}

api_block! {
    /// What Lambda logs.
    pub struct LoggingConfig <=> EventSourceMappingLoggingConfig {
        /// From which level on: `DEBUG`, `INFO` or `WARN`.
        mutable system_log_level: Tf<String> = required().rule(known_word(&["DEBUG", "INFO", "WARN"]));
    }
}

api_block! {
    /// Which records to send to the function.
    pub struct FilterCriteria <=> FilterCriteria {
        /// A pattern of records to send. A record is sent if it matches any of them.
        mutable filter as filters: Blocks<Filter> = optional()
            .at_most(20)
            .rule(filters::few_filters());
    }
}

api_block! {
    /// A pattern of records to send.
    pub struct Filter <=> Filter {
        /// The pattern, as JSON: `jsonencode({ body = { kind = ["order"] } })`.
        mutable pattern: Tf<Json> = optional()
            .rule(filters::filter_pattern())
            .absence(filters::pattern_is_there());
    }
}

model! {
    /// How long to wait for a change to take effect.
    pub struct Timeouts {
        /// How long to wait for a new mapping. Default: `10m`.
        beside create: Tf<String> = optional().rule(upkeep::duration());
        /// How long to wait for a change in place. Default: `10m`.
        beside update: Tf<String> = optional().rule(upkeep::duration());
        /// How long to wait for a deletion. Default: `5m`.
        beside delete: Tf<String> = optional().rule(upkeep::duration());
        /// How long to try to read a mapping while AWS throttles. Default: `2m`.
        beside read: Tf<String> = optional().rule(upkeep::duration());
    }
}
