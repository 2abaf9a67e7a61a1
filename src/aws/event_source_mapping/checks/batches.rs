//! Batches, and what happens to those that fail.

use super::{GUIDE, MODEL, between, number};
use crate::{
    aws::{
        event_source_mapping::kinds::{is_queue_mode, source_kind},
        names::source_kind::SourceKind,
    },
    framework::{
        diagnostics::shown,
        schema::{
            evidence::Evidence,
            spec::{Complaint, Rule},
        },
        value::Value,
    },
};

/// Largest batch of an SQS queue without a batching window, and of a FIFO queue at all.
const SMALL_BATCH: i64 = 10;

/// The row that a batch of an SQS queue depends on.
const WINDOW: &str = "maximum_batching_window_in_seconds";

/// The range of the API. 0 counts as unset, as for `hashicorp/aws`.
pub(in crate::aws::event_source_mapping) fn size() -> Rule {
    let range = between(1, 10_000);
    let evidence = range.evidence;
    Rule::several(
        "From 1 to 10000. 0 counts as unset.",
        move |value, config| {
            if number(value) == Some(0) {
                return Vec::new();
            }
            range.check(value, config)
        },
    )
    .with(evidence)
}

pub(in crate::aws::event_source_mapping) fn batch_fits_source() -> Rule {
    let says = "For an SQS queue above 10 only with a batching window of at least 1 second. For a FIFO \
                queue at most 10.";
    Rule::new(says, |value, config| {
        let large = number(value).is_some_and(|it| it > SMALL_BATCH);
        match source_kind(config) {
            Some(SourceKind::SqsFifo) if large => Err(Complaint::new(
                format!("at most {SMALL_BATCH} for an SQS FIFO queue"),
                format!("Set a number from 1 to {SMALL_BATCH}."),
            )
            .by(Evidence::Documented(GUIDE))),
            Some(SourceKind::Sqs) if large => match config.attribute(WINDOW) {
                Value::Unknown(_) => Ok(()),
                window if number(window).is_some_and(|it| it > 0) => Ok(()),
                _ => Err(Complaint::new(
                    format!("above {SMALL_BATCH} it needs a batching window"),
                    format!("Set {WINDOW} to at least 1, or a batch of at most {SMALL_BATCH}."),
                )),
            },
            _ => Ok(()),
        }
    })
    .recorded(
        "\"Maximum batch window in seconds must be greater than 0 if maximum batch size is greater \
         than 10\"",
    )
}

pub(in crate::aws::event_source_mapping) fn window_not_for_fifo() -> Rule {
    Rule::new("Not for FIFO queues.", |value, config| {
        match (source_kind(config), number(value)) {
            (Some(SourceKind::SqsFifo), Some(window)) if window > 0 => Err(Complaint::new(
                "not supported for an SQS FIFO queue",
                "A FIFO queue has no batching window. Remove the argument.",
            )),
            _ => Ok(()),
        }
    })
    .recorded("\"Batching window is not supported for FIFO queues\"")
}

/// The declared range begins at -1, but the API refuses the numbers between.
pub(in crate::aws::event_source_mapping) fn age() -> Rule {
    let says = "-1 for records of any age, or from 60 to 604800.";
    Rule::new(says, |value, _| match value {
        Value::Number(it)
            if it
                .as_i64()
                .is_none_or(|it| it != -1 && !(60..=604_800).contains(&it)) =>
        {
            Err(Complaint::new(
                format!("{} is out of range", shown(&it.to_string())),
                "Set a number of seconds from 60 to 604800, or -1 for records of any age.",
            ))
        }
        _ => Ok(()),
    })
    .documented(MODEL)
}

pub(in crate::aws::event_source_mapping) fn retries_of_queue_mode() -> Rule {
    let says = "-1 not for Kafka with `consumption_mode = \"Queue\"`.";
    Rule::new(says, |value, config| {
        if is_queue_mode(config) == Some(true) && number(value) == Some(-1) {
            return Err(Complaint::new(
                "-1 is not supported with consumption_mode = \"Queue\"",
                "Set a number from 0 to 10000.",
            ));
        }
        Ok(())
    })
    .documented(GUIDE)
}
