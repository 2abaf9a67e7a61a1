//! The provider block: its rows and their rules.

pub(crate) mod ignored;
pub mod rows;
pub(crate) mod rules;
pub(crate) mod services;
