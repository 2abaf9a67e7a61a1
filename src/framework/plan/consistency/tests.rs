use super::*;
use crate::framework::{
    schema::{
        Life, Nesting,
        spec::{Spec, computed, optional, required},
    },
    tests::shelf::{
        Boxed, Held, MIDNIGHT, NOON, every_way, every_way_of_many, schema, shelf, text,
    },
    value::types::Type,
};

const NOTHING: [&str; 0] = [];

fn said(found: &[Problem]) -> Vec<String> {
    let said = |it: &Problem| format!("{}: {}", it.path, it.text);
    found.iter().map(said).collect()
}

/// Whether `planned` may be planned for one attribute.
fn may(spec: Spec, config: &str, prior: &str, planned: &str) -> bool {
    let value = |it: &str| match it {
        "null" => Value::Null,
        "unknown" => Value::UNKNOWN,
        "never null" => Value::unknown_not_null(),
        text => text.into(),
    };
    let object = |it| Value::object([("tone", value(it))]);
    let schema = schema(vec![text("tone", Life::Mutable, spec)]);
    let found = of_plan(&schema, &object(config), &object(prior), &object(planned));
    found.is_empty()
}

#[test]
fn a_plan_has_the_configured_value_or_the_prior_one_where_both_are_set() {
    for spec in [required(), optional(), optional().or_computed()] {
        let may = |config, prior, planned| may(spec.clone(), config, prior, planned);
        assert!(may("low", "high", "low"));
        assert!(may("low", "high", "high"));
        assert!(may("low", "null", "low"));
        assert!(may("unknown", "high", "unknown"));
        assert!(may("null", "null", "null"));
        assert!(!may("low", "high", "other"));
        assert!(!may("low", "high", "null"));
        assert!(!may("low", "null", "null"));
        assert!(!may("low", "low", "unknown"));
        // What is known of an unknown value does not count.
        assert!(may("never null", "high", "unknown"));
        assert!(may("unknown", "high", "never null"));
    }
}

#[test]
fn only_a_computed_attribute_has_a_value_that_is_not_configured() {
    for (spec, allowed) in [
        (optional(), false),
        (optional().or_computed(), true),
        (computed(), true),
    ] {
        for planned in ["high", "other", "unknown"] {
            assert_eq!(may(spec.clone(), "null", "high", planned), allowed);
        }
        assert!(may(spec, "null", "high", "null"));
    }
    // What only the provider sets may be anything.
    assert!(may(computed(), "low", "low", "other"));
}

#[test]
fn what_is_wrong_with_a_plan_is_said_in_words() {
    let schema = schema(vec![text("tone", Life::Mutable, optional())]);
    let tone = |it: Value| Value::object([("tone", it)]);
    let check = |config, planned| said(&of_plan(&schema, &tone(config), &Value::Null, &planned));
    assert_eq!(
        check(Value::Null, tone("x".into())),
        ["tone: a value is planned for an attribute that the configuration does not set"]
    );
    assert_eq!(
        check("y".into(), tone("x".into())),
        ["tone: the planned value is neither the configured nor the prior one"]
    );
}

#[test]
fn a_write_only_value_is_never_planned() {
    let spec = || optional().write_only();
    assert!(may(spec(), "low", "null", "null"));
    assert!(!may(spec(), "low", "null", "low"));
    assert!(!may(spec(), "null", "low", "low"));
}

#[test]
fn boxes_are_planned_as_they_are_configured() {
    for held in every_way() {
        let check = |config: &Value, prior: &Value, planned: &Value| {
            said(&of_plan(&held.schema(), config, prior, planned))
        };
        let config = held.shelf([Boxed::written(NOON)]);
        let real = held.shelf([Boxed::real(NOON, "1")]);
        let wrong = held.shelf([Boxed::real(MIDNIGHT, "1")]);
        let none = held.shelf([] as [Value; 0]);
        assert_eq!(check(&config, &Value::Null, &real), NOTHING, "{held:?}");
        assert_eq!(check(&none, &Value::Null, &none), NOTHING, "{held:?}");
        assert_eq!(
            check(&shelf(Value::UNKNOWN), &real, &shelf(Value::UNKNOWN)),
            NOTHING,
            "{held:?}"
        );
        // The prior words may stay inside a box, too.
        assert_eq!(check(&config, &wrong, &wrong), NOTHING, "{held:?}");
        for (config, planned) in [
            (&config, &shelf(Value::UNKNOWN)),
            (&config, &shelf(Value::Null)),
            (&shelf(Value::UNKNOWN), &real),
            (&none, &real),
        ] {
            // A set may have more elements than are configured, for all that Terraform checks.
            if planned == &real && config == &none && held.nesting == Nesting::Set {
                continue;
            }
            assert!(!check(config, &none, planned).is_empty(), "{held:?}");
        }
        assert!(!check(&config, &real, &none).is_empty(), "{held:?}");
        // The elements of a set are not looked into.
        let found = check(&config, &real, &wrong);
        assert_eq!(found.is_empty(), held.nesting == Nesting::Set, "{held:?}");
    }
}

#[test]
fn the_number_and_the_names_of_boxes_are_the_configured_ones() {
    for held in every_way_of_many() {
        let two = held.shelf([NOON, MIDNIGHT].map(Boxed::written));
        let one = held.shelf([Boxed::written(NOON)]);
        let found = said(&of_plan(&held.schema(), &two, &Value::Null, &one));
        let expected = match held.nesting {
            Nesting::List => "boxes: the number of blocks is not the configured one",
            Nesting::Map => "boxes: the names of the blocks are not the configured ones",
            _ => "boxes: fewer blocks are planned than configured",
        };
        assert_eq!(found, [expected], "{held:?}");
        // Elements of a set that are not known may turn out to be one.
        if held.nesting == Nesting::Set {
            let unknown = held.shelf([Boxed {
                time: Value::UNKNOWN,
                ..Boxed::written(NOON)
            }]);
            let found = of_plan(&held.schema(), &two, &Value::Null, &unknown);
            assert_eq!(found, []);
        }
    }
}

#[test]
fn a_nested_attribute_follows_the_rules_of_attributes_as_a_whole() {
    for held in every_way().filter(|it| !it.block) {
        let mut schema = held.schema();
        schema.attributes[0].spec = optional().or_computed();
        let boxes = held.shelf([Boxed::real(NOON, "1")]);
        let null = shelf(Value::Null);
        assert_eq!(of_plan(&schema, &null, &null, &boxes), []);
        let unknown = shelf(Value::UNKNOWN);
        assert_eq!(of_plan(&schema, &null, &boxes, &unknown), []);
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "the values are made where they are passed"
)]
fn applied(planned: Value, actual: Value) -> Vec<String> {
    said(&of_apply(&planned, &actual))
}

#[test]
fn an_apply_makes_what_was_planned() {
    let list = |items: &[&str]| Value::List(items.iter().map(|&it| it.into()).collect());
    let map = |keys: &[&str]| {
        Value::Map(
            keys.iter()
                .map(|&it| (it.to_owned(), true.into()))
                .collect(),
        )
    };
    let set = |items: &[&str]| Value::set(items.iter().map(|&it| it.into()).collect());
    for (planned, actual, expected) in [
        (Value::Null, Value::Null, None),
        ("x".into(), "x".into(), None),
        (list(&["x"]), list(&["x"]), None),
        (map(&["k"]), map(&["k"]), None),
        (set(&["x"]), set(&["x"]), None),
        (
            "x".into(),
            "y".into(),
            Some("the value is not the planned one"),
        ),
        (
            "x".into(),
            Value::Null,
            Some("the value is not the planned one"),
        ),
        (
            Value::Null,
            "x".into(),
            Some("the value is not the planned one"),
        ),
        (
            list(&["x"]),
            list(&["x", "y"]),
            Some("the number of elements is not the planned one"),
        ),
        (
            map(&["k"]),
            map(&["k", "l"]),
            Some("the keys are not the planned ones"),
        ),
        (
            set(&["x"]),
            set(&["x", "y"]),
            Some("the elements are not the planned ones"),
        ),
        (
            set(&["x", "y"]),
            set(&["x"]),
            Some("the elements are not the planned ones"),
        ),
    ] {
        let found = applied(shelf(planned), shelf(actual));
        let expected: Vec<_> = expected.iter().map(|it| format!("boxes: {it}")).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_difference_is_said_where_it_is() {
    for (held, at) in every_way().take(4).zip([
        "boxes.time: the value is not the planned one",
        "boxes[0].time: the value is not the planned one",
        "boxes: the elements are not the planned ones",
        "boxes[\"a\"].time: the value is not the planned one",
    ]) {
        let of = |time| held.shelf([Boxed::real(time, "1")]);
        assert_eq!(applied(of(NOON), of(MIDNIGHT)), [at]);
    }
}

#[test]
fn what_was_unknown_may_become_anything_but_what_the_plan_excluded() {
    let unknown = || shelf(Value::UNKNOWN);
    assert_eq!(applied(unknown(), shelf("x".into())), NOTHING);
    assert_eq!(applied(unknown(), shelf(Value::Null)), NOTHING);
    let promised = || shelf(Value::unknown_not_null());
    assert_eq!(applied(promised(), shelf("x".into())), NOTHING);
    assert_eq!(
        applied(promised(), shelf(Value::Null)),
        ["boxes: null, though the plan promised a value"]
    );
    let set = |items: &[&str]| Value::set(items.iter().map(|&it| it.into()).collect());
    let either = Value::set(vec![Value::UNKNOWN, Value::UNKNOWN]);
    assert_eq!(applied(either.clone(), set(&["x", "y"])), NOTHING);
    // Two elements may turn out to be one, but one never two.
    assert_eq!(applied(either, set(&["x"])), NOTHING);
    assert_eq!(
        applied(Value::set(vec![Value::UNKNOWN]), set(&["x", "y"])),
        [": the elements are not the planned ones"]
    );
}

#[test]
fn each_element_of_a_set_was_planned() {
    let of = |key: &str, value| Value::object([("key", key.into()), ("value", value)]);
    let planned = Value::set(vec![of("x", Value::UNKNOWN), of("x", "1".into())]);
    // Both planned ones are there, in one; the other is a stranger.
    let actual = Value::set(vec![of("x", "1".into()), of("y", "2".into())]);
    let found = applied(planned, actual);
    assert_eq!(found, [": the elements are not the planned ones"]);
}

#[test]
fn other_facts_than_null_promise_no_value() {
    let prefixed = Value::Unknown(crate::framework::value::Refinement::new(
        crate::framework::value::Known {
            prefix: Some("arn:".to_owned()),
            ..Default::default()
        },
    ));
    assert_eq!(applied(prefixed, Value::Null), NOTHING);
}

#[test]
fn blocks_are_known_in_the_plan_when_they_are_in_the_configuration() {
    for held in every_way().filter(|it| it.block) {
        let known = held.shelf([Boxed::real(NOON, "1")]);
        let unknown = shelf(Value::UNKNOWN);
        let check = |config, planned| said(&of_plan(&held.schema(), config, &Value::Null, planned));
        assert_eq!(
            check(&unknown, &known),
            ["boxes: blocks not known yet are planned as known"]
        );
        assert_eq!(
            check(&known, &unknown),
            ["boxes: known blocks are planned as unknown"]
        );
    }
}

#[test]
fn nothing_is_unknown_after_an_apply() {
    let found = applied(shelf(Value::UNKNOWN), shelf(Value::UNKNOWN));
    assert_eq!(found, [": a value is still unknown after the apply"]);
}

#[test]
fn a_part_of_a_dynamic_value_may_have_been_unknown() {
    let of = |it| {
        let ty = Type::Object([("a".to_owned(), Type::String)].into());
        shelf(Value::dynamic(ty, Value::object([("a", it)])))
    };
    assert_eq!(applied(of(Value::UNKNOWN), of("x".into())), NOTHING);
    assert_eq!(
        applied(of("y".into()), of("x".into())),
        ["boxes.a: the value is not the planned one"]
    );
}

#[test]
fn an_object_that_is_gone_is_not_what_was_planned() {
    let held = Held {
        nesting: Nesting::List,
        block: true,
    };
    let planned = held.shelf([Boxed::real(NOON, "1")]);
    assert_eq!(
        applied(planned, Value::Null),
        [": the value is not the planned one"]
    );
}
