//! What the tests share: accounts and configurations, a real Terraform, and Terraform's part over gRPC.

pub(crate) mod account;
#[cfg(unix)]
pub(crate) mod certificate;
#[allow(dead_code, reason = "the tests in `quick` need more of it")]
pub(crate) mod choices;
pub(crate) mod committed;
#[allow(dead_code, reason = "the tests in `quick` need more of it")]
pub(crate) mod configs;
#[cfg(unix)]
pub(crate) mod connection;
#[allow(dead_code, reason = "the tests in `quick` need more of it")]
pub(crate) mod differences;
pub(crate) mod extent;
#[cfg(unix)]
pub(crate) mod host;
pub(crate) mod left_out;
pub(crate) mod moto;
// A plugin speaks over Unix sockets and is sent signals. On Windows it has neither.
#[cfg(unix)]
pub(crate) mod plugin;
#[cfg(unix)]
pub(crate) mod processes;
pub(crate) mod programs;
pub(crate) mod python;
#[cfg(unix)]
pub(crate) mod sts;
pub(crate) mod terraform;
pub(crate) mod web;
