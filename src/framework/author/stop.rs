//! The request to stop: from a person's Ctrl-C, through Terraform, to whatever waits.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use futures_channel::oneshot;
use futures_util::{FutureExt, future::Shared};

/// Tells running work that the user wants it to end. Clones share one request.
#[derive(Clone)]
pub struct Stop(Shared<oneshot::Receiver<Instant>>);

/// Makes [`Stop`]s and asks them to stop.
#[derive(Debug, Default)]
pub struct Stopper(Mutex<Round>);

/// The work that one request stops. A long-lived process serves many runs of Terraform, and
/// stopping one must not stop the next.
struct Round {
    /// Takes the time of the request.
    sender: oneshot::Sender<Instant>,
    stop: Stop,
}

// === impl Stop ===

impl Stop {
    /// Completes when the user asks to stop, with the time of that: what is done afterwards has a limit in
    /// all, however many steps it takes.
    pub async fn requested(&self) -> Instant {
        match self.0.clone().await {
            Ok(when) => when,
            // The process ends, and nobody is left to ask.
            Err(oneshot::Canceled) => Instant::now(),
        }
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
        let mut round = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Round { sender, .. } = std::mem::take(&mut *round);
        // Nobody may be listening.
        let _ = sender.send(Instant::now());
    }
}

// === impl Round ===

impl Default for Round {
    fn default() -> Self {
        let (sender, receiver) = oneshot::channel();
        Self {
            sender,
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
        assert!(early.requested().now_or_never().is_none());
        let before = Instant::now();
        stopper.request();
        let when = early.requested().now_or_never().unwrap();
        assert!((before..=Instant::now()).contains(&when));
        assert!(stopper.stop().requested().now_or_never().is_none());
    }
}
