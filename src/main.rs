//! The one binary: a plugin when Terraform starts it, a command when a person does.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use terraform_provider_awslambda::{aws, cli, plugin};

fn main() -> ExitCode {
    let outcome = if plugin::is_plugin() {
        serve().map(|()| ExitCode::SUCCESS)
    } else {
        command()
    };
    outcome.unwrap_or_else(|error| {
        cli::screen::complain(&format!("{error:#}"));
        ExitCode::FAILURE
    })
}

/// What Terraform starts: no arguments are read and nothing is loaded that serving does not need.
fn serve() -> anyhow::Result<()> {
    plugin::runtime()
        .context("could not start the runtime")?
        .block_on(plugin::serve(aws::Provider))
        .context("could not serve the provider")
}

/// What a person starts.
fn command() -> anyhow::Result<ExitCode> {
    let Some(command) = cli::Line::parse().command else {
        cli::introduce().context("could not write to standard output")?;
        return Ok(ExitCode::SUCCESS);
    };
    let runtime = plugin::runtime().context("could not start the runtime")?;
    match command {
        cli::Command::Demo(arguments) => Ok(runtime.block_on(cli::demo::run(&arguments))),
        cli::Command::Emulator(arguments) => {
            runtime
                .block_on(cli::emulator::run(&arguments))
                .context("could not serve the emulator")?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Debug => {
            runtime
                .block_on(plugin::debug(aws::Provider))
                .context("could not serve the provider for a debugger")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
