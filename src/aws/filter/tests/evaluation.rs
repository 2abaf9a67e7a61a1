//! Records tried with patterns.

use super::{MatchError, SourceKind, matches};

#[track_caller]
fn assert_matches(pattern: &str, record: &str, expected: bool) {
    assert_eq!(
        matches(pattern, record, None),
        Ok(expected),
        "{pattern} {record}"
    );
}

#[test]
fn each_operator_passes_what_it_is_for_and_nothing_else() {
    for (test, passes, fails) in [
        (r#""x""#, r#""x""#, r#""X""#),
        (r#""""#, r#""""#, "null"),
        ("null", "null", r#""""#),
        ("true", "true", r#""true""#),
        ("5", "5", r#""5""#),
        ("300", "300", "300.0"),
        ("1.5", "1.5", "1.50"),
        (r#"{"prefix":"us-"}"#, r#""us-east-1""#, r#""US-east-1""#),
        (
            r#"{"prefix":{"equals-ignore-case":"us-"}}"#,
            r#""US-east-1""#,
            r#""eu-us-""#,
        ),
        (r#"{"suffix":".png"}"#, r#""a.png""#, r#""a.PNG""#),
        (
            r#"{"suffix":{"equals-ignore-case":".png"}}"#,
            r#""a.PNG""#,
            r#""a.png.gz""#,
        ),
        (r#"{"equals-ignore-case":"ÄB"}"#, r#""äB""#, r#""äbc""#),
        (r#"{"anything-but":"x"}"#, r#""y""#, r#""x""#),
        (r#"{"anything-but":"x"}"#, "5", r#""x""#),
        (r#"{"anything-but":["x","y"]}"#, r#""z""#, r#""y""#),
        (r#"{"anything-but":[1,2]}"#, "3", "2"),
        (r#"{"anything-but":{"prefix":"x"}}"#, r#""yx""#, r#""xy""#),
        (r#"{"anything-but":{"suffix":"x"}}"#, r#""xy""#, r#""yx""#),
        (
            r#"{"anything-but":{"equals-ignore-case":"x"}}"#,
            r#""y""#,
            r#""X""#,
        ),
        (r#"{"numeric":["=",300]}"#, "3.0e2", "301"),
        (
            r#"{"numeric":["=",0.1]}"#,
            "0.10",
            "0.1000000000000000055511151231257827",
        ),
        (r#"{"numeric":[">",100]}"#, "100.001", "100"),
        (r#"{"numeric":[">=",100]}"#, "100", "99.999"),
        (r#"{"numeric":["<",100]}"#, "-1e3", "100"),
        (r#"{"numeric":["<=",100]}"#, "1e2", r#""5""#),
        (r#"{"numeric":[">=",100,"<",200]}"#, "105", "200"),
        (
            r#"{"numeric":[">",9007199254740992]}"#,
            "9007199254740993",
            "9007199254740992",
        ),
        (r#"{"exists":true}"#, "null", "{}"),
    ] {
        let pattern = format!(r#"{{"a":[{test}]}}"#);
        assert_matches(&pattern, &format!(r#"{{"a":{passes}}}"#), true);
        assert_matches(&pattern, &format!(r#"{{"a":{fails}}}"#), false);
        assert_matches(&pattern, r#"{"b":"x"}"#, false);
    }
}

#[test]
fn a_field_exists_where_a_value_is() {
    for (record, exists) in [
        (r#"{"a":0}"#, true),
        (r#"{"a":[1]}"#, true),
        (r#"{"a":[]}"#, false),
        (r#"{"a":{}}"#, false),
        (r#"{"a":{"b":1}}"#, false),
        ("{}", false),
    ] {
        assert_matches(r#"{"a":[{"exists":true}]}"#, record, exists);
        assert_matches(r#"{"a":[{"exists":false}]}"#, record, !exists);
    }
    let pattern = r#"{"a":[null,{"exists":false}]}"#;
    assert_matches(pattern, r#"{"a":null}"#, true);
    assert_matches(pattern, r#"{"b":1}"#, true);
    assert_matches(pattern, r#"{"a":1}"#, false);
}

#[test]
fn all_fields_must_match_and_one_branch_of_each_choice() {
    let pattern = r#"{"a":[1],"$or":[{"b":[2]},{"c":{"d":[3]},"e":[4]}]}"#;
    for (record, expected) in [
        (r#"{"a":1,"b":2}"#, true),
        (r#"{"a":1,"c":{"d":3},"e":4}"#, true),
        (r#"{"a":1,"c":{"d":3}}"#, false),
        (r#"{"b":2}"#, false),
        (r#"{"a":1}"#, false),
    ] {
        assert_matches(pattern, record, expected);
    }
}

#[test]
fn fields_of_objects_in_a_list_match_within_one_element() {
    let record = r#"{"staff":[
        {"first":"Anna","last":"Smith","tags":["a","b"]},
        {"first":"Peter","last":"Jones","left":true}
    ]}"#;
    for (pattern, expected) in [
        (r#"{"staff":{"first":["Anna"]}}"#, true),
        (r#"{"staff":{"first":["Anna"],"last":["Smith"]}}"#, true),
        (r#"{"staff":{"first":["Anna"],"last":["Jones"]}}"#, false),
        (
            r#"{"staff":{"first":["Anna"],"left":[{"exists":false}]}}"#,
            true,
        ),
        (
            r#"{"staff":{"left":[{"exists":false}],"first":["Peter"]}}"#,
            false,
        ),
        (r#"{"staff":{"tags":["b"],"last":["Smith"]}}"#, true),
        (
            r#"{"staff":{"$or":[{"first":["Nobody"]},{"last":["Jones"]}],"left":[true]}}"#,
            true,
        ),
    ] {
        assert_matches(pattern, record, expected);
    }
}

#[test]
fn a_dot_in_a_name_is_the_same_as_an_object() {
    assert_matches(r#"{"a.b":[1]}"#, r#"{"a":{"b":1}}"#, true);
    assert_matches(r#"{"a":{"b":[1]}}"#, r#"{"a.b":1}"#, true);
}

/// "Properly filtering Amazon SQS messages" in Lambda's guide, and `LocalStack`'s recordings of AWS.
#[test]
fn a_body_is_json_or_text_as_the_pattern_is() {
    let json = r#"{"body":{"test2":[{"numeric":[">",100]}]}}"#;
    let text = r#"{"body":[{"anything-but":"x"}]}"#;
    let absent = r#"{"body":{"test2":[{"exists":false}]}}"#;
    let other = r#"{"messageId":["1"]}"#;
    for (body, by_json, by_text, by_absence) in [
        (r#""{\"test2\": 105}""#, true, false, false),
        (r#""{\"test2\": 93}""#, false, false, false),
        (r#""this is a test string""#, false, true, false),
        (r#""105""#, false, true, false),
        (r#"{"test2": 105}"#, true, false, false),
        (r#""{}""#, false, false, true),
    ] {
        let record = format!(r#"{{"messageId":"1","body":{body}}}"#);
        for (pattern, expected) in [
            (json, by_json),
            (text, by_text),
            (absent, by_absence),
            (other, true),
        ] {
            for kind in [Some(SourceKind::Sqs), None] {
                let matched = matches(pattern, &record, kind);
                assert_eq!(matched, Ok(expected), "{pattern} {record}");
            }
        }
    }
}

#[test]
fn a_payload_in_base64_is_decoded() {
    let kinesis = r#"{"kinesis":{"partitionKey":"1","data":"eyJhIjogNX0="},"eventID":"e"}"#;
    let pattern = r#"{"partitionKey":["1"],"data":{"a":[5]},"eventID":["e"]}"#;
    assert_eq!(
        matches(pattern, kinesis, Some(SourceKind::Kinesis)),
        Ok(true)
    );
    let kafka = r#"{"topic":"t","value":"aGVsbG8="}"#;
    let pattern = r#"{"value":[{"prefix":"hell"}]}"#;
    assert_eq!(matches(pattern, kafka, Some(SourceKind::Msk)), Ok(true));
    let decoded = r#"{"topic":"t","value":"hello"}"#;
    assert_eq!(matches(pattern, decoded, Some(SourceKind::Msk)), Ok(true));
    let queue = r#"{"body":"aGVsbG8="}"#;
    let pattern = r#"{"body":["aGVsbG8="]}"#;
    let matched = matches(pattern, queue, Some(SourceKind::Sqs));
    assert_eq!(matched, Ok(true), "a queue encodes nothing");
}

/// `LocalStack`'s recordings of AWS.
#[test]
fn values_of_dynamodb_are_below_their_types() {
    let record = r#"{"eventName":"INSERT","dynamodb":{"NewImage":{
        "id":{"S":"id_value_1"},"presentKey":{"S":"presentValue"},"number":{"N":"101"}
    }}}"#;
    let image = |item: &str| format!(r#"{{"dynamodb":{{"NewImage":{item}}}}}"#);
    for (pattern, expected) in [
        (r#"{"eventName":["INSERT"]}"#.to_owned(), true),
        (image(r#"{"presentKey":{"S":["presentValue"]}}"#), true),
        (image(r#"{"presentKey":["presentValue"]}"#), false),
        (image(r#"{"presentKey":{"S":[{"exists":true}]}}"#), true),
        (image(r#"{"presentKey":[{"exists":true}]}"#), false),
        (image(r#"{"presentKey":[{"exists":false}]}"#), true),
        (
            image(r#"{"number":{"N":[{"numeric":[">",100]},{"anything-but":"101"}]}}"#),
            false,
        ),
    ] {
        let matched = matches(&pattern, record, Some(SourceKind::DynamoDb));
        assert_eq!(matched, Ok(expected), "{pattern}");
    }
}

#[test]
fn a_wrong_pattern_and_what_is_no_record_are_told() {
    let told = |pattern, record| matches(pattern, record, None).unwrap_err().to_string();
    assert_eq!(
        told(r#"{"a":5}"#, "{}"),
        "the pattern is refused: a is not in a list"
    );
    assert_eq!(
        told("", "{}"),
        "the pattern is refused: it is not JSON: EOF while parsing a value at line 1 column 0"
    );
    assert_eq!(
        told(r#"{"a":[5]}"#, "[]"),
        "the record is not a JSON object"
    );
    assert_eq!(
        told(r#"{"a":[5]}"#, "x"),
        "the record is not a JSON object: expected value at line 1 column 1"
    );
}

#[test]
fn a_record_that_would_take_forever_is_given_up() {
    let elements = vec![r#"{"x":1}"#; 60].join(",");
    let lists: Vec<String> = (0..8)
        .map(|it| format!(r#""l{it}":[{elements}]"#))
        .collect();
    let record = format!("{{{}}}", lists.join(","));
    let fields: Vec<String> = (0..8).map(|it| format!(r#""l{it}":{{"x":[1]}}"#)).collect();
    let pattern = format!("{{{}}}", fields.join(","));
    assert_eq!(matches(&pattern, &record, None), Err(MatchError::TooMany));
    // Many branches alone are no matter.
    let choices: Vec<String> = (0..40)
        .map(|it| format!(r#""a{it}":{{"$or":[{{"x":[1]}},{{"y":[1]}}]}}"#))
        .collect();
    let values: Vec<String> = (0..40)
        .map(|it| format!(r#""a{it}":{{"x":1,"y":1}}"#))
        .collect();
    let (pattern, record) = (choices.join(","), values.join(","));
    assert_matches(&format!("{{{pattern}}}"), &format!("{{{record}}}"), true);
}
