use proptest::prelude::*;

use super::*;
use crate::framework::{
    tests::samples,
    value::{Refinement, Value, encoding::MAX_VALUES, number::Number, path::Path, types::Type},
};

fn ty(json: &str) -> Type {
    Type::from_json(json.as_bytes()).unwrap()
}

fn number(text: &str) -> Value {
    Value::Number(Number::parse(text).unwrap())
}

fn list<const N: usize>(items: [Value; N]) -> Value {
    Value::List(items.into())
}

/// Reads `json`, of which nothing may be dropped.
fn read(json: &str, of: &str) -> Result<Value, String> {
    let (value, dropped) = decode(json.as_bytes(), &ty(of)).map_err(|it| it.to_string())?;
    assert_eq!(dropped, [], "{json}");
    Ok(value)
}

fn dropped(json: &str, of: &str) -> (Value, Vec<String>) {
    let (value, dropped) = decode(json.as_bytes(), &ty(of)).unwrap();
    (value, dropped.iter().map(Path::to_string).collect())
}

#[test]
fn each_type_is_stored_as_terraform_stores_it() {
    let map = |key: &str, value| Value::Map([(key.to_owned(), value)].into());
    for (of, json, value) in [
        (r#""bool""#, "true", true.into()),
        (r#""string""#, r#""a\"b\né""#, "a\"b\né".into()),
        (r#""number""#, "-5", (-5).into()),
        (r#""number""#, "0.1", number("0.1")),
        (
            r#""number""#,
            "12345678901234567890123.5",
            number("12345678901234567890123.5"),
        ),
        (r#"["list","string"]"#, "[]", list([])),
        (
            r#"["list","string"]"#,
            r#"["b","a",null]"#,
            list(["b".into(), "a".into(), Value::Null]),
        ),
        (
            r#"["set","number"]"#,
            "[1,2]",
            Value::set(vec![2.into(), 1.into()]),
        ),
        (
            r#"["tuple",["bool","number"]]"#,
            "[false,0]",
            list([false.into(), 0.into()]),
        ),
        (
            r#"["map","bool"]"#,
            r#"{"k\t":true}"#,
            map("k\t", true.into()),
        ),
        (
            r#"["object",{"a":"bool","b":"string"}]"#,
            r#"{"a":null,"b":"x"}"#,
            Value::object([("a", Value::Null), ("b", "x".into())]),
        ),
        (
            r#""dynamic""#,
            r#"{"value":"x","type":"string"}"#,
            Value::dynamic(Type::String, "x".into()),
        ),
        (
            r#""dynamic""#,
            r#"{"value":null,"type":"bool"}"#,
            Value::dynamic(Type::Bool, Value::Null),
        ),
        (
            r#""dynamic""#,
            r#"{"value":[null],"type":["tuple",["dynamic"]]}"#,
            Value::dynamic(Type::Tuple(vec![Type::Dynamic]), list([Value::Null])),
        ),
        (r#""dynamic""#, "null", Value::Null),
        (r#"["object",{}]"#, "null", Value::Null),
    ] {
        assert_eq!(read(json, of), Ok(value.clone()), "{json}");
        let written = encode(&value, &ty(of)).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), json);
    }
}

#[test]
fn pretty_printed_documents_are_read() {
    assert_eq!(
        read(
            "{\n  \"a\": [\n    1\n  ]\n}\n",
            r#"["object",{"a":["list","number"]}]"#
        ),
        Ok(Value::object([("a", list([1.into()]))]))
    );
}

#[test]
fn the_parts_of_a_dynamic_value_come_in_any_order() {
    let expected = Ok(Value::dynamic(Type::Number, 1.into()));
    assert_eq!(
        read(r#"{"type":"number","value":1}"#, r#""dynamic""#),
        expected
    );
    assert_eq!(
        read(r#"{"value":1,"type":"number"}"#, r#""dynamic""#),
        expected
    );
    let again = r#"{"type":"dynamic","value":{"type":"number","value":1}}"#;
    assert_eq!(read(again, r#""dynamic""#), expected);
}

#[test]
fn a_value_of_a_former_primitive_type_is_converted() {
    for (json, of, value) in [
        (r#""5""#, r#""number""#, 5.into()),
        (r#""0.10""#, r#""number""#, number("0.1")),
        (r#""true""#, r#""bool""#, true.into()),
        (r#""false""#, r#""bool""#, false.into()),
        ("5", r#""string""#, "5".into()),
        (
            "12345678901234567890.5",
            r#""string""#,
            "12345678901234567890.5".into(),
        ),
        ("true", r#""string""#, "true".into()),
    ] {
        assert_eq!(read(json, of), Ok(value), "{json}");
    }
}

#[test]
fn numbers_keep_every_digit() {
    for (json, plain) in [
        ("0.1234567890123456789", "0.1234567890123456789"),
        ("18446744073709551615", "18446744073709551615"),
        ("1e3", "1000"),
        ("-1.5E-2", "-0.015"),
        ("-0", "0"),
    ] {
        let value = read(json, r#""number""#).unwrap();
        assert_eq!(encode(&value, &Type::Number).unwrap(), plain.as_bytes());
    }
}

#[test]
fn attributes_that_the_document_lacks_become_null() {
    let of = r#"["object",{"a":"bool","b":["list",["object",{"c":"string","d":"bool"}]]}]"#;
    assert_eq!(
        read(r#"{"b":[{"d":true}]}"#, of),
        Ok(Value::object([
            ("a", Value::Null),
            (
                "b",
                list([Value::object([("c", Value::Null), ("d", true.into())])])
            ),
        ]))
    );
}

#[test]
fn attributes_that_the_type_lacks_are_dropped_and_listed() {
    let of = r#"["object",{"a":["list",["object",{"b":"bool"}]],"m":["map",["object",{}]],"s":["set",["object",{"b":"bool"}]],"t":["tuple",[["object",{}]]],"d":"dynamic"}]"#;
    let json = r#"{
        "gone": {"deep": [1, "x"]},
        "a": [{"b": true}, {"x": 1, "b": false}],
        "m": {"k": {"y": null}},
        "s": [{"b": true, "old": 1}, {"b": false, "old": 2}],
        "t": [{"z": 1}],
        "d": {"value": {"w": 1}, "type": ["object", {}]}
    }"#;
    let (value, dropped) = dropped(json, of);
    assert_eq!(
        dropped,
        ["a[1].x", "d.w", "gone", "m[\"k\"].y", "s.old", "t[0].z"]
    );
    let object = |b: bool| Value::object([("b", b.into())]);
    assert_eq!(value.attribute("a"), &list([object(true), object(false)]));
    assert_eq!(value.attribute("gone"), &Value::Null);
    assert!(encode(&value, &ty(of)).is_ok());
}

#[test]
fn text_and_names_are_normalized() {
    assert_eq!(
        read("{\"e\u{301}\":\"e\\u0301\"}", r#"["map","string"]"#),
        Ok(Value::Map([("é".to_owned(), "é".into())].into()))
    );
    assert_eq!(
        read("{\"e\u{301}\":true}", "[\"object\",{\"é\":\"bool\"}]"),
        Ok(Value::object([("é", true.into())]))
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn what_is_of_another_type_is_refused_with_its_place() {
    let wrapper = "expected an object of \"type\" and \"value\", each once";
    for (json, of, problem) in [
        ("1", r#""bool""#, "expected a bool, found a number"),
        (
            r#""TRUE""#,
            r#""bool""#,
            "expected a bool, found other text",
        ),
        ("true", r#""number""#, "expected a number, found a bool"),
        ("{}", r#""number""#, "expected a number, found an object"),
        (
            r#""hunter2""#,
            r#""number""#,
            "expected a number, found other text",
        ),
        (
            "1e99999",
            r#""number""#,
            "the number has more than 4096 digits before or after its decimal point",
        ),
        ("[]", r#""string""#, "expected a string, found a list"),
        (
            "{}",
            r#"["list","bool"]"#,
            "expected a list of bools, found an object",
        ),
        (
            r#""a""#,
            r#"["set","bool"]"#,
            "expected a set of bools, found a string",
        ),
        (
            "5",
            r#"["map","string"]"#,
            "expected a map of strings, found a number",
        ),
        ("[]", r#"["object",{}]"#, "expected an object, found a list"),
        (
            "[1]",
            r#"["tuple",[]]"#,
            "expected a tuple of 0 elements, found 1",
        ),
        (
            "[]",
            r#"["tuple",["bool"]]"#,
            "expected a tuple of 1 element, found 0",
        ),
        (
            "{}",
            r#"["tuple",[]]"#,
            "expected a tuple of 0 elements, found an object",
        ),
        (
            "1",
            r#""dynamic""#,
            "expected a value of any type, found a number",
        ),
        ("{}", r#""dynamic""#, wrapper),
        (r#"{"value":1}"#, r#""dynamic""#, wrapper),
        (r#"{"type":"bool"}"#, r#""dynamic""#, wrapper),
        (
            r#"{"type":"bool","value":true,"x":1}"#,
            r#""dynamic""#,
            wrapper,
        ),
        (
            r#"{"type":"bool","type":"bool","value":true}"#,
            r#""dynamic""#,
            wrapper,
        ),
        (
            r#"{"type":"bool","value":true,"value":true}"#,
            r#""dynamic""#,
            wrapper,
        ),
        (
            r#"{"type":"x","value":1}"#,
            r#""dynamic""#,
            "expected the name of a type, found other text",
        ),
        (
            r#"{"a":1,"a":1}"#,
            r#"["map","number"]"#,
            "\"a\" occurs twice",
        ),
        (
            r#"{"a":1,"a":1}"#,
            r#"["object",{"a":"number"}]"#,
            "\"a\" occurs twice",
        ),
        (
            "[true,1]",
            r#"["list","bool"]"#,
            "[1]: expected a bool, found a number",
        ),
        (
            "[true,1]",
            r#"["set","bool"]"#,
            "expected a bool, found a number",
        ),
        (
            "[1]",
            r#"["tuple",["bool"]]"#,
            "[0]: expected a bool, found a number",
        ),
        (
            r#"{"k":1}"#,
            r#"["map","bool"]"#,
            "[\"k\"]: expected a bool, found a number",
        ),
        (
            r#"{"a":[{"b":1}]}"#,
            r#"["object",{"a":["list",["object",{"b":"bool"}]]}]"#,
            "a[0].b: expected a bool, found a number",
        ),
    ] {
        assert_eq!(read(json, of), Err(problem.to_owned()), "{json} as {of}");
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for json in [
        "",
        "tru",
        "[1,",
        "[1]]",
        "{\"a\"}",
        "01",
        "'a'",
        "NaN",
        "\u{feff}1",
    ] {
        let problem = read(json, r#"["list","number"]"#).unwrap_err();
        assert!(
            problem.starts_with("cannot read the JSON document: "),
            "{json}: {problem}"
        );
    }
    assert!(decode(b"\"\xff\"", &Type::String).is_err());
    assert!(decode(b"\"\\ud800\"", &Type::String).is_err());
}

#[test]
fn a_document_cut_off_anywhere_is_refused() {
    let of = ty(r#"["object",{"a":["list","number"],"b":"dynamic"}]"#);
    let json = r#"{"a":[1,2.5],"b":{"value":"é","type":"string"}}"#;
    assert!(decode(json.as_bytes(), &of).is_ok());
    for end in 0..json.len() {
        assert!(decode(&json.as_bytes()[..end], &of).is_err(), "{end}");
    }
}

#[test]
fn nesting_is_bounded_also_in_what_is_dropped() {
    let deep = "[".repeat(5_000_000);
    for json in [deep.clone(), format!("{{\"x\":{deep}")] {
        let problem = read(&json, r#"["object",{}]"#).unwrap_err();
        assert!(problem.contains("recursion limit"), "{problem}");
    }
}

#[test]
fn the_count_of_values_is_bounded_also_in_what_is_dropped() {
    let nulls = format!("[{}null]", "null,".repeat(MAX_VALUES));
    let entries = format!("{{\"x\":{{{}\"\":0}}}}", "\"\":0,".repeat(MAX_VALUES / 2));
    for (json, of) in [(nulls, r#"["list","bool"]"#), (entries, r#"["object",{}]"#)] {
        let problem = read(&json, of).unwrap_err();
        assert!(problem.contains("more than 1000000 values"), "{problem}");
    }
    let most = format!("[{}null]", "null,".repeat(MAX_VALUES - 2));
    assert!(read(&most, r#"["list","bool"]"#).is_ok());
}

#[test]
fn nulls_for_missing_attributes_count_as_values() {
    let attributes: Vec<_> = (0..100).map(|it| format!("\"a{it}\":\"bool\"")).collect();
    let of = format!("[\"list\",[\"object\",{{{}}}]]", attributes.join(","));
    let objects = |count| format!("[{}{{}}]", "{},".repeat(count));
    assert!(read(&objects(100), &of).is_ok());
    assert!(
        read(&objects(10_000), &of)
            .unwrap_err()
            .contains("the limit")
    );
}

#[test]
fn a_value_that_is_not_of_the_type_is_not_written() {
    let pair = || Value::object([("a", 1.into()), ("b", Value::Null)]);
    for (value, of, problem) in [
        (
            true.into(),
            r#""string""#,
            "expected a string, found a bool",
        ),
        (
            pair(),
            r#"["map","number"]"#,
            "expected a map of numbers, found an object",
        ),
        (
            list([]),
            r#"["set","bool"]"#,
            "expected a set of bools, found a list",
        ),
        (
            list([]),
            r#"["tuple",["bool"]]"#,
            "expected a tuple of 1 element, found 0",
        ),
        (
            1.into(),
            r#""dynamic""#,
            "expected a value of any type, found a number",
        ),
        (
            pair(),
            r#"["object",{"a":"number"}]"#,
            "\"b\" is no attribute of the object",
        ),
        (
            pair(),
            r#"["object",{"a":"number","b":"bool","c":"bool"}]"#,
            "\"c\" is missing",
        ),
        (
            pair(),
            r#"["object",{"a":"string","b":"bool"}]"#,
            "a: expected a string, found a number",
        ),
        (
            list([true.into(), 1.into()]),
            r#"["list","bool"]"#,
            "[1]: expected a bool, found a number",
        ),
        (
            list([1.into()]),
            r#"["tuple",["bool"]]"#,
            "[0]: expected a bool, found a number",
        ),
        (
            Value::set(vec![1.into()]),
            r#"["set","bool"]"#,
            "expected a bool, found a number",
        ),
        (
            Value::Map([("k".to_owned(), 1.into())].into()),
            r#"["map","bool"]"#,
            "[\"k\"]: expected a bool, found a number",
        ),
        (
            Value::dynamic(Type::Bool, 1.into()),
            r#""dynamic""#,
            "expected a bool, found a number",
        ),
        (
            list([Value::Unknown(Refinement::default())]),
            r#"["list","bool"]"#,
            "[0]: an unknown value cannot be stored",
        ),
    ] {
        let problem_found = encode(&value, &ty(of)).unwrap_err().to_string();
        assert_eq!(problem_found, problem, "{value:?} as {of}");
    }
}

proptest! {
    #[test]
    fn writing_and_reading_is_the_identity((ty, value) in samples::typed_values(false)) {
        let json = encode(&value, &ty).unwrap();
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
        prop_assert_eq!(decode(&json, &ty), Ok((value, vec![])));
    }

    #[test]
    fn no_bytes_can_break_the_reader(bytes in any::<Vec<u8>>(), ty in samples::types()) {
        let _ = decode(&bytes, &ty);
    }
}
