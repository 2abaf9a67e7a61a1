//! Reads that share pages of a list. Pure: no clock and no I/O, the time is passed in.
//!
//! A page of `ListEventSourceMappings` shows a hundred mappings, `GetEventSourceMapping` one. So many reads
//! are answered from pages, and a few are not worth a page:
//!
//! 1. The first reads are Gets, at once.
//! 2. From the fourth read that is under way on, or the eighth in all, reads wait for pages. Each page answers
//!    the reads that wait for its mappings, and later ones. The next page is requested only when a read waits
//!    that no page has answered.
//! 3. Nobody knows how many reads follow and how many pages there are. Another page is worth its call while
//!    the pages cost less than what they save, as in the problem of renting or buying skis; see
//!    [`Reads::is_worth_a_page`]. While none is, one read after the other becomes a Get.
//! 4. A mapping that is in none of the pages is read by a Get: only Get says that a mapping is gone.
//!
//! An entry only ever confirms that nothing has changed: the caller compares it, and makes a Get when it
//! differs. It is dropped when this process writes to its mapping, and lives for [`LIFE`]. A mapping is read
//! once in a refresh: when it is read again, or after a pause of [`REST`], another refresh has begun, and
//! nothing that was listed before answers it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use super::sight::Ticket;

/// How long after its request a page may answer reads.
pub(crate) const LIFE: Duration = Duration::from_secs(30);
/// After such a time without a read another refresh has begun.
pub(crate) const REST: Duration = Duration::from_secs(5);
/// At most so many Gets run at once before reads wait for pages.
const DIRECT: u32 = 3;
/// Reads in all, from which on they wait for pages, even if they come one by one.
const MANY: u32 = 8;
/// Gets that may be matched by pages even if it looks as if pages did not help.
const CREDIT: u32 = 32;
/// Reads that become Gets at once after this many did without a page in between: listing is given up.
const GIVEN_UP: u32 = 16;

/// An action of the caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ReadAction<E> {
    /// Make a Get for this read.
    Get(Ticket),
    /// Compare this entry for this read.
    Show(Ticket, E),
    /// Request the page that this marker begins; the first has none.
    List(Option<String>),
}

/// A page as it arrived.
#[derive(Debug)]
pub(crate) struct Page<E> {
    /// The mappings by UUID.
    pub(crate) entries: Vec<(String, E)>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
}

/// Why no page arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPage {
    /// The call is not allowed, or the server does not know it. That will not change.
    Barred,
    /// Anything else.
    Failed,
}

/// The reads of one Region that share pages.
#[derive(Debug)]
pub(crate) struct Reads<E> {
    /// Whether pages may be requested at all.
    allowed: bool,
    listing: ListProgress,
    /// When the first page was requested.
    begun: Duration,
    /// When the last page was requested.
    last: Duration,
    /// When a read last began or ended.
    active: Duration,
    entries: HashMap<String, (Duration, E)>,
    /// Pages that were requested before this say nothing.
    forgotten: Duration,
    /// Keys of mappings that pages have answered already.
    shown: HashSet<String>,
    /// Keys of mappings that Gets have read.
    read: HashSet<String>,
    /// When this process last wrote to a mapping.
    written: HashMap<String, Duration>,
    waiting: BTreeMap<Ticket, String>,
    /// Gets under way, and whether each was a read that waited for pages before.
    gets: BTreeMap<Ticket, bool>,
    /// Reads so far that a page could have answered.
    seen: u32,
    /// Pages requested.
    spent: u32,
    /// Reads that a page has answered.
    saved: u32,
    /// Reads that took a Get.
    got: u32,
    /// Waiting reads that become Gets at the next stall.
    step: u32,
    next: u64,
    actions: Vec<ReadAction<E>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ListProgress {
    /// No page was requested.
    Idle,
    /// A page is under way.
    Requested,
    /// There are more pages.
    More(String),
    /// There are no more pages, or none can be read.
    Over,
}

// === impl Reads ===

impl<E> Reads<E> {
    /// No reads yet; `allowed` is whether pages may be requested.
    pub(crate) fn new(allowed: bool) -> Self {
        Self {
            allowed,
            listing: ListProgress::Idle,
            begun: Duration::ZERO,
            last: Duration::ZERO,
            active: Duration::ZERO,
            entries: HashMap::new(),
            forgotten: Duration::ZERO,
            shown: HashSet::new(),
            read: HashSet::new(),
            written: HashMap::new(),
            waiting: BTreeMap::new(),
            gets: BTreeMap::new(),
            seen: 0,
            spent: 0,
            saved: 0,
            got: 0,
            step: 1,
            next: 0,
            actions: Vec::new(),
        }
    }

    /// A read of a mapping begins. With `alone` no page could answer it.
    pub(crate) fn begin(&mut self, now: Duration, uuid: &str, alone: bool) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        if alone || !self.allowed {
            self.get(ticket, false);
            return ticket;
        }
        self.expire(now, uuid);
        self.active = now;
        self.seen += 1;
        if let Some((at, entry)) = self.entries.remove(uuid) {
            self.shown.insert(uuid.to_owned());
            if now < at + LIFE {
                self.actions.push(ReadAction::Show(ticket, entry));
            } else {
                self.get(ticket, false);
            }
            return ticket;
        }
        let answered = self.is_answered(uuid);
        let written = self.written.get(uuid).is_some_and(|at| *at >= self.begun);
        let few = self.gets.len() < DIRECT as usize && self.seen < MANY;
        let direct = match self.listing {
            ListProgress::Idle => few,
            ListProgress::Over => true,
            ListProgress::Requested | ListProgress::More(_) => {
                let given_up = self.step > GIVEN_UP && !self.is_worth_a_page();
                written || answered || given_up
            }
        };
        if direct {
            self.read.insert(uuid.to_owned());
            self.get(ticket, false);
        } else {
            self.waiting.insert(ticket, uuid.to_owned());
            self.go_on(now);
        }
        ticket
    }

    /// A page arrived, or none did.
    pub(crate) fn arrived(&mut self, now: Duration, page: Result<Page<E>, NoPage>) {
        let requested = self.last;
        match page {
            Ok(page) => {
                for (uuid, entry) in page.entries {
                    let written = self.written.get(&uuid);
                    let old =
                        requested < self.forgotten || written.is_some_and(|at| *at >= requested);
                    if !self.is_answered(&uuid) && !old {
                        self.entries.insert(uuid, (requested, entry));
                    }
                }
                self.listing = page.next.map_or(ListProgress::Over, ListProgress::More);
                self.answer(now);
            }
            Err(why) => {
                self.allowed &= why != NoPage::Barred;
                self.listing = ListProgress::Over;
            }
        }
        if self.listing == ListProgress::Over {
            self.release(u32::MAX);
        }
        self.go_on(now);
    }

    /// A mapping was just listed for a read that follows at once.
    pub(crate) fn offer(&mut self, now: Duration, uuid: &str, entry: E) {
        self.expire(now, uuid);
        self.active = now;
        if self.allowed {
            let at = (now + REST).saturating_sub(LIFE);
            self.entries.insert(uuid.to_owned(), (at, entry));
        }
    }

    /// An entry that was shown agreed with what was known, or a Get will tell.
    pub(crate) fn compared(&mut self, agrees: bool) {
        if agrees {
            self.saved += 1;
        } else {
            self.got += 1;
        }
    }

    /// A Get has ended, or nobody waits for this read any more.
    pub(crate) fn end(&mut self, now: Duration, ticket: Ticket) {
        self.active = self.active.max(now);
        self.waiting.remove(&ticket);
        if self.gets.remove(&ticket).is_some() {
            self.go_on(now);
        }
    }

    /// This process writes to a mapping: say so before the request is sent, and after its answer.
    pub(crate) fn wrote(&mut self, now: Duration, uuid: &str) {
        self.entries.remove(uuid);
        self.written.insert(uuid.to_owned(), now);
    }

    /// Drops earlier pages, because this process has written to some mapping.
    pub(crate) fn forget(&mut self, now: Duration) {
        self.entries.clear();
        self.forgotten = now;
    }

    /// The actions that are due now. Call it after each event.
    pub(crate) fn actions(&mut self) -> Vec<ReadAction<E>> {
        std::mem::take(&mut self.actions)
    }

    fn get(&mut self, ticket: Ticket, waited: bool) {
        self.got += 1;
        self.gets.insert(ticket, waited);
        self.actions.push(ReadAction::Get(ticket));
    }

    fn answer(&mut self, now: Duration) {
        let entries = &mut self.entries;
        let found: Vec<_> = self
            .waiting
            .extract_if(.., |_, uuid| entries.contains_key(uuid))
            .collect();
        for (ticket, uuid) in found {
            // Of two reads of one mapping the second is a Get.
            match self.entries.remove(&uuid) {
                Some((at, entry)) if now < at + LIFE => {
                    self.actions.push(ReadAction::Show(ticket, entry));
                }
                _ => self.get(ticket, true),
            }
            self.shown.insert(uuid);
        }
    }

    /// Requests the next page, or lets waiting reads be Gets.
    fn go_on(&mut self, now: Duration) {
        if self.waiting.is_empty() {
            return;
        }
        let marker = match &self.listing {
            ListProgress::Idle => None,
            ListProgress::More(marker) => Some(marker.clone()),
            ListProgress::Requested => return,
            ListProgress::Over => return self.release(u32::MAX),
        };
        if self.is_worth_a_page() {
            if marker.is_none() {
                self.begun = now;
            }
            self.last = now;
            self.listing = ListProgress::Requested;
            self.spent += 1;
            self.step = 1;
            self.actions.push(ReadAction::List(marker));
        } else if !self.gets.values().any(|waited| *waited) {
            self.release(self.step);
            self.step = self.step.saturating_mul(2);
        }
    }

    /// Whether the pages, with one more, cost no more than what they have saved and may save of the reads
    /// that wait, and as much again for what they save later: the number of reads so far is the best
    /// guess at the number that follows. So reads never cost more than twice the better of the two ways.
    fn is_worth_a_page(&self) -> bool {
        let waiting = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
        let worth = self.saved.saturating_mul(2).saturating_add(waiting);
        let credit = if self.pages_help() {
            self.got
        } else {
            self.got.min(CREDIT)
        };
        self.spent < worth.saturating_add(credit)
    }

    /// Whether most of what pages showed agreed, and the pages that are left are not many more than the
    /// reads so far. Of `seen` reads, the pages so far have shown a part; all pages are so many more.
    fn pages_help(&self) -> bool {
        let shown = u64::try_from(self.shown.len()).unwrap_or(u64::MAX);
        let (seen, spent) = (u64::from(self.seen), u64::from(self.spent));
        let all_pages = spent * (seen + 1) / (shown + 1);
        u64::from(self.saved) * 2 >= shown && all_pages <= 4 * seen
    }

    fn release(&mut self, most: u32) {
        for _ in 0..most {
            let Some((ticket, uuid)) = self.waiting.pop_first() else {
                return;
            };
            self.read.insert(uuid);
            self.get(ticket, true);
        }
    }

    /// Whether this refresh has read the mapping already.
    fn is_answered(&self, uuid: &str) -> bool {
        self.shown.contains(uuid) || self.read.contains(uuid)
    }

    /// Forgets what was listed, if that is too old for all reads or the read of `uuid` is the first of another
    /// refresh. The next reads start with no page.
    fn expire(&mut self, now: Duration, uuid: &str) {
        let old = now >= self.last + LIFE;
        let rested = self.gets.is_empty() && now >= self.active + REST;
        let another = rested || self.is_answered(uuid);
        if self.listing == ListProgress::Requested || !self.waiting.is_empty() {
            return;
        }
        let over = self.listing != ListProgress::Idle && old;
        if !(over || another) {
            return;
        }
        self.listing = ListProgress::Idle;
        self.entries.clear();
        self.shown.clear();
        self.read.clear();
        self.written.retain(|_, at| now < *at + LIFE);
        (self.seen, self.spent, self.saved, self.got, self.step) = (0, 0, 0, 0, 1);
    }
}

#[cfg(test)]
mod tests;
