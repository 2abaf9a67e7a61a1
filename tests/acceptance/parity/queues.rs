//! SQS.

use super::{FUNCTION, Step, live, scenario, step};
use crate::acceptance::places::everywhere;
use crate::support::account::Account;

fn queue(name: &str, more: &str) -> Step {
    step(format!(
        r#"  function_name    = "{FUNCTION}:work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:{name}"
  {more}"#
    ))
}

fn filtered(patterns: &[&str]) -> Step {
    let filter = |it: &&str| format!("    filter {{\n      pattern = jsonencode({it})\n    }}\n");
    let filters: Vec<_> = patterns.iter().map(filter).collect();
    let filters = filters.concat();
    queue("filtered", &format!("filter_criteria {{\n{filters}  }}"))
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn queues_live_as_in_the_provider_of_all_of_aws(account: &Account) {
    let (one, two) = (
        "{ body = { Temperature = [{ numeric = [\">\", 0, \"<=\", 100] }] } }",
        "{ body = { Location = [\"New York\"] } }",
    );
    let scaled = |most: u32| {
        let block = format!("scaling_config {{\n    maximum_concurrency = {most}\n  }}");
        queue("scaled", &block).holds("/scaling_config/0/maximum_concurrency", most)
    };
    let other = r#"  function_name    = "other"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:basic"
  batch_size       = 5
  enabled          = false"#;
    let key = |id: u8| {
        let key = format!("arn:aws:kms:eu-west-1:123456789012:key/{id}");
        let more = format!(
            "kms_key_arn = \"{key}\"\n  filter_criteria {{\n    filter {{\n      pattern = jsonencode({two})\n    }}\n  }}"
        );
        queue("encrypted", &more).holds("/kms_key_arn", key)
    };
    let metrics = "metrics_config {\n    metrics = [\"EventCount\"]\n  }";
    live(
        account,
        &[
            scenario(
                "sqs_basic",
                [
                    queue("basic", "batch_size = 10")
                        .holds("/batch_size", 10)
                        .holds("/enabled", true)
                        .holds("/state", "Enabled")
                        .holds("/function_arn", format!("{FUNCTION}:work"))
                        .counts("/function_response_types", 0)
                        .counts("/filter_criteria", 0)
                        .counts("/scaling_config", 0),
                    queue("basic", "batch_size = null").quiet(),
                    step(other)
                        .holds("/batch_size", 5)
                        .holds("/enabled", false)
                        .holds("/function_arn", format!("{FUNCTION}:other")),
                ],
            ),
            scenario(
                "sqs_window",
                [
                    queue(
                        "window",
                        "enabled = false\n  maximum_batching_window_in_seconds = 0",
                    )
                    .holds("/maximum_batching_window_in_seconds", 0),
                    queue(
                        "window",
                        "enabled = false\n  maximum_batching_window_in_seconds = 100",
                    )
                    .holds("/maximum_batching_window_in_seconds", 100),
                ],
            ),
            scenario(
                "sqs_filters",
                [
                    filtered(&[one]).counts("/filter_criteria/0/filter", 1),
                    filtered(&[one, two]).counts("/filter_criteria/0/filter", 2),
                    queue("filtered", "").counts("/filter_criteria", 0),
                    filtered(&[one]).counts("/filter_criteria/0/filter", 1),
                ],
            ),
            scenario(
                "sqs_scaling",
                [
                    scaled(10),
                    scaled(15),
                    queue("scaled", "").counts("/scaling_config", 0),
                ],
            ),
            scenario(
                "sqs_metrics",
                [
                    queue("metrics", metrics).counts("/metrics_config/0/metrics", 1),
                    queue("metrics", "").counts("/metrics_config", 0),
                    queue("metrics", metrics).counts("/metrics_config", 1),
                ],
            ),
            scenario(
                "tags",
                [
                    queue("tags", "tags = { key1 = \"value1\" }").holds("/tags_all/key1", "value1"),
                    queue(
                        "tags",
                        "tags = { key1 = \"value1updated\", key2 = \"value2\" }",
                    )
                    .holds("/tags/key1", "value1updated")
                    .holds("/tags/key2", "value2"),
                    queue("tags", "tags = { key2 = \"value2\" }")
                        .holds("/tags_all", serde_json::json!({"key2": "value2"})),
                ],
            ),
            scenario(
                "filters_key",
                [
                    key(1),
                    key(2),
                    queue("encrypted", "").counts("/filter_criteria", 0),
                ],
            ),
        ],
    );
}

everywhere! {
    queues_live_as_in_the_provider_of_all_of_aws;
}
