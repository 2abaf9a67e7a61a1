//! Running the real CLI, so that a stop asked for by the user reaches it once and is waited for.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    process::{Child, Command},
};

use super::{stop::Stop, workspace::Workspace};
use crate::cli::screen::{self, Screen};

/// How long a stopped CLI may take to save its state before it is killed. The demo's longest
/// single wait is well below a second.
const PATIENCE: Duration = Duration::from_secs(20);

/// The CLI, bound to one workspace.
#[derive(Debug)]
pub(super) struct Terraform {
    program: PathBuf,
    environment: Vec<(OsString, OsString)>,
    folder: PathBuf,
    screen: Screen,
    stop: Stop,
}

/// Why a run of the CLI gave no result.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The user asked to stop.
    #[error("stopped")]
    Stopped,
    /// The program could not be started or waited for.
    #[error("{} could not be run: {source}", program.display())]
    Run { program: PathBuf, source: io::Error },
    /// A command whose output is read failed.
    #[error("`{command}` failed:\n{}", output.trim())]
    Failed { command: String, output: String },
    /// A command that prints JSON printed something else.
    #[error("`{command}` did not print JSON ({source}):\n{output}")]
    NotJson {
        command: String,
        output: String,
        source: serde_json::Error,
    },
}

/// The output of a captured command.
#[derive(Debug)]
struct Captured {
    status: ExitStatus,
    stdout: String,
    stderr: String,
}

/// The actions of a plan on each resource, by address, as in `show -json`.
pub(super) fn actions(plan: &Value) -> BTreeMap<String, Vec<String>> {
    plan["resource_changes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|change| {
            let actions = change["change"]["actions"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|action| action.as_str().map(str::to_owned))
                .collect();
            let address = change["address"].as_str().unwrap_or_default().to_owned();
            (address, actions)
        })
        .collect()
}

// === impl Terraform ===

impl Terraform {
    pub(super) fn new(program: PathBuf, workspace: &Workspace, screen: Screen, stop: Stop) -> Self {
        Self {
            program,
            environment: workspace.environment(),
            folder: workspace.configuration(),
            screen,
            stop,
        }
    }

    /// The program with its whole path, for going on by hand.
    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    /// The program's name as a person would type it.
    fn name(&self) -> String {
        let name = self.program.file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        // Not `file_stem`: the suffix of `terraform-1.15` is part of what one types.
        name.strip_suffix(env::consts::EXE_SUFFIX)
            .unwrap_or(&name)
            .to_owned()
    }

    /// The first line of `version`, such as "Terraform v1.11.4".
    pub(super) async fn version(&self) -> Result<String, Error> {
        let said = self.succeed(&["version"]).await?;
        let line = said.stdout.lines().next().unwrap_or_default().trim();
        if line.is_empty() {
            return Err(Error::Failed {
                command: self.typed(&["version"]),
                output: "It prints no version.".into(),
            });
        }
        Ok(line.to_owned())
    }

    /// Runs a command before the user's eyes and returns its exit code; a killed CLI has none and
    /// counts as -1.
    pub(super) async fn show(&self, arguments: &[&str]) -> Result<i32, Error> {
        self.screen.command(&self.typed(arguments));
        let mut command = self.command(arguments);
        if !self.screen.colour() {
            command.arg("-no-color");
        }
        // A terminal is the CLI's own, so that it knows the width. Other output passes through us: a reader
        // that goes away (`demo | head`) would kill the CLI in the middle of its work.
        if !self.screen.terminal() {
            command.stdout(Stdio::piped());
        }
        let mut child = command.spawn().map_err(|source| self.cannot_run(source))?;
        let stdout = self.pass_on(child.stdout.take());
        let (status, ()) = tokio::join!(self.wait(child), stdout);
        Ok(status?.code().unwrap_or(-1))
    }

    /// Runs a command before the user's eyes, without the lines that have `hidden` in them.
    pub(super) async fn show_without(
        &self,
        arguments: &[&str],
        hidden: &str,
    ) -> Result<i32, Error> {
        self.screen.command(&self.typed(arguments));
        let mut arguments = arguments.to_vec();
        if !self.screen.colour() {
            arguments.push("-no-color");
        }
        let said = self.capture(&arguments).await?;
        for line in said.stdout.lines().filter(|line| !line.contains(hidden)) {
            self.screen.line(line);
        }
        screen::complain(said.stderr.trim_end());
        Ok(said.status.code().unwrap_or(-1))
    }

    /// Runs a command whose output is shown only when it fails.
    pub(super) async fn quiet(&self, arguments: &[&str]) -> Result<(), Error> {
        self.screen.command(&self.typed(arguments));
        self.succeed(&[arguments, &["-no-color"]].concat())
            .await
            .map(drop)
    }

    /// Runs a command out of sight and reads the JSON document that it prints.
    pub(super) async fn json(&self, arguments: &[&str]) -> Result<Value, Error> {
        let said = self.succeed(arguments).await?;
        serde_json::from_str(&said.stdout).map_err(|source| Error::NotJson {
            command: self.typed(arguments),
            output: said.stdout,
            source,
        })
    }

    /// Runs a command out of sight that prints one JSON document a line, and may fail.
    pub(super) async fn json_lines(&self, arguments: &[&str]) -> Result<Vec<Value>, Error> {
        let said = self.capture(arguments).await?;
        said.stdout
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()
            .map_err(|source| Error::NotJson {
                command: self.typed(arguments),
                output: said.stdout.clone() + &said.stderr,
                source,
            })
    }

    /// Runs a command out of sight that must succeed.
    async fn succeed(&self, arguments: &[&str]) -> Result<Captured, Error> {
        let said = self.capture(arguments).await?;
        if said.status.success() {
            return Ok(said);
        }
        Err(Error::Failed {
            command: self.typed(arguments),
            output: said.stdout + &said.stderr,
        })
    }

    async fn capture(&self, arguments: &[&str]) -> Result<Captured, Error> {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|source| self.cannot_run(source))?;
        let stdout = read_all(child.stdout.take());
        let stderr = read_all(child.stderr.take());
        let (status, stdout, stderr) = tokio::join!(self.wait(child), stdout, stderr);
        Ok(Captured {
            status: status?,
            stdout,
            stderr,
        })
    }

    /// Shows what a command prints, as it comes.
    async fn pass_on(&self, stream: Option<impl AsyncRead + Unpin>) {
        let Some(mut stream) = stream else { return };
        let mut buffer = [0; 4096];
        // An end or a broken pipe: there is no more to show.
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            self.screen.write(&buffer[..count]);
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        // Its own group: a Ctrl-C in the terminal comes to the demo alone, which hands it on once.
        // Two of them would make Terraform drop its work.
        #[cfg(unix)]
        command.process_group(0);
        command
    }

    /// Waits for the end; when the user stops the demo, stops the CLI first.
    async fn wait(&self, mut child: Child) -> Result<ExitStatus, Error> {
        let status = tokio::select! {
            status = child.wait() => status,
            () = self.stop.asked() => {
                interrupt(&child).await;
                if tokio::time::timeout(PATIENCE, child.wait()).await.is_err() {
                    // It is gone or it cannot be killed; either way there is no more to do.
                    let _ = child.kill().await;
                }
                return Err(Error::Stopped);
            }
        };
        status.map_err(|source| self.cannot_run(source))
    }

    fn cannot_run(&self, source: io::Error) -> Error {
        Error::Run {
            program: self.program.clone(),
            source,
        }
    }

    fn typed(&self, arguments: &[&str]) -> String {
        let mut text = self.name();
        for argument in arguments {
            text.push(' ');
            text.push_str(argument);
        }
        text
    }
}

async fn read_all(stream: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        // Show the output that was read before a pipe broke.
        let _ = stream.read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Asks the CLI to end as Ctrl-C would.
#[cfg(unix)]
async fn interrupt(child: &Child) {
    let Some(process) = child.id() else { return };
    // The shell's own `kill`: every Unix has it, and it costs no unsafe code. Where it fails, the
    // patience of the caller runs out and the process is killed.
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -INT {process}")])
        .status()
        .await;
}

/// On Windows the console has already told every process in it.
#[cfg(not(unix))]
async fn interrupt(_: &Child) {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plan_is_read_as_actions_by_address() {
        let plan = json!({"resource_changes": [
            {"address": "a.b", "change": {"actions": ["delete", "create"]}},
            {"address": "a.c", "change": {"actions": ["no-op"]}},
        ]});
        let actions = actions(&plan);
        assert_eq!(actions["a.b"], ["delete", "create"]);
        assert_eq!(actions["a.c"], ["no-op"]);
        assert_eq!(actions.len(), 2);
    }
}
