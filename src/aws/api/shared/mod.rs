//! Calls that many operations share: reads, looks at tags, and waits.
//!
//! `reads` and `waiter` decide, without clock and network; `snapshot` and `poll` make the calls.

pub(crate) mod looked;
pub(crate) mod poll;
pub(crate) mod reads;
pub(crate) mod sight;
pub(crate) mod snapshot;
pub(crate) mod waiter;

#[cfg(test)]
mod tests;
