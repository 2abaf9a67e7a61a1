//! From JSON to a pattern: objects, lists and `$or`. A pattern that Lambda would refuse is an error here.

use std::collections::BTreeSet;

use super::{
    findings::{Findings, Place, written},
    operators,
    pattern::{Field, Fields, Rule, Test},
};
use crate::framework::json::syntax::{self, Json};

/// Most characters of a pattern, by the model of Lambda's API.
pub const LONGEST: usize = 4096;

/// The name of a list of alternatives.
const OR: &str = "$or";

type Entries<'a> = Vec<(std::borrow::Cow<'a, str>, Json<'a>)>;

/// The pattern that `text` is. A part that Lambda would refuse is reported and left out: all of it, if it is
/// no JSON object.
pub(super) fn pattern(text: &str, found: &mut Findings) -> Fields {
    let whole = Place::default();
    // No text has more characters than bytes. A longer text is not read: it may be very long.
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        found.error(
            &whole,
            format!("has {} characters", text.chars().count()),
            format!("At most {LONGEST} characters are allowed. Test fewer values, or use a second filter."),
        );
        return Fields::default();
    }
    let advice = "A pattern is a JSON object that names fields and the values that they may have: \
                  jsonencode({ body = { kind = [\"order\"] } }).";
    match syntax::read(text.as_bytes()) {
        Ok(Json::Object(entries)) => fields(entries, &whole, false, found),
        Ok(other) => {
            let problem = format!("is {} and not an object", other.kind());
            found.error(&whole, problem, advice);
            Fields::default()
        }
        Err(error) => {
            found.error(&whole, format!("is not JSON: {error}"), advice);
            Fields::default()
        }
    }
}

/// The fields of an object, which may lie in a branch of `$or`.
fn fields(entries: Entries<'_>, at: &Place, in_choice: bool, found: &mut Findings) -> Fields {
    let mut read = Fields::default();
    if entries.is_empty() {
        found.error(
            at,
            "has no fields",
            "Lambda rejects an empty object. Name a field in it, or remove it: records are filtered \
             only by what is named.",
        );
    }
    let mut names = BTreeSet::new();
    for (name, value) in entries {
        let at = at.field(&name);
        if !names.insert(name.to_string()) {
            found.warning(
                &at,
                "occurs twice in its object",
                "Only the last one counts. For alternatives, list all values in one field, or use \
                 \"$or\".",
            );
            read.fields.retain(|it| it.name != name);
            if name == OR {
                read.choices.clear();
            }
        }
        if name == OR {
            read.choices.extend(choice(value, &at, found));
        } else if in_choice && operators::is_operator(&name) {
            found.error(
                &at,
                "is an operator where a field belongs",
                format!(
                    "A branch of \"$or\" names fields: {{ \"$or\": [{{ \"kind\": [{{ \"{name}\": … }}] }}, \
                     …] }}."
                ),
            );
        } else if let Some(rule) = rule(&name, value, &at, in_choice, found) {
            let name = name.into_owned();
            read.fields.push(Field { name, at, rule });
        }
    }
    read
}

fn rule(
    name: &str,
    value: Json<'_>,
    at: &Place,
    in_choice: bool,
    found: &mut Findings,
) -> Option<Rule> {
    match value {
        Json::Object(entries) => Some(Rule::Nested(fields(entries, at, in_choice, found))),
        Json::Array(items) if items.is_empty() => {
            found.error(
                at,
                "is an empty list",
                "Lambda rejects it. List the values that the field may have; [null] for a field that \
                 is null, [\"\"] for an empty text, [{ \"exists\": false }] for one that is not \
                 there.",
            );
            None
        }
        Json::Array(items) => {
            let before = items.len();
            let mut tests = Vec::with_capacity(before);
            for (index, item) in items.into_iter().enumerate() {
                let at = at.item(index);
                let written = item.to_string();
                if let Some(matcher) = operators::matcher(item, &at, found) {
                    tests.push(Test {
                        at,
                        written,
                        matcher,
                    });
                }
            }
            // With a test left out, nothing more can be said of the field.
            (tests.len() == before).then_some(Rule::Any(tests))
        }
        single => {
            let written = written(&single);
            found.error(at, "is not in a list", unlisted(name, &single, &written));
            None
        }
    }
}

/// Advice on a value that stands where a list belongs.
fn unlisted(name: &str, value: &Json<'_>, written: &str) -> String {
    if operators::is_operator(name) {
        return format!(
            "\"{name}\" is read as the name of a field here. An operator is an object in the list of \
             its field: [{{ \"{name}\": {written} }}]."
        );
    }
    if let Json::Text(text) = value
        && matches!(syntax::read(text.as_bytes()), Ok(Json::Object(_)))
    {
        return "It is a pattern written as a text. Lambda reads the payload's JSON by itself: write \
                the object without quotes and without a jsonencode of its own."
            .to_owned();
    }
    format!("A pattern lists the values that a field may have: \"{name}\": [{written}].")
}

fn choice(value: Json<'_>, at: &Place, found: &mut Findings) -> Option<Vec<Fields>> {
    let advice = "Its value is a list of two or more objects, of which one must match: \
                  { \"$or\": [{ \"kind\": [\"a\"] }, { \"size\": [1] }] }.";
    let Json::Array(items) = value else {
        found.error(at, format!("is {} and not a list", value.kind()), advice);
        return None;
    };
    if items.len() < 2 {
        found.error(at, "has fewer than two branches", advice);
    }
    let mut branches = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let at = at.item(index);
        match item {
            Json::Object(entries) => branches.push(fields(entries, &at, true, found)),
            other => {
                let problem = format!("is {} and not an object", other.kind());
                found.error(&at, problem, advice);
            }
        }
    }
    Some(branches)
}
