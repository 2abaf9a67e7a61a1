//! The operations on a mapping, a file each, and what they share.

pub(crate) mod adopt;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod read;
pub(crate) mod settle;
pub(crate) mod tries;
pub(crate) mod update;
