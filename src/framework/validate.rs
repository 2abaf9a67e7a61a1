//! Walks a configuration by its schema: presence, limits, and the rules of each row.

use super::{
    diagnostics::{Diagnostic, Diagnostics},
    path::Path,
    schema::{Attribute, Schema, Shape},
    value::Value,
};

/// What the caller, Terraform or OpenTofu, is able to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Client {
    /// It keeps write-only values out of plan and state.
    pub write_only: bool,
}

/// Everything that is wrong with `config`. A value that is not known yet is not judged.
pub fn validate(schema: &Schema, config: &Value, client: Client) -> Diagnostics {
    let mut walk = Walk {
        root: config,
        client,
        found: Diagnostics::new(),
    };
    walk.object(&schema.attributes, config, &Path::root());
    walk.found
}

struct Walk<'a> {
    root: &'a Value,
    client: Client,
    found: Diagnostics,
}

impl Walk<'_> {
    fn object(&mut self, attributes: &[Attribute], config: &Value, at: &Path) {
        for attribute in attributes {
            let value = config.attribute(attribute.name);
            self.attribute(attribute, value, &at.attribute(attribute.name));
        }
    }

    fn attribute(&mut self, attribute: &Attribute, value: &Value, path: &Path) {
        let spec = &attribute.spec;
        match value {
            Value::Unknown(_) => return,
            Value::Null => {
                if spec.required {
                    self.error(path, format!("\"{path}\" is required"), "Set it.");
                }
                return;
            }
            _ if !attribute.is_configurable() => {
                let why = "The provider sets it. Remove it from the configuration.";
                self.error(path, format!("\"{path}\" cannot be set"), why);
                return;
            }
            _ if spec.write_only && !self.client.write_only => {
                let why =
                    "It is a write-only argument. Use Terraform 1.11 or OpenTofu 1.11, or later.";
                self.error(path, format!("\"{path}\" needs a newer Terraform"), why);
            }
            _ => {}
        }
        for rule in &spec.rules {
            if let Err(complaint) = rule.check(value, self.root) {
                let summary = format!("Invalid \"{path}\": {}", complaint.summary);
                self.error(path, summary, complaint.detail);
            }
        }
        match (&attribute.shape, value) {
            (Shape::Plain(_), _) => {}
            (Shape::Nested(_, inner) | Shape::Block(_, inner), Value::List(items)) => {
                self.count(attribute, items.len(), path);
                for (index, item) in items.iter().enumerate() {
                    self.element(inner, item, &path.index(index), path);
                }
            }
            (Shape::Nested(_, inner) | Shape::Block(_, inner), Value::Set(items)) => {
                self.count(attribute, items.len(), path);
                for item in items {
                    self.element(inner, item, path, path);
                }
            }
            (Shape::Nested(_, inner) | Shape::Block(_, inner), Value::Map(items)) => {
                self.count(attribute, items.len(), path);
                for (key, item) in items {
                    self.element(inner, item, &path.key(key), path);
                }
            }
            (Shape::Nested(_, inner) | Shape::Block(_, inner), value) => {
                self.object(inner, value, path);
            }
        }
    }

    fn element(&mut self, inner: &[Attribute], item: &Value, at: &Path, of: &Path) {
        match item {
            Value::Unknown(_) => {}
            // Older cores crash on a null among the objects of a plan.
            Value::Null => self.error(of, format!("\"{of}\" has a null element"), "Remove it."),
            _ => self.object(inner, item, at),
        }
    }

    fn count(&mut self, attribute: &Attribute, count: usize, path: &Path) {
        let (min, max) = (attribute.spec.min, attribute.spec.max);
        if count < min {
            let why = format!("At least {min} must be there; there are {count}.");
            self.error(path, format!("Too few \"{path}\""), why);
        } else if max > 0 && count > max {
            let why = format!("At most {max} may be there; there are {count}.");
            self.error(path, format!("Too many \"{path}\""), why);
        }
    }

    fn error(&mut self, path: &Path, summary: impl Into<String>, detail: impl Into<String>) {
        self.found
            .push(Diagnostic::error(summary, detail).at(path.clone()));
    }
}

#[cfg(test)]
mod tests;
