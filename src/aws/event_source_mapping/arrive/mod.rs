//! How a mapping that exists comes to Terraform: by identity, by id or meaning, by a `moved` block, by a
//! list; and how data sources and actions reach it.

/// The type name of the resource, and of its list.
pub(crate) const NAME: &str = "awslambda_event_source_mapping";

pub(crate) mod actions;
pub(crate) mod data;
pub(crate) mod found;
pub(super) mod identity;
pub(crate) mod import;
pub(super) mod label;
pub(crate) mod list;
pub(super) mod moves;
pub(super) mod named;
