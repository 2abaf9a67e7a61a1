//! The orders of a test or a person to the emulator.

pub(crate) mod distortion;
pub(crate) mod fault;
pub(crate) mod seed;
pub(crate) mod span;
