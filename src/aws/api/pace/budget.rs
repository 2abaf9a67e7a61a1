//! The calls a second that this process may make of one service in one account and Region. Pure: no
//! clock and no I/O, the time is passed in.
//!
//! A bucket of tokens, spent before a call is sent. The quota of the account is known. The use by others is
//! unknown, and shows only in refusals (status 429). So the rate falls with a refusal and rises slowly:
//!
//! 1. A refusal takes more of a high rate than of a low one, and a rise adds less to a high rate than to a
//!    low one. Processes that know nothing of each other so come to the same rate.
//! 2. Of all refusals of calls that were sent before the last cut, none cuts again: forty refusals at once
//!    are one piece of news.
//! 3. A refusal that follows a refusal without a success in between says nothing of the rate. The service
//!    refuses everybody, so the budget pauses, for longer each time.
//! 4. The rate rises only while calls wait for it.
//! 5. While several calls wait, they are sent in small groups. A group finds out that the quota is used up
//!    before the single calls of a neighbour do.
//! 6. `Retry-After` holds back everything until then.

use std::{collections::VecDeque, time::Duration};

/// Which call goes first when several wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Priority {
    /// It spares others several calls if it is made before them.
    First,
    /// It changes something.
    Write,
    /// A user waits for what it reads.
    Read,
    /// It looks whether a change has settled.
    Poll,
}

/// How many calls a second a budget allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Limit {
    /// It keeps no count, and nothing waits.
    None,
    /// The calls a second to begin with, and the most that it rises to.
    Between(f64, f64),
}

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct QueueTicket(u64);

/// The next step of the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// This call is sent now; its token is spent.
    Go(QueueTicket),
    /// Nothing before this time.
    At(Duration),
    /// Nobody waits.
    Idle,
}

/// The outcome of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The service counted it, and did not refuse it for the rate.
    Accepted,
    /// Refused for the rate, with the time that the service asks to wait.
    Refused(Option<Duration>),
    /// No answer: nothing is known.
    Lost,
}

/// The counts of a budget since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// Attempts that were sent.
    pub(crate) sent: u64,
    /// Attempts that were refused for the rate.
    pub(crate) refused: u64,
}

/// A budget, and the calls that wait for it.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: Limit,
    /// Calls a second now.
    rate: f64,
    /// Below zero after retries, which are not held back but counted.
    tokens: f64,
    /// When the tokens were counted.
    at: Duration,
    /// Nothing is sent before this.
    held: Duration,
    /// When the rate was cut last, if it was.
    cut: Option<Duration>,
    /// Whether anything was accepted since then.
    accepted: bool,
    /// The last pause while everything is refused.
    pause: Duration,
    /// Calls that may still go in the present group.
    group: u32,
    waiting: [VecDeque<QueueTicket>; 4],
    next: u64,
    tally: Tally,
}

/// Calls that may go at once after a while of silence: few, because others may have used the rest.
const BURST: f64 = 5.0;
/// The lowest rate.
const FLOOR: f64 = 0.5;
/// The share of the rate that a refusal at [`REFERENCE`] takes; of a lower rate it takes less.
const CUT: f64 = 0.37;
/// The rate that [`CUT`] is meant for.
const REFERENCE: f64 = 14.0;
/// The rise of the rate at one call a second, in calls a second squared.
const RISE: f64 = 0.2;
/// The higher the rate, the slower it rises: the rise is divided by the rate to this power.
const STEEPNESS: f64 = 1.3;
/// After this time without a refusal the rise has doubled; it grows with the square of the time.
const PATIENCE: f64 = 60.0;
/// The rise while nothing was ever refused.
const UNDISTURBED: f64 = 0.05;
/// The first pause after a refusal, in seconds' worth of calls.
const BREATH: f64 = 0.05;
/// The first pause when everything is refused.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause when everything is refused.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// The largest group.
const GROUP: u32 = 4;
/// The longest time to gather tokens for a group.
const GATHERING: f64 = 1.5;
/// The part of a token that rounding may lose.
const ROUNDING: f64 = 1e-6;

// === impl Budget ===

impl Budget {
    pub(crate) fn new(limit: Limit, now: Duration) -> Self {
        let mut budget = Self {
            limit,
            rate: 0.0,
            tokens: 0.0,
            at: now,
            held: now,
            cut: None,
            accepted: true,
            pause: FIRST_PAUSE,
            group: 0,
            waiting: Default::default(),
            next: 0,
            tally: Tally::default(),
        };
        budget.begin();
        budget
    }

    fn begin(&mut self) {
        if let Limit::Between(start, _) = self.limit {
            self.rate = start;
            self.tokens = self.burst();
        }
    }

    /// Sets another limit; what was learned of the rate stays if the limit is the same.
    pub(crate) fn limit(&mut self, limit: Limit) {
        if self.limit != limit {
            self.limit = limit;
            self.begin();
        }
    }

    /// Takes a place in the queue.
    pub(crate) fn enter(&mut self, now: Duration, priority: Priority) -> QueueTicket {
        self.refill(now);
        let ticket = QueueTicket(self.next);
        self.next += 1;
        self.waiting[priority as usize].push_back(ticket);
        ticket
    }

    /// Gives up a place in the queue; one that was granted and not used gives its token back.
    pub(crate) fn leave(&mut self, now: Duration, ticket: QueueTicket) {
        self.refill(now);
        let before = self.waiting();
        for queue in &mut self.waiting {
            queue.retain(|it| *it != ticket);
        }
        if self.waiting() == before && self.limit != Limit::None {
            self.tokens = (self.tokens + 1.0).min(self.burst());
            self.tally.sent = self.tally.sent.saturating_sub(1);
        }
    }

    /// The next call that may go.
    pub(crate) fn turn(&mut self, now: Duration) -> Turn {
        self.refill(now);
        let waiting = self.waiting();
        if waiting == 0 {
            return Turn::Idle;
        }
        if self.limit != Limit::None {
            if now < self.held {
                return Turn::At(self.held);
            }
            let group = if self.group > 0 || waiting < self.largest_group() {
                1
            } else {
                self.largest_group()
            };
            let lacking = f64::from(group) - self.tokens;
            if lacking > ROUNDING {
                let wait = Duration::from_secs_f64(lacking / self.rate);
                // Never the same time again, whatever rounding does.
                return Turn::At(now + wait.max(Duration::from_micros(100)));
            }
            self.group = self.group.max(group) - 1;
            self.tokens -= 1.0;
        }
        let next = self.waiting.iter_mut().find_map(VecDeque::pop_front);
        next.map_or(Turn::Idle, |ticket| {
            self.tally.sent += 1;
            Turn::Go(ticket)
        })
    }

    /// Counts a retry, which does not queue: answers how long it should wait, beside what the service asks.
    pub(crate) fn retry(&mut self, now: Duration) -> Duration {
        self.refill(now);
        self.tally.sent += 1;
        if self.limit == Limit::None {
            return Duration::ZERO;
        }
        self.tokens -= 1.0;
        let debt = Duration::from_secs_f64((-self.tokens).max(0.0) / self.rate);
        debt + self.held.saturating_sub(now)
    }

    /// Learns what became of an attempt that was sent at `sent`.
    pub(crate) fn learn(&mut self, now: Duration, sent: Duration, verdict: Verdict) {
        self.refill(now);
        let news = self.cut.is_none_or(|cut| sent > cut);
        match verdict {
            Verdict::Lost => {}
            Verdict::Accepted => self.accepted |= news,
            Verdict::Refused(wait) => {
                self.tally.refused += 1;
                let until = now + wait.unwrap_or_default();
                self.held = self.held.max(until);
                if news && self.limit != Limit::None {
                    self.refused(now);
                }
            }
        }
    }

    /// Calls that wait.
    pub(crate) fn waiting(&self) -> u32 {
        let all: usize = self.waiting.iter().map(VecDeque::len).sum();
        u32::try_from(all).unwrap_or(u32::MAX)
    }

    /// Calls a second that it allows now, if it counts at all.
    pub(crate) fn rate(&self) -> Option<f64> {
        (self.limit != Limit::None).then_some(self.rate)
    }

    pub(crate) fn tally(&self) -> Tally {
        self.tally
    }

    fn refused(&mut self, now: Duration) {
        self.group = 0;
        if !self.accepted {
            self.cut = Some(now);
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            self.held = self.held.max(now + self.pause);
            return;
        }
        self.cut = Some(now);
        self.accepted = false;
        self.pause = FIRST_PAUSE;
        self.rate = (self.rate * (1.0 - CUT * (self.rate / REFERENCE).min(1.0))).max(self.floor());
        self.tokens = self.tokens.min(-BREATH * self.rate);
    }

    fn refill(&mut self, now: Duration) {
        let (Some(past), Limit::Between(_, most)) = (now.checked_sub(self.at), self.limit) else {
            return;
        };
        self.at = now;
        let seconds = past.as_secs_f64();
        if self.waiting() > 0 && now > self.held {
            let rise = self.cut.map_or(UNDISTURBED, |cut| {
                let quiet = now.saturating_sub(cut).as_secs_f64() / PATIENCE;
                RISE / self.rate.powf(STEEPNESS) * (1.0 + quiet * quiet)
            });
            self.rate = (self.rate + rise * seconds).min(most);
        }
        self.tokens = (self.tokens + self.rate * seconds).min(self.burst());
    }

    /// No more than a second's worth, for a budget that is small.
    fn burst(&self) -> f64 {
        match self.limit {
            Limit::Between(start, _) => BURST.min(start).max(1.0),
            Limit::None => BURST,
        }
    }

    fn floor(&self) -> f64 {
        match self.limit {
            Limit::Between(start, _) => FLOOR.min(start),
            Limit::None => FLOOR,
        }
    }

    fn largest_group(&self) -> u32 {
        let gathered = (self.rate * GATHERING).min(self.burst());
        (1..=GROUP)
            .rev()
            .find(|it| f64::from(*it) <= gathered)
            .unwrap_or(1)
    }
}

#[cfg(test)]
mod tests;
