//! The provider as Terraform meets it: the real binary, its handshake, its services and its messages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, and so do the functions that tests share"
)]

mod handshake;
mod in_flight;
mod lifetime;
mod logs;
mod messages;
#[path = "../support/plugin.rs"]
mod plugin;
mod services;
mod tls;
