//! How long changes of a kind take, learned from earlier changes. Pure.

use std::time::Duration;

/// How well the usual time is known at the best.
const FINE: Duration = Duration::from_millis(20);

/// The time that changes of a class took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Usual {
    /// They took longer than this.
    low: Duration,
    /// This was enough.
    pub(super) high: Option<Duration>,
    /// Whether one is being looked at earlier, to know it better.
    pub(super) exploring: bool,
}

// === impl Usual ===

impl Usual {
    /// When to look first, and whether that is to know the time better. While nothing is known it is after
    /// `pause`.
    pub(super) fn first(&mut self, pause: Duration) -> (Duration, bool) {
        let Some(high) = self.high else {
            return (pause, false);
        };
        let open = high.saturating_sub(self.low);
        if self.exploring || open <= FINE.max(high / 50) {
            return (high, false);
        }
        self.exploring = true;
        (self.low + open / 2, true)
    }

    /// A change took longer than `low`, and `high` was enough.
    pub(super) fn enough(&mut self, low: Duration, high: Duration) {
        // One that was looked at late says no more than the ones before.
        let high = self
            .high
            .filter(|it| low < *it)
            .map_or(high, |it| it.min(high));
        self.low = if self.low < high {
            self.low.max(low)
        } else {
            low
        };
        self.high = Some(high);
    }

    pub(super) fn too_short(&mut self, took: Duration, pause: Duration) {
        self.low = self.low.max(took);
        if self.high.is_some_and(|high| high <= took) {
            self.high = Some(took + pause);
        }
    }
}
