//! The `demo` command on the real CLI: it succeeds, and leaves nothing behind.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::processes;
use crate::support::terraform::{PROGRAM, cli};

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

/// A demo whose CLI knows its version, and for the rest does what `act` says, in the shell's words.
fn demo_of_fake(root: &Path, act: &str) -> Command {
    let fake = root.join("terraform");
    let text =
        format!("#!/bin/sh\n[ \"$1\" = version ] && {{ echo 'Terraform v9'; exit 0; }}\n{act}\n");
    fs::write(&fake, text).unwrap();
    fs::set_permissions(&fake, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    demo(root, &["--cli", fake.to_str().unwrap()])
}

fn send(signal: &str, process: u32) {
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -{signal} {process}")])
        .status()
        .unwrap();
    assert!(sent.success());
}

fn wait_for(path: &Path) {
    let end = Instant::now() + Duration::from_mins(1);
    while !path.exists() {
        assert!(Instant::now() < end, "no {} in a minute", path.display());
        std::thread::sleep(Duration::from_millis(10));
    }
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
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .env("TF_CLI_ARGS", "-no-such-option")
        .env("TF_VAR_endpoint", "http://127.0.0.1:9")
        .env("TF_LOG", "TRACE")
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
    // Only the mistake is told there: no log, no complaint.
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(stderr.matches("Error: ").count(), 1, "{stderr}");
    assert!(!stderr.contains("[TRACE]"), "{stderr}");
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
    send("INT", child.id());
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
        .env_remove("HOME")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr.lines().count(), 4, "{stderr}");
    assert!(stderr.contains("OpenTofu"), "{stderr}");
}

#[test]
fn a_step_that_fails_is_told_with_what_was_expected_and_the_folder_is_kept() {
    let root = hostile_home();
    let output = demo_of_fake(root.path(), "exit 7").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let text = told(&output);
    for part in ["Getting ready", "init", "failed"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(fs::read_dir(root.path().join("tmp")).unwrap().count(), 1);
}

#[test]
fn a_program_that_is_no_cli_is_told_so_and_leaves_nothing_behind() {
    let root = hostile_home();
    for program in ["true", "false"] {
        let output = demo(root.path(), &["--cli", program]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        assert!(told(&output).contains("--cli PATH"), "{}", told(&output));
        assert_eq!(fs::read_dir(root.path().join("tmp")).unwrap().count(), 0);
    }
}

#[test]
fn each_signal_that_ends_a_program_stops_the_demo() {
    for signal in ["TERM", "HUP", "QUIT"] {
        let root = hostile_home();
        let started = root.path().join("started");
        let act = format!("touch '{}'\nexec sleep 60", started.display());
        let child = demo_of_fake(root.path(), &act).spawn().unwrap();
        wait_for(&started);
        send(signal, child.id());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(130),
            "{signal} {}",
            told(&output)
        );
        assert_eq!(fs::read_dir(root.path().join("tmp")).unwrap().count(), 0);
        assert_eq!(left_running(root.path()), [] as [String; 0]);
    }
}

#[test]
fn a_reader_that_goes_away_does_not_disturb_the_cli() {
    let root = hostile_home();
    let [closed, survived] = ["closed", "survived"].map(|name| root.path().join(name));
    let act = format!(
        "[ \"$1\" = init ] && exit 0\n\
         while [ ! -e '{}' ]; do sleep 0.01; done\n\
         echo planned\ntouch '{}'\nexit 7",
        closed.display(),
        survived.display()
    );
    let mut child = demo_of_fake(root.path(), &act).spawn().unwrap();
    drop(child.stdout.take());
    fs::write(&closed, "").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(survived.exists(), "{}", told(&output));
    assert!(told(&output).contains("seen:     7"), "{}", told(&output));
}
