use proptest::prelude::*;

use super::*;
use crate::framework::{tests::samples, value::encoding::MAX_VALUES};

fn read(json: &str) -> Result<Type, String> {
    Type::from_json(json.as_bytes()).map_err(|it| it.to_string())
}

fn object(attributes: &[(&str, Type)]) -> Type {
    let attributes = attributes
        .iter()
        .map(|(name, ty)| ((*name).to_owned(), ty.clone()));
    Type::Object(attributes.collect())
}

#[test]
fn each_type_has_terraforms_json_form() {
    let list = |of| Type::List(Box::new(of));
    for (ty, json) in [
        (Type::Bool, r#""bool""#),
        (Type::Number, r#""number""#),
        (Type::String, r#""string""#),
        (Type::Dynamic, r#""dynamic""#),
        (list(Type::String), r#"["list","string"]"#),
        (
            Type::Set(Box::new(list(Type::Bool))),
            r#"["set",["list","bool"]]"#,
        ),
        (Type::Map(Box::new(Type::Number)), r#"["map","number"]"#),
        (Type::Tuple(vec![]), r#"["tuple",[]]"#),
        (
            Type::Tuple(vec![Type::Bool, Type::Dynamic]),
            r#"["tuple",["bool","dynamic"]]"#,
        ),
        (object(&[]), r#"["object",{}]"#),
        (
            object(&[("b\"", Type::Bool), ("a", list(Type::String))]),
            r#"["object",{"a":["list","string"],"b\"":"bool"}]"#,
        ),
    ] {
        assert_eq!(ty.to_json(), json);
        assert_eq!(read(json), Ok(ty));
    }
}

#[test]
fn white_space_and_any_order_are_read() {
    assert_eq!(
        read(" [ \"object\" , { \"b\" : \"bool\" , \"a\" : \"string\" } ]\n"),
        Ok(object(&[("a", Type::String), ("b", Type::Bool)]))
    );
}

#[test]
fn the_names_of_optional_attributes_are_passed_over() {
    let expected = Ok(object(&[("a", Type::String)]));
    assert_eq!(read(r#"["object",{"a":"string"},["a"]]"#), expected);
    assert_eq!(read(r#"["object",{"a":"string"},[]]"#), expected);
}

#[test]
fn names_are_normalized() {
    assert_eq!(
        read("[\"object\",{\"e\u{301}\":\"bool\"}]"),
        Ok(object(&[("é", Type::Bool)]))
    );
}

#[test]
fn what_is_no_type_is_refused_with_a_reason() {
    let kind = "expected a kind of type and what it is made of";
    let optional = "the optional attributes of a type are no list of names";
    for (json, problem) in [
        (
            r#""strng""#,
            "expected the name of a type, found other text",
        ),
        ("null", "expected a type, found null"),
        ("7", "expected a type, found a number"),
        (r#"{"list":"string"}"#, "expected a type, found an object"),
        (r#"["list",true]"#, "expected a type, found a bool"),
        ("[]", kind),
        (r#"["list"]"#, kind),
        (r#"["lst","string"]"#, kind),
        (r#"["tuple","string"]"#, kind),
        (r#"["object",["a"]]"#, kind),
        (r#"[["list"],"string"]"#, kind),
        (
            r#"["list","string","string"]"#,
            "a type has more parts than it should",
        ),
        (r#"["tuple",[],[]]"#, "a type has more parts than it should"),
        (
            r#"["object",{},[],[]]"#,
            "a type has more parts than it should",
        ),
        (r#"["object",{"a":"string"},"a"]"#, optional),
        (r#"["object",{"a":"string"},[1]]"#, optional),
        (
            r#"["object",{"a":"bool","a":"bool"}]"#,
            "a type has the attribute \"a\" twice",
        ),
    ] {
        assert_eq!(read(json), Err(problem.to_owned()), "{json}");
    }
    for json in ["", "[", "\"string", "\"string\" x", r#"["list","string"#] {
        let problem = read(json).unwrap_err();
        assert!(
            problem.starts_with("cannot read the JSON document: "),
            "{problem}"
        );
    }
    assert!(Type::from_json(b"\"\xff\"").is_err());
}

#[test]
fn depth_and_size_are_bounded() {
    let nested = |depth| {
        let json = "[\"list\",".repeat(depth) + "\"bool\"" + &"]".repeat(depth);
        read(&json)
    };
    assert!(nested(100).is_ok());
    assert!(nested(200).unwrap_err().contains("recursion limit"));
    assert!(nested(1_000_000).unwrap_err().contains("recursion limit"));
    let wide = |count| {
        read(&format!(
            "[\"tuple\",[{}\"bool\"]]",
            "\"bool\",".repeat(count)
        ))
    };
    assert!(wide(1000).is_ok());
    assert!(wide(MAX_VALUES).unwrap_err().contains("the limit"));
}

#[test]
fn a_type_can_be_part_of_a_sentence() {
    for (json, words) in [
        (r#""bool""#, "a bool"),
        (r#""number""#, "a number"),
        (r#""string""#, "a string"),
        (r#""dynamic""#, "a value of any type"),
        (r#"["list","string"]"#, "a list of strings"),
        (r#"["set",["map","number"]]"#, "a set of maps of numbers"),
        (
            r#"["map",["list",["set","bool"]]]"#,
            "a map of lists of sets of bools",
        ),
        (r#"["list",["object",{}]]"#, "a list of objects"),
        (r#"["object",{}]"#, "an object"),
        (r#"["tuple",["bool"]]"#, "a tuple of 1 element"),
        (r#"["list",["tuple",[]]]"#, "a list of tuples of 0 elements"),
        (r#"["list","dynamic"]"#, "a list of values of any type"),
    ] {
        assert_eq!(read(json).unwrap().to_string(), words);
    }
}

proptest! {
    #[test]
    fn writing_and_reading_is_the_identity(ty in samples::types()) {
        prop_assert_eq!(Type::from_json(ty.to_json().as_bytes()), Ok(ty));
    }

    #[test]
    fn no_bytes_can_break_the_reader(bytes in any::<Vec<u8>>()) {
        let _ = Type::from_json(&bytes);
    }
}
