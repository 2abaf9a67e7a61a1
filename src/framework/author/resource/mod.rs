//! The code that an author of a resource writes.
//!
//! * `operations`: the trait, what each call has at hand, and what it answers.
//! * `identity`, `moves`: what a resource may offer besides.
//! * `erased`, `proposal`: resources of any model behind one interface of plain values.

pub mod erased;
pub mod identity;
pub mod moves;
mod operations;
mod proposal;

pub(crate) use self::operations::Kept;
pub use self::operations::{Call, Change, Outcome, Resource};
