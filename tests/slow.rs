//! What starts the built program: the protocol, what may go wrong, and a real Terraform.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in the functions that tests share"
)]

mod support;

mod acceptance;
// They send signals, and kill processes.
#[cfg(unix)]
mod faults;
mod protocol;
