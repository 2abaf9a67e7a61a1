//! What the tests of several floors share.

pub(crate) mod samples;
pub(crate) mod shelf;
