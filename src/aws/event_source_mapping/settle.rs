//! Waiting: until a mapping has come to rest, or is gone, or an obstacle has passed.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{irregular, table::EventSourceMapping};
use crate::{
    aws::{
        client::Client,
        error::{Error, Kind},
    },
    framework::{cell::Tf, diagnostics::Diagnostic, resource::Call},
};

/// Pause before the second look, and the longest one: dense while a change may be quick, and sparse
/// enough that ten waits at once stay well below Lambda's 15 calls a second.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// Longest wait, for a timeout beyond all clocks.
const LONGEST_WAIT: Duration = Duration::from_hours(24 * 30);
/// How long to go on looking when every look fails.
const BLIND: Duration = Duration::from_secs(30);
/// How long Lambda may not see a mapping that it has just made.
const UNSEEN: Duration = Duration::from_secs(30);

/// The time that a change may take, and the pauses in it.
#[derive(Debug)]
pub(super) struct Patience {
    start: Instant,
    deadline: Instant,
    pause: Duration,
}

/// Why a wait ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The user asked to stop.
    Stopped,
    /// The time is over.
    TimedOut,
}

/// How a mapping came to rest.
#[derive(Debug)]
pub(super) enum Rest {
    /// It rests.
    Settled,
    /// It is gone.
    Gone,
    /// It was not seen to rest.
    Ended(Ended),
    /// It could not be looked at.
    Failed(Error),
}

// === impl Patience ===

impl Patience {
    /// As long as `timeout`.
    pub(super) fn new(timeout: Duration) -> Self {
        let start = Instant::now();
        Self {
            start,
            deadline: start.checked_add(timeout).unwrap_or(start + LONGEST_WAIT),
            pause: FIRST_PAUSE,
        }
    }

    /// How long it has been.
    pub(super) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Pauses for a while, longer each time, and at least for `least`.
    pub(super) async fn pause<M>(
        &mut self,
        call: &Call<Client, M>,
        least: Option<Duration>,
    ) -> Result<(), Ended> {
        let now = Instant::now();
        if now >= self.deadline {
            return Err(Ended::TimedOut);
        }
        let pause = self.pause.max(least.unwrap_or_default());
        self.pause = (self.pause * 3 / 2).min(LONGEST_PAUSE);
        tokio::select! {
            () = call.stop.requested() => Err(Ended::Stopped),
            () = sleep_until((now + pause).min(self.deadline)) => Ok(()),
        }
    }
}

// === impl Rest ===

impl Rest {
    /// What the user should know when a change was made, but not seen to come to rest. A warning:
    /// an error would make Terraform replace a mapping that is healthy.
    pub(super) fn warning(&self, mapping: &EventSourceMapping, done: &str) -> Option<Diagnostic> {
        let state = mapping.state.known().map_or("unknown", String::as_str);
        let summary = format!("The mapping was {done}, but is not at rest yet");
        let why = match self {
            Self::Settled | Self::Gone => return None,
            Self::Ended(Ended::Stopped) => "The wait was interrupted.".to_owned(),
            Self::Ended(Ended::TimedOut) => {
                "It took longer than the block timeouts allows.".to_owned()
            }
            Self::Failed(error) => format!(
                "Lambda did not tell its state when it was asked: {}.",
                error.words()
            ),
        };
        let uuid = mapping.uuid.known().map_or("", String::as_str);
        Some(Diagnostic::warning(
            summary,
            format!(
                "{why} The mapping {uuid} was last seen in the state \"{state}\". It is stored, and \
                 Lambda goes on with it; the next plan reads it again."
            ),
        ))
    }
}

/// Whether nothing moves in this state.
pub(super) fn is_at_rest(state: &Tf<String>) -> bool {
    !matches!(
        state.known().map(String::as_str),
        Some("Creating" | "Enabling" | "Disabling" | "Updating" | "Deleting") | None
    )
}

/// Looks at the mapping until it has come to rest, and keeps what it sees.
pub(super) async fn settle(
    call: &Call<Client, EventSourceMapping>,
    mapping: &mut EventSourceMapping,
    patience: &mut Patience,
) -> Rest {
    let Some(uuid) = mapping.uuid.known().cloned() else {
        return Rest::Settled;
    };
    let deleting = mapping.state.known().is_some_and(|it| it == "Deleting");
    let mut seen = Instant::now();
    // Of a mapping that is being deleted, an old state may be seen for a while.
    while deleting || !is_at_rest(&mapping.state) {
        if let Err(ended) = patience.pause(call, None).await {
            return Rest::Ended(ended);
        }
        let Some(answer) = call.or_stopped(call.client.get(&uuid)).await else {
            return Rest::Ended(Ended::Stopped);
        };
        match answer {
            Ok(output) => {
                seen = Instant::now();
                if !deleting {
                    *mapping = irregular::read(&output, mapping);
                    call.keep(mapping);
                }
            }
            Err(error) => match error.kind {
                Kind::NotFound if deleting => return Rest::Gone,
                // A mapping that was just made may not be seen everywhere yet.
                Kind::NotFound if patience.elapsed() < UNSEEN => {}
                Kind::NotFound => return Rest::Gone,
                Kind::Throttled(_)
                | Kind::Exhausted
                | Kind::Silent
                | Kind::Unclear
                | Kind::Unreachable
                    if seen.elapsed() < BLIND =>
                {
                    tracing::debug!(cause = error.words(), "cannot look now, will look again");
                }
                _ => return Rest::Failed(error),
            },
        }
    }
    Rest::Settled
}
