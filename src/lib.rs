//! A Terraform and OpenTofu provider for AWS Lambda event source mappings.

pub mod cli;
pub mod framework;
mod stand_in;
pub use stand_in::{aws, plugin};
pub mod emulator;
