//! Whether a mapping that is being deleted, and that a list lacks, is gone: trust that the list has to earn.
//! Pure.

use std::collections::HashSet;

use crate::aws::api::shared::sight::Ticket;

/// Mappings of which a Get has to agree first.
const FIRST: usize = 4;
/// After that, one of so many is asked for.
const EVERY: u32 = 16;

/// The verdict on a mapping that a list lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// It is gone.
    Gone,
    /// A Get has to tell.
    Ask,
    /// It is not known yet: Gets that are under way tell of others.
    Later,
}

/// The results of Gets of mappings that lists lacked.
#[derive(Debug, Default)]
pub(super) struct Trust {
    /// Deletions of which a Get is to tell, and has not told yet.
    asked: HashSet<Ticket>,
    /// Gets that have agreed.
    agreed: usize,
    /// Mappings that were believed to be gone.
    believed: u32,
    /// Whether one of those that were missing was there.
    broken: bool,
}

// === impl Trust ===

impl Trust {
    /// Judges a missing mapping that no shift of pages can hide.
    pub(super) fn missing(&mut self) -> Missing {
        if self.broken {
            return Missing::Ask;
        }
        if self.agreed < FIRST {
            return if self.agreed + self.asked.len() < FIRST {
                Missing::Ask
            } else {
                Missing::Later
            };
        }
        self.believed += 1;
        if self.believed.is_multiple_of(EVERY) {
            Missing::Ask
        } else {
            Missing::Gone
        }
    }

    /// A Get will tell of a mapping that is missing.
    pub(super) fn asks(&mut self, ticket: Ticket) {
        self.asked.insert(ticket);
    }

    /// A Get has told.
    pub(super) fn told(&mut self, ticket: Ticket, there: bool) {
        if !self.asked.remove(&ticket) {
            return;
        }
        if there {
            self.broken = true;
        } else {
            self.agreed += 1;
        }
    }

    /// Nobody waits for that deletion any more.
    pub(super) fn left(&mut self, ticket: Ticket) {
        self.asked.remove(&ticket);
    }

    /// Whether no list is believed any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Get is asked for, and tells.
    fn tells(trust: &mut Trust, there: bool) {
        trust.asks(Ticket(99));
        trust.told(Ticket(99), there);
    }

    #[test]
    fn the_first_ones_and_then_one_of_sixteen_are_asked_for() {
        let mut trust = Trust::default();
        let first = [0, 1, 2, 3].map(Ticket);
        for ticket in first {
            assert_eq!(trust.missing(), Missing::Ask);
            trust.asks(ticket);
        }
        for ticket in first {
            assert_eq!(trust.missing(), Missing::Later);
            trust.told(ticket, false);
        }
        let all: Vec<Missing> = (0..160).map(|_| trust.missing()).collect();
        let asked = all.iter().filter(|it| **it == Missing::Ask).count();
        assert_eq!(asked, 10);
        assert!(!all.contains(&Missing::Later));
    }

    #[test]
    fn one_that_leaves_is_replaced_by_another_and_a_get_that_was_not_asked_for_says_nothing() {
        let mut trust = Trust::default();
        (0..4).for_each(|it| trust.asks(Ticket(it)));
        trust.left(Ticket(2));
        assert_eq!(trust.missing(), Missing::Ask);
        (10..20).for_each(|it| trust.told(Ticket(it), false));
        assert_eq!(trust.missing(), Missing::Ask);
    }

    #[test]
    fn one_that_is_there_ends_the_trust_for_ever() {
        let mut trust = Trust::default();
        (0..9).for_each(|_| tells(&mut trust, false));
        assert_eq!(trust.missing(), Missing::Gone);
        tells(&mut trust, true);
        (0..9).for_each(|_| tells(&mut trust, false));
        assert!((0..99).all(|_| trust.missing() == Missing::Ask));
    }
}
