//! Documents that no Terraform writes.

use super::*;

/// One type of each kind, and one that holds them all.
fn every_type() -> Vec<Type> {
    let all = r#"["object",{"b":"bool","d":"dynamic","l":["list","number"],"m":["map","string"],"s":["set","string"],"t":["tuple",["bool","dynamic"]]}]"#;
    [
        r#""bool""#,
        r#""number""#,
        r#""string""#,
        r#""dynamic""#,
        r#"["list","dynamic"]"#,
        r#"["set",["list","string"]]"#,
        r#"["map","number"]"#,
        r#"["tuple",["bool","bool"]]"#,
        r#"["object",{"a":"string"}]"#,
        all,
    ]
    .map(ty)
    .into()
}

fn refused(document: &[u8], of: &Type) -> String {
    decode(document, of).unwrap_err().problem
}

#[test]
fn a_length_beyond_the_end_is_refused_before_it_costs_memory() {
    for head in [
        "d9 ff",
        "da ff ff",
        "db ff ff ff ff",
        "c4 ff",
        "c5 ff ff",
        "c6 ff ff ff ff",
        "dc ff ff",
        "dd ff ff ff ff",
        "de ff ff",
        "df ff ff ff ff",
        "c7 ff 0c",
        "c8 ff ff 0c",
        "c9 ff ff ff ff 0c",
        "d8 0c 00",
        "bf 00",
        "9f c0",
        "8f a0 c0",
        "82 a0 c0 c0",
    ] {
        for of in every_type() {
            let problem = refused(&bytes(head), &of);
            assert_eq!(
                problem, "the document ends in the middle of a value",
                "{head}"
            );
        }
    }
    // Also in what is passed over.
    assert!(read("c7 08 0c 82 07 dd ff ff ff ff c0", r#""string""#).is_err());
    assert!(read("c7 08 0c 82 07 df ff ff ff ff c0", r#""string""#).is_err());
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth| (0..depth).fold(Type::Bool, |of, _| Type::List(Box::new(of)));
    let document = |depth| [vec![0x91; depth], vec![0xc0]].concat();
    assert!(decode(&document(MAX_DEPTH), &nested(MAX_DEPTH)).is_ok());
    let problem = refused(&document(MAX_DEPTH + 1), &nested(MAX_DEPTH + 1));
    assert!(problem.contains("deeper than 128 levels"), "{problem}");

    let wrapped = bytes("92 c4 09 22 \"dynamic\" 22");
    let problem = refused(&wrapped.repeat(400_000), &Type::Dynamic);
    assert!(problem.contains("deeper than 128 levels"), "{problem}");
}

#[test]
fn every_container_counts_as_a_level() {
    for (kind, head) in [("set", "91"), ("map", "81 a0"), ("list", "91")] {
        let level = |of| match kind {
            "set" => Type::Set(of),
            "map" => Type::Map(of),
            _ => Type::List(of),
        };
        let of = |depth| (0..depth).fold(Type::Bool, |of, _| level(Box::new(of)));
        let document = |depth| [bytes(head).repeat(depth), vec![0xc0]].concat();
        assert!(decode(&document(128), &of(128)).is_ok(), "{kind}");
        assert!(decode(&document(129), &of(129)).is_err(), "{kind}");
    }
    let of = |depth| {
        (0..depth).fold(Type::Bool, |of, _| {
            Type::Object([("a".to_owned(), of)].into())
        })
    };
    let document = |depth| [bytes("81 a1 \"a\"").repeat(depth), vec![0xc0]].concat();
    assert!(decode(&document(128), &of(128)).is_ok());
    assert!(decode(&document(129), &of(129)).is_err());
}

#[test]
fn a_dynamic_value_is_one_level() {
    let nested = |depth| (0..depth).fold(Type::Bool, |of, _| Type::List(Box::new(of)));
    let document = |depth: usize| {
        let json = nested(depth).to_json().into_bytes();
        let length = u16::try_from(json.len()).unwrap().to_be_bytes();
        let wrapper = [&[0x92, 0xc5], length.as_slice(), &json].concat();
        [wrapper, vec![0x91; depth], vec![0xc0]].concat()
    };
    let deepest = (1..=MAX_DEPTH)
        .take_while(|depth| decode(&document(*depth), &Type::Dynamic).is_ok())
        .last();
    assert_eq!(deepest, Some(MAX_DEPTH - 1));
}

#[test]
fn megabytes_of_nothing_but_nesting_are_refused() {
    for head in [
        "91",
        "81 a0",
        "92",
        "92 c4 09 22 \"dynamic\" 22",
        "81 a1 \"a\"",
    ] {
        let level = bytes(head);
        let document = level.repeat(5_000_000 / level.len());
        for of in every_type() {
            assert!(decode(&document, &of).is_err(), "{head}");
        }
    }
    let payload = [bytes("81 07"), vec![0x91; 1022]].concat();
    let document = [bytes("c8 04 00 0c"), payload].concat();
    assert!(decode(&document, &Type::String).is_err());
}

/// A head, so many as its length, and as many items.
fn counted(head: &str, count: usize, item: &str) -> Vec<u8> {
    let length = u32::try_from(count).unwrap().to_be_bytes();
    [bytes(head), length.to_vec(), bytes(item).repeat(count)].concat()
}

#[test]
fn the_count_of_values_is_bounded() {
    let bools = ty(r#"["list","bool"]"#);
    assert!(decode(&counted("dd", MAX_VALUES - 1, "c0"), &bools).is_ok());
    for (head, count, item, of) in [
        ("dd", MAX_VALUES, "c0", r#"["list","bool"]"#),
        ("dd", 10_000_000, "c0", r#"["list","bool"]"#),
        ("dd", 10_000_000, "c0", r#"["set","bool"]"#),
        ("df", 10_000_000, "a0 c0", r#"["map","bool"]"#),
    ] {
        let problem = refused(&counted(head, count, item), &ty(of));
        assert!(
            problem.contains("more than 1000000 values"),
            "{of}: {problem}"
        );
    }
}

#[test]
fn whatever_is_nested_counts_with_its_keys() {
    // The list is one value; a map or object in it is one, and each of its entries two.
    for (item, values, of) in [
        ("91 c0", 2, r#"["list",["list","bool"]]"#),
        ("91 c0", 2, r#"["list",["set","bool"]]"#),
        ("91 c0", 2, r#"["list",["tuple",["bool"]]]"#),
        ("81 a0 c0", 3, r#"["list",["map","bool"]]"#),
        ("81 a1 \"a\" c0", 3, r#"["list",["object",{"a":"bool"}]]"#),
    ] {
        let document = counted("dd", 20, item);
        let read = |allowed: usize| {
            let mut budget = Budget::new();
            budget.spend(MAX_VALUES - allowed).unwrap();
            decode::within(budget, &document, &ty(of))
        };
        assert!(read(1 + 20 * values).is_ok(), "{of}");
        let problem = read(20 * values).unwrap_err().problem;
        assert!(problem.contains("1000000 values"), "{of}: {problem}");
    }
}

#[test]
fn the_types_of_dynamic_values_count_as_values() {
    let json = format!("[\"tuple\",[{}\"bool\"]]", "\"bool\",".repeat(200_000));
    let length = u32::try_from(json.len()).unwrap().to_be_bytes();
    let wrapped = [&[0x92, 0xc6], length.as_slice(), json.as_bytes(), &[0xc0]].concat();
    let documents = |count: u8| [vec![0x90 | count], wrapped.repeat(count.into())].concat();
    let of = ty(r#"["list","dynamic"]"#);
    assert!(decode(&documents(4), &of).is_ok());
    assert!(refused(&documents(6), &of).contains("more than 1000000 values"));
}

#[test]
fn a_document_cut_off_anywhere_is_refused() {
    let of = every_type().pop().unwrap();
    let value = Value::object([
        ("b", true.into()),
        (
            "d",
            Value::dynamic(ty(r#"["list","string"]"#), list(["é".into()])),
        ),
        (
            "l",
            list([
                1.into(),
                300.into(),
                number("1.5"),
                number("0.1"),
                number("-70000"),
            ]),
        ),
        (
            "m",
            Value::Map([("k".to_owned(), "x".repeat(300).into())].into()),
        ),
        (
            "s",
            Value::set(vec![Value::unknown_not_null(), "y".repeat(40).into()]),
        ),
        ("t", list([Value::UNKNOWN, Value::Null])),
    ]);
    let document = encode(&value, &of).unwrap();
    assert_eq!(decode(&document, &of), Ok(value));
    for end in 0..document.len() {
        let problem = refused(&document[..end], &of);
        assert_eq!(
            problem, "the document ends in the middle of a value",
            "{end}"
        );
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    for of in every_type() {
        let problem = refused(&bytes("c0 c0 c0"), &of);
        assert_eq!(problem, "the document goes on for 2 bytes after its end");
    }
}

#[test]
fn the_reserved_byte_is_refused() {
    for of in every_type() {
        assert_eq!(
            refused(&[0xc1], &of),
            "the byte c1 means nothing in MessagePack"
        );
    }
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    for (document, of) in [
        ("a1 ff", r#""string""#),
        ("a3 ed a0 80", r#""string""#),
        ("a2 c0 80", r#""string""#),
        ("81 a1 ff c3", r#"["map","bool"]"#),
        ("92 a1 ff c3", r#""dynamic""#),
    ] {
        assert_eq!(
            read(document, of),
            Err("a string is not valid UTF-8".to_owned())
        );
    }
    assert!(read("92 c4 03 22 ff 22 c3", r#""dynamic""#).is_err());
}

#[test]
fn numbers_that_are_none_or_too_long_are_refused() {
    for document in [
        "ca 7f c0 00 00",
        "ca 7f 80 00 00",
        "cb ff f0 00 00 00 00 00 00",
        "cb 7f f8 00 00 00 00 00 00",
    ] {
        assert_eq!(
            read(document, r#""number""#),
            Err("the number is not finite".to_owned())
        );
    }
    for document in ["ab \"1e999999999\"", "ac \"1e-999999999\""] {
        let problem = read(document, r#""number""#).unwrap_err();
        assert!(problem.contains("4096 digits"), "{problem}");
    }
}

#[test]
fn errors_hold_no_values() {
    let secret = "hunter2";
    for of in ["number", "bool"] {
        let document = encode(&secret.into(), &Type::String).unwrap();
        let problem = refused(&document, &ty(&format!("\"{of}\"")));
        assert!(!problem.contains(secret), "{problem}");
    }
    let long = Value::Map([("k".repeat(5000), Value::Null)].into());
    let document = encode(&long, &ty(r#"["map","bool"]"#)).unwrap();
    assert!(refused(&document, &ty(r#"["object",{}]"#)).len() < 200);
}

proptest! {
    #[test]
    fn no_bytes_can_break_the_reader(document in any::<Vec<u8>>(), of in samples::types()) {
        let _ = decode(&document, &of);
    }

    #[test]
    fn no_changed_byte_can_break_the_reader(
        (of, value) in samples::typed_values(true),
        position in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut document = encode(&value, &of).unwrap();
        let position = position.index(document.len());
        document[position] = byte;
        if let Ok(read) = decode(&document, &of) {
            // Whatever is read is of the type, and so can be written.
            let written = encode(&read, &of).unwrap();
            prop_assert_eq!(decode(&written, &of).is_ok(), true);
        }
    }
}
