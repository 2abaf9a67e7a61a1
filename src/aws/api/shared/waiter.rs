//! Changes in flight that share the looks whether they have settled. Pure: no clock and no I/O, the time
//! is passed in.
//!
//! 1. A change is due for a look after the time that changes of its kind took so far. The first of a
//!    kind is looked at often; the pauses grow with its age. One that is alone is looked at after pauses that
//!    the caller says, each half as long again as the one before: there is nothing to share.
//! 2. What is due when a call may be made decides which call that is: a page of the list if it costs fewer
//!    calls than a Get for each, else a Get.
//! 3. A page tells of every change in flight that it shows, due or not. None is looked at twice within
//!    its pause.
//! 4. The answer that shows that a change has settled is its end; it is not read again. A page ends a change
//!    only if it shows the mapping as the change was to make it.
//! 5. An entry that is older than the answer to the change says nothing, and one that is missing says
//!    nothing: a Get tells. Only a Get says that a mapping is gone. So pages only spare the Gets of deletions
//!    that are still going on.

mod flight;
mod usual;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use self::{
    flight::{InFlight, Pages, Pass},
    usual::Usual,
};
use super::sight::{Change, Class, Look, Seen, Sight, Ticket};

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
    next: u64,
    seen: Vec<(Ticket, Seen<E>)>,
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
            due: now + first,
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
        let listable = due.iter().filter(|it| self.tells_by_list(now, **it));
        let listable = listable.count();
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

    /// A Get has failed; the caller is told apart from this. The server asked to `wait` so long.
    pub(crate) fn failed(&mut self, now: Duration, ticket: Ticket, wait: Duration) {
        if let Some(change) = self.changes.get_mut(&ticket) {
            change.looking = false;
            change.pause = change.longer();
            change.due = now + change.pause.max(wait);
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

    /// A page arrived. Of what rests in it, `agrees` says whether the page shows that the change has settled
    /// and nothing else; a Get tells of what does not agree.
    pub(crate) fn page(
        &mut self,
        now: Duration,
        entries: Vec<(String, E)>,
        next: Option<String>,
        agrees: impl Fn(Ticket, &E) -> bool,
    ) {
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
                let agrees = entry.moves() || agrees(*ticket, &entry);
                self.listed(now, asked, *ticket, entry, agrees, cost);
            }
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
    fn tells_by_list(&self, now: Duration, ticket: Ticket) -> bool {
        self.changes.get(&ticket).is_some_and(|it| {
            let past = self.pass.as_ref();
            !it.only_get
                && !self.is_probably_gone(now, it)
                && past.is_none_or(|pass| it.since < pass.begun && !pass.shown.contains(&it.uuid))
        })
    }

    /// Whether deletions like this one have ended by now, and no look has shown that this one has not. The
    /// Get that says so is needed in any case.
    fn is_probably_gone(&self, now: Duration, change: &InFlight) -> bool {
        let usual = self.usual.get(&change.class).and_then(|it| it.high);
        change.class.change == Change::Delete
            && usual.is_some_and(|it| now >= change.since + it && change.moved_at < it)
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
    fn listed(
        &mut self,
        now: Duration,
        asked: Duration,
        ticket: Ticket,
        entry: E,
        agrees: bool,
        cost: u32,
    ) {
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
        let rests = !entry.moves();
        if old || (rests && (deleting || !agrees)) {
            change.only_get = true;
            change.due = change.due.min(now);
        } else if rests {
            self.settled(asked, ticket);
            self.seen.push((ticket, Seen::There(entry)));
        } else {
            self.moved(now, asked, ticket, cost);
            self.seen.push((ticket, Seen::There(entry)));
        }
    }

    /// What is missing in a whole list: a Get tells, at once if it is missing for the first time.
    fn missing(&mut self, now: Duration, pass: &Pass) {
        for change in self.changes.values_mut() {
            if change.looking || change.since >= pass.begun || pass.shown.contains(&change.uuid) {
                continue;
            }
            change.only_get = true;
            change.missing += 1;
            if change.missing == 1 {
                change.due = change.due.min(now);
            }
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
