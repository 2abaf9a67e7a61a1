//! Announces a replacement: its reason, and the fate of the position in the source.

use super::goes_on;
use crate::{
    aws::{
        event_source_mapping::{
            facts::{group_in_block, kind, same_source},
            table::EventSourceMapping,
        },
        names::{arn::Arn, source_kind::SourceKind},
    },
    framework::{diagnostics::Diagnostic, plan::Replace, schema::rules::capitalized},
};

/// Warns of a replacement for this reason.
pub(crate) fn replacement(
    prior: &EventSourceMapping,
    planned: &EventSourceMapping,
    reason: &Replace,
) -> Diagnostic {
    let source = source_of(planned);
    let same = same_source(prior, planned) && prior.function_name == planned.function_name;
    let mut detail = format!(
        "{}.\n\n{}",
        capitalized(reason.because),
        fate_of_position(prior, planned)
    );
    if same {
        detail.push_str(
            "\n\nLambda allows one mapping per event source and function, and must delete the old one first: \
             create_before_destroy does not work here.",
        );
    }
    // Terraform merges warnings with the same summary: each has to be one of its own.
    let name = Arn::parse(&source).map_or(&*source, Arn::name);
    Diagnostic::warning(
        format!(
            "A change of \"{}\" replaces the event source mapping of {name}",
            reason.path
        ),
        detail,
    )
    .at(reason.path.clone())
}

/// The source of a mapping, by the part of its name that people know.
fn source_of(mapping: &EventSourceMapping) -> String {
    let one = |it: &[String]| it.first().cloned();
    let topic = mapping.topics.0.known().and_then(|it| one(it));
    let queue = mapping.queues.0.known().and_then(|it| one(it));
    let arn = mapping.event_source_arn.known().cloned();
    let name = topic.or(queue).or(arn);
    name.unwrap_or_else(|| "the event source".to_owned())
}

/// The fate of the position up to which the source was read.
fn fate_of_position(prior: &EventSourceMapping, planned: &EventSourceMapping) -> String {
    let moved = !same_source(prior, planned);
    let old = old_position(kind(prior), moved);
    let new = match kind(planned) {
        Some(kind) if kind.is_kafka() => group(prior, planned).unwrap_or_else(|| {
            format!(
                " Lambda creates a new consumer group.{}",
                new_position(planned, moved)
            )
        }),
        Some(kind) if kind.is_sqs() || kind == SourceKind::Mq => String::new(),
        _ => new_position(planned, moved),
    };
    format!("{old}{new}")
}

fn old_position(kind: Option<SourceKind>, moved: bool) -> &'static str {
    match (kind, moved) {
        (Some(SourceKind::Sqs | SourceKind::SqsFifo), true) => {
            "The new mapping does not read the messages that remain in the old queue."
        }
        (Some(SourceKind::Sqs | SourceKind::SqsFifo), false) => {
            "An SQS queue keeps its messages until they are processed: none is lost. Messages in flight \
             return to the queue after their visibility timeout."
        }
        (Some(SourceKind::Mq), true) => {
            "The new mapping does not read the messages that remain in the old queue of the broker."
        }
        (Some(SourceKind::Mq), false) => {
            "The broker keeps its messages until they are acknowledged: none is lost."
        }
        (Some(kind), true) if kind.is_kafka() => {
            "The new mapping does not read the records that remain in the old topic."
        }
        (Some(kind), false) if kind.is_kafka() => {
            "In Kafka the position belongs to the consumer group."
        }
        (_, true) => {
            "The position in the old stream is lost. The new mapping does not read the records that remain \
             in it."
        }
        (_, false) => "The position in the stream is lost.",
    }
}

/// The effect of a known consumer group of Kafka on the position; `None` when the new mapping gets a
/// group of its own.
fn group(prior: &EventSourceMapping, planned: &EventSourceMapping) -> Option<String> {
    let (old, new) = (prior.consumer_group_id.known(), group_in_block(planned)?);
    let given = format!(
        " The new mapping joins the consumer group \"{new}\". It uses its starting position only where \
         that group has no position."
    );
    Some(match old {
        Some(old) if old == new && goes_on(prior, planned) => format!(
            " The new mapping joins the same consumer group, \"{new}\", and continues where the old one \
             stops."
        ),
        _ => given,
    })
}

fn new_position(planned: &EventSourceMapping, moved: bool) -> String {
    let position = planned.starting_position.known().map(String::as_str);
    let time = planned.starting_position_timestamp.known();
    let time = time.map_or("the given time", |it| it.0.as_str());
    match position {
        Some("LATEST") => {
            " The new mapping starts at LATEST: it skips records that arrive before it is enabled."
                .to_owned()
        }
        Some("TRIM_HORIZON") if moved => {
            " The new mapping starts at TRIM_HORIZON: the function receives all records that the new \
             source still holds."
                .to_owned()
        }
        Some("TRIM_HORIZON") => {
            " The new mapping starts at TRIM_HORIZON: the function receives all records that the source \
             still holds, also those that it received before."
                .to_owned()
        }
        Some("AT_TIMESTAMP") => format!(
            " The new mapping starts at {time}: the function receives all records since then, also those \
             that it received before."
        ),
        _ => String::new(),
    }
}
