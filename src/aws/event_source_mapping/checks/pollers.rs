//! How much of Lambda reads a source at once.

use super::{has_no_block, number};
use crate::{
    aws::{event_source_mapping::kinds::source_kind, names::source_kind::SourceKind},
    framework::{
        schema::{
            rules::{self, shown},
            spec::{Complaint, Rule},
        },
        value::Value,
    },
};

pub(in crate::aws::event_source_mapping) fn not_with_pollers() -> Rule {
    Rule::new(
        "Not together with `provisioned_poller_config`.",
        |_, config| {
            if has_no_block(config, "provisioned_poller_config")
                || config.attribute("provisioned_poller_config").is_unknown()
            {
                return Ok(());
            }
            Err(Complaint::new(
                "there is a provisioned_poller_config, too",
                "Lambda limits the concurrency of a queue either by scaling_config or by its pollers. \
             Remove one of the blocks.",
            ))
        },
    )
}

/// The range of the API's model is for all kinds; each kind has less of it.
pub(in crate::aws::event_source_mapping) fn pollers_of_kind() -> Rule {
    let says = "For SQS from 2 to 200 and to 10,000 pollers, for Kafka from 1 to 200 and to 2,000; \
                the fewest are at most the most.";
    Rule::several(says, |value, config| {
        let of = |name: &str| match value {
            Value::List(blocks) => blocks.first().and_then(|it| number(it.attribute(name))),
            _ => None,
        };
        let (fewest, most) = (of("minimum_pollers"), of("maximum_pollers"));
        let mut found = Vec::new();
        match source_kind(config) {
            Some(kind) if kind.is_sqs() => {
                for (name, it) in [("minimum_pollers", fewest), ("maximum_pollers", most)] {
                    if it.is_some_and(|it| it < 2) {
                        found.push(Complaint::new(
                            format!("{name} is below 2"),
                            "An SQS queue has at least 2 pollers.",
                        ));
                    }
                }
            }
            Some(kind) if kind.is_kafka() && most.is_some_and(|it| it > 2000) => {
                found.push(Complaint::new(
                    "maximum_pollers is over 2000",
                    "Kafka has at most 2,000 pollers. Only SQS has up to 10,000.",
                ));
            }
            _ => {}
        }
        if let (Some(fewest), Some(most)) = (fewest, most)
            && fewest > most
        {
            found.push(Complaint::new(
                format!("minimum_pollers is {fewest} and maximum_pollers {most}"),
                "The fewest pollers cannot be more than the most.",
            ));
        }
        found
    })
}

pub(in crate::aws::event_source_mapping) fn poller_group() -> Rule {
    let says = "At most 128 letters, digits, `-` and `_`; not for SQS.";
    rules::text(says, |it, config| {
        if it.is_empty() {
            return Ok(());
        }
        if source_kind(config).is_some_and(SourceKind::is_sqs) {
            return Err(Complaint::new(
                "SQS has no groups of pollers",
                "Only mappings of Kafka share pollers. Remove the argument.",
            ));
        }
        let plain = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
        if it.len() <= 128 && it.chars().all(plain) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It has at most 128 letters, digits, \"-\" and \"_\".",
        ))
    })
}
