//! Patterns that Lambda accepts for any source, but that are most likely a mistake.

use std::collections::BTreeMap;

use super::{
    dynamodb,
    findings::{Findings, Place},
    operators,
    pattern::{Field, Fields, Matcher, Rule, Scalar, Test},
    record::join,
};
use crate::{
    aws::names::source_kind::SourceKind,
    framework::{diagnostics::shown, value::number::Number},
};

/// How many objects may contain one another before Lambda may refuse them.
const DEEPEST: usize = 5;

pub(super) fn check(pattern: &Fields, kind: Option<SourceKind>, found: &mut Findings) {
    tests(pattern, found);
    beside_choices(pattern, found);
    depth(pattern, 1, kind, found);
}

/// Tells where the pattern gets too deep. The types of values of `DynamoDB` are no levels of the
/// author's.
fn depth(fields: &Fields, levels: usize, kind: Option<SourceKind>, found: &mut Findings) {
    for field in fields.level() {
        let Rule::Nested(inner) = &field.rule else {
            continue;
        };
        let is_type = kind == Some(SourceKind::DynamoDb) && dynamodb::is_type(&field.name);
        let levels = levels + usize::from(!is_type);
        if levels <= DEEPEST {
            depth(inner, levels, kind, found);
            continue;
        }
        found.warning(
            &field.at,
            format!("is more than {DEEPEST} levels deep"),
            format!(
                "Lambda is known to accept patterns of up to {DEEPEST} levels, and may reject a deeper \
                 one. Filter by a field that is nearer to the root."
            ),
        );
    }
}

/// A field that is named both in a branch of `$or` and beside it. AWS's documentation says that all fields
/// must match; its published matcher, Event Ruler, keeps only one of the two.
fn beside_choices(fields: &Fields, found: &mut Findings) {
    let mut outer = BTreeMap::new();
    leaves(&fields.fields, "", &mut outer);
    for branch in fields.choices.iter().flatten() {
        let mut inner = BTreeMap::new();
        leaves(&branch.fields, "", &mut inner);
        let twice = inner.iter().find(|(path, _)| outer.contains_key(*path));
        if let Some((_, at)) = twice {
            found.warning(
                at,
                "is tested beside the \"$or\", too",
                "AWS's matcher may keep only one of the two tests. Name the field in the branches \
                 alone.",
            );
        }
        beside_choices(branch, found);
    }
    for field in &fields.fields {
        if let Rule::Nested(inner) = &field.rule {
            beside_choices(inner, found);
        }
    }
}

/// The paths of all fields that are tested, without those in choices.
fn leaves<'a>(fields: &'a [Field], within: &str, all: &mut BTreeMap<String, &'a Place>) {
    for field in fields {
        let path = join(within, &field.name);
        match &field.rule {
            Rule::Nested(inner) => leaves(&inner.fields, &path, all),
            Rule::Any(_) => {
                all.insert(path, &field.at);
            }
        }
    }
}

fn tests(fields: &Fields, found: &mut Findings) {
    for field in fields.level() {
        match &field.rule {
            Rule::Nested(inner) => tests(inner, found),
            Rule::Any(list) => {
                operator_as_field(field, found);
                alternatives(field, list, found);
                numbers(list, found);
            }
        }
    }
}

/// `"price": { "numeric": [">", 5] }` asks for a field `price.numeric` that is `">"` or `5`.
fn operator_as_field(field: &Field, found: &mut Findings) {
    let name = &field.name;
    if operators::is_operator(name) {
        found.warning(
            &field.at,
            format!("tests a field that is named \"{name}\""),
            format!(
                "If the operator is meant, it belongs in the list of its field: \
                 \"price\": [{{ \"{name}\": … }}]."
            ),
        );
    }
}

/// The tests of a list are alternatives: one that every value passes makes the others idle.
fn alternatives(field: &Field, tests: &[Test], found: &mut Findings) {
    let any = |is: fn(&Matcher) -> bool| tests.iter().filter(|it| is(&it.matcher)).count();
    let exists = any(|it| matches!(it, Matcher::Exists(true)));
    let absent = any(|it| matches!(it, Matcher::Exists(false)));
    let exclusions = any(|it| matches!(it, Matcher::AnythingBut(_)));
    if exists > 0 && absent > 0 {
        found.warning(
            &field.at,
            "is true of every record",
            "The tests of a list are alternatives, and a field is either there or not. Remove the \
             field from the pattern, or one of the two.",
        );
    } else if exists > 0 && tests.len() > 1 {
        found.warning(
            &field.at,
            "accepts any value",
            "The tests of a list are alternatives, and { \"exists\": true } is true of every value. \
             Remove it: a test of a value passes only if the field is there.",
        );
    } else if exclusions > 1 {
        found.warning(
            &field.at,
            "has more than one \"anything-but\"",
            "The tests of a list are alternatives, so what one of them excludes another lets pass. \
             Put all values into one: [{ \"anything-but\": [\"a\", \"b\"] }].",
        );
    }
}

/// A plain number is compared by its text.
fn numbers(tests: &[Test], found: &mut Findings) {
    for test in tests {
        let Matcher::Is(Scalar::Number(text)) = &test.matcher else {
            continue;
        };
        let plain = Number::parse(text).map(|it| it.to_string());
        if plain.as_ref() != Ok(text) {
            let text = shown(text);
            found.warning(
                &test.at,
                format!("is the number {text}, compared as it is written"),
                format!(
                    "Lambda treats 300, 300.0 and 3e2 as different values. Write the number as the \
                     records have it, or use [{{ \"numeric\": [\"=\", {text}] }}]."
                ),
            );
        }
    }
}
