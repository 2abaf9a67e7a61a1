//! Finding and running Terraform or OpenTofu.

use std::{
    env,
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Why a command of the CLI gave no result.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("needs Terraform or OpenTofu, and there is none on PATH; --cli PATH names one")]
    Missing,
    #[error("{} could not be run: {cause}", program.display())]
    Run { program: PathBuf, cause: io::Error },
    #[error("`{command}` in {} failed:\n{output}", folder.display())]
    Failed {
        command: String,
        folder: PathBuf,
        output: String,
    },
}

/// The CLI to use: the one that was named, else `terraform`, else `tofu` from PATH.
pub(super) fn find(named: Option<&Path>) -> Option<PathBuf> {
    match named {
        Some(path) if path.components().count() > 1 || path.is_file() => {
            // The commands run in another folder, so a relative path must not stay one.
            is_program(path).then(|| std::path::absolute(path).ok())?
        }
        Some(name) => on_path(name.as_os_str()),
        None => on_path(OsStr::new("terraform")).or_else(|| on_path(OsStr::new("tofu"))),
    }
}

/// The output of a command in a folder, in the user's own environment.
pub(super) fn output(program: &Path, folder: &Path, arguments: &[&str]) -> Result<String, Error> {
    output_with(program, folder, arguments, &[])
}

/// The output of a command with additional variables of the environment.
pub(super) fn output_with(
    program: &Path,
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &Path)],
) -> Result<String, Error> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("TF_IN_AUTOMATION", "1")
        .envs(variables.iter().copied())
        .output();
    let output = output.map_err(|cause| Error::Run {
        program: program.to_owned(),
        cause,
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(failed(program, folder, arguments, &output))
}

/// The error of a command that failed, with its output.
fn failed(program: &Path, folder: &Path, arguments: &[&str], output: &Output) -> Error {
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    let text = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    Error::Failed {
        command: format!("{name} {}", arguments.join(" ")),
        folder: folder.to_owned(),
        output: text.concat().trim().to_owned(),
    }
}

fn on_path(name: &OsStr) -> Option<PathBuf> {
    let mut file = name.to_owned();
    if !file.to_string_lossy().ends_with(env::consts::EXE_SUFFIX) {
        file.push(env::consts::EXE_SUFFIX);
    }
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|program| is_program(program))
        .and_then(|program| std::path::absolute(program).ok())
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_cli_that_is_not_there_is_not_replaced_by_another() {
        assert_eq!(find(Some(Path::new("./no/such/terraform"))), None);
        assert_eq!(find(Some(Path::new("no-such-terraform-anywhere"))), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_bare_name_is_looked_up_on_the_path() {
        let found = find(Some(Path::new("sh"))).unwrap();
        assert!(found.is_absolute());
        assert!(found.ends_with("sh"));
    }
}
