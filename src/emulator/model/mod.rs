//! The parts of a call, a response and a mapping.

pub(crate) mod answer;
pub(crate) mod fields;
pub(crate) mod function;
pub(crate) mod mapping;
pub(crate) mod pattern;
pub(crate) mod report;
pub(crate) mod request;
pub(crate) mod shape;
pub(crate) mod source;
pub(crate) mod tag_set;
