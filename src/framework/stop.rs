//! The request to stop: from a person's Ctrl-C, through Terraform, to whatever waits.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use futures_channel::oneshot;
use futures_util::{FutureExt, future::Shared};

/// Tells running work that the user wants it to end. Clones share one request.
#[derive(Clone)]
pub struct Stop(Shared<oneshot::Receiver<()>>);

/// Makes [`Stop`]s and asks them to stop.
#[derive(Debug, Default)]
pub struct Stopper(Mutex<Round>);

/// The work that one request stops. A long-lived process serves many runs of Terraform, and
/// stopping one must not stop the next.
struct Round {
    /// Dropped to make the request.
    _sender: oneshot::Sender<()>,
    stop: Stop,
}

// === impl Stop ===

impl Stop {
    /// Completes when the user asks to stop.
    pub async fn requested(&self) {
        // The only ending is that the sender is dropped.
        let _ = self.0.clone().await;
    }

    /// Whether the user has asked to stop.
    pub fn is_requested(&self) -> bool {
        self.0.clone().now_or_never().is_some()
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stop")
    }
}

// === impl Stopper ===

impl Stopper {
    /// The request that work starting now should heed.
    pub fn stop(&self) -> Stop {
        let round = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        round.stop.clone()
    }

    /// Asks all work that has started to stop; later work goes on.
    pub fn request(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Round::default();
    }
}

// === impl Round ===

impl Default for Round {
    fn default() -> Self {
        let (sender, receiver) = oneshot::channel();
        Self {
            _sender: sender,
            stop: Stop(receiver.shared()),
        }
    }
}

impl fmt::Debug for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Round")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_stops_what_has_started_and_not_what_starts_later() {
        let stopper = Stopper::default();
        let early = stopper.stop();
        assert!(!early.is_requested());
        stopper.request();
        assert!(early.is_requested());
        assert!(!stopper.stop().is_requested());
    }
}
