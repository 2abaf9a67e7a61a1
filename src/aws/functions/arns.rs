//! `parse_arn`.

use crate::{
    aws::names::{arn::Arn, source_kind::SourceKind},
    framework::{
        author::function::Function,
        cell::{Object, Tf},
        diagnostics::{Diagnostic, shown},
        schema::spec::{computed, required},
    },
};

/// Takes an ARN apart.
pub(super) struct ParseArn;

model! {
    /// The arguments.
    pub(super) struct Arguments {
        /// Any ARN, such as that of a queue, a stream, a function or a bucket.
        mutable arn: Tf<String> = required();
    }
}

model! {
    /// The parts of an ARN.
    pub(super) struct Parts {
        /// Partition: `aws`, `aws-cn`, `aws-us-gov`.
        reported partition: Tf<String> = computed();
        /// Service: `sqs`, `kinesis`, `dynamodb`, `kafka`, `mq`, `rds`, `lambda`.
        reported service: Tf<String> = computed();
        /// Region; empty if the ARN has none.
        reported region: Tf<String> = computed();
        /// Account; empty if the ARN has none.
        reported account_id: Tf<String> = computed();
        /// The part after the account.
        reported resource: Tf<String> = computed();
        /// Name of the queue, stream, table, cluster, broker or function.
        reported name: Tf<String> = computed();
        /// Kind of event source, as in the list resource: `kinesis`, `dynamodb`, `sqs`, `msk`, `mq` or
        /// `documentdb`. Null if Lambda cannot read from it.
        reported source_kind: Tf<String> = computed();
    }
}

// === impl ParseArn ===

impl Function for ParseArn {
    type Arguments = Arguments;
    type Result = Object<Parts>;

    fn name(&self) -> &'static str {
        "parse_arn"
    }

    fn summary(&self) -> &'static str {
        "Splits an ARN into its parts."
    }

    fn doc(&self) -> &'static str {
        "Splits an ARN into its parts, and names the kind of event source."
    }

    fn call(&self, arguments: Arguments) -> Result<Object<Parts>, Diagnostic> {
        let text = arguments.arn.text();
        let Some(arn) = Arn::parse_any(text) else {
            return Err(Diagnostic::error(
                format!("\"{}\" is not an ARN", shown(text)),
                "An ARN has six parts: arn:aws:sqs:eu-west-1:123456789012:orders.",
            )
            .at("arn"));
        };
        let known = |it: &str| Tf::Known(it.to_owned());
        Ok(Object(Tf::Known(Parts {
            partition: known(arn.partition),
            service: known(arn.service),
            region: known(arn.region),
            account_id: known(arn.account),
            resource: known(arn.resource),
            name: known(name(arn)),
            source_kind: SourceKind::of(text).map(|it| it.word().to_owned()).into(),
        })))
    }
}

/// The name of what the ARN is of; of a function without its qualifier.
fn name(arn: Arn<'_>) -> &str {
    match (arn.service, arn.resource.split_once(':')) {
        ("lambda", Some((_, rest))) => rest.split(':').next().unwrap_or(rest),
        _ => arn.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(arn: &str) -> Result<Parts, Diagnostic> {
        let arn = Tf::Known(arn.to_owned());
        let parsed = ParseArn.call(Arguments { arn })?;
        Ok(parsed.0.into_known().unwrap())
    }

    #[test]
    fn an_arn_is_split_into_its_parts() {
        for (arn, expected) in [
            (
                "arn:aws:sqs:eu-west-1:123456789012:orders.fifo",
                [
                    "aws",
                    "sqs",
                    "eu-west-1",
                    "123456789012",
                    "orders.fifo",
                    "orders.fifo",
                    "sqs",
                ],
            ),
            (
                "arn:aws-cn:kinesis:cn-north-1:123456789012:stream/clicks",
                [
                    "aws-cn",
                    "kinesis",
                    "cn-north-1",
                    "123456789012",
                    "stream/clicks",
                    "clicks",
                    "kinesis",
                ],
            ),
            (
                "arn:aws:lambda:eu-west-1:123456789012:function:worker:live",
                [
                    "aws",
                    "lambda",
                    "eu-west-1",
                    "123456789012",
                    "function:worker:live",
                    "worker",
                    "",
                ],
            ),
            (
                "arn:aws:s3:::failures",
                ["aws", "s3", "", "", "failures", "failures", ""],
            ),
        ] {
            let it = parts(arn).unwrap();
            let text = |it: &Tf<String>| it.known().cloned().unwrap_or_default();
            let found = [
                &it.partition,
                &it.service,
                &it.region,
                &it.account_id,
                &it.resource,
                &it.name,
                &it.source_kind,
            ];
            assert_eq!(found.map(text), expected, "{arn}");
        }
        assert_eq!(
            parts("arn:aws:s3:::failures").unwrap().source_kind,
            Tf::Null
        );
    }

    #[test]
    fn what_is_no_arn_is_refused_at_the_argument() {
        for text in [
            "",
            "orders",
            "arn:aws:sqs",
            "urn:aws:sqs:eu-west-1:1:q",
            "arn:gcp:a:b:c:d",
        ] {
            let error = parts(text).unwrap_err();
            assert_eq!(error.path, "arn".into(), "{text}");
            assert!(error.summary.contains("is not an ARN"), "{error:?}");
        }
    }
}
