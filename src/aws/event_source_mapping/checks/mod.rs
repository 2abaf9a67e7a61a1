//! The rules of the rows: they report before the apply what AWS would reject.
//!
//! A rule sees the value of its row and the whole configuration, and judges nothing that is not
//! known yet. Each rule names its source. A rejection that was recorded or is documented is an error;
//! everything else is a warning.

pub(super) mod access;
pub(super) mod batches;
pub(super) mod filters;
pub(super) mod kafka;
pub(super) mod pollers;
pub(super) mod position;
pub(super) mod source;
pub(super) mod targets;
pub(in crate::aws) mod upkeep;

use crate::framework::{
    cell::plain::Plain,
    schema::{rules, spec::Rule},
    value::Value,
};

/// Ranges, patterns and lists of values of the newest API model.
pub(super) const MODEL: &str = "the model of Lambda's API";
/// The parameters of each kind of source, and what they mean.
pub(super) const GUIDE: &str = "the parameters of each event source in Lambda's developer guide";
/// Evidence: a response of AWS, with its text.
pub(super) const SEEN: &str = "a response of Lambda";

/// A number in a range of the API's model.
pub(super) fn between(least: i64, most: i64) -> Rule {
    rules::between(least, most).documented(MODEL)
}

/// A word of a list of the API's model, to which AWS adds nothing without a new meaning of the argument.
pub(super) fn one_of(words: &'static [&'static str]) -> Rule {
    rules::one_of(words).documented(MODEL)
}

/// A word of a list of the API's model, as far as this version knows.
pub(super) fn known_word(words: &'static [&'static str]) -> Rule {
    rules::known_word(words).assumed("Lambda may have new values")
}

/// The one block of this name in a configuration; nothing when there is none or it is not known.
fn block<'a>(config: &'a Value, name: &str) -> Option<&'a Value> {
    match config.attribute(name) {
        Value::List(blocks) => blocks.first().filter(|it| !it.is_unknown()),
        _ => None,
    }
}

/// Whether a block of this name is certainly not there.
fn has_no_block(config: &Value, name: &str) -> bool {
    match config.attribute(name) {
        Value::Null => true,
        Value::List(blocks) | Value::Set(blocks) => blocks.is_empty(),
        _ => false,
    }
}

fn number(value: &Value) -> Option<i64> {
    i64::from_value(value.clone()).ok()
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(it) => Some(it),
        _ => None,
    }
}

/// The elements of a list or a set that are known.
fn elements(value: &Value) -> impl Iterator<Item = &Value> {
    let items: &[Value] = match value {
        Value::List(items) | Value::Set(items) => items,
        _ => &[],
    };
    items.iter().filter(|it| !it.is_unknown())
}

/// Whether any part of a value is not known yet.
fn is_partly_unknown(value: &Value) -> bool {
    !value.is_wholly_known()
}
