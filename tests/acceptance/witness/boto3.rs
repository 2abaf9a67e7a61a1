//! boto3, with its validation of parameters on, drives the whole life of mappings.

use crate::support::account::Account;
use crate::support::python::{python, run, said};

#[test]
fn boto3_creates_lists_changes_and_deletes_mappings_of_every_kind() {
    let Some(python) = python() else { return };
    let account = Account::new();
    let output = run(
        python,
        "tests/acceptance/witness/life.py",
        &[&account.endpoint()],
    );
    assert!(output.status.success(), "{}", said(&output));
    assert!(account.mappings().is_empty());
}
