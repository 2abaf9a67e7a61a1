//! What AWS would refuse, said before it is asked: the rules of the rows.
//!
//! A rule sees the value of its row and the whole configuration, and judges nothing that is not
//! known yet. Ranges and texts follow the model of Lambda's API; what depends on the kind of source
//! follows the answers of the service. What may be new at the service is only a warning.

pub(super) mod access;
pub(super) mod batches;
pub(super) mod filters;
pub(super) mod kafka;
pub(super) mod pollers;
pub(super) mod position;
pub(super) mod source;
pub(super) mod targets;
pub(in crate::aws) mod upkeep;

use crate::framework::{cell::plain::Plain, value::Value};

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
