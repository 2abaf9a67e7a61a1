//! The one binary: a plugin when Terraform starts it, a command when a person does.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use terraform_provider_awslambda::{aws::Aws, cli, plugin, protocol::Service};

const UNWRITABLE: &str = "could not write to standard output";

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
        cli::introduce().context(UNWRITABLE)?;
        return Ok(ExitCode::SUCCESS);
    };
    let runtime = plugin::runtime()?;
    match command {
        cli::Command::Demo(arguments) => Ok(runtime.block_on(cli::demo::run(&arguments))),
        cli::Command::Emulator(arguments) => {
            runtime.block_on(cli::emulator::run(arguments))?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Migrate(arguments) => Ok(cli::migrate::run(&arguments)?),
        cli::Command::Install(arguments) => {
            cli::install::run(&arguments)?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Version => {
            cli::version().context(UNWRITABLE)?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Completions { shell } => {
            cli::completions(shell).context(UNWRITABLE)?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Debug => {
            runtime.block_on(plugin::debug(Service::new(Aws), cli::address::SOURCE))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
