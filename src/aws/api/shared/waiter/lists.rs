//! Pages of the list: when one is worth its call, and what it tells. Pure.

use std::{collections::HashMap, time::Duration};

use super::{
    Waiter,
    flight::{Aim, InFlight, Listing, Pages, Pass},
};
use crate::aws::api::shared::sight::{Change, Look, Sight, Sighting, Ticket};

/// How long the number of pages is believed.
const PAGES_KNOWN: Duration = Duration::from_mins(1);

impl<E: Sight> Waiter<E> {
    /// Requests a page.
    pub(super) fn list(&mut self, now: Duration, aim: Aim) -> Look {
        let marker = match &aim {
            Aim::All => {
                let pass = self.pass.get_or_insert_with(|| Pass::begin(now));
                pass.next.clone()
            }
            Aim::Learn => {
                let pass = self.learning.get_or_insert_with(|| Pass::begin(now));
                pass.next.clone()
            }
            Aim::One(_, marker) => marker.0.clone(),
        };
        self.listing = Some(Listing { asked: now, aim });
        Look::List(marker)
    }

    /// No page arrived; with `barred` none ever will.
    pub(crate) fn no_page(&mut self, barred: bool) {
        self.listing = None;
        (self.pass, self.learning) = (None, None);
        self.foresight.under_way = false;
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
        let Some(Listing { asked, aim }) = self.listing.take() else {
            return;
        };
        let cost = self.cost(now);
        let shown: Vec<String> = entries.iter().map(|(uuid, _)| uuid.clone()).collect();
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
        }
        let pass = match aim {
            Aim::All => self.pass.take(),
            Aim::Learn => self.learning.take(),
            Aim::One(ticket, marker) => {
                let pass = Pass::of_page(asked, &marker, shown, next.is_some());
                return self.looked_up(now, ticket, &pass);
            }
        };
        let Some(mut pass) = pass else {
            return;
        };
        pass.arrived(asked, shown);
        self.count(now, pass.done(), next.is_none());
        if next.is_none() {
            self.foresight.under_way = false;
            if aim == Aim::All {
                self.missing(now, &pass);
            }
            self.order.learn(&pass);
            return;
        }
        pass.next = next;
        if aim == Aim::All {
            self.pass = Some(pass);
        } else {
            self.learning = Some(pass);
        }
    }

    /// So many pages were read, and those were all or there are more.
    fn count(&mut self, now: Duration, done: u32, all: bool) {
        let known = self.pages_known(now).filter(|it| it.count > done);
        if all || known.is_none() {
            let count = done + u32::from(!all);
            self.pages = Some(Pages {
                counted: now,
                count,
                all,
            });
        }
    }

    /// Whether the rest of the list costs no more calls than a Get for each of the changes of which it tells.
    pub(super) fn is_worth_a_page(&self, now: Duration) -> bool {
        let told = self
            .changes
            .values()
            .filter(|it| self.tells_by_list(now, it));
        let gone = told.clone().any(|it| self.is_probably_gone(now, it));
        let (told, left) = (told.count() as u64, self.pages_left(now));
        // A page can end several deletions at once. A single change has nothing to share.
        told > left || (told == left && gone && self.changes.len() > 1)
    }

    /// Whether a page of the list that is being read can still tell of a change: of one that is due, and of a
    /// deletion that has probably ended if the list is to be believed.
    fn tells_by_list(&self, now: Duration, it: &InFlight) -> bool {
        let pass = self.pass.as_ref();
        let open =
            pass.is_none_or(|pass| it.since < pass.begun && pass.page_of(&it.uuid).is_none());
        let waits = if self.is_probably_gone(now, it) {
            !self.trust.is_broken() && (self.order.knows(&it.uuid) || self.order.is_unknown())
        } else {
            it.due <= now
        };
        waits && open && !it.looking && !it.only_get
    }

    fn pages_known(&self, now: Duration) -> Option<Pages> {
        self.pages.filter(|it| now < it.counted + PAGES_KNOWN)
    }

    /// Calls to the end of the list. While that is not known, as many as there were so far.
    fn pages_left(&self, now: Duration) -> u64 {
        let done = self.pass.as_ref().map_or(0, Pass::done);
        let known = self.pages_known(now);
        let left = known.map_or(1, |it| it.count).saturating_sub(done).max(1);
        let doubtful = known.is_some_and(|it| !it.all);
        u64::from(if doubtful { left.max(done) } else { left })
    }

    /// Calls that a look at all changes costs.
    pub(super) fn cost(&self, now: Duration) -> u32 {
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
            self.seen.push((ticket, Sighting::There(entry)));
        } else {
            self.moved(now, asked, ticket, cost);
            self.seen.push((ticket, Sighting::There(entry)));
        }
    }
}
