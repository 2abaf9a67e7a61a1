//! Amazon resource names, and the kinds of event source that they tell.

use crate::framework::value::Value;

/// The parts of `arn:partition:service:region:account:resource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: &'a str,
    /// `sqs`, `kinesis`, …
    pub service: &'a str,
    /// `eu-west-1`, …
    pub region: &'a str,
    /// Twelve digits.
    pub account: &'a str,
    /// What follows the account.
    pub resource: &'a str,
}

/// A kind of event source; what a mapping may hold depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
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

// === impl Arn ===

impl<'a> Arn<'a> {
    /// Takes an ARN apart; nothing if `text` is none.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next();
        let (scheme, arn) = (
            next()?,
            Self {
                partition: next()?,
                service: next()?,
                region: next()?,
                account: next()?,
                resource: next()?,
            },
        );
        let whole = scheme == "arn"
            && arn.partition.starts_with("aws")
            && !arn.service.is_empty()
            && !arn.region.is_empty()
            && arn.account.len() == 12
            && arn.account.bytes().all(|it| it.is_ascii_digit())
            && !arn.resource.is_empty();
        whole.then_some(arn)
    }

    /// The part of the resource that people know it by: the queue, the stream, the table, the cluster,
    /// the broker.
    pub fn name(self) -> &'a str {
        let mut parts = self.resource.split(['/', ':']);
        match self.service {
            // A type, a name, and what belongs to it.
            "kinesis" | "dynamodb" | "kafka" | "mq" | "rds" => parts.nth(1),
            _ => parts.next_back(),
        }
        .unwrap_or(self.resource)
    }
}

// === impl Kind ===

impl Kind {
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

    /// The kind of source in a whole configuration; nothing while that is not known, or is wrong.
    pub fn in_config(config: &Value) -> Option<Self> {
        let blocks = config.attribute("self_managed_event_source");
        let own = matches!(blocks, Value::List(blocks) if !blocks.is_empty());
        match config.attribute("event_source_arn") {
            Value::String(arn) => Self::of(arn),
            Value::Null if own => Some(Self::Kafka),
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
    fn a_source_is_known_by_a_name() {
        for (rest, name) in [
            ("sqs:eu-west-1:123456789012:orders.fifo", "orders.fifo"),
            ("kinesis:eu-west-1:123456789012:stream/clicks", "clicks"),
            (
                "kinesis:eu-west-1:123456789012:stream/clicks/consumer/c:1",
                "clicks",
            ),
            (
                "dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000",
                "t",
            ),
            ("kafka:eu-west-1:123456789012:cluster/shop/1-2", "shop"),
            ("mq:eu-west-1:123456789012:broker:shop:b-1", "shop"),
            ("rds:eu-west-1:123456789012:cluster:docs", "docs"),
        ] {
            let arn = format!("arn:aws:{rest}");
            assert_eq!(Arn::parse(&arn).map(Arn::name), Some(name), "{arn}");
        }
    }

    #[test]
    fn the_arn_tells_the_kind_of_source() {
        for (arn, kind) in [
            ("arn:aws:sqs:eu-west-1:123456789012:orders", Some(Kind::Sqs)),
            (
                "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:orders.fifo",
                Some(Kind::SqsFifo),
            ),
            (
                "arn:aws:kinesis:eu-west-1:123456789012:stream/s",
                Some(Kind::Kinesis),
            ),
            (
                "arn:aws:kinesis:eu-west-1:123456789012:stream/s/consumer/c:1",
                Some(Kind::Kinesis),
            ),
            (
                "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000",
                Some(Kind::DynamoDb),
            ),
            (
                "arn:aws:kafka:eu-west-1:123456789012:cluster/c/1-2",
                Some(Kind::Msk),
            ),
            (
                "arn:aws:kafka:eu-west-1:123456789012:vpc-connection/210987654321/c/1-2",
                Some(Kind::Msk),
            ),
            ("arn:aws:kafka:eu-west-1:123456789012:topic/c/1/t", None),
            (
                "arn:aws:mq:eu-west-1:123456789012:broker:b:b-1",
                Some(Kind::Mq),
            ),
            (
                "arn:aws:rds:eu-west-1:123456789012:cluster:c",
                Some(Kind::DocumentDb),
            ),
            ("arn:aws:rds:eu-west-1:123456789012:db:d", None),
            ("arn:aws:dynamodb:eu-west-1:123456789012:table/t", None),
            ("arn:aws:s3:::bucket", None),
            ("arn:aws:sqs:eu-west-1:1234:orders", None),
            ("orders", None),
        ] {
            assert_eq!(Kind::of(arn), kind, "{arn}");
        }
    }
}
