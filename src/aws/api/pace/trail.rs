//! What the requests of one operation have met, seen inside the layer of retries: when its time is over in the
//! middle of a call, nothing else knows whether the request was sent, and why it was refused.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::budget::Verdict;

tokio::task_local! {
    static TRAIL: Trail;
}

/// The attempts of an operation, in the task that makes them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail(Arc<Mutex<Sent>>);

/// What the attempts have met so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sent {
    /// Attempts that were sent.
    pub(crate) sent: u32,
    /// Those of them that were refused for the rate.
    pub(crate) refused: u32,
}

// === impl Trail ===

impl Trail {
    /// Does `work`, and follows its attempts. What another task sends for it is not seen.
    pub(crate) async fn follow<T>(&self, work: impl Future<Output = T>) -> T {
        TRAIL.scope(self.clone(), work).await
    }

    /// What the attempts have met so far.
    pub(crate) fn met(&self) -> Sent {
        *self.lock()
    }

    /// An attempt is sent.
    pub(super) fn begin() {
        let _ = TRAIL.try_with(|it| it.lock().sent += 1);
    }

    /// An attempt has ended.
    pub(super) fn end(verdict: Verdict) {
        if matches!(verdict, Verdict::Refused(_)) {
            let _ = TRAIL.try_with(|it| it.lock().refused += 1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Sent ===

impl Sent {
    /// Whether an attempt may have taken effect: not each was refused.
    pub(crate) fn is_unclear(self) -> bool {
        self.sent > self.refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn attempts_are_counted_by_who_follows_them() {
        let trail = Trail::default();
        let work = async {
            Trail::begin();
            Trail::end(Verdict::Refused(None));
            Trail::begin();
        };
        trail.follow(work).await;
        Trail::begin();
        let met = trail.met();
        assert_eq!((met.sent, met.refused), (2, 1));
        assert!(met.is_unclear());
        assert!(!Sent::default().is_unclear());
    }
}
