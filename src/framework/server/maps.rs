//! Empty maps and Terraform 1.0. Terraform 1.0 with `ignore_changes` sends an empty map for each map that is null in
//! the configuration of an existing object, and refuses a plan that is not the same. So for such a core an
//! empty map stands for none in states and plans, too, where a row says
//! [`empty_for_none`](crate::framework::schema::spec::Spec::empty_for_none). Resources see none.

use std::sync::atomic::Ordering;

use super::{Entry, Server};
use crate::framework::{author::provider::Provider, schema::Attribute, value::Value};

impl<P: Provider> Server<P> {
    /// Tells the version of the core that configures the provider.
    pub fn introduce(&self, core: &str) {
        self.invents_maps
            .store(core.starts_with("1.0."), Ordering::Relaxed);
    }

    /// A state or a plan that came over the wire, as resources know it.
    pub(super) fn received(&self, entry: &Entry<P::Client>, value: Value) -> Value {
        let none = |it: &Attribute, value: &Value| it.spec.empty_for_none && is_empty(value);
        self.translated(entry, value, none, &Value::Null)
    }

    /// A configuration, as resources know it: it sets nothing that only the provider sets.
    pub(super) fn written(&self, entry: &Entry<P::Client>, value: Value) -> Value {
        let none = |it: &Attribute, value: &Value| {
            (it.spec.empty_for_none || !it.is_configurable()) && is_empty(value)
        };
        self.translated(entry, value, none, &Value::Null)
    }

    /// A state or a plan as this core has to see it.
    pub(super) fn answered(&self, entry: &Entry<P::Client>, value: Value) -> Value {
        let none = |it: &Attribute, value: &Value| it.spec.empty_for_none && value.is_null();
        self.translated(entry, value, none, &Value::Map([].into()))
    }

    fn translated(
        &self,
        entry: &Entry<P::Client>,
        value: Value,
        from: impl Fn(&Attribute, &Value) -> bool,
        to: &Value,
    ) -> Value {
        match value {
            Value::Object(mut values) if self.invents_maps.load(Ordering::Relaxed) => {
                for row in &entry.schema.attributes {
                    if let Some(slot) = values.get_mut(row.name)
                        && from(row, slot)
                    {
                        *slot = to.clone();
                    }
                }
                Value::Object(values)
            }
            value => value,
        }
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Map(entries) if entries.is_empty())
}
