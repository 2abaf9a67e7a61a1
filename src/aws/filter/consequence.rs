//! The fate of records when a part of a pattern matches none of them.

use super::{
    findings::Findings,
    pattern::{Matcher, Rule, Scalar},
};
use crate::framework::diagnostics::shown;

/// The consequence of a field that is in no record.
pub(super) fn consequence(rule: &Rule) -> &'static str {
    if rule.may_be_absent() {
        "the test is always true"
    } else {
        "it never matches and Lambda discards the record"
    }
}

/// Values that are texts, and tests that no text passes.
pub(super) fn texts_only(rule: &Rule, why: &str, found: &mut Findings) {
    match rule {
        Rule::Nested(fields) => {
            for field in fields.level() {
                texts_only(&field.rule, why, found);
            }
        }
        Rule::Any(tests) => {
            for test in tests {
                let (problem, advice) = match &test.matcher {
                    Matcher::Numeric(_) => (
                        "compares a number with a text, which never matches".to_owned(),
                        format!(
                            "{why}: \"numeric\" has no effect. List the texts, or their beginnings by \"prefix\"."
                        ),
                    ),
                    Matcher::Is(Scalar::Number(it)) => (
                        format!("is the number {}, which no text equals", shown(it)),
                        format!("{why}. Write it in quotes: \"{}\".", shown(it)),
                    ),
                    Matcher::Is(Scalar::Bool(it)) => (
                        format!("is {it} without quotes, which no text equals"),
                        format!("{why}. Write it in quotes: \"{it}\"."),
                    ),
                    _ => continue,
                };
                found.warning(&test.at, problem, advice);
            }
        }
    }
}
