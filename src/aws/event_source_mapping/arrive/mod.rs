//! How a mapping that exists comes to Terraform: by identity, by id or meaning, by a `moved` block, by a
//! list.

pub(crate) mod found;
pub(super) mod identity;
pub(super) mod import;
pub(super) mod label;
pub(crate) mod list;
pub(super) mod moves;
