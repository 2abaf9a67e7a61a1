//! Batches, and what becomes of those that fail.

use super::number;
use crate::{
    aws::{
        event_source_mapping::kinds::{is_queue_mode, source_kind},
        names::source_kind::SourceKind,
    },
    framework::{
        schema::spec::{Complaint, Rule},
        value::Value,
    },
};

/// Largest batch of an SQS queue without a batching window, and of a FIFO queue at all.
const SMALL_BATCH: i64 = 10;

/// The row that a batch of an SQS queue depends on.
const WINDOW: &str = "maximum_batching_window_in_seconds";

pub(in crate::aws::event_source_mapping) fn batch_fits_source() -> Rule {
    let says = "For an SQS queue above 10 only with a batching window of at least one second; for a \
                FIFO queue at most 10.";
    Rule::new(says, |value, config| {
        let large = number(value).is_some_and(|it| it > SMALL_BATCH);
        match source_kind(config) {
            Some(SourceKind::SqsFifo) if large => Err(Complaint::new(
                "it is too large for a FIFO queue",
                format!(
                    "Lambda reads at most {SMALL_BATCH} records at once from an SQS FIFO queue."
                ),
            )),
            Some(SourceKind::Sqs) if large => match config.attribute(WINDOW) {
                Value::Unknown(_) => Ok(()),
                window if number(window).is_some_and(|it| it > 0) => Ok(()),
                _ => Err(Complaint::new(
                    "it needs a batching window",
                    format!(
                        "For an SQS queue Lambda allows more than {SMALL_BATCH} records only when it \
                         may gather them for a while. Set {WINDOW} to at least 1."
                    ),
                )),
            },
            _ => Ok(()),
        }
    })
}

pub(in crate::aws::event_source_mapping) fn window_not_for_fifo() -> Rule {
    Rule::new("Not for FIFO queues.", |value, config| {
        match (source_kind(config), number(value)) {
            (Some(SourceKind::SqsFifo), Some(window)) if window > 0 => Err(Complaint::new(
                "a FIFO queue has no batching window",
                "Lambda does not gather batches from an SQS FIFO queue. Remove the argument.",
            )),
            _ => Ok(()),
        }
    })
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
                format!("it is {it}"),
                "It must be a number of seconds from 60 to 604800 (a week), or -1 for records of \
                 any age.",
            ))
        }
        _ => Ok(()),
    })
}

pub(in crate::aws::event_source_mapping) fn retries_of_queue_mode() -> Rule {
    let says = "-1 not for Kafka with `consumption_mode = \"Queue\"`.";
    Rule::new(says, |value, config| {
        if is_queue_mode(config) == Some(true) && number(value) == Some(-1) {
            return Err(Complaint::new(
                "Kafka that is read as a queue cannot be tried without end",
                "With consumption_mode = \"Queue\" set a number of attempts from 0 on.",
            ));
        }
        Ok(())
    })
}
