//! The scenarios that people who come from `aws_lambda_event_source_mapping` rely on: its own
//! acceptance tests, with our type's name, and what published modules write.
//!
//! The scenarios of a kind of source live side by side in one folder and take their steps together,
//! because each run of Terraform costs more than many mappings in it. After each step nothing is left
//! to do, and an import into an empty state gives the same.

mod brokers;
mod generated;
mod kafka;
mod modules;
mod places;
mod queues;
mod streams;
mod unknown;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform, actions};

const TYPE: &str = "awslambda_event_source_mapping";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:broker-AbCdEf";
const FUNCTION: &str = "arn:aws:lambda:eu-west-1:123456789012:function";

/// A mapping and what is done to it.
struct Scenario {
    name: &'static str,
    steps: Vec<Step>,
}

/// A configuration, what Terraform is to plan for it, and what the state holds then.
struct Step {
    body: String,
    action: &'static [&'static str],
    holds: Vec<(&'static str, Held)>,
}

/// What the state is to hold.
enum Held {
    Is(Value),
    /// So many elements; none may also be null.
    Many(usize),
}

fn scenario<const N: usize>(name: &'static str, steps: [Step; N]) -> Scenario {
    Scenario {
        name,
        steps: steps.into(),
    }
}

/// A step that changes the mapping in place; the first step of a scenario creates it.
fn step(body: impl Into<String>) -> Step {
    Step {
        body: body.into(),
        action: &["update"],
        holds: Vec::new(),
    }
}

// === impl Step ===

impl Step {
    /// There is nothing to do.
    fn quiet(self) -> Self {
        Self {
            action: &["no-op"],
            ..self
        }
    }

    /// The mapping is made anew.
    fn replaces(self) -> Self {
        Self {
            action: &["delete", "create"],
            ..self
        }
    }

    /// The state has this value at this JSON pointer, as `terraform show -json` prints it.
    fn holds(mut self, pointer: &'static str, value: impl Into<Value>) -> Self {
        self.holds.push((pointer, Held::Is(value.into())));
        self
    }

    /// So many elements are at this JSON pointer.
    fn counts(mut self, pointer: &'static str, many: usize) -> Self {
        self.holds.push((pointer, Held::Many(many)));
        self
    }
}

// === impl Scenario ===

impl Scenario {
    fn address(&self) -> String {
        format!("{TYPE}.{}", self.name)
    }

    /// What is configured when every scenario has taken its step of this number, or its last one.
    fn at(&self, number: usize) -> &Step {
        let last = self.steps.len() - 1;
        &self.steps[number.min(last)]
    }

    fn action(&self, number: usize) -> &'static [&'static str] {
        match number {
            0 => &["create"],
            number if number < self.steps.len() => self.steps[number].action,
            _ => &["no-op"],
        }
    }
}

/// Lets all scenarios take their steps.
#[track_caller]
fn live(account: &Account, scenarios: &[Scenario]) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let longest = scenarios.iter().map(|it| it.steps.len()).max();
    for number in 0..longest.unwrap() {
        let mut text = String::new();
        for it in scenarios {
            let body = &it.at(number).body;
            writeln!(text, "resource \"{TYPE}\" \"{}\" {{\n{body}\n}}\n", it.name).unwrap();
        }
        terraform.configure(&text);
        let planned = terraform.actions();
        for it in scenarios {
            let (what, address) = (format!("{}, step {number}", it.name), it.address());
            assert_eq!(planned[&address], it.action(number), "{what}");
        }
        terraform.succeed(&["apply", "-input=false", "-no-color", "p.tfplan"]);
        let state = terraform.mappings();
        for it in scenarios {
            let what = format!("{}, step {number}", it.name);
            assert_holds(&state[&it.address()], &it.at(number).holds, &what);
        }
        terraform.two_empty_plans();
        assert_imports_the_same(account, &text, &state);
    }
}

#[track_caller]
fn assert_holds(values: &Value, holds: &[(&str, Held)], what: &str) {
    for (pointer, held) in holds {
        let found = values.pointer(pointer);
        match held {
            Held::Is(value) => assert_eq!(found, Some(value), "{what}: {pointer}"),
            Held::Many(many) => {
                let all = found.and_then(Value::as_array).map_or(0, Vec::len);
                assert_eq!(all, *many, "{what}: {pointer}");
            }
        }
    }
}

/// Imports all mappings of a state into a folder that has none: that is no change for the same
/// configuration, and gives the same values. The name of the function may be spelt otherwise.
#[track_caller]
fn assert_imports_the_same(account: &Account, text: &str, state: &BTreeMap<String, Value>) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&format!("{text}\n{}", imports(state)));
    let plan = terraform.plan_json(&[]);
    for (address, actions) in actions(&plan) {
        assert_eq!(actions, ["no-op"], "import of {address}");
    }
    for change in plan["resource_changes"].as_array().unwrap() {
        let address = change["address"].as_str().unwrap();
        let (before, after) = (&state[address], &change["change"]["after"]);
        for (name, value) in before.as_object().unwrap() {
            if name != "function_name" {
                assert_eq!(&after[name], value, "{name} of the imported {address}");
            }
        }
    }
}

/// An `import` block for each mapping of a state.
fn imports(state: &BTreeMap<String, Value>) -> String {
    let mut text = String::new();
    for (address, values) in state {
        let id = &values["uuid"];
        writeln!(text, "import {{\n  to = {address}\n  id = {id}\n}}").unwrap();
    }
    text
}
