//! The one binary: a plugin when Terraform starts it, a command when a person does.

fn main() {}
