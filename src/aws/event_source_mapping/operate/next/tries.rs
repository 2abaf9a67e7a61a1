//! Records the failed tries of an operation: input of `next`, text of its error.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    aws::{
        api::error::{Error, Kind},
        event_source_mapping::operate::patience::{Ended, Patience},
    },
    framework::diagnostics::{Diagnostic, shown},
};

/// How long a refusal that may pass is retried for a function that was changed long ago: what is really
/// missing has to be reported soon, within 20 seconds with the calls around it.
const PROPAGATION_TIMEOUT: Duration = Duration::from_secs(16);
/// The timeout for a function that was changed a moment ago: its role or a policy may be as new.
const PROPAGATION_TIMEOUT_OF_NEW: Duration = Duration::from_mins(5);
/// Until what age a function is new.
const NEW: Duration = Duration::from_mins(10);
/// How many different refusals a message tells.
const TOLD: usize = 6;

/// The tries of an operation.
#[derive(Debug)]
pub(crate) struct Tries {
    /// The time that the whole operation may take.
    pub(crate) patience: Patience,
    /// The one who wants the operation.
    pub(crate) asker: Asker,
    /// When Lambda first did not see something that may be too new.
    unseen: Option<Instant>,
    /// How long such refusals are retried, once that is known.
    propagation_timeout: Option<Duration>,
    /// Since when every try fails without a reason.
    failing: Option<Instant>,
    /// How many responses in a row nobody could read.
    unread: u32,
    refusals: Vec<Refusal>,
}

/// The tries so far: the input of `next`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Whether a request may have taken effect although no response came.
    pub(crate) unclear: bool,
    /// How many responses in a row nobody could read, this one included.
    pub(crate) unread: u32,
    /// How long ago this class of failure began.
    pub(crate) lasted: Duration,
    /// How long the server asked to wait.
    pub(crate) wait: Option<Duration>,
    /// The rest of the user's limit.
    pub(crate) left: Duration,
    /// How long a refusal is retried that passes once the account has caught up.
    pub(crate) propagation_timeout: Duration,
    /// The usual pause.
    pub(crate) pause: Duration,
}

/// The one who wants an operation. Messages name its limit and its interruption accordingly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// Terraform, with the block `timeouts` of the configuration.
    Terraform,
    /// A person, by a command.
    Person,
}

/// A refusal, and how often it was received.
#[derive(Debug)]
struct Refusal {
    words: String,
    /// When it first came, since the start.
    first: Duration,
    times: u32,
}

// === impl Tries ===

impl Tries {
    pub(crate) fn new(patience: Patience) -> Self {
        Self {
            patience,
            asker: Asker::Terraform,
            unseen: None,
            propagation_timeout: None,
            failing: None,
            unread: 0,
            refusals: Vec::new(),
        }
    }

    /// The input of `next` after a failure of this kind.
    pub(crate) fn seen(&mut self, unclear: bool, kind: Kind, wait: Option<Duration>) -> Seen {
        let outage = matches!(
            kind,
            Kind::Timeout
                | Kind::Unclear
                | Kind::Garbled
                | Kind::OperationTimeout
                | Kind::Foreign
                | Kind::Unreachable
        );
        // A server that says when to come back is trusted: after that time a new outage may begin.
        if !outage || wait.is_some() {
            self.failing = None;
        }
        self.unread = match kind {
            Kind::Garbled => self.unread + 1,
            _ => 0,
        };
        let since = match kind {
            _ if outage => Some(&mut self.failing),
            Kind::Propagating | Kind::NotFound => Some(&mut self.unseen),
            _ => None,
        };
        let lasted = since.map(|it| it.get_or_insert_with(Instant::now).elapsed());
        Seen {
            unclear,
            unread: self.unread,
            lasted: lasted.unwrap_or_default(),
            wait,
            left: self.patience.left(),
            propagation_timeout: self.propagation_timeout.unwrap_or(PROPAGATION_TIMEOUT),
            pause: self.patience.next_pause(),
        }
    }

    /// Whether it is to be found out how long refusals are retried that may pass.
    pub(crate) fn lacks_propagation_timeout(&self) -> bool {
        self.propagation_timeout.is_none()
    }

    /// Retries refusals that may pass for this long.
    pub(crate) fn set_propagation_timeout(&mut self, propagation_timeout: Duration) {
        self.propagation_timeout = Some(propagation_timeout);
    }

    /// Takes note of a failed try.
    pub(crate) fn note(&mut self, error: &Error) {
        let (words, after) = (error.shortened(), self.patience.elapsed());
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
        if let Some(end) = self.asker.ended(ended) {
            diagnostic.detail.push_str("\n\n");
            diagnostic.detail.push_str(end);
        }
        let tries: u32 = self.refusals.iter().map(|it| it.times).sum();
        if tries > 1 {
            let seconds = self.patience.elapsed().as_secs_f32();
            let text = format!("\n\nTried {tries} times over {seconds:.1} s");
            diagnostic.detail.push_str(&text);
            if self.refusals.len() == 1 {
                diagnostic.detail.push_str(", with the same response.");
                return diagnostic;
            }
            diagnostic.detail.push_str(". Responses:");
            for refusal in self.refusals.iter().take(TOLD) {
                let first = refusal.first.as_secs_f32();
                let times = match refusal.times {
                    1 => String::new(),
                    times => format!(" ({times} times)"),
                };
                let text = format!("\n  after {first:.1} s{times}: {}", shown(&refusal.words));
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

// === impl Asker ===

impl Asker {
    /// How the tries ended, if that was not by a refusal.
    pub(crate) fn ended(self, ended: Ended) -> Option<&'static str> {
        match (ended, self) {
            (Ended::Stopped, Self::Terraform) => Some("Terraform was interrupted."),
            (Ended::Stopped, Self::Person) => Some("The command was interrupted."),
            (Ended::TimedOut, Self::Terraform) => {
                Some("The time limit of the block timeouts was reached.")
            }
            (Ended::TimedOut, Self::Person) => Some("The time limit --timeout was reached."),
            (Ended::Hopeless, _) => None,
        }
    }
}

/// How long a refusal that may pass is retried, by the time since the function was changed. A function
/// whose age cannot be read is taken for a new one. Pure.
pub(crate) fn propagation_timeout(age: Option<Duration>) -> Duration {
    match age {
        Some(age) if age >= NEW => PROPAGATION_TIMEOUT,
        _ => PROPAGATION_TIMEOUT_OF_NEW,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::event_source_mapping::table::EventSourceMapping;

    fn tries() -> Tries {
        let mapping = EventSourceMapping::default();
        Tries::new(Patience::of(
            &mapping,
            |it| &it.create,
            Duration::from_mins(1),
        ))
    }

    fn explained(tries: &Tries, ended: Ended) -> String {
        tries.explain(Diagnostic::error("x", "y"), ended).detail
    }

    #[test]
    fn a_refusal_is_retried_by_the_age_of_the_function() {
        let minutes = Duration::from_mins;
        for (age, expected) in [
            (None, PROPAGATION_TIMEOUT_OF_NEW),
            (Some(Duration::ZERO), PROPAGATION_TIMEOUT_OF_NEW),
            (Some(minutes(9)), PROPAGATION_TIMEOUT_OF_NEW),
            (Some(minutes(10)), PROPAGATION_TIMEOUT),
            (Some(minutes(60)), PROPAGATION_TIMEOUT),
        ] {
            assert_eq!(propagation_timeout(age), expected, "{age:?}");
        }
        assert!(
            PROPAGATION_TIMEOUT < Duration::from_secs(20)
                && PROPAGATION_TIMEOUT_OF_NEW > Duration::from_secs(250)
        );
    }

    #[test]
    fn one_try_needs_no_history() {
        let mut tries = tries();
        tries.note(&Error::example(Kind::Invalid, "No."));
        assert_eq!(explained(&tries, Ended::Hopeless), "y");
    }

    #[test]
    fn each_refusal_is_told_once_with_how_often_it_came() {
        let mut tries = tries();
        for words in ["Slow down.", "Slow down.", "No."] {
            tries.note(&Error::example(Kind::Invalid, words));
        }
        let text = explained(&tries, Ended::TimedOut);
        assert!(text.contains("block timeouts was reached"), "{text}");
        assert!(text.contains("Tried 3 times over 0."), "{text}");
        assert!(text.contains("(2 times): Slow down.\n"), "{text}");
        assert!(text.ends_with("s: No."), "{text}");
    }

    #[test]
    fn a_history_stays_short() {
        let mut tries = tries();
        for number in 0..100 {
            let words = format!("{number}{}", "x".repeat(1000));
            tries.note(&Error::example(Kind::Invalid, &words));
        }
        let text = explained(&tries, Ended::Stopped);
        assert!(text.chars().count() < 1600, "{text}");
        assert!(text.ends_with("and 94 more"), "{text}");
    }
}
