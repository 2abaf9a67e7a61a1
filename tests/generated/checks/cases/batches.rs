//! Batches and their limits.

use super::*;
use Base::{DocumentDb, DynamoDb, Fifo, Kafka, KafkaQueue, Kinesis, Mq, Msk, Sqs};

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn all() -> Vec<Case> {
    let one = |name: &str, value: Json| json!({ name: value });
    let mut cases = vec![
        case(
            "batch_size",
            Kinesis,
            one("batch_size", json!(-1)),
            one("batch_size", json!(0)),
        ),
        case(
            "batch_size",
            Msk,
            one("batch_size", json!(10_001)),
            one("batch_size", json!(10_000)),
        ),
        case(
            "batch_size",
            Fifo,
            one("batch_size", json!(11)),
            one("batch_size", json!(10)),
        ),
        case(
            "batch_size",
            Sqs,
            one("batch_size", json!(11)),
            json!({"batch_size": 11, "maximum_batching_window_in_seconds": 1}),
        ),
    ];
    let window = "maximum_batching_window_in_seconds";
    for (base, bad, good) in [
        (Sqs, 301, 300),
        (Sqs, -1, 0),
        (Fifo, 1, 0),
        (KafkaQueue, 1, 0),
    ] {
        cases.push(case(
            window,
            base,
            one(window, json!(bad)),
            one(window, json!(good)),
        ));
    }
    for (name, base, bad, good) in [
        ("parallelization_factor", Kinesis, json!(11), json!(10)),
        ("parallelization_factor", DynamoDb, json!(0), json!(1)),
        ("parallelization_factor", Msk, json!(2), json!(0)),
        ("parallelization_factor", Sqs, json!(2), json!(0)),
        (
            "tumbling_window_in_seconds",
            Kinesis,
            json!(901),
            json!(900),
        ),
        ("tumbling_window_in_seconds", Kafka, json!(30), json!(0)),
        (
            "bisect_batch_on_function_error",
            Sqs,
            json!(true),
            json!(false),
        ),
        (
            "bisect_batch_on_function_error",
            DocumentDb,
            json!(true),
            json!(false),
        ),
        (
            "maximum_record_age_in_seconds",
            Kinesis,
            json!(59),
            json!(60),
        ),
        (
            "maximum_record_age_in_seconds",
            DynamoDb,
            json!(0),
            json!(-1),
        ),
        (
            "maximum_record_age_in_seconds",
            Msk,
            json!(604_801),
            json!(604_800),
        ),
        ("maximum_record_age_in_seconds", Sqs, json!(60), json!(0)),
        (
            "maximum_retry_attempts",
            Kinesis,
            json!(10_001),
            json!(10_000),
        ),
        ("maximum_retry_attempts", Kinesis, json!(-2), json!(-1)),
        ("maximum_retry_attempts", Mq, json!(1), json!(0)),
        ("maximum_retry_attempts", KafkaQueue, json!(-1), json!(0)),
        (
            "function_response_types",
            Mq,
            json!(["ReportBatchItemFailures"]),
            json!([]),
        ),
        (
            "function_response_types",
            Sqs,
            json!(["reportBatchItemFailures"]),
            json!(["ReportBatchItemFailures"]),
        ),
    ] {
        cases.push(case(name, base, one(name, bad), one(name, good)));
    }
    cases
}
