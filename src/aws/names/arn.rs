//! Amazon resource names.

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
    /// The part after the account.
    pub resource: &'a str,
}

// === impl Arn ===

impl<'a> Arn<'a> {
    /// Takes an ARN of a Region and an account apart; nothing if `text` is none.
    pub fn parse(text: &'a str) -> Option<Self> {
        let arn = Self::parse_any(text)?;
        let whole = !arn.region.is_empty()
            && arn.account.len() == 12
            && arn.account.bytes().all(|it| it.is_ascii_digit());
        whole.then_some(arn)
    }

    /// Splits any ARN into its parts, also one without a Region or an account, such as that of a bucket.
    /// `None` if `text` is no ARN.
    pub fn parse_any(text: &'a str) -> Option<Self> {
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
}
