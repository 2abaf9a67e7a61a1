//! The cases.

use super::*;
use Base::{DocumentDb, DynamoDb, Fifo, Kafka, KafkaQueue, Kinesis, Mq, Msk, Sqs};

pub(super) fn all() -> Vec<Case> {
    let parts: [fn() -> Vec<Case>; 8] = [
        sources, positions, batches, filters, targets, pollers, kafka, accesses,
    ];
    parts.iter().flat_map(|it| it()).chain(upkeep()).collect()
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn sources() -> Vec<Case> {
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
            own("[::1]:9092"),
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

fn positions() -> Vec<Case> {
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

#[expect(clippy::too_many_lines, reason = "a table")]
fn batches() -> Vec<Case> {
    let one = |name: &str, value: Json| json!({ name: value });
    let mut cases = vec![
        case(
            "batch_size",
            Kinesis,
            one("batch_size", json!(0)),
            one("batch_size", json!(1)),
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

fn filters() -> Vec<Case> {
    let patterns = |patterns: &[&str]| {
        let filters: Vec<Json> = patterns.iter().map(|it| json!({"pattern": it})).collect();
        json!({"filter_criteria": [{"filter": filters}]})
    };
    let many = |count: usize| {
        let all: Vec<String> = (0..count)
            .map(|it| format!("{{\"body\":{{\"a\":[{it}]}}}}"))
            .collect();
        patterns(&all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let filter = "filter_criteria[0].filter";
    let at = "filter_criteria[0].filter.pattern";
    let mut cases = vec![
        case(filter, Sqs, many(11), many(5)),
        case(filter, Sqs, many(6), many(5)),
        case(
            at,
            Sqs,
            json!({"filter_criteria": [{"filter": [{}]}]}),
            json!({"filter_criteria": [{}]}),
        ),
        case(
            at,
            Sqs,
            patterns(&[&format!("{{\"body\":[\"{}\"]}}", "x".repeat(4096))]),
            patterns(&[&format!("{{\"body\":[\"{}\"]}}", "x".repeat(4000))]),
        ),
    ];
    for (base, bad, good) in PATTERNS {
        cases.push(case(at, base, patterns(&[bad]), patterns(&[good])));
    }
    for (bad, good) in TESTS {
        let body = |test: &str| patterns(&[&format!("{{\"body\":{{\"a\":{test}}}}}")]);
        cases.push(case(at, Sqs, body(bad), body(good)));
    }
    cases
}

/// Patterns that are wrong, and neighbours that are not.
const PATTERNS: [(Base, &str, &str); 29] = [
    (Sqs, "body", r#"{"body":{"a":[1]}}"#),
    (Sqs, "[1]", r#"{"body":["a"]}"#),
    (Sqs, "{}", r#"{"body":[""]}"#),
    (Sqs, r#"{"body":{}}"#, r#"{"body":{"a":[null]}}"#),
    (Sqs, r#"{"body":"{\"a\":[1]}"}"#, r#"{"body":{"a":[1]}}"#),
    (
        Sqs,
        r#"{"$or":[{"body":["a"]}]}"#,
        r#"{"$or":[{"body":["a"]},{"body":["b"]}]}"#,
    ),
    (
        Sqs,
        r#"{"body":{"$or":[{"a":[1]},{"prefix":["b"]}]}}"#,
        r#"{"body":{"$or":[{"a":[1]},{"b":[{"prefix":"b"}]}]}}"#,
    ),
    (
        Sqs,
        r#"{"body":{"a":[1],"a":[2]}}"#,
        r#"{"body":{"a":[1,2]}}"#,
    ),
    (
        Sqs,
        r#"{"body":{"a":{"b":{"c":{"d":{"e":["deep"]}}}}}}"#,
        r#"{"body":{"a":{"b":{"c":{"d":["deep"]}}}}}"#,
    ),
    (
        Sqs,
        r#"{"kind":["order"]}"#,
        r#"{"body":{"kind":["order"]}}"#,
    ),
    (
        Fifo,
        r#"{"data":{"kind":["order"]}}"#,
        r#"{"body":{"kind":["order"]}}"#,
    ),
    (
        Sqs,
        r#"{"Body":{"kind":["order"]}}"#,
        r#"{"messageId":["a"]}"#,
    ),
    (Sqs, r#"{"Records":{"body":["a"]}}"#, r#"{"body":["a"]}"#),
    (Sqs, r#"{"body":[5]}"#, r#"{"body":["5"]}"#),
    (Sqs, r#"{"body":["{\"a\":1}"]}"#, r#"{"body":["{a"]}"#),
    (
        Sqs,
        r#"{"attributes":{"ApproximateReceiveCount":[{"numeric":[">",1]}]}}"#,
        r#"{"attributes":{"ApproximateReceiveCount":[{"anything-but":"1"}]}}"#,
    ),
    (
        Kinesis,
        r#"{"body":{"kind":["order"]}}"#,
        r#"{"data":{"kind":["order"]}}"#,
    ),
    (
        Kinesis,
        r#"{"kinesis":{"data":{"a":[1]}}}"#,
        r#"{"partitionKey":["1"],"data":{"a":[1]}}"#,
    ),
    (
        Kinesis,
        r#"{"data":["text"]}"#,
        r#"{"data":{"text":["a"]}}"#,
    ),
    (
        DynamoDb,
        r#"{"NewImage":{"a":{"S":["x"]}}}"#,
        r#"{"dynamodb":{"NewImage":{"a":{"S":["x"]}}}}"#,
    ),
    (
        DynamoDb,
        r#"{"eventName":["insert"]}"#,
        r#"{"eventName":["INSERT","REMOVE"]}"#,
    ),
    (
        DynamoDb,
        r#"{"dynamodb":{"NewImage":{"a":["x"]}}}"#,
        r#"{"dynamodb":{"OldImage":{"a":{"S":["x"]}}}}"#,
    ),
    (
        DynamoDb,
        r#"{"dynamodb":{"NewImage":{"a":{"N":[{"numeric":[">",100]}]}}}}"#,
        r#"{"dynamodb":{"NewImage":{"a":{"N":["101"]}}}}"#,
    ),
    (
        DynamoDb,
        r#"{"dynamodb":{"NewImage":{"a":{"BOOL":["true"]}}}}"#,
        r#"{"dynamodb":{"NewImage":{"a":{"BOOL":[true]}}}}"#,
    ),
    (
        DynamoDb,
        r#"{"dynamodb":{"NewImage":{"a":{"b":{"S":["x"]}}}}}"#,
        r#"{"dynamodb":{"Keys":{"a":{"S":["x"]}}}}"#,
    ),
    (
        Msk,
        r#"{"data":{"kind":["order"]}}"#,
        r#"{"value":{"kind":["order"]}}"#,
    ),
    (
        Kafka,
        r#"{"body":{"kind":["order"]}}"#,
        r#"{"key":["a"],"value":["b"]}"#,
    ),
    (
        Mq,
        r#"{"body":{"kind":["order"]}}"#,
        r#"{"data":{"kind":["order"]}}"#,
    ),
    (KafkaQueue, r#"{"headers":"a"}"#, r#"{"topic":["a"]}"#),
];

/// Values of a field of a pattern that are wrong, and neighbours that are not.
const TESTS: [(&str, &str); 24] = [
    ("5", "[5]"),
    ("[]", "[null]"),
    (r#"[["x"]]"#, r#"["x"]"#),
    ("[{}]", r#"[{"exists":false}]"#),
    (
        r#"[{"prefix":"x","suffix":"y"}]"#,
        r#"[{"prefix":"x"},{"suffix":"y"}]"#,
    ),
    (r#"[{"contains":"x"}]"#, r#"[{"suffix":"x"}]"#),
    (r#"[{"wildcard":"x*"}]"#, r#"[{"prefix":"x"}]"#),
    (r#"{"prefix":"x"}"#, r#"[{"prefix":"x"}]"#),
    (r#"{"numeric":["=",5]}"#, r#"[{"numeric":["=",5]}]"#),
    (
        r#"[{"prefix":5}]"#,
        r#"[{"prefix":{"equals-ignore-case":"x"}}]"#,
    ),
    (
        r#"[{"suffix":{"prefix":"x"}}]"#,
        r#"[{"suffix":{"equals-ignore-case":"x"}}]"#,
    ),
    (
        r#"[{"equals-ignore-case":["x"]}]"#,
        r#"[{"equals-ignore-case":"x"}]"#,
    ),
    (r#"[{"exists":"true"}]"#, r#"[{"exists":true}]"#),
    (r#"[{"anything-but":null}]"#, r#"[{"anything-but":"x"}]"#),
    (
        r#"[{"anything-but":["x",1]}]"#,
        r#"[{"anything-but":["x","1"]}]"#,
    ),
    (
        r#"[{"anything-but":{"wildcard":"x*"}}]"#,
        r#"[{"anything-but":{"prefix":"x"}}]"#,
    ),
    (
        r#"[{"anything-but":"x"},{"anything-but":"y"}]"#,
        r#"[{"anything-but":["x","y"]}]"#,
    ),
    (r#"[{"numeric":5}]"#, r#"[{"numeric":["=",5]}]"#),
    (r#"[{"numeric":[">"]}]"#, r#"[{"numeric":[">",0]}]"#),
    (r#"[{"numeric":[">","5"]}]"#, r#"[{"numeric":["<=",5]}]"#),
    (
        r#"[{"numeric":["<",5,">",0]}]"#,
        r#"[{"numeric":[">",0,"<",5]}]"#,
    ),
    (
        r#"[{"numeric":[">",5,"<",1]}]"#,
        r#"[{"numeric":[">=",1,"<=",5]}]"#,
    ),
    (r#"["x",{"exists":true}]"#, r#"["x",{"exists":false}]"#),
    ("[300.0]", "[300]"),
];

#[expect(clippy::too_many_lines, reason = "a table")]
fn targets() -> Vec<Case> {
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
        case(at, Msk, to("kafka://"), to("kafka://failed")),
        case(
            at,
            Kafka,
            to(&format!("kafka://{}", "x".repeat(343))),
            to(&format!("kafka://{}", "x".repeat(342))),
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

fn pollers() -> Vec<Case> {
    let pollers = |it: Json| json!({"provisioned_poller_config": [it]});
    let limit = |most: i64| json!({"scaling_config": [{"maximum_concurrency": most}]});
    let at = "provisioned_poller_config";
    let (fewest, most, group) = (
        "provisioned_poller_config[0].minimum_pollers",
        "provisioned_poller_config[0].maximum_pollers",
        "provisioned_poller_config[0].poller_group_name",
    );
    vec![
        case("scaling_config", Kinesis, limit(2), json!({})),
        case(
            "scaling_config[0].maximum_concurrency",
            Sqs,
            limit(1),
            limit(2),
        ),
        case(
            "scaling_config[0].maximum_concurrency",
            Fifo,
            limit(1001),
            limit(1000),
        ),
        case(
            "scaling_config",
            Sqs,
            json!({"scaling_config": [{"maximum_concurrency": 2}], "provisioned_poller_config": [{}]}),
            pollers(json!({})),
        ),
        case(at, Kinesis, pollers(json!({})), json!({})),
        case(at, Fifo, pollers(json!({})), json!({})),
        case(
            at,
            Sqs,
            pollers(json!({"minimum_pollers": 1})),
            pollers(json!({"minimum_pollers": 2, "maximum_pollers": 10_000})),
        ),
        case(
            at,
            Kafka,
            pollers(json!({"maximum_pollers": 2001})),
            pollers(json!({"maximum_pollers": 2000})),
        ),
        case(
            at,
            Msk,
            pollers(json!({"minimum_pollers": 10, "maximum_pollers": 9})),
            pollers(json!({"minimum_pollers": 1, "maximum_pollers": 1})),
        ),
        case(
            fewest,
            Msk,
            pollers(json!({"minimum_pollers": 201})),
            pollers(json!({"minimum_pollers": 200})),
        ),
        case(
            most,
            Sqs,
            pollers(json!({"maximum_pollers": 10_001})),
            pollers(json!({"maximum_pollers": 10_000})),
        ),
        case(
            group,
            Sqs,
            pollers(json!({"poller_group_name": "g"})),
            pollers(json!({"poller_group_name": ""})),
        ),
        case(
            group,
            Msk,
            pollers(json!({"poller_group_name": "a b"})),
            pollers(json!({"poller_group_name": "a-b_C"})),
        ),
    ]
}

macro_rules! registry {
    ($($rest:literal),*) => {
        [$( concat!("self_managed_kafka_event_source_config[0].schema_registry_config", $rest) ),*]
    };
}

const REGISTRY: [&str; 8] = registry![
    "",
    "[0].schema_registry_uri",
    "[0].event_record_format",
    "[0].access_config",
    "[0].access_config.uri",
    "[0].access_config.type",
    "[0].schema_validation_config",
    "[0].schema_validation_config.attribute"
];

fn kafka() -> Vec<Case> {
    let config = "self_managed_kafka_event_source_config";
    let managed = "amazon_managed_kafka_event_source_config";
    let own = |it: Json| json!({"self_managed_kafka_event_source_config": [it]});
    let registry = |changes: Json| {
        let mut registry = json!({
            "schema_registry_uri": "https://registry.example.com",
            "event_record_format": "JSON",
            "access_config": [{"type": "BASIC_AUTH", "uri": SECRET}],
            "schema_validation_config": [{"attribute": "VALUE"}],
        });
        for (name, value) in changes.as_object().unwrap() {
            registry[name] = value.clone();
        }
        json!({
            "self_managed_kafka_event_source_config": [{"schema_registry_config": [registry]}],
            "provisioned_poller_config": [{}],
        })
    };
    let without_pollers = || {
        let mut it = registry(json!({}));
        it["provisioned_poller_config"] = Json::Null;
        it
    };
    let inside = |name: &str| -> &'static str {
        match name {
            "" => REGISTRY[0],
            "uri" => REGISTRY[1],
            "format" => REGISTRY[2],
            "access" => REGISTRY[3],
            "access.uri" => REGISTRY[4],
            "access.type" => REGISTRY[5],
            "validation" => REGISTRY[6],
            _ => REGISTRY[7],
        }
    };
    let glue = "arn:aws:glue:eu-west-1:123456789012:registry/orders";
    let fine = || registry(json!({}));
    vec![
        case(
            managed,
            Kafka,
            json!({"amazon_managed_kafka_event_source_config": [{"consumer_group_id": "g"}]}),
            json!({}),
        ),
        case(
            config,
            Msk,
            own(json!({"consumer_group_id": "g"})),
            json!({}),
        ),
        case(
            managed,
            Sqs,
            json!({"amazon_managed_kafka_event_source_config": [{}]}),
            json!({"amazon_managed_kafka_event_source_config": []}),
        ),
        case(
            "self_managed_kafka_event_source_config[0].consumer_group_id",
            Kafka,
            own(json!({"consumer_group_id": "a b"})),
            own(json!({"consumer_group_id": "a-/*:_+=.@b"})),
        ),
        case(
            "amazon_managed_kafka_event_source_config[0].consumer_group_id",
            Msk,
            json!({"amazon_managed_kafka_event_source_config": [{"consumer_group_id": "x".repeat(201)}]}),
            json!({"amazon_managed_kafka_event_source_config": [{"consumer_group_id": "x".repeat(200)}]}),
        ),
        case(
            "self_managed_kafka_event_source_config[0].consumption_mode",
            Kafka,
            own(json!({"consumption_mode": "queue"})),
            own(json!({"consumption_mode": "Stream"})),
        ),
        case(inside(""), Kafka, without_pollers(), fine()),
        case(
            "amazon_managed_kafka_event_source_config[0].schema_registry_config",
            Msk,
            json!({"amazon_managed_kafka_event_source_config": [{"schema_registry_config": [{
                "schema_registry_uri": glue,
                "event_record_format": "SOURCE",
                "schema_validation_config": [{"attribute": "KEY"}],
            }]}]}),
            json!({
                "amazon_managed_kafka_event_source_config": [{"schema_registry_config": [{
                    "schema_registry_uri": glue,
                    "event_record_format": "SOURCE",
                    "schema_validation_config": [{"attribute": "KEY"}],
                }]}],
                "provisioned_poller_config": [{}],
            }),
        ),
        case(
            inside("uri"),
            Kafka,
            registry(json!({"schema_registry_uri": "registry"})),
            fine(),
        ),
        case(
            inside("uri"),
            Kafka,
            registry(json!({"schema_registry_uri": null})),
            fine(),
        ),
        case(
            inside("format"),
            Kafka,
            registry(json!({"event_record_format": "AVRO"})),
            registry(json!({"event_record_format": "SOURCE"})),
        ),
        case(
            inside("access"),
            Kafka,
            registry(json!({"schema_registry_uri": glue})),
            registry(json!({"schema_registry_uri": glue, "access_config": null})),
        ),
        case(
            inside("access"),
            Kafka,
            registry(json!({"access_config": [
                {"type": "BASIC_AUTH", "uri": SECRET},
                {"type": "SERVER_ROOT_CA_CERTIFICATE", "uri": SECRET},
                {"type": "CLIENT_CERTIFICATE_TLS_AUTH", "uri": SECRET},
            ]})),
            registry(json!({"access_config": [
                {"type": "BASIC_AUTH", "uri": SECRET},
                {"type": "SERVER_ROOT_CA_CERTIFICATE", "uri": SECRET},
            ]})),
        ),
        case(
            inside("access.uri"),
            Kafka,
            registry(json!({"access_config": [{"type": "BASIC_AUTH", "uri": "secret"}]})),
            fine(),
        ),
        case(
            inside("access.type"),
            Kafka,
            registry(json!({"access_config": [{"type": "IAM", "uri": SECRET}]})),
            registry(json!({"access_config": [{"type": "OAUTHBEARER_AUTH", "uri": SECRET}]})),
        ),
        case(
            inside("validation"),
            Kafka,
            registry(json!({"schema_validation_config": null})),
            fine(),
        ),
        case(
            inside("validation.attribute"),
            Kafka,
            registry(json!({"schema_validation_config": [{"attribute": "value"}]})),
            registry(
                json!({"schema_validation_config": [{"attribute": "VALUE"}, {"attribute": "KEY"}]}),
            ),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn accesses() -> Vec<Case> {
    let at = "source_access_configuration";
    let basic = ("BASIC_AUTH", Some(SECRET));
    let subnets = |count: usize| -> Json {
        let uris: Vec<String> = (0..count).map(|it| format!("subnet:subnet-{it}")).collect();
        access(
            &uris
                .iter()
                .map(|it| ("VPC_SUBNET", Some(it.as_str())))
                .collect::<Vec<_>>(),
        )
    };
    let none = || json!({"source_access_configuration": null});
    vec![
        case(at, Kafka, none(), json!({})),
        case(at, Mq, none(), json!({})),
        case(at, DocumentDb, none(), json!({})),
        case(at, Sqs, access(&[basic]), json!({})),
        case(
            at,
            Kafka,
            access(&[("KERBEROS", Some("x"))]),
            access(&[("SASL_SCRAM_256_AUTH", Some(SECRET))]),
        ),
        case(
            at,
            Msk,
            access(&[("VPC_SUBNET", Some("subnet:subnet-1"))]),
            access(&[("SASL_SCRAM_512_AUTH", Some(SECRET))]),
        ),
        case(
            at,
            Kafka,
            access(&[("VIRTUAL_HOST", Some("/"))]),
            access(&[("SERVER_ROOT_CA_CERTIFICATE", Some(SECRET))]),
        ),
        case(
            at,
            DocumentDb,
            access(&[basic, ("VIRTUAL_HOST", Some("/"))]),
            access(&[basic]),
        ),
        case(
            at,
            Kafka,
            access(&[("BASIC_AUTH", Some("password"))]),
            access(&[basic]),
        ),
        case(
            at,
            Kafka,
            access(&[("CLIENT_CERTIFICATE_TLS_AUTH", None)]),
            access(&[("CLIENT_CERTIFICATE_TLS_AUTH", Some(SECRET))]),
        ),
        case(
            at,
            Kafka,
            access(&[("VPC_SUBNET", Some("subnet-0abc"))]),
            subnets(1),
        ),
        case(
            at,
            Kafka,
            access(&[("VPC_SECURITY_GROUP", Some("group"))]),
            access(&[("VPC_SECURITY_GROUP", Some("sg-0abc"))]),
        ),
        case(
            at,
            Kafka,
            access(&[("IAM_AUTH", Some("x"))]),
            access(&[("IAM_AUTH", None)]),
        ),
        case(
            at,
            Mq,
            access(&[basic, ("VIRTUAL_HOST", Some(""))]),
            access(&[basic, ("VIRTUAL_HOST", Some("/orders"))]),
        ),
        case(
            at,
            Mq,
            access(&[("VIRTUAL_HOST", Some("/orders"))]),
            access(&[basic]),
        ),
        case(at, Kafka, subnets(24), subnets(23)),
        case(
            at,
            Kafka,
            access(&[("OAUTHBEARER_SCOPE", Some("s"))]),
            access(&[
                ("OAUTHBEARER_SCOPE", Some("s")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[("OAUTHBEARER_LOGICAL_CLUSTER", Some("c"))]),
            access(&[
                ("OAUTHBEARER_LOGICAL_CLUSTER", Some("c")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[("OAUTHBEARER_IDENTITY_POOL", Some("p"))]),
            access(&[
                ("OAUTHBEARER_IDENTITY_POOL", Some("p")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[("OAUTHBEARER_AUDIENCE", Some("a"))]),
            access(&[
                ("OAUTHBEARER_AUDIENCE", Some("a")),
                ("IAM_OAUTHBEARER_AUTH", None),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[("IAM_OAUTHBEARER_AUTH", None)]),
            access(&[
                ("OAUTHBEARER_AUDIENCE", Some("a")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[
                ("IAM_OAUTHBEARER_AUTH", None),
                ("OAUTHBEARER_AUDIENCE", Some("a")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
            access(&[("OAUTHBEARER_AUTH", Some(SECRET))]),
        ),
        case(
            "source_access_configuration.type",
            Kafka,
            json!({"source_access_configuration": [{"uri": SECRET}]}),
            access(&[basic]),
        ),
    ]
}

fn upkeep() -> Vec<Case> {
    let tags = |key: &str, value: &str| json!({"tags": {key: value}});
    let many = |count: usize| -> Json {
        let tags: serde_json::Map<String, Json> = (0..count)
            .map(|it| (format!("k{it}"), json!("v")))
            .collect();
        json!({"tags": tags})
    };
    let wait = |it: &str| json!({"timeouts": {"create": it}});
    vec![
        case(
            "region",
            Sqs,
            json!({"region": "eu-west-1a"}),
            json!({"region": "eu-west-1"}),
        ),
        case("tags", Sqs, tags("aws:own", "x"), tags("own:aws", "x")),
        case("tags", Sqs, tags("", "x"), tags("k", "")),
        case("tags", Sqs, tags("k", "{}"), tags("Größe", "a b_.:/=+-@")),
        case(
            "tags",
            Sqs,
            tags(&"k".repeat(129), "x"),
            tags(&"k".repeat(128), "x"),
        ),
        case(
            "tags",
            Sqs,
            tags("k", &"x".repeat(257)),
            tags("k", &"x".repeat(256)),
        ),
        case("tags", Sqs, many(51), many(50)),
        case("timeouts.create", Sqs, wait("ten minutes"), wait("10m")),
        case(
            "timeouts.update",
            Sqs,
            json!({"timeouts": {"update": "5"}}),
            json!({"timeouts": {"update": "5s"}}),
        ),
        case(
            "timeouts.delete",
            Sqs,
            json!({"timeouts": {"delete": "0s"}}),
            json!({"timeouts": {"delete": "1h30m"}}),
        ),
        case(
            "timeouts.read",
            Sqs,
            json!({"timeouts": {"read": "1 m"}}),
            json!({"timeouts": {"read": "1m"}}),
        ),
    ]
}
