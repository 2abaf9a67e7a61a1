//! The reaction to a failure: one pure function, [`next`], and one loop that obeys it, [`persist`].
//!
//! The table, `cells`, has a cell for each operation and each kind of failure. A cell holds a step and the
//! reason for it; a step that repeats something says how long. Three rules hold for all cells:
//!
//! 1. Nothing is sent or looked at after the user's limit (`timeouts`), nor before the time that the
//!    server named.
//! 2. A call that the SDK has retried is not retried by another loop around it, unless the server says
//!    when: `max_retries` bounds the attempts. Only a creation is sent once by the SDK.
//! 3. After a request that may have taken effect, the mapping is looked at before it is sent again, and
//!    once more before an error is reported.

mod cells;
mod persist;
mod tries;

pub(crate) use self::{
    cells::{Operation, in_words},
    persist::{Failed, Found, LAST_LOOK, Next, Over, Work, next, persist, within},
    tries::{Asker, Seen, Tries, propagation_timeout},
};

#[cfg(test)]
mod tests;
