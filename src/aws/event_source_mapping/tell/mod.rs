//! What a person is told of a mapping.

pub(crate) mod health;
pub(crate) mod name;
