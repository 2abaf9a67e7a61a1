//! What a replacement means: why it is one, and what becomes of the position in the source.

use super::table::EventSourceMapping;
use crate::{
    aws::arn::Kind,
    framework::{diagnostics::Diagnostic, plan::Replace},
};

/// Warns of a replacement for this reason.
pub(super) fn replacement(
    prior: &EventSourceMapping,
    planned: &EventSourceMapping,
    reason: &Replace,
) -> Diagnostic {
    let source = planned.event_source_arn.known();
    let same = prior.event_source_arn == planned.event_source_arn
        && prior.function_name == planned.function_name;
    let mut detail = format!(
        "{}.\n\n{}",
        reason.because,
        fate_of_position(prior, planned)
    );
    if same {
        detail.push_str(
            "\n\nLambda allows one mapping for each source and function, so the old one has to \
             go first: create_before_destroy does not work here.",
        );
    }
    // Terraform merges warnings with the same summary: each has to be one of its own.
    let name = source.map_or("the event source", String::as_str);
    let name = name.rsplit([':', '/']).next().unwrap_or(name);
    Diagnostic::warning(
        format!(
            "A change of \"{}\" replaces the event source mapping of {name}",
            reason.path
        ),
        detail,
    )
    .at(reason.path.clone())
}

/// What becomes of the place up to which the source was read.
fn fate_of_position(prior: &EventSourceMapping, planned: &EventSourceMapping) -> String {
    let kind = |it: &EventSourceMapping| it.event_source_arn.known().and_then(|it| Kind::of(it));
    let moved = prior.event_source_arn != planned.event_source_arn;
    let position = planned.starting_position.known().map(String::as_str);
    let time = planned.starting_position_timestamp.known();
    let time = time.map_or("the given time", |it| it.0.as_str());
    let old = match kind(prior) {
        Some(Kind::Sqs | Kind::SqsFifo) if moved => {
            "Messages that are left in the old queue are no longer read by this mapping."
        }
        Some(Kind::Sqs | Kind::SqsFifo) => {
            "An SQS queue keeps its messages until they are processed: none is lost, and those in \
             flight come back after their visibility timeout."
        }
        _ if moved => {
            "The position in the old stream is lost, and records that are left in it are no longer \
             read by this mapping."
        }
        _ => "The position in the stream is lost.",
    };
    let new = match (kind(planned), position) {
        (Some(Kind::Sqs | Kind::SqsFifo), _) => String::new(),
        (_, Some("LATEST")) => {
            " The new mapping starts at LATEST: records that arrive before it is enabled are skipped."
                .to_owned()
        }
        (_, Some("TRIM_HORIZON")) if moved => {
            " The new mapping starts at TRIM_HORIZON: the function gets all records that the new \
             stream still holds."
                .to_owned()
        }
        (_, Some("TRIM_HORIZON")) => {
            " The new mapping starts at TRIM_HORIZON: the function gets all records that the stream \
             still holds, those that it has had before included."
                .to_owned()
        }
        (_, Some("AT_TIMESTAMP")) => format!(
            " The new mapping starts at {time}: the function gets all records since then, also those \
             that it has had before."
        ),
        _ => String::new(),
    };
    format!("{old}{new}")
}
