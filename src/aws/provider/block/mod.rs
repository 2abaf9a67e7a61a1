//! The provider block: its rows, their rules, and how it differs from the one of `hashicorp/aws`.

pub mod differences;
pub(crate) mod ignored;
pub mod rows;
pub(crate) mod rules;
pub(crate) mod services;
