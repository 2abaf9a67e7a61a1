//! Filter patterns.

use super::*;
use Base::{DynamoDb, Fifo, Kafka, KafkaQueue, Kinesis, Mq, Msk, Sqs};

pub(super) fn all() -> Vec<Case> {
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
