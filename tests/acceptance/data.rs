//! Data sources under a real Terraform or OpenTofu.

use serde_json::{Value, json};
use terraform_provider_awslambda::emulator::Report;

use crate::support::account::Account;
use crate::support::terraform::{
    Installation, Terraform, cli, example, is_opentofu, terraform_at_least,
};

const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";

fn in_account(account: &Account) -> Terraform {
    Terraform::new(&account.endpoint(), Installation::Override)
}

/// The same with a CLI that has `check` blocks.
fn with_checks(account: &Account) -> Terraform {
    let cli = if is_opentofu() {
        cli()
    } else {
        terraform_at_least(1, 5)
    };
    in_account(account).driven_by(cli)
}

/// An account with the mappings of a configuration.
fn account_with(resources: &str) -> Account {
    let account = Account::new();
    let terraform = in_account(&account);
    terraform.configure(resources);
    terraform.apply();
    account
}

fn resource(name: &str) -> String {
    example(&format!(
        "resources/awslambda_event_source_mapping/{name}.tf"
    ))
}

fn data_source(name: &str) -> String {
    example(&format!("data-sources/{name}/data-source.tf"))
}

#[track_caller]
fn refused(terraform: &Terraform) -> String {
    let run = terraform.run(&["plan", "-input=false", "-no-color"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(!run.stderr.contains(".."), "{run}");
    run.words()
}

#[test]
fn the_example_of_one_mapping_reads_it() {
    let account = account_with(&resource("resource"));
    let terraform = with_checks(&account);
    terraform.configure(&data_source("awslambda_event_source_mapping"));
    let before = account.requests().len();
    assert_eq!(terraform.outputs(), json!({"uuid": account.uuid()}));
    terraform.two_empty_plans();
    assert_eq!(account.writes_since(before), []);
}

#[test]
fn the_example_of_many_mappings_lists_them() {
    let account = account_with(&resource("resource"));
    let terraform = in_account(&account);
    terraform.configure(&data_source("awslambda_event_source_mappings"));
    assert_eq!(terraform.outputs(), json!({"queues": {QUEUE: "Enabled"}}));
    terraform.two_empty_plans();
}

#[test]
fn the_example_of_a_policy_makes_a_document_without_aws() {
    let account = Account::new();
    let terraform = in_account(&account);
    terraform.configure(&data_source("awslambda_event_source_mapping_policy"));
    let policy = terraform.outputs()["policy"].as_str().unwrap().to_owned();
    let policy: Value = serde_json::from_str(&policy).unwrap();
    assert_eq!(
        policy,
        json!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
                    "Resource": [QUEUE],
                },
                {
                    "Effect": "Allow",
                    "Action": ["kms:Decrypt"],
                    "Resource": [
                        "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
                    ],
                },
            ],
        })
    );
    terraform.two_empty_plans();
    assert_eq!(account.requests().len(), 0);
}

#[test]
fn a_mapping_is_read_by_each_of_its_names_and_beside_its_resource() {
    let account = Account::new();
    let terraform = in_account(&account);
    terraform.configure(&format!(
        "{}\n{}",
        resource("resource"),
        r#"
data "awslambda_event_source_mapping" "by_uuid" {
  uuid = awslambda_event_source_mapping.example.uuid
}

data "awslambda_event_source_mapping" "by_arn" {
  arn = awslambda_event_source_mapping.example.arn
}

data "awslambda_event_source_mapping" "by_meaning" {
  function_name    = awslambda_event_source_mapping.example.function_arn
  event_source_arn = awslambda_event_source_mapping.example.event_source_arn
  include_tags     = true
}

locals {
  all = [
    data.awslambda_event_source_mapping.by_uuid,
    data.awslambda_event_source_mapping.by_arn,
    data.awslambda_event_source_mapping.by_meaning,
  ]
}

output "uuids" {
  value = [for it in local.all : it.uuid == awslambda_event_source_mapping.example.uuid]
}

output "facts" {
  value = [for it in local.all : "${it.state} ${it.source_kind} ${it.batch_size} ${it.healthy} ${length(it.health)}"]
}

output "tags" {
  value = [for it in local.all : it.tags_all]
}
"#
    ));
    let fact = "Enabled sqs 10 true 0";
    assert_eq!(
        terraform.outputs(),
        json!({
            "uuids": [true, true, true],
            "facts": [fact, fact, fact],
            "tags": [null, null, {}],
        })
    );
    terraform.two_empty_plans();
}

#[test]
fn none_and_several_are_errors_with_what_is_there() {
    let two = format!(
        "{}\n{}",
        resource("resource_msk"),
        resource("resource_msk")
            .replace("\"example\"", "\"other\"")
            .replace("[\"orders\"]", "[\"returns\"]")
    );
    let account = account_with(&two);
    let terraform = in_account(&account);
    let cluster =
        "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/5f1c2d3e-0000-4000-8000-000000000000-1";
    let by_meaning = |function: &str, more: &str| {
        terraform.configure(&format!(
            "data \"awslambda_event_source_mapping\" \"it\" {{\n  function_name = \"{function}\"\n  \
             event_source_arn = \"{cluster}\"\n  {more}\n}}\n\noutput \"topics\" {{\n  value = \
             data.awslambda_event_source_mapping.it.topics\n}}\n"
        ));
    };
    by_meaning("process-orders", "");
    let said = refused(&terraform);
    assert!(said.contains("2 event source mappings are"), "{said}");
    assert!(
        said.contains("(orders)") && said.contains("(returns)"),
        "{said}"
    );

    by_meaning("nobody", "");
    let said = refused(&terraform);
    assert!(said.contains("No event source mapping is"), "{said}");
    assert!(said.contains("(orders)"), "{said}");

    by_meaning("process-orders", "topic = \"returns\"");
    assert_eq!(terraform.outputs(), json!({"topics": ["returns"]}));

    terraform.configure(
        "data \"awslambda_event_source_mapping\" \"it\" {\n  uuid = \
         \"00000000-0000-4000-8000-000000000000\"\n}\n",
    );
    let said = refused(&terraform);
    assert!(
        said.contains("00000000-0000-4000-8000-000000000000"),
        "{said}"
    );
}

#[test]
fn no_mappings_are_empty_lists() {
    let account = Account::new();
    let terraform = in_account(&account);
    terraform.configure(
        r#"
data "awslambda_event_source_mappings" "none" {
  function_name = "nobody"
}

output "all" {
  value = [
    data.awslambda_event_source_mappings.none.ids,
    data.awslambda_event_source_mappings.none.arns,
    data.awslambda_event_source_mappings.none.mappings,
  ]
}
"#,
    );
    assert_eq!(terraform.outputs(), json!({"all": [[], [], []]}));
    terraform.two_empty_plans();
}

#[test]
fn mappings_feed_for_each_and_a_policy_follows_what_is_known_after_apply() {
    let account = account_with(&resource("resource_for_each"));
    let terraform = with_checks(&account);
    terraform.configure(
        r#"
data "awslambda_event_source_mappings" "all" {}

data "awslambda_event_source_mapping" "each" {
  for_each = toset(data.awslambda_event_source_mappings.all.ids)
  uuid     = each.value
}

resource "terraform_data" "later" {
  input = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"
}

data "awslambda_event_source_mapping_policy" "later" {
  event_source_arn = terraform_data.later.output
}

output "same" {
  value = alltrue([
    for it in data.awslambda_event_source_mappings.all.mappings :
    data.awslambda_event_source_mapping.each[it.uuid].event_source_arn == it.event_source_arn
  ])
}

output "count" {
  value = length(data.awslambda_event_source_mapping.each)
}

output "kind" {
  value = data.awslambda_event_source_mapping_policy.later.source_kind
}
"#,
    );
    let number = account.mappings().len();
    assert!(number > 1, "{number}");
    assert_eq!(
        terraform.outputs(),
        json!({"same": true, "count": number, "kind": "kinesis"})
    );
    terraform.two_empty_plans();
}

#[test]
fn a_block_that_names_nothing_or_too_much_is_refused_by_validate() {
    let account = Account::new();
    let terraform = in_account(&account);
    for (block, line, says) in [
        ("", "", "No event source mapping is named"),
        ("uuid = \"x\"", "uuid", "is not a UUID"),
        (
            "function_name = \"f\"",
            "function_name",
            "needs the event source",
        ),
    ] {
        terraform.configure(&format!(
            "data \"awslambda_event_source_mapping\" \"it\" {{\n  {block}\n}}\n"
        ));
        let found = terraform.validate();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].text.contains(says) && found[0].is_error(),
            "{found:?}"
        );
        assert!(found[0].line.contains(line), "{found:?}");
    }
}

#[test]
fn a_check_warns_of_a_mapping_that_lambda_has_disabled() {
    let account = account_with(&resource("resource"));
    let report = Report {
        disabled: true,
        state_transition_reason: Some("Source queue does not exist".into()),
        ..Report::default()
    };
    account.emulator().report(&account.uuid(), report).unwrap();
    let terraform = with_checks(&account);
    terraform.configure(&data_source("awslambda_event_source_mapping"));
    let run = terraform.apply();
    let said = run.words();
    assert!(said.contains("Check block assertion failed"), "{run}");
    assert!(said.contains("Source queue does not exist"), "{run}");
}

#[test]
fn a_module_reads_a_mapping_that_its_caller_makes_in_the_same_run() {
    let account = Account::new();
    let terraform = in_account(&account);
    std::fs::create_dir_all(terraform.folder().join("watch")).unwrap();
    terraform.write(
        "watch/main.tf",
        r#"
terraform {
  required_providers {
    awslambda = { source = "terraform.local/lambda/awslambda" }
  }
}

variable "uuids" {
  type = map(string)
}

data "awslambda_event_source_mapping" "each" {
  for_each = var.uuids
  uuid     = each.value
}

output "states" {
  value = { for name, it in data.awslambda_event_source_mapping.each : name => it.state }
}
"#,
    );
    terraform.configure(&format!(
        "{}\n{}",
        resource("resource"),
        r#"
module "watch" {
  source = "./watch"
  uuids  = { orders = awslambda_event_source_mapping.example.uuid }
}

output "states" {
  value = module.watch.states
}
"#
    ));
    terraform.succeed(&["get", "-no-color"]);
    // The UUID is unknown in the plan, so the data source is read in the apply.
    assert_eq!(
        terraform.outputs(),
        json!({"states": {"orders": "Enabled"}})
    );
    terraform.two_empty_plans();
}

#[test]
fn terraform_test_reads_what_a_run_has_made() {
    let cli = if is_opentofu() {
        cli()
    } else {
        terraform_at_least(1, 6)
    };
    let account = Account::new();
    let terraform = in_account(&account).driven_by(cli);
    let resource = resource("resource");
    terraform.configure(&format!(
        "{resource}\n{}",
        r#"
data "awslambda_event_source_mappings" "of_function" {
  function_name = awslambda_event_source_mapping.example.function_name
}
"#
    ));
    terraform.write(
        "mappings.tftest.hcl",
        r#"
run "one" {
  assert {
    condition     = data.awslambda_event_source_mappings.of_function.ids == tolist([awslambda_event_source_mapping.example.uuid])
    error_message = "The function has other mappings."
  }

  assert {
    condition     = data.awslambda_event_source_mappings.of_function.mappings[0].healthy
    error_message = "The mapping is not healthy."
  }
}
"#,
    );
    let run = terraform.succeed(&["test", "-no-color"]);
    assert!(run.stdout.contains("1 passed, 0 failed"), "{run}");
    assert!(account.mappings().is_empty());
}
