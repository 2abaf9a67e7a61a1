//! Many mappings at once, and values that are known only when they are applied.

use std::collections::BTreeSet;
use std::fs;

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform, actions};

fn fifty_mappings_by_count_and_for_each_live_together(account: &Account) {
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

fn a_module_with_count_and_for_each_is_valid_and_is_planned(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    fs::create_dir(terraform.folder().join("consumer")).unwrap();
    terraform.write(
        "consumer/main.tf",
        r#"terraform {
  required_providers {
    awslambda = { source = "terraform.local/lambda/awslambda" }
  }
}

variable "function" {
  type = string
}

variable "queues" {
  type = map(object({ size = number, kinds = list(string) }))
}

resource "awslambda_event_source_mapping" "queue" {
  for_each         = var.queues
  function_name    = var.function
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:${each.key}"
  batch_size       = each.value.size

  dynamic "filter_criteria" {
    for_each = length(each.value.kinds) > 0 ? [true] : []
    content {
      dynamic "filter" {
        for_each = each.value.kinds
        content {
          pattern = jsonencode({ body = { kind = [filter.value] } })
        }
      }
    }
  }
}

resource "awslambda_event_source_mapping" "stream" {
  count             = 2
  function_name     = var.function
  event_source_arn  = "arn:aws:kinesis:eu-west-1:123456789012:stream/${var.function}-${count.index}"
  starting_position = "LATEST"
}

output "uuids" {
  value = concat(
    [for mapping in awslambda_event_source_mapping.queue : mapping.uuid],
    awslambda_event_source_mapping.stream[*].uuid,
  )
}
"#,
    );
    terraform.configure(
        r#"module "consumer" {
  for_each = toset(["billing", "shipping"])
  source   = "./consumer"
  function = each.key
  queues = {
    "${each.key}-plain"    = { size = 5, kinds = [] }
    "${each.key}-filtered" = { size = null, kinds = ["a", "b"] }
  }
}

output "uuids" {
  value = flatten([for consumer in module.consumer : consumer.uuids])
}
"#,
    );
    // Fetches the module and no provider.
    terraform.succeed(&["get", "-no-color"]);
    assert_eq!(terraform.validate().len(), 0, "{:#?}", terraform.validate());
    let plan = terraform.plan_json(&[]);
    let seen = actions(&plan);
    assert_eq!(seen.len(), 8, "{seen:?}");
    assert!(seen.values().all(|it| it == &["create"]), "{seen:?}");
    terraform.succeed(&["apply", "-input=false", "-no-color", "p.tfplan"]);
    assert_eq!(account.mappings().len(), 8);
    let outputs = terraform.succeed(&["output", "-json"]).json();
    assert_eq!(outputs["uuids"]["value"].as_array().unwrap().len(), 8);
    terraform.two_empty_plans();
}

fn values_that_are_unknown_until_apply_are_planned_and_applied(account: &Account) {
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

fn a_number_of_filters_that_is_unknown_until_apply_is_planned_and_applied(account: &Account) {
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

fn what_another_resource_needs_of_a_mapping_is_there(account: &Account) {
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

everywhere! {
    fifty_mappings_by_count_and_for_each_live_together;
    a_module_with_count_and_for_each_is_valid_and_is_planned;
    values_that_are_unknown_until_apply_are_planned_and_applied;
    a_number_of_filters_that_is_unknown_until_apply_is_planned_and_applied;
    what_another_resource_needs_of_a_mapping_is_there;
}
