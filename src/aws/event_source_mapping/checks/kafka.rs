//! What only Kafka has: consumer groups, share groups, schema registries.

use super::{elements, has_no_block, is_partly_unknown, source::names, text};
use crate::framework::{
    schema::{
        rules::{self, shown},
        spec::{Complaint, Rule},
    },
    value::Value,
};

pub(in crate::aws::event_source_mapping) fn consumer_group() -> Rule {
    let says = "1 to 200 letters, digits and `-/*:_+=.@`.";
    rules::text(says, |it, _| {
        let plain = |it: char| it.is_ascii_alphanumeric() || "-/*:_+=.@".contains(it);
        if (1..=200).contains(&it.chars().count()) && it.chars().all(plain) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "The id of a consumer group has 1 to 200 letters, digits and any of \"-/*:_+=.@\".",
        ))
    })
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
            "it needs provisioned pollers",
            "Lambda decodes records by a schema registry only in provisioned mode. Add a block \
             provisioned_poller_config.",
        ))
    })
}

pub(in crate::aws::event_source_mapping) fn registry_uri() -> Rule {
    let says = "The ARN of a Glue registry, or an `https://` URL of a Confluent one, of at most \
                10,000 characters.";
    rules::text(says, |it, _| {
        let glue = it.starts_with("arn:") && it.contains(":glue:");
        if (glue || it.starts_with("https://")) && it.len() <= 10_000 {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It must be the ARN of a Glue schema registry \
             (\"arn:aws:glue:eu-west-1:123456789012:registry/orders\"), or the https:// URL of a \
             Confluent one.",
        ))
    })
}

/// Lambda reaches a Glue registry by its role, and any other by a secret.
pub(in crate::aws::event_source_mapping) fn registry_access() -> Rule {
    let says = "At most two, and none for a Glue registry, which Lambda reaches by the role of the \
                function.";
    Rule::several(says, |value, config| {
        let mut found = Vec::new();
        let count = elements(value).count();
        if count > 2 && !is_partly_unknown(value) {
            found.push(Complaint::new(
                format!("there are {count} of them"),
                "Lambda takes at most two ways to reach a schema registry.",
            ));
        }
        if count > 0 && registry_is_glue(config) {
            found.push(Complaint::new(
                "a Glue registry has no access settings",
                "Lambda reaches a Glue schema registry by the role of the function. Remove the \
                 block.",
            ));
        }
        found
    })
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
            "\"schema_validation_config\" is missing",
            "Say what of a record the registry has schemas for: a block schema_validation_config \
             with attribute = \"KEY\" or \"VALUE\".",
        ))
    })
}

/// The ARN of a secret, as the types of access of a registry need it.
pub(in crate::aws::event_source_mapping) fn secret_arn() -> Rule {
    rules::text("The ARN of a secret in Secrets Manager.", |it, _| {
        if is_secret(it) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It must be the ARN of a secret: \
             \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:kafka\".",
        ))
    })
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
            format!("it is \"{}\"", shown(it)),
            "It is \"Stream\", or \"Queue\" for a share group.",
        ))
    })
}

/// The word of the type of an entry.
pub(super) fn kind_of(entry: &Value) -> Option<&str> {
    text(entry.attribute("type"))
}
