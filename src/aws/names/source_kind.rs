//! The kinds of event source, as their ARNs tell them.

use super::arn::Arn;

/// A kind of event source; what a mapping may hold depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// A Kinesis stream, or a consumer of one with enhanced fan-out.
    Kinesis,
    /// The stream of a `DynamoDB` table.
    DynamoDb,
    /// A standard SQS queue.
    Sqs,
    /// An SQS queue whose name ends in `.fifo`.
    SqsFifo,
    /// A cluster of Amazon MSK, or a VPC connection to one.
    Msk,
    /// Apache Kafka that AWS does not manage; it has no ARN.
    Kafka,
    /// A broker of Amazon MQ. Its ARN does not tell whether it is `ActiveMQ` or `RabbitMQ`.
    Mq,
    /// A cluster of Amazon `DocumentDB`.
    DocumentDb,
}

// === impl SourceKind ===

impl SourceKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Kinesis,
        Self::DynamoDb,
        Self::Sqs,
        Self::SqsFifo,
        Self::Msk,
        Self::Kafka,
        Self::Mq,
        Self::DocumentDb,
    ];

    /// The kind of the event source with this ARN; nothing for what Lambda cannot read.
    pub fn of(arn: &str) -> Option<Self> {
        let arn = Arn::parse(arn)?;
        let begins = |with: &str| arn.resource.starts_with(with);
        match arn.service {
            "kinesis" if begins("stream/") => Some(Self::Kinesis),
            "dynamodb" if arn.resource.contains("/stream/") => Some(Self::DynamoDb),
            "sqs" if arn.resource.strip_suffix(".fifo").is_some() => Some(Self::SqsFifo),
            "sqs" => Some(Self::Sqs),
            "kafka" if begins("cluster/") || begins("vpc-connection/") => Some(Self::Msk),
            "mq" if begins("broker:") => Some(Self::Mq),
            "rds" if begins("cluster:") => Some(Self::DocumentDb),
            _ => None,
        }
    }

    /// Whether it is a stream that Lambda reads by its shards.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Kinesis | Self::DynamoDb)
    }

    /// Whether it is a queue of SQS.
    pub fn is_sqs(self) -> bool {
        matches!(self, Self::Sqs | Self::SqsFifo)
    }

    /// Whether it is Kafka, whoever manages it.
    pub fn is_kafka(self) -> bool {
        matches!(self, Self::Msk | Self::Kafka)
    }

    /// Its name in a sentence.
    pub fn says(self) -> &'static str {
        match self {
            Self::Kinesis => "a Kinesis stream",
            Self::DynamoDb => "a DynamoDB stream",
            Self::Sqs => "an SQS queue",
            Self::SqsFifo => "an SQS FIFO queue",
            Self::Msk => "an MSK cluster",
            Self::Kafka => "self-managed Kafka",
            Self::Mq => "an Amazon MQ broker",
            Self::DocumentDb => "a DocumentDB cluster",
        }
    }

    /// The words by which a filter names the kinds.
    pub const WORDS: [&'static str; 7] = [
        "kinesis",
        "dynamodb",
        "sqs",
        "msk",
        "kafka",
        "mq",
        "documentdb",
    ];

    /// The word by which a filter names it; one for all queues of SQS.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kinesis => "kinesis",
            Self::DynamoDb => "dynamodb",
            Self::Sqs | Self::SqsFifo => "sqs",
            Self::Msk => "msk",
            Self::Kafka => "kafka",
            Self::Mq => "mq",
            Self::DocumentDb => "documentdb",
        }
    }

    /// Its name in a list.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kinesis => "Kinesis",
            Self::DynamoDb => "DynamoDB",
            Self::Sqs => "SQS",
            Self::SqsFifo => "SQS FIFO",
            Self::Msk => "MSK",
            Self::Kafka => "self-managed Kafka",
            Self::Mq => "Amazon MQ",
            Self::DocumentDb => "DocumentDB",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arn_tells_the_kind_of_source() {
        for (arn, kind) in [
            (
                "arn:aws:sqs:eu-west-1:123456789012:orders",
                Some(SourceKind::Sqs),
            ),
            (
                "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:orders.fifo",
                Some(SourceKind::SqsFifo),
            ),
            (
                "arn:aws:kinesis:eu-west-1:123456789012:stream/s",
                Some(SourceKind::Kinesis),
            ),
            (
                "arn:aws:kinesis:eu-west-1:123456789012:stream/s/consumer/c:1",
                Some(SourceKind::Kinesis),
            ),
            (
                "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000",
                Some(SourceKind::DynamoDb),
            ),
            (
                "arn:aws:kafka:eu-west-1:123456789012:cluster/c/1-2",
                Some(SourceKind::Msk),
            ),
            (
                "arn:aws:kafka:eu-west-1:123456789012:vpc-connection/210987654321/c/1-2",
                Some(SourceKind::Msk),
            ),
            ("arn:aws:kafka:eu-west-1:123456789012:topic/c/1/t", None),
            (
                "arn:aws:mq:eu-west-1:123456789012:broker:b:b-1",
                Some(SourceKind::Mq),
            ),
            (
                "arn:aws:rds:eu-west-1:123456789012:cluster:c",
                Some(SourceKind::DocumentDb),
            ),
            ("arn:aws:rds:eu-west-1:123456789012:db:d", None),
            ("arn:aws:dynamodb:eu-west-1:123456789012:table/t", None),
            ("arn:aws:s3:::bucket", None),
            ("arn:aws:sqs:eu-west-1:1234:orders", None),
            ("orders", None),
        ] {
            assert_eq!(SourceKind::of(arn), kind, "{arn}");
        }
    }
}
