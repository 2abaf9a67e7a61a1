//! What others do to the account between two runs.

use serde_json::json;

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform};

const ADDRESS: &str = "awslambda_event_source_mapping.it";
const QUEUE: &str = r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
  batch_size       = 5
  tags             = { team = "a" }
}
"#;

fn applied(account: &Account) -> (Terraform, String) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    terraform.apply();
    let path = format!("/2015-03-31/event-source-mappings/{}", account.uuid());
    (terraform, path)
}

fn a_mapping_that_someone_deleted_is_created_again(account: &Account) {
    let (terraform, path) = applied(account);
    account.call("DELETE", &path, json!(null));
    account.wait_until("the mapping is gone", |account| {
        account.mappings().is_empty()
    });
    assert_eq!(terraform.actions()[ADDRESS], ["create"]);
    terraform.apply();
    assert_eq!(account.mapping()["BatchSize"], 5);
    terraform.two_empty_plans();
}

fn a_mapping_that_someone_changed_is_changed_back(account: &Account) {
    let (terraform, path) = applied(account);
    account.call("PUT", &path, json!({"BatchSize": 9, "Enabled": false}));
    account.rest();
    assert_eq!(terraform.actions()[ADDRESS], ["update"]);
    terraform.apply();
    let mapping = account.mapping();
    assert_eq!(mapping["BatchSize"], 5, "{mapping:#}");
    assert_eq!(mapping["State"], "Enabled", "{mapping:#}");
    terraform.two_empty_plans();
}

fn an_argument_left_out_is_guarded_too(account: &Account) {
    let (terraform, path) = applied(account);
    account.call("PUT", &path, json!({"MaximumBatchingWindowInSeconds": 30}));
    account.rest();
    assert_eq!(terraform.actions()[ADDRESS], ["update"]);
    terraform.apply();
    assert_eq!(account.mapping()["MaximumBatchingWindowInSeconds"], 0);
    terraform.two_empty_plans();
}

fn refresh_only_takes_the_change_into_the_state_and_changes_nothing(account: &Account) {
    let (terraform, path) = applied(account);
    account.call("PUT", &path, json!({"BatchSize": 9}));
    account.rest();
    let plan = terraform.plan_json(&["-refresh-only"]);
    let drift = &plan["resource_drift"][0];
    assert_eq!(drift["address"], ADDRESS, "{plan:#}");
    let before = account.requests().len();
    terraform.succeed(&["apply", "-refresh-only", "-auto-approve", "-no-color"]);
    assert_eq!(account.writes_since(before), []);
    assert_eq!(terraform.mappings()[ADDRESS]["batch_size"], 9);
    assert_eq!(terraform.actions()[ADDRESS], ["update"]);
}

fn a_mapping_already_deleted_is_destroyed_without_complaint(account: &Account) {
    let (terraform, path) = applied(account);
    account.call("DELETE", &path, json!(null));
    terraform.succeed(&["destroy", "-auto-approve", "-refresh=false", "-no-color"]);
    assert!(terraform.mappings().is_empty());
}

everywhere! {
    a_mapping_that_someone_deleted_is_created_again;
    a_mapping_that_someone_changed_is_changed_back;
    an_argument_left_out_is_guarded_too;
    refresh_only_takes_the_change_into_the_state_and_changes_nothing;
    a_mapping_already_deleted_is_destroyed_without_complaint;
}
