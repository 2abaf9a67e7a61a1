//! Requests made of a mapping, and a mapping made of an answer or of an older state.

pub(crate) mod answer;
pub(crate) mod confirm;
pub(crate) mod private;
pub(crate) mod request;
pub(crate) mod state;
pub(crate) mod written;
