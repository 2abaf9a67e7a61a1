//! Values as JSON: the form in which Terraform stores them in its state.
//!
//! A stored value may be of an older type than today's, so reading is forgiving where Terraform
//! itself is: what the type lacks is left out, what the value lacks becomes null. Nothing unknown
//! is ever stored.

mod decode;
mod encode;
pub mod syntax;
mod type_form;

pub use self::{decode::decode, encode::encode};
pub use super::value::encoding::Error;

#[cfg(test)]
mod tests;
