//! The resource against the emulator, in one process: every argument of every kind of source.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in the functions that tests share"
)]

mod adoption;
mod allocations;
mod arguments;
#[path = "../support/choices.rs"]
mod choices;
#[path = "../support/configs.rs"]
mod configs;
mod drift;
mod fixed;
mod hostile;
mod random;
mod world;
