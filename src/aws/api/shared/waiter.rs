//! Changes in flight that share the looks whether they have settled. Pure: no clock and no I/O, the time
//! is passed in.
//!
//! 1. A change is due for a look after the time that changes of its kind took so far. The first of a
//!    kind is looked at often; the pauses grow with its age.
//! 2. What is due when a call may be made decides which call that is: a page of the list if it costs fewer
//!    calls than a Get for each, else a Get.
//! 3. A page tells of every change in flight that it shows, due or not. None is looked at twice within
//!    its pause.
//! 4. The answer that shows that a change has settled is its end; it is not read again. What is encrypted
//!    with a customer's key shows only in a Get.
//! 5. An entry that is older than the answer to the change says nothing, and one that is missing says
//!    nothing of a change. A deletion has ended when Get no longer knows the mapping, or when a list that has
//!    shown it before no longer does: one page, or two times in a row.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use super::{
    sight::{Change, Class, Look, Seen, Sight, Ticket},
    usual::Usual,
};

/// The shortest pause.
const PAUSE: Duration = Duration::from_millis(150);
/// A pause is this part of the age of the change.
const PART_OF_AGE: u32 = 32;
/// Time for each call of a look, so that looks leave most of the budget to others.
const FOR_EACH_CALL: Duration = Duration::from_millis(100);
/// How long the number of pages is believed.
const PAGES_KNOWN: Duration = Duration::from_mins(1);

/// The changes in flight of one Region.
#[derive(Debug)]
pub(crate) struct Waiter<E> {
    changes: BTreeMap<Ticket, InFlight>,
    usual: HashMap<Class, Usual>,
    /// Whether List may be called.
    listable: bool,
    pass: Option<Pass>,
    /// Whether a page is under way, and when it was requested.
    listing: Option<Duration>,
    /// Pages of the list, and when they were counted.
    pages: Option<Pages>,
    /// What List has ever shown.
    listed: HashSet<String>,
    next: u64,
    seen: Vec<(Ticket, Seen<E>)>,
}

#[derive(Debug)]
struct InFlight {
    uuid: String,
    class: Class,
    /// When the change was answered.
    since: Duration,
    /// What the answer said of `modified`.
    modified: Option<i64>,
    due: Duration,
    /// The last look that showed that it moves, since the change.
    moved_at: Duration,
    /// Whether a Get is under way.
    looking: bool,
    /// Only a Get tells.
    only_get: bool,
    /// In how many whole lists in a row it was missing.
    missing: u32,
    explores: bool,
}

/// How long the list is.
#[derive(Debug, Clone, Copy)]
struct Pages {
    counted: Duration,
    count: u32,
    /// Whether there are no more than that.
    all: bool,
}

/// A list that is being read.
#[derive(Debug)]
struct Pass {
    /// When its first page was requested.
    begun: Duration,
    done: u32,
    next: Option<String>,
    shown: HashSet<String>,
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
            listing: None,
            pages: None,
            listed: HashSet::new(),
            next: 0,
            seen: Vec::new(),
        }
    }

    /// A change was answered, and has not settled.
    pub(crate) fn enter(
        &mut self,
        now: Duration,
        uuid: &str,
        class: Class,
        modified: Option<i64>,
    ) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        let usual = self.usual.entry(class).or_default();
        let (first, explores) = usual.first();
        let change = InFlight {
            uuid: uuid.to_owned(),
            class,
            since: now,
            modified,
            due: now + first,
            moved_at: Duration::ZERO,
            looking: false,
            only_get: false,
            missing: 0,
            explores,
        };
        self.changes.insert(ticket, change);
        ticket
    }

    /// Nobody waits for it any more.
    pub(crate) fn leave(&mut self, ticket: Ticket) {
        if let Some(change) = self.changes.remove(&ticket)
            && change.explores
            && let Some(usual) = self.usual.get_mut(&change.class)
        {
            usual.exploring = false;
        }
    }

    /// When the next call is due, if any change waits for one.
    pub(crate) fn due(&self) -> Option<Duration> {
        if self.listing.is_some() {
            return None;
        }
        let waiting = self.changes.values().filter(|it| !it.looking);
        waiting.map(|it| it.due).min()
    }

    /// The call to make now.
    pub(crate) fn look(&mut self, now: Duration) -> Option<Look> {
        if self.listing.is_some() {
            return None;
        }
        let due: Vec<Ticket> = self.due_at(now).collect();
        let first = *due.first()?;
        let listable = due.iter().filter(|it| self.tells_by_list(**it)).count();
        if self.listable && listable as u64 > self.pages_left(now) {
            let pass = self.pass.get_or_insert_with(|| Pass {
                begun: now,
                done: 0,
                next: None,
                shown: HashSet::new(),
            });
            self.listing = Some(now);
            return Some(Look::List(pass.next.clone()));
        }
        self.pass = None;
        let change = self.changes.get_mut(&first)?;
        change.looking = true;
        Some(Look::Get(first, change.uuid.clone()))
    }

    /// A Get has shown this. `asked` is when it was requested.
    pub(crate) fn got(&mut self, now: Duration, asked: Duration, ticket: Ticket, seen: Seen<E>) {
        let cost = self.cost(now);
        let Some(change) = self.changes.get_mut(&ticket) else {
            return;
        };
        change.looking = false;
        let deleting = change.class.change == Change::Delete;
        let ends = match &seen {
            Seen::There(it) => !deleting && !it.moves(),
            // A mapping that was just made may not be seen everywhere yet.
            Seen::Gone => deleting,
        };
        if ends {
            self.settled(asked, ticket);
        } else {
            self.moved(now, asked, ticket, cost);
        }
        self.seen.push((ticket, seen));
    }

    /// A Get has failed; the caller is told apart from this.
    pub(crate) fn failed(&mut self, now: Duration, ticket: Ticket) {
        if let Some(change) = self.changes.get_mut(&ticket) {
            change.looking = false;
            change.due = now + change.class.longest;
        }
    }

    /// No page arrived; with `barred` none ever will.
    pub(crate) fn no_page(&mut self, barred: bool) {
        self.listing = None;
        self.pass = None;
        self.listable &= !barred;
        for change in self.changes.values_mut() {
            change.only_get = true;
        }
    }

    /// A page arrived.
    pub(crate) fn page(&mut self, now: Duration, entries: Vec<(String, E)>, next: Option<String>) {
        let (Some(asked), Some(mut pass)) = (self.listing.take(), self.pass.take()) else {
            return;
        };
        let cost = self.cost(now);
        pass.done += 1;
        let by_uuid: HashMap<String, Ticket> = self
            .changes
            .iter()
            .map(|(ticket, it)| (it.uuid.clone(), *ticket))
            .collect();
        for (uuid, entry) in entries {
            if let Some(ticket) = by_uuid.get(&uuid) {
                self.listed(now, asked, *ticket, entry, cost);
            }
            self.listed.insert(uuid.clone());
            pass.shown.insert(uuid);
        }
        let all = next.is_none();
        let known = self.pages_known(now).filter(|it| it.count > pass.done);
        if all || known.is_none() {
            let count = pass.done + u32::from(!all);
            self.pages = Some(Pages {
                counted: now,
                count,
                all,
            });
        }
        if all {
            self.missing(now, &pass);
        } else {
            pass.next = next;
            self.pass = Some(pass);
        }
    }

    /// What was seen since this was asked last.
    pub(crate) fn seen(&mut self) -> Vec<(Ticket, Seen<E>)> {
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

    /// Whether a page of the list that is being read can still tell of a change.
    fn tells_by_list(&self, ticket: Ticket) -> bool {
        self.changes.get(&ticket).is_some_and(|it| {
            let past = self.pass.as_ref();
            !it.only_get
                && past.is_none_or(|pass| it.since < pass.begun && !pass.shown.contains(&it.uuid))
        })
    }

    fn pages_known(&self, now: Duration) -> Option<Pages> {
        self.pages.filter(|it| now < it.counted + PAGES_KNOWN)
    }

    /// Calls to the end of the list. While that is not known, as many as there were so far.
    fn pages_left(&self, now: Duration) -> u64 {
        let done = self.pass.as_ref().map_or(0, |it| it.done);
        let known = self.pages_known(now);
        let left = known.map_or(1, |it| it.count).saturating_sub(done).max(1);
        let doubtful = known.is_some_and(|it| !it.all);
        u64::from(if doubtful { left.max(done) } else { left })
    }

    /// Calls that a look at all changes costs.
    fn cost(&self, now: Duration) -> u32 {
        let changes = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
        if self.listable {
            changes.min(self.pages_known(now).map_or(1, |it| it.count))
        } else {
            changes
        }
    }

    /// An entry shows a change in flight.
    fn listed(&mut self, now: Duration, asked: Duration, ticket: Ticket, entry: E, cost: u32) {
        let Some(change) = self.changes.get_mut(&ticket) else {
            return;
        };
        if change.looking || asked < change.since {
            return;
        }
        change.missing = 0;
        let old = change
            .modified
            .is_some_and(|at| entry.modified().is_none_or(|it| it < at));
        let deleting = change.class.change == Change::Delete;
        let settled = !deleting && !entry.moves();
        if old || (settled && !entry.is_whole()) || (deleting && !entry.moves()) {
            change.only_get = true;
            change.due = change.due.min(now);
        } else if settled {
            self.settled(asked, ticket);
            self.seen.push((ticket, Seen::There(entry)));
        } else {
            self.moved(now, asked, ticket, cost);
            self.seen.push((ticket, Seen::There(entry)));
        }
    }

    /// What is missing in a whole list.
    fn missing(&mut self, now: Duration, pass: &Pass) {
        let mut gone = Vec::new();
        for (ticket, change) in &mut self.changes {
            if change.looking || change.since >= pass.begun || pass.shown.contains(&change.uuid) {
                continue;
            }
            change.missing += 1;
            let known = self.listed.contains(&change.uuid) && change.class.change == Change::Delete;
            if known && (pass.done == 1 || change.missing > 1) {
                gone.push(*ticket);
            } else if known {
                change.due = now + PAUSE;
            } else {
                change.only_get = true;
            }
        }
        for ticket in gone {
            self.settled(pass.begun, ticket);
            self.seen.push((ticket, Seen::Gone));
        }
    }

    /// A look showed that a change is over.
    fn settled(&mut self, asked: Duration, ticket: Ticket) {
        let Some(change) = self.changes.remove(&ticket) else {
            return;
        };
        let usual = self.usual.entry(change.class).or_default();
        usual.exploring &= !change.explores;
        usual.enough(change.moved_at, asked.saturating_sub(change.since));
    }

    /// A look showed that a change is still going on.
    fn moved(&mut self, now: Duration, asked: Duration, ticket: Ticket, cost: u32) {
        let Some(change) = self.changes.get_mut(&ticket) else {
            return;
        };
        let took = asked.saturating_sub(change.since);
        change.moved_at = change.moved_at.max(took);
        let grown = now.saturating_sub(change.since) / PART_OF_AGE;
        let pause = PAUSE
            .max(grown)
            .min(change.class.longest)
            .max(FOR_EACH_CALL * cost);
        let usual = self.usual.entry(change.class).or_default();
        change.due = match usual.high {
            // It was looked at early, to know the time better.
            Some(high) if change.explores && took < high => now.max(change.since + high),
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
