//! Where records go that failed, keys and metrics.

use super::*;
use Base::{Kafka, Kinesis, Mq, Msk, Sqs};

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn all() -> Vec<Case> {
    let to =
        |arn: &str| json!({"destination_config": [{"on_failure": [{"destination_arn": arn}]}]});
    let queue = "arn:aws:sqs:eu-west-1:123456789012:failed";
    let at = "destination_config[0].on_failure[0].destination_arn";
    let key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let filter = json!([{"filter": [{"pattern": "{\"body\":[\"a\"]}"}]}]);
    let metrics = |names: &[&str]| json!({"metrics_config": [{"metrics": names}]});
    vec![
        case(
            "destination_config",
            Sqs,
            to(queue),
            json!({"destination_config": []}),
        ),
        case("destination_config", Mq, to(queue), json!({})),
        case(at, Kinesis, to("failed"), to(queue)),
        case(
            at,
            Kinesis,
            to("arn:aws:lambda:eu-west-1:123456789012:function:f"),
            to("arn:aws:s3:::failed"),
        ),
        case(
            at,
            Kinesis,
            to(&format!("{queue}.fifo")),
            to(&format!("{queue}-fifo")),
        ),
        case(at, Kinesis, to("kafka://failed"), to(queue)),
        case(at, Msk, to("kafka://"), to("kafka://f")),
        case(at, Msk, to("kafka://fai led"), to("kafka://failed.a-b_c")),
        case(
            at,
            Kafka,
            to(&format!("kafka://{}", "x".repeat(250))),
            to(&format!("kafka://{}", "x".repeat(249))),
        ),
        case(
            at,
            Kinesis,
            to(&format!("arn:aws:s3:::{}", "x".repeat(338))),
            to(&format!("arn:aws:s3:::{}", "x".repeat(337))),
        ),
        case(
            at,
            Kinesis,
            json!({"destination_config": [{"on_failure": [{}]}]}),
            json!({"destination_config": [{}]}),
        ),
        case(
            "destination_config[0].on_failure",
            Kinesis,
            json!({"destination_config": [{"on_failure": [
                {"destination_arn": queue}, {"destination_arn": queue}
            ]}]}),
            to(queue),
        ),
        case(
            "kms_key_arn",
            Sqs,
            json!({"kms_key_arn": "alias/own", "filter_criteria": filter}),
            json!({"kms_key_arn": key, "filter_criteria": filter}),
        ),
        case(
            "kms_key_arn",
            Sqs,
            json!({"kms_key_arn": key}),
            json!({"kms_key_arn": ""}),
        ),
        case("metrics_config", Mq, metrics(&["EventCount"]), json!({})),
        case(
            "metrics_config[0].metrics",
            Sqs,
            json!({"metrics_config": [{}]}),
            metrics(&["EventCount"]),
        ),
        case(
            "metrics_config[0].metrics",
            Sqs,
            metrics(&["ErrorCount"]),
            metrics(&["EventCount"]),
        ),
        case(
            "metrics_config[0].metrics",
            Kinesis,
            metrics(&["KafkaMetrics"]),
            metrics(&["EventCount"]),
        ),
        case(
            "metrics_config[0].metrics",
            Kafka,
            metrics(&["Events"]),
            metrics(&["EventCount", "ErrorCount", "KafkaMetrics"]),
        ),
        case(
            "logging_config",
            Sqs,
            json!({"logging_config": [{"system_log_level": "INFO"}]}),
            json!({}),
        ),
        case(
            "logging_config[0].system_log_level",
            Msk,
            json!({"logging_config": [{"system_log_level": "ERROR"}]}),
            json!({"logging_config": [{"system_log_level": "WARN"}]}),
        ),
        case(
            "logging_config[0].system_log_level",
            Msk,
            json!({"logging_config": [{}]}),
            json!({"logging_config": [{"system_log_level": "DEBUG"}]}),
        ),
    ]
}
