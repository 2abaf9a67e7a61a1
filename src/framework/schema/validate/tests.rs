use super::*;
use crate::framework::{
    schema::{
        Life, Shape, rules,
        spec::{Spec, optional, required},
    },
    tests::shelf::{Boxed, NOON, every_way, every_way_of_many, row, schema, shelf, text},
};

fn found(schema: &Schema, config: &Value, capabilities: Capabilities) -> Vec<String> {
    let found = validate(schema, config, capabilities);
    let said = |it: &Diagnostic| format!("{}. {}", it.summary, it.detail);
    found.iter().map(said).collect()
}

fn check(spec: Spec, value: Value) -> Vec<String> {
    let schema = schema(vec![text("tone", Life::Mutable, spec)]);
    found(
        &schema,
        &Value::object([("tone", value)]),
        Capabilities::default(),
    )
}

const NOTHING: [&str; 0] = [];

#[test]
fn what_is_not_known_yet_is_not_judged() {
    let spec = || required().rule(rules::one_of(&["low"]));
    assert_eq!(check(spec(), Value::UNKNOWN), NOTHING);
    for held in every_way_of_many() {
        assert_eq!(
            found(
                &held.schema(),
                &shelf(Value::UNKNOWN),
                Capabilities::default()
            ),
            NOTHING
        );
        assert_eq!(
            found(
                &held.schema(),
                &held.shelf([Value::UNKNOWN]),
                Capabilities::default()
            ),
            NOTHING
        );
    }
}

#[test]
fn a_rule_speaks_of_values_that_are_set() {
    let spec = || optional().rule(rules::one_of(&["low"]));
    assert_eq!(check(spec(), Value::Null), NOTHING);
    assert_eq!(check(spec(), "low".into()), NOTHING);
    assert_eq!(
        check(spec(), "high".into()),
        ["tone: \"high\" is not a valid value. Valid values: low."]
    );
}

#[test]
fn what_only_the_provider_sets_is_refused_once() {
    let spec = crate::framework::schema::spec::computed().rule(rules::one_of(&["low"]));
    assert_eq!(
        check(spec, "high".into()),
        ["tone: cannot be set. Only the provider sets it. Remove it from the configuration."]
    );
}

#[test]
fn a_write_only_argument_needs_a_client_that_knows_of_it() {
    let schema = schema(vec![text("key", Life::Beside, optional().write_only())]);
    let config = |key| Value::object([("key", key)]);
    let newer = Capabilities { write_only: true };
    assert_eq!(found(&schema, &config("s".into()), newer), NOTHING);
    let older = Capabilities::default();
    assert_eq!(found(&schema, &config(Value::Null), older), NOTHING);
    let said = found(&schema, &config("s".into()), older);
    assert!(
        said[0].starts_with("key: needs a newer Terraform."),
        "{said:?}"
    );
}

#[test]
fn every_box_is_checked_and_a_problem_says_where() {
    for (held, at) in every_way().zip([
        "boxes.time",
        "boxes[0].time",
        "boxes.time",
        "boxes[\"a\"].time",
    ]) {
        let config = held.shelf([Boxed::written(NOON)]);
        assert_eq!(
            found(&held.schema(), &config, Capabilities::default()),
            NOTHING
        );
        let none = held.shelf([] as [Value; 0]);
        assert_eq!(
            found(&held.schema(), &none, Capabilities::default()),
            NOTHING
        );
        let config = held.shelf([Boxed {
            time: Value::Null,
            ..Boxed::written(NOON)
        }]);
        assert_eq!(
            found(&held.schema(), &config, Capabilities::default()),
            [format!("{at}: missing. The argument is required. Set it.")],
            "{held:?}"
        );
    }
}

#[test]
fn a_null_among_the_boxes_is_refused() {
    for held in every_way_of_many() {
        assert_eq!(
            found(
                &held.schema(),
                &held.shelf([Value::Null]),
                Capabilities::default()
            ),
            ["boxes: one element is null. Remove it."],
            "{held:?}"
        );
    }
}

#[test]
fn a_null_in_a_collection_of_texts_is_refused() {
    use crate::framework::value::types::Type;
    for (ty, value) in [
        (
            Type::List(Box::new(Type::String)),
            Value::List(vec![Value::Null]),
        ),
        (
            Type::Set(Box::new(Type::String)),
            Value::set(vec!["a".into(), Value::Null]),
        ),
    ] {
        let schema = schema(vec![row(
            "names",
            Shape::Plain(ty),
            Life::Mutable,
            optional(),
        )]);
        assert_eq!(
            found(
                &schema,
                &Value::object([("names", value)]),
                Capabilities::default()
            ),
            ["names: one element is null. Remove it."]
        );
    }
}

#[test]
fn there_are_as_many_boxes_as_the_schema_allows() {
    for held in every_way_of_many() {
        let limits = |min, max| {
            let mut schema = held.schema();
            schema.attributes[0].spec = Spec {
                min,
                max,
                ..optional()
            };
            schema
        };
        let times = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", NOON];
        let of = |count| held.shelf(times[..count].iter().map(|it| Boxed::written(it)));
        let check = |min, max, count| found(&limits(min, max), &of(count), Capabilities::default());
        for (min, max, count) in [(0, 0, 0), (0, 0, 3), (2, 3, 2), (2, 3, 3), (0, 1, 1)] {
            assert_eq!(check(min, max, count), NOTHING, "{held:?} {count}");
        }
        assert_eq!(
            check(2, 3, 1),
            ["boxes: at least 2 blocks are needed, got 1. Add the missing ones."]
        );
        assert_eq!(
            check(0, 2, 3),
            ["boxes: at most 2 blocks are allowed, got 3. Remove the others."]
        );
        assert_eq!(
            check(0, 1, 2),
            ["boxes: at most 1 block is allowed, got 2. Remove the others."]
        );
    }
}

#[test]
fn a_rule_of_a_box_sees_the_whole_configuration() {
    let rule = || {
        crate::framework::schema::spec::Rule::new("As the shelf.", |value, config| {
            if value == config.attribute("tone") {
                return Ok(());
            }
            let (what, why) = ("it is not the tone of the shelf", "Use that.");
            Err(crate::framework::schema::spec::Complaint::new(what, why))
        })
    };
    let inner = vec![text("tone", Life::Mutable, optional().rule(rule()))];
    let schema = schema(vec![
        text("tone", Life::Mutable, optional()),
        row(
            "boxes",
            Shape::Block(crate::framework::schema::Nesting::List, inner),
            Life::Mutable,
            optional(),
        ),
    ]);
    let config = |tone: &str| {
        let boxes = Value::List(vec![Value::object([("tone", tone.into())])]);
        Value::object([("tone", "low".into()), ("boxes", boxes)])
    };
    assert_eq!(
        found(&schema, &config("low"), Capabilities::default()),
        NOTHING
    );
    assert_eq!(
        found(&schema, &config("high"), Capabilities::default()),
        ["boxes[0].tone: it is not the tone of the shelf. Use that."]
    );
}

#[test]
fn what_is_missing_can_break_a_rule_too() {
    let spec = || {
        optional().absence(crate::framework::schema::spec::Rule::new(
            "Not when it is loud.",
            |_, config| {
                if *config == Value::Null {
                    return Ok(());
                }
                Err(Complaint::new("missing", "Set it."))
            },
        ))
    };
    assert_eq!(check(spec(), Value::Null), ["tone: missing. Set it."]);
    assert_eq!(check(spec(), "low".into()), NOTHING);
    assert_eq!(check(spec(), Value::UNKNOWN), NOTHING);
}

#[test]
fn a_doubtful_value_is_a_warning_and_several_things_can_be_wrong_with_one() {
    let rule = crate::framework::schema::spec::Rule::several("Calm.", |_, _| {
        let loud = Complaint::new("it is loud", "Lower it.");
        vec![loud.clone(), loud.advice()]
    });
    let found = validate(
        &schema(vec![text("tone", Life::Mutable, optional().rule(rule))]),
        &Value::object([("tone", "high".into())]),
        Capabilities::default(),
    );
    let said: Vec<_> = found.iter().map(|it| (it.severity, &*it.summary)).collect();
    assert_eq!(
        said,
        [
            (Severity::Error, "tone: it is loud"),
            (Severity::Warning, "tone: it is loud"),
        ]
    );
}

#[test]
fn a_rule_without_a_known_rejection_only_warns() {
    use crate::framework::schema::{evidence::Evidence, spec::Rule};
    let rule = || {
        Rule::several("Calm.", |_, _| {
            let loud = Complaint::new("it is loud", "Lower it.");
            vec![loud.clone(), loud.by(Evidence::Recorded("a response"))]
        })
    };
    let found = |rule: Rule| {
        let found = rule.check(&"x".into(), &Value::Null);
        let said = found.iter().map(|it| (it.severity, it.evidence));
        said.collect::<Vec<_>>()
    };
    let recorded = (Severity::Error, Evidence::Recorded("a response"));
    let documented = Evidence::Documented("a page");
    assert_eq!(
        found(rule().documented("a page")),
        [(Severity::Error, documented), recorded]
    );
    let assumed = Evidence::Assumed("no reason");
    assert_eq!(
        found(rule().assumed("no reason")),
        [(Severity::Warning, assumed), recorded]
    );
    assert_eq!(found(rule()), [(Severity::Error, Evidence::Own), recorded]);
}
