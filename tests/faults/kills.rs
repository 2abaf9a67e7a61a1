//! The real Terraform: killed, interrupted, and applied again; and what its state file has after
//! each failure.
//!
//! In moto only what fails: it has no states to wait for, and takes the second mapping after a kill
//! that Lambda refuses.
//!
//! `AWSLAMBDA_FAULT_KILLS` is how often Terraform is killed at a random moment.

use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};

use crate::faults::core::limit;
use crate::faults::matrix::effects;
use crate::support::account::Account;
use crate::support::extent;
use crate::support::plugin::signal;
use crate::support::processes;
use crate::support::terraform::{Installation, Run, Terraform, example};

const ADDRESS: &str = "awslambda_event_source_mapping.it";
const APPLY: [&str; 5] = [
    "apply",
    "-input=false",
    "-auto-approve",
    "-no-color",
    "-parallelism=20",
];

/// One mapping, with more arguments.
fn one(more: &str) -> String {
    format!(
        "resource \"awslambda_event_source_mapping\" \"it\" {{\n  function_name    = \"work\"\n  \
         event_source_arn = \"arn:aws:sqs:eu-west-1:123456789012:jobs\"\n  {more}\n}}\n"
    )
}

/// Twenty mappings, each taken over if it is there.
fn twenty() -> String {
    one("adopt_existing = true\n  count = 20").replace(":jobs\"", ":jobs-${count.index}\"")
}

fn workspace(account: &Account, configuration: &str) -> Terraform {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(configuration);
    terraform
}

/// The provider block of the examples, with the limit of those who are impatient.
fn impatient(account: &Account) -> String {
    let limit = limit(account.is_in_moto());
    let block = example("provider/provider.tf");
    let start = "provider \"awslambda\" {\n";
    assert!(block.contains(start), "{block}");
    block.replace(start, &format!("{start}  http_attempt_timeout = {limit}\n"))
}

/// The plugins that a Terraform has started.
fn plugins(terraform: &Child) -> Vec<u32> {
    let all = processes::all().into_iter();
    all.filter(|it| it.parent == terraform.id())
        .map(|it| it.id)
        .collect()
}

/// Starts an apply and waits until so many mappings have been asked for.
fn begin(account: &Account, terraform: &Terraform, mappings: usize) -> Child {
    let child = terraform.start(&APPLY);
    account.wait_until("the mappings are being made", |it| {
        it.mappings().len() >= mappings
    });
    child
}

/// An apply of twenty mappings that was ended by `end`. Terraform writes its file of the state in place: one that
/// ends in the middle leaves half of it, which no provider can fix, and is run again.
fn ended(settle: Duration, mappings: usize, end: impl Fn(Child)) -> (Account, Terraform) {
    for _ in 0..5 {
        let account = Account::settling_in(settle);
        let terraform = workspace(&account, &twenty());
        end(begin(&account, &terraform, mappings));
        let file = std::fs::read(terraform.folder().join("terraform.tfstate"));
        let is_whole = |it: Vec<u8>| it.is_empty() || serde_json::from_slice::<Json>(&it).is_ok();
        if file.map_or(true, is_whole) {
            return (account, terraform);
        }
    }
    panic!("Terraform has left half a state five times");
}

/// All mappings exist once and are in the state, none is tainted, and nothing is left to do.
#[track_caller]
fn assert_all_there(account: &Account, terraform: &Terraform, count: usize) {
    account.rest();
    let mut there: Vec<Json> = account
        .mappings()
        .iter()
        .map(|it| it["UUID"].clone())
        .collect();
    let state = terraform.mappings();
    let mut stored: Vec<Json> = state.values().map(|it| it["uuid"].clone()).collect();
    there.sort_by_key(ToString::to_string);
    stored.sort_by_key(ToString::to_string);
    assert_eq!(there.len(), count);
    assert_eq!(there, stored);
    terraform.two_empty_plans();
}

/// What AWS has of the mapping is in the state file, and nothing is null in its place.
#[track_caller]
fn assert_state_has_what_aws_has(account: &Account, terraform: &Terraform) {
    let state = &terraform.mappings()[ADDRESS];
    let there = account.mapping();
    for (name, field) in [
        ("uuid", "UUID"),
        ("id", "UUID"),
        ("arn", "EventSourceMappingArn"),
        ("function_arn", "FunctionArn"),
        ("event_source_arn", "EventSourceArn"),
        ("batch_size", "BatchSize"),
        ("state_transition_reason", "StateTransitionReason"),
    ] {
        assert_eq!(state[name], there[field], "{name}");
    }
    for name in ["state", "last_modified", "enabled", "tags_all"] {
        assert!(!state[name].is_null(), "{name} is null");
    }
}

#[test]
fn terraform_killed_at_any_time_finds_all_twenty_again() {
    let kills = std::env::var("AWSLAMBDA_FAULT_KILLS").map_or(3, |it| it.parse().unwrap());
    for number in 0..kills {
        // From the first mappings on to the last ones.
        let begun = usize::try_from(number * 7 % 20).unwrap();
        let (account, terraform) = ended(Duration::from_millis(300), begun + 1, |mut child| {
            sleep(Duration::from_millis(number * 37 % 100));
            signal(child.id(), "KILL");
            child.wait().unwrap();
        });
        terraform.apply();
        assert_all_there(&account, &terraform, 20);
    }
}

#[test]
fn a_mapping_whose_provider_was_killed_is_imported_by_the_block_of_the_message() {
    let account = Account::settling_in(Duration::from_secs(2));
    let terraform = workspace(&account, &one(""));
    let child = begin(&account, &terraform, 1);
    for plugin in plugins(&child) {
        signal(plugin, "KILL");
    }
    let run = Run::of(&APPLY, child);
    assert_ne!(run.code, Some(0), "{run}");
    account.rest();
    let uuid = account.uuid();

    let run = terraform.run(&APPLY);
    assert_eq!(run.code, Some(1), "{run}");
    // Terraform draws a line before each line of a diagnostic.
    let text: String = run.stderr.replace(['│', '\u{2575}'], " ");
    let (_, block) = text
        .split_once("import {")
        .unwrap_or_else(|| panic!("{run}"));
    let (block, _) = block.split_once('}').unwrap();
    assert!(block.contains(&uuid), "{run}");
    // Terraform's own line above the message names the resource.
    let block = block.replace(".NAME", ".it");
    terraform.write("import.tf", &format!("import {{{block}}}\n"));
    terraform.apply();
    assert_eq!(account.uuid(), uuid, "it was made anew");
    assert_all_there(&account, &terraform, 1);
}

#[test]
fn a_second_ctrl_c_loses_nothing() {
    let (account, terraform) = ended(Duration::from_secs(2), 7, |child| {
        signal(child.id(), "INT");
        sleep(Duration::from_millis(30));
        signal(child.id(), "INT");
        Run::of(&APPLY, child);
    });
    terraform.apply();
    assert_all_there(&account, &terraform, 20);
}

#[test]
fn ctrl_c_leads_to_the_prompt_within_two_seconds() {
    let account = Account::settling_in(Duration::from_mins(10));
    let terraform = workspace(&account, &twenty());
    let child = begin(&account, &terraform, 20);
    let start = Instant::now();
    signal(child.id(), "INT");
    let run = Run::of(&APPLY, child);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}\n{run}");
    assert_eq!(terraform.mappings().len(), 20, "{run}");
}

fn a_creation_that_fails(in_ways: &[(&str, Effect, u32)], account: fn() -> Option<Account>) {
    std::thread::scope(|scope| {
        for (_, effect, times) in in_ways.iter().cloned() {
            scope.spawn(move || {
                let Some(account) = account() else { return };
                let terraform = workspace(&account, &one(""));
                terraform.write("provider.tf", &impatient(&account));
                let fault = Fault::next(Operation::CreateEventSourceMapping, effect).times(times);
                account.fail_next(fault);
                let first = terraform.run(&APPLY);
                if first.code != Some(0) {
                    terraform.apply();
                }
                assert_state_has_what_aws_has(&account, &terraform);
                assert_all_there(&account, &terraform, 1);
            });
        }
    });
}

#[test]
fn a_creation_that_fails_in_any_way_is_in_the_state_after_two_applies() {
    a_creation_that_fails(&effects(), || Some(Account::new()));
}

#[test]
fn a_creation_in_moto_that_is_done_unheard_is_in_the_state_after_two_applies() {
    if !extent::all() {
        return;
    }
    let mut done = effects().to_vec();
    done.retain(|(_, it, _)| {
        use Effect::{AnswerLost, Delayed, EmptyBody, EmptyObject, Malformed, Slow};
        matches!(
            it,
            AnswerLost | Delayed(_) | EmptyBody | EmptyObject | Malformed | Slow(_)
        )
    });
    a_creation_that_fails(&done, Account::in_moto);
}

fn a_change_that_failed(account: &Account) {
    let terraform = workspace(account, &one("tags = { a = \"1\" }"));
    terraform.apply();
    let uuid = account.uuid();
    terraform.configure(&one("batch_size = 4\n  tags = { b = \"1\" }"));
    let refused = Effect::error(400, "InvalidParameterValueException", "Not today.");
    for operation in [Operation::TagResource, Operation::UpdateEventSourceMapping] {
        account.fail_next(Fault::next(operation, refused.clone()));
        let run = terraform.run(&APPLY);
        assert_eq!(run.code, Some(1), "{run}");
        assert_state_has_what_aws_has(account, &terraform);
        assert_eq!(
            terraform.mappings()[ADDRESS]["tags_all"],
            account.mapping()["Tags"]
        );
    }
    terraform.apply();
    assert_eq!(account.uuid(), uuid);
    assert_all_there(account, &terraform, 1);
}

#[test]
fn the_state_file_has_what_aws_has_after_a_change_that_failed() {
    a_change_that_failed(&Account::new());
}

#[test]
fn the_state_file_has_what_moto_has_after_a_change_that_failed() {
    if !extent::all() {
        return;
    }
    if let Some(account) = Account::in_moto() {
        a_change_that_failed(&account);
    }
}

#[test]
fn a_wait_that_runs_out_is_a_warning_and_the_state_is_whole() {
    let account = Account::settling_in(Duration::from_secs(3));
    let terraform = workspace(&account, &one("timeouts {\n    create = \"1s\"\n  }"));
    let run = terraform.apply();
    assert!(run.stdout.contains("but its state is not final"), "{run}");
    assert_state_has_what_aws_has(&account, &terraform);
    let uuid = account.uuid();
    // Neither while it moves nor later is anything left to do.
    terraform.two_empty_plans();
    account.rest();
    terraform.apply();
    assert_eq!(account.uuid(), uuid);
    assert_all_there(&account, &terraform, 1);
}
