//! How much of Lambda reads a source at once.

use super::{GUIDE, MODEL, has_no_block, number};
use crate::{
    aws::{event_source_mapping::kinds::source_kind, names::source_kind::SourceKind},
    framework::{
        diagnostics::shown,
        schema::{
            evidence::Evidence,
            rules,
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
                "excludes provisioned_poller_config",
                "The concurrency of a queue is limited by one of the two blocks. Remove the other.",
            ))
        },
    )
    .documented("the CloudFormation schema of the resource")
}

/// Accounts with a raised quota have more than the 1,000 of the model.
pub(in crate::aws::event_source_mapping) fn concurrency() -> Rule {
    let says = "At least 2. More than 1,000 only with a raised quota.";
    Rule::new(says, |value, _| match value {
        Value::Number(it) if it.as_i64().is_none_or(|it| it < 2) => Err(Complaint::new(
            format!("{} is out of range", shown(&it.to_string())),
            "Set a whole number from 2 to 1000.",
        )),
        Value::Number(it) if it.as_i64().is_some_and(|it| it > 1000) => Err(Complaint::new(
            format!("{it} needs a raised quota"),
            "The default maximum is 1000. Lambda rejects a larger number unless AWS raised the quota of \
             the account.",
        )
        .by(Evidence::Assumed("accounts with a raised quota accept more than 1,000"))),
        _ => Ok(()),
    })
    .documented(MODEL)
}

/// The range of the API's model is for all kinds. Each kind allows less.
pub(in crate::aws::event_source_mapping) fn pollers_of_kind() -> Rule {
    let says = "SQS: `minimum_pollers` from 2 to 200, `maximum_pollers` from 2 to 10,000. Kafka: from \
                1 to 200, and from 1 to 2,000. The minimum is not above the maximum.";
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
                            "The minimum for an SQS queue is 2.",
                        ));
                    }
                }
            }
            Some(kind) if kind.is_kafka() && most.is_some_and(|it| it > 2000) => {
                found.push(Complaint::new(
                    "maximum_pollers is above 2000",
                    "The maximum for Kafka is 2000. Only SQS allows up to 10000.",
                ));
            }
            _ => {}
        }
        if let (Some(fewest), Some(most)) = (fewest, most)
            && fewest > most
        {
            found.push(
                Complaint::new(
                    format!("minimum_pollers ({fewest}) is above maximum_pollers ({most})"),
                    "Lambda may reject this. Set a minimum that is not above the maximum.",
                )
                .by(Evidence::Assumed("no rejection is known")),
            );
        }
        found
    })
    .documented(GUIDE)
}

pub(in crate::aws::event_source_mapping) fn poller_group() -> Rule {
    let says = "At most 128 letters, digits, `-` and `_`; not for SQS.";
    rules::text(says, |it, config| {
        if it.is_empty() {
            return Ok(());
        }
        if source_kind(config).is_some_and(SourceKind::is_sqs) {
            return Err(Complaint::new(
                "not supported for SQS",
                "Only mappings of Kafka share pollers. Remove the argument.",
            )
            .by(Evidence::Documented(GUIDE)));
        }
        let plain = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
        if it.len() <= 128 && it.chars().all(plain) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a valid name", shown(it)),
            "Use at most 128 letters, digits, \"-\" and \"_\".",
        ))
    })
    .documented(MODEL)
}
