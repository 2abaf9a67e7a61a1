//! A Terraform and OpenTofu provider for AWS Lambda event source mappings.

pub mod cli;
pub mod emulator;
pub mod framework;
