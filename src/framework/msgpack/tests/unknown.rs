//! Unknown values and their refinements.

use super::*;

/// An unknown value of type `of` about which `known` is known, and nothing else.
fn unknown(known: Known) -> Value {
    Value::Unknown(Refinement::new(known))
}

fn known() -> Known {
    Known::default()
}

#[allow(clippy::unnecessary_wraps, reason = "as the field wants it")]
fn bound(text: &str, inclusive: bool) -> Option<(Number, bool)> {
    Some((Number::parse(text).unwrap(), inclusive))
}

#[allow(clippy::unnecessary_wraps, reason = "as the field wants it")]
fn prefix(text: impl Into<String>) -> Option<String> {
    Some(text.into())
}

/// Writes a value and checks that it is the plain unknown one.
fn check_plain(of: &str, known: Known) {
    let written = encode(&unknown(known), &ty(of)).unwrap();
    assert_eq!(written, [0xd4, 0, 0], "{of}");
}

const EVERY_TYPE: [&str; 9] = [
    r#""bool""#,
    r#""number""#,
    r#""string""#,
    r#""dynamic""#,
    r#"["list","bool"]"#,
    r#"["set","bool"]"#,
    r#"["map","bool"]"#,
    r#"["tuple",["bool"]]"#,
    r#"["object",{"a":"bool"}]"#,
];

#[test]
fn a_plain_unknown_value_can_be_of_every_type() {
    for of in EVERY_TYPE {
        check(of, "d4 00 00", &Value::UNKNOWN);
    }
}

#[test]
fn any_other_extension_is_a_plain_unknown_value() {
    for document in [
        "d4 7f ff",
        "d4 0c 80",
        "d4 0c c0",
        "c7 00 00",
        "c7 00 0c",
        "c7 01 05 00",
        "c8 00 01 05 00",
        "c9 00 00 00 01 05 00",
        "d5 00 00 00",
        "d6 01 00 00 00 00",
        "d7 01 00 00 00 00 00 00 00 00",
        "d8 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        "c7 03 01 81 01 c2",
        "d5 0c 80 c0",
    ] {
        for of in EVERY_TYPE {
            assert_eq!(read(document, of), Ok(Value::UNKNOWN), "{document} as {of}");
        }
    }
}

#[test]
fn what_is_known_is_written_as_terraform_writes_it() {
    let not_null = || Known {
        null: Some(false),
        ..known()
    };
    for of in EVERY_TYPE.into_iter().filter(|it| !it.contains("dynamic")) {
        check(of, "c7 03 0c 81 01 c2", &Value::unknown_not_null());
    }
    check(
        r#""string""#,
        "c7 09 0c 82 01 c2 02 a4 \"pre-\"",
        &unknown(Known {
            prefix: prefix("pre-"),
            ..not_null()
        }),
    );
    check(
        r#""string""#,
        "d7 0c 82 01 c2 02 a3 \"é-\"",
        &unknown(Known {
            prefix: prefix("é-"),
            ..not_null()
        }),
    );
    check(
        r#""number""#,
        "c7 0c 0c 82 03 92 01 c3 04 92 a3 \"9.9\" c2",
        &unknown(Known {
            lower: bound("1", true),
            upper: bound("9.9", false),
            ..known()
        }),
    );
    for of in [
        r#"["list","bool"]"#,
        r#"["set","bool"]"#,
        r#"["map","bool"]"#,
    ] {
        check(
            of,
            "c7 05 0c 82 05 00 06 0a",
            &unknown(Known {
                min_length: Some(0),
                max_length: Some(10),
                ..known()
            }),
        );
    }
}

#[test]
fn facts_that_leave_room_for_a_single_value_are_written() {
    check(
        r#""number""#,
        "c7 09 0c 82 03 92 01 c3 04 92 01 c3",
        &unknown(Known {
            lower: bound("1", true),
            upper: bound("1", true),
            ..known()
        }),
    );
    check(
        r#"["list","bool"]"#,
        "c7 03 0c 81 06 00",
        &unknown(Known {
            max_length: Some(0),
            ..known()
        }),
    );
}

#[test]
fn facts_that_do_not_fit_the_type_are_neither_read_nor_written() {
    let everything = || Known {
        null: None,
        prefix: prefix("p"),
        lower: bound("1", true),
        upper: bound("2", true),
        min_length: Some(1),
        max_length: Some(2),
    };
    let document = "c7 10 0c 85 02 a1 \"p\" 03 92 01 c3 04 92 02 c3 05 01 06 02";
    for of in [
        r#""bool""#,
        r#""dynamic""#,
        r#"["tuple",["bool"]]"#,
        r#"["object",{"a":"bool"}]"#,
    ] {
        check_plain(of, everything());
        assert_eq!(read(document, of), Ok(Value::UNKNOWN), "{of}");
    }
    for (of, only) in [
        (
            r#""string""#,
            Known {
                prefix: prefix("p"),
                ..known()
            },
        ),
        (
            r#""number""#,
            Known {
                lower: bound("1", true),
                upper: bound("2", true),
                ..known()
            },
        ),
        (
            r#"["map","bool"]"#,
            Known {
                min_length: Some(1),
                max_length: Some(2),
                ..known()
            },
        ),
    ] {
        assert_eq!(read(document, of), Ok(unknown(only.clone())), "{of}");
        let (all, only) = (unknown(everything()), unknown(only));
        assert_eq!(encode(&all, &ty(of)), encode(&only, &ty(of)), "{of}");
    }
}

#[test]
fn nothing_at_all_is_known_of_a_dynamic_value() {
    check_plain(
        r#""dynamic""#,
        Known {
            null: Some(false),
            ..known()
        },
    );
    assert_eq!(
        read("c7 03 0c 81 01 c2", r#""dynamic""#),
        Ok(Value::UNKNOWN)
    );
}

#[test]
fn facts_not_known_here_are_passed_over_whatever_they_hold() {
    for fact in [
        "07 c0",
        "07 93 01 92 c3 a1 \"x\" 80",
        "07 82 01 91 c0 a1 \"k\" d4 00 00",
        "00 c3",
        "ff c3",
        "cd 01 01 c3",
        "07 c4 02 00 00",
    ] {
        let payload = bytes(&format!("82 {fact} 01 c2"));
        let length = u8::try_from(payload.len()).unwrap();
        let document = [&[0xc7, length, 0x0c], payload.as_slice()].concat();
        assert_eq!(
            decode(&document, &Type::String),
            Ok(Value::unknown_not_null()),
            "{fact}"
        );
    }
}

#[test]
fn bytes_after_the_facts_are_left_for_the_future() {
    assert_eq!(
        read("c7 05 0c 81 01 c2 ff ff", r#""string""#),
        Ok(Value::unknown_not_null())
    );
}

#[test]
fn odd_but_sound_facts_are_read() {
    for (document, of, expected) in [
        (
            "c7 03 0c 81 01 c3",
            r#""string""#,
            Known {
                null: Some(true),
                ..known()
            },
        ),
        ("d5 0c 80 00", r#""string""#, known()),
        ("c7 03 0c 81 02 a0", r#""string""#, known()),
        (
            "c7 06 0c 81 02 a3 65 cc 81",
            r#""string""#,
            Known {
                prefix: prefix("é"),
                ..known()
            },
        ),
        (
            "c7 07 0c 81 03 92 a2 \"10\" c2",
            r#""number""#,
            Known {
                lower: bound("10", false),
                ..known()
            },
        ),
        (
            "c8 00 03 0c 81 01 c2",
            r#""string""#,
            Known {
                null: Some(false),
                ..known()
            },
        ),
        (
            "c9 00 00 00 03 0c 81 01 c2",
            r#""string""#,
            Known {
                null: Some(false),
                ..known()
            },
        ),
        (
            "d6 0c 81 d0 01 c2",
            r#""string""#,
            Known {
                null: Some(false),
                ..known()
            },
        ),
    ] {
        assert_eq!(read(document, of), Ok(unknown(expected)), "{document}");
    }
}

#[test]
fn facts_in_another_form_are_refused() {
    for (document, of) in [
        ("d5 0c 91 c2", r#""string""#),
        ("c7 04 0c 81 a1 01 c2", r#""string""#),
        ("c7 03 0c 81 c0 c2", r#""string""#),
        ("c7 03 0c 81 01 c0", r#""string""#),
        ("c7 03 0c 81 01 01", r#""string""#),
        ("c7 03 0c 81 02 c3", r#""string""#),
        ("c7 04 0c 81 02 a1 ff", r#""string""#),
        ("c7 03 0c 81 03 01", r#""number""#),
        ("c7 05 0c 81 03 91 01 c3", r#""number""#),
        ("c7 05 0c 81 03 92 c0 c3", r#""number""#),
        ("c7 05 0c 81 03 92 01 01", r#""number""#),
        ("c7 06 0c 81 04 92 a1 \"x\" c3", r#""number""#),
        ("c7 03 0c 81 05 c0", r#"["list","bool"]"#),
        (
            "c7 0b 0c 81 06 cf ff ff ff ff ff ff ff ff",
            r#"["list","bool"]"#,
        ),
        ("c7 02 0c 81 01", r#""string""#),
        ("c7 02 0c 82 01", r#""string""#),
        ("c7 03 0c 82 01 c2", r#""string""#),
        ("c7 02 0c 81 07", r#""string""#),
        ("c7 03 0c 81 07 91", r#""string""#),
        ("c7 02 0c c1 00", r#""string""#),
    ] {
        assert!(read(document, of).is_err(), "{document} as {of}");
    }
}

#[test]
fn more_than_a_kilobyte_of_facts_is_refused() {
    let document = |length: u16| {
        let payload = [bytes("81 01 c2"), vec![0; usize::from(length) - 3]].concat();
        let [high, low] = length.to_be_bytes();
        [&[0xc8, high, low, 0x0c], payload.as_slice()].concat()
    };
    assert_eq!(
        decode(&document(1024), &Type::Bool),
        Ok(Value::unknown_not_null())
    );
    let problem = decode(&document(1025), &Type::Bool).unwrap_err().problem;
    assert!(problem.contains("1024 bytes"), "{problem}");
}

#[test]
fn a_long_prefix_is_cut_at_a_character() {
    let cut = |text: &str| {
        let value = unknown(Known {
            prefix: prefix(text),
            ..known()
        });
        let Ok(Value::Unknown(read)) =
            decode(&encode(&value, &Type::String).unwrap(), &Type::String)
        else {
            panic!("an unknown value");
        };
        read.known()
            .and_then(|it| it.prefix.clone())
            .unwrap_or_default()
    };
    assert_eq!(cut(&"a".repeat(256)), "a".repeat(256));
    assert_eq!(cut(&"a".repeat(300)), "a".repeat(256));
    assert_eq!(
        cut(&format!("a{}", "é".repeat(200))),
        format!("a{}", "é".repeat(127))
    );
    assert_eq!(cut(&format!("{}🦀🦀", "a".repeat(255))), "a".repeat(255));
}

#[test]
fn facts_that_terraform_would_refuse_are_not_written() {
    let digits = Some((
        Number::parse(&format!("1{}", "3".repeat(1100))).unwrap(),
        true,
    ));
    let list = r#"["list","bool"]"#;
    for (of, known) in [
        (
            r#""string""#,
            Known {
                prefix: prefix(""),
                ..known()
            },
        ),
        (
            r#""string""#,
            Known {
                null: Some(true),
                prefix: prefix("x"),
                ..known()
            },
        ),
        (
            r#""number""#,
            Known {
                lower: digits,
                ..known()
            },
        ),
        (
            r#""number""#,
            Known {
                lower: bound("2", true),
                upper: bound("1", true),
                ..known()
            },
        ),
        (
            r#""number""#,
            Known {
                lower: bound("1", false),
                upper: bound("1", true),
                ..known()
            },
        ),
        (
            r#""number""#,
            Known {
                lower: bound("1", true),
                upper: bound("1", false),
                ..known()
            },
        ),
        (
            list,
            Known {
                min_length: Some(-1),
                ..known()
            },
        ),
        (
            list,
            Known {
                max_length: Some(-1),
                ..known()
            },
        ),
        (
            list,
            Known {
                min_length: Some(2),
                max_length: Some(1),
                ..known()
            },
        ),
    ] {
        check_plain(of, known);
    }
}

#[test]
fn facts_take_a_kilobyte_at_most() {
    let written = |digits: usize| {
        let lower = bound(&"3".repeat(digits), true);
        encode(&unknown(Known { lower, ..known() }), &Type::Number).unwrap()
    };
    let (most, more) = (written(1017), written(1018));
    assert_eq!(most.len(), 4 + 1024);
    assert!(decode(&most, &Type::Number).is_ok());
    assert_eq!(more, [0xd4, 0, 0]);
}
