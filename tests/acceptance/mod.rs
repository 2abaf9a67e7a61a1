//! A real Terraform or OpenTofu drives the built provider against the emulator, and against moto as
//! far as that goes.
//!
//! Each test has a folder, an environment and an emulated account of its own, so they run side by
//! side. Set `AWSLAMBDA_TEST_CLI` to run them on another CLI than `terraform`.

mod actions;
mod changes;
mod commands;
mod data;
mod demo;
mod discover;
mod drift;
mod emulator;
mod examples;
mod failures;
mod functions;
mod imports;
mod install;
mod interrupts;
mod logs;
mod many;
mod migrate;
mod minimal;
mod moving_in;
mod parity;
mod pausing;
mod picture;
mod places;
mod providers;
mod schema;
mod testing;
mod tutorial;
mod verdicts;
mod witness;
