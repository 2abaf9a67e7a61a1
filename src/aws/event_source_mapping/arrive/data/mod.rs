//! Data sources: a mapping as it is now, and many of them.

pub(crate) mod many;
pub(crate) mod one;
