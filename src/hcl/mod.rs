//! Terraform's configuration language as text: what is read of a file, how a file is edited, and how
//! new text is written.
//!
//! * [`read`]: the blocks and references of a file, with the places where they stand.
//! * [`edit`]: replacing parts of a text; all other bytes stay as they are, comments too.
//! * [`diff`]: what edits do to a text, as a unified diff.
//! * [`mod@write`]: new blocks, laid out so that `terraform fmt` changes nothing.
//!
//! The room knows no resource, no provider and no AWS.

pub mod diff;
pub mod edit;
pub mod read;
pub mod write;
