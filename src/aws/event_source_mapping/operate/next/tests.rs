//! Each cell with its reason, and what bounds it.

use std::time::Duration;

use super::{
    Next, Operation, Seen,
    cells::{KINDS, OPERATIONS, cell},
    next,
};
use crate::aws::{api::error::Kind, event_source_mapping::operate::patience::Ended};

/// Each cell: the operation, the kind, the decision and the reason.
const CELLS: &str = include_str!("cells.txt");

const SECOND: Duration = Duration::from_secs(1);

/// What is seen after a first failure, with minutes left.
fn first() -> Seen {
    Seen {
        unclear: false,
        unread: 1,
        lasted: Duration::ZERO,
        wait: None,
        left: Duration::from_mins(5),
        propagation_timeout: 16 * SECOND,
        pause: SECOND,
    }
}

/// Every cell.
fn all() -> impl Iterator<Item = (Operation, Kind)> {
    let kinds = KINDS.iter().map(|(kind, _)| *kind);
    kinds.flat_map(|kind| OPERATIONS.map(|operation| (operation, kind)))
}

#[test]
fn each_cell_is_decided_as_written_for_the_reason_written() {
    let lines = all().map(|(operation, kind)| {
        let cell = cell(operation, kind);
        format!(
            "{kind:?} | {operation:?} | {} | {}",
            cell.in_words(),
            cell.why
        )
    });
    let decided: Vec<String> = lines.collect();
    let written: Vec<&str> = CELLS.lines().collect();
    let differ = |at: &usize| decided.get(*at).map(String::as_str) != written.get(*at).copied();
    let most = decided.len().max(written.len());
    let differ: Vec<_> = (0..most)
        .filter(differ)
        .map(|at| (decided.get(at), written.get(at)))
        .collect();
    assert!(
        differ.is_empty(),
        "decided, and written in cells.txt: {differ:#?}"
    );
}

#[test]
fn each_kind_of_failure_has_one_row_and_a_name_of_its_own() {
    let mut rows = KINDS.map(|(kind, _)| kind as usize);
    rows.sort_unstable();
    let kinds: Vec<usize> = (0..=Kind::Other as usize).collect();
    assert_eq!(rows[..], kinds[..]);
    let names: std::collections::BTreeSet<_> = KINDS.iter().map(|(_, name)| name).collect();
    assert_eq!(names.len(), KINDS.len());
}

#[test]
fn nothing_follows_the_user_s_limit_or_comes_before_the_time_that_the_server_named() {
    for (operation, kind) in all() {
        for (left, wait) in [(0, None), (5, Some(6)), (0, Some(1))] {
            let seen = Seen {
                unclear: true,
                left: left * SECOND,
                wait: wait.map(|it: u32| it * SECOND),
                ..first()
            };
            let follows = next(operation, kind, &seen);
            let ends = matches!(follows, Next::GiveUp(_) | Next::Gone | Next::Meet);
            assert!(ends, "{operation:?} {kind:?}: {follows:?}");
        }
        let asked = Seen {
            unclear: true,
            wait: Some(7 * SECOND),
            ..first()
        };
        if let Next::Again(pause) | Next::Look(pause) = next(operation, kind, &asked) {
            assert_eq!(pause, 7 * SECOND, "{operation:?} {kind:?}");
        }
    }
}

#[test]
fn a_pause_is_cut_to_what_is_left() {
    let seen = Seen {
        left: SECOND / 2,
        ..first()
    };
    let follows = next(Operation::Create, Kind::Throttled, &seen);
    assert_eq!(follows, Next::Again(SECOND / 2));
}

#[test]
fn each_class_of_failure_is_believed_for_its_time_and_no_longer() {
    use Operation::{Create, Delete, Look, Read, Settle, Update};
    let hopeless = Next::GiveUp(Ended::Hopeless);
    let (again, look) = (Next::Again(SECOND), Next::Look(SECOND));
    let after = |seconds: u64, unclear| Seen {
        lasted: Duration::from_secs(seconds),
        unclear,
        ..first()
    };
    for (operation, kind, seen, expected) in [
        (Create, Kind::Propagating, after(15, false), again),
        (Create, Kind::Propagating, after(16, false), hopeless),
        (Create, Kind::NotFound, after(15, false), again),
        (Create, Kind::NotFound, after(16, false), hopeless),
        (Update, Kind::Propagating, after(15, false), again),
        (Update, Kind::Propagating, after(16, false), hopeless),
        (Create, Kind::Unclear, after(29, true), look),
        (Create, Kind::Unclear, after(30, true), hopeless),
        (Create, Kind::Foreign, after(0, false), hopeless),
        (Create, Kind::Foreign, after(29, true), look),
        (Create, Kind::Foreign, after(30, true), hopeless),
        (Look, Kind::Timeout, after(29, true), look),
        (Look, Kind::Timeout, after(30, true), hopeless),
        (Update, Kind::Unclear, after(0, true), hopeless),
        (Delete, Kind::Timeout, after(0, true), hopeless),
        (Read, Kind::Unclear, after(0, false), hopeless),
        (Settle, Kind::NotFound, after(29, false), look),
        (Settle, Kind::NotFound, after(30, false), Next::Gone),
        (Settle, Kind::OperationTimeout, after(29, false), look),
        (Settle, Kind::OperationTimeout, after(30, false), hopeless),
    ] {
        let follows = next(operation, kind, &seen);
        assert_eq!(follows, expected, "{operation:?} {kind:?} {seen:?}");
    }
}

#[test]
fn a_response_that_nobody_can_read_is_asked_for_three_times() {
    for (unread, expected) in [
        (1, Next::Again(SECOND)),
        (2, Next::Again(SECOND)),
        (3, Next::GiveUp(Ended::Hopeless)),
    ] {
        let seen = Seen { unread, ..first() };
        assert_eq!(next(Operation::Read, Kind::Garbled, &seen), expected);
    }
}

#[test]
fn what_the_sdk_has_retried_is_retried_only_when_the_server_says_when() {
    let asked = Seen {
        wait: Some(3 * SECOND),
        ..first()
    };
    for (operation, expected) in [
        (Operation::Read, Next::Again(3 * SECOND)),
        (Operation::Retag, Next::Again(3 * SECOND)),
        (Operation::Update, Next::Look(3 * SECOND)),
        (Operation::Delete, Next::Look(3 * SECOND)),
    ] {
        for kind in [Kind::Timeout, Kind::Unclear] {
            assert_eq!(
                next(operation, kind, &first()),
                Next::GiveUp(Ended::Hopeless)
            );
            assert_eq!(next(operation, kind, &asked), expected);
        }
    }
}
