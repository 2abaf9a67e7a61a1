//! A real Terraform or OpenTofu drives the built provider against the emulator, and against moto as
//! far as that goes.
//!
//! Each test has a folder, an environment and an emulated account of its own, so they run side by
//! side. Set `AWSLAMBDA_TEST_CLI` to run them on another CLI than `terraform`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in the functions that tests share"
)]

#[path = "../support/account.rs"]
mod account;
#[path = "../support/choices.rs"]
#[allow(dead_code, reason = "the tests of the resource need more of it")]
mod choices;
#[path = "../support/configs.rs"]
#[allow(dead_code, reason = "the tests of the resource need more of it")]
mod configs;
#[path = "../support/moto/mod.rs"]
mod moto;
#[cfg(unix)]
#[path = "../support/processes.rs"]
mod processes;
#[path = "../support/programs.rs"]
mod programs;
#[path = "../support/python.rs"]
mod python;
#[path = "../support/terraform.rs"]
mod terraform;
#[path = "../support/web.rs"]
mod web;

mod changes;
mod commands;
mod demo;
mod drift;
mod emulator;
mod examples;
mod failures;
mod imports;
mod interrupts;
mod logs;
mod many;
mod minimal;
mod parity;
mod places;
mod providers;
mod schema;
mod testing;
mod witness;
