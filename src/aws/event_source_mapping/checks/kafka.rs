//! Rules for Kafka only: consumer groups, share groups, schema registries.

use super::{GUIDE, MODEL, SEEN, elements, has_no_block, is_partly_unknown, source::names, text};
use crate::framework::{
    diagnostics::shown,
    schema::{
        evidence::Evidence,
        rules,
        spec::{Complaint, Rule},
    },
    value::Value,
};

pub(in crate::aws::event_source_mapping) fn consumer_group() -> Rule {
    let says = "1 to 200 letters, digits, spaces and `-/*:_+=.@`.";
    rules::text(says, |it, _| {
        let plain = |it: char| it.is_ascii_alphanumeric() || " -/*:_+=.@".contains(it);
        if (1..=200).contains(&it.len()) && it.chars().all(plain) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a valid consumer group", shown(it)),
            "Use 1 to 200 letters, digits, spaces, and any of \"-/*:_+=.@\".",
        ))
    })
    .documented(MODEL)
}

/// Records are decoded by Lambda's own pollers only.
pub(in crate::aws::event_source_mapping) fn registry_needs_pollers() -> Rule {
    let says = "Only with `provisioned_poller_config`.";
    Rule::new(says, |value, config| {
        let registry = elements(value).next().is_some();
        if !registry || !has_no_block(config, "provisioned_poller_config") {
            return Ok(());
        }
        Err(Complaint::new(
            "needs provisioned_poller_config",
            "Lambda supports a schema registry only in provisioned mode. Add a block \
             provisioned_poller_config.",
        ))
    })
    .recorded(SEEN)
}

pub(in crate::aws::event_source_mapping) fn registry_uri() -> Rule {
    let says = "The ARN of a Glue registry, or the `https://` URL of a Confluent registry. At most \
                10,000 letters, digits and `-/*:_+=.@`.";
    rules::text(says, |it, _| {
        let plain = |it: char| it.is_ascii_alphanumeric() || "-/*:_+=.@".contains(it);
        if it.len() > 10_000 || !it.chars().all(plain) {
            return Err(Complaint::new(
                format!("\"{}\" is not a valid URI", shown(it)),
                "Use at most 10000 letters, digits, and any of \"-/*:_+=.@\".",
            )
            .by(Evidence::Documented(MODEL)));
        }
        let is_glue = it.starts_with("arn:") && it.contains(":glue:");
        if is_glue || it.starts_with("https://") {
            return Ok(());
        }
        if it.starts_with("http://") {
            let why = "the guide names https URLs; the model allows others";
            return Err(Complaint::new(
                "the registry is reached without TLS",
                "Lambda may reject an http URL. Use https.",
            )
            .by(Evidence::Assumed(why)));
        }
        Err(Complaint::new(
            format!("\"{}\" is neither an ARN of Glue nor a URL", shown(it)),
            "Use an ARN such as \"arn:aws:glue:eu-west-1:123456789012:registry/orders\", or the \
             https URL of a Confluent registry.",
        ))
    })
    .documented(GUIDE)
}

/// Lambda reaches a Glue registry by its role, and any other by a secret.
pub(in crate::aws::event_source_mapping) fn registry_access() -> Rule {
    let says = "At most 2. None for a Glue registry, which Lambda reaches with the execution role of \
                the function.";
    Rule::several(says, |value, config| {
        let mut found = Vec::new();
        let count = elements(value).count();
        if count > 2 && !is_partly_unknown(value) {
            found.push(Complaint::new(
                format!("at most 2 blocks are allowed, got {count}"),
                "Remove the others.",
            )
            .by(Evidence::Documented("the CloudFormation schema of the resource")));
        }
        if count > 0 && registry_is_glue(config) {
            found.push(Complaint::new(
                "not supported for a Glue registry",
                "Lambda reaches a Glue registry with the execution role of the function. Remove the \
                 block.",
            ));
        }
        found
    })
    .documented(GUIDE)
}

fn registry_is_glue(config: &Value) -> bool {
    [
        "amazon_managed_kafka_event_source_config",
        "self_managed_kafka_event_source_config",
    ]
    .iter()
    .filter_map(|it| super::block(config, it))
    .any(|it| {
        names(it, "schema_registry_config", "schema_registry_uri")
            .is_some_and(|uri| uri.starts_with("arn:"))
    })
}

pub(in crate::aws::event_source_mapping) fn registry_validation() -> Rule {
    let says = "At least one: `KEY`, `VALUE` or both.";
    Rule::new(says, |_, _| {
        Err(Complaint::new(
            "missing",
            "Lambda has to know which part of a record to validate. Add a block with attribute = \
             \"KEY\" or \"VALUE\".",
        ))
    })
    .recorded(SEEN)
}

/// The ARN of a secret, as the types of access of a registry need it.
pub(in crate::aws::event_source_mapping) fn secret_arn() -> Rule {
    rules::text("The ARN of a secret in Secrets Manager.", |it, _| {
        if is_secret(it) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not the ARN of a secret", shown(it)),
            "Use an ARN such as \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:kafka\".",
        ))
    })
    .documented(MODEL)
}

pub(super) fn is_secret(uri: &str) -> bool {
    uri.starts_with("arn:") && uri.contains(":secretsmanager:") && uri.contains(":secret:")
}

pub(in crate::aws::event_source_mapping) fn mode() -> Rule {
    rules::text("`Stream` or `Queue`.", |it, _| {
        if matches!(it, "Stream" | "Queue") {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a valid value", shown(it)),
            "Valid values: Stream, Queue.",
        ))
    })
    .documented(MODEL)
}

/// The word of the type of an entry.
pub(super) fn kind_of(entry: &Value) -> Option<&str> {
    text(entry.attribute("type"))
}
