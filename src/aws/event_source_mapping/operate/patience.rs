//! The user's limit for a whole operation, and the pauses within it.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::{
    aws::{
        event_source_mapping::{
            facts::kind,
            table::{EventSourceMapping, Timeouts},
        },
        names::duration::parse_duration,
    },
    framework::{author::Stop, cell::Tf},
};

/// Pause after the first failure or look: short, because a change may be quick.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// The longest pause for queues and streams, which settle in 15 to 60 seconds: ten waits at once stay
/// well below Lambda's 15 calls a second.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause for brokers and clusters, which take minutes.
const LONGEST_PAUSE_OF_BROKERS: Duration = Duration::from_secs(4);
/// Longest wait, for a timeout beyond all clocks.
const LONGEST_WAIT: Duration = Duration::from_hours(24 * 30);

/// The time that an operation may take, and the pauses in it.
#[derive(Debug)]
pub(crate) struct Patience {
    start: Instant,
    deadline: Instant,
    pause: Duration,
    longest: Duration,
}

/// Why the tries ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The user asked to stop.
    Stopped,
    /// The user's limit is reached.
    TimedOut,
    /// Another try would not help.
    Hopeless,
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
        Self::new(
            mapping,
            set.and_then(|it| parse_duration(it)).unwrap_or(default),
        )
    }

    /// As long as this.
    pub(crate) fn new(mapping: &EventSourceMapping, limit: Duration) -> Self {
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

    /// The rest of the user's limit.
    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The user's limit.
    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The pause that comes next.
    pub(crate) fn next_pause(&self) -> Duration {
        self.pause
    }

    /// The longest pause between two looks.
    pub(crate) fn longest_pause(&self) -> Duration {
        self.longest
    }

    /// Pauses for this long, and longer the next time.
    pub(crate) async fn pause(&mut self, pause: Duration, stop: &Stop) -> Result<(), Ended> {
        self.pause = (self.pause * 3 / 2).min(self.longest);
        tokio::select! {
            _ = stop.requested() => Err(Ended::Stopped),
            () = sleep_until(Instant::now() + pause) => Ok(()),
        }
    }
}
