//! Many mappings at once, and values that are known only when they are applied.

use std::collections::BTreeSet;

use crate::account::Account;
use crate::terraform::{Installation, Terraform};

#[test]
fn fifty_mappings_by_count_and_for_each_live_together() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(
        r#"resource "awslambda_event_source_mapping" "counted" {
  count            = 25
  function_name    = "counted"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:counted-${count.index}"
}

resource "awslambda_event_source_mapping" "named" {
  for_each          = toset([for i in range(25) : "stream-${i}"])
  function_name     = "named"
  event_source_arn  = "arn:aws:kinesis:eu-west-1:123456789012:stream/${each.key}"
  starting_position = "LATEST"
}
"#,
    );
    terraform.apply();
    let sources: BTreeSet<String> = account
        .mappings()
        .iter()
        .map(|mapping| mapping["EventSourceArn"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(sources.len(), 50);
    assert_eq!(terraform.mappings().len(), 50);
    terraform.two_empty_plans();
    terraform.destroy();
    assert!(account.mappings().is_empty());
}

#[test]
fn values_that_are_unknown_until_apply_are_planned_and_applied() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(
        r#"resource "terraform_data" "source" {
  input = "arn:aws:kinesis:eu-west-1:123456789012:stream/late"
}

resource "terraform_data" "size" {
  input = 7
}

resource "awslambda_event_source_mapping" "it" {
  function_name     = "work"
  event_source_arn  = terraform_data.source.output
  starting_position = "LATEST"
  batch_size        = terraform_data.size.output

  filter_criteria {
    filter {
      pattern = jsonencode({ data = { size = [terraform_data.size.output] } })
    }
  }

  tags = {
    size = terraform_data.size.output
  }
}
"#,
    );
    terraform.apply();
    let mapping = account.mapping();
    assert_eq!(
        mapping["EventSourceArn"],
        "arn:aws:kinesis:eu-west-1:123456789012:stream/late"
    );
    assert_eq!(mapping["BatchSize"], 7);
    assert_eq!(mapping["Tags"]["size"], "7");
    terraform.two_empty_plans();
}

#[test]
fn a_number_of_filters_that_is_unknown_until_apply_is_planned_and_applied() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(
        r#"resource "terraform_data" "kinds" {
  input = ["a", "b"]
}

resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"

  filter_criteria {
    dynamic "filter" {
      for_each = terraform_data.kinds.output
      content {
        pattern = jsonencode({ body = { kind = [filter.value] } })
      }
    }
  }
}
"#,
    );
    terraform.apply();
    let filters = account.mapping()["FilterCriteria"]["Filters"].clone();
    assert_eq!(filters.as_array().unwrap().len(), 2, "{filters:#}");
    terraform.two_empty_plans();
}

#[test]
fn what_another_resource_needs_of_a_mapping_is_there() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(
        r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
}

output "uuid" {
  value = awslambda_event_source_mapping.it.uuid
}
"#,
    );
    terraform.apply();
    let outputs = terraform.succeed(&["output", "-json"]).json();
    assert_eq!(outputs["uuid"]["value"], *account.uuid());
}
