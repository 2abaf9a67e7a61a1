//! The waiter's knowledge of a change in flight, and of the list. Pure.

use std::{collections::HashMap, time::Duration};

use crate::aws::api::shared::sight::{Class, Ticket};

/// A change in flight.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) uuid: String,
    pub(super) class: Class,
    /// When the change was answered.
    pub(super) since: Duration,
    /// The `modified` of the response to the change.
    pub(super) modified: Option<i64>,
    pub(super) due: Duration,
    /// The last look that showed that it moves, since the change.
    pub(super) moved_at: Duration,
    /// Whether a Get is under way.
    pub(super) looking: bool,
    /// Only a Get tells.
    pub(super) only_get: bool,
    /// In how many whole lists in a row it was missing.
    pub(super) missing: u32,
    pub(super) explores: bool,
    /// The pause before the next look, while it is alone.
    pub(super) pause: Duration,
}

/// How long the list is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pages {
    pub(super) counted: Duration,
    pub(super) count: u32,
    /// Whether there are no more than that.
    pub(super) all: bool,
}

/// The deletions that are being sent, so that a list can be read before most of them.
#[derive(Debug, Default)]
pub(super) struct Foresight {
    /// Those that were not answered yet.
    pub(super) sending: u32,
    /// Those that were sent at all.
    pub(super) sent: u32,
    /// Whether a list was begun for them.
    pub(super) tried: bool,
    /// Whether it is being read.
    pub(super) under_way: bool,
    /// Gets of deletions whose mappings no list has shown.
    pub(super) unknown: u32,
    /// Pages in a row that were read for one deletion and did not tell of it.
    pub(super) in_vain: u32,
}

/// A page that is under way.
#[derive(Debug)]
pub(super) struct Listing {
    /// When it was requested.
    pub(super) asked: Duration,
    pub(super) aim: Aim,
}

/// The purpose of reading a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Aim {
    /// All changes in flight.
    All,
    /// To know the mappings.
    Learn,
    /// This deletion, whose mapping the page that the marker begins has shown before.
    One(Ticket, Marker),
}

/// The marker that begins a page; the first page has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker(pub(super) Option<String>);

/// A list that is being read.
#[derive(Debug)]
pub(super) struct Pass {
    /// When its first page was requested.
    pub(super) begun: Duration,
    pub(super) next: Option<String>,
    /// When each page was requested, and the marker that begins it.
    asked: Vec<(Duration, Option<String>)>,
    /// Each mapping once, as it was shown.
    entries: Vec<String>,
    pages: HashMap<String, usize>,
}

// === impl InFlight ===

impl InFlight {
    /// The pause that follows the last one.
    pub(super) fn longer(&self) -> Duration {
        (self.pause * 3 / 2).min(self.class.longest)
    }
}

// === impl Pass ===

impl Pass {
    pub(super) fn begin(now: Duration) -> Self {
        Self {
            begun: now,
            next: None,
            asked: Vec::new(),
            entries: Vec::new(),
            pages: HashMap::new(),
        }
    }

    /// A page that was requested at this time has these mappings.
    pub(super) fn arrived(&mut self, asked: Duration, entries: impl IntoIterator<Item = String>) {
        let page = self.asked.len();
        self.asked.push((asked, self.next.take()));
        for uuid in entries {
            if !self.pages.contains_key(&uuid) {
                self.entries.push(uuid.clone());
                self.pages.insert(uuid, page);
            }
        }
    }

    /// A page that was read by itself. The pages before and after it are not known.
    pub(super) fn of_page(
        asked: Duration,
        marker: &Marker,
        entries: Vec<String>,
        more: bool,
    ) -> Self {
        let mut pass = Self::begin(asked);
        if marker.0.is_some() {
            pass.arrived(asked, []);
        }
        pass.arrived(asked, entries);
        if more {
            pass.arrived(asked, []);
        }
        pass
    }

    /// Pages that were read.
    pub(super) fn done(&self) -> u32 {
        u32::try_from(self.asked.len()).unwrap_or(u32::MAX)
    }

    /// The last page that was read.
    pub(super) fn last(&self) -> usize {
        self.asked.len().saturating_sub(1)
    }

    /// When a page was requested.
    pub(super) fn asked(&self, page: usize) -> Duration {
        self.asked.get(page).map_or(self.begun, |it| it.0)
    }

    /// The markers that begin the pages.
    pub(super) fn markers(&self) -> impl Iterator<Item = Option<&str>> {
        self.asked.iter().map(|(_, marker)| marker.as_deref())
    }

    /// The page that has shown a mapping.
    pub(super) fn page_of(&self, uuid: &str) -> Option<usize> {
        self.pages.get(uuid).copied()
    }

    /// The UUIDs of the list, in its order.
    pub(super) fn entries(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(String::as_str)
    }
}
