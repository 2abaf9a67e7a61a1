use proptest::prelude::*;

use super::*;
use crate::framework::{
    tests::samples,
    value::{
        Known, Refinement, Value,
        encoding::{Budget, MAX_DEPTH, MAX_VALUES},
        number::Number,
        types::Type,
    },
};

mod hostile;
mod unknown;

fn ty(json: &str) -> Type {
    Type::from_json(json.as_bytes()).unwrap()
}

fn number(text: &str) -> Value {
    Value::Number(Number::parse(text).unwrap())
}

fn list<const N: usize>(items: [Value; N]) -> Value {
    Value::List(items.into())
}

/// Bytes from hexadecimal digits and quoted text: `c7 09 0c 82 01 c2 02 a4 "pre-"`.
fn bytes(text: &str) -> Vec<u8> {
    let parts = text.split('"').enumerate();
    let bytes = parts.flat_map(|(position, part)| match position % 2 {
        0 => part
            .split_whitespace()
            .map(|it| u8::from_str_radix(it, 16).unwrap())
            .collect(),
        _ => part.as_bytes().to_vec(),
    });
    bytes.collect()
}

fn read(document: &str, of: &str) -> Result<Value, String> {
    decode(&bytes(document), &ty(of)).map_err(|it| it.to_string())
}

/// Documents as Terraform writes them: read and written the same.
fn check(of: &str, document: &str, value: &Value) {
    assert_eq!(read(document, of).as_ref(), Ok(value), "{document}");
    let written = encode(value, &ty(of)).unwrap();
    assert_eq!(written, bytes(document), "{document}");
}

#[test]
fn values_are_written_as_terraform_writes_them() {
    let map = |key: &str, value| Value::Map([(key.to_owned(), value)].into());
    check(r#""bool""#, "c3", &true.into());
    check(r#""bool""#, "c2", &false.into());
    check(r#""string""#, "a0", &"".into());
    check(r#""string""#, "a3 \"é!\"", &"é!".into());
    check(r#""string""#, "c0", &Value::Null);
    check(r#"["object",{"a":"bool"}]"#, "c0", &Value::Null);
    check(r#"["list","string"]"#, "90", &list([]));
    check(
        r#"["list","string"]"#,
        "93 a1 \"b\" a1 \"a\" c0",
        &list(["b".into(), "a".into(), Value::Null]),
    );
    check(
        r#"["set","string"]"#,
        "92 a1 \"a\" a1 \"b\"",
        &Value::set(vec!["b".into(), "a".into()]),
    );
    check(r#"["tuple",[]]"#, "90", &list([]));
    check(
        r#"["tuple",["bool","string"]]"#,
        "92 c3 a1 \"x\"",
        &list([true.into(), "x".into()]),
    );
    check(r#"["map","bool"]"#, "80", &Value::Map([].into()));
    check(
        r#"["map","bool"]"#,
        "81 a1 \"k\" c3",
        &map("k", true.into()),
    );
    check(r#"["object",{}]"#, "80", &Value::Object([].into()));
    check(
        r#"["object",{"b":"bool","a":"string"}]"#,
        "82 a1 \"a\" c0 a1 \"b\" c2",
        &Value::object([("b", false.into()), ("a", Value::Null)]),
    );
}

#[test]
fn numbers_are_written_as_terraform_writes_them() {
    for (document, text) in [
        ("00", "0"),
        ("7f", "127"),
        ("cc 80", "128"),
        ("cd 01 00", "256"),
        ("ce 00 01 00 00", "65536"),
        ("cf 00 00 00 01 00 00 00 00", "4294967296"),
        ("cf 7f ff ff ff ff ff ff ff", "9223372036854775807"),
        ("ff", "-1"),
        ("fb", "-5"),
        ("e0", "-32"),
        ("d0 df", "-33"),
        ("d1 ff 7f", "-129"),
        ("d2 ff ff 7f ff", "-32769"),
        ("d3 ff ff ff ff 7f ff ff ff", "-2147483649"),
        ("d3 80 00 00 00 00 00 00 00", "-9223372036854775808"),
        ("cb 3f f8 00 00 00 00 00 00", "1.5"),
        ("cb bf d0 00 00 00 00 00 00", "-0.25"),
        ("a3 \"0.1\"", "0.1"),
        ("a5 \"-0.05\"", "-0.05"),
        ("b4 \"18446744073709551615\"", "18446744073709551615"),
        ("b7 \"12345678901234567890123\"", "12345678901234567890123"),
        ("b3 \"9223372036854775808\"", "9223372036854775808"),
        ("b5 \"0.1234567890123456789\"", "0.1234567890123456789"),
    ] {
        check(r#""number""#, document, &number(text));
    }
}

#[test]
fn numbers_are_read_in_every_width() {
    for (document, text) in [
        ("cc 05", "5"),
        ("cd 00 05", "5"),
        ("ce 00 00 00 05", "5"),
        ("cf 00 00 00 00 00 00 00 05", "5"),
        ("cf ff ff ff ff ff ff ff ff", "18446744073709551615"),
        ("d0 05", "5"),
        ("d1 00 05", "5"),
        ("d2 00 00 00 05", "5"),
        ("d3 00 00 00 00 00 00 00 05", "5"),
        ("d0 fb", "-5"),
        ("ca 3f c0 00 00", "1.5"),
        ("ca 3d cc cc cd", "0.100000001490116119384765625"),
        (
            "cb 3f b9 99 99 99 99 99 9a",
            "0.1000000000000000055511151231257827021181583404541015625",
        ),
        ("cb 40 14 00 00 00 00 00 00", "5"),
        ("cb 80 00 00 00 00 00 00 00", "0"),
        ("a1 \"5\"", "5"),
        ("d9 04 \"-1e3\"", "-1000"),
    ] {
        assert_eq!(
            read(document, r#""number""#),
            Ok(number(text)),
            "{document}"
        );
    }
}

#[test]
fn lengths_are_read_and_written_in_every_width() {
    for length in [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536] {
        let text = Value::String("x".repeat(length));
        let written = encode(&text, &Type::String).unwrap();
        assert_eq!(decode(&written, &Type::String), Ok(text));

        let of = ty(r#"["list","bool"]"#);
        let items = Value::List(vec![Value::Null; length]);
        let written = encode(&items, &of).unwrap();
        assert_eq!(decode(&written, &of), Ok(items));

        let of = ty(r#"["map","bool"]"#);
        let keys = (0..length).map(|it| (it.to_string(), Value::Null));
        let entries = Value::Map(keys.collect());
        let written = encode(&entries, &of).unwrap();
        assert_eq!(decode(&written, &of), Ok(entries));
    }
    for document in [
        "a1 \"x\"",
        "d9 01 \"x\"",
        "da 00 01 \"x\"",
        "db 00 00 00 01 \"x\"",
    ] {
        assert_eq!(read(document, r#""string""#), Ok("x".into()), "{document}");
    }
    for document in ["91 c3", "dc 00 01 c3", "dd 00 00 00 01 c3"] {
        assert_eq!(
            read(document, r#"["list","bool"]"#),
            Ok(list([true.into()])),
            "{document}"
        );
    }
    for document in [
        "81 a1 \"k\" c3",
        "de 00 01 a1 \"k\" c3",
        "df 00 00 00 01 a1 \"k\" c3",
    ] {
        assert_eq!(
            read(document, r#"["object",{"k":"bool"}]"#),
            Ok(Value::object([("k", true.into())])),
            "{document}"
        );
    }
}

#[test]
fn an_entry_takes_two_bytes_at_least() {
    for document in ["81 a0 c3", "de 00 01 a0 c3", "df 00 00 00 01 a0 c3"] {
        let map = Value::Map([(String::new(), true.into())].into());
        assert_eq!(read(document, r#"["map","bool"]"#), Ok(map), "{document}");
    }
}

#[test]
fn a_key_is_text() {
    for (document, found) in [("81 c0 c3", "null"), ("81 d4 00 00 c3", "an unknown value")] {
        let expected = format!("expected a string as key, found {found}");
        assert_eq!(read(document, r#"["map","bool"]"#), Err(expected));
    }
}

#[test]
fn entries_are_read_in_any_order() {
    let expected = Value::object([("a", true.into()), ("b", false.into())]);
    let document = "82 a1 \"b\" c2 a1 \"a\" c3";
    assert_eq!(
        read(document, r#"["object",{"a":"bool","b":"bool"}]"#),
        Ok(expected)
    );
}

#[test]
fn elements_of_a_set_are_sorted_and_merged() {
    assert_eq!(
        read("94 02 01 02 c0", r#"["set","number"]"#),
        Ok(Value::set(vec![1.into(), 2.into(), Value::Null]))
    );
}

#[test]
fn text_keys_and_names_are_normalized() {
    let decomposed = "a3 65 cc 81";
    assert_eq!(read(decomposed, r#""string""#), Ok("é".into()));
    assert_eq!(
        read(&format!("81 {decomposed} c3"), r#"["map","bool"]"#),
        Ok(Value::Map([("é".to_owned(), true.into())].into()))
    );
    assert_eq!(
        read(
            &format!("81 {decomposed} c3"),
            "[\"object\",{\"é\":\"bool\"}]"
        ),
        Ok(Value::object([("é", true.into())]))
    );
}

#[test]
fn a_dynamic_value_brings_its_type() {
    let dynamic = r#""dynamic""#;
    check(dynamic, "c0", &Value::Null);
    check(dynamic, "d4 00 00", &Value::UNKNOWN);
    check(
        dynamic,
        "92 c4 0c \"[\" 22 \"tuple\" 22 \",[]]\" 90",
        &Value::dynamic(ty(r#"["tuple",[]]"#), list([])),
    );
    check(
        dynamic,
        "92 c4 08 22 \"string\" 22 c0",
        &Value::dynamic(Type::String, Value::Null),
    );
    check(
        dynamic,
        "92 c4 08 22 \"string\" 22 d4 00 00",
        &Value::dynamic(Type::String, Value::UNKNOWN),
    );
}

#[test]
fn parts_of_a_dynamic_value_without_a_type_are_not_wrapped_again() {
    let of =
        ty(r#"["object",{"a":"number","b":["tuple",["bool","string","dynamic"]],"c":"dynamic"}]"#);
    let json = of.to_json().into_bytes();
    let length = u8::try_from(json.len()).unwrap();
    let rest = bytes("83 a1 \"a\" 01 a1 \"b\" 93 c3 a1 \"x\" c0 a1 \"c\" d4 00 00");
    let document = [&[0x92, 0xc4, length], json.as_slice(), &rest].concat();
    let value = Value::dynamic(
        of,
        Value::object([
            ("a", 1.into()),
            ("b", list([true.into(), "x".into(), Value::Null])),
            ("c", Value::UNKNOWN),
        ]),
    );
    assert_eq!(decode(&document, &Type::Dynamic).as_ref(), Ok(&value));
    assert_eq!(encode(&value, &Type::Dynamic), Ok(document));
}

#[test]
fn the_type_of_a_dynamic_value_may_be_text() {
    assert_eq!(
        read("92 a6 22 \"bool\" 22 c3", r#""dynamic""#),
        Ok(Value::dynamic(Type::Bool, true.into()))
    );
    for document in [
        "92 c5 00 06 22 \"bool\" 22 c3",
        "92 c6 00 00 00 06 22 \"bool\" 22 c3",
    ] {
        assert_eq!(
            read(document, r#""dynamic""#),
            Ok(Value::dynamic(Type::Bool, true.into())),
            "{document}"
        );
    }
}

#[test]
fn a_dynamic_value_of_dynamic_type_is_the_value_itself() {
    let wrapped = |value: &str| format!("92 c4 09 22 \"dynamic\" 22 {value}");
    assert_eq!(read(&wrapped("c0"), r#""dynamic""#), Ok(Value::Null));
    assert_eq!(
        read(&wrapped("d4 00 00"), r#""dynamic""#),
        Ok(Value::UNKNOWN)
    );
    assert_eq!(
        read(&wrapped("92 c4 06 22 \"bool\" 22 c3"), r#""dynamic""#),
        Ok(Value::dynamic(Type::Bool, true.into()))
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn what_is_of_another_type_is_refused_with_its_place() {
    let pair = "expected a pair of a type and a value";
    for (document, of, problem) in [
        ("01", r#""bool""#, "expected a bool, found a number"),
        (
            "a4 \"true\"",
            r#""bool""#,
            "expected a bool, found a string",
        ),
        ("c3", r#""number""#, "expected a number, found a bool"),
        (
            "a7 \"hunter2\"",
            r#""number""#,
            "expected a number, found other text",
        ),
        (
            "a5 \"1e999\" 30",
            r#""string""#,
            "the document goes on for 1 bytes after its end",
        ),
        ("05", r#""string""#, "expected a string, found a number"),
        (
            "c4 01 41",
            r#""string""#,
            "expected a string, found binary data",
        ),
        ("90", r#""string""#, "expected a string, found a list"),
        (
            "80",
            r#"["list","bool"]"#,
            "expected a list of bools, found a map or an object",
        ),
        (
            "c3",
            r#"["set","bool"]"#,
            "expected a set of bools, found a bool",
        ),
        (
            "90",
            r#"["map","string"]"#,
            "expected a map of strings, found a list",
        ),
        ("90", r#"["object",{}]"#, "expected an object, found a list"),
        (
            "91 c3",
            r#"["tuple",[]]"#,
            "expected a tuple of 0 elements, found 1",
        ),
        (
            "90",
            r#"["tuple",["bool"]]"#,
            "expected a tuple of 1 element, found 0",
        ),
        (
            "80",
            r#"["tuple",[]]"#,
            "expected a tuple of 0 elements, found a map or an object",
        ),
        ("c3", r#""dynamic""#, pair),
        ("90", r#""dynamic""#, pair),
        ("93 c0 c0 c0", r#""dynamic""#, pair),
        (
            "92 c3 c3",
            r#""dynamic""#,
            "expected the type of a value, found a bool",
        ),
        (
            "92 c4 01 22 c3",
            r#""dynamic""#,
            "cannot read the JSON document: EOF while parsing a string at line 1 column 1",
        ),
        (
            "92 a3 22 \"x\" 22 c3",
            r#""dynamic""#,
            "expected the name of a type, found other text",
        ),
        (
            "92 c4 06 22 \"bool\" 22 01",
            r#""dynamic""#,
            "expected a bool, found a number",
        ),
        (
            "81 01 c3",
            r#"["map","bool"]"#,
            "expected a string as key, found a number",
        ),
        (
            "81 c0 c3",
            r#"["object",{"a":"bool"}]"#,
            "expected a string as key, found null",
        ),
        (
            "82 a1 \"k\" c3 a1 \"k\" c3",
            r#"["map","bool"]"#,
            "\"k\" occurs twice",
        ),
        (
            "82 a1 \"k\" c3 a1 \"k\" c3",
            r#"["object",{"k":"bool","l":"bool"}]"#,
            "\"k\" occurs twice",
        ),
        (
            "80",
            r#"["object",{"k":"bool","l":"bool"}]"#,
            "\"k\", \"l\" is missing",
        ),
        (
            "81 a1 \"k\" c3",
            r#"["object",{"k":"bool","l":"bool"}]"#,
            "\"l\" is missing",
        ),
        (
            "81 a1 \"k\" c3",
            r#"["object",{}]"#,
            "\"k\" is no attribute of the object",
        ),
        (
            "81 a1 \"x\" c3",
            r#"["object",{"k":"bool"}]"#,
            "\"x\" is no attribute of the object",
        ),
        (
            "92 c3 01",
            r#"["list","bool"]"#,
            "[1]: expected a bool, found a number",
        ),
        (
            "92 c3 01",
            r#"["set","bool"]"#,
            "expected a bool, found a number",
        ),
        (
            "91 01",
            r#"["tuple",["bool"]]"#,
            "[0]: expected a bool, found a number",
        ),
        (
            "81 a1 \"k\" 01",
            r#"["map","bool"]"#,
            "[\"k\"]: expected a bool, found a number",
        ),
        (
            "81 a1 \"a\" 91 81 a1 \"b\" 01",
            r#"["object",{"a":["list",["object",{"b":"bool"}]]}]"#,
            "a[0].b: expected a bool, found a number",
        ),
    ] {
        assert_eq!(
            read(document, of),
            Err(problem.to_owned()),
            "{document} as {of}"
        );
    }
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
            "x".into(),
            r#""number""#,
            "expected a number, found a string",
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
            Value::dynamic(Type::Bool, true.into()),
            r#""bool""#,
            "expected a bool, found a value with a type of its own",
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
            list([Value::dynamic(Type::Bool, 1.into())]),
            r#"["list","dynamic"]"#,
            "[0]: expected a bool, found a number",
        ),
    ] {
        let problem_found = encode(&value, &ty(of)).unwrap_err().to_string();
        assert_eq!(problem_found, problem, "{value:?} as {of}");
    }
}

proptest! {
    #[test]
    fn writing_and_reading_is_the_identity((ty, value) in samples::typed_values(true)) {
        let document = encode(&value, &ty).unwrap();
        prop_assert_eq!(decode(&document, &ty), Ok(value));
    }

    #[test]
    fn another_implementation_can_read_what_is_written((ty, value) in samples::typed_values(true)) {
        let document = encode(&value, &ty).unwrap();
        let mut rest = document.as_slice();
        let read = rmpv::decode::read_value(&mut rest);
        prop_assert!(read.is_ok());
        prop_assert!(rest.is_empty());
        // The other implementation writes the shortest forms, too.
        let mut again = Vec::new();
        rmpv::encode::write_value(&mut again, &read.unwrap()).unwrap();
        prop_assert_eq!(again, document);
    }
}
