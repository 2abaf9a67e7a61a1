//! What needs no process but its own: the rules of the sources, the files that are made of them, and
//! the resource against the emulator. `cargo t` runs it with the tests of the library.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in the functions that tests share"
)]

#[allow(
    dead_code,
    unused_imports,
    reason = "the tests in `slow` need more of it"
)]
mod support;

mod architecture;
mod generated;
mod resource;
