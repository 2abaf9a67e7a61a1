//! Kinesis and `DynamoDB`.

use serde_json::json;

use super::{FUNCTION, Scenario, Step, live, scenario, step};
use crate::acceptance::places::everywhere;
use crate::support::account::Account;

/// A step of a mapping of a Kinesis stream that is only this scenario's.
fn kinesis(stream: &str, more: &str) -> Step {
    step(format!(
        r#"  function_name     = "work"
  event_source_arn  = "arn:aws:kinesis:eu-west-1:123456789012:stream/{stream}"
  starting_position = "TRIM_HORIZON"
  {more}"#
    ))
}

fn dynamodb(table: &str, more: &str) -> Step {
    step(format!(
        r#"  function_name     = "{FUNCTION}:work"
  event_source_arn  = "arn:aws:dynamodb:eu-west-1:123456789012:table/{table}/stream/2026-01-01T00:00:00.000"
  starting_position = "LATEST"
  {more}"#
    ))
}

/// An argument that goes through values.
fn number<const N: usize>(
    name: &'static str,
    attribute: &'static str,
    values: [i64; N],
) -> Scenario {
    let pointer: &'static str = Box::leak(format!("/{attribute}").into_boxed_str());
    Scenario {
        name,
        steps: values
            .iter()
            .map(|it| {
                let line = format!("batch_size = 100\n  {attribute} = {it}");
                kinesis(name, &line).holds(pointer, *it)
            })
            .collect(),
    }
}

fn basic() -> Scenario {
    let other = format!(
        r#"  function_name     = "{FUNCTION}:other"
  event_source_arn  = "arn:aws:kinesis:eu-west-1:123456789012:stream/basic"
  starting_position = "TRIM_HORIZON"
  batch_size        = 200
  enabled           = false"#
    );
    scenario(
        "kinesis_basic",
        [
            kinesis("basic", "batch_size = 100\n  enabled = true")
                .holds("/batch_size", 100)
                .holds("/enabled", true)
                .holds("/state", "Enabled")
                .holds("/function_arn", format!("{FUNCTION}:work"))
                .counts("/function_response_types", 0)
                .counts("/filter_criteria", 0)
                .counts("/destination_config", 0)
                .holds("/tumbling_window_in_seconds", 0)
                .holds("/maximum_batching_window_in_seconds", 0)
                .holds("/parallelization_factor", 1)
                .holds("/maximum_retry_attempts", -1)
                .holds("/maximum_record_age_in_seconds", -1)
                .holds("/bisect_batch_on_function_error", false),
            kinesis("basic", "batch_size = null\n  enabled = true").quiet(),
            step(other)
                .holds("/batch_size", 200)
                .holds("/enabled", false)
                .holds("/state", "Disabled")
                .holds("/function_arn", format!("{FUNCTION}:other")),
        ],
    )
}

fn streams_live_as_in_the_provider_of_all_of_aws(account: &Account) {
    let topic = |name: &str| format!("arn:aws:sns:eu-west-1:123456789012:{name}");
    let failing = |name: &str| {
        let block = format!(
            "destination_config {{\n    on_failure {{\n      destination_arn = \"{}\"\n    }}\n  }}",
            topic(name)
        );
        kinesis("failing", &block)
    };
    let target = "/destination_config/0/on_failure/0/destination_arn";
    live(
        account,
        &[
            basic(),
            scenario(
                "dynamodb_basic",
                [
                    dynamodb("basic", "batch_size = 100")
                        .holds("/batch_size", 100)
                        .holds("/starting_position", "LATEST")
                        .holds("/tumbling_window_in_seconds", 0)
                        .counts("/function_response_types", 0),
                    dynamodb("basic", "").quiet(),
                ],
            ),
            scenario(
                "dynamodb_response_types",
                [
                    dynamodb(
                        "reports",
                        r#"function_response_types = ["ReportBatchItemFailures"]"#,
                    )
                    .holds(
                        "/function_response_types",
                        json!(["ReportBatchItemFailures"]),
                    ),
                    dynamodb("reports", "").counts("/function_response_types", 0),
                ],
            ),
            number(
                "batch_window",
                "maximum_batching_window_in_seconds",
                [5, 10],
            ),
            number("parallelization", "parallelization_factor", [1, 5]),
            number("tumbling", "tumbling_window_in_seconds", [30, 300]),
            number("retries", "maximum_retry_attempts", [10_000, 100]),
            number("retries_zero", "maximum_retry_attempts", [0, 100, 0]),
            number("retries_endless", "maximum_retry_attempts", [-1, 100, -1]),
            number("age", "maximum_record_age_in_seconds", [604_800, 3600]),
            number("age_endless", "maximum_record_age_in_seconds", [-1, 3600]),
            scenario(
                "bisect",
                [
                    kinesis("bisect", "bisect_batch_on_function_error = false")
                        .holds("/bisect_batch_on_function_error", false),
                    kinesis("bisect", "bisect_batch_on_function_error = true")
                        .holds("/bisect_batch_on_function_error", true),
                ],
            ),
            scenario(
                "destination",
                [
                    failing("first").holds(target, topic("first")),
                    failing("second").holds(target, topic("second")),
                    kinesis("failing", "").counts("/destination_config", 0),
                ],
            ),
        ],
    );
}

fn a_stream_is_read_from_a_timestamp_on(account: &Account) {
    let at = |time: &str| {
        step(format!(
            r#"  function_name               = "work"
  event_source_arn            = "arn:aws:kinesis:eu-west-1:123456789012:stream/timed"
  starting_position           = "AT_TIMESTAMP"
  starting_position_timestamp = "{time}""#
        ))
    };
    live(
        account,
        &[scenario(
            "kinesis_timestamp",
            [
                at("2026-01-02T03:04:05Z")
                    .holds("/starting_position", "AT_TIMESTAMP")
                    .holds("/starting_position_timestamp", "2026-01-02T03:04:05Z"),
                at("2026-01-02T04:04:05+01:00").quiet(),
                at("2026-01-02T03:04:06Z").replaces(),
            ],
        )],
    );
}

everywhere! {
    streams_live_as_in_the_provider_of_all_of_aws;
    a_stream_is_read_from_a_timestamp_on: "import of awslambda_event_source_mapping.kinesis_timestamp",
        "moto does not answer StartingPositionTimestamp";
}
