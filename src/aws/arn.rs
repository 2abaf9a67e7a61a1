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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A Kinesis stream, or a consumer of one with enhanced fan-out.
    Kinesis,
    /// The stream of a `DynamoDB` table.
    DynamoDb,
    /// A standard SQS queue.
    Sqs,
    /// An SQS queue whose name ends in `.fifo`.
    SqsFifo,
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
}

// === impl Kind ===

impl Kind {
    /// The kind of the event source with this ARN; nothing for what Lambda cannot read, or this
    /// provider cannot manage yet.
    pub fn of(arn: &str) -> Option<Self> {
        let arn = Arn::parse(arn)?;
        match arn.service {
            "kinesis" if arn.resource.starts_with("stream/") => Some(Self::Kinesis),
            "dynamodb" if arn.resource.contains("/stream/") => Some(Self::DynamoDb),
            "sqs" if arn.resource.strip_suffix(".fifo").is_some() => Some(Self::SqsFifo),
            "sqs" => Some(Self::Sqs),
            _ => None,
        }
    }

    /// The kind of source in a whole configuration; nothing while its ARN is not known, or is wrong.
    pub fn in_config(config: &Value) -> Option<Self> {
        match config.attribute("event_source_arn") {
            Value::String(arn) => Self::of(arn),
            _ => None,
        }
    }

    /// Whether it keeps records in order, to be read from a position.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Kinesis | Self::DynamoDb)
    }

    /// Its name in a sentence.
    pub fn says(self) -> &'static str {
        match self {
            Self::Kinesis => "a Kinesis stream",
            Self::DynamoDb => "a DynamoDB stream",
            Self::Sqs => "an SQS queue",
            Self::SqsFifo => "an SQS FIFO queue",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("arn:aws:dynamodb:eu-west-1:123456789012:table/t", None),
            ("arn:aws:s3:::bucket", None),
            ("arn:aws:sqs:eu-west-1:1234:orders", None),
            ("orders", None),
        ] {
            assert_eq!(Kind::of(arn), kind, "{arn}");
        }
    }
}
