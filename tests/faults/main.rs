//! Nothing is ever lost: every call fails in every way, processes are killed and stopped, and in the
//! end each mapping exists once, is in the state, and was replaced by nobody's fault.
//!
//! What moto can serve of it happens there, too, behind a proxy that lets the calls fail: moto takes the
//! second mapping that Lambda refuses, so nothing but the provider's own care keeps each mapping single.
//!
//! Most of it plays Terraform's part over gRPC, which is faster; where Terraform's own state counts,
//! the real one runs. Two variables of the environment make the random runs longer:
//! `AWSLAMBDA_FAULT_SEEDS` is how many there are, `AWSLAMBDA_FAULT_FIRST` the first of them.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in the functions that tests share"
)]

#[allow(dead_code, reason = "each test binary uses a part of this")]
#[path = "../support/account.rs"]
mod account;
#[allow(dead_code, reason = "each test binary uses a part of this")]
#[path = "../support/configs.rs"]
mod configs;
#[allow(dead_code, reason = "each test binary uses a part of this")]
#[path = "../protocol/host.rs"]
mod host;
#[path = "../support/moto/mod.rs"]
mod moto;
#[path = "../support/plugin.rs"]
mod plugin;
#[allow(dead_code, reason = "each test binary uses a part of this")]
#[path = "../support/processes.rs"]
mod processes;
#[allow(dead_code, reason = "each test binary uses a part of this")]
#[path = "../support/python.rs"]
mod python;
#[allow(dead_code, reason = "each test binary uses a part of this")]
#[path = "../support/terraform.rs"]
mod terraform;
#[path = "../support/web.rs"]
mod web;

mod conflicts;
mod core;
mod guide;
mod kills;
mod matrix;
mod random;
mod retries;
