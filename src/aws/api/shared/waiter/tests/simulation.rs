//! Whole commands: workers that change mappings one after the other, a budget, a shared waiter, a quota
//! of 15 calls a second, and 60 ms for each call.

use std::collections::VecDeque;

use super::*;
use crate::aws::api::pace::budget::{Budget, Limit, Priority, Turn};

const LATENCY: u64 = 60_000;

/// A command. Times are in microseconds.
#[derive(Debug, Clone, Copy)]
struct Command {
    change: Change,
    mappings: usize,
    workers: usize,
    settles: u64,
    listable: bool,
}

#[derive(Debug)]
struct Took {
    /// Seconds.
    seconds: f64,
    lists: u32,
    gets: u32,
}

#[derive(Debug)]
enum Wait {
    Write(usize),
    Look,
    /// A page before deletions.
    Foresight,
}

#[derive(Debug)]
enum Call {
    Write(usize),
    Get(Ticket, usize),
    List(usize),
}

/// A call that is under way: when it arrives, and when it was sent.
#[derive(Debug)]
struct Flight(u64, u64, Call);

/// A command that runs.
struct Run {
    command: Command,
    now: u64,
    budget: Budget,
    waiter: Waiter<Mapping>,
    /// When each mapping was changed.
    changed: Vec<Option<u64>>,
    todo: VecDeque<usize>,
    idle: usize,
    /// What waits for the budget.
    queue: HashMap<crate::aws::api::pace::budget::QueueTicket, Wait>,
    foresees: bool,
    looks: bool,
    flights: Vec<Flight>,
    owners: HashMap<Ticket, usize>,
    took: Took,
}

fn us(microseconds: u64) -> Duration {
    Duration::from_micros(microseconds)
}

fn after(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap() + 1
}

impl Run {
    /// The next changes, and a look if one is due.
    fn enter(&mut self) {
        while self.idle > 0 {
            let Some(next) = self.todo.pop_front() else {
                break;
            };
            self.idle -= 1;
            if self.command.change == Change::Delete {
                self.foresees |= self.waiter.deletes();
                self.foresee();
            }
            let ticket = self.budget.enter(us(self.now), Priority::Write);
            self.queue.insert(ticket, Wait::Write(next));
        }
        if !self.looks && self.waiter.due().is_some_and(|it| it <= us(self.now)) {
            self.looks = true;
            let ticket = self.budget.enter(us(self.now), Priority::Poll);
            self.queue.insert(ticket, Wait::Look);
        }
    }

    fn foresee(&mut self) {
        if std::mem::take(&mut self.foresees) && self.waiter.foresees() {
            let ticket = self.budget.enter(us(self.now), Priority::First);
            self.queue.insert(ticket, Wait::Foresight);
        }
    }

    /// Sends what the budget lets go; answers when it lets more go.
    fn send(&mut self) -> Option<u64> {
        let (now, sent) = (self.now + LATENCY, self.now);
        loop {
            match self.budget.turn(us(sent)) {
                Turn::Go(ticket) => {
                    let look = match self.queue.remove(&ticket).unwrap() {
                        Wait::Write(next) => {
                            self.flights.push(Flight(now, sent, Call::Write(next)));
                            continue;
                        }
                        Wait::Foresight => {
                            self.foresees = true;
                            self.waiter.foresee(us(sent))
                        }
                        Wait::Look => {
                            self.looks = false;
                            self.waiter.look(us(sent))
                        }
                    };
                    let call = match look {
                        Some(Look::Get(ticket, uuid)) => {
                            self.took.gets += 1;
                            Call::Get(ticket, uuid.parse().unwrap())
                        }
                        Some(Look::List(marker)) => {
                            self.took.lists += 1;
                            Call::List(marker.map_or(0, |it| it.parse().unwrap()))
                        }
                        None => continue,
                    };
                    self.flights.push(Flight(now, sent, call));
                    self.enter();
                }
                Turn::At(then) => return Some(after(then)),
                Turn::Idle => return None,
            }
        }
    }

    /// A mapping as the server shows it at a time.
    fn at(&self, mapping: usize, time: u64) -> Option<Mapping> {
        let since = self.changed[mapping];
        let moves = since.is_some_and(|since| time < since + self.command.settles);
        match (self.command.change, since) {
            (Change::Create, None) => None,
            (Change::Delete, Some(_)) if !moves => None,
            _ => Some(Mapping {
                moves,
                modified: i64::from(since.is_some()),
                whole: true,
            }),
        }
    }

    fn arrive(&mut self, Flight(at, sent, call): Flight) {
        // The server acts half way.
        let acts = at - LATENCY / 2;
        let now = us(self.now);
        match call {
            Call::Write(it) => {
                self.changed[it] = Some(acts);
                self.waiter.deleted();
                let class = Class {
                    change: self.command.change,
                    ..QUEUE
                };
                let ticket = self
                    .waiter
                    .enter(now, &it.to_string(), class, Some(1), ALONE);
                self.owners.insert(ticket, it);
            }
            Call::Get(ticket, it) => {
                let seen = self.at(it, acts).map_or(Sighting::Gone, Sighting::There);
                self.waiter.got(now, us(sent), ticket, seen);
            }
            Call::List(from) => {
                // Not in the order in which they are changed. A marker is the last one of the page before.
                let all = self.command.mappings;
                let order = (from..all).map(|it| (it, it * 37 % all));
                let mut there =
                    order.filter_map(|(place, it)| Some((place, it, self.at(it, acts)?)));
                let page: Vec<_> = there.by_ref().take(100).collect();
                let next = there.next().map(|(place, ..)| place.to_string());
                let page = page.into_iter().map(|(_, it, seen)| (it.to_string(), seen));
                let page = page.collect();
                self.waiter.page(now, page, next, agrees);
                self.foresee();
            }
        }
    }

    /// What the looks have shown; answers how many changes have ended.
    fn ended(&mut self) -> usize {
        let mut ended = 0;
        for (ticket, seen) in self.waiter.seen() {
            let ends = match seen {
                Sighting::Gone => true,
                Sighting::There(it) => self.command.change != Change::Delete && !it.moves,
            };
            if ends {
                let it = self.owners.remove(&ticket).unwrap();
                let settled = self.changed[it].unwrap() + self.command.settles;
                assert!(
                    self.now >= settled,
                    "{it} was said to have settled too early"
                );
                ended += 1;
            }
        }
        self.idle += ended;
        ended
    }
}

impl Command {
    fn run(self) -> Took {
        let mut run = Run {
            command: self,
            now: 0,
            budget: Budget::new(Limit::Between(14.0, 14.85), us(0)),
            waiter: Waiter::new(self.listable),
            changed: vec![None; self.mappings],
            todo: (0..self.mappings).collect(),
            idle: self.workers,
            queue: HashMap::new(),
            foresees: false,
            looks: false,
            flights: Vec::new(),
            owners: HashMap::new(),
            took: Took {
                seconds: 0.0,
                lists: 0,
                gets: 0,
            },
        };
        let mut done = 0;
        while done < self.mappings {
            run.enter();
            let sends = run.send();
            let looks = run.waiter.due().filter(|_| !run.looks).map(after);
            let arrives = run.flights.iter().map(|it| it.0).min();
            let next = [sends, looks, arrives].into_iter().flatten().min();
            run.now = next.expect("something happens").max(run.now);
            let all = std::mem::take(&mut run.flights);
            let (mut ready, under_way): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|it| it.0 <= run.now);
            run.flights = under_way;
            ready.sort_by_key(|it| it.0);
            for flight in ready {
                run.arrive(flight);
            }
            done += run.ended();
        }
        run.took.seconds = us(run.now).as_secs_f64();
        run.took
    }
}

/// Whatever the provider does, a command takes as long as its calls at the quota, or its waits one after the
/// other in each worker. The last wave of changes is sent at the quota's rate, and then settles.
#[test]
fn commands_take_hardly_longer_than_they_must() {
    for change in [Change::Create, Change::Update, Change::Delete] {
        for (mappings, workers, settles) in [
            (100, 10, 0_u32),
            (100, 10, 2),
            (100, 10, 30),
            (100, 50, 0),
            (100, 50, 2),
            (100, 50, 30),
            (1000, 10, 0),
            (1000, 10, 2),
            (1000, 10, 30),
            (1000, 50, 0),
            (1000, 50, 2),
            (1000, 50, 30),
        ] {
            let command = Command {
                change,
                mappings,
                workers,
                settles: u64::from(settles) * 1_000_000,
                listable: true,
            };
            let seen = command.run();
            let number = |it: usize| f64::from(u32::try_from(it).unwrap());
            let (n, workers, settles) = (number(mappings), number(workers), f64::from(settles));
            let by_calls = (n + f64::from(seen.lists + seen.gets)) / 15.0;
            let by_waits = n * (settles + 0.06) / workers;
            let last_wave = if by_calls > by_waits {
                settles
            } else {
                workers / 15.0
            };
            let limit = 1.05 * by_calls.max(by_waits) + last_wave;
            assert!(seen.seconds <= limit, "{command:?}: {seen:?}, over {limit}");
        }
    }
}

#[test]
fn looks_cost_a_fraction_of_a_call_where_the_list_is_short() {
    for (workers, settles) in [(10, 0), (50, 0), (50, 2_000_000)] {
        let command = Command {
            change: Change::Update,
            mappings: 100,
            workers,
            settles,
            listable: true,
        };
        let seen = command.run();
        assert!(seen.lists + seen.gets <= 25, "{command:?}: {seen:?}");
    }
}

#[test]
fn a_deletion_costs_less_than_a_sixth_of_a_get_beside_the_shared_pages() {
    for mappings in [100_u32, 1000] {
        for (workers, settles) in [(10, 0), (50, 0), (10, 2), (50, 2), (10, 30), (50, 30)] {
            let command = Command {
                change: Change::Delete,
                mappings: mappings.try_into().unwrap(),
                workers,
                settles: settles * 1_000_000,
                listable: true,
            };
            let seen = command.run();
            assert!(seen.gets * 20 <= mappings * 3, "{command:?}: {seen:?}");
            // Even where hardly two end together it is no more than a call and the Gets that look if it is true.
            let looks = seen.lists + seen.gets;
            assert!(looks * 100 <= mappings * 125, "{command:?}: {seen:?}");
        }
    }
}

#[test]
fn deletions_that_all_wait_for_the_quota_share_most_of_their_looks() {
    for (mappings, workers, most) in [
        (100, 10, 30),
        (100, 50, 20),
        (1000, 10, 350),
        (1000, 50, 250),
    ] {
        let command = Command {
            change: Change::Delete,
            mappings,
            workers,
            settles: 0,
            listable: true,
        };
        let seen = command.run();
        assert!(seen.lists + seen.gets <= most, "{command:?}: {seen:?}");
    }
}

#[test]
fn without_list_a_change_costs_a_get_or_two() {
    let command = Command {
        change: Change::Update,
        mappings: 1000,
        workers: 10,
        settles: 2_000_000,
        listable: false,
    };
    let seen = command.run();
    assert!(seen.gets <= 1300, "{seen:?}");
}
