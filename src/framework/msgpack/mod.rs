//! Values as MessagePack: the form in which Terraform and a provider exchange them.
//!
//! The type of a value guides both directions. Reading trusts nothing: no input makes it panic,
//! recurse without end, or set aside memory for more than is there. Writing refuses whatever is
//! not of its type, since a wrong document makes Terraform report a bug, or crash.

mod decode;
mod encode;
mod read;
mod refinement;
mod write;

pub use self::{decode::decode, encode::encode};
pub use super::value::encoding::Error;

#[cfg(test)]
mod tests;
