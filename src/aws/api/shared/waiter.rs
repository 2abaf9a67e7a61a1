//! Changes in flight that share the looks whether they have settled. Pure: no clock and no I/O, the time
//! is passed in.
//!
//! 1. A change is due for a look after the time that changes of its kind took so far. The first of a
//!    kind is looked at often; the pauses grow with its age. One that is alone is looked at after pauses that
//!    the caller says, each half as long again as the one before: there is nothing to share.
//! 2. When a call may be made, the due changes decide which one: a page of the list if it costs fewer calls than
//!    a Get for each, else a Get.
//! 3. A page tells of every change in flight that it shows, due or not. None is looked at twice within
//!    its pause.
//! 4. The answer that shows that a change has settled is its end; it is not read again. A page ends a change
//!    only if it shows the mapping as the change was to make it.
//! 5. An entry that is older than the answer to the change says nothing: a Get tells. A Get also tells of a change
//!    that the list lacks, unless it is a deletion.
//! 6. A mapping that is being deleted is gone if a list lacks it, and all of this holds: the list began after the
//!    answer; an earlier list has shown the mapping; the shift of pages cannot hide it (see `order`); the list is
//!    trusted (see `trust`), because Gets have agreed for the first missing mappings and still do for one of sixteen.
//!    Several deletions begin with a list, so that later lists can be trusted.

mod deletions;
mod flight;
mod lists;
mod order;
mod trust;
mod usual;

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use self::{
    flight::{Aim, Foresight, InFlight, Listing, Pages, Pass},
    order::ListOrder,
    trust::Trust,
    usual::Usual,
};
use super::sight::{Change, Class, Look, Sight, Sighting, Ticket};

/// The shortest pause.
const PAUSE: Duration = Duration::from_millis(150);
/// A pause is this part of the age of the change.
const PART_OF_AGE: u32 = 32;
/// Time for each call of a look, so that looks leave most of the budget to others.
const FOR_EACH_CALL: Duration = Duration::from_millis(100);

/// The changes in flight of one Region.
#[derive(Debug)]
pub(crate) struct Waiter<E> {
    changes: BTreeMap<Ticket, InFlight>,
    usual: HashMap<Class, Usual>,
    /// Whether List may be called.
    listable: bool,
    pass: Option<Pass>,
    /// A list that is read page by page, to know the mappings.
    learning: Option<Pass>,
    /// The page that is under way.
    listing: Option<Listing>,
    /// Pages of the list, and when they were counted.
    pages: Option<Pages>,
    order: ListOrder,
    trust: Trust,
    foresight: Foresight,
    next: u64,
    seen: Vec<(Ticket, Sighting<E>)>,
}

// === impl Waiter ===

impl<E: Sight> Waiter<E> {
    /// No changes yet; `listable` is whether List may be called.
    pub(crate) fn new(listable: bool) -> Self {
        Self {
            changes: BTreeMap::new(),
            usual: HashMap::new(),
            listable,
            pass: None,
            learning: None,
            listing: None,
            pages: None,
            order: ListOrder::default(),
            trust: Trust::default(),
            foresight: Foresight::default(),
            next: 0,
            seen: Vec::new(),
        }
    }

    /// A change was answered, and has not settled. It is looked at after `pause` if it is alone or nothing
    /// is known of such changes.
    pub(crate) fn enter(
        &mut self,
        now: Duration,
        uuid: &str,
        class: Class,
        modified: Option<i64>,
        pause: Duration,
    ) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        let (first, explores) = if self.changes.is_empty() {
            (pause, false)
        } else {
            self.usual.entry(class).or_default().first(pause)
        };
        let change = InFlight {
            uuid: uuid.to_owned(),
            class,
            since: now,
            modified,
            due: now + first + self.gathering(class, first),
            moved_at: Duration::ZERO,
            looking: false,
            only_get: false,
            missing: 0,
            explores,
            pause,
        };
        self.changes.insert(ticket, change);
        ticket
    }

    /// Forgets a change for which nobody waits any more.
    pub(crate) fn leave(&mut self, ticket: Ticket) {
        let Some(change) = self.changes.remove(&ticket) else {
            return;
        };
        self.trust.left(ticket);
        if change.explores
            && let Some(usual) = self.usual.get_mut(&change.class)
        {
            usual.exploring = false;
        }
    }

    /// When the next call is due, if any change waits for one.
    pub(crate) fn due(&self) -> Option<Duration> {
        if self.listing.is_some() || self.foresight.under_way {
            return None;
        }
        let waiting = self.changes.values().filter(|it| !it.looking);
        waiting.map(|it| it.due).min()
    }

    /// The call to make now.
    pub(crate) fn look(&mut self, now: Duration) -> Option<Look> {
        if self.listing.is_some() || self.foresight.under_way {
            return None;
        }
        let due: Vec<Ticket> = self.due_at(now).collect();
        let needs_get = |it: &&Ticket| self.changes.get(it).is_some_and(|it| it.only_get);
        let (only_get, first) = (due.iter().find(needs_get), due.first()?);
        let (only_get, first) = (only_get.copied(), *first);
        if only_get.is_none() && self.listable {
            let aim = if self.is_worth_a_page(now) {
                Some(Aim::All)
            } else {
                self.pass = None;
                self.instead_of_get(first)
            };
            if let Some(aim) = aim {
                return Some(self.list(now, aim));
            }
        }
        let ticket = only_get.unwrap_or(first);
        let change = self.changes.get_mut(&ticket)?;
        change.looking = true;
        Some(Look::Get(ticket, change.uuid.clone()))
    }

    /// A Get has shown this. `asked` is when it was requested.
    pub(crate) fn got(
        &mut self,
        now: Duration,
        asked: Duration,
        ticket: Ticket,
        seen: Sighting<E>,
    ) {
        let cost = self.cost(now);
        let Some(change) = self.changes.get_mut(&ticket) else {
            return;
        };
        change.looking = false;
        self.trust.told(ticket, !matches!(seen, Sighting::Gone));
        let deleting = change.class.change == Change::Delete;
        let ends = match &seen {
            Sighting::There(it) => !deleting && !it.moves(),
            // A mapping that was just made may not be seen everywhere yet.
            Sighting::Gone => deleting,
        };
        if ends {
            self.settled(asked, ticket);
        } else {
            self.moved(now, asked, ticket, cost);
        }
        self.seen.push((ticket, seen));
    }

    /// A Get has failed; the caller learns it elsewhere. The server asked to `wait` so long.
    pub(crate) fn failed(&mut self, now: Duration, ticket: Ticket, wait: Duration) {
        if let Some(change) = self.changes.get_mut(&ticket) {
            change.looking = false;
            change.pause = change.longer();
            change.due = now + change.pause.max(wait);
        }
    }

    /// The results since the last call of this function.
    pub(crate) fn seen(&mut self) -> Vec<(Ticket, Sighting<E>)> {
        std::mem::take(&mut self.seen)
    }

    /// Whether any change is in flight.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    fn due_at(&self, now: Duration) -> impl Iterator<Item = Ticket> {
        let due = self
            .changes
            .iter()
            .filter(move |(_, it)| !it.looking && it.due <= now);
        due.map(|(ticket, _)| *ticket)
    }

    /// A look showed that a change is over.
    fn settled(&mut self, asked: Duration, ticket: Ticket) {
        let Some(change) = self.changes.remove(&ticket) else {
            return;
        };
        if change.class.change == Change::Delete {
            self.order.remove(&change.uuid);
        }
        let usual = self.usual.entry(change.class).or_default();
        usual.exploring &= !change.explores;
        usual.enough(change.moved_at, asked.saturating_sub(change.since));
    }

    /// A look showed that a change is still going on.
    fn moved(&mut self, now: Duration, asked: Duration, ticket: Ticket, cost: u32) {
        let alone = self.changes.len() == 1;
        let Some(class) = self.changes.get(&ticket).map(|it| it.class) else {
            return;
        };
        // Those of a class are due at the same time, so that they share a page.
        let alike = self.changes.values().filter(|it| it.class == class);
        let oldest = alike.map(|it| it.since).min();
        let Some(change) = self.changes.get_mut(&ticket) else {
            return;
        };
        let took = asked.saturating_sub(change.since);
        change.moved_at = change.moved_at.max(took);
        let grown = now.saturating_sub(oldest.unwrap_or(now)) / PART_OF_AGE;
        change.pause = change.longer();
        let pause = if alone {
            change.pause
        } else {
            PAUSE
                .max(grown)
                .min(change.class.longest)
                .max(FOR_EACH_CALL * cost)
        };
        let usual = self.usual.entry(change.class).or_default();
        change.due = match usual.high {
            // It was looked at early, for another one or to know the time better.
            Some(high) if !alone && took < high => now.max(change.since + high),
            _ => now + pause,
        };
        usual.exploring &= !change.explores;
        change.explores = false;
        // A Get that was needed once is not needed for ever.
        change.only_get = false;
        usual.too_short(took, pause);
    }
}

#[cfg(test)]
mod tests;
