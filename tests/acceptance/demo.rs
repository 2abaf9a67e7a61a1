//! The `demo` command on the real CLI: it succeeds, and leaves nothing behind.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::processes;
use crate::terraform::{PROGRAM, cli};

/// A demo whose temporary folder, home and credentials are the test's.
fn demo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .arg("demo")
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", root.join("home"))
        .env("TMPDIR", root.join("tmp"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A home with a CLI configuration and a profile that would break all that reads them.
fn hostile_home() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for folder in ["home/.aws", "tmp"] {
        fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    fs::write(root.path().join("home/.terraformrc"), "this is no HCL {").unwrap();
    fs::write(root.path().join("home/.tofurc"), "this is no HCL {").unwrap();
    fs::write(root.path().join("home/.aws/config"), "[default\nnonsense").unwrap();
    root
}

/// Every path below `folder`.
fn listing(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        found.push(entry.path().display().to_string());
        if entry.file_type().unwrap().is_dir() {
            found.extend(listing(&entry.path()));
        }
    }
    found.sort();
    found
}

fn told(output: &Output) -> String {
    format!(
        "{:?}\n{}\n{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Processes that run from somewhere below `root`, by their command lines.
fn left_running(root: &Path) -> Vec<String> {
    processes::all()
        .into_iter()
        .map(|process| process.line)
        .filter(|line| line.contains(root.to_str().unwrap()))
        .collect()
}

#[test]
fn the_demo_does_what_it_says_and_leaves_nothing_behind() {
    let root = hostile_home();
    let before = listing(root.path());
    let output = demo(root.path(), &["--cli", cli().to_str().unwrap()])
        .env("AWS_PROFILE", "no-such-profile")
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .env("TF_CLI_ARGS", "-no-such-option")
        .env(
            "TF_PLUGIN_CACHE_DIR",
            root.path().join("home/no/such/folder"),
        )
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert!(
        !output.stdout.contains(&0x1b),
        "colours in a pipe\n{}",
        told(&output)
    );
    assert_eq!(listing(root.path()), before);
    assert_eq!(left_running(root.path()), [] as [String; 0]);
}

#[test]
fn a_demo_that_is_interrupted_leaves_nothing_behind() {
    let root = hostile_home();
    let before = listing(root.path());
    let child = demo(root.path(), &["--cli", cli().to_str().unwrap()])
        .spawn()
        .unwrap();
    // In the middle of it: the CLI has made its state.
    let end = Instant::now() + Duration::from_mins(1);
    while !listing(root.path())
        .iter()
        .any(|path| path.ends_with("/terraform.tfstate"))
    {
        assert!(Instant::now() < end, "the demo made no state in a minute");
        std::thread::sleep(Duration::from_millis(10));
    }
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .status()
        .unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", told(&output));
    assert_eq!(listing(root.path()), before);
    assert_eq!(left_running(root.path()), [] as [String; 0]);
}

#[test]
fn without_a_cli_the_demo_says_what_to_install() {
    let root = hostile_home();
    let output = demo(root.path(), &[])
        .env("PATH", root.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr.lines().count(), 2, "{stderr}");
    assert!(stderr.contains("OpenTofu"), "{stderr}");
}

#[test]
fn a_step_that_fails_is_told_with_what_was_expected_and_the_folder_is_kept() {
    let root = hostile_home();
    // A CLI that knows its version and can do nothing else.
    let fake = root.path().join("terraform");
    fs::write(
        &fake,
        "#!/bin/sh\n[ \"$1\" = version ] && { echo 'Terraform v9'; exit 0; }\nexit 7\n",
    )
    .unwrap();
    fs::set_permissions(&fake, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let output = demo(root.path(), &["--cli", fake.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let text = told(&output);
    for part in ["Getting ready", "init", "failed"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(fs::read_dir(root.path().join("tmp")).unwrap().count(), 1);
}
