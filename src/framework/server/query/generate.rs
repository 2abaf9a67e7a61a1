//! The configuration of an object: what a user would have to write to get it.

use crate::framework::{
    author::provider::Provider,
    diagnostics::{Diagnostic, Diagnostics},
    schema::{Attribute, Schema, Shape},
    server::{Answer, Encoded, Server, encode, guarded_now, state::or_failed},
    value::Value,
};

impl<P: Provider> Server<P> {
    /// `GenerateResourceConfig`: without what the provider computes, what is a default, and what such
    /// an object does not have. Of no state: a configuration in which nothing is set.
    pub fn generate(&self, name: &str, state: Encoded<'_>) -> Answer {
        let generate = || -> Result<Answer, Diagnostic> {
            let entry = self.entry(name)?;
            let state = state.decode_state(&entry.ty, "state")?;
            let config = if state.is_null() {
                entry.schema.empty()
            } else {
                let client = self.client();
                let state = entry.resource.configuration(state, client.as_ref());
                configuration(&entry.schema, &state)
            };
            let mut diagnostics = Diagnostics::new();
            Ok(Answer {
                state: encode(&config, &entry.ty, &mut diagnostics),
                private: None,
                diagnostics,
                identity: None,
            })
        };
        or_failed(guarded_now(generate))
    }
}

/// The configuration that makes an object with this state.
fn configuration(schema: &Schema, state: &Value) -> Value {
    written(&schema.attributes, state, state)
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
    let says_nothing = !spec.required
        && ((row.same)(value, &row.absent())
            || default.is_some_and(|it| (row.same)(value, &it))
            || row.applies(root) == Some(false));
    if foreign || says_nothing {
        return row.absent();
    }
    match &row.shape {
        Shape::Plain(_) => value.clone(),
        Shape::Nested(_, inner) | Shape::Block(_, inner) => objects(inner, value, root),
    }
}

fn objects(rows: &[Attribute], value: &Value, root: &Value) -> Value {
    // One in which all is as by default is written in full: without any of it, it would ask for nothing.
    let one = |it: &Value| {
        let short = written(rows, it, root);
        let says = rows
            .iter()
            .any(|row| *short.attribute(row.name) != row.absent());
        if says { short } else { it.clone() }
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
