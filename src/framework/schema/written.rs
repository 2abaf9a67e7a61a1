//! The shortest configuration that means an object. Pure.

use super::{Attribute, Shape};
use crate::framework::value::Value;

/// The configuration that gives an object this state: without what the provider computes, what
/// is a default, what is empty, and what such an object does not have.
pub(crate) fn configuration(rows: &[Attribute], state: &Value) -> Value {
    written(rows, state, state)
}

fn written(rows: &[Attribute], state: &Value, root: &Value) -> Value {
    Value::object(rows.iter().map(|row| {
        let value = state.attribute(row.name);
        (row.name, attribute(row, value, root))
    }))
}

fn attribute(row: &Attribute, value: &Value, root: &Value) -> Value {
    let spec = &row.spec;
    let foreign = !row.is_configurable() || spec.deprecated.is_some() || spec.write_only;
    let default = spec.default.as_ref().map(|it| it.value(root));
    let may_be_left_out = !spec.required
        && (is_empty(value)
            || (row.same)(value, &row.absent())
            || default.is_some_and(|it| (row.same)(value, &it))
            || row.applies(root) == Some(false));
    if foreign || may_be_left_out {
        return row.absent();
    }
    match &row.shape {
        Shape::Plain(_) => value.clone(),
        Shape::Nested(_, inner) | Shape::Block(_, inner) => objects(inner, value, root),
    }
}

fn objects(rows: &[Attribute], value: &Value, root: &Value) -> Value {
    // A block whose values are all defaults is written in full: an empty block would set nothing.
    let one = |it: &Value| {
        let short = written(rows, it, root);
        if is_empty(&short) { it.clone() } else { short }
    };
    let each = |items: &[Value]| items.iter().map(one).collect();
    match value {
        Value::List(items) => Value::List(each(items)),
        Value::Set(items) => Value::set(each(items)),
        Value::Map(items) => Value::Map(
            items
                .iter()
                .map(|(key, it)| (key.clone(), one(it)))
                .collect(),
        ),
        Value::Object(_) => one(value),
        other => other.clone(),
    }
}

/// Whether nothing in it is set.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Unknown(_) => true,
        Value::String(text) => text.is_empty(),
        Value::List(items) | Value::Set(items) => items.iter().all(is_empty),
        Value::Map(items) => items.is_empty(),
        Value::Object(items) => items.values().all(is_empty),
        _ => false,
    }
}
