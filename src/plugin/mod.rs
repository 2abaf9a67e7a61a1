//! The process: what Terraform expects of a program that it starts as a plugin.

pub mod wire;
