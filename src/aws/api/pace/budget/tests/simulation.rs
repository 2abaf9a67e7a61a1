//! Whole commands on one budget each, against a quota: no clock and no network, so that an hour takes
//! milliseconds and comes out the same each time. Each scenario says in which bands the figures lie.

use std::{cmp::Reverse, collections::BinaryHeap, ops::RangeInclusive};

use super::*;

/// From a call to its answer.
const LATENCY: f64 = 0.06;

/// What is simulated.
struct Scenario {
    /// Processes, each with a budget and so many workers.
    processes: usize,
    workers: usize,
    /// Calls that each process has to make; no end without.
    work: Option<u32>,
    /// Seconds.
    lasts: f64,
    /// Calls a second of one that knows no budget.
    neighbour: f64,
    /// The quota at a time; with none everything is refused.
    quota: fn(f64) -> f64,
    retry_after: Option<Duration>,
}

/// What came of it.
#[derive(Debug, Default)]
struct Seen {
    /// Accepted calls of each process.
    accepted: Vec<u32>,
    refused: u32,
    /// Calls refused while the quota was 0.
    in_vain: u32,
    neighbour: (u32, u32),
    in_flight: usize,
    /// When the last process had done its work.
    done: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Event {
    Wake(usize),
    Arrives(usize, Duration),
    Answers(usize, Duration, bool),
    Neighbour,
}

#[derive(Debug, PartialEq)]
struct At(f64, u64, Event);

impl Eq for At {}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for At {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

/// A number from 0 to 1, in a row that a seed decides.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

/// The service: a bucket as full as a second's worth.
struct Service {
    tokens: f64,
    at: f64,
}

impl Service {
    fn accepts(&mut self, now: f64, rate: f64) -> bool {
        self.tokens = (self.tokens + (now - self.at) * rate).min(15.0);
        self.at = now;
        let accepts = rate > 0.0 && self.tokens >= 1.0;
        if accepts {
            self.tokens -= 1.0;
        }
        accepts
    }
}

struct Run<'a> {
    scenario: &'a Scenario,
    events: BinaryHeap<Reverse<At>>,
    count: u64,
    numbers: Numbers,
    service: Service,
    processes: Vec<(Budget, u32)>,
    in_flight: Vec<usize>,
    /// When each process wakes next.
    wakes: Vec<f64>,
    seen: Seen,
}

impl Run<'_> {
    fn at(&mut self, time: f64, event: Event) {
        self.count += 1;
        self.events.push(Reverse(At(time, self.count, event)));
    }

    fn half_way(&mut self) -> f64 {
        LATENCY * (0.3 + 0.4 * self.numbers.next())
    }

    /// Sends what may go, and wakes when more may.
    fn pump(&mut self, index: usize, time: f64) {
        let now = Duration::from_secs_f64(time);
        loop {
            match self.processes[index].0.turn(now) {
                Turn::Go(_) => {
                    let arrives = time + self.half_way();
                    self.at(arrives, Event::Arrives(index, now));
                    self.in_flight[index] += 1;
                    let all = self.in_flight[index];
                    self.seen.in_flight = self.seen.in_flight.max(all);
                }
                Turn::At(then) => {
                    let then = then.as_secs_f64();
                    // One that wakes too early asks again.
                    if self.wakes[index] > then || self.wakes[index] <= time {
                        self.wakes[index] = then;
                        self.at(then, Event::Wake(index));
                    }
                    break;
                }
                Turn::Idle => break,
            }
        }
    }

    fn work(&mut self, index: usize, now: Duration) {
        let (budget, left) = &mut self.processes[index];
        if *left > 0 {
            *left -= 1;
            budget.enter(now, Priority::Write);
        }
    }

    fn step(&mut self, time: f64, event: Event) {
        let now = Duration::from_secs_f64(time);
        match event {
            Event::Wake(index) => self.pump(index, time),
            Event::Arrives(index, sent) => {
                let rate = (self.scenario.quota)(time);
                let accepted = self.service.accepts(time, rate);
                self.seen.in_vain += u32::from(rate == 0.0);
                let answers = time + self.half_way();
                self.at(answers, Event::Answers(index, sent, accepted));
            }
            Event::Answers(index, sent, accepted) => {
                self.in_flight[index] -= 1;
                let verdict = if accepted {
                    Verdict::Accepted
                } else {
                    Verdict::Refused(self.scenario.retry_after)
                };
                self.processes[index].0.learn(now, sent, verdict);
                if accepted {
                    self.seen.accepted[index] += 1;
                    self.seen.done = time;
                    self.work(index, now);
                } else {
                    self.seen.refused += 1;
                    self.processes[index].0.enter(now, Priority::Write);
                }
                self.pump(index, time);
            }
            Event::Neighbour => {
                let accepted = self.service.accepts(time, (self.scenario.quota)(time));
                let counted = &mut self.seen.neighbour;
                counted.0 += u32::from(!accepted);
                counted.1 += 1;
                self.at(time + 1.0 / self.scenario.neighbour, Event::Neighbour);
            }
        }
    }
}

impl Scenario {
    fn run(&self, seed: u64) -> Seen {
        let mut run = Run {
            scenario: self,
            events: BinaryHeap::new(),
            count: 0,
            numbers: Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            service: Service {
                tokens: 15.0,
                at: 0.0,
            },
            processes: Vec::new(),
            in_flight: vec![0; self.processes],
            wakes: vec![f64::INFINITY; self.processes],
            seen: Seen {
                accepted: vec![0; self.processes],
                ..Seen::default()
            },
        };
        for index in 0..self.processes {
            let budget = Budget::new(LIMIT, Duration::ZERO);
            run.processes.push((budget, self.work.unwrap_or(u32::MAX)));
            for _ in 0..self.workers {
                run.work(index, Duration::ZERO);
            }
            let begins = 0.05 * run.numbers.next();
            run.wakes[index] = begins;
            run.at(begins, Event::Wake(index));
        }
        if self.neighbour > 0.0 {
            let begins = run.numbers.next() / self.neighbour;
            run.at(begins, Event::Neighbour);
        }
        while let Some(Reverse(At(time, _, event))) = run.events.pop() {
            if time > self.lasts {
                break;
            }
            run.step(time, event);
        }
        run.seen
    }
}

impl Seen {
    fn all(&self) -> u32 {
        self.accepted.iter().sum()
    }

    fn refused_share(&self) -> f64 {
        f64::from(self.refused) / f64::from(self.refused + self.all()).max(1.0)
    }

    fn neighbours_share(&self) -> f64 {
        f64::from(self.neighbour.0) / f64::from(self.neighbour.1).max(1.0)
    }

    fn least(&self) -> f64 {
        f64::from(self.accepted.iter().copied().min().unwrap_or_default())
    }
}

#[track_caller]
fn in_band(name: &str, figure: f64, band: RangeInclusive<f64>) {
    assert!(
        band.contains(&figure),
        "{name}: {figure} is not in {band:?}"
    );
}

const ALONE: Scenario = Scenario {
    processes: 1,
    workers: 10,
    work: None,
    lasts: 60.0,
    neighbour: 0.0,
    quota: |_| 15.0,
    retry_after: None,
};

const SEEDS: RangeInclusive<u64> = 1..=20;

#[test]
fn a_process_that_is_alone_uses_the_quota_and_is_never_refused() {
    for workers in [1, 10, 50] {
        let scenario = Scenario { workers, ..ALONE };
        for seed in SEEDS {
            let seen = scenario.run(seed);
            assert_eq!(seen.refused, 0, "{workers} workers, seed {seed}");
            in_band("rate", f64::from(seen.all()) / 60.0, 14.0..=15.0);
            in_band(
                "in flight",
                f64::from(u32::try_from(seen.in_flight).unwrap()),
                1.0..=6.0,
            );
        }
    }
}

#[test]
fn a_neighbour_of_five_a_second_hardly_notices() {
    for retry_after in [None, Some(Duration::from_secs(1))] {
        let scenario = Scenario {
            neighbour: 5.0,
            lasts: 110.0,
            retry_after,
            ..ALONE
        };
        let mut shares = Vec::new();
        for seed in SEEDS {
            let seen = scenario.run(seed);
            in_band("rate", f64::from(seen.all()) / 110.0, 8.5..=10.5);
            in_band("refused", seen.refused_share(), 0.0..=0.02);
            shares.push(seen.neighbours_share());
        }
        let mean = shares.iter().sum::<f64>() / 20.0;
        in_band("the neighbour's mean share of refusals", mean, 0.0..=0.0025);
        let over = shares.iter().filter(|it| **it > 0.005).count();
        assert!(over <= 1, "{over} of 20 runs: {shares:?}");
    }
}

#[test]
fn five_processes_of_one_account_share_it_fairly() {
    for retry_after in [None, Some(Duration::from_secs(1))] {
        let scenario = Scenario {
            processes: 5,
            retry_after,
            ..ALONE
        };
        let mut least = Vec::new();
        for seed in SEEDS {
            let seen = scenario.run(seed);
            in_band(
                "use of the quota",
                f64::from(seen.all()) / 900.0,
                0.97..=1.02,
            );
            in_band("refused", seen.refused_share(), 0.0..=0.18);
            least.push(seen.least() / 180.0);
        }
        let fair = least.iter().filter(|it| **it >= 0.9).count();
        assert!(fair >= 18, "the least of each run: {least:?}");
        in_band(
            "the least of all",
            least.iter().copied().fold(1.0, f64::min),
            0.8..=1.0,
        );
    }
}

/// Each account and Region has a quota of its own, so a hundred of them are a hundred simulations. The
/// processes that share one begin together.
#[test]
fn a_hundred_thousand_mappings_in_twenty_accounts_and_five_regions() {
    let mut all = 0;
    for (place, processes) in (0..100).zip([1_usize, 2, 3, 4, 5].into_iter().cycle()) {
        let work = 1000 / u32::try_from(processes).unwrap();
        let scenario = Scenario {
            processes,
            work: Some(work),
            lasts: 3600.0,
            ..ALONE
        };
        let seen = scenario.run(place + 1);
        all += seen.all();
        let least = seen.accepted.iter().min();
        assert_eq!(least, Some(&work), "{processes} processes");
        in_band(
            "seconds over the quota's",
            seen.done / (1000.0 / 15.0),
            0.98..=1.35,
        );
        in_band("refused", seen.refused_share(), 0.0..=0.18);
    }
    assert!(all >= 99_900, "{all}");
}

#[test]
fn a_quota_that_drops_for_a_minute_is_followed_down_and_up() {
    let during = |from: f64, to: f64, seed: u64| {
        let scenario = |lasts| Scenario {
            lasts,
            quota: |time| {
                if (30.0..90.0).contains(&time) {
                    5.0
                } else {
                    15.0
                }
            },
            ..ALONE
        };
        let (before, after) = (scenario(from).run(seed), scenario(to).run(seed));
        let accepted = f64::from(after.all() - before.all()) / (to - from);
        let refused = f64::from(after.refused - before.refused);
        (accepted, refused / (accepted * (to - from) + refused))
    };
    for seed in SEEDS {
        in_band("rate before", during(1.0, 30.0, seed).0, 13.5..=15.0);
        let (rate, refused) = during(40.0, 90.0, seed);
        in_band("rate during", rate, 4.0..=5.3);
        in_band("refused during", refused, 0.0..=0.10);
        in_band(
            "rate a minute later",
            during(150.0, 180.0, seed).0,
            6.0..=15.0,
        );
        in_band(
            "rate two minutes later",
            during(210.0, 240.0, seed).0,
            9.0..=15.0,
        );
    }
}

#[test]
fn a_service_that_refuses_everything_for_ten_seconds_is_left_alone_and_used_again() {
    for seed in SEEDS {
        let scenario = |lasts| Scenario {
            lasts,
            quota: |time| {
                if (10.0..20.0).contains(&time) {
                    0.0
                } else {
                    15.0
                }
            },
            ..ALONE
        };
        let outage = scenario(20.0).run(seed);
        in_band("calls in vain", f64::from(outage.in_vain), 1.0..=40.0);
        let later = scenario(34.0).run(seed).all() - scenario(24.5).run(seed).all();
        in_band("rate when it is over", f64::from(later) / 9.5, 8.0..=15.0);
    }
}
