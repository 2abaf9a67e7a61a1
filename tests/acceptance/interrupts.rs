//! Ctrl-C and signals: nothing that exists is forgotten, nothing healthy is tainted.
#![cfg(unix)]

use std::process::Command;
use std::time::Duration;

use crate::support::account::Account;
use crate::support::processes;
use crate::support::terraform::{Installation, Run, Terraform};

const ADDRESS: &str = "awslambda_event_source_mapping.it";
const QUEUE: &str = r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
}
"#;

/// Sends SIGINT; a target below zero is a process group.
fn interrupt(target: i64) {
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -INT {target}")])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// The processes that `parent` started and that still run.
fn children(parent: u32) -> Vec<u32> {
    processes::all()
        .into_iter()
        .filter(|process| process.parent == parent)
        .map(|process| process.id)
        .collect()
}

/// Applies, and interrupts whom `target` says once the mapping is being created.
fn apply_interrupted(
    settle: Duration,
    target: impl Fn(u32) -> Vec<i64>,
) -> (Account, Terraform, Run) {
    let account = Account::settling_in(settle);
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    let arguments = ["apply", "-input=false", "-auto-approve", "-no-color"];
    let child = terraform.start(&arguments);
    account.wait_until("a mapping is being created", |account| {
        account
            .mappings()
            .iter()
            .any(|mapping| mapping["State"] == "Creating")
    });
    for target in target(child.id()) {
        interrupt(target);
    }
    let run = Run::of(&arguments, child);
    (account, terraform, run)
}

#[track_caller]
fn assert_nothing_is_lost(account: &Account, terraform: &Terraform) {
    let uuid = account.uuid();
    // `mappings` refuses a tainted one.
    let state = terraform.mappings();
    assert_eq!(state[ADDRESS]["uuid"], *uuid, "{state:#?}");
    account.rest();
    terraform.apply();
    assert_eq!(account.uuid(), uuid, "the mapping was made anew");
    terraform.two_empty_plans();
}

#[test]
fn ctrl_c_during_a_wait_keeps_the_mapping_in_the_state() {
    // Long enough that only an interrupted wait ends before the mapping settles.
    let (account, terraform, run) =
        apply_interrupted(Duration::from_secs(8), |process| vec![-i64::from(process)]);
    assert_eq!(
        account.mapping()["State"],
        "Creating",
        "Terraform sat the wait out\n{run}"
    );
    assert_nothing_is_lost(&account, &terraform);
}

#[test]
fn a_plugin_that_is_interrupted_finishes_its_work() {
    let (account, terraform, run) = apply_interrupted(Duration::from_secs(1), |process| {
        let plugins = children(process);
        assert!(!plugins.is_empty(), "Terraform runs no plugin");
        plugins.into_iter().map(i64::from).collect()
    });
    assert_eq!(run.code, Some(0), "{run}");
    assert_nothing_is_lost(&account, &terraform);
}
