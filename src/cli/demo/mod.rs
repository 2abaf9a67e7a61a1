//! The `demo` command: a real Terraform or OpenTofu drives this program against the emulator, in
//! a temporary folder, and each step is checked.

use std::{io, path::Path, process::ExitCode, time::Duration};

use super::screen::{self, Screen};
use crate::emulator::{Emulator, Options};

mod configuration;
mod fault;
mod scenes;
mod script;
mod stop;
mod terraform;
mod version;
mod which;
mod workspace;

use self::{
    fault::Failed, script::Stage, stop::Stop, terraform::Terraform, version::Version,
    workspace::Workspace,
};

/// How long the emulated Lambda takes to settle a change: long enough to see Terraform wait,
/// short enough not to wait with it.
const SETTLE: Duration = Duration::from_millis(200);

/// The exit code without a CLI to show, as of commands that are called wrongly.
const NO_CLI: u8 = 2;

/// Shells report a command that Ctrl-C ended by 128 and the number of the signal.
const INTERRUPTED: u8 = 130;

/// Arguments of `demo`.
#[derive(clap::Args, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Arguments {
    /// Which Terraform or OpenTofu to show.
    #[command(flatten)]
    pub choice: which::Choice,
    /// Keep the folder and the emulator at the end, and say how to go on by hand.
    #[arg(long)]
    pub keep: bool,
    /// Wait for Enter before each scene.
    #[arg(long)]
    pub step: bool,
    /// Use colours also where no terminal shows them.
    #[arg(long)]
    pub color: bool,
}

/// Why the demo could not be shown to its end.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("could not listen for Ctrl-C: {0}")]
    Listen(io::Error),
    #[error(
        "could not prepare a temporary folder: {0}\nTMPDIR can name a place that can be written to."
    )]
    Workspace(io::Error),
    #[error("could not start the emulator on loopback: {0}")]
    Emulator(io::Error),
}

/// Shows the demo. Exit codes: 0 when each step did what it says, 1 when one did not, 2 without a
/// CLI to show, 130 after Ctrl-C.
pub async fn run(arguments: &Arguments) -> ExitCode {
    play(arguments).await.unwrap_or_else(|error| {
        screen::complain(&format!("The demo {error}"));
        ExitCode::FAILURE
    })
}

async fn play(arguments: &Arguments) -> Result<ExitCode, Error> {
    let screen = Screen::standard().with_colour(arguments.color);
    let stop = Stop::listen().map_err(Error::Listen)?;
    let program = match which::cli(&arguments.choice, screen, &stop).await {
        Ok(program) => program,
        Err(missing) if missing.stopped() => return Ok(ExitCode::from(INTERRUPTED)),
        Err(missing) => {
            screen::complain(&missing.to_string());
            return Ok(ExitCode::from(NO_CLI));
        }
    };
    let keep = arguments.keep;
    let workspace = Workspace::create().map_err(Error::Workspace)?;
    let terraform = Terraform::new(program, &workspace, screen, stop.clone());
    let version = match terraform.version().await {
        Ok(version) => version,
        Err(terraform::Error::Stopped) => return Ok(ExitCode::from(INTERRUPTED)),
        Err(fault) => {
            screen::complain(&not_one(terraform.program(), &fault));
            return Ok(ExitCode::from(NO_CLI));
        }
    };
    let emulator = Emulator::start(Options {
        settle: SETTLE,
        ..Options::default()
    })
    .await
    .map_err(Error::Emulator)?;
    screen.line(&format!(
        "{version} drives this provider against an emulated Lambda\n\
         at {}, all in {}.\n\
         No AWS account, no network; nothing of yours is read or changed.",
        emulator.endpoint(),
        workspace.path().display(),
    ));

    let stage = Stage {
        terraform: &terraform,
        version: Version::read(&version),
        emulator: &emulator,
        folder: workspace.configuration(),
        screen,
        stop: stop.clone(),
        step: arguments.step,
    };
    let outcome = stage.play().await;
    let code = match &outcome {
        Ok(()) => {
            screen.headline("Done: every step did what it says");
            ExitCode::SUCCESS
        }
        Err(failed) if failed.stopped() => {
            screen.line("\nStopped.");
            ExitCode::from(INTERRUPTED)
        }
        Err(failed) => {
            screen::complain(&format!("\n{failed}"));
            ExitCode::FAILURE
        }
    };
    let stopped = outcome.as_ref().is_err_and(Failed::stopped);
    if keep && !stopped {
        screen.line(&by_hand(&terraform, &workspace, &emulator));
        stop.asked().await;
    }
    emulator.stop().await;
    if keep || (outcome.is_err() && !stopped) {
        let folder = workspace.keep();
        screen.line(&format!(
            "The emulator has ended. The folder stays until you remove it: {}",
            folder.display()
        ));
    }
    Ok(code)
}

/// For a program that is there and does not tell its version.
fn not_one(program: &Path, fault: &terraform::Error) -> String {
    format!(
        "{} is no Terraform or OpenTofu that works here:\n{fault}\n\
         If it is a version manager's stand-in, which looks for its settings in your home\n\
         folder, name the real program with --cli PATH.",
        program.display()
    )
}

/// How to go on by hand while the emulator still serves, and after.
fn by_hand(terraform: &Terraform, workspace: &Workspace, emulator: &Emulator) -> String {
    let endpoint = emulator.endpoint();
    let port = endpoint.rsplit(':').next().unwrap_or_default();
    format!(
        "\nThe emulator goes on serving at {endpoint} until you press Ctrl-C here.\n\
         To go on by hand, in another terminal:\n\n  \
           {}\n  {}\n  {} plan\n\n\
         An emulator started later begins empty; with the same port it serves the same configuration:\n\n  \
           {} emulator --port {port}\n",
        change_folder(&workspace.configuration()),
        set_variable("TF_CLI_CONFIG_FILE", &workspace.cli_configuration()),
        quoted(terraform.program()),
        std::env::current_exe().map_or_else(
            |_| env!("CARGO_PKG_NAME").into(),
            |program| quoted(&program)
        ),
    )
}

#[cfg(unix)]
fn change_folder(folder: &Path) -> String {
    format!("cd {}", quoted(folder))
}

#[cfg(unix)]
fn set_variable(name: &str, value: &Path) -> String {
    format!("export {name}={}", quoted(value))
}

#[cfg(unix)]
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// For PowerShell, as are the two below.
#[cfg(not(unix))]
fn change_folder(folder: &Path) -> String {
    format!("Set-Location {}", quoted(folder))
}

#[cfg(not(unix))]
fn set_variable(name: &str, value: &Path) -> String {
    format!("$env:{name} = {}", quoted(value))
}

#[cfg(not(unix))]
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_path_survives_the_shell() {
        assert_eq!(quoted(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    }
}
