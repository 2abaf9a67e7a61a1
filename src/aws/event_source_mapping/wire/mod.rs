//! Requests made of a mapping, and a mapping made of an answer.

pub(crate) mod answer;
pub(crate) mod request;
