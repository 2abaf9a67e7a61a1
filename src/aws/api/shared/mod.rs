//! Calls that many operations share: reads, looks at tags, and waits.
//!
//! `reads`, `waiter` and `tag_sets::sharing` decide, without clock and network; `snapshot`, `poll` and
//! `tag_sets` make the calls.

pub(crate) mod looked;
pub(crate) mod poll;
pub(crate) mod reads;
pub(crate) mod sight;
pub(crate) mod snapshot;
pub(crate) mod tag_sets;
pub(crate) mod views;
pub(crate) mod waiter;

#[cfg(test)]
mod tests;
