//! Where the emulator and moto differ: each difference is asked of both.

use std::time::Duration;

use serde_json::json;
use terraform_provider_awslambda::emulator::Seed;

use crate::support::account::Account;
use crate::support::python::{python, run, said};
use crate::support::terraform::ACCESS_KEY;

#[test]
fn the_emulator_and_moto_differ_as_far_as_is_known_and_no_further() {
    let Some(moto) = Account::in_moto() else {
        return;
    };
    // Long enough for what is on its way to be seen there, also on a busy machine.
    let account = Account::settling_in(Duration::from_millis(400));
    let seed = json!({
        "account": ACCESS_KEY,
        "region": "eu-west-1",
        "functions": [{ "name": "nobody", "exists_in": "1m" }],
    });
    let seed = Seed::read(&seed.to_string()).unwrap();
    account.emulator().seed(&seed).unwrap();
    let output = run(
        python().unwrap(),
        "tests/acceptance/witness/differences.py",
        &[&account.endpoint(), &moto.endpoint()],
    );
    assert!(output.status.success(), "{}", said(&output));
}
