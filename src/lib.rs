//! A Terraform and OpenTofu provider for AWS Lambda event source mappings.

#[macro_use]
pub mod framework;
pub mod aws;
pub mod cli;
pub mod emulator;
pub mod plugin;
pub mod protocol;
