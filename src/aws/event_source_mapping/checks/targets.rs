//! What becomes of failed records, and who may read the filters and count the events.

use super::{elements, has_no_block, text};
use crate::{
    aws::{event_source_mapping::kinds::source_kind, names::arn::Arn},
    framework::schema::{
        rules::{self, shown},
        spec::{Complaint, Rule},
    },
};

pub(in crate::aws::event_source_mapping) fn destination() -> Rule {
    let says = "The ARN of an SQS queue, an SNS topic or an S3 bucket, no FIFO one; for Kafka also \
                `kafka://` and the name of a topic. At most 350 characters.";
    rules::text(says, |it, config| {
        let kind = source_kind(config);
        let complain = |summary: String, detail: &str| Err(Complaint::new(summary, detail));
        if it.len() > 350 {
            let summary = format!("it has {} characters", it.len());
            return complain(summary, "Lambda takes at most 350.");
        }
        if let Some(topic) = it.strip_prefix("kafka://") {
            return match kind {
                Some(kind) if !kind.is_kafka() => complain(
                    format!("{} cannot send to Kafka", kind.says()),
                    "Only a mapping of Kafka sends failed records to a topic of its cluster. Use \
                     the ARN of an SQS queue, an SNS topic or an S3 bucket.",
                ),
                _ if topic.is_empty() => complain(
                    "it names no topic".to_owned(),
                    "Write the topic after \"kafka://\".",
                ),
                _ => Ok(()),
            };
        }
        let arn = Arn::parse(it).map(|arn| arn.service);
        let bucket = it.starts_with("arn:") && it.contains(":s3:::");
        match arn {
            Some("sqs" | "sns") if it.strip_suffix(".fifo").is_some() => complain(
                "it is a FIFO queue or topic".to_owned(),
                "Lambda sends failed records to standard queues and topics only.",
            ),
            Some("sqs" | "sns" | "s3") => Ok(()),
            _ if bucket => Ok(()),
            _ => complain(
                format!("it is \"{}\"", shown(it)),
                "It must be the ARN of an SQS queue, an SNS topic or an S3 bucket, or, for a mapping \
                 of Kafka, \"kafka://\" and the name of a topic.",
            ),
        }
    })
}

pub(in crate::aws::event_source_mapping) fn kms_key() -> Rule {
    rules::text("The ARN of a key.", |it, _| {
        let arn = Arn::parse(it);
        if it.is_empty() || arn.is_some_and(|it| it.service == "kms") {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It must be the ARN of a KMS key: \
             \"arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab\".",
        ))
    })
}

pub(in crate::aws::event_source_mapping) fn key_has_filters() -> Rule {
    let says = "Only with `filter_criteria`, which it encrypts.";
    rules::text(says, |it, config| {
        if it.is_empty() || !has_no_block(config, "filter_criteria") {
            return Ok(());
        }
        Err(Complaint::new(
            "it has nothing to encrypt",
            "The key encrypts the filters of the mapping, and there are none.",
        )
        .advice())
    })
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
                    format!("{} has no {it}", kind.says()),
                    "Only Kafka has it. The metric of other sources is EventCount.",
                )
            })
            .collect()
    })
}

/// Words of a set that the API has, as far as this version knows.
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
}
