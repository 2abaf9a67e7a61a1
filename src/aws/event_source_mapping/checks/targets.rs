//! The destination of failed records, the key of the filters, and the metrics.

use super::{GUIDE, MODEL, elements, has_no_block, source::is_short_topic, text};
use crate::{
    aws::{event_source_mapping::kinds::source_kind, names::arn::Arn},
    framework::{
        diagnostics::shown,
        schema::{
            evidence::Evidence,
            rules,
            spec::{Complaint, Rule},
        },
    },
};

pub(in crate::aws::event_source_mapping) fn destination() -> Rule {
    let says = "The ARN of a standard SQS queue, a standard SNS topic or an S3 bucket. For Kafka also \
                `kafka://` and the name of a topic. At most 350 characters.";
    rules::text(says, |it, config| {
        let kind = source_kind(config);
        let complain = |summary: String, detail: &str| Err(Complaint::new(summary, detail));
        if it.len() > 350 {
            let summary = format!("the value has {} characters", it.chars().count());
            return complain(summary, "At most 350 characters are allowed.")
                .map_err(|it| it.by(Evidence::Documented(MODEL)));
        }
        if let Some(topic) = it.strip_prefix("kafka://") {
            return match kind {
                Some(kind) if !kind.is_kafka() => complain(
                    format!("a Kafka topic is not supported for {}", kind.says()),
                    "Only a mapping of Kafka sends failed records to a topic. Use the ARN of an SQS \
                     queue, an SNS topic or an S3 bucket.",
                ),
                _ if !is_short_topic(topic) => complain(
                    format!("\"{}\" is not a topic name", shown(topic)),
                    "Write 1 to 249 letters, digits, \"-\", \"_\" and \".\" after \"kafka://\". The \
                     first character is not \".\".",
                )
                .map_err(|it| it.by(Evidence::Documented(MODEL))),
                _ => Ok(()),
            };
        }
        let arn = Arn::parse(it).map(|arn| arn.service);
        let bucket = it.starts_with("arn:") && it.contains(":s3:::");
        match arn {
            Some("sqs" | "sns") if it.strip_suffix(".fifo").is_some() => complain(
                "a FIFO queue or topic is not supported".to_owned(),
                "Lambda sends failed records only to standard queues and topics.",
            ),
            Some("sqs" | "sns" | "s3") => Ok(()),
            _ if bucket => Ok(()),
            _ => complain(
                format!("\"{}\" is not a supported destination", shown(it)),
                "Use the ARN of an SQS queue, an SNS topic or an S3 bucket. For Kafka, \"kafka://\" and \
                 the name of a topic is supported, too.",
            ),
        }
    })
    .documented(GUIDE)
}

pub(in crate::aws::event_source_mapping) fn kms_key() -> Rule {
    rules::text("", |it, _| {
        let arn = Arn::parse(it);
        if it.is_empty() || arn.is_some_and(|it| it.service == "kms") {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not the ARN of a KMS key", shown(it)),
            "Use an ARN such as \
             \"arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab\".",
        ))
    })
    .documented(MODEL)
}

pub(in crate::aws::event_source_mapping) fn key_has_filters() -> Rule {
    let says = "Only with `filter_criteria`.";
    rules::text(says, |it, config| {
        if it.is_empty() || !has_no_block(config, "filter_criteria") {
            return Ok(());
        }
        Err(Complaint::new(
            "the key has no effect",
            "It encrypts the filters of the mapping, and filter_criteria is not set.",
        ))
    })
    .assumed("Lambda accepts a key without filters")
}

pub(in crate::aws::event_source_mapping) fn metrics_of_kind() -> Rule {
    let says = "`ErrorCount` and `KafkaMetrics` only for Kafka.";
    Rule::several(says, |value, config| {
        let kind = source_kind(config).filter(|it| !it.is_kafka());
        let Some(kind) = kind else {
            return Vec::new();
        };
        elements(value)
            .filter_map(text)
            .filter(|it| matches!(*it, "ErrorCount" | "KafkaMetrics"))
            .map(|it| {
                Complaint::new(
                    format!("{it} is not supported for {}", kind.says()),
                    "Only Kafka has this metric. Use EventCount.",
                )
            })
            .collect()
    })
    .documented(GUIDE)
}

/// Words of a set that the API has, as far as this version knows. A word that is not known is a warning.
pub(in crate::aws::event_source_mapping) fn known_words(words: &'static [&'static str]) -> Rule {
    Rule::several(
        format!("Each is one of `{}`.", words.join("`, `")),
        move |value, _| {
            elements(value)
                .filter_map(text)
                .filter(|it| !words.contains(it))
                .map(|it| rules::unknown_word(it, words))
                .collect()
        },
    )
    .assumed("Lambda may have new values")
}
