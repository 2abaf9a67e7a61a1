//! Messages to a person about a mapping.

pub(crate) mod change;
pub(crate) mod conflict;
pub(crate) mod gone;
pub(crate) mod health;
pub(crate) mod switched;
