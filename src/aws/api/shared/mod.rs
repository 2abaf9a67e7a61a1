//! Calls that many operations share: reads, looks at tags, and waits.
//!
//! `reads` and `waiter` (with `usual`) decide, without clock and network; `snapshot` and `poll` make the calls.

pub(crate) mod looked;
pub(crate) mod poll;
pub(crate) mod reads;
pub(crate) mod sight;
pub(crate) mod snapshot;
mod usual;
pub(crate) mod waiter;
