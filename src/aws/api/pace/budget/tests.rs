//! The budget step by step; `simulation` runs whole commands on it.

mod simulation;

use super::*;

const LIMIT: Limit = Limit::Between(14.0, 14.85);

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn budget() -> Budget {
    Budget::new(LIMIT, Duration::ZERO)
}

/// How many calls may go at once.
fn granted(budget: &mut Budget, now: Duration) -> usize {
    std::iter::from_fn(|| match budget.turn(now) {
        Turn::Go(ticket) => Some(ticket),
        Turn::At(_) | Turn::Idle => None,
    })
    .count()
}

#[test]
fn a_single_call_goes_at_once_and_a_crowd_at_the_rate() {
    let mut budget = budget();
    let ticket = budget.enter(ms(0), Priority::Read);
    assert_eq!(budget.turn(ms(0)), Turn::Go(ticket));
    assert_eq!(budget.turn(ms(0)), Turn::Idle);
    for _ in 0..100 {
        budget.enter(ms(0), Priority::Read);
    }
    let mut all = 0;
    for now in 0..=1000 {
        all += granted(&mut budget, ms(now));
    }
    assert!((16..=18).contains(&all), "{all} in the first second");
}

#[test]
fn writes_go_before_reads_and_reads_before_polls() {
    let mut budget = budget();
    let poll = budget.enter(ms(0), Priority::Poll);
    let read = budget.enter(ms(0), Priority::Read);
    let write = budget.enter(ms(0), Priority::Write);
    let second = budget.enter(ms(0), Priority::Write);
    for expected in [write, second, read, poll] {
        assert_eq!(budget.turn(ms(0)), Turn::Go(expected));
    }
}

#[test]
fn a_call_that_is_given_up_costs_nothing() {
    let mut budget = budget();
    for _ in 0..100 {
        let ticket = budget.enter(ms(0), Priority::Write);
        assert_eq!(budget.turn(ms(0)), Turn::Go(ticket));
        budget.leave(ms(0), ticket);
    }
    let waiting = budget.enter(ms(0), Priority::Write);
    budget.leave(ms(0), waiting);
    assert_eq!(budget.turn(ms(0)), Turn::Idle);
    assert_eq!(budget.tally(), Tally::default());
}

#[test]
fn many_refusals_at_once_cut_once() {
    let mut one = budget();
    let mut many = budget();
    one.learn(ms(60), ms(0), Verdict::Refused(None));
    for _ in 0..40 {
        many.learn(ms(60), ms(0), Verdict::Refused(None));
    }
    assert_eq!(one.rate(), many.rate());
    assert!(one.rate() < Some(9.5), "{:?}", one.rate());
    assert_eq!(many.tally().refused, 40);
}

#[test]
fn refusals_without_a_success_pause_and_do_not_starve() {
    let mut budget = budget();
    budget.learn(ms(60), ms(0), Verdict::Refused(None));
    let rate = budget.rate();
    for round in 1..100 {
        let sent = ms(60 + round * 100);
        budget.learn(sent + ms(60), sent, Verdict::Refused(None));
    }
    assert_eq!(budget.rate(), rate);
    budget.enter(ms(11_000), Priority::Read);
    let Turn::At(then) = budget.turn(ms(11_000)) else {
        panic!("it does not pause");
    };
    assert!(then <= ms(10_020) + LONGEST_PAUSE, "{then:?}");
}

#[test]
fn a_server_that_says_when_to_come_back_is_taken_at_its_word() {
    let mut budget = budget();
    let asked = Some(Duration::from_secs(7));
    budget.learn(ms(60), ms(0), Verdict::Refused(asked));
    budget.enter(ms(100), Priority::Write);
    assert_eq!(budget.turn(ms(100)), Turn::At(ms(7060)));
    assert!(budget.retry(ms(100)) >= ms(6960));
    assert_eq!(granted(&mut budget, ms(7059)), 0);
}

#[test]
fn the_rate_rises_only_while_calls_wait() {
    let mut budget = budget();
    budget.learn(ms(60), ms(0), Verdict::Refused(None));
    let low = budget.rate();
    budget.turn(Duration::from_mins(10));
    assert_eq!(budget.rate(), low);
    for second in 600..900 {
        let now = Duration::from_secs(second);
        while budget.waiting() < 20 {
            budget.enter(now, Priority::Read);
        }
        granted(&mut budget, now);
    }
    assert!(budget.rate() > low, "{:?}", budget.rate());
    assert!(budget.rate() <= Some(14.85));
}

#[test]
fn without_a_limit_nothing_waits() {
    let mut budget = Budget::new(Limit::None, Duration::ZERO);
    budget.learn(ms(1), ms(0), Verdict::Refused(Some(Duration::from_secs(9))));
    for _ in 0..1000 {
        budget.enter(ms(2), Priority::Poll);
    }
    assert_eq!(granted(&mut budget, ms(2)), 1000);
    assert_eq!(budget.retry(ms(2)), Duration::ZERO);
    assert_eq!(budget.rate(), None);
}

#[test]
fn a_small_limit_holds_and_a_retry_counts_against_it() {
    let mut budget = Budget::new(Limit::Between(1.0, 1.0), Duration::ZERO);
    for _ in 0..20 {
        budget.enter(ms(0), Priority::Write);
    }
    assert_eq!(granted(&mut budget, ms(0)), 1);
    assert_eq!(budget.retry(ms(0)), Duration::from_secs(1));
    assert_eq!(granted(&mut budget, ms(1900)), 0);
    assert_eq!(granted(&mut budget, ms(2001)), 1);
}

#[test]
fn a_clock_that_goes_back_grants_nothing_twice() {
    let mut budget = budget();
    for _ in 0..100 {
        budget.enter(ms(1000), Priority::Write);
    }
    let first = granted(&mut budget, ms(1000));
    for now in [900, 1000, 0, 1000] {
        assert_eq!(granted(&mut budget, ms(now)), 0);
    }
    assert!(first <= 5, "{first}");
}

proptest::proptest! {
    #[test]
    fn in_any_order_of_events_no_call_is_lost_and_the_rate_is_kept(
        events in proptest::collection::vec((0u8..6, 0u64..400), 1..400)
    ) {
        let mut budget = budget();
        let mut waiting = std::collections::BTreeSet::new();
        let (mut now, mut sent) = (ms(0), Vec::new());
        let mut entered = 0_u32;
        for (event, step) in events {
            now += ms(step);
            match event {
                0..=2 => {
                    let priority = [Priority::Write, Priority::Read, Priority::Poll][usize::from(event)];
                    waiting.insert(budget.enter(now, priority));
                    entered += 1;
                }
                3 => if let Some(ticket) = waiting.pop_first() {
                    budget.leave(now, ticket);
                },
                4 => budget.learn(now + ms(1), now, Verdict::Refused((step % 2 == 0).then_some(ms(step)))),
                _ => budget.learn(now + ms(1), now, Verdict::Accepted),
            }
            while let Turn::Go(ticket) = budget.turn(now) {
                proptest::prop_assert!(waiting.remove(&ticket), "granted twice, or not asked for");
                sent.push(now);
            }
            proptest::prop_assert_eq!(usize::try_from(budget.waiting()).unwrap(), waiting.len());
        }
        // What is asked for is granted in the end, however often it was refused before.
        let mut patience = 0;
        loop {
            match budget.turn(now) {
                Turn::Go(ticket) => {
                    proptest::prop_assert!(waiting.remove(&ticket));
                    sent.push(now);
                }
                Turn::At(then) => {
                    proptest::prop_assert!(then > now);
                    now = then;
                }
                Turn::Idle => break,
            }
            patience += 1;
            proptest::prop_assert!(patience < 4 * entered + 10, "it never ends");
        }
        proptest::prop_assert!(waiting.is_empty());
        // In any second no more than the burst and a second's worth.
        for (index, first) in sent.iter().enumerate() {
            let second = sent[index..].iter().take_while(|it| **it < *first + ms(1000)).count();
            proptest::prop_assert!(second <= 20, "{second} calls in a second");
        }
    }
}
