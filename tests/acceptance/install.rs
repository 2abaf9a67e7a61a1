//! The `install` command: a real CLI finds the provider in a fresh home and in a mirror, without a
//! registry and without a network.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::account::Account;
use crate::support::terraform::{Installation, PROGRAM, SOURCE, Terraform};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const QUEUE: &str = r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
}
"#;

/// `install` in a home, with an environment of nothing else.
fn install(home: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM)
        .arg("install")
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[track_caller]
fn succeed(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complaint}");
    assert_eq!(complaint, "");
    told
}

/// The block that the command prints, from its first line to the end.
fn block(told: &str) -> &str {
    &told[told.find("terraform {").expect("a block to copy")..]
}

/// A CLI without any CLI configuration, whose every way to a network is shut.
fn bare(account: &Account) -> (Terraform, PathBuf) {
    let mut terraform = Terraform::new(&account.endpoint(), Installation::Mirror);
    let root = terraform.folder().parent().unwrap().to_owned();
    let home = root.join("fresh");
    fs::create_dir(&home).unwrap();
    for name in [
        "TF_CLI_CONFIG_FILE",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
    ] {
        terraform.unset(name);
    }
    terraform.set("HOME", home.to_str().unwrap());
    for name in ["HTTP_PROXY", "HTTPS_PROXY"] {
        terraform.set(name, "http://127.0.0.1:9");
    }
    terraform.set("NO_PROXY", "127.0.0.1");
    (terraform, home)
}

/// Every path below `folder`, relative to it.
fn listing(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let relative = path.strip_prefix(folder).unwrap();
            found.push(relative.to_str().unwrap().to_owned());
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_install_prints_is_all_that_a_fresh_home_needs() {
    let account = Account::new();
    let (terraform, home) = bare(&account);
    let told = succeed(&install(&home, &[]));
    terraform.write("main.tf", &format!("{}{QUEUE}", block(&told)));
    terraform.succeed(&["init", "-input=false", "-no-color"]);
    terraform.apply();
    terraform.two_empty_plans();
    terraform.destroy();

    let again = succeed(&install(&home, &[]));
    assert!(again.starts_with("Already installed"), "{again}");
    succeed(&install(&home, &["--uninstall"]));
    assert!(!home.join(".terraform.d/plugins").exists());
    let again = succeed(&install(&home, &["--uninstall"]));
    assert!(again.contains("nothing to remove"), "{again}");
}

#[test]
fn a_home_is_as_before_once_all_is_uninstalled() {
    let home = tempfile::tempdir().unwrap();
    let shown = succeed(&install(home.path(), &["--dry-run"]));
    assert!(shown.contains("/.terraform.d/plugins/"), "{shown}");
    assert_eq!(listing(home.path()), [] as [String; 0]);
    succeed(&install(home.path(), &[]));
    assert!(!listing(home.path()).is_empty());
    let shown = succeed(&install(home.path(), &["--uninstall", "--dry-run"]));
    assert!(shown.contains("  remove "), "{shown}");
    assert!(!listing(home.path()).is_empty());
    succeed(&install(home.path(), &["--uninstall"]));
    assert_eq!(listing(home.path()), [] as [String; 0]);
}

#[test]
fn another_version_stays_beside_this_one() {
    let account = Account::new();
    let (terraform, home) = bare(&account);
    succeed(&install(&home, &[]));
    let provider = home.join(".terraform.d/plugins").join(SOURCE);
    let platform = fs::read_dir(provider.join(VERSION))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .file_name();
    let older = provider.join("0.0.1").join(platform);
    fs::create_dir_all(&older).unwrap();
    symlink(PROGRAM, older.join("terraform-provider-awslambda_v0.0.1")).unwrap();

    for wanted in [VERSION, "0.0.1"] {
        let versions = format!(
            "terraform {{\n  required_providers {{\n    awslambda = {{\n      source  = \"{SOURCE}\"\n      version = \"{wanted}\"\n    }}\n  }}\n}}\n"
        );
        terraform.write("main.tf", &format!("{versions}{QUEUE}"));
        terraform.succeed(&["init", "-upgrade", "-input=false", "-no-color"]);
        let locked = fs::read_to_string(terraform.folder().join(".terraform.lock.hcl")).unwrap();
        assert!(
            locked.contains(&format!("version     = \"{wanted}\"")),
            "{locked}"
        );
    }
    let told = succeed(&install(&home, &["--uninstall"]));
    assert!(told.contains("Other versions stay there: 0.0.1."), "{told}");
    assert!(older.exists());
    assert!(!provider.join(VERSION).exists());
}

#[test]
fn a_home_that_cannot_be_written_to_is_told_with_another_way() {
    let root = tempfile::tempdir().unwrap();
    // What is in the way stops everybody, also the user whom no permission stops.
    let home = root.path().join("home");
    fs::write(&home, "").unwrap();
    let output = install(&home, &[]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr).unwrap();
    for part in [
        "cannot create the folder ",
        "home/.terraform.d",
        "--mirror DIR",
    ] {
        assert!(complaint.contains(part), "{complaint}");
    }
    assert_eq!(listing(root.path()), ["home"]);
}

#[test]
fn a_configuration_that_looks_elsewhere_is_named() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(".terraformrc");
    fs::write(&file, "provider_installation {\n  direct {}\n}\n").unwrap();
    let told = succeed(&install(home.path(), &[]));
    assert!(told.contains("WARNING: "), "{told}");
    assert!(told.contains(file.to_str().unwrap()), "{told}");
}

#[test]
fn a_mirror_serves_a_cli_whose_lock_file_knows_both_hashes() {
    let account = Account::new();
    let (mut terraform, home) = bare(&account);
    let mirror = home.join("mirror");
    let told = succeed(&install(&home, &["--mirror", mirror.to_str().unwrap()]));
    let configuration =
        &told[told.find("provider_installation").unwrap()..told.find("In a conf").unwrap()];
    let file = home.join("cli.tfrc");
    fs::write(&file, configuration).unwrap();
    terraform.set("TF_CLI_CONFIG_FILE", file.to_str().unwrap());
    terraform.write("main.tf", &format!("{}{QUEUE}", block(&told)));
    terraform.succeed(&["init", "-input=false", "-no-color"]);
    terraform.apply();
    terraform.destroy();

    let folder = mirror.join(SOURCE);
    let index = fs::read_to_string(folder.join(format!("{VERSION}.json"))).unwrap();
    let lock = fs::read_to_string(terraform.folder().join(".terraform.lock.hcl")).unwrap();
    // A filesystem mirror makes the CLI compute `h1:` by itself, from what it unpacked.
    let h1 = lock.split('"').find(|it| it.starts_with("h1:")).unwrap();
    assert!(index.contains(h1), "{h1} is not in {index}");

    succeed(&install(
        &home,
        &["--mirror", mirror.to_str().unwrap(), "--uninstall"],
    ));
    assert_eq!(listing(&mirror), [] as [String; 0]);
}

/// A release has the address of a registry, and a build of one's own has the local one.
#[test]
fn a_state_moves_between_the_address_of_a_release_and_the_local_one() {
    const RELEASE: &str = "registry.terraform.io/example/awslambda";
    let account = Account::new();
    let (terraform, home) = bare(&account);
    succeed(&install(&home, &[]));
    succeed(&install(&home, &["--source", RELEASE]));
    let configure = |source: &str| {
        let versions = format!(
            "terraform {{\n  required_providers {{\n    awslambda = {{\n      source = \"{source}\"\n    }}\n  }}\n}}\n"
        );
        terraform.write("main.tf", &format!("{versions}{QUEUE}"));
    };
    configure(RELEASE);
    terraform.succeed(&["init", "-input=false", "-no-color"]);
    terraform.apply();
    let uuid = account.uuid();
    for (from, to) in [(RELEASE, SOURCE), (SOURCE, RELEASE)] {
        let replace = ["state", "replace-provider", "-auto-approve", from, to];
        terraform.succeed(&replace);
        configure(to);
        terraform.succeed(&["init", "-input=false", "-no-color"]);
        terraform.two_empty_plans();
    }
    assert_eq!(account.uuid(), uuid);
    terraform.destroy();
    succeed(&install(&home, &["--source", RELEASE, "--uninstall"]));
    let left = succeed(&install(&home, &[]));
    assert!(left.starts_with("Already installed"), "{left}");
}
