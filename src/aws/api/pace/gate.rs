//! A budget with a clock: calls wait here until it lets them go.

use std::{
    collections::HashMap,
    future::pending,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};

use super::budget::{Budget, Limit, Priority, QueueTicket, Tally, Turn, Verdict};

/// How long calls wait one after the other before a line of the log says so.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it says so.
const REPORT: Duration = Duration::from_secs(10);

/// A budget, and what waits for it.
#[derive(Debug)]
pub(crate) struct Gate {
    epoch: Instant,
    inner: Mutex<GateState>,
}

#[derive(Debug)]
struct GateState {
    budget: Budget,
    waiting: HashMap<QueueTicket, oneshot::Sender<()>>,
    /// Since when calls have waited without a break.
    busy: Option<Duration>,
    /// When the log said so last.
    said: Duration,
}

/// A call that waits. Dropped, it gives up its place.
struct QueuePlace<'a> {
    gate: &'a Gate,
    ticket: QueueTicket,
    passed: bool,
}

// === impl Gate ===

impl Default for Gate {
    fn default() -> Self {
        Self {
            epoch: Instant::now(),
            inner: Mutex::new(GateState {
                budget: Budget::new(Limit::None, Duration::ZERO),
                waiting: HashMap::new(),
                busy: None,
                said: Duration::ZERO,
            }),
        }
    }
}

impl Gate {
    /// Sets how many calls a second it lets go.
    pub(crate) fn limit(&self, limit: Limit) {
        self.lock().budget.limit(limit);
    }

    /// Waits until a call may be sent. Dropped before, it costs nothing.
    pub(crate) async fn pass(&self, priority: Priority) {
        let (sender, mut granted) = oneshot::channel();
        let ticket = {
            let mut inner = self.lock();
            let ticket = inner.budget.enter(self.now(), priority);
            inner.waiting.insert(ticket, sender);
            ticket
        };
        let mut place = QueuePlace {
            gate: self,
            ticket,
            passed: false,
        };
        loop {
            let then = self.grant();
            let later = async {
                match then {
                    Some(then) => sleep_until(self.epoch + then).await,
                    None => pending().await,
                }
            };
            tokio::select! {
                biased;
                _ = &mut granted => break,
                () = later => {}
            }
        }
        place.passed = true;
    }

    /// Counts a retry, and answers how long it should wait.
    pub(crate) fn retry(&self) -> Duration {
        self.lock().budget.retry(self.now())
    }

    /// Learns what became of an attempt that was sent at `sent`.
    pub(crate) fn learn(&self, sent: Instant, verdict: Verdict) {
        let sent = sent.saturating_duration_since(self.epoch);
        self.lock().budget.learn(self.now(), sent, verdict);
    }

    /// Whether it limits anything.
    pub(crate) fn is_limited(&self) -> bool {
        self.lock().budget.rate().is_some()
    }

    /// The counts so far.
    pub(crate) fn tally(&self) -> Tally {
        self.lock().budget.tally()
    }

    /// Releases the calls that may be sent now. Returns when the next one may be.
    fn grant(&self) -> Option<Duration> {
        let now = self.now();
        let mut inner = self.lock();
        loop {
            match inner.budget.turn(now) {
                Turn::Go(ticket) => {
                    if let Some(sender) = inner.waiting.remove(&ticket) {
                        // The caller may have left meanwhile.
                        let _ = sender.send(());
                    }
                }
                Turn::At(then) => {
                    inner.report(now);
                    return Some(then);
                }
                Turn::Idle => {
                    inner.busy = None;
                    return None;
                }
            }
        }
    }

    fn now(&self) -> Duration {
        self.epoch.elapsed()
    }

    fn lock(&self) -> MutexGuard<'_, GateState> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl GateState ===

impl GateState {
    /// Says that calls wait, if they have for a while.
    fn report(&mut self, now: Duration) {
        let since = *self.busy.get_or_insert(now);
        let quiet = now.saturating_sub(self.said) < REPORT && !self.said.is_zero();
        if now.saturating_sub(since) < PATIENCE || quiet {
            return;
        }
        self.said = now;
        let calls_per_second = self.budget.rate().map(|it| (it * 10.0).round() / 10.0);
        tracing::info!(
            calls_per_second,
            waiting = self.budget.waiting(),
            refused = self.budget.tally().refused,
            "calls wait for the quota of Lambda's API"
        );
    }
}

// === impl QueuePlace ===

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        if self.passed {
            return;
        }
        let now = self.gate.now();
        let mut inner = self.gate.lock();
        inner.waiting.remove(&self.ticket);
        inner.budget.leave(now, self.ticket);
    }
}

#[cfg(test)]
mod tests {
    use std::{future::Future as _, sync::Arc, task::Poll};

    use super::*;

    fn gate(rate: f64) -> Gate {
        let gate = Gate::default();
        gate.limit(Limit::Between(rate, rate));
        gate
    }

    #[tokio::test]
    async fn calls_pass_at_the_rate_and_in_their_order() {
        let gate = Arc::new(gate(100.0));
        let began = Instant::now();
        let order = Arc::new(Mutex::new(Vec::new()));
        let calls: Vec<_> = (0..20)
            .map(|number| {
                let (gate, order) = (Arc::clone(&gate), Arc::clone(&order));
                tokio::spawn(async move {
                    gate.pass(Priority::Read).await;
                    order.lock().unwrap().push(number);
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        assert!(
            began.elapsed() >= Duration::from_millis(140),
            "{:?}",
            began.elapsed()
        );
        assert_eq!(order.lock().unwrap().len(), 20);
        assert_eq!(gate.tally().sent, 20);
    }

    #[tokio::test]
    async fn who_is_dropped_while_waiting_costs_nothing() {
        let gate = gate(1.0);
        gate.pass(Priority::Write).await;
        for _ in 0..10 {
            let mut waiting = Box::pin(gate.pass(Priority::Write));
            let pending =
                std::future::poll_fn(|it| Poll::Ready(waiting.as_mut().poll(it).is_pending()));
            assert!(pending.await, "there is no token");
        }
        let began = Instant::now();
        gate.pass(Priority::Write).await;
        assert!(
            began.elapsed() < Duration::from_millis(1500),
            "{:?}",
            began.elapsed()
        );
        assert_eq!(gate.tally().sent, 2);
    }

    #[tokio::test]
    async fn without_a_limit_nothing_waits() {
        let gate = Gate::default();
        let began = Instant::now();
        for _ in 0..1000 {
            gate.pass(Priority::Poll).await;
        }
        assert!(began.elapsed() < Duration::from_secs(1));
        assert!(!gate.is_limited());
    }
}
