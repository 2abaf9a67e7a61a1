//! The one binary: a plugin when Terraform starts it, a command when a person does.

use std::process::ExitCode;

use terraform_provider_awslambda::{
    aws::Aws,
    plugin::{self, logging},
    protocol::Service,
};

fn main() -> ExitCode {
    if plugin::is_plugin() {
        return plugin::run(Service::new(Aws));
    }
    logging::say("This is a provider for Terraform and OpenTofu, which start it themselves.");
    ExitCode::FAILURE
}
