//! The `emulator` command; another branch brings it.
#![allow(clippy::unused_async, reason = "replaced when the branches are joined")]

use std::io;

/// What the emulator may be told.
#[derive(clap::Args, Debug, Default)]
pub struct Arguments {}

/// Serves until stopped.
pub async fn run(_: &Arguments) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
