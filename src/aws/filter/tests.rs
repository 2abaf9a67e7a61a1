use super::*;
use crate::framework::diagnostics::Severity;

mod evaluation;
mod generated;

/// Each finding of a pattern in one line.
fn lines(pattern: &str, kind: Option<SourceKind>) -> Vec<String> {
    let line = |it: Finding| {
        let severity = match it.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        assert!(it.advice.ends_with(['.', '?']), "{}", it.advice);
        format!("{severity}: {it}")
    };
    lint(pattern, kind).into_iter().map(line).collect()
}

#[track_caller]
fn assert_finds(pattern: &str, kind: Option<SourceKind>, expected: &str) {
    assert_eq!(lines(pattern, kind), [expected], "{pattern}");
}

/// The patterns of Lambda's guide, of its recordings by `LocalStack`, and neighbours of those that
/// are found wrong.
#[test]
fn nothing_is_said_of_a_sound_pattern() {
    let queue = [
        r#"{"body":{"RequestCode":["BBBB"]}}"#,
        r#"{"body":{"RecordNumber":[{"numeric":[">",9999]}]}}"#,
        r#"{"body":{"a":["x","y",null,"",true,5,-0.5]}}"#,
        r#"{"body":{"a":[{"exists":false}],"b":[{"exists":true}]}}"#,
        r#"{"body":{"a":[{"prefix":"us-1"},{"suffix":".png"},{"equals-ignore-case":"x"}]}}"#,
        r#"{"body":{"a":[{"prefix":{"equals-ignore-case":"US"}}]}}"#,
        r#"{"body":{"a":[{"anything-but":"x"}],"b":[{"anything-but":[1,2]}]}}"#,
        r#"{"body":{"a":[{"anything-but":{"prefix":"x"}}],"b":[{"anything-but":{"suffix":"x"}}]}}"#,
        r#"{"body":{"a":[{"numeric":[">=",100,"<",200]}],"b":[{"numeric":["=",0.1]}]}}"#,
        r#"{"body":{"$or":[{"a":[1]},{"b":{"c":[2]}}]}}"#,
        r#"{"$or":[{"body":{"a":[1]}},{"body":{"b":[2]}}]}"#,
        r#"{"body":["plain text",{"prefix":"Result:"}]}"#,
        r#"{"attributes":{"ApproximateReceiveCount":["1"]}}"#,
        r#"{"messageAttributes":{"kind":{"stringValue":["order"]}}}"#,
        r#"{"body":{"a":{"b":{"c":{"d":["five levels"]}}}}}"#,
    ];
    for pattern in queue {
        for kind in [Some(SourceKind::Sqs), Some(SourceKind::SqsFifo), None] {
            assert_eq!(lines(pattern, kind), [] as [&str; 0], "{pattern}");
        }
    }
    for (kind, pattern) in [
        (
            SourceKind::Kinesis,
            r#"{"data":{"order":{"type":["buy"]}}}"#,
        ),
        (
            SourceKind::Kinesis,
            r#"{"partitionKey":["1"],"data":{"Location":["Los Angeles"]}}"#,
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"Keys":{"CustomerName":{"S":["AnyCompany"]}}}}"#,
        ),
        (SourceKind::DynamoDb, r#"{"eventName":["INSERT","MODIFY"]}"#),
        (
            SourceKind::DynamoDb,
            r#"{"eventName":["INSERT"],"eventSource":["aws:dynamodb"]}"#,
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"age":{"N":["5",{"prefix":"1"}]}}}}"#,
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"a":{"S":[{"exists":false}]}}}}"#,
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"OldImage":{"on":{"BOOL":[true]},"no":{"NULL":[true]}}}}"#,
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"list":{"L":{"S":["a"]}}}}}"#,
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"ApproximateCreationDateTime":[{"numeric":[">",0]}]}}"#,
        ),
        (
            SourceKind::Msk,
            r#"{"value":{"device_ID":[{"prefix":"AB"}]}}"#,
        ),
        (
            SourceKind::Kafka,
            r#"{"value":[{"anything-but":["error"]}],"key":["a"]}"#,
        ),
        (SourceKind::Kafka, r#"{"topic":["orders"],"partition":[0]}"#),
        (SourceKind::Mq, r#"{"data":[{"prefix":"Result:"}]}"#),
        (SourceKind::Mq, r#"{"data":{"timeout":[0]}}"#),
    ] {
        assert_eq!(lines(pattern, Some(kind)), [] as [&str; 0], "{pattern}");
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of patterns")]
fn what_lambda_refuses_is_an_error_at_its_place() {
    for (pattern, expected) in [
        (
            "",
            "error: it is not JSON: EOF while parsing a value at line 1 column 0",
        ),
        (
            "simple string",
            "error: it is not JSON: expected value at line 1 column 1",
        ),
        ("null", "error: it is null and not an object"),
        ("[]", "error: it is a list and not an object"),
        ("{}", "error: it has no fields"),
        (r#"{"body":{}}"#, "error: body has no fields"),
        (r#"{"a":"b"}"#, "error: a is not in a list"),
        (r#"{"a":{"b c":5}}"#, "error: a[\"b c\"] is not in a list"),
        (r#"{"a":[]}"#, "error: a is an empty list"),
        (r#"{"a":[1,["b"]]}"#, "error: a[1] is a list in a list"),
        (
            r#"{"a":[{}]}"#,
            "error: a[0] is an empty object and no operator",
        ),
        (
            r#"{"a":[{"prefix":"x","suffix":"y"}]}"#,
            "error: a[0] has more than one key: prefix, suffix",
        ),
        (
            r#"{"a":[{"contains":"x"}]}"#,
            "error: a[0] has no operator \"contains\"",
        ),
        (
            r#"{"a":[{"wildcard":"x*"}]}"#,
            "error: a[0] has no operator \"wildcard\"",
        ),
        (
            r#"{"a":[{"cidr":"10.0.0.0/8"}]}"#,
            "error: a[0] has no operator \"cidr\"",
        ),
        (
            r#"{"a":[{"prefix":1}]}"#,
            "error: a[0] has 1 for \"prefix\"",
        ),
        (
            r#"{"a":[{"suffix":["x"]}]}"#,
            "error: a[0] has […] for \"suffix\"",
        ),
        (
            r#"{"a":[{"prefix":{"suffix":"x"}}]}"#,
            "error: a[0] has an unknown object for \"prefix\"",
        ),
        (
            r#"{"a":[{"equals-ignore-case":null}]}"#,
            "error: a[0] has null for \"equals-ignore-case\"",
        ),
        (
            r#"{"a":[{"exists":"true"}]}"#,
            "error: a[0] has \"true\" for \"exists\"",
        ),
        (
            r#"{"a":[{"anything-but":true}]}"#,
            "error: a[0] has true for \"anything-but\"",
        ),
        (
            r#"{"a":[{"anything-but":[]}]}"#,
            "error: a[0] has an empty list for \"anything-but\"",
        ),
        (
            r#"{"a":[{"anything-but":["x",1]}]}"#,
            "error: a[0] has texts and numbers together for \"anything-but\"",
        ),
        (
            r#"{"a":[{"anything-but":[null]}]}"#,
            "error: a[0] has a list of other things than texts or numbers for \"anything-but\"",
        ),
        (
            r#"{"a":[{"anything-but":{"wildcard":"*"}}]}"#,
            "error: a[0] has \"wildcard\" for \"anything-but\"",
        ),
        (
            r#"{"a":[{"anything-but":{"prefix":""}}]}"#,
            "error: a[0] has \"\" for \"prefix\"",
        ),
        (
            r#"{"a":[{"anything-but":{}}]}"#,
            "error: a[0] has no single operator for \"anything-but\"",
        ),
        (
            r#"{"a":[{"numeric":5}]}"#,
            "error: a[0] has 5 for \"numeric\"",
        ),
        (
            r#"{"a":[{"numeric":[]}]}"#,
            "error: a[0] has neither two nor four terms for \"numeric\"",
        ),
        (
            r#"{"a":[{"numeric":[">"]}]}"#,
            "error: a[0] has neither two nor four terms for \"numeric\"",
        ),
        (
            r#"{"a":[{"numeric":["!=",5]}]}"#,
            "error: a[0] has \"!=\" for a comparison",
        ),
        (
            r#"{"a":[{"numeric":[">","5"]}]}"#,
            "error: a[0] has \"5\" for a number",
        ),
        (
            r#"{"a":[{"numeric":["<",5,">",0]}]}"#,
            "error: a[0] has two comparisons that are no range",
        ),
        (
            r#"{"a":[{"numeric":[">",5,"<",1]}]}"#,
            "error: a[0] has a range without numbers: from 5 to 1",
        ),
        (
            r#"{"a":[{"numeric":["=",0.12345678901234567890123]}]}"#,
            "error: a[0] has a number of too many digits: 0.12345678901234567890123",
        ),
        (
            r#"{"$or":{"a":[1]}}"#,
            "error: $or is an object and not a list",
        ),
        (
            r#"{"$or":[{"a":[1]}]}"#,
            "error: $or has fewer than two branches",
        ),
        (
            r#"{"$or":[{"a":[1]},"b"]}"#,
            "error: $or[1] is a string and not an object",
        ),
        (
            r#"{"a":{"$or":[{"b":[1]},{"prefix":["x"]}]}}"#,
            "error: a.$or[1].prefix is an operator where a field belongs",
        ),
    ] {
        assert_finds(pattern, None, expected);
    }
}

#[test]
fn a_pattern_has_at_most_4096_characters() {
    let pattern = |length: usize| format!(r#"{{"a":["{}"]}}"#, "é".repeat(length - 10));
    assert_eq!(lines(&pattern(4096), None), [] as [&str; 0]);
    assert_finds(&pattern(4097), None, "error: it has 4097 characters");
}

#[test]
fn a_pattern_deeper_than_five_levels_may_be_refused() {
    assert_finds(
        r#"{"body":{"a":{"b":{"c":{"d":{"e":{"f":[1]}}}}}}}"#,
        None,
        "warning: body.a.b.c.d is more than 5 levels deep",
    );
    let map = r#"{"dynamodb":{"NewImage":{"a":{"M":{"b":{"S":["types are no levels"]}}}}}}"#;
    assert_eq!(lines(map, Some(SourceKind::DynamoDb)), [] as [&str; 0]);
}

#[test]
fn what_any_source_accepts_and_nobody_means_is_a_warning() {
    for (pattern, expected) in [
        (
            r#"{"a":[1],"a":[2]}"#,
            "warning: a occurs twice in its object",
        ),
        (
            r#"{"a":{"numeric":[">",5]}}"#,
            "warning: a.numeric tests a field that is named \"numeric\"",
        ),
        (
            r#"{"a":[{"exists":true},{"exists":false}]}"#,
            "warning: a is true of every record",
        ),
        (
            r#"{"a":["x",{"exists":true}]}"#,
            "warning: a accepts any value",
        ),
        (
            r#"{"a":[{"anything-but":"x"},{"anything-but":"y"}]}"#,
            "warning: a has more than one \"anything-but\"",
        ),
        (
            r#"{"a":[{"anything-but":{"prefix":["x","y"]}}]}"#,
            "warning: a[0] lists several texts for \"prefix\"",
        ),
        (
            r#"{"a":["x",300.0]}"#,
            "warning: a[1] is the number 300.0, compared as it is written",
        ),
    ] {
        assert_finds(pattern, None, expected);
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of patterns")]
fn a_pattern_that_fits_no_record_of_its_source_is_a_warning() {
    const NEVER: &str = "it never matches and Lambda discards the record";
    let cases: &[(SourceKind, &str, String)] = &[
        (
            SourceKind::Sqs,
            r#"{"kind":["order"]}"#,
            format!("kind is not in the records of an SQS queue, so {NEVER}"),
        ),
        (
            SourceKind::Sqs,
            r#"{"data":{"kind":["order"]}}"#,
            format!("data is not in the records of an SQS queue, so {NEVER}"),
        ),
        (
            SourceKind::Sqs,
            r#"{"Body":{"kind":["order"]}}"#,
            format!("Body is not in the records of an SQS queue, so {NEVER}"),
        ),
        (
            SourceKind::Sqs,
            r#"{"x":[{"exists":false}]}"#,
            "x is not in the records of an SQS queue, so the test is always true".to_owned(),
        ),
        (
            SourceKind::Kinesis,
            r#"{"kinesis":{"data":{"a":[1]}}}"#,
            format!("kinesis is not in the records of a Kinesis stream, so {NEVER}"),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"NewImage":{"a":{"S":["x"]}}}"#,
            format!("NewImage is not in the records of a DynamoDB stream, so {NEVER}"),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"$or":[{"eventName":["INSERT"]},{"name":["x"]}]}"#,
            format!("$or[1].name is not in the records of a DynamoDB stream, so {NEVER}"),
        ),
        (
            SourceKind::Sqs,
            r#"{"body":[{"numeric":[">",5]}]}"#,
            "body[0] compares a number with a text, which never matches".to_owned(),
        ),
        (
            SourceKind::Mq,
            r#"{"data":["x",5]}"#,
            "data[1] is the number 5, which no text equals".to_owned(),
        ),
        (
            SourceKind::Msk,
            r#"{"value":["{\"a\":1}"]}"#,
            "value[0] is JSON as a text, which never matches".to_owned(),
        ),
        (
            SourceKind::Sqs,
            r#"{"attributes":{"ApproximateReceiveCount":[1]}}"#,
            "attributes.ApproximateReceiveCount[0] is the number 1, which no text equals"
                .to_owned(),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"eventName":["insert"]}"#,
            "eventName[0] is \"insert\", which no record has".to_owned(),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"newImage":{"a":{"S":["x"]}}}}"#,
            format!("dynamodb.newImage is not in the records, so {NEVER}"),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":[{"exists":true}]}}"#,
            format!("dynamodb.NewImage is an object in the records, so {NEVER}"),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"a":["x"]}}}"#,
            format!("dynamodb.NewImage.a has no type, so {NEVER}"),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"a":[{"exists":false}]}}}"#,
            "dynamodb.NewImage.a has no type, so the test is always true".to_owned(),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"a":{"N":[{"numeric":[">",100]}]}}}}"#,
            "dynamodb.NewImage.a.N[0] compares a number with a text, which never matches"
                .to_owned(),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"a":{"N":[101]}}}}"#,
            "dynamodb.NewImage.a.N[0] is the number 101, which no text equals".to_owned(),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"a":{"BOOL":["true"]}}}}"#,
            "dynamodb.NewImage.a.BOOL[0] never matches".to_owned(),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"a":{"b":{"S":["x"]}}}}}"#,
            format!("dynamodb.NewImage.a.b is not a type of DynamoDB, so {NEVER}"),
        ),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":{"NewImage":{"a":{"M":["x"]}}}}"#,
            format!("dynamodb.NewImage.a.M holds other values, so {NEVER}"),
        ),
        (
            SourceKind::DocumentDb,
            r#"{"event":{"operationType":["insert"]}}"#,
            "it is for a DocumentDB cluster, whose events Lambda does not filter".to_owned(),
        ),
    ];
    for (kind, pattern, expected) in cases {
        assert_finds(pattern, Some(*kind), &format!("warning: {expected}"));
        assert_eq!(
            lines(pattern, None),
            [] as [&str; 0],
            "{pattern}: nothing is known of another source"
        );
    }
}

#[test]
fn a_stream_of_json_cannot_be_filtered_as_text() {
    for (kind, pattern, place) in [
        (SourceKind::Kinesis, r#"{"data":["text"]}"#, "data"),
        (
            SourceKind::DynamoDb,
            r#"{"dynamodb":[{"exists":true}]}"#,
            "dynamodb",
        ),
    ] {
        let expected = format!("error: {place} is a list and not an object");
        assert_finds(pattern, Some(kind), &expected);
    }
}

#[test]
fn the_advice_fits_the_mistake() {
    for (kind, pattern, advice) in [
        (
            SourceKind::Sqs,
            r#"{"body":"{\"kind\":[\"a\"]}"}"#,
            "It is a pattern written as a text",
        ),
        (
            SourceKind::Sqs,
            r#"{"body":{"a":{"prefix":"x"}}}"#,
            "[{ \"prefix\": \"x\" }]",
        ),
        (SourceKind::Sqs, r#"{"body":{"a":5}}"#, "\"a\": [5]"),
        (
            SourceKind::Sqs,
            r#"{"body":{"a":[{"startsWith":"x"}]}}"#,
            "Did you mean \"prefix\"?",
        ),
        (
            SourceKind::Sqs,
            r#"{"body":{"a":[{"anything_but":"x"}]}}"#,
            "Did you mean \"anything-but\"?",
        ),
        (
            SourceKind::Sqs,
            r#"{"body":{"a":[{">":5}]}}"#,
            "Did you mean \"numeric\"?",
        ),
        (
            SourceKind::Sqs,
            r#"{"body":{"a":[{"equals":5}]}}"#,
            "by itself",
        ),
        (
            SourceKind::Sqs,
            r#"{"body":{"a":[{"wildcard":"*"}]}}"#,
            "an operator of EventBridge rules",
        ),
        (
            SourceKind::Sqs,
            r#"{"body":{"items":[{"sku":["x"]}]}}"#,
            "leave the list out: { \"sku\": … }",
        ),
        (
            SourceKind::Sqs,
            r#"{"Records":{"body":{"a":[1]}}}"#,
            "one record and not the batch",
        ),
        (
            SourceKind::Sqs,
            r#"{"pattern":{"body":{"a":[1]}}}"#,
            "a pattern by itself",
        ),
        (
            SourceKind::Sqs,
            r#"{"data":{"a":[1]}}"#,
            "is named \"body\"",
        ),
        (
            SourceKind::Sqs,
            r#"{"Body":{"a":[1]}}"#,
            "Did you mean \"body\"?",
        ),
        (
            SourceKind::Sqs,
            r#"{"kind":["a"]}"#,
            "{ \"body\": { \"kind\": … } }",
        ),
        (
            SourceKind::Kinesis,
            r#"{"kinesis":{"partitionKey":["1"]}}"#,
            "inside of \"kinesis\"",
        ),
        (
            SourceKind::DynamoDb,
            r#"{"NewImage":{"a":{"S":["x"]}}}"#,
            "{ \"dynamodb\": { \"NewImage\": … } }",
        ),
        (
            SourceKind::DynamoDb,
            r#"{"name":["x"]}"#,
            "{ \"NewImage\": { \"name\": { \"S\"",
        ),
    ] {
        let found = lint(pattern, Some(kind));
        assert!(found[0].advice.contains(advice), "{pattern}: {found:#?}");
    }
}

#[test]
fn errors_come_before_warnings_and_all_are_told() {
    let found = lines(
        r#"{"kind":["x"],"body":{"a":5,"b":[],"c":[1.0]}}"#,
        Some(SourceKind::Sqs),
    );
    assert_eq!(
        found,
        [
            "error: body.a is not in a list",
            "error: body.b is an empty list",
            "warning: body.c[0] is the number 1.0, compared as it is written",
            "warning: kind is not in the records of an SQS queue, so it never matches and Lambda discards the record",
        ]
    );
}

#[test]
fn a_field_in_a_choice_and_beside_it_is_doubted() {
    for pattern in [
        r#"{"a":[1],"$or":[{"a":[2]},{"b":[3]}]}"#,
        r#"{"$or":[{"a":[2]},{"b":[3]}],"a":[1]}"#,
    ] {
        assert_finds(
            pattern,
            None,
            "warning: $or[0].a is tested beside the \"$or\", too",
        );
    }
    assert_finds(
        r#"{"x":{"a":{"b":[1]},"$or":[{"c":[2]},{"a":{"b":[3]}}]}}"#,
        None,
        "warning: x.$or[1].a.b is tested beside the \"$or\", too",
    );
    for sound in [
        r#"{"a":{"b":[1]},"$or":[{"a":{"c":[2]}},{"b":[3]}]}"#,
        r#"{"x":{"a":[1]},"$or":[{"a":[2]},{"b":[3]}]}"#,
    ] {
        assert_eq!(lines(sound, None), [] as [&str; 0], "{sound}");
    }
}
