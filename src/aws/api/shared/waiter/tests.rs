//! The shared waiter step by step; `simulation` runs whole commands on it and a budget.

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

    fn is_whole(&self) -> bool {
        self.whole
    }
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
    let ticket = waiter.enter(ms(0), "a", QUEUE, Some(1));
    assert_eq!(waiter.due(), Some(ms(100)));
    assert_eq!(waiter.look(ms(99)), None);
    assert_eq!(
        waiter.look(ms(100)),
        Some(Look::Get(ticket, "a".to_owned()))
    );
    assert_eq!(waiter.due(), None, "it is being looked at");
    waiter.got(ms(160), ms(100), ticket, Seen::There(MOVING));
    assert_eq!(waiter.seen(), [(ticket, Seen::There(MOVING))]);
    assert_eq!(waiter.due(), Some(ms(310)));
    assert!(waiter.look(ms(310)).is_some());
    waiter.got(ms(370), ms(310), ticket, Seen::There(SETTLED));
    assert_eq!(waiter.seen(), [(ticket, Seen::There(SETTLED))]);
    assert!(waiter.is_empty());
}

#[test]
fn several_changes_share_a_page_and_a_page_tells_of_what_is_not_due() {
    let mut waiter = Waiter::new(true);
    let a = waiter.enter(ms(0), "a", QUEUE, Some(1));
    let b = waiter.enter(ms(0), "b", QUEUE, Some(1));
    let late = waiter.enter(ms(90), "c", QUEUE, Some(1));
    assert_eq!(waiter.look(ms(100)), Some(Look::List(None)));
    assert_eq!(waiter.look(ms(100)), None, "a page is under way");
    waiter.page(
        ms(160),
        listed(&[("a", MOVING), ("b", SETTLED), ("c", SETTLED)]),
        None,
    );
    let seen = waiter.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen.contains(&(b, Seen::There(SETTLED))));
    assert!(seen.contains(&(late, Seen::There(SETTLED))));
    assert!(seen.contains(&(a, Seen::There(MOVING))));
    assert!(waiter.due() > Some(ms(160)));
}

#[test]
fn a_page_that_was_requested_before_the_change_says_nothing_of_it() {
    let mut waiter = Waiter::new(true);
    waiter.enter(ms(0), "a", QUEUE, Some(1));
    waiter.enter(ms(0), "b", QUEUE, Some(1));
    waiter.look(ms(100));
    let late = waiter.enter(ms(120), "c", QUEUE, Some(1));
    waiter.page(ms(160), listed(&[("c", SETTLED)]), None);
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
        let a = waiter.enter(ms(0), "a", QUEUE, Some(1));
        waiter.enter(ms(0), "b", QUEUE, Some(1));
        waiter.look(ms(100));
        waiter.page(ms(160), listed(&[("a", entry), ("b", SETTLED)]), None);
        waiter.seen();
        assert_eq!(waiter.look(ms(160)), Some(Look::Get(a, "a".to_owned())));
    }
}

#[test]
fn what_the_list_lacks_is_looked_at_by_a_get() {
    let mut waiter = Waiter::new(true);
    let a = waiter.enter(ms(0), "a", QUEUE, Some(1));
    waiter.enter(ms(0), "b", QUEUE, Some(1));
    waiter.look(ms(100));
    waiter.page(ms(160), listed(&[("b", SETTLED)]), None);
    assert_eq!(waiter.look(ms(160)), Some(Look::Get(a, "a".to_owned())));
}

#[test]
fn a_deletion_has_ended_when_a_list_that_has_shown_it_no_longer_does() {
    let mut waiter = Waiter::new(true);
    let a = waiter.enter(ms(0), "a", DELETED, Some(1));
    let b = waiter.enter(ms(0), "b", DELETED, Some(1));
    waiter.look(ms(100));
    waiter.page(ms(160), listed(&[("a", MOVING)]), None);
    // One that no list has shown is looked at by a Get.
    assert_eq!(waiter.seen(), [(a, Seen::There(MOVING))]);
    assert_eq!(waiter.look(ms(160)), Some(Look::Get(b, "b".to_owned())));
    waiter.got(ms(220), ms(160), b, Seen::There(MOVING));
    waiter.seen();
    assert_eq!(waiter.look(ms(400)), Some(Look::List(None)));
    waiter.page(ms(460), listed(&[]), None);
    assert_eq!(waiter.seen(), [(a, Seen::Gone)]);
    assert_eq!(waiter.look(ms(460)), Some(Look::Get(b, "b".to_owned())));
    waiter.got(ms(520), ms(460), b, Seen::Gone);
    assert!(waiter.is_empty());
}

#[test]
fn of_several_pages_one_list_does_not_tell_that_a_mapping_is_gone() {
    let mut waiter = Waiter::new(true);
    let all = ["a", "b", "c", "d", "e", "f"];
    let tickets = all.map(|it| waiter.enter(ms(0), it, DELETED, Some(1)));
    let mut list = |now, first: &[&str]| {
        let moving = |it: &&str| ((*it).to_owned(), MOVING);
        assert_eq!(waiter.look(ms(now)), Some(Look::List(None)), "at {now}");
        let more = Some("x".to_owned());
        waiter.page(ms(now), first.iter().map(moving).collect(), more.clone());
        assert_eq!(waiter.look(ms(now)), Some(Look::List(more)));
        waiter.page(ms(now), all[3..].iter().map(moving).collect(), None);
        waiter.seen()
    };
    assert_eq!(list(100, &all[..3]).len(), 6);
    // Pages may shift while they are read.
    let seen = list(400, &all[1..3]);
    assert!(seen.iter().all(|(ticket, _)| *ticket != tickets[0]));
    let next = waiter.look(ms(550));
    assert_eq!(next, Some(Look::Get(tickets[0], "a".to_owned())));
}

#[test]
fn without_list_every_look_is_a_get() {
    let mut waiter: Waiter<Mapping> = Waiter::new(true);
    for uuid in ["a", "b", "c"] {
        waiter.enter(ms(0), uuid, QUEUE, Some(1));
    }
    assert_eq!(waiter.look(ms(100)), Some(Look::List(None)));
    waiter.no_page(true);
    for _ in 0..3 {
        assert!(matches!(waiter.look(ms(160)), Some(Look::Get(..))));
    }
    assert_eq!(waiter.look(ms(160)), None);
}

#[test]
fn the_second_change_of_a_kind_is_looked_at_when_the_first_had_settled() {
    let mut waiter = Waiter::new(true);
    let settle = |waiter: &mut Waiter<Mapping>, from: u64, takes: u64| {
        let ticket = waiter.enter(ms(from), "a", QUEUE, Some(1));
        let mut looks = 0;
        while let Some(due) = waiter.due() {
            looks += 1;
            assert!(waiter.look(due).is_some());
            let settled = due >= ms(from + takes);
            let seen = if settled { SETTLED } else { MOVING };
            waiter.got(due, due, ticket, Seen::There(seen));
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
