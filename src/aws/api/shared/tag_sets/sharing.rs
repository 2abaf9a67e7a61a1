//! Reads of tags that share calls. Pure: no clock and no I/O, the time is passed in.
//!
//! `ListTags` shows the tags of one mapping. `GetResources` shows those of a hundred: of the ARNs that it is
//! given, or of a page of all mappings that have tags.
//!
//! 1. A read that is alone is a `ListTags`, at once. Reads that come while it is under way wait until it ends or
//!    there are [`FEW`] of them, and then share a call. From the eighth read on all wait.
//! 2. One shared call is under way at a time; reads that come meanwhile share the next one. It is a page while
//!    pages are worth it, see [`Sharing::is_worth_a_page`], else the list of all ARNs that wait.
//! 3. A mapping that is missing in the answer to its ARN, or in the only page, has no tags. A mapping that is
//!    missing in several pages may have been missed, if they have shifted while they were read: its ARN is asked for.
//! 4. A list of ARNs has room for a hundred. It is filled up with those that are expected, see [`Expected`].
//!
//! An answer only ever confirms that nothing has changed: the caller compares it, and makes a `ListTags` when it
//! differs. AWS's index knows of a change some seconds late, so what this process has written is not looked up
//! there. Missing mappings are settled by `ListTags` until that has agreed for some mappings, see
//! [`Absence`]. Where most answers differ, nothing is shared. Entries live for [`LIFE`], and another
//! refresh begins as in `reads`.
//!
//! Where nobody knows whether the server has the call at all, the first shared call is a try. It is made only
//! where it can save two calls or more, and what it costs if it fails is one.

pub(crate) mod turns;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use self::turns::{TagAction, TagEntry, TagPages};
use super::{
    absence::Absence,
    expected::Expected,
    resources::{PAGE, TagPage, TagQuery, TagSet},
};
use crate::aws::api::shared::{
    reads::{LIFE, NoPage, REST},
    sight::Ticket,
};

/// Reads that wait at the same time, from which on they share a call.
pub(super) const FEW: usize = 3;
/// Reads in all, from which on they share calls even if they come one by one.
const MANY: usize = 8;
/// Pages that are read before a number of reads has shown that they are worth it.
const BET: u64 = 40;
/// Answers that are compared before they may seem to be of no use.
const TRIAL: u32 = 8;

/// The reads of one Region.
#[derive(Debug)]
pub(crate) struct Sharing {
    /// Whether `GetResources` may be called at all.
    allowed: bool,
    /// Whether the server is known to have it.
    proven: bool,
    absence: Absence,
    expected: Expected,
    pages: TagPages,
    /// The shared call that is under way: the ARNs that it asks for, or none for a page.
    under_way: Option<HashSet<String>>,
    /// When the last call was requested.
    last: Duration,
    /// When a read last began or ended.
    active: Duration,
    entries: HashMap<String, TagEntry>,
    /// The ARNs of this refresh.
    seen: HashSet<String>,
    /// Those of them that were answered, or that a `ListTags` answers.
    answered: HashSet<String>,
    /// The ARNs that pages had, and how many of them were read.
    paged: HashSet<String>,
    shown: u64,
    /// When this process last wrote to a mapping.
    written: HashMap<String, Duration>,
    waiting: BTreeMap<Ticket, String>,
    /// Reads whose mapping the shared answer lacked: their `ListTags` shows whether that means no tags.
    missing: HashSet<Ticket>,
    /// `ListTags` under way.
    listing: HashSet<Ticket>,
    /// Pages requested, and all calls.
    spent: u64,
    calls: u64,
    /// Answers that were compared, and those of them that agreed.
    compared: u32,
    agreed: u32,
    next: u64,
    actions: Vec<TagAction>,
}

// === impl Sharing ===

impl Sharing {
    /// No reads yet; `allowed` is whether they may share calls, and `proven` whether the server is known to
    /// have the call for that.
    pub(crate) fn new(allowed: bool, proven: bool) -> Self {
        Self {
            allowed,
            proven,
            absence: Absence::default(),
            expected: Expected::default(),
            pages: TagPages::Idle,
            under_way: None,
            last: Duration::ZERO,
            active: Duration::ZERO,
            entries: HashMap::new(),
            seen: HashSet::new(),
            answered: HashSet::new(),
            paged: HashSet::new(),
            shown: 0,
            written: HashMap::new(),
            waiting: BTreeMap::new(),
            missing: HashSet::new(),
            listing: HashSet::new(),
            spent: 0,
            calls: 0,
            compared: 0,
            agreed: 0,
            next: 0,
            actions: Vec::new(),
        }
    }

    /// A read begins. With `alone` no shared call can answer it.
    pub(crate) fn begin(&mut self, now: Duration, arn: &str, alone: bool) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        if alone || !self.allowed {
            self.list(ticket);
            return ticket;
        }
        self.expire(now, arn);
        self.active = now;
        let is_first = self.pages == TagPages::Idle
            && self.listing.is_empty()
            && self.waiting.is_empty()
            && self.seen.len() + 1 < MANY;
        let again = !self.seen.insert(arn.to_owned());
        if !again && self.paged.contains(arn) {
            self.shown += 1;
        }
        if again || is_first || !self.may_share() || self.is_written(now, arn) {
            self.answered.insert(arn.to_owned());
            self.list(ticket);
            return ticket;
        }
        self.waiting.insert(ticket, arn.to_owned());
        self.answer(now);
        self.go_on(now);
        ticket
    }

    /// A shared call was answered, or it failed.
    pub(crate) fn arrived(&mut self, now: Duration, found: Result<TagPage, NoPage>) {
        let Some(asked) = self.under_way.take() else {
            return;
        };
        match found {
            Ok(found) if asked.is_empty() => {
                self.answered(&found);
                self.pages = found
                    .next
                    .map_or(TagPages::Whole, |it| TagPages::Next(Some(it)));
                for (arn, tags) in found.entries {
                    if self.paged.insert(arn.clone()) && self.seen.contains(&arn) {
                        self.shown += 1;
                    }
                    self.keep(now, arn, Some(tags));
                }
            }
            Ok(found) => {
                self.answered(&found);
                self.answered_by_arn(&found);
                let mut there: HashMap<String, TagSet> = found.entries.into_iter().collect();
                for arn in asked {
                    let tags = there.remove(&arn);
                    self.keep(now, arn, tags);
                }
            }
            Err(why) => self.failed(why),
        }
        self.answer(now);
        self.go_on(now);
    }

    /// The server has the call.
    pub(super) fn answered(&mut self, found: &TagPage) {
        self.proven = true;
        if found.entries.iter().any(|(_, tags)| !tags.is_empty()) {
            self.absence.shown();
        }
    }

    /// The answer to a list of ARNs is no page. If it has a next one, what is missing may be there.
    pub(super) fn answered_by_arn(&mut self, found: &TagPage) {
        if found.next.is_some() {
            self.absence.breaks();
        }
    }

    /// These will probably be read.
    pub(super) fn expect(&mut self, arns: impl Iterator<Item = String>) {
        self.expected.add(arns);
    }

    /// The record of mappings that responses lack.
    pub(super) fn absence(&mut self) -> &mut Absence {
        &mut self.absence
    }

    /// A `ListTags` has told.
    pub(crate) fn listed(&mut self, ticket: Ticket, has_tags: bool) {
        if self.missing.contains(&ticket) {
            self.absence.settled(has_tags);
        }
    }

    /// Whether `GetResources` may be called: not where it was refused, and not again where it has just failed.
    pub(super) fn is_allowed(&self) -> bool {
        self.allowed && self.pages != TagPages::Broken
    }

    /// A shared call has failed.
    pub(super) fn failed(&mut self, why: NoPage) {
        self.allowed &= why != NoPage::Barred;
        self.pages = TagPages::Broken;
    }

    /// Tags that were shown agreed with what was known, or a `ListTags` will tell.
    pub(crate) fn compared(&mut self, agrees: bool) {
        self.compared += 1;
        if agrees {
            self.agreed += 1;
        } else {
            self.calls += 1;
        }
    }

    /// A `ListTags` has ended, or nobody waits for this read any more.
    pub(crate) fn end(&mut self, now: Duration, ticket: Ticket) {
        self.active = self.active.max(now);
        self.waiting.remove(&ticket);
        self.missing.remove(&ticket);
        self.listing.remove(&ticket);
        self.go_on(now);
    }

    /// This process writes to the tags of a mapping: say so before the request is sent, and after its answer.
    pub(crate) fn wrote(&mut self, now: Duration, arn: &str) {
        self.entries.remove(arn);
        self.written.insert(arn.to_owned(), now);
    }

    /// The actions that are due now. Call it after each event.
    pub(crate) fn actions(&mut self) -> Vec<TagAction> {
        std::mem::take(&mut self.actions)
    }

    fn list(&mut self, ticket: Ticket) {
        self.calls += 1;
        self.listing.insert(ticket);
        self.actions.push(TagAction::List(ticket));
    }

    /// Whether reads may wait for shared calls, as far as is known: answers are there, and most of them agree.
    fn may_share(&self) -> bool {
        self.is_allowed() && (self.compared < TRIAL || self.agreed * 2 >= self.compared)
    }

    /// Whether this process has just written to a mapping, so that the index may not know it yet.
    pub(super) fn is_written(&self, now: Duration, arn: &str) -> bool {
        self.written.get(arn).is_some_and(|it| now < *it + LIFE)
    }

    /// Stores what a shared call returned, unless the mapping was written or answered since.
    fn keep(&mut self, now: Duration, arn: String, tags: Option<TagSet>) {
        if !self.is_written(now, &arn) && !self.answered.contains(&arn) {
            let at = self.last;
            self.entries.insert(arn, TagEntry { at, tags });
        }
    }

    /// Answers what can be answered by now.
    fn answer(&mut self, now: Duration) {
        for (ticket, arn) in std::mem::take(&mut self.waiting) {
            let entry = self.entries.remove(&arn).filter(|it| now < it.at + LIFE);
            let entry = entry.or_else(|| self.missing_in_pages(now));
            if self.is_written(now, &arn) {
                self.answered.insert(arn);
                self.list(ticket);
                continue;
            }
            let Some(entry) = entry else {
                self.waiting.insert(ticket, arn);
                continue;
            };
            self.answered.insert(arn);
            if entry.tags.is_none() {
                self.missing.insert(ticket);
            }
            match entry.tags {
                None if !self.absence.is_believed() => self.list(ticket),
                tags => self
                    .actions
                    .push(TagAction::Show(ticket, tags.unwrap_or_default())),
            }
        }
    }

    /// The entry of a mapping that no page has shown. Its ARN need not be asked for if there was one page, which
    /// cannot shift, or if missing mappings are not believed anyway.
    fn missing_in_pages(&self, now: Duration) -> Option<TagEntry> {
        let all = self.pages == TagPages::Whole && now < self.last + LIFE;
        let at = self.last;
        (all && (self.spent == 1 || self.absence.is_broken()))
            .then_some(TagEntry { at, tags: None })
    }

    /// Makes the next shared call, or lets waiting reads be `ListTags`.
    fn go_on(&mut self, now: Duration) {
        let waiting = self.waiting.len();
        if waiting == 0 || self.under_way.is_some() {
            return;
        }
        if !self.may_share() {
            return self.release();
        }
        let is_idle = self.pages == TagPages::Idle && self.seen.len() < MANY;
        let page = match &self.pages {
            TagPages::Next(token) => Some(token.clone()),
            TagPages::Idle => Some(None),
            TagPages::Whole | TagPages::Broken => None,
        };
        let page = page.filter(|_| self.is_worth_a_page());
        let is_full = self.proven && !self.absence.is_broken() && !self.expected.is_empty();
        if is_idle || (page.is_none() && !is_full) {
            // More may come while another one is under way.
            let enough = if is_idle { FEW } else { MANY };
            if waiting < enough && !self.listing.is_empty() {
                return;
            }
            if waiting == 1 || (waiting < FEW && !self.proven) {
                return self.release();
            }
        }
        let asked = if let Some(token) = page {
            if token.is_none() {
                self.pages = TagPages::Next(None);
            }
            self.spent += 1;
            self.under_way = Some(HashSet::new());
            TagQuery::Page(token)
        } else {
            let mut arns: Vec<String> = self.waiting.values().take(PAGE).cloned().collect();
            let is_open = |it: &str| !self.seen.contains(it) && !self.entries.contains_key(it);
            arns.extend(self.expected.take(PAGE - arns.len(), is_open));
            self.under_way = Some(arns.iter().cloned().collect());
            TagQuery::These(arns)
        };
        self.calls += 1;
        self.last = now;
        self.actions.push(TagAction::Ask(asked));
    }

    /// Whether another page is worth its call. Of the reads so far pages have shown a part, so all pages are so
    /// many more. This is the rule to rent until the rent has reached the price, and then to buy: here
    /// rent is every call that is no page. In any case pages cost little more than a `ListTags` for each read.
    fn is_worth_a_page(&self) -> bool {
        let seen = self.seen.len() as u64;
        let all_pages = self.spent * (seen + 1) / (self.shown + 1);
        let rent = self.calls - self.spent;
        all_pages.saturating_sub(self.spent) <= BET + rent && self.calls < seen + seen / 20
    }

    fn release(&mut self) {
        for (ticket, arn) in std::mem::take(&mut self.waiting) {
            self.answered.insert(arn);
            self.list(ticket);
        }
    }

    /// Forgets what was shown, if that is too old for all reads or the read of `arn` is the first of another
    /// refresh.
    fn expire(&mut self, now: Duration, arn: &str) {
        let old = self.pages != TagPages::Idle && now >= self.last + LIFE;
        let rested = self.listing.is_empty() && now >= self.active + REST;
        let another = rested || self.answered.contains(arn);
        if self.under_way.is_some() || !self.waiting.is_empty() || !(old || another) {
            return;
        }
        self.pages = TagPages::Idle;
        self.entries.clear();
        self.seen.clear();
        self.answered.clear();
        self.paged.clear();
        self.written.retain(|_, at| now < *at + LIFE);
        (self.shown, self.spent, self.calls) = (0, 0, 0);
        (self.compared, self.agreed) = (0, 0);
    }
}

#[cfg(test)]
mod tests;
