//! The shared waiter step by step; `simulation` runs whole commands on it and a budget,
//! and `model` lets others change what it waits for.

mod model;
mod simulation;

use super::*;

const QUEUE: Class = Class {
    source: 0,
    change: Change::Create,
    longest: Duration::from_secs(2),
};
const DELETED: Class = Class {
    change: Change::Delete,
    ..QUEUE
};

/// What the tests see of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mapping {
    moves: bool,
    modified: i64,
    whole: bool,
}

const MOVING: Mapping = Mapping {
    moves: true,
    modified: 1,
    whole: true,
};
const SETTLED: Mapping = Mapping {
    moves: false,
    modified: 2,
    whole: true,
};

impl Sight for Mapping {
    fn moves(&self) -> bool {
        self.moves
    }

    fn modified(&self) -> Option<i64> {
        Some(self.modified)
    }
}

/// The pause after which a change that is alone is looked at.
const ALONE: Duration = Duration::from_millis(200);

/// Whether a page shows all that the change was to make.
fn agrees(_: Ticket, entry: &Mapping) -> bool {
    entry.whole
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn listed(entries: &[(&str, Mapping)]) -> Vec<(String, Mapping)> {
    entries
        .iter()
        .map(|(uuid, it)| ((*uuid).to_owned(), *it))
        .collect()
}

#[test]
fn one_change_is_looked_at_by_a_get_until_it_has_settled() {
    let mut waiter = Waiter::new(true);
    let ticket = waiter.enter(ms(0), "a", QUEUE, Some(1), ALONE);
    assert_eq!(waiter.due(), Some(ms(200)));
    assert_eq!(waiter.look(ms(199)), None);
    assert_eq!(
        waiter.look(ms(200)),
        Some(Look::Get(ticket, "a".to_owned()))
    );
    assert_eq!(waiter.due(), None, "it is being looked at");
    waiter.got(ms(260), ms(200), ticket, Sighting::There(MOVING));
    assert_eq!(waiter.seen(), [(ticket, Sighting::There(MOVING))]);
    assert_eq!(waiter.due(), Some(ms(560)));
    assert!(waiter.look(ms(560)).is_some());
    waiter.got(ms(620), ms(560), ticket, Sighting::There(SETTLED));
    assert_eq!(waiter.seen(), [(ticket, Sighting::There(SETTLED))]);
    assert!(waiter.is_empty());
}

#[test]
fn several_changes_share_a_page_and_a_page_tells_of_what_is_not_due() {
    let mut waiter = Waiter::new(true);
    let a = waiter.enter(ms(0), "a", QUEUE, Some(1), ALONE);
    let b = waiter.enter(ms(0), "b", QUEUE, Some(1), ALONE);
    let late = waiter.enter(ms(90), "c", QUEUE, Some(1), ALONE);
    assert_eq!(waiter.look(ms(200)), Some(Look::List(None)));
    assert_eq!(waiter.look(ms(200)), None, "a page is under way");
    waiter.page(
        ms(260),
        listed(&[("a", MOVING), ("b", SETTLED), ("c", SETTLED)]),
        None,
        agrees,
    );
    let seen = waiter.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen.contains(&(b, Sighting::There(SETTLED))));
    assert!(seen.contains(&(late, Sighting::There(SETTLED))));
    assert!(seen.contains(&(a, Sighting::There(MOVING))));
    assert!(waiter.due() > Some(ms(260)));
}

#[test]
fn a_page_that_was_requested_before_the_change_says_nothing_of_it() {
    let mut waiter = Waiter::new(true);
    waiter.enter(ms(0), "a", QUEUE, Some(1), ALONE);
    waiter.enter(ms(0), "b", QUEUE, Some(1), ALONE);
    waiter.look(ms(200));
    let late = waiter.enter(ms(220), "c", QUEUE, Some(1), ALONE);
    waiter.page(ms(260), listed(&[("c", SETTLED)]), None, agrees);
    assert!(waiter.seen().iter().all(|(ticket, _)| *ticket != late));
}

#[test]
fn an_entry_that_is_older_than_the_change_leads_to_a_get() {
    for entry in [
        Mapping {
            modified: 0,
            ..SETTLED
        },
        Mapping {
            whole: false,
            ..SETTLED
        },
    ] {
        let mut waiter = Waiter::new(true);
        let a = waiter.enter(ms(0), "a", QUEUE, Some(1), ALONE);
        waiter.enter(ms(0), "b", QUEUE, Some(1), ALONE);
        waiter.look(ms(200));
        waiter.page(
            ms(260),
            listed(&[("a", entry), ("b", SETTLED)]),
            None,
            agrees,
        );
        waiter.seen();
        assert_eq!(waiter.look(ms(260)), Some(Look::Get(a, "a".to_owned())));
    }
}

#[test]
fn what_the_list_lacks_is_looked_at_by_a_get() {
    let mut waiter = Waiter::new(true);
    let a = waiter.enter(ms(0), "a", QUEUE, Some(1), ALONE);
    waiter.enter(ms(0), "b", QUEUE, Some(1), ALONE);
    waiter.look(ms(200));
    waiter.page(ms(260), listed(&[("b", SETTLED)]), None, agrees);
    assert_eq!(waiter.look(ms(260)), Some(Look::Get(a, "a".to_owned())));
}

#[test]
fn only_a_get_says_that_a_deletion_has_ended_where_a_list_was_wrong() {
    let mut waiter = Waiter::new(true);
    let [a, b, c] = ["a", "b", "c"].map(|it| waiter.enter(ms(0), it, DELETED, Some(1), ALONE));
    assert_eq!(waiter.look(ms(200)), Some(Look::List(None)));
    waiter.page(
        ms(260),
        listed(&[("a", MOVING), ("c", SETTLED)]),
        None,
        agrees,
    );
    assert_eq!(waiter.seen(), [(a, Sighting::There(MOVING))]);
    // Missing, and not as it is to be.
    for (ticket, uuid) in [(b, "b"), (c, "c")] {
        let get = Look::Get(ticket, uuid.to_owned());
        assert_eq!(waiter.look(ms(260)), Some(get));
        waiter.got(ms(320), ms(260), ticket, Sighting::There(MOVING));
    }
    waiter.seen();
    // No page has ever shown it, and then none shows any.
    assert_eq!(waiter.look(ms(1000)), Some(Look::List(None)));
    waiter.page(ms(1060), listed(&[]), None, agrees);
    assert_eq!(waiter.seen(), []);
    for (ticket, uuid) in [(a, "a"), (b, "b"), (c, "c")] {
        let get = Look::Get(ticket, uuid.to_owned());
        assert_eq!(waiter.look(ms(1060)), Some(get));
        waiter.got(ms(1120), ms(1060), ticket, Sighting::Gone);
        assert_eq!(waiter.seen(), [(ticket, Sighting::Gone)]);
    }
    assert!(waiter.is_empty());
}

/// Deletions that a list has shown under way, and then one that lacks them.
fn deleted(waiter: &mut Waiter<Mapping>, uuids: &[&'static str]) -> Vec<(Ticket, &'static str)> {
    let enter = |uuid: &&'static str| (waiter.enter(ms(0), uuid, DELETED, Some(1), ALONE), *uuid);
    let all: Vec<_> = uuids.iter().map(enter).collect();
    let there = uuids.iter().chain(&["z"]).map(|it| (*it, MOVING));
    let there: Vec<_> = there.collect();
    for (at, shown) in [(200, listed(&there)), (5000, listed(&[("z", MOVING)]))] {
        assert_eq!(waiter.look(ms(at)), Some(Look::List(None)));
        waiter.page(ms(at + 60), shown, None, agrees);
    }
    all
}

#[test]
fn a_list_says_that_deletions_have_ended_once_gets_have_agreed_for_four() {
    let mut waiter = Waiter::new(true);
    let all = deleted(&mut waiter, &["a", "b", "c", "d", "e", "f"]);
    waiter.seen();
    for (ticket, uuid) in &all[..4] {
        let get = Look::Get(*ticket, (*uuid).to_owned());
        assert_eq!(waiter.look(ms(5060)), Some(get));
        waiter.got(ms(5120), ms(5060), *ticket, Sighting::Gone);
    }
    assert_eq!(waiter.look(ms(5120)), None, "the others wait for these");
    assert_eq!(waiter.seen().len(), 4);
    assert_eq!(waiter.look(ms(5300)), Some(Look::List(None)));
    waiter.page(ms(5360), listed(&[("z", MOVING)]), None, agrees);
    assert_eq!(
        waiter.seen(),
        [(all[4].0, Sighting::Gone), (all[5].0, Sighting::Gone)]
    );
    assert!(waiter.is_empty());
}

#[test]
fn a_list_that_lacks_one_that_is_there_is_not_believed_again() {
    let mut waiter = Waiter::new(true);
    let all = deleted(&mut waiter, &["a", "b", "c", "d", "e", "f"]);
    for (ticket, _) in &all[..4] {
        waiter.look(ms(5060)).unwrap();
        waiter.got(ms(5120), ms(5060), *ticket, Sighting::There(MOVING));
    }
    let mut now = ms(5120);
    let mut gets = 0;
    while let Some(due) = waiter.due() {
        now = now.max(due) + ms(1);
        waiter.seen();
        match waiter.look(now) {
            Some(Look::Get(ticket, _)) => {
                gets += 1;
                waiter.got(now, now, ticket, Sighting::Gone);
            }
            Some(Look::List(_)) => waiter.page(now, listed(&[]), None, agrees),
            None => {}
        }
        assert!(waiter.seen().len() <= 1);
    }
    assert_eq!(gets, 6, "one for each");
}

#[test]
fn several_deletions_begin_with_a_list_as_long_as_that_is_worth_it() {
    let mut waiter: Waiter<Mapping> = Waiter::new(true);
    assert_eq!(
        [0; 4].map(|_| waiter.deletes()),
        [false, false, false, true]
    );
    assert_eq!(waiter.foresee(ms(0)), Some(Look::List(None)));
    assert_eq!(waiter.due(), None);
    waiter.page(
        ms(60),
        listed(&[("a", SETTLED)]),
        Some("1".to_owned()),
        agrees,
    );
    assert!(waiter.foresees());
    // Four deletions are not worth another page.
    assert_eq!(waiter.foresee(ms(60)), None);
    assert!(!waiter.foresees());
    (0..50).for_each(|_| assert!(!waiter.deletes(), "it was tried"));

    // Those that come one after the other have no use of it.
    let mut waiter: Waiter<Mapping> = Waiter::new(true);
    for _ in 0..50 {
        assert!(!waiter.deletes());
        waiter.deleted();
    }
}

#[test]
fn what_is_missing_again_and_again_is_looked_at_after_its_pauses() {
    let mut waiter = Waiter::new(true);
    let [a, _, _] = ["a", "b", "c"].map(|it| waiter.enter(ms(0), it, DELETED, Some(1), ALONE));
    let (mut lists, mut gets) = (0, 0);
    let there = || listed(&[("b", MOVING), ("c", MOVING)]);
    while let Some(due) = waiter.due().filter(|it| *it < ms(10_000)) {
        match waiter.look(due) {
            Some(Look::Get(ticket, _)) => {
                assert_eq!(ticket, a);
                gets += 1;
                waiter.got(due, due, ticket, Sighting::There(MOVING));
            }
            Some(Look::List(_)) => {
                lists += 1;
                waiter.page(due, there(), None, agrees);
            }
            None => unreachable!("it is due"),
        }
    }
    assert!(gets <= lists + 1, "{gets} Gets beside {lists} pages");
}

#[test]
fn a_change_that_is_alone_is_looked_at_by_gets_after_the_usual_pauses() {
    for class in [QUEUE, DELETED] {
        let mut waiter: Waiter<Mapping> = Waiter::new(true);
        // What was learned from others does not hurry it.
        for _ in 0..2 {
            let ticket = waiter.enter(ms(0), "a", class, Some(1), ALONE);
            let mut looks = Vec::new();
            for look in 0..9 {
                let due = waiter.due().unwrap();
                looks.push(due.as_millis());
                assert_eq!(waiter.look(due), Some(Look::Get(ticket, "a".to_owned())));
                let seen = match (look, class.change) {
                    (0..8, _) => Sighting::There(MOVING),
                    (_, Change::Delete) => Sighting::Gone,
                    _ => Sighting::There(SETTLED),
                };
                waiter.got(due, due, ticket, seen);
            }
            assert!(waiter.is_empty());
            assert_eq!(looks, [200, 500, 950, 1625, 2637, 4156, 6156, 8156, 10_156]);
        }
    }
}

#[test]
fn a_look_that_fails_is_followed_by_the_next_pause_or_the_one_that_the_server_wants() {
    for (wait, due) in [(0, 560), (5000, 5260)] {
        let mut waiter: Waiter<Mapping> = Waiter::new(true);
        let ticket = waiter.enter(ms(0), "a", QUEUE, Some(1), ALONE);
        waiter.look(ms(200));
        waiter.failed(ms(260), ticket, ms(wait));
        assert_eq!(waiter.due(), Some(ms(due)));
    }
}

#[test]
fn without_list_every_look_is_a_get() {
    let mut waiter: Waiter<Mapping> = Waiter::new(true);
    for uuid in ["a", "b", "c"] {
        waiter.enter(ms(0), uuid, QUEUE, Some(1), ALONE);
    }
    assert_eq!(waiter.look(ms(200)), Some(Look::List(None)));
    waiter.no_page(true);
    for _ in 0..3 {
        assert!(matches!(waiter.look(ms(260)), Some(Look::Get(..))));
    }
    assert_eq!(waiter.look(ms(260)), None);
}

#[test]
fn changes_beside_others_are_looked_at_when_those_before_had_settled() {
    let mut waiter = Waiter::new(true);
    let other = Class {
        source: 1,
        longest: Duration::MAX,
        ..QUEUE
    };
    let beside = waiter.enter(ms(0), "z", other, Some(1), ALONE);
    let settle = |waiter: &mut Waiter<Mapping>, from: u64, takes: u64| {
        let ticket = waiter.enter(ms(from), "a", QUEUE, Some(1), ALONE);
        let mut looks = 0;
        while let Some(due) = waiter.due() {
            let settled = due >= ms(from + takes);
            let seen = if settled { SETTLED } else { MOVING };
            let look = waiter.look(due).unwrap();
            match look {
                Look::List(_) => {
                    waiter.page(due, listed(&[("a", seen), ("z", MOVING)]), None, agrees);
                }
                Look::Get(it, _) if it == beside => {
                    waiter.got(due, due, beside, Sighting::There(MOVING));
                    continue;
                }
                Look::Get(..) => waiter.got(due, due, ticket, Sighting::There(seen)),
            }
            looks += 1;
            if settled {
                return (looks, due.saturating_sub(ms(from + takes)));
            }
        }
        unreachable!("it settles")
    };
    let (first, _) = settle(&mut waiter, 0, 30_000);
    assert!((20..=100).contains(&first), "{first} looks");
    for round in 1..20 {
        settle(&mut waiter, round * 100_000, 30_000);
    }
    let (looks, late) = settle(&mut waiter, 5_000_000, 30_000);
    assert_eq!(looks, 1);
    assert!(late < ms(700), "{late:?}");
    // It takes longer now, and is found all the same.
    let (looks, late) = settle(&mut waiter, 6_000_000, 45_000);
    assert!(looks < 20, "{looks}");
    assert!(late <= ms(2000), "{late:?}");
}
