//! Trying again: as long as that can help, with the cause in sight.

use std::time::Duration;

use tokio::time::Instant;

use super::settle::{Ended, Patience};
use crate::{
    aws::api::error::{Error, Kind},
    framework::{author::Call, diagnostics::Diagnostic, diagnostics::shown},
};

/// How long a new function, role or policy is given to be seen by Lambda, which takes a few seconds
/// as a rule. Apart from the time of the whole change, because what is really missing has to be
/// said soon: within 20 seconds with the calls around it.
const PROPAGATION: Duration = Duration::from_secs(16);
/// How long to try again when Lambda fails without saying why.
const OUTAGE: Duration = Duration::from_secs(30);
/// How many different refusals a message tells.
const TOLD: usize = 6;

/// The tries of a change, with what each of them met.
#[derive(Debug)]
pub(crate) struct Attempts {
    /// The time that the whole change may take.
    pub(crate) patience: Patience,
    /// When Lambda first did not see something that may be too new.
    unseen: Option<Instant>,
    /// Since when every try fails without a reason.
    failing: Option<Instant>,
    refusals: Vec<Refusal>,
}

/// The same refusal, as often as it came.
#[derive(Debug)]
struct Refusal {
    words: String,
    /// When it first came, since the start.
    first: Duration,
    times: u32,
}

// === impl Attempts ===

impl Attempts {
    pub(crate) fn new(patience: Patience) -> Self {
        Self {
            patience,
            unseen: None,
            failing: None,
            refusals: Vec::new(),
        }
    }

    /// Takes note of a failed try, and pauses before the next. `Err` when there should be none: what
    /// is wrong does not heal by itself, or the time for it is over.
    pub(crate) async fn again<M>(
        &mut self,
        call: &Call<impl Sized, M>,
        error: &Error,
    ) -> Result<(), Ended> {
        self.note(error);
        let now = Instant::now();
        // An answer that nobody can read is one of the outage if it comes in the middle of one.
        let outage = match error.kind {
            Kind::Silent | Kind::Unclear => true,
            Kind::Foreign => self.failing.is_some(),
            _ => false,
        };
        if !outage {
            self.failing = None;
        }
        let (least, window) = match error.kind {
            Kind::Throttled => (error.wait(), None),
            Kind::InUse | Kind::Conflict => (None, None),
            Kind::Propagating => {
                let since = *self.unseen.get_or_insert(now);
                (None, Some(since + PROPAGATION))
            }
            _ if outage => {
                // Who says when to come back is believed that it helps, as one that throttles.
                if let Some(wait) = error.wait() {
                    self.failing = None;
                    (Some(wait), None)
                } else {
                    let since = *self.failing.get_or_insert(now);
                    (None, Some(since + OUTAGE))
                }
            }
            _ => return Err(Ended::Hopeless),
        };
        self.patience.pause(call, least, window).await
    }

    /// How many tries have failed.
    pub(crate) fn made(&self) -> u32 {
        self.refusals.iter().map(|it| it.times).sum()
    }

    fn note(&mut self, error: &Error) {
        let (words, after) = (error.words(), self.patience.elapsed());
        let seconds = after.as_secs_f32();
        if let Some(known) = self.refusals.iter_mut().find(|it| it.words == words) {
            known.times += 1;
            tracing::info!(cause = words, seconds, "refused again");
            return;
        }
        tracing::warn!(cause = words, seconds, "refused");
        self.refusals.push(Refusal {
            words: words.to_owned(),
            first: after,
            times: 1,
        });
    }

    /// `diagnostic`, with how the tries ended and all that they met.
    pub(crate) fn explain(&self, mut diagnostic: Diagnostic, ended: Ended) -> Diagnostic {
        let end = match ended {
            Ended::Stopped => "\n\nIt was interrupted.",
            Ended::TimedOut => "\n\nThe time in the block timeouts is over.",
            Ended::Hopeless => "",
        };
        diagnostic.detail.push_str(end);
        let tries = self.made();
        if tries > 1 {
            let seconds = self.patience.elapsed().as_secs_f32();
            let text = format!("\n\nIt was tried {tries} times in {seconds:.1} s. What came:");
            diagnostic.detail.push_str(&text);
            for refusal in self.refusals.iter().take(TOLD) {
                let first = refusal.first.as_secs_f32();
                let times = match refusal.times {
                    1 => String::new(),
                    times => format!(" ({times} times)"),
                };
                let text = format!("\n  from {first:.1} s on{times}: {}", shown(&refusal.words));
                diagnostic.detail.push_str(&text);
            }
            if let Some(more @ 1..) = self.refusals.len().checked_sub(TOLD) {
                let text = format!("\n  and {more} more");
                diagnostic.detail.push_str(&text);
            }
        }
        diagnostic
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::event_source_mapping::{MINUTE, table::EventSourceMapping};

    fn attempts() -> Attempts {
        let mapping = EventSourceMapping::default();
        Attempts::new(Patience::of(&mapping, |it| &it.create, MINUTE))
    }

    fn explained(attempts: &Attempts, ended: Ended) -> String {
        attempts.explain(Diagnostic::error("x", "y"), ended).detail
    }

    #[test]
    fn one_try_needs_no_history() {
        let mut attempts = attempts();
        attempts.note(&Error::example(Kind::Invalid, "No."));
        assert_eq!(explained(&attempts, Ended::Hopeless), "y");
    }

    #[test]
    fn each_refusal_is_told_once_with_how_often_it_came() {
        let mut attempts = attempts();
        for words in ["Slow down.", "Slow down.", "No."] {
            attempts.note(&Error::example(Kind::Invalid, words));
        }
        let text = explained(&attempts, Ended::TimedOut);
        assert!(text.contains("block timeouts is over"), "{text}");
        assert!(text.contains("It was tried 3 times in 0."), "{text}");
        assert!(text.contains("(2 times): Slow down.\n"), "{text}");
        assert!(text.ends_with("s on: No."), "{text}");
    }

    #[test]
    fn a_history_stays_short() {
        let mut attempts = attempts();
        for number in 0..100 {
            let words = format!("{number}{}", "x".repeat(1000));
            attempts.note(&Error::example(Kind::Invalid, &words));
        }
        let text = explained(&attempts, Ended::Stopped);
        assert!(text.chars().count() < 1600, "{text}");
        assert!(text.ends_with("and 94 more"), "{text}");
    }
}
