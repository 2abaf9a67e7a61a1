//! Waiting: until a mapping has come to rest, or is gone, or an obstacle has passed.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, sleep_until, timeout_at};

use crate::{
    aws::{
        api::{
            client::Client,
            error::{Error, Kind},
        },
        event_source_mapping::{
            plan::kind,
            table::{EventSourceMapping, Timeouts},
            tell::health::by_lambda,
            wire::answer,
        },
        names::duration::parse_duration,
    },
    framework::{
        author::{Call, Outcome},
        cell::Tf,
        diagnostics::Diagnostic,
    },
};

/// Pause before the second look: dense while a change may be quick.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// The longest pause for queues and streams, which settle in 15 to 60 seconds: sparse enough that
/// ten waits at once stay well below Lambda's 15 calls a second.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause for brokers and clusters, which take minutes.
const LONGEST_PAUSE_OF_BROKERS: Duration = Duration::from_secs(4);
/// Longest wait, for a timeout beyond all clocks.
const LONGEST_WAIT: Duration = Duration::from_hours(24 * 30);
/// How long to go on looking when every look fails.
const BLIND: Duration = Duration::from_secs(30);
/// How long Lambda may not see a mapping that it has just made.
const UNSEEN: Duration = Duration::from_secs(30);
/// How often a wait says that it goes on.
const PROGRESS: Duration = Duration::from_secs(10);
/// How long after the user asked to stop an answer may take that is under way: it tells what exists.
pub(crate) const LAST_ANSWER: Duration = Duration::from_millis(600);
/// The same for all looks at what became of a call without an answer. Then it ends: in a second.
pub(crate) const LAST_LOOK: Duration = Duration::from_millis(900);

/// The time that a change may take, and the pauses in it.
#[derive(Debug)]
pub(crate) struct Patience {
    start: Instant,
    deadline: Instant,
    pause: Duration,
    longest: Duration,
}

/// Why a wait ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The user asked to stop.
    Stopped,
    /// The time of the whole change is over.
    TimedOut,
    /// There is nothing to wait for, or not any more.
    Hopeless,
}

/// How a mapping came to rest.
#[derive(Debug)]
pub(crate) enum Rest {
    /// It rests.
    Settled,
    /// It is gone.
    Gone,
    /// It was not seen to rest.
    Ended(Ended),
    /// It could not be looked at.
    Failed(Box<Error>),
}

// === impl Patience ===

impl Patience {
    /// As long as the block `timeouts` of `mapping` says, or `default`.
    pub(crate) fn of(
        mapping: &EventSourceMapping,
        limit: fn(&Timeouts) -> &Tf<String>,
        default: Duration,
    ) -> Self {
        let set = mapping.timeouts.0.known().and_then(|it| limit(it).known());
        let limit = set.and_then(|it| parse_duration(it)).unwrap_or(default);
        let quick = kind(mapping).is_some_and(|it| it.is_sqs() || it.is_stream());
        let start = Instant::now();
        Self {
            start,
            deadline: start.checked_add(limit).unwrap_or(start + LONGEST_WAIT),
            pause: FIRST_PAUSE,
            longest: if quick {
                LONGEST_PAUSE
            } else {
                LONGEST_PAUSE_OF_BROKERS
            },
        }
    }

    /// How long it has been.
    pub(crate) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Pauses for a while, longer each time, and at least for `least`, but not beyond `window`.
    pub(crate) async fn pause<M>(
        &mut self,
        call: &Call<impl Sized, M>,
        least: Option<Duration>,
        window: Option<Instant>,
    ) -> Result<(), Ended> {
        let now = Instant::now();
        if now >= self.deadline {
            return Err(Ended::TimedOut);
        }
        let end = window.map_or(self.deadline, |it| it.min(self.deadline));
        if now >= end {
            return Err(Ended::Hopeless);
        }
        // A server is not asked before the time it named: what goes beyond the limit is not waited for.
        if least.is_some_and(|it| now + it > self.deadline) {
            return Err(Ended::TimedOut);
        }
        let pause = self.pause.max(least.unwrap_or_default());
        self.pause = (self.pause * 3 / 2).min(self.longest);
        tokio::select! {
            _ = call.stop.requested() => Err(Ended::Stopped),
            () = sleep_until((now + pause).min(end)) => Ok(()),
        }
    }
}

/// Waits for `work`, but once the user asks to stop no longer than until `grace` after that; nothing then.
pub(crate) async fn or_stopped<T, M>(
    call: &Call<impl Sized, M>,
    grace: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        biased;
        done = &mut work => Some(done),
        when = call.stop.requested() => timeout_at((when + grace).into(), work).await.ok(),
    }
}

// === impl Rest ===

impl Rest {
    /// What the user should know when a change was made, but not seen to come to rest. A warning:
    /// an error would make Terraform replace a mapping that is healthy.
    fn warning(&self, mapping: &EventSourceMapping, done: &str) -> Option<Diagnostic> {
        let state = mapping.state.known().map_or("unknown", String::as_str);
        let uuid = mapping.uuid.known().map_or("", String::as_str);
        let why = self.why()?;
        let reason = match mapping.state_transition_reason.known() {
            Some(reason) => format!(" ({reason})"),
            None => String::new(),
        };
        Some(Diagnostic::warning(
            format!("The event source mapping {uuid} was {done}, but is not at rest yet"),
            format!(
                "{why} It was last seen in the state \"{state}\"{reason}. It is stored, and Lambda \
                 goes on with it: nothing has to be done, and it is not replaced. The next plan \
                 reads it again."
            ),
        ))
    }

    /// Why a mapping was not seen to rest; nothing if it was, or is gone.
    pub(crate) fn why(&self) -> Option<String> {
        Some(match self {
            Self::Settled | Self::Gone => return None,
            Self::Ended(Ended::Stopped) => "The wait was interrupted.".to_owned(),
            Self::Ended(_) => "It took longer than the block timeouts allows.".to_owned(),
            Self::Failed(error) => format!(
                "Lambda did not tell its state when it was asked: {}.",
                error.words()
            ),
        })
    }
}

/// Whether nothing moves in this state.
pub(crate) fn is_at_rest(state: &Tf<String>) -> bool {
    !matches!(
        state.known().map(String::as_str),
        Some("Creating" | "Enabling" | "Disabling" | "Updating" | "Deleting") | None
    )
}

/// Looks at the mapping until it has come to rest, and keeps what it sees.
pub(crate) async fn settle(
    call: &Call<Client, EventSourceMapping>,
    mapping: &mut EventSourceMapping,
    patience: &mut Patience,
) -> Rest {
    let Some(uuid) = mapping.uuid.known().cloned() else {
        return Rest::Settled;
    };
    let deleting = mapping.state.known().is_some_and(|it| it == "Deleting");
    let began = Instant::now();
    let (mut seen, mut said) = (began, began);
    let mut asked = None;
    // Of a mapping that is being deleted, an old state may be seen for a while.
    while deleting || !is_at_rest(&mapping.state) {
        if let Err(ended) = patience.pause(call, asked.take(), None).await {
            return Rest::Ended(ended);
        }
        if said.elapsed() >= PROGRESS {
            said = Instant::now();
            let state = mapping.state.known();
            let seconds = patience.elapsed().as_secs();
            tracing::info!(uuid, state, seconds, "still waiting");
        }
        let Some(answer) = call.or_stopped(call.client.get(&uuid)).await else {
            return Rest::Ended(Ended::Stopped);
        };
        match answer {
            Ok(output) => {
                seen = Instant::now();
                if !deleting {
                    *mapping = answer::read(&output, mapping);
                    call.keep(mapping);
                }
            }
            Err(error) => match error.kind {
                Kind::NotFound if deleting => return Rest::Gone,
                // A mapping that was just made may not be seen everywhere yet.
                Kind::NotFound if began.elapsed() < UNSEEN => {}
                Kind::NotFound => return Rest::Gone,
                Kind::Throttled
                | Kind::Exhausted
                | Kind::Silent
                | Kind::Unclear
                | Kind::Unreachable
                    if seen.elapsed() < BLIND =>
                {
                    tracing::info!(cause = error.words(), "cannot look now, will look again");
                    asked = error.wait();
                }
                _ => return Rest::Failed(Box::new(error)),
            },
        }
    }
    Rest::Settled
}

/// What is done to a mapping that was there before.
pub(crate) const TAKEN_OVER: &str = "taken over";

/// Waits for rest after a change that was made, and says how it came to be. `done` is what was done.
pub(crate) async fn finish(
    call: &Call<Client, EventSourceMapping>,
    mut mapping: EventSourceMapping,
    patience: &mut Patience,
    done: &str,
) -> Outcome<EventSourceMapping> {
    call.keep(&mapping);
    tracing::info!(
        uuid = mapping.uuid.known(),
        "{done} an event source mapping"
    );
    let wanted = mapping.enabled.clone();
    let taken_over = done == TAKEN_OVER;
    let rest = settle(call, &mut mapping, patience).await;
    if matches!(rest, Rest::Gone) {
        return Outcome::gone().with(Diagnostic::error(
            "The event source mapping is gone",
            format!(
                "It was {done}, but Lambda does not know it any more: somebody else has deleted it. \
                 Apply again to make it anew."
            ),
        ));
    }
    let found = match rest.warning(&mapping, done) {
        Some(warning) => Some(warning),
        None if mapping.enabled != wanted && taken_over => {
            // An error would make Terraform replace what was there before. The next read shows that it
            // is not as it was to be.
            mapping.enabled = wanted;
            let error = otherwise(&mapping, "taken over");
            Some(Diagnostic::warning(error.summary, error.detail).at("enabled"))
        }
        None if mapping.enabled != wanted => Some(otherwise(&mapping, done)),
        None => None,
    };
    let outcome = Outcome::done(mapping);
    match found {
        Some(found) => outcome.with(found),
        None => outcome,
    }
}

/// An error for a mapping that came to rest, but not as enabled as it was to be.
fn otherwise(mapping: &EventSourceMapping, done: &str) -> Diagnostic {
    let uuid = mapping.uuid.known().map_or("", String::as_str);
    let state = mapping.state.known().map_or("unknown", String::as_str);
    let reason = mapping
        .state_transition_reason
        .known()
        .map_or("", String::as_str);
    let summary = format!("The event source mapping {uuid} was {done}, but is {state}");
    let detail = if by_lambda(mapping) {
        format!(
            "Lambda disabled it by itself and reads nothing from the event source. Its reason: \
             {reason}\n\nMend the cause and apply again. The mapping is in the state. If it was made \
             in this run, Terraform calls it tainted and would replace it: keep it with terraform \
             untaint, and the next apply enables it."
        )
    } else {
        format!(
            "Somebody else changed it at the same time (reason of the state: {reason}). Apply again to \
             make it as it is configured. If it was made in this run, Terraform calls it tainted \
             and would replace it: keep it with terraform untaint."
        )
    };
    Diagnostic::error(summary, detail).at("enabled")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(it: &str) -> Tf<String> {
        Tf::Known(it.to_owned())
    }

    fn seen(state: &str, reason: &str) -> EventSourceMapping {
        EventSourceMapping {
            uuid: text("91eaeb7e-c976-1234-9451-8709db01f137"),
            state: text(state),
            state_transition_reason: text(reason),
            ..EventSourceMapping::default()
        }
    }

    #[test]
    fn a_mapping_that_does_not_become_enabled_is_an_error_with_the_reason() {
        let error = otherwise(&seen("Disabled", "PROBLEM: No such queue"), "created");
        assert_eq!(
            error.severity,
            crate::framework::diagnostics::Severity::Error
        );
        assert!(error.summary.ends_with("was created, but is Disabled"));
        assert!(
            error.detail.contains("PROBLEM: No such queue"),
            "{}",
            error.detail
        );
        assert!(
            error.detail.contains("Lambda disabled it"),
            "{}",
            error.detail
        );
        let error = otherwise(&seen("Disabled", "USER_INITIATED"), "updated");
        assert!(error.detail.contains("Somebody else"), "{}", error.detail);
    }

    #[test]
    fn whatever_is_on_its_way_is_not_at_rest() {
        for state in ["Creating", "Enabling", "Disabling", "Updating", "Deleting"] {
            assert!(!is_at_rest(&text(state)), "{state}");
        }
        for state in ["Enabled", "Disabled", "Paused"] {
            assert!(is_at_rest(&text(state)), "{state}");
        }
        assert!(!is_at_rest(&Tf::Null));
    }
}
