//! Where records come from.

use super::*;
use Base::{DocumentDb, DynamoDb, Kafka, Kinesis, Mq, Msk, Sqs};

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn all() -> Vec<Case> {
    let arn = |text: &str| json!({"event_source_arn": text});
    let own = |servers: &str| json!({"self_managed_event_source": [{"endpoints": {"KAFKA_BOOTSTRAP_SERVERS": servers}}]});
    let own_of = |count: usize| {
        let servers: Vec<_> = (0..count).map(|it| format!("b-{it}:9092")).collect();
        own(&servers.join(","))
    };
    vec![
        case(
            "function_name",
            Sqs,
            json!({"function_name": null}),
            json!({}),
        ),
        case(
            "function_name",
            Sqs,
            json!({"function_name": "wor ker"}),
            json!({"function_name": "worker:$LATEST.PUBLISHED"}),
        ),
        case(
            "function_name",
            Sqs,
            json!({"function_name": "x".repeat(65)}),
            json!({"function_name": "x".repeat(64)}),
        ),
        case("event_source_arn", Sqs, arn("orders"), json!({})),
        case(
            "event_source_arn",
            Sqs,
            arn("https://sqs.eu-west-1.example.com/123456789012/orders"),
            json!({}),
        ),
        case(
            "event_source_arn",
            DynamoDb,
            arn("arn:aws:dynamodb:eu-west-1:123456789012:table/t"),
            json!({}),
        ),
        case(
            "event_source_arn",
            Kinesis,
            arn("arn:aws:kinesis:eu-west-1:123456789012:clicks"),
            arn("arn:aws:kinesis:eu-west-1:123456789012:stream/clicks/consumer/c:1700000000"),
        ),
        case(
            "event_source_arn",
            Msk,
            arn("arn:aws:kafka:eu-west-1:123456789012:topic/c/1234-5/orders"),
            arn("arn:aws:kafka:eu-west-1:123456789012:vpc-connection/210987654321/c/1234-5"),
        ),
        case(
            "event_source_arn",
            Mq,
            arn("arn:aws:mq:eu-west-1:123456789012:configuration:c-1"),
            arn("arn:aws:mq:eu-west-1:123456789012:broker:other:b-1"),
        ),
        case(
            "event_source_arn",
            DocumentDb,
            arn("arn:aws:rds:eu-west-1:123456789012:db:docs"),
            arn("arn:aws:rds:eu-west-1:123456789012:cluster:others"),
        ),
        case(
            "event_source_arn",
            Sqs,
            arn("arn:aws:sns:eu-west-1:123456789012:news"),
            json!({}),
        ),
        case(
            "event_source_arn",
            Sqs,
            arn("arn:aws:s3:::bucket"),
            json!({}),
        ),
        case(
            "event_source_arn",
            Sqs,
            arn("arn:aws:sqs:eu-west-1:1234:orders"),
            arn("arn:aws-eusc:sqs:eusc-de-east-1:123456789012:orders"),
        ),
        case(
            "event_source_arn",
            Sqs,
            json!({"event_source_arn": null}),
            json!({}),
        ),
        case("self_managed_event_source", Msk, own("b-1:9092"), json!({})),
        case(
            "self_managed_event_source[0].endpoints",
            Kafka,
            json!({"self_managed_event_source": [{}]}),
            own("b-1:9092"),
        ),
        case(
            "self_managed_event_source[0].endpoints",
            Kafka,
            json!({"self_managed_event_source": [
                {"endpoints": {"KAFKA_BOOTSTRAP_SERVERS": "b-1:9092", "ZOOKEEPER": "z-1:2181"}}
            ]}),
            own("b-1:9092, b-2:9093"),
        ),
        case(
            "self_managed_event_source[0].endpoints",
            Kafka,
            json!({"self_managed_event_source": [{"endpoints": {"KAFKA_BOOTSTRAP_SERVERS": null}}]}),
            own("b-1:9092"),
        ),
        case(
            "self_managed_event_source[0].endpoints",
            Kafka,
            own(" , "),
            own("b-1:9092"),
        ),
        case(
            "self_managed_event_source[0].endpoints",
            Kafka,
            own_of(11),
            own_of(10),
        ),
        case(
            "self_managed_event_source[0].endpoints",
            Kafka,
            own("b-1"),
            own("127.0.0.1:9092"),
        ),
        case(
            "self_managed_event_source[0].endpoints",
            Kafka,
            own("b-1:99999"),
            own("b-1:65535"),
        ),
        case(
            "self_managed_event_source[0].endpoints",
            Kafka,
            own("b-1:9092,B-1:9092"),
            own("b-1:9092,b-2:9092"),
        ),
        case("topics", Kafka, json!({"topics": null}), json!({})),
        case(
            "topics",
            Msk,
            json!({"topics": null}),
            json!({"topics": ["a-b_c.d"]}),
        ),
        case(
            "topics",
            Msk,
            json!({"topics": ["one", "two"]}),
            json!({"topics": ["one"]}),
        ),
        case(
            "topics",
            Msk,
            json!({"topics": [".a"]}),
            json!({"topics": ["a."]}),
        ),
        case(
            "topics",
            Kafka,
            json!({"topics": ["x".repeat(250)]}),
            json!({"topics": ["x".repeat(249)]}),
        ),
        case(
            "topics",
            Sqs,
            json!({"topics": ["orders"]}),
            json!({"topics": []}),
        ),
        case("queues", Mq, json!({"queues": null}), json!({})),
        case(
            "queues",
            Mq,
            json!({"queues": ["a", "b"]}),
            json!({"queues": ["a"]}),
        ),
        case(
            "queues",
            Mq,
            json!({"queues": [""]}),
            json!({"queues": ["x".repeat(1000)]}),
        ),
        case(
            "queues",
            Kinesis,
            json!({"queues": ["orders"]}),
            json!({"queues": []}),
        ),
        case(
            "document_db_event_source_config",
            DocumentDb,
            json!({"document_db_event_source_config": null}),
            json!({}),
        ),
        case(
            "document_db_event_source_config",
            Sqs,
            json!({"document_db_event_source_config": [{"database_name": "shop"}]}),
            json!({}),
        ),
        case(
            "document_db_event_source_config[0].database_name",
            DocumentDb,
            json!({"document_db_event_source_config": [{"database_name": "a.b"}]}),
            json!({"document_db_event_source_config": [{"database_name": "x".repeat(63)}]}),
        ),
        case(
            "document_db_event_source_config[0].database_name",
            DocumentDb,
            json!({"document_db_event_source_config": [{"collection_name": "c"}]}),
            json!({}),
        ),
        case(
            "document_db_event_source_config[0].collection_name",
            DocumentDb,
            json!({"document_db_event_source_config": [
                {"database_name": "d", "collection_name": "system.views"}
            ]}),
            json!({"document_db_event_source_config": [
                {"database_name": "d", "collection_name": "systems"}
            ]}),
        ),
        case(
            "document_db_event_source_config[0].collection_name",
            DocumentDb,
            json!({"document_db_event_source_config": [
                {"database_name": "d", "collection_name": "-views"}
            ]}),
            json!({"document_db_event_source_config": [
                {"database_name": "d", "collection_name": "_views"}
            ]}),
        ),
        case(
            "document_db_event_source_config[0].full_document",
            DocumentDb,
            json!({"document_db_event_source_config": [
                {"database_name": "d", "full_document": "updateLookup"}
            ]}),
            json!({"document_db_event_source_config": [
                {"database_name": "d", "full_document": "UpdateLookup"}
            ]}),
        ),
    ]
}
