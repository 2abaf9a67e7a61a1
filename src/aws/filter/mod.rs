//! Filter patterns: which records of its source a mapping sends to the function.
//!
//! A pattern is a JSON object in the shape of a record. Its leaves are lists of tests, and a record
//! matches when each leaf has a test that the record's value passes. Lambda refuses a pattern that
//! it cannot read, but takes one that no record can match, and then drops every record without a
//! word: [`lint`] finds both, and [`matches()`] tries a pattern on a record.
//!
//! The grammar is that of Lambda's developer guide ("Filter rule syntax", 2025) and of the matcher
//! that AWS has published as Event Ruler; where they differ, the guide holds. Pure: this room knows
//! no configuration and makes no calls.
//!
//! * `findings.rs`: what is said of a pattern, and where.
//! * `pattern.rs`: a pattern that was read.
//! * `parse.rs`, `operators.rs`: from JSON to a pattern.
//! * `suspects.rs`, `payload.rs`, `dynamodb.rs`, `consequence.rs`: what Lambda accepts and nobody can have meant.
//! * `record.rs`, `evaluate.rs`: a record, and whether it matches.

mod consequence;
mod dynamodb;
mod evaluate;
mod findings;
mod operators;
mod parse;
mod pattern;
mod payload;
mod record;
mod suspects;

use self::findings::Findings;
use super::names::source_kind::SourceKind;

pub use self::{evaluate::Reason, findings::Finding, parse::LONGEST, record::MatchError};

/// Lists what is wrong with a pattern, errors first: what Lambda would refuse, and what it would accept
/// although no record of such a source can match it, or all do.
///
/// Without a kind of source, nothing is said of the shape of its records.
///
/// ```
/// use terraform_provider_awslambda::aws::{filter, names::source_kind::SourceKind};
///
/// let found = filter::lint(r#"{"body":{"size":[{"numeric":[">","5"]}]}}"#, Some(SourceKind::Sqs));
/// assert_eq!(found[0].to_string(), "body.size[0] has \"5\" for a number");
/// ```
pub fn lint(pattern: &str, kind: Option<SourceKind>) -> Vec<Finding> {
    let mut found = Findings::default();
    let pattern = parse::pattern(pattern, &mut found);
    suspects::check(&pattern, kind, &mut found);
    if let Some(kind) = kind {
        payload::check(&pattern, kind, &mut found);
    }
    found.sorted()
}

/// Whether Lambda would send a record to the function for this pattern.
///
/// The record is JSON, as the function gets it: the payload may be a text, in Base64 where the
/// source has it so, and is taken apart as Lambda does. It may also stand there already decoded.
/// Numbers are equal when they are written alike, as Lambda's guide says; `numeric` compares them.
/// Texts are compared character by character.
///
/// ```
/// use terraform_provider_awslambda::aws::{filter, names::source_kind::SourceKind};
///
/// let pattern = r#"{"body":{"size":[{"numeric":[">",5]}]}}"#;
/// let record = r#"{"messageId":"1","body":"{\"size\":6}"}"#;
/// assert_eq!(filter::matches(pattern, record, Some(SourceKind::Sqs)), Ok(true));
/// ```
pub fn matches(pattern: &str, record: &str, kind: Option<SourceKind>) -> Result<bool, MatchError> {
    evaluate::matches(&accepted(pattern)?, &record::Record::read(record, kind)?)
}

/// Why Lambda would not send a record to the function for this pattern; empty if it would. The record is
/// read as by [`matches()`].
///
/// ```
/// use terraform_provider_awslambda::aws::{filter, names::source_kind::SourceKind};
///
/// let pattern = r#"{"body":{"size":[{"numeric":[">",5]}]}}"#;
/// let record = r#"{"messageId":"1","body":"{\"size\":4}"}"#;
/// let reasons = filter::explain(pattern, record, Some(SourceKind::Sqs)).unwrap();
/// assert_eq!((reasons[0].path.as_str(), reasons[0].found.as_str()), ("body.size", "4"));
/// ```
pub fn explain(
    pattern: &str,
    record: &str,
    kind: Option<SourceKind>,
) -> Result<Vec<Reason>, MatchError> {
    evaluate::explain(&accepted(pattern)?, &record::Record::read(record, kind)?)
}

/// A pattern that Lambda accepts.
fn accepted(pattern: &str) -> Result<pattern::Fields, MatchError> {
    let mut found = Findings::default();
    let pattern = parse::pattern(pattern, &mut found);
    match found.first_error() {
        Some(error) => Err(MatchError::Pattern(error.clone())),
        None => Ok(pattern),
    }
}

#[cfg(test)]
mod tests;
