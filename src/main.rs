//! The one binary: a plugin when Terraform starts it, a command when a person does.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use terraform_provider_awslambda::{aws::Aws, cli, plugin, protocol::Service};

/// The provider's address in configurations of this machine.
const ADDRESS: &str = "terraform.local/lambda/awslambda";

fn main() -> ExitCode {
    // What Terraform starts reads no arguments and loads nothing that serving does not need.
    if plugin::is_plugin() {
        return plugin::run(Service::new(Aws));
    }
    command().unwrap_or_else(|error| {
        cli::screen::complain(&format!("Error: {error:#}"));
        ExitCode::FAILURE
    })
}

/// What a person starts.
fn command() -> anyhow::Result<ExitCode> {
    let Some(command) = cli::Line::parse().command else {
        cli::introduce().context("could not write to standard output")?;
        return Ok(ExitCode::SUCCESS);
    };
    let runtime = plugin::runtime()?;
    match command {
        cli::Command::Demo(arguments) => Ok(runtime.block_on(cli::demo::run(&arguments))),
        cli::Command::Emulator(arguments) => {
            runtime.block_on(cli::emulator::run(arguments))?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Debug => {
            runtime.block_on(plugin::debug(Service::new(Aws), ADDRESS))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
