//! The kinds of event source, told apart as Lambda tells them: by the ARN.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The event source of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Source {
    Kinesis,
    KinesisConsumer,
    DynamoDb,
    Sqs,
    SqsFifo,
    Msk,
    SelfManagedKafka,
    /// `ActiveMQ` and `RabbitMQ`: the ARN does not tell which.
    Mq,
    DocumentDb,
}

// === impl Source ===

impl Source {
    /// The kind of source of a mapping's settings; none when Lambda would not recognise it.
    pub(crate) fn of(settings: &Map<String, Value>) -> Option<Self> {
        match settings.get("EventSourceArn").and_then(Value::as_str) {
            Some(arn) => Self::of_arn(arn),
            None => settings
                .contains_key("SelfManagedEventSource")
                .then_some(Self::SelfManagedKafka),
        }
    }

    fn of_arn(arn: &str) -> Option<Self> {
        let mut parts = arn.splitn(6, ':').skip(2);
        let service = parts.next()?;
        let resource = parts.nth(2)?;
        match service {
            "kinesis" if resource.contains("/consumer/") => Some(Self::KinesisConsumer),
            "kinesis" if resource.starts_with("stream/") => Some(Self::Kinesis),
            "dynamodb" if resource.contains("/stream/") => Some(Self::DynamoDb),
            "sqs" if is_fifo(resource) => Some(Self::SqsFifo),
            "sqs" if !resource.is_empty() => Some(Self::Sqs),
            "kafka" if !resource.is_empty() => Some(Self::Msk),
            "mq" if resource.starts_with("broker:") => Some(Self::Mq),
            "rds" if resource.starts_with("cluster:") => Some(Self::DocumentDb),
            _ => None,
        }
    }

    pub(crate) fn is_stream(self) -> bool {
        matches!(self, Self::Kinesis | Self::KinesisConsumer | Self::DynamoDb)
    }

    pub(crate) fn is_sqs(self) -> bool {
        matches!(self, Self::Sqs | Self::SqsFifo)
    }

    pub(crate) fn is_kafka(self) -> bool {
        matches!(self, Self::Msk | Self::SelfManagedKafka)
    }

    /// Why the mapping is in its state, in the words that Lambda has for this kind.
    pub(crate) fn transition_reason(self) -> &'static str {
        if self.is_stream() {
            "User action"
        } else {
            "USER_INITIATED"
        }
    }

    /// Lambda's result of the last batch of a mapping that has had none. For SQS there is no result.
    pub(crate) fn last_processing_result(self) -> Option<&'static str> {
        (!self.is_sqs()).then_some("No records processed")
    }

    /// Fills in what the request left out and Lambda answers nevertheless.
    pub(crate) fn fill_in_defaults(self, settings: &mut Map<String, Value>, uuid: &str) {
        let mut default = |name: &str, value: Value| {
            settings.entry(name).or_insert(value);
        };
        default("BatchSize", json!(if self.is_sqs() { 10 } else { 100 }));
        if self.is_stream() || self.is_sqs() {
            default("MaximumBatchingWindowInSeconds", json!(0));
            default("FunctionResponseTypes", json!([]));
        }
        if self.is_stream() {
            default("DestinationConfig", json!({ "OnFailure": {} }));
            default("ParallelizationFactor", json!(1));
            default("TumblingWindowInSeconds", json!(0));
            default("BisectBatchOnFunctionError", json!(false));
            default("MaximumRecordAgeInSeconds", json!(-1));
            default("MaximumRetryAttempts", json!(-1));
        }
        if self.is_kafka() {
            // The error handling of Kafka sources is left out of the answer until it is set.
            if !is_queue_mode(settings) {
                settings
                    .entry("StartingPosition")
                    .or_insert(json!("TRIM_HORIZON"));
            }
            let config = settings
                .entry(self.kafka_config_name())
                .or_insert_with(|| json!({}));
            if let Some(config) = config.as_object_mut() {
                config.entry("ConsumerGroupId").or_insert(json!(uuid));
            }
        }
        self.fill_in_blocks(settings);
    }

    /// Fills in the members of blocks that are there, after a create and after an update.
    pub(crate) fn fill_in_blocks(self, settings: &mut Map<String, Value>) {
        if let Some(Value::Object(pollers)) = settings.get_mut("ProvisionedPollerConfig") {
            let minimum = if self.is_kafka() { 1 } else { 2 };
            pollers.entry("MinimumPollers").or_insert(json!(minimum));
            pollers.entry("MaximumPollers").or_insert(json!(200));
        }
        if let Some(Value::Object(config)) = settings.get_mut("DocumentDBEventSourceConfig") {
            config.entry("FullDocument").or_insert(json!("Default"));
        }
        let servers = settings
            .get_mut("SelfManagedEventSource")
            .and_then(|source| source.pointer_mut("/Endpoints/KAFKA_BOOTSTRAP_SERVERS"))
            .and_then(Value::as_array_mut);
        if let Some(servers) = servers {
            servers.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        }
    }

    /// The block that holds the consumer group of a Kafka source.
    pub(crate) fn kafka_config_name(self) -> &'static str {
        if self == Self::Msk {
            "AmazonManagedKafkaEventSourceConfig"
        } else {
            "SelfManagedKafkaEventSourceConfig"
        }
    }
}

/// Whether a self-managed Kafka source is read as a queue (a share group).
pub(crate) fn is_queue_mode(settings: &Map<String, Value>) -> bool {
    settings
        .get("SelfManagedKafkaEventSourceConfig")
        .and_then(|config| config.get("ConsumptionMode"))
        .is_some_and(|mode| mode == "Queue")
}

/// Whether a queue or topic is a FIFO one, which its name tells; the case matters.
pub(crate) fn is_fifo(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, suffix)| suffix == "fifo")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arn: &str) -> Option<Source> {
        Source::of_arn(arn)
    }

    #[test]
    fn the_arn_tells_the_kind_of_source() {
        assert_eq!(of("arn:aws:sqs:r:1:q"), Some(Source::Sqs));
        assert_eq!(of("arn:aws:sqs:r:1:q.fifo"), Some(Source::SqsFifo));
        assert_eq!(of("arn:aws:kinesis:r:1:stream/s"), Some(Source::Kinesis));
        assert_eq!(
            of("arn:aws:kinesis:r:1:stream/s/consumer/c:1"),
            Some(Source::KinesisConsumer)
        );
        assert_eq!(
            of("arn:aws:dynamodb:r:1:table/t/stream/2026-01-01T00:00:00.000"),
            Some(Source::DynamoDb)
        );
        assert_eq!(of("arn:aws:kafka:r:1:cluster/c/u-1"), Some(Source::Msk));
        assert_eq!(of("arn:aws:mq:r:1:broker:b:b-1"), Some(Source::Mq));
        assert_eq!(of("arn:aws:rds:r:1:cluster:c"), Some(Source::DocumentDb));
    }

    #[test]
    fn a_table_a_topic_and_a_bucket_are_no_event_sources() {
        assert_eq!(of("arn:aws:dynamodb:r:1:table/t"), None);
        assert_eq!(of("arn:aws:sns:r:1:t"), None);
        assert_eq!(of("arn:aws:s3:::b"), None);
        assert_eq!(of("nonsense"), None);
    }
}
