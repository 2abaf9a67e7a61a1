//! Shared reads step by step, and against a model of an account that others change.

mod model;

use super::*;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Pages as `from..to`.
fn page(mappings: std::ops::Range<u32>, next: Option<&str>) -> Page<u32> {
    Page {
        entries: mappings.map(|it| (it.to_string(), it)).collect(),
        next: next.map(str::to_owned),
    }
}

fn begin(reads: &mut Reads<u32>, mapping: u32) -> Ticket {
    reads.begin(ms(0), &mapping.to_string(), false)
}

#[test]
fn three_reads_are_gets_and_the_fourth_waits_for_a_page() {
    let mut reads = Reads::new(true);
    let first: Vec<_> = (0..3)
        .map(|it| ReadAction::Get(begin(&mut reads, it)))
        .collect();
    assert_eq!(reads.actions(), first);
    let fourth = begin(&mut reads, 3);
    assert_eq!(reads.actions(), [ReadAction::List(None)]);
    reads.arrived(ms(60), Ok(page(0..5, None)));
    assert_eq!(reads.actions(), [ReadAction::Show(fourth, 3)]);
    let later = begin(&mut reads, 4);
    assert_eq!(reads.actions(), [ReadAction::Show(later, 4)]);
}

#[test]
fn reads_one_by_one_are_gets_until_the_eighth() {
    let mut reads = Reads::new(true);
    for mapping in 0..7 {
        let ticket = begin(&mut reads, mapping);
        assert_eq!(reads.actions(), [ReadAction::Get(ticket)]);
        reads.end(ms(0), ticket);
    }
    begin(&mut reads, 7);
    assert_eq!(reads.actions(), [ReadAction::List(None)]);
}

#[test]
fn a_mapping_in_no_page_is_read_by_a_get() {
    let mut reads = Reads::new(true);
    let all: Vec<_> = (0..5).map(|it| begin(&mut reads, it)).collect();
    reads.actions();
    reads.arrived(ms(60), Ok(page(0..4, None)));
    assert_eq!(
        reads.actions(),
        [ReadAction::Show(all[3], 3), ReadAction::Get(all[4])]
    );
    let later = begin(&mut reads, 9);
    assert_eq!(reads.actions(), [ReadAction::Get(later)]);
}

#[test]
fn a_page_is_requested_only_for_a_read_that_waits() {
    let mut reads = Reads::new(true);
    for mapping in 0..4 {
        begin(&mut reads, mapping);
    }
    reads.actions();
    reads.arrived(ms(60), Ok(page(0..100, Some("a"))));
    assert_eq!(reads.actions().len(), 1);
    begin(&mut reads, 50);
    assert_eq!(reads.actions().len(), 1);
    begin(&mut reads, 150);
    assert_eq!(reads.actions(), [ReadAction::List(Some("a".to_owned()))]);
}

#[test]
fn a_list_that_is_denied_is_not_tried_again() {
    let mut reads = Reads::new(true);
    let all: Vec<_> = (0..6).map(|it| begin(&mut reads, it)).collect();
    reads.actions();
    reads.arrived(ms(60), Err(NoPage::Barred));
    let gets: Vec<_> = all[3..].iter().map(|it| ReadAction::Get(*it)).collect();
    assert_eq!(reads.actions(), gets);
    for mapping in 10..100 {
        let ticket = reads.begin(ms(60_000), &mapping.to_string(), false);
        assert_eq!(reads.actions(), [ReadAction::Get(ticket)]);
    }
}

#[test]
fn a_list_that_fails_is_tried_again_later() {
    let mut reads = Reads::new(true);
    for mapping in 0..6 {
        begin(&mut reads, mapping);
    }
    reads.actions();
    reads.arrived(ms(60), Err(NoPage::Failed));
    assert_eq!(reads.actions().len(), 3);
    let ticket = begin(&mut reads, 7);
    assert_eq!(reads.actions(), [ReadAction::Get(ticket)]);
    // Another refresh, or this one much later.
    for mapping in 10..14 {
        reads.begin(ms(31_000), &mapping.to_string(), false);
    }
    assert!(reads.actions().contains(&ReadAction::List(None)));
}

#[test]
fn an_own_write_drops_the_entry_and_that_of_a_page_under_way() {
    let mut reads = Reads::new(true);
    for mapping in 0..4 {
        begin(&mut reads, mapping);
    }
    reads.actions();
    reads.wrote(ms(30), "7");
    reads.arrived(ms(60), Ok(page(0..10, Some("a"))));
    reads.wrote(ms(70), "8");
    reads.actions();
    for mapping in ["7", "8"] {
        let ticket = reads.begin(ms(80), mapping, false);
        assert_eq!(reads.actions(), [ReadAction::Get(ticket)], "{mapping}");
    }
    let ticket = reads.begin(ms(80), "9", false);
    assert_eq!(reads.actions(), [ReadAction::Show(ticket, 9)]);
}

#[test]
fn an_entry_answers_once_and_lives_thirty_seconds() {
    let mut reads = Reads::new(true);
    let first: Vec<_> = (0..4).map(|it| begin(&mut reads, it)).collect();
    reads.arrived(ms(60), Ok(page(0..10, None)));
    reads.actions();
    // One is read for a long time, so that it is the same refresh.
    for ticket in first.into_iter().skip(1) {
        reads.end(ms(60), ticket);
    }
    let ticket = reads.begin(ms(29_999), "7", false);
    assert_eq!(reads.actions(), [ReadAction::Show(ticket, 7)]);
    let ticket = reads.begin(ms(29_999), "7", false);
    assert_eq!(reads.actions(), [ReadAction::Get(ticket)]);
    let ticket = reads.begin(ms(30_000), "8", false);
    assert_eq!(reads.actions(), [ReadAction::Get(ticket)]);
}

#[test]
fn what_was_listed_for_a_refresh_answers_no_other_one() {
    // Of the ten that were listed, the first three were read by Gets, one was read from the page, and the
    // others were not read.
    for (again, rest) in [(0, 0), (3, 0), (7, 5000)] {
        let mut reads = Reads::new(true);
        let first: Vec<_> = (0..4).map(|it| begin(&mut reads, it)).collect();
        reads.arrived(ms(60), Ok(page(0..10, None)));
        reads.actions();
        for ticket in first {
            reads.end(ms(60), ticket);
        }
        let mut gets = Vec::new();
        for mapping in (again..again + 3).map(|it| it % 10) {
            let ticket = reads.begin(ms(60 + rest), &mapping.to_string(), false);
            gets.push(ReadAction::Get(ticket));
        }
        assert_eq!(reads.actions(), gets, "{again}");
        reads.begin(ms(60 + rest), "5", false);
        assert_eq!(reads.actions(), [ReadAction::List(None)], "{again}");
    }
}

#[test]
fn what_was_just_listed_answers_the_read_that_follows_and_nothing_later() {
    for (later, written, answers) in [
        (ms(60), false, true),
        (ms(4_999), false, true),
        (ms(5_000), false, false),
        (ms(60), true, false),
    ] {
        for at in [ms(0), ms(90_000)] {
            let mut reads = Reads::new(true);
            reads.offer(at, "7", 7);
            if written {
                reads.forget(at);
            }
            let ticket = reads.begin(at + later, "7", false);
            let expected = if answers {
                ReadAction::Show(ticket, 7)
            } else {
                ReadAction::Get(ticket)
            };
            assert_eq!(reads.actions(), [expected], "{later:?} {written}");
            let again = reads.begin(at + later, "7", false);
            assert_eq!(reads.actions(), [ReadAction::Get(again)]);
        }
    }
    let mut reads = Reads::new(false);
    reads.offer(ms(0), "7", 7);
    let ticket = reads.begin(ms(0), "7", false);
    assert_eq!(
        reads.actions(),
        [ReadAction::Get(ticket)],
        "reads are single"
    );
}

#[test]
fn who_leaves_needs_no_page() {
    let mut reads = Reads::new(true);
    for mapping in 0..3 {
        begin(&mut reads, mapping);
    }
    let fourth = begin(&mut reads, 3);
    reads.actions();
    reads.end(ms(1), fourth);
    reads.arrived(ms(60), Ok(page(100..200, Some("a"))));
    assert_eq!(reads.actions(), []);
}

#[test]
fn with_the_strategy_get_every_read_is_a_get() {
    let mut reads = Reads::new(false);
    for mapping in 0..100 {
        let ticket = begin(&mut reads, mapping);
        assert_eq!(reads.actions(), [ReadAction::Get(ticket)]);
    }
}

fn has_no_divisor_in_common(a: u32, b: u32) -> bool {
    if b == 0 {
        a == 1
    } else {
        has_no_divisor_in_common(b, a % b)
    }
}

/// Calls of a refresh: `n` reads, `parallel` at a time, of an account with `m` mappings, of which
/// `listed` says whether List shows it as it is.
fn calls(n: u32, m: u32, parallel: usize, listed: impl Fn(u32) -> bool) -> u32 {
    let mut reads = Reads::new(true);
    // Terraform's order has nothing to do with that of the pages.
    let step = (1..=m)
        .find(|it| it * it > m && has_no_divisor_in_common(*it, m))
        .unwrap_or(1);
    let mut wanted =
        (0..n).map(|it| u32::try_from(u64::from(it) * u64::from(step) % u64::from(m)).unwrap());
    let (mut calls, mut under_way, mut ended) = (0, Vec::new(), 0);
    let mut queue = Vec::new();
    let mut running = 0;
    loop {
        while running < parallel {
            let Some(next) = wanted.next() else { break };
            begin(&mut reads, next);
            running += 1;
        }
        queue.append(&mut reads.actions());
        if queue.is_empty() && under_way.is_empty() {
            break;
        }
        let mut shown = false;
        for action in queue.drain(..) {
            match action {
                ReadAction::Show(_, mapping) if listed(mapping) => {
                    reads.compared(true);
                    (running, ended, shown) = (running - 1, ended + 1, true);
                }
                ReadAction::Show(..) => {
                    reads.compared(false);
                    calls += 1;
                    (running, ended, shown) = (running - 1, ended + 1, true);
                }
                action => under_way.push(action),
            }
        }
        if shown {
            continue;
        }
        for action in std::mem::take(&mut under_way) {
            calls += 1;
            match action {
                ReadAction::List(marker) => {
                    let from = marker.map_or(0, |it| it.parse().unwrap());
                    let to = (from + 100).min(m);
                    let next = (to < m).then(|| to.to_string());
                    reads.arrived(ms(0), Ok(page(from..to, next.as_deref())));
                }
                ReadAction::Get(ticket) => {
                    reads.end(ms(0), ticket);
                    (running, ended) = (running - 1, ended + 1);
                }
                ReadAction::Show(..) => unreachable!("shown above"),
            }
        }
    }
    assert_eq!(ended, n, "each read ends");
    calls
}

#[test]
fn a_refresh_of_a_thousand_takes_thirteen_calls() {
    for parallel in [10, 50] {
        let calls = calls(1000, 1000, parallel, |_| true);
        assert!(calls <= 14, "{calls} calls, {parallel} at a time");
    }
}

#[test]
fn a_refresh_stays_near_the_best_way_in_each_case() {
    let (all, tenth) = (
        calls(1000, 10_000, 10, |_| true),
        calls(100, 1000, 10, |_| true),
    );
    assert!(all <= 125, "1,000 of 10,000: {all}");
    assert!(tenth <= 14, "100 of 1,000: {tenth}");
    let drifted = calls(1000, 1000, 10, |it| it % 20 != 0);
    assert!(drifted <= 75, "5 % drift: {drifted}");
    let useless = calls(1000, 10_000, 10, |_| false);
    assert!(useless <= 1050, "all differ: {useless}");
    let huge = calls(1000, 1_000_000, 10, |_| true);
    assert!(huge <= 1055, "1,000 of a million: {huge}");
}

#[test]
fn reads_never_cost_more_than_twice_the_better_way() {
    for parallel in [1, 2, 5, 10, 50] {
        for n in [1, 2, 3, 4, 5, 7, 8, 9, 10, 20, 50, 100, 300, 1000] {
            for times in [1, 2, 5, 10, 30, 100] {
                let m = n * times;
                let calls = calls(n, m, parallel, |_| true);
                let best = n.min(m.div_ceil(100));
                // The first reads are Gets, whatever follows.
                let first = MANY.min(n);
                assert!(
                    calls <= (2 * best).max(first + best),
                    "{calls} calls for {n} of {m}, {parallel} at a time; the better way takes {best}"
                );
            }
        }
    }
}
