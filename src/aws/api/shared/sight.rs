//! The types of `waiter` and `poll`, and the ticket of a read. Pure.

use std::time::Duration;

/// Changes that take about the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Class {
    /// The kind of source, by any number.
    pub(crate) source: u8,
    pub(crate) change: Change,
    /// The longest pause between two looks.
    pub(crate) longest: Duration,
}

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Change {
    Create,
    Update,
    Delete,
}

/// The facts of a response that the waiter needs.
pub(crate) trait Sight {
    /// Whether a change is still going on.
    fn moves(&self) -> bool;
    /// When it was changed last, by any clock that only goes forward.
    fn modified(&self) -> Option<i64>;
}

/// A read that is under way, or a change in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ticket(pub(super) u64);

/// The call to make next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Look {
    Get(Ticket, String),
    /// The page that this marker begins; the first has none.
    List(Option<String>),
}

/// The result of a look.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sighting<E> {
    /// The mapping, settled or not.
    There(E),
    /// It is gone.
    Gone,
}
