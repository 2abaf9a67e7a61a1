//! Making a mapping, so that none is ever lost.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_lambda::operation::update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder;

use super::{
    irregular::{self, Reported},
    request,
    settle::{Ended, Patience},
    table::EventSourceMapping,
};
use crate::{
    aws::{
        client::Client,
        error::{Error, Kind},
    },
    framework::{cell::Tf, diagnostics::Diagnostic, resource::Call},
};

/// How long a new function, role or policy may take to be seen by Lambda.
pub(super) const PROPAGATION: Duration = Duration::from_secs(30);
/// How long to try again when Lambda fails without saying why.
const OUTAGE: Duration = Duration::from_secs(30);
/// How much the clocks of this machine and of AWS may differ.
const SKEW: Duration = Duration::from_mins(1);

const WHAT: &str = "create the event source mapping";

/// Makes the mapping that is planned, or finds the one that a lost answer has made.
pub(super) async fn create(
    call: &Call<Client, EventSourceMapping>,
    planned: &EventSourceMapping,
    patience: &mut Patience,
) -> Result<EventSourceMapping, Diagnostic> {
    let tags = planned.tags_all.0.known().cloned().unwrap_or_default();
    let request = request::create(&call.config, planned)
        .map_err(|it| Diagnostic::error(format!("Cannot {WHAT}"), it))?
        .set_tags((!tags.is_empty()).then(|| tags.into_iter().collect()));
    let started = SystemTime::now();
    // Whether a request may have taken effect although no answer came.
    let mut unclear = false;
    loop {
        let error = match call.client.create(request.clone()).await {
            Ok(output) => return Ok(irregular::read(&output, planned)),
            Err(error) => error,
        };
        let wait = match error.kind {
            Kind::Throttled(wait) => wait,
            Kind::Propagating if patience.elapsed() < PROPAGATION => {
                tracing::warn!(
                    cause = error.words(),
                    "not visible to Lambda yet, trying again"
                );
                None
            }
            Kind::Silent | Kind::Unclear => {
                unclear = true;
                match find(call, planned, started).await {
                    Ok(Some(found)) => return Ok(found),
                    Ok(None) if patience.elapsed() < OUTAGE => None,
                    Ok(None) | Err(_) => return Err(failed(&error, unclear)),
                }
            }
            Kind::Conflict => match in_the_way(call, planned, &error).await {
                InTheWay::Leaving => None,
                // The list may not show yet what the request without an answer has made.
                InTheWay::Staying(uuid, _) if unclear => {
                    match ours(call, &uuid, planned, started).await {
                        Ok(Some(found)) => return Ok(found),
                        Ok(None) => return Err(taken(planned, &uuid, &error)),
                        Err(_) => return Err(failed(&error, unclear)),
                    }
                }
                InTheWay::Staying(_, diagnostic) => return Err(diagnostic),
                InTheWay::Unnamed => return Err(failed(&error, unclear)),
            },
            _ => return Err(failed(&error, unclear)),
        };
        match patience.pause(call, wait).await {
            Ok(()) => {}
            Err(Ended::TimedOut) => return Err(failed(&error, unclear)),
            Err(Ended::Stopped) => {
                let mut diagnostic = failed(&error, unclear);
                "The creation of the event source mapping was interrupted"
                    .clone_into(&mut diagnostic.summary);
                return Err(diagnostic);
            }
        }
    }
}

/// The mapping that a request without an answer has made, if it has.
async fn find(
    call: &Call<Client, EventSourceMapping>,
    planned: &EventSourceMapping,
    started: SystemTime,
) -> Result<Option<EventSourceMapping>, Error> {
    let text = |it: &Tf<String>| it.known().cloned().unwrap_or_default();
    let (function, source) = (
        text(&planned.function_name),
        text(&planned.event_source_arn),
    );
    for found in call.client.find(&function, &source).await? {
        if let Some(uuid) = found.uuid()
            && let Some(found) = ours(call, uuid, planned, started).await?
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The mapping, if it is the one that the request has made: as planned in everything that was sent,
/// and no older than the request. Anything else is somebody else's.
async fn ours(
    call: &Call<Client, EventSourceMapping>,
    uuid: &str,
    planned: &EventSourceMapping,
    started: SystemTime,
) -> Result<Option<EventSourceMapping>, Error> {
    let output = call.client.get(uuid).await?;
    let since = started.checked_sub(SKEW).unwrap_or(UNIX_EPOCH);
    let since = since.duration_since(UNIX_EPOCH).unwrap_or_default();
    let young = output
        .last_modified()
        .and_then(|it| u64::try_from(it.secs()).ok())
        .is_some_and(|it| it >= since.as_secs());
    let found = irregular::read(&output, planned);
    let as_planned = planned.event_source_arn == found.event_source_arn
        && planned.starting_position == found.starting_position
        && request::update(planned, &found) == Ok(UpdateEventSourceMappingInputBuilder::default());
    if young && as_planned {
        tracing::warn!(uuid, "the answer was lost; the mapping was found");
        return Ok(Some(found));
    }
    Ok(None)
}

/// Why no mapping was made; or that this is not known.
fn failed(error: &Error, unclear: bool) -> Diagnostic {
    let mut diagnostic = error.diagnostic(WHAT);
    if unclear {
        diagnostic.detail.push_str(
            "\n\nIt is not known whether the mapping was made. If it was, the next apply says so, \
             with the import block that takes it over.",
        );
    }
    diagnostic
}

/// What the mapping does that has the same source and function.
pub(super) enum InTheWay {
    /// It is being deleted.
    Leaving,
    /// It stays: its UUID, and what to say of it.
    Staying(String, Diagnostic),
    /// AWS does not say which it is.
    Unnamed,
}

/// Looks at the mapping that AWS names in a conflict.
pub(super) async fn in_the_way(
    call: &Call<Client, EventSourceMapping>,
    planned: &EventSourceMapping,
    error: &Error,
) -> InTheWay {
    let Some(uuid) = error.conflicting_uuid() else {
        return InTheWay::Unnamed;
    };
    match call.client.get(uuid).await {
        Ok(output) if Reported::state(&output) == Some("Deleting") => InTheWay::Leaving,
        Err(gone) if gone.kind == Kind::NotFound => InTheWay::Leaving,
        _ => InTheWay::Staying(uuid.to_owned(), taken(planned, uuid, error)),
    }
}

fn taken(planned: &EventSourceMapping, uuid: &str, error: &Error) -> Diagnostic {
    let function = planned.function_name.known().map_or("", String::as_str);
    Diagnostic::error(
        format!("The event source already has a mapping to the function \"{function}\""),
        format!(
            "Lambda allows one for each source and function. If it is this very resource, replaced \
             with create_before_destroy, remove that setting: the old mapping has to go first. \
             Otherwise take it over by importing it, or delete it:\n\n    import {{\n      to = \
             awslambda_event_source_mapping.<name>\n      id = \"{uuid}\"\n    }}\n\n{}",
            error.words()
        ),
    )
    .at("event_source_arn")
}
