//! What lies inside nested attributes and blocks of every kind.

use super::*;
use crate::framework::{
    schema::{Life, Nesting},
    tests::shelf::{
        Boxed, Held, MIDNIGHT, NOON, NOON_ELSEWHERE, every_way, every_way_of_many, row, rows,
        schema, shelf, text,
    },
};

/// Plans, and checks that Terraform would accept it.
fn planned(schema: &Schema, config: &Value, prior: &Value) -> Outcome {
    let outcome = plan(schema, config, prior);
    let problems = consistency::of_plan(schema, config, prior, &outcome.planned);
    assert_eq!(problems, []);
    outcome
}

#[test]
fn a_box_of_a_new_shelf_is_new() {
    for held in every_way() {
        let config = held.shelf([Boxed::written(NOON)]);
        let outcome = planned(&held.schema(), &config, &Value::Null);
        let expected = held.shelf([Boxed {
            serial: Value::unknown_not_null(),
            seen: Value::UNKNOWN,
            ..Boxed::written(NOON)
        }]);
        assert_eq!(outcome.planned, expected, "{held:?}");
    }
}

#[test]
fn a_box_that_is_added_is_new_and_the_others_keep_what_they_were_assigned() {
    for held in every_way_of_many() {
        let config = held.shelf([NOON, MIDNIGHT].map(Boxed::written));
        let prior = held.shelf([Boxed::real(NOON, "1")]);
        let outcome = planned(&held.schema(), &config, &prior);
        assert_eq!(outcome.action, Action::InPlace, "{held:?}");
        let expected = held.shelf([
            Boxed {
                seen: Value::UNKNOWN,
                ..Boxed::real(NOON, "1")
            },
            Boxed {
                serial: Value::unknown_not_null(),
                seen: Value::UNKNOWN,
                ..Boxed::written(MIDNIGHT)
            },
        ]);
        assert_eq!(outcome.planned, expected, "{held:?}");
    }
}

#[test]
fn an_equal_meaning_keeps_the_words_of_the_state_inside_each_box() {
    for held in every_way() {
        let config = held.shelf([NOON_ELSEWHERE, MIDNIGHT].map(Boxed::written));
        let prior = held.shelf([Boxed::real(NOON, "1"), Boxed::real(MIDNIGHT, "2")]);
        let outcome = planned(&held.schema(), &config, &prior);
        assert_eq!(
            (outcome.action, outcome.planned),
            (Action::Keep, prior),
            "{held:?}"
        );
    }
}

#[test]
fn an_element_of_a_set_is_another_when_anything_that_the_user_sets_differs() {
    for held in every_way().filter(|it| it.nesting == Nesting::Set) {
        let prior = held.shelf([Boxed {
            kind: "wide".into(),
            ..Boxed::real(NOON, "1")
        }]);
        // The kind is left out, which is not the same as any kind.
        let config = held.shelf([Boxed::written(NOON)]);
        let proposed = propose(&held.schema(), &config, &prior);
        let Value::Set(boxes) = proposed.attribute("boxes") else {
            panic!("a set");
        };
        assert_eq!(*boxes[0].attribute("serial"), Value::unknown_not_null());
    }
}

#[test]
fn what_cannot_change_inside_a_box_replaces_the_shelf_and_says_where() {
    for (held, at) in every_way().zip([
        "boxes.kind",
        "boxes[0].kind",
        "boxes",
        "boxes[\"a\"].kind",
        "boxes.kind",
        "boxes[0].kind",
        "boxes",
        "boxes[\"a\"].kind",
    ]) {
        let of = |kind: &str, it| Boxed {
            kind: kind.into(),
            ..it
        };
        let config = held.shelf([of("wide", Boxed::written(NOON))]);
        let prior = held.shelf([of("tall", Boxed::real(NOON, "1"))]);
        let outcome = planned(&held.schema(), &config, &prior);
        assert_eq!(outcome.action, Action::Replace, "{held:?}");
        assert_eq!(
            reasons(&outcome),
            [format!("{at}: a box stays what it is")],
            "{held:?}"
        );
        // Another shelf, other boxes.
        let expected = held.shelf([of(
            "wide",
            Boxed {
                serial: Value::unknown_not_null(),
                seen: Value::UNKNOWN,
                ..Boxed::written(NOON)
            },
        )]);
        if held.nesting != Nesting::Set {
            assert_eq!(outcome.planned, expected, "{held:?}");
        }
    }
}

#[test]
fn boxes_that_come_and_go_are_compared_with_nothing() {
    for held in every_way().filter(|it| matches!(it.nesting, Nesting::List | Nesting::Map)) {
        let wide = |it| Boxed {
            kind: "wide".into(),
            ..it
        };
        let (none, one) = (
            held.shelf([] as [Value; 0]),
            held.shelf([wide(Boxed::real(NOON, "1"))]),
        );
        let config = held.shelf([wide(Boxed::written(NOON))]);
        for outcome in [
            planned(&held.schema(), &config, &none),
            planned(&held.schema(), &none, &one),
        ] {
            assert_eq!(outcome.replace.len(), 1, "{held:?}");
            assert!(reasons(&outcome)[0].contains(".kind: "), "{held:?}");
        }
        // A box without a kind leaves nothing to differ.
        let outcome = planned(&held.schema(), &none, &held.shelf([Boxed::real(NOON, "1")]));
        assert_eq!(outcome.action, Action::InPlace, "{held:?}");
    }
}

#[test]
fn a_box_in_a_set_without_what_cannot_change_comes_and_goes_in_place() {
    for held in every_way().filter(|it| it.nesting == Nesting::Set) {
        let wide = |it| Boxed {
            kind: "wide".into(),
            ..it
        };
        let config = held.shelf([wide(Boxed::written(NOON)), Boxed::written(MIDNIGHT)]);
        let prior = held.shelf([wide(Boxed::real(NOON, "1"))]);
        let outcome = planned(&held.schema(), &config, &prior);
        assert_eq!(outcome.action, Action::InPlace, "{held:?}");
    }
}

#[test]
fn each_box_in_a_set_keeps_what_its_user_sets_when_the_rest_is_unsettled() {
    let held = Held {
        nesting: Nesting::Set,
        block: true,
    };
    let mut schema = held.schema_of(vec![
        text("time", Life::Mutable, required()),
        text("seal", Life::Assigned, optional().or_computed()),
    ]);
    schema
        .attributes
        .push(text("place", Life::Fixed, required()));
    let object = |place: &str, seals: [Value; 2]| {
        let of = |time: &str, seal| Value::object([("time", time.into()), ("seal", seal)]);
        let [first, second] = seals;
        let boxes = held.boxes([of("1", first), of("2", second)]);
        Value::object([("place", place.into()), ("boxes", boxes)])
    };
    for (config, expected) in [
        (["red".into(), Value::Null], ["red".into(), Value::UNKNOWN]),
        ([Value::Null, "red".into()], [Value::UNKNOWN, "red".into()]),
    ] {
        let prior = object("here", ["red".into(), "red".into()]);
        let outcome = planned(&schema, &object("there", config), &prior);
        assert_eq!(outcome.planned, object("there", expected));
    }
}

#[test]
fn the_entries_of_a_map_are_found_by_their_keys() {
    let held = Held {
        nesting: Nesting::Map,
        block: false,
    };
    let of = |kind: &str, it| Boxed {
        kind: kind.into(),
        ..it
    };
    let map = |entries: [(&str, Boxed); 2]| {
        let entries = entries.map(|(key, it)| (key.to_owned(), it.into()));
        shelf(Value::Map(entries.into()))
    };
    let prior = map([
        ("a", of("tall", Boxed::real(NOON, "1"))),
        ("c", of("tall", Boxed::real(NOON, "2"))),
    ]);
    let config = map([
        ("b", of("tall", Boxed::written(NOON))),
        ("c", of("wide", Boxed::written(NOON))),
    ]);
    let outcome = planned(&held.schema(), &config, &prior);
    let paths: Vec<_> = outcome
        .replace
        .iter()
        .map(|it| it.path.to_string())
        .collect();
    assert_eq!(
        paths,
        [
            "boxes[\"a\"].kind",
            "boxes[\"b\"].kind",
            "boxes[\"c\"].kind"
        ]
    );
}

#[test]
fn boxes_that_are_not_known_yet_may_differ_in_what_cannot_change() {
    for held in every_way_of_many() {
        let config = shelf(Value::UNKNOWN);
        let prior = held.shelf([Boxed::real(NOON, "1")]);
        let outcome = planned(&held.schema(), &config, &prior);
        assert_eq!(outcome.planned, config);
        assert_eq!(
            reasons(&outcome),
            ["boxes: a box stays what it is"],
            "{held:?}"
        );

        // Without such an attribute they are changed in place.
        let others = held.schema_of(vec![text("time", Life::Mutable, optional())]);
        let prior = held.shelf([Value::object([("time", Value::from(NOON))])]);
        let outcome = planned(&others, &config, &prior);
        assert_eq!(outcome.action, Action::InPlace, "{held:?}");
    }
}

#[test]
fn an_element_that_is_not_known_yet_stays_so() {
    for held in every_way_of_many().filter(|it| !it.block) {
        let config = held.shelf([Value::UNKNOWN, Value::UNKNOWN]);
        for prior in [Value::Null, held.shelf([Boxed::real(NOON, "1")])] {
            let planned = planned(&held.schema(), &config, &prior).planned;
            assert_eq!(planned, config, "{held:?}");
        }
    }
}

#[test]
fn boxes_that_the_provider_gave_are_unsettled_as_a_whole() {
    let held = Held {
        nesting: Nesting::List,
        block: false,
    };
    let rows = vec![
        text("place", Life::Fixed, required()),
        row(
            "boxes",
            Shape::Nested(held.nesting, rows()),
            Life::Assigned,
            optional().or_computed(),
        ),
    ];
    let object = |place: &str, boxes| Value::object([("place", place.into()), ("boxes", boxes)]);
    let before = held.boxes([Boxed::real(NOON, "1")]);
    let prior = object("here", before.clone());

    let kept = planned(&schema(rows.clone()), &object("here", Value::Null), &prior);
    assert_eq!(kept.action, Action::Keep);
    let moved = planned(&schema(rows.clone()), &object("there", Value::Null), &prior);
    assert_eq!(moved.planned, object("there", Value::UNKNOWN));
    assert_eq!(reasons(&moved), ["place: it cannot be changed"]);
}

#[test]
fn a_fixed_attribute_inside_that_was_never_known_is_said_of_the_whole_without_a_reason() {
    let held = Held {
        nesting: Nesting::Set,
        block: true,
    };
    let schema = held.schema_of(vec![text("time", Life::Fixed, optional())]);
    let of = |time: &str| held.shelf([Value::object([("time", Value::from(time))])]);
    let outcome = planned(&schema, &of(NOON), &of(MIDNIGHT));
    assert_eq!(reasons(&outcome), ["boxes: it cannot be changed"]);
}
