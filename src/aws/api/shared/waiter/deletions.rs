//! How deletions share looks: what is missing in a list, and a list before they are sent. Pure.

use std::time::Duration;

use super::{
    PAUSE, Waiter,
    flight::{Aim, InFlight, Pass},
    trust::Missing,
};
use crate::aws::api::shared::sight::{Change, Class, Look, Sight, Sighting, Ticket};

/// Deletions that are sent at the same time, from which on the list is read before the others.
const SEVERAL: u32 = 4;
/// Deletions for which a page of that list is worth its call.
const FOR_A_PAGE: u32 = 16;
/// Gets of deletions for which a page is worth its call that makes the mappings known.
const FOR_A_LESSON: u32 = 4;
/// Pages in a row that were to show one deletion and did not tell of it: markers do not stay where they are.
const IN_VAIN: u32 = 4;
/// A deletion waits for others that end in this part of the time that it takes.
const GATHERING: u32 = 64;

impl<E: Sight> Waiter<E> {
    /// A deletion is about to be sent. Answers whether the list is to be read first, see [`Self::foresee`].
    pub(crate) fn deletes(&mut self) -> bool {
        let foresight = &mut self.foresight;
        foresight.sent += 1;
        foresight.sending += 1;
        let begins = foresight.sending >= SEVERAL && !foresight.tried;
        if begins {
            foresight.tried = true;
            let is_free = self.listing.is_none() && self.learning.is_none();
            foresight.under_way = self.listable && is_free && self.order.is_unknown();
        }
        begins && foresight.under_way
    }

    /// Counts a deletion whose response has arrived.
    pub(crate) fn deleted(&mut self) {
        self.foresight.sending = self.foresight.sending.saturating_sub(1);
    }

    /// Whether the list is still to be read before deletions are sent.
    pub(crate) fn foresees(&self) -> bool {
        self.foresight.under_way
    }

    /// The next page of the list, so that it has shown what is deleted later: as long as that is worth it for the
    /// deletions that there are.
    pub(crate) fn foresee(&mut self, now: Duration) -> Option<Look> {
        let done = self.learning.as_ref().map_or(0, Pass::done);
        if self.listing.is_some() || done * FOR_A_PAGE > self.foresight.sent {
            self.foresight.under_way = false;
        }
        self.foresight.under_way.then(|| self.list(now, Aim::Learn))
    }

    /// The page to read instead of a Get for a change that is due.
    pub(super) fn instead_of_get(&mut self, ticket: Ticket) -> Option<Aim> {
        let change = self.changes.get(&ticket)?;
        let deleting = change.class.change == Change::Delete;
        if !deleting || self.changes.len() == 1 || self.trust.is_broken() {
            return None;
        }
        if self.order.is_unknown() {
            let done = self.learning.as_ref().map_or(0, Pass::done);
            self.foresight.unknown += 1;
            return ((done + 1) * FOR_A_LESSON <= self.foresight.unknown).then_some(Aim::Learn);
        }
        let marker = self.order.marker(&change.uuid)?;
        (self.foresight.in_vain < IN_VAIN).then_some(Aim::One(ticket, marker))
    }

    /// The page that would show the mapping of a deletion has arrived.
    pub(super) fn looked_up(&mut self, now: Duration, ticket: Ticket, pass: &Pass) {
        let lacked = self.order.lacked(pass);
        let of_page: Vec<Ticket> = self
            .changes
            .iter()
            .filter(|(_, it)| lacked.contains_key(it.uuid.as_str()))
            .map(|(ticket, _)| *ticket)
            .collect();
        if of_page.contains(&ticket) {
            self.foresight.in_vain = 0;
        } else if let Some(change) = self.changes.get_mut(&ticket)
            && pass.page_of(&change.uuid).is_none()
        {
            self.foresight.in_vain += 1;
            change.only_get = true;
        }
        self.missing_of(now, pass, &of_page);
    }

    /// How much longer the first look at a deletion waits than it has to: others may end meanwhile.
    pub(super) fn gathering(&self, class: Class, first: Duration) -> Duration {
        let known = self.usual.get(&class).is_some_and(|it| it.high.is_some());
        match class.change {
            Change::Delete if known && !self.changes.is_empty() => first / GATHERING,
            _ => Duration::ZERO,
        }
    }

    /// Whether deletions like this one have ended by now, and no look has shown that this one has not.
    pub(super) fn is_probably_gone(&self, now: Duration, change: &InFlight) -> bool {
        let usual = self.usual.get(&change.class).and_then(|it| it.high);
        change.class.change == Change::Delete
            && usual.is_some_and(|it| now >= change.since + it && change.moved_at < it)
    }

    /// For each change that a whole list lacks: a deletion ends if the list is trusted; otherwise a Get is due, at
    /// once the first time.
    pub(super) fn missing(&mut self, now: Duration, pass: &Pass) {
        let all: Vec<Ticket> = self.changes.keys().copied().collect();
        self.missing_of(now, pass, &all);
    }

    fn missing_of(&mut self, now: Duration, pass: &Pass, tickets: &[Ticket]) {
        let lacked = self.order.lacked(pass);
        let mut gone = Vec::new();
        for ticket in tickets {
            let Some(change) = self.changes.get_mut(ticket) else {
                continue;
            };
            let shown = pass.page_of(&change.uuid).is_some();
            if change.looking || change.since >= pass.begun || shown {
                continue;
            }
            let deleting = change.class.change == Change::Delete;
            let page = lacked.get(change.uuid.as_str()).filter(|_| deleting);
            match page.map(|page| (page, self.trust.missing())) {
                Some((page, Missing::Gone)) => {
                    gone.push((*ticket, pass.asked(*page)));
                    continue;
                }
                Some((_, Missing::Later)) => {
                    change.due = now + PAUSE;
                    continue;
                }
                Some((_, Missing::Ask)) | None => {}
            }
            if deleting {
                self.trust.asks(*ticket);
            }
            change.only_get = true;
            change.missing += 1;
            if change.missing == 1 {
                change.due = change.due.min(now);
            }
        }
        for (ticket, asked) in gone {
            self.settled(asked, ticket);
            self.seen.push((ticket, Sighting::Gone));
        }
    }
}
