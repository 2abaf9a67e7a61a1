//! Messages about the result of a pause or a resumption.

use std::{fmt, time::Duration};

use super::health::by_lambda;
use crate::{
    aws::event_source_mapping::table::EventSourceMapping,
    framework::diagnostics::{Diagnostic, counted, shown},
};

/// The state to which a mapping is switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Lambda reads no records.
    Paused,
    /// Lambda reads records.
    Resumed,
}

/// The mapping as a message names it, with its state.
pub(crate) fn seen(mapping: &EventSourceMapping) -> String {
    let state = mapping.state.known().map_or("unknown", String::as_str);
    format!("{} (state {})", mapping.uuid.text(), shown(state))
}

/// A time that a person waited.
pub(crate) fn lasted(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, seconds) => counted(seconds, "second"),
        (minutes, 0) => counted(minutes, "minute"),
        (minutes, seconds) => {
            format!(
                "{} {}",
                counted(minutes, "minute"),
                counted(seconds, "second")
            )
        }
    }
}

/// An error for a mapping that was deleted before it was switched, or meanwhile.
pub(crate) fn gone(mapping: &EventSourceMapping, target: Target) -> Diagnostic {
    Diagnostic::error(
        format!(
            "The event source mapping {} no longer exists",
            mapping.uuid.text()
        ),
        format!(
            "Another process deleted it before it was {target}. There is nothing to {}.",
            target.verb()
        ),
    )
}

/// An error for a request that has no response.
pub(crate) fn unclear(mapping: &EventSourceMapping, target: Target, why: &str) -> Diagnostic {
    let verb = target.verb();
    Diagnostic::error(
        format!(
            "Cannot {verb} the event source mapping {}",
            mapping.uuid.text()
        ),
        format!(
            "{why} There was no response, so the mapping may be {target} or not. Try again: if the mapping is \
             {target} already, nothing changes."
        ),
    )
}

/// An error for a mapping whose final state was not seen.
pub(crate) fn not_at_rest(
    mapping: &EventSourceMapping,
    target: Target,
    sent: bool,
    why: &str,
) -> Diagnostic {
    let verb = target.verb();
    let done = if sent {
        format!("Lambda accepted the request to {verb} it and continues by itself.")
    } else {
        format!("Lambda was still busy with another change, so nothing was done to {verb} it.")
    };
    Diagnostic::error(
        format!(
            "The event source mapping {} is not {target} yet",
            mapping.uuid.text()
        ),
        format!(
            "{why} The last state was \"{}\". {done} Try again, with a longer time limit if Lambda needs more \
             time.",
            shown(mapping.state.text())
        ),
    )
}

/// An error for a mapping whose final state is another one.
pub(crate) fn differs(mapping: &EventSourceMapping, target: Target) -> Diagnostic {
    let reason = shown(mapping.state_transition_reason.text());
    let detail = if target == Target::Resumed && by_lambda(mapping) {
        format!(
            "Lambda disabled the mapping again and reads no records. Reason: {reason}\n\nFix the cause, then \
             resume the mapping again."
        )
    } else {
        format!(
            "Another process changed the mapping at the same time (reason of the state: {reason}). Find out \
             which one, then {} the mapping again.",
            target.verb()
        )
    };
    Diagnostic::error(
        format!(
            "The event source mapping {} was {target}, but is {}",
            mapping.uuid.text(),
            shown(mapping.state.text())
        ),
        detail,
    )
}

/// An error for a time limit that ends before the wait for batches does.
pub(crate) fn too_short(mapping: &EventSourceMapping, wait: Duration) -> Diagnostic {
    let wait = lasted(wait);
    Diagnostic::error(
        format!(
            "The event source mapping {} cannot be drained in time",
            mapping.uuid.text()
        ),
        format!(
            "In-flight batches are over {wait} after the mapping is paused, and the time limit is shorter than \
             that. Nothing was changed. Increase invoke in the block timeouts, or set a shorter grace_period."
        ),
    )
}

/// An error for a wait for batches that was interrupted.
pub(crate) fn not_drained(mapping: &EventSourceMapping, waited: Duration, why: &str) -> Diagnostic {
    Diagnostic::error(
        format!(
            "The event source mapping {} is paused, but not drained yet",
            mapping.uuid.text()
        ),
        format!(
            "{why} It was paused {} ago, and an invocation may still process a batch. The mapping stays \
             paused. Drain it again to wait for the rest.",
            lasted(waited)
        ),
    )
}

/// An error for a mapping that somebody enabled during the wait for batches.
pub(crate) fn enabled_meanwhile(mapping: &EventSourceMapping) -> Diagnostic {
    Diagnostic::error(
        format!(
            "The event source mapping {} was paused, but is {} again",
            mapping.uuid.text(),
            shown(mapping.state.text())
        ),
        "Another process enabled it during the wait for in-flight batches. Find out which one, then drain the \
         mapping again.",
    )
}

// === impl Target ===

impl Target {
    /// The verb: "pause".
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Self::Paused => "pause",
            Self::Resumed => "resume",
        }
    }

    /// The verb while it goes on: "pausing".
    pub(crate) fn going(self) -> &'static str {
        match self {
            Self::Paused => "pausing",
            Self::Resumed => "resuming",
        }
    }

    /// The order, for the summary of AWS's errors.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Paused => "pause the event source mapping",
            Self::Resumed => "resume the event source mapping",
        }
    }

    /// The value of `enabled` in the request.
    pub(crate) fn enabled(self) -> bool {
        self == Self::Resumed
    }

    /// Whether a state is the one that is wanted.
    pub(crate) fn is_reached(self, state: Option<&str>) -> bool {
        state
            == Some(match self {
                Self::Paused => "Disabled",
                Self::Resumed => "Enabled",
            })
    }

    /// Whether a state leads to the one that is wanted.
    pub(crate) fn is_coming(self, state: Option<&str>) -> bool {
        state
            == Some(match self {
                Self::Paused => "Disabling",
                Self::Resumed => "Enabling",
            })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Paused => "paused",
            Self::Resumed => "resumed",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::cell::Tf;

    #[test]
    fn a_time_is_told_in_minutes_and_seconds() {
        for (seconds, says) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (61, "1 minute 1 second"),
            (900, "15 minutes"),
        ] {
            assert_eq!(lasted(Duration::from_secs(seconds)), says);
        }
    }

    #[test]
    fn a_mapping_that_lambda_disables_again_says_why() {
        let text = |it: &str| Tf::Known(it.to_owned());
        let mapping = |reason| EventSourceMapping {
            uuid: text("u"),
            state: text("Disabled"),
            state_transition_reason: text(reason),
            ..EventSourceMapping::default()
        };
        let error = differs(&mapping("PROBLEM: No such queue"), Target::Resumed);
        assert_eq!(
            error.summary,
            "The event source mapping u was resumed, but is Disabled"
        );
        assert!(error.detail.contains("No such queue"), "{}", error.detail);
        let error = differs(&mapping("USER_INITIATED"), Target::Resumed);
        assert!(error.detail.contains("Another process"), "{}", error.detail);
    }
}
