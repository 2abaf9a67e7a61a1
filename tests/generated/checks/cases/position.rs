//! Where reading begins.

use super::*;
use Base::{DynamoDb, Kafka, KafkaQueue, Kinesis, Mq, Msk, Sqs};

pub(super) fn all() -> Vec<Case> {
    let at = |time: &str| json!({"starting_position": "AT_TIMESTAMP", "starting_position_timestamp": time});
    let position = |it: &str| json!({"starting_position": it});
    vec![
        case(
            "starting_position",
            Kinesis,
            json!({"starting_position": null}),
            json!({}),
        ),
        case(
            "starting_position",
            DynamoDb,
            json!({"starting_position": null}),
            json!({}),
        ),
        case(
            "starting_position",
            Msk,
            json!({"starting_position": null}),
            json!({}),
        ),
        case(
            "starting_position",
            Kinesis,
            position("latest"),
            position("TRIM_HORIZON"),
        ),
        case("starting_position", Sqs, position("LATEST"), json!({})),
        case("starting_position", Mq, position("LATEST"), json!({})),
        case(
            "starting_position",
            KafkaQueue,
            position("LATEST"),
            json!({}),
        ),
        case(
            "starting_position",
            Kinesis,
            position("AT_TIMESTAMP"),
            at("2026-01-01T00:00:00Z"),
        ),
        case(
            "starting_position_timestamp",
            Kinesis,
            json!({"starting_position_timestamp": "2026-01-01T00:00:00Z"}),
            at("2026-01-01T01:00:00.5+01:00"),
        ),
        case(
            "starting_position_timestamp",
            Kafka,
            at("yesterday"),
            at("2026-01-01T00:00:00Z"),
        ),
        case(
            "starting_position_timestamp",
            Kinesis,
            at("2999-01-01T00:00:00Z"),
            at("2020-01-01T00:00:00Z"),
        ),
        case(
            "starting_position",
            DynamoDb,
            json!({"starting_position": "AT_TIMESTAMP"}),
            position("LATEST"),
        ),
        case(
            "starting_position_timestamp",
            DynamoDb,
            json!({"starting_position_timestamp": "2026-01-01T00:00:00Z"}),
            position("LATEST"),
        ),
        case(
            "starting_position_timestamp",
            KafkaQueue,
            json!({"starting_position_timestamp": "2026-01-01T00:00:00Z"}),
            json!({}),
        ),
    ]
}
