//! What `examples/plan_a_change.rs` prints.

use std::process::Command;

use crate::support::committed::assert_committed;
use crate::support::programs::program;

#[test]
fn the_verdicts_of_the_example_are_committed() {
    let output = Command::new(program("plan_a_change")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_committed("tests/snapshots/plan_a_change.txt", &printed);
}
