//! What a resource tells in a plan of the values that it sets itself, and what an apply answers of them.

use super::operations::Outcome;
use crate::framework::{
    cell::model::Model,
    diagnostics::Diagnostics,
    schema::{Attribute, Life, Schema},
    value::{Value, path::Path},
};

/// `planned` with what the resource foretells of the values that it sets itself.
pub(super) fn foretold<M: Model>(
    schema: &Schema,
    planned: Value,
    foretell: impl FnOnce(&mut M),
) -> Value {
    let mut model = M::decode(planned.clone(), &Path::root(), &mut Diagnostics::new());
    let before = model.encode();
    foretell(&mut model);
    let (after, Value::Object(mut values)) = (model.encode(), planned) else {
        return before;
    };
    let own = |it: &&Attribute| matches!(it.life, Life::Assigned | Life::Reported);
    for row in schema.attributes.iter().filter(own) {
        let now = after.attribute(row.name);
        if now != before.attribute(row.name) {
            values.insert(row.name.to_owned(), now.clone());
        }
    }
    Value::Object(values)
}

impl Outcome<Value> {
    /// The same, with what the plan knew already of values that the object reports: a core holds the
    /// apply to it. What has become otherwise meanwhile is for the next refresh.
    pub(super) fn with_foretold<M: Model>(mut self, planned: &Value) -> Self {
        let Some(Value::Object(values)) = &mut self.state else {
            return self;
        };
        if self.diagnostics.has_errors() {
            return self;
        }
        let rows = M::attributes().into_iter();
        for row in rows.filter(|it| it.life == Life::Reported) {
            let told = planned.attribute(row.name);
            if told.is_wholly_known() {
                values.insert(row.name.to_owned(), told.clone());
            }
        }
        self
    }
}
