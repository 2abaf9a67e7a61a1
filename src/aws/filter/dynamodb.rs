//! Patterns for records of a `DynamoDB` stream: values stand below the letters of their type.
//!
//! `{"NewImage": {"total": {"N": ["5"]}}}`: numbers are texts. Recordings of AWS by `LocalStack`
//! show that a pattern without the letters matches nothing, and that `numeric` is never true.

use super::{
    consequence::{consequence, texts_only},
    findings::Findings,
    pattern::{Field, Fields, Matcher, Rule, Scalar},
};
use crate::framework::diagnostics::shown;

/// The parts of `dynamodb` that hold an item.
const IMAGES: [&str; 3] = ["Keys", "NewImage", "OldImage"];

/// The other parts of `dynamodb`.
const PARTS: [&str; 4] = [
    "ApproximateCreationDateTime",
    "SequenceNumber",
    "SizeBytes",
    "StreamViewType",
];

/// The types of values.
const TYPES: [&str; 10] = ["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"];

/// The names of the events of an item.
const EVENTS: [&str; 3] = ["INSERT", "MODIFY", "REMOVE"];

pub(super) fn is_part(name: &str) -> bool {
    IMAGES.contains(&name) || PARTS.contains(&name)
}

pub(super) fn is_type(name: &str) -> bool {
    TYPES.contains(&name)
}

/// The value of `eventName`.
pub(super) fn event_name(rule: &Rule, found: &mut Findings) {
    let Rule::Any(tests) = rule else {
        return;
    };
    for test in tests {
        if let Matcher::Is(Scalar::Text(it)) = &test.matcher
            && !EVENTS.contains(&it.as_str())
        {
            found.warning(
                &test.at,
                format!("is \"{}\", which no record has", shown(it)),
                format!("It is one of {}.", EVENTS.join(", ")),
            );
        }
    }
}

/// The value of `dynamodb`.
pub(super) fn check(parts: &Fields, found: &mut Findings) {
    for part in parts.level() {
        let name = part.name.as_str();
        if IMAGES.contains(&name) {
            match &part.rule {
                Rule::Nested(item) => attributes(item, found),
                Rule::Any(_) => found.warning(
                    &part.at,
                    format!("is an object in the records, so {}", consequence(&part.rule)),
                    "A test is of a value, and \"exists\", too. Test an attribute that each item has: \
                     \"Keys\": { \"id\": { \"S\": [{ \"exists\": true }] } }.",
                ),
            }
        } else if !PARTS.contains(&name) {
            let near = IMAGES
                .iter()
                .chain(&PARTS)
                .find(|it| it.eq_ignore_ascii_case(name));
            let advice = near.map_or_else(
                || "An item is in \"Keys\", \"NewImage\" or \"OldImage\".".to_owned(),
                |near| format!("Names are compared with their case. Did you mean \"{near}\"?"),
            );
            let problem = format!("is not in the records, so {}", consequence(&part.rule));
            found.warning(&part.at, problem, advice);
        }
    }
}

/// The attributes of an item, or of a map in one.
fn attributes(item: &Fields, found: &mut Findings) {
    for attribute in item.level() {
        match &attribute.rule {
            Rule::Nested(value) => typed(value, found),
            Rule::Any(_) => {
                let name = shown(&attribute.name);
                found.warning(
                    &attribute.at,
                    format!("has no type, so {}", consequence(&attribute.rule)),
                    format!(
                        "A stream holds each value below the letters of its type: \"{name}\": {{ \
                         \"S\": [\"a\"] }} for a text, {{ \"N\": [\"5\"] }} for a number, {{ \"BOOL\": \
                         [true] }}."
                    ),
                );
            }
        }
    }
}

/// A value: its type, and what is below.
fn typed(value: &Fields, found: &mut Findings) {
    for field in value.level() {
        match field.name.as_str() {
            "S" | "N" | "B" | "SS" | "NS" | "BS" => {
                let why = format!("DynamoDB writes a value of type {} as a text", field.name);
                texts_only(&field.rule, &why, found);
            }
            "BOOL" | "NULL" => booleans(field, found),
            "M" => match &field.rule {
                Rule::Nested(map) => attributes(map, found),
                Rule::Any(_) => whole(field, found),
            },
            "L" => match &field.rule {
                Rule::Nested(element) => typed(element, found),
                Rule::Any(_) => whole(field, found),
            },
            name => found.warning(
                &field.at,
                format!("is not a type of DynamoDB, so {}", consequence(&field.rule)),
                format!(
                    "Below an attribute stands one of {}. A field of a map is below M: {{ \"M\": {{ \
                     \"{}\": {{ \"S\": [\"a\"] }} }} }}.",
                    TYPES.join(", "),
                    shown(name)
                ),
            ),
        }
    }
}

fn whole(field: &Field, found: &mut Findings) {
    found.warning(
        &field.at,
        format!("holds other values, so {}", consequence(&field.rule)),
        "A test is of a single value: name what is below, { \"M\": { \"city\": { \"S\": [\"a\"] } } } \
         or { \"L\": { \"S\": [\"a\"] } }.",
    );
}

fn booleans(field: &Field, found: &mut Findings) {
    let Rule::Any(tests) = &field.rule else {
        return;
    };
    for test in tests {
        let fits = match &test.matcher {
            Matcher::Is(it) => matches!(it, Scalar::Bool(_)),
            Matcher::Exists(_) | Matcher::AnythingBut(_) => true,
            _ => false,
        };
        if !fits {
            found.warning(
                &test.at,
                "never matches",
                format!(
                    "A value of type {} is true or false, without quotes.",
                    field.name
                ),
            );
        }
    }
}
