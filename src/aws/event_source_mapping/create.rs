//! Making a mapping, so that none is ever lost.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{
    irregular::{self, Reported},
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
    let request = planned
        .to_create()
        .map_err(|it| Diagnostic::error(format!("Cannot {WHAT}"), it))?
        .set_tags((!tags.is_empty()).then(|| tags.into_iter().collect()));
    let started = SystemTime::now();
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
            Kind::Silent | Kind::Unclear => match find(call, planned, started).await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) if patience.elapsed() < OUTAGE => None,
                Ok(None) => return Err(error.diagnostic(WHAT)),
                Err(_) => return Err(unknown_outcome(&error)),
            },
            Kind::Conflict => match in_the_way(call, planned, &error).await {
                InTheWay::Leaving => None,
                InTheWay::Staying(diagnostic) => return Err(diagnostic),
            },
            _ => return Err(error.diagnostic(WHAT)),
        };
        match patience.pause(call, wait).await {
            Ok(()) => {}
            Err(Ended::TimedOut) => return Err(error.diagnostic(WHAT)),
            Err(Ended::Stopped) => {
                return Err(Diagnostic::error(
                    "The creation of the event source mapping was interrupted",
                    format!(
                        "No mapping was made. Lambda last answered: {}",
                        error.words()
                    ),
                ));
            }
        }
    }
}

/// The mapping that a request without an answer has made, if it has: one between this source and
/// this function that is no older than the request.
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
    let found = call.client.find(&function, &source).await?;
    let since = started.checked_sub(SKEW).unwrap_or(UNIX_EPOCH);
    let since = since.duration_since(UNIX_EPOCH).unwrap_or_default();
    let young = |seconds: i64| u64::try_from(seconds).is_ok_and(|it| it >= since.as_secs());
    let ours = found
        .iter()
        .find(|it| it.last_modified().is_some_and(|it| young(it.secs())));
    let Some(uuid) = ours.and_then(|it| it.uuid()) else {
        return Ok(None);
    };
    tracing::warn!(uuid, "the answer was lost; the mapping was found");
    let output = call.client.get(uuid).await?;
    Ok(Some(irregular::read(&output, planned)))
}

/// Neither did Lambda answer, nor can it be asked what it did.
fn unknown_outcome(error: &Error) -> Diagnostic {
    let mut diagnostic = error.diagnostic(WHAT);
    diagnostic.detail.push_str(
        "\n\nIt is not known whether the mapping was made. If it was, the next apply says so, with \
         the import block that takes it over.",
    );
    diagnostic
}

/// What the mapping does that has the same source and function.
enum InTheWay {
    /// It is being deleted.
    Leaving,
    /// It stays.
    Staying(Diagnostic),
}

async fn in_the_way(
    call: &Call<Client, EventSourceMapping>,
    planned: &EventSourceMapping,
    error: &Error,
) -> InTheWay {
    let Some(uuid) = error.conflicting_uuid() else {
        return InTheWay::Staying(error.diagnostic(WHAT));
    };
    match call.client.get(uuid).await {
        Ok(output) if Reported::state(&output) == Some("Deleting") => InTheWay::Leaving,
        Err(gone) if gone.kind == Kind::NotFound => InTheWay::Leaving,
        _ => {
            let function = planned.function_name.known().map_or("", String::as_str);
            InTheWay::Staying(
                Diagnostic::error(
                    "An event source mapping between this source and this function exists",
                    format!(
                        "Lambda allows one for each source and function \"{function}\". Take it over \
                         by importing it, or delete it:\n\n    import {{\n      to = \
                         awslambda_event_source_mapping.<name>\n      id = \"{uuid}\"\n    }}\n\n{}",
                        error.words()
                    ),
                )
                .at("event_source_arn"),
            )
        }
    }
}
