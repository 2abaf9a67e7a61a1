//! Walks a configuration by its schema: presence, limits, and the rules of each row.

use super::{Attribute, Nesting, Schema, Shape, spec::Complaint};
use crate::framework::{
    diagnostics::{Diagnostic, Diagnostics, Severity},
    value::{Value, path::Path},
};

/// The capabilities of the caller, Terraform or OpenTofu.
#[derive(Debug, Clone, Copy, Default)]
pub struct Capabilities {
    /// It keeps write-only values out of plan and state.
    pub write_only: bool,
}

/// Everything that is wrong with `config`. A value that is not known yet is not judged.
pub fn validate(schema: &Schema, config: &Value, capabilities: Capabilities) -> Diagnostics {
    let mut walk = Walk {
        root: config,
        capabilities,
        found: Diagnostics::new(),
    };
    walk.object(&schema.attributes, config, &Path::root());
    walk.found
}

struct Walk<'a> {
    root: &'a Value,
    capabilities: Capabilities,
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
            absent if *absent == attribute.absent() => return self.absent(attribute, absent, path),
            _ if !attribute.is_configurable() => {
                let why = "Only the provider sets it. Remove it from the configuration.";
                self.error(path, format!("{path}: cannot be set"), why);
                return;
            }
            _ if spec.write_only && !self.capabilities.write_only => {
                let why =
                    "It is a write-only argument. Use Terraform 1.11 or OpenTofu 1.11, or later.";
                self.error(path, format!("{path}: needs a newer Terraform"), why);
            }
            _ => {}
        }
        if let Some(instead) = spec.deprecated {
            let warning = Diagnostic::warning(format!("{path}: deprecated"), instead);
            self.found.push(warning.at(path.clone()));
        }
        self.rules(attribute, value, path);
        self.inside(attribute, value, path);
    }

    /// Checks an attribute that the user did not set.
    fn absent(&mut self, attribute: &Attribute, absent: &Value, path: &Path) {
        if attribute.spec.required {
            let why = "The argument is required. Set it.";
            self.error(path, format!("{path}: missing"), why);
        }
        let rules = attribute.spec.absence.iter();
        for complaint in rules.flat_map(|it| it.check(absent, self.root)) {
            self.complain(path, path, complaint);
        }
        if !absent.is_null() {
            self.count(attribute, 0, path);
        }
    }

    /// Checks a value that is set by the rules of its row.
    fn rules(&mut self, attribute: &Attribute, value: &Value, path: &Path) {
        // A core shows the line of a block only if the path names an argument inside.
        let at = match (&attribute.shape, value) {
            (
                Shape::Block(Nesting::List | Nesting::Set, inner),
                Value::List(items) | Value::Set(items),
            ) if items.len() == 1 => inner
                .first()
                .map_or_else(|| path.clone(), |it| path.index(0).attribute(it.name)),
            _ => path.clone(),
        };
        for rule in &attribute.spec.rules {
            let complaints = rule.check(value, self.root);
            let broken = complaints.iter().any(|it| it.severity == Severity::Error);
            for complaint in complaints {
                self.complain(path, &at, complaint);
            }
            // If one rule refuses a value, the others need not judge it.
            if broken {
                break;
            }
        }
    }

    /// The elements of a collection, and the rows of each object.
    fn inside(&mut self, attribute: &Attribute, value: &Value, path: &Path) {
        let Some(inner) = attribute.inner() else {
            if let Value::List(items) | Value::Set(items) = value
                && items.iter().any(Value::is_null)
            {
                self.null_element(path);
            }
            return;
        };
        match value {
            Value::List(items) => {
                self.count(attribute, items.len(), path);
                for (index, item) in items.iter().enumerate() {
                    self.element(inner, item, &path.index(index), path);
                }
            }
            Value::Set(items) => {
                self.count(attribute, items.len(), path);
                for item in items {
                    self.element(inner, item, path, path);
                }
            }
            Value::Map(items) => {
                self.count(attribute, items.len(), path);
                for (key, item) in items {
                    self.element(inner, item, &path.key(key), path);
                }
            }
            value => self.object(inner, value, path),
        }
    }

    fn element(&mut self, inner: &[Attribute], item: &Value, at: &Path, of: &Path) {
        match item {
            Value::Unknown(_) => {}
            // Older cores crash on a null among the objects of a plan.
            Value::Null => self.null_element(of),
            _ => self.object(inner, item, at),
        }
    }

    fn null_element(&mut self, of: &Path) {
        self.error(of, format!("{of}: one element is null"), "Remove it.");
    }

    fn count(&mut self, attribute: &Attribute, count: usize, path: &Path) {
        let (min, max) = (attribute.spec.min, attribute.spec.max);
        if count < min {
            let summary = format!("{path}: at least {} needed, got {count}", blocks(min));
            self.error(path, summary, "Add the missing ones.");
        } else if max > 0 && count > max {
            let summary = format!("{path}: at most {} allowed, got {count}", blocks(max));
            self.error(path, summary, "Remove the others.");
        }
    }

    /// A complaint about the value of `path`, to be shown `at` a place.
    fn complain(&mut self, path: &Path, at: &Path, complaint: Complaint) {
        let diagnostic = Diagnostic {
            severity: complaint.severity,
            ..Diagnostic::error(format!("{path}: {}", complaint.summary), complaint.detail)
        };
        self.found.push(diagnostic.at(at.clone()));
    }

    fn error(&mut self, path: &Path, summary: impl Into<String>, detail: impl Into<String>) {
        self.found
            .push(Diagnostic::error(summary, detail).at(path.clone()));
    }
}

/// So many blocks, with the verb.
fn blocks(count: usize) -> String {
    match count {
        1 => "1 block is".to_owned(),
        count => format!("{count} blocks are"),
    }
}

#[cfg(test)]
mod tests;
