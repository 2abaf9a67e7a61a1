//! What a test or a person orders of the emulator.

pub(crate) mod distortion;
pub(crate) mod fault;
pub(crate) mod seed;
pub(crate) mod span;
