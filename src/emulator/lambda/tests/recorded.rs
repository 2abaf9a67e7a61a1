//! What AWS itself was seen to answer, from public recordings of September 2024 to December 2025.
//!
//! Each row is one call and its answer: the status, and either the code and text of the refusal or
//! the exact set of fields with the values that do not differ from run to run. The account holds the
//! function `fn` with one version and one alias, a queue, a Kinesis stream and a DynamoDB stream.

use super::*;

const DATE: f64 = 1_741_010_802.0;

/// The fields that differ from run to run, or are the same in every row of a kind.
const VOLATILE: [&str; 4] = [
    "UUID",
    "EventSourceMappingArn",
    "LastModified",
    "FunctionArn",
];

fn account() -> Bench {
    Bench::strict(&json!({
        "functions": [{ "name": "fn", "timeout": 30, "qualifiers": ["1", "myalias"] }, { "name": "fn2" }],
        "sources": [{ "arn": QUEUE }, { "arn": FIFO }, { "arn": STREAM }, { "arn": TABLE }],
    }))
}

fn of(arn: &str, fields: &Value) -> Value {
    with(
        json!({ "FunctionName": "fn", "EventSourceArn": arn }),
        fields,
    )
}

fn on_stream(fields: &Value) -> Value {
    with(
        json!({
            "BatchSize": 100,
            "BisectBatchOnFunctionError": false,
            "DestinationConfig": { "OnFailure": {} },
            "FunctionResponseTypes": [],
            "LastProcessingResult": "No records processed",
            "MaximumBatchingWindowInSeconds": 0,
            "MaximumRecordAgeInSeconds": -1,
            "MaximumRetryAttempts": -1,
            "ParallelizationFactor": 1,
            "State": "Creating",
            "StateTransitionReason": "User action",
            "TumblingWindowInSeconds": 0,
        }),
        fields,
    )
}

fn on_queue(fields: &Value) -> Value {
    with(
        json!({
            "BatchSize": 10,
            "FunctionResponseTypes": [],
            "MaximumBatchingWindowInSeconds": 0,
            "State": "Creating",
            "StateTransitionReason": "USER_INITIATED",
        }),
        fields,
    )
}

fn filter(pattern: &str) -> Value {
    json!({ "FilterCriteria": { "Filters": [{ "Pattern": pattern }] } })
}

/// The settled part of an answer; the volatile part must be there.
#[track_caller]
fn settled(mut answer: Value) -> Value {
    let fields = answer.as_object_mut().unwrap();
    for name in VOLATILE {
        assert!(
            fields.remove(name).is_some(),
            "{name} is missing: {fields:?}"
        );
    }
    answer
}

#[test]
fn streams_are_created_as_recorded() {
    let failure =
        |arn: &str| json!({ "DestinationConfig": { "OnFailure": { "Destination": arn } } });
    let trim = json!({ "StartingPosition": "TRIM_HORIZON" });
    let rows = [
        (STREAM, json!({ "StartingPosition": "LATEST" }), json!({})),
        (
            STREAM,
            with(trim.clone(), &json!({ "BatchSize": 10 })),
            json!({}),
        ),
        (
            STREAM,
            with(
                trim.clone(),
                &json!({
                    "BatchSize": 1, "MaximumBatchingWindowInSeconds": 1, "MaximumRetryAttempts": 2,
                }),
            ),
            json!({}),
        ),
        (STREAM, with(trim.clone(), &failure(QUEUE)), json!({})),
        (
            STREAM,
            with(
                trim.clone(),
                &failure("arn:aws:sns:eu-west-1:111111111111:t"),
            ),
            json!({}),
        ),
        (
            STREAM,
            with(trim.clone(), &failure("arn:aws:s3:::b")),
            json!({}),
        ),
        (
            STREAM,
            with(
                trim.clone(),
                &filter(r#"{"data":{"event_type":["function_1"]}}"#),
            ),
            json!({}),
        ),
        (
            STREAM,
            with(trim.clone(), &json!({ "MaximumRecordAgeInSeconds": 60 })),
            json!({}),
        ),
        (
            TABLE,
            json!({ "StartingPosition": "LATEST", "FilterCriteria": { "Filters": [] } }),
            json!({ "FilterCriteria": null }),
        ),
        (
            TABLE,
            with(
                trim.clone(),
                &json!({
                    "BatchSize": 3, "MaximumBatchingWindowInSeconds": 1, "MaximumRetryAttempts": 3,
                    "FunctionResponseTypes": ["ReportBatchItemFailures"],
                }),
            ),
            json!({}),
        ),
        (
            TABLE,
            with(
                trim,
                &filter(
                    r#"{"dynamodb":{"NewImage":{"n":{"N":[{"numeric":[">",100]},{"anything-but":"101"}]}}}}"#,
                ),
            ),
            json!({}),
        ),
    ];
    for (arn, given, but) in rows {
        let (status, answer) = account().try_create(&of(arn, &given));
        assert_eq!(status, 202, "{given}: {answer}");
        let mut expected = on_stream(&with(json!({ "EventSourceArn": arn }), &given));
        for (name, _) in but.as_object().unwrap() {
            expected.as_object_mut().unwrap().remove(name);
        }
        assert_eq!(settled(answer), expected, "{given}");
    }
}

#[test]
fn queues_are_created_as_recorded() {
    let rows = [
        (QUEUE, json!({}), json!({})),
        (
            QUEUE,
            json!({ "MaximumBatchingWindowInSeconds": 1 }),
            json!({}),
        ),
        (
            QUEUE,
            json!({ "FunctionResponseTypes": ["ReportBatchItemFailures"] }),
            json!({}),
        ),
        (
            QUEUE,
            json!({ "BatchSize": 10_000, "MaximumBatchingWindowInSeconds": 10 }),
            json!({}),
        ),
        (
            QUEUE,
            json!({
                "BatchSize": 20, "MaximumBatchingWindowInSeconds": 1,
                "ScalingConfig": { "MaximumConcurrency": 2 },
            }),
            json!({}),
        ),
        (
            QUEUE,
            filter(r#"{"body":{"test2":[{"numeric":[">=",100,"<",200]}]}}"#),
            json!({}),
        ),
        (
            QUEUE,
            filter(r#"{"body":{"test2":[{"exists":true}]}}"#),
            json!({}),
        ),
        (
            FIFO,
            json!({ "BatchSize": 1, "Enabled": false }),
            json!({ "State": "Disabled" }),
        ),
    ];
    for (arn, given, but) in rows {
        let (status, answer) = account().try_create(&of(arn, &given));
        assert_eq!(status, 202, "{given}: {answer}");
        let mut echoed = with(json!({ "EventSourceArn": arn }), &given);
        echoed.as_object_mut().unwrap().remove("Enabled");
        assert_eq!(settled(answer), with(on_queue(&echoed), &but), "{given}");
    }
}

#[test]
fn functions_are_echoed_as_recorded() {
    let arn = "arn:aws:lambda:eu-west-1:111111111111:function:fn";
    for (given, echoed) in [
        ("fn", arn.to_owned()),
        ("fn:$LATEST", format!("{arn}:$LATEST")),
        ("fn:1", format!("{arn}:1")),
        ("fn:myalias", format!("{arn}:myalias")),
        (arn, arn.to_owned()),
        (&format!("{arn}:1"), format!("{arn}:1")),
        (&format!("{arn}:myalias"), format!("{arn}:myalias")),
    ] {
        let body = json!({ "FunctionName": given, "EventSourceArn": QUEUE });
        assert_eq!(account().create(&body)["FunctionArn"], json!(echoed));
    }
}

#[test]
fn self_managed_kafka_is_created_as_recorded() {
    let kafka = kafka(&["kafka:1000"], "topic");
    let kafka = with(kafka, &json!({ "FunctionName": "fn" }));
    let mut bench = account();
    let answer = bench.create(&kafka);
    let uuid = answer["UUID"].clone();
    let mut expected = kafka.clone();
    expected.as_object_mut().unwrap().remove("FunctionName");
    let common = json!({
        "BatchSize": 100,
        "LastProcessingResult": "No records processed",
        "SelfManagedKafkaEventSourceConfig": { "ConsumerGroupId": uuid },
        "StartingPosition": "TRIM_HORIZON",
        "State": "Creating",
        "StateTransitionReason": "USER_INITIATED",
    });
    assert_eq!(settled(answer), with(expected.clone(), &common));

    let given = json!({
        "Topics": ["topic_2"],
        "BatchSize": 1,
        "SelfManagedKafkaEventSourceConfig": { "ConsumerGroupId": "random_id" },
        "StartingPosition": "LATEST",
    });
    let answer = bench.create(&with(kafka.clone(), &given));
    assert_eq!(settled(answer), with(with(expected, &common), &given));

    let taken = |servers: &str| {
        let arn = "arn:aws:lambda:eu-west-1:111111111111:function:fn";
        let text = format!(
            "An event source mapping with event source (\"{servers}\"), function (\"{arn}\"), topics (\"topic\") already exists. Please update or delete the existing mapping with UUID {}",
            uuid.as_str().unwrap()
        );
        (409, "ResourceConflictException".to_owned(), text)
    };
    assert_eq!(bench.refuse_create(&kafka), taken("kafka:1000"));
    let more = json!({ "SelfManagedEventSource": { "Endpoints": { "KAFKA_BOOTSTRAP_SERVERS": ["kafka:1000", "kafka:2000"] } } });
    assert_eq!(
        bench.refuse_create(&with(kafka, &more)),
        taken("kafka:1000,kafka:2000")
    );
}

#[test]
fn creates_are_refused_as_recorded() {
    let missing_stream = "arn:aws:kinesis:eu-west-1:111111111111:stream/gone";
    let missing_table =
        "arn:aws:dynamodb:eu-west-1:111111111111:table/gone/stream/2025-02-22T03:03:25.490";
    let missing_queue = "arn:aws:sqs:eu-west-1:111111111111:gone";
    let nobody = |fields: Value| with(json!({ "FunctionName": "doesnotexist" }), &fields);
    let latest = json!({ "StartingPosition": "LATEST" });
    let no_position = "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.";
    let no_queue = "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.";
    let rows = [
        (nobody(json!({})), "Unrecognized event source.".to_owned()),
        (nobody(json!({ "EventSourceArn": missing_queue })), "Function does not exist".to_owned()),
        (
            nobody(json!({
                "EventSourceArn": missing_queue,
                "DestinationConfig": { "OnSuccess": { "Destination": QUEUE } },
            })),
            "Unsupported DestinationConfig parameter for given event source mapping type.".to_owned(),
        ),
        (of(STREAM, &json!({})), no_position.to_owned()),
        (of(TABLE, &json!({})), no_position.to_owned()),
        (
            of(TABLE, &json!({ "StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": DATE })),
            format!("Unsupported starting position for arn type: {TABLE}"),
        ),
        (
            json!({
                "FunctionName": "fn", "Topics": ["topic"],
                "SelfManagedEventSource": { "Endpoints": { "KAFKA_BOOTSTRAP_SERVERS": ["kafka:1000"] } },
            }),
            "Required 'sourceAccessConfigurations' parameter is missing.".to_owned(),
        ),
        (of(QUEUE, &filter("null")), "Invalid filter pattern definition.".to_owned()),
        (of(QUEUE, &filter("simple string")), "Invalid filter pattern definition.".to_owned()),
        (of(QUEUE, &filter(r#"{"eventSource":"aws:sqs"}"#)), "Invalid filter pattern definition.".to_owned()),
        (of(QUEUE, &filter(r#"{"eventSource":[]}"#)), "Invalid filter pattern definition.".to_owned()),
        (
            of(QUEUE, &json!({ "BatchSize": 11 })),
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10".to_owned(),
        ),
        (of(missing_stream, &latest), format!("Stream not found: {missing_stream}")),
        (of(missing_table, &latest), format!("Stream not found: {missing_table}")),
        (of(missing_queue, &json!({})), no_queue.to_owned()),
    ];
    for (body, text) in rows {
        assert_eq!(account().refuse_create(&body), invalid(&text), "{body}");
    }
    for arn in [STREAM, TABLE] {
        let body = of(arn, &json!({ "StartingPosition": "invalid" }));
        let text = "Value 'invalid' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]";
        assert_eq!(account().refuse_create(&body), constraint(text));
    }
}

#[test]
fn duplicates_are_refused_as_recorded() {
    for (arn, fields, text) in [
        (
            QUEUE,
            json!({}),
            "An event source mapping with SQS arn (\" {arn} \") and function (\" fn \") already exists.",
        ),
        (
            STREAM,
            json!({ "StartingPosition": "LATEST" }),
            "The event source arn (\" {arn} \") and function (\" fn \") provided mapping already exists.",
        ),
        (
            TABLE,
            json!({ "StartingPosition": "LATEST" }),
            "The event source arn (\" {arn} \") and function (\" fn \") provided mapping already exists.",
        ),
    ] {
        let mut bench = account();
        let first = bench.create(&of(arn, &fields));
        let text = format!(
            "{} Please update or delete the existing mapping with UUID {}",
            text.replace("{arn}", arn),
            first["UUID"].as_str().unwrap()
        );
        let refused = bench.refuse_create(&of(arn, &fields));
        assert_eq!(refused, (409, "ResourceConflictException".to_owned(), text));
    }
}

#[test]
fn what_is_not_there_is_refused_as_recorded() {
    let mut bench = account();
    let path = "/2015-03-31/event-source-mappings/00000000-1111-2222-3333-444444444444";
    let gone = "The resource you requested does not exist.".to_owned();
    for (method, body) in [("GET", ""), ("DELETE", ""), ("PUT", r#"{"Enabled":false}"#)] {
        let refused = bench.refused(method, path, body);
        assert_eq!(
            refused,
            (404, "ResourceNotFoundException".to_owned(), gone.clone())
        );
    }
    for query in [
        "",
        "?FunctionName=doesnotexist",
        "?EventSourceArn=arn:aws:sqs:eu-west-1:111111111111:gone",
    ] {
        let path = format!("/2015-03-31/event-source-mappings{query}");
        let answer = bench.call("GET", &path, &Value::Null);
        assert_eq!(answer, (200, json!({ "EventSourceMappings": [] })));
    }
}

#[test]
fn a_mapping_lives_as_recorded() {
    let mut bench = account();
    let mapping = bench.create(&of(QUEUE, &json!({ "MaximumBatchingWindowInSeconds": 1 })));
    let shown = json!({ "EventSourceArn": QUEUE, "MaximumBatchingWindowInSeconds": 1 });
    let (status, answer) = bench.get(&mapping);
    let enabled = with(shown.clone(), &json!({ "State": "Enabled" }));
    assert_eq!((status, settled(answer)), (200, on_queue(&enabled)));
    let (status, answer) = bench.update(&mapping, &json!({ "FunctionName": "fn2" }));
    assert_eq!(
        answer["FunctionArn"],
        json!("arn:aws:lambda:eu-west-1:111111111111:function:fn2")
    );
    let updating = with(shown, &json!({ "State": "Updating" }));
    assert_eq!((status, settled(answer)), (202, on_queue(&updating)));
    bench.wait(10);
    let (_, answer) = bench.get(&mapping);
    assert_eq!(settled(answer), on_queue(&enabled));
    let larger = json!({ "BatchSize": 11, "MaximumBatchingWindowInSeconds": 0 });
    assert_eq!(
        bench.refuse_update(&mapping, &larger),
        invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
        )
    );

    let mapping = bench.create(&of(TABLE, &json!({ "StartingPosition": "TRIM_HORIZON" })));
    let (status, answer) = bench.update(&mapping, &json!({ "Enabled": false }));
    assert_eq!((status, &answer["State"]), (202, &json!("Disabling")));
    bench.wait(10);
    // The function goes, the mapping stays.
    bench.seed(&json!({ "gone": ["fn"] }));
    let (status, answer) = bench.get(&mapping);
    assert_eq!((status, &answer["State"]), (200, &json!("Disabled")));
    let (status, answer) = bench.delete(&mapping);
    let shown =
        json!({ "EventSourceArn": TABLE, "StartingPosition": "TRIM_HORIZON", "State": "Deleting" });
    assert_eq!((status, settled(answer)), (202, on_stream(&shown)));

    let mapping = bench.create(&with(
        of(FIFO, &json!({ "Enabled": false })),
        &json!({ "FunctionName": "fn2" }),
    ));
    let (status, answer) = bench.update(&mapping, &json!({ "Enabled": true }));
    assert_eq!((status, &answer["State"]), (202, &json!("Enabling")));
    bench.wait(10);
    assert_eq!(bench.get(&mapping).1["State"], "Enabled");
}

#[test]
fn tag_calls_are_refused_as_recorded() {
    let mut bench = account();
    let id = "arn:aws:lambda:eu-west-1:111111111111";
    let pattern = "arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)";
    let uuid = "00000000-1111-2222-3333-444444444444";
    for (resource, text) in [
        (
            format!("event-source-mapping:{uuid}"),
            "Event source mapping not found: ",
        ),
        ("function:doesnotexist".to_owned(), "Function not found: "),
        (
            "capacity-provider:none".to_owned(),
            "Capacity provider not found: ",
        ),
    ] {
        let arn = format!("{id}:{resource}");
        let expected = (
            404,
            "ResourceNotFoundException".to_owned(),
            format!("{text}{arn}"),
        );
        for (method, query, body) in [
            ("POST", "", r#"{"Tags":{"A":"B"}}"#),
            ("DELETE", "?tagKeys=A", ""),
            ("GET", "", ""),
        ] {
            let refused = bench.refused(method, &format!("/2017-03-31/tags/{arn}{query}"), body);
            assert_eq!(refused, expected);
        }
    }
    for resource in [
        format!("event-source-mapping:{uuid}:alias"),
        format!("foobar:{uuid}"),
    ] {
        let arn = format!("{id}:{resource}");
        let text = format!(
            "Value '{arn}' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: {pattern}"
        );
        let refused = bench.refused("GET", &format!("/2017-03-31/tags/{arn}"), "");
        assert_eq!(refused, constraint(&text));
    }
    let alias = format!("/2017-03-31/tags/{id}:function:fn:alias");
    assert_eq!(
        bench.refused("GET", &alias, ""),
        invalid(
            "Tags on function aliases and versions are not supported. Please specify a function ARN."
        )
    );
    let mapping = bench.create(&of(QUEUE, &json!({})));
    let own = format!(
        "/2017-03-31/tags/{}",
        mapping["EventSourceMappingArn"].as_str().unwrap()
    );
    assert_eq!(
        bench.refused("POST", &own, r#"{"Tags":{}}"#),
        invalid("An error occurred and the request cannot be processed.")
    );
    assert_eq!(
        bench.refused("DELETE", &own, ""),
        constraint("Value null at 'tagKeys' failed to satisfy constraint: Member must not be null")
    );
}

#[test]
fn tags_come_and_go_as_recorded() {
    let mut bench = account();
    let mapping = bench.create(&of(QUEUE, &json!({ "Tags": { "A": "tag-a" } })));
    assert_eq!(mapping.get("Tags"), None);
    let own = format!(
        "/2017-03-31/tags/{}",
        mapping["EventSourceMappingArn"].as_str().unwrap()
    );
    for (method, query, tags, left) in [
        (
            "POST",
            "",
            json!({ "B": "tag-b", "C": "tag-c" }),
            json!({ "A": "tag-a", "B": "tag-b", "C": "tag-c" }),
        ),
        (
            "POST",
            "",
            json!({ "C": "new", "D": "tag-d" }),
            json!({ "A": "tag-a", "B": "tag-b", "C": "new", "D": "tag-d" }),
        ),
        (
            "DELETE",
            "?tagKeys=A",
            Value::Null,
            json!({ "B": "tag-b", "C": "new", "D": "tag-d" }),
        ),
        (
            "DELETE",
            "?tagKeys=B&tagKeys=C",
            Value::Null,
            json!({ "D": "tag-d" }),
        ),
        ("DELETE", "?tagKeys=F", Value::Null, json!({ "D": "tag-d" })),
        ("DELETE", "?tagKeys=D&tagKeys=F", Value::Null, json!({})),
    ] {
        let body = if tags.is_null() {
            Value::Null
        } else {
            json!({ "Tags": tags })
        };
        assert_eq!(bench.call(method, &format!("{own}{query}"), &body).0, 204);
        let (status, answer) = bench.call("GET", &own, &Value::Null);
        assert_eq!((status, answer), (200, json!({ "Tags": left })));
    }
}
