//! What the waiter knows of a change in flight, and of the list. Pure.

use std::{collections::HashSet, time::Duration};

use crate::aws::api::shared::sight::Class;

/// A change in flight.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) uuid: String,
    pub(super) class: Class,
    /// When the change was answered.
    pub(super) since: Duration,
    /// What the answer said of `modified`.
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

/// A list that is being read.
#[derive(Debug)]
pub(super) struct Pass {
    /// When its first page was requested.
    pub(super) begun: Duration,
    pub(super) done: u32,
    pub(super) next: Option<String>,
    pub(super) shown: HashSet<String>,
}

// === impl InFlight ===

impl InFlight {
    /// The pause that follows the last one.
    pub(super) fn longer(&self) -> Duration {
        (self.pause * 3 / 2).min(self.class.longest)
    }
}
