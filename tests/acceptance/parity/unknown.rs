//! Values that only the apply brings: the stream of a table that is made in the same run.

use serde_json::json;

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform};

const ADDRESS: &str = "awslambda_event_source_mapping.it";

/// What stands for a table: with a stream once `stream` is set.
fn table(stream: bool, mapping: &str) -> String {
    let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/t";
    let stream = if stream {
        format!("\"{arn}/stream/2026-01-01T00:00:00.000\"")
    } else {
        "null".to_owned()
    };
    format!(
        r#"resource "terraform_data" "table" {{
  input = {{
    arn        = "{arn}"
    stream_arn = {stream}
  }}
}}

resource "terraform_data" "function" {{
  input = {{
    function_name = "work"
    arn           = "arn:aws:lambda:eu-west-1:123456789012:function:work"
  }}
}}

{mapping}"#
    )
}

const MAPPING: &str = r#"resource "awslambda_event_source_mapping" "it" {
  function_name     = terraform_data.function.output.arn
  event_source_arn  = terraform_data.table.output.stream_arn
  starting_position = "LATEST"
}
"#;

fn a_stream_and_its_mapping_are_added_in_one_apply(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&table(false, ""));
    terraform.apply();
    terraform.configure(&table(true, MAPPING));
    let plan = terraform.plan_json(&[]);
    let change = plan["resource_changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["address"] == ADDRESS)
        .unwrap();
    let unknown = &change["change"]["after_unknown"];
    assert_eq!(unknown["event_source_arn"], json!(true), "{change:#}");
    terraform.apply();
    let mapping = account.mapping();
    assert_eq!(mapping["BatchSize"], 100, "{mapping:#}");
    terraform.two_empty_plans();
    let state = &terraform.mappings()[ADDRESS];
    let arn = "arn:aws:lambda:eu-west-1:123456789012:function:work";
    assert_eq!(state["function_name"], arn);
    assert_eq!(state["function_arn"], arn);

    // The same function by its other name, and by a value that is not known while planning.
    terraform.configure(&table(
        true,
        &MAPPING.replace("function.output.arn", "function.output.function_name"),
    ));
    assert_eq!(terraform.actions()[ADDRESS], ["no-op"]);
    terraform.two_empty_plans();
}

fn arguments_that_are_not_known_yet_get_what_the_apply_brings(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(
        r#"resource "terraform_data" "settings" {
  input = {
    batch_size = 20
    window     = 5
    enabled    = false
    patterns   = [jsonencode({ body = { kind = ["a"] } }), jsonencode({ body = { kind = ["b"] } })]
    types      = ["ReportBatchItemFailures"]
    most       = 5
    tags       = { team = "a" }
    position   = null
  }
}

resource "awslambda_event_source_mapping" "it" {
  function_name                      = "work"
  event_source_arn                   = "arn:aws:sqs:eu-west-1:123456789012:jobs"
  batch_size                         = terraform_data.settings.output.batch_size
  maximum_batching_window_in_seconds = terraform_data.settings.output.window
  enabled                            = terraform_data.settings.output.enabled
  function_response_types            = terraform_data.settings.output.types
  starting_position                  = terraform_data.settings.output.position
  tags                               = terraform_data.settings.output.tags

  dynamic "filter_criteria" {
    for_each = terraform_data.settings.output.enabled ? [] : [true]
    content {
      dynamic "filter" {
        for_each = terraform_data.settings.output.patterns
        content {
          pattern = filter.value
        }
      }
    }
  }

  scaling_config {
    maximum_concurrency = terraform_data.settings.output.most
  }
}
"#,
    );
    terraform.apply();
    let mapping = account.mapping();
    assert_eq!(mapping["BatchSize"], 20, "{mapping:#}");
    assert_eq!(mapping["State"], "Disabled", "{mapping:#}");
    assert_eq!(
        mapping["ScalingConfig"]["MaximumConcurrency"], 5,
        "{mapping:#}"
    );
    assert_eq!(mapping["Tags"], json!({"team": "a"}), "{mapping:#}");
    let filters = mapping["FilterCriteria"]["Filters"].as_array().unwrap();
    assert_eq!(filters.len(), 2, "{mapping:#}");
    terraform.two_empty_plans();
}

everywhere! {
    a_stream_and_its_mapping_are_added_in_one_apply;
    arguments_that_are_not_known_yet_get_what_the_apply_brings;
}
