//! The commands of the CLI that a user types, beyond plan and apply.

use serde_json::json;

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform, actions};

const ADDRESS: &str = "awslambda_event_source_mapping.it";
const QUEUE: &str = r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
}
"#;

#[test]
fn init_finds_the_provider_in_a_filesystem_mirror() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Mirror);
    terraform.configure(QUEUE);
    terraform.succeed(&["init", "-input=false", "-no-color"]);
    let schema = terraform.succeed(&["providers", "schema", "-json"]).json();
    let provider = &schema["provider_schemas"]["terraform.local/lambda/awslambda"];
    assert!(
        provider["resource_schemas"]["awslambda_event_source_mapping"].is_object(),
        "{schema:#}"
    );
    terraform.apply();
    terraform.two_empty_plans();
    terraform.destroy();
    assert!(account.mappings().is_empty());
}

fn a_saved_plan_does_what_it_says(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    let plan = terraform.plan_json(&[]);
    assert_eq!(actions(&plan)[ADDRESS], ["create"]);
    assert!(account.mappings().is_empty());
    terraform.succeed(&["apply", "-input=false", "-no-color", "p.tfplan"]);
    account.mapping();
    terraform.two_empty_plans();
}

fn replace_makes_another_mapping(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    terraform.apply();
    let uuid = account.uuid();
    let replace = format!("-replace={ADDRESS}");
    let plan = terraform.plan_json(&[&replace]);
    assert_eq!(actions(&plan)[ADDRESS], ["delete", "create"]);
    terraform.succeed(&["apply", "-input=false", "-no-color", "p.tfplan"]);
    assert_ne!(account.uuid(), uuid);
    terraform.two_empty_plans();
}

fn the_state_tells_what_the_account_holds(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    terraform.apply();
    let mapping = account.mapping();
    let state = &terraform.mappings()[ADDRESS];
    for (attribute, field) in [
        ("id", "UUID"),
        ("uuid", "UUID"),
        ("arn", "EventSourceMappingArn"),
        ("function_arn", "FunctionArn"),
        ("event_source_arn", "EventSourceArn"),
        ("batch_size", "BatchSize"),
        ("state", "State"),
    ] {
        assert_eq!(state[attribute], mapping[field], "{attribute}");
    }
    assert_eq!(state["function_name"], "work");
    assert_eq!(state["starting_position"], json!(null));
}

/// The other rules are tested without Terraform: each mistake that needs no account to be found.
#[test]
fn validate_finds_a_pattern_that_is_no_json() {
    let terraform = Terraform::new("http://127.0.0.1:9", Installation::Override);
    terraform.configure(
        r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
  filter_criteria {
    filter { pattern = "{" }
  }
}
"#,
    );
    let diagnostics = terraform.validate();
    let errors: Vec<_> = diagnostics.iter().filter(|it| it.is_error()).collect();
    let [error] = errors[..] else {
        panic!("one error is expected: {diagnostics:#?}");
    };
    assert!(
        error.text.contains("pattern") || error.line.contains("pattern"),
        "the pattern is not named: {error:#?}"
    );
}

#[test]
fn timeouts_are_no_reason_for_a_change() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let with = |timeouts: &str| QUEUE.replace("}\n", &format!("{timeouts}\n}}\n"));
    terraform.configure(&with("  timeouts {\n    create = \"1m\"\n  }"));
    terraform.apply();
    terraform.two_empty_plans();
    terraform.configure(&with(
        "  timeouts {\n    create = \"2m\"\n    delete = \"1m\"\n  }",
    ));
    let before = account.requests().len();
    terraform.apply();
    assert_eq!(account.writes_since(before), []);
    terraform.two_empty_plans();
    terraform.destroy();
}

#[test]
fn a_pattern_that_no_record_can_match_is_warned_of_and_applied() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(
        r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
  filter_criteria {
    filter { pattern = jsonencode({ kind = ["order"] }) }
  }
}
"#,
    );
    let diagnostics = terraform.validate();
    let [warning] = &diagnostics[..] else {
        panic!("one warning is expected: {diagnostics:#?}");
    };
    assert!(!warning.is_error(), "{warning:#?}");
    for part in ["kind is not in the records of an SQS queue", "\"body\""] {
        assert!(warning.text.contains(part), "{warning:#?}");
    }
    terraform.apply();
    terraform.two_empty_plans();
}

everywhere! {
    a_saved_plan_does_what_it_says;
    replace_makes_another_mapping;
    the_state_tells_what_the_account_holds;
}
