//! Programs that nobody here wrote, as witnesses: boto3 drives the emulator, and the provider drives
//! moto.
//!
//! Both are Python packages, which the tests install by pip into an environment of their own, below
//! the folder in which cargo keeps temporary files of tests. Nothing else of Python is touched. Who
//! cannot or does not want to have that sets `AWSLAMBDA_TEST_LEAVE_OUT` to `python`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in the functions that tests share"
)]

#[path = "../support/account.rs"]
mod account;
mod boto3;
mod moto;
mod python;
#[path = "../support/terraform.rs"]
mod terraform;
