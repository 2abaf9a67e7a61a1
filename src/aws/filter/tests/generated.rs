//! Properties of all patterns.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Severity, SourceKind, lint, matches};

/// Each kind of source, and none.
fn kinds() -> impl Iterator<Item = Option<SourceKind>> {
    SourceKind::ALL.into_iter().map(Some).chain([None])
}

/// Names that mean something somewhere, and others.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "$or",
        "body",
        "data",
        "dynamodb",
        "NewImage",
        "S",
        "N",
        "M",
        "L",
        "value",
        "eventName",
        "prefix",
        "suffix",
        "exists",
        "numeric",
        "anything-but",
        "equals-ignore-case",
        "wildcard",
    ];
    prop_oneof![
        2 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => "[a-c.]{0,3}",
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        prop::sample::select(vec!["=", "<", ">", "", "x", "{}"]).prop_map(Value::from),
        ".{0,4}".prop_map(Value::from),
    ]
}

/// Any JSON, much of it near to a pattern.
fn document() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(7, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..4)
                .prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

/// A record whose fields are no payload, so that its texts are texts.
fn record() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[p-r]{1,2}", document(), 1..4)
        .prop_map(|it| Value::Object(it.into_iter().collect()))
}

/// A pattern that a record matches. Of each list it names the element that `pick` chooses. `None` if the
/// record has no values.
fn asking(value: &Value, pick: usize) -> Option<Value> {
    match value {
        Value::Object(fields) => {
            let asked: Map<String, Value> = fields
                .iter()
                // `$or` would be read as a choice.
                .filter(|(name, _)| *name != "$or")
                .filter_map(|(name, it)| Some((name.clone(), asking(it, pick)?)))
                .collect();
            (!asked.is_empty()).then_some(Value::Object(asked))
        }
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => asking(&items[pick % items.len()], pick),
        Value::Number(it) => Some(json!([{ "numeric": ["=", it] }])),
        single => Some(json!([single])),
    }
}

fn is_refused(pattern: &str) -> bool {
    let found = lint(pattern, None);
    found.iter().any(|it| it.severity == Severity::Error)
}

proptest! {
    #[test]
    fn any_text_is_judged(text in ".*") {
        for kind in kinds() {
            lint(&text, kind);
        }
    }

    #[test]
    fn any_document_is_judged_and_every_finding_is_whole(document in document()) {
        let text = document.to_string();
        for kind in kinds() {
            for finding in lint(&text, kind) {
                prop_assert!(!finding.problem.is_empty() && !finding.advice.is_empty());
            }
            // What is refused for any source cannot be tried on a record, and all else can.
            let tried = matches(&text, r#"{"body":"{}"}"#, kind);
            prop_assert_eq!(tried.is_err(), is_refused(&text), "{}", text);
        }
    }

    #[test]
    fn a_pattern_made_of_a_record_matches_it(record in record(), pick in 0usize..4) {
        let Some(pattern) = asking(&record, pick) else {
            return Ok(());
        };
        let (pattern, record) = (pattern.to_string(), record.to_string());
        prop_assert_eq!(matches(&pattern, &record, None), Ok(true), "{} {}", pattern, record);
    }

    #[test]
    fn a_field_more_in_the_pattern_never_lets_more_records_pass(
        record in record(),
        pick in 0usize..4,
        more in "[p-r]{1,2}",
        test in scalar(),
    ) {
        let Some(Value::Object(mut fields)) = asking(&record, pick) else {
            return Ok(());
        };
        let record = record.to_string();
        let narrow = |fields: &Map<String, Value>| {
            matches(&Value::Object(fields.clone()).to_string(), &record, None)
        };
        fields.remove(&more);
        let before = fields.is_empty() || narrow(&fields) == Ok(true);
        fields.insert(more, json!([test]));
        let after = narrow(&fields) == Ok(true);
        prop_assert!(before || !after);
    }
}
