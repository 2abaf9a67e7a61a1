//! The diff: what a change of the configuration means, in place or replace, and for what reason.
//!
//! Pure: values in, values out. No clock, no network, no randomness, because Terraform plans again
//! while it applies and both plans must agree. It goes in two steps, between which a resource may
//! correct the proposal: [`propose`] makes the planned values, [`settle`] compares them with the
//! prior ones.

pub mod consistency;
mod replacing;

use self::replacing::alike;
use super::{
    schema::{Attribute, Life, Schema, Shape},
    value::Value,
};

pub use self::replacing::{Replace, reasons};

/// The outcome of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The values after the change; unknown where only the apply can tell.
    pub planned: Value,
    /// The action of a plan.
    pub action: Action,
    /// Why the object has to be replaced; empty if it has not.
    pub replace: Vec<Replace>,
}

/// The action of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Make a new object.
    Create,
    /// Nothing.
    Keep,
    /// Change the object in place.
    InPlace,
    /// Delete the object and make another.
    Replace,
}

/// The whole plan of an object without a resource's own corrections. `prior` is null for a creation.
pub fn plan(schema: &Schema, config: &Value, prior: &Value) -> Outcome {
    settle(
        schema,
        config,
        prior,
        propose(schema, config, prior),
        Vec::new(),
    )
}

/// The planned values: the configuration's, or the prior ones where they mean the same; defaults and
/// prior values where the configuration sets none.
pub fn propose(schema: &Schema, config: &Value, prior: &Value) -> Value {
    propose_object(&schema.attributes, config, prior, config)
}

/// Compares planned values with prior ones: the action, its reasons, and what becomes unknown.
/// `replace`: reasons beyond those of the rows, which count if anything differs.
pub fn settle(
    schema: &Schema,
    config: &Value,
    prior: &Value,
    planned: Value,
    mut replace: Vec<Replace>,
) -> Outcome {
    let done = |planned, action, replace| Outcome {
        planned,
        action,
        replace,
    };
    if prior.is_null() {
        return done(planned, Action::Create, Vec::new());
    }
    if planned == *prior {
        return done(planned, Action::Keep, Vec::new());
    }
    replace.extend(reasons(&schema.attributes, config, prior, &planned));
    let touched = Touched {
        names: schema
            .attributes
            .iter()
            .filter(|it| matches!(it.life, Life::Fixed | Life::Mutable))
            // An attribute that is not for such an object changes nothing.
            .filter(|it| it.applies(config) != Some(false))
            .filter(|it| !alike(it, planned.attribute(it.name), prior.attribute(it.name)))
            .map(|it| it.name)
            .collect(),
        replacing: !replace.is_empty(),
        root: config,
    };
    let planned = mark_unknown(&schema.attributes, config, planned, &touched);
    let action = if touched.replacing {
        Action::Replace
    } else {
        Action::InPlace
    };
    done(planned, action, replace)
}

/// The attributes that a change touches.
struct Touched<'a> {
    names: Vec<&'static str>,
    replacing: bool,
    root: &'a Value,
}

impl Touched<'_> {
    /// Whether the value that the provider gave `attribute` may become another.
    fn unsettles(&self, attribute: &Attribute) -> bool {
        if attribute.applies(self.root) == Some(false) {
            return false;
        }
        match attribute.life {
            Life::Assigned => self.replacing,
            Life::Reported if self.replacing => true,
            Life::Reported if attribute.spec.follows.is_empty() => !self.names.is_empty(),
            Life::Reported => attribute
                .spec
                .follows
                .iter()
                .any(|it| self.names.contains(it)),
            // Another object may get another value where the user sets none.
            Life::Fixed | Life::Mutable => self.replacing && attribute.spec.computed,
            Life::Beside => false,
        }
    }
}

fn propose_object(attributes: &[Attribute], config: &Value, prior: &Value, root: &Value) -> Value {
    Value::object(attributes.iter().map(|it| {
        let (config, before) = (config.attribute(it.name), prior.attribute(it.name));
        (
            it.name,
            propose_attribute(it, config, before, prior.is_null(), root),
        )
    }))
}

/// `new`: the object that holds the attribute does not exist yet.
fn propose_attribute(
    attribute: &Attribute,
    config: &Value,
    prior: &Value,
    new: bool,
    root: &Value,
) -> Value {
    let spec = &attribute.spec;
    if spec.write_only {
        return Value::Null;
    }
    match (config, &attribute.shape) {
        (Value::Null, Shape::Block(..)) => attribute.absent(),
        (Value::Null, _) if !spec.computed || attribute.applies(root) == Some(false) => Value::Null,
        (Value::Null, _) => match &spec.default {
            Some(_) if attribute.applies(root).is_none() => Value::UNKNOWN,
            Some(default) => in_prior_words(attribute, &default.value(root), prior),
            None if !new => prior.clone(),
            None if spec.never_null => Value::unknown_not_null(),
            None => Value::UNKNOWN,
        },
        (_, Shape::Plain(_)) => in_prior_words(attribute, config, prior),
        (_, Shape::Nested(_, inner) | Shape::Block(_, inner)) => {
            propose_objects(inner, config, prior, root)
        }
    }
}

/// The objects of a nested attribute or a block, each beside the prior one that it was.
fn propose_objects(inner: &[Attribute], config: &Value, prior: &Value, root: &Value) -> Value {
    let object = |config: &Value, prior: &Value| match config {
        Value::Object(_) => propose_object(inner, config, prior, root),
        other => other.clone(),
    };
    match (config, prior) {
        (Value::List(items), prior) => {
            let before: &[Value] = match prior {
                Value::List(items) => items,
                _ => &[],
            };
            let beside = |(index, item)| object(item, before.get(index).unwrap_or(&Value::Null));
            Value::List(items.iter().enumerate().map(beside).collect())
        }
        (Value::Map(items), prior) => {
            let before = |key: &str| match prior {
                Value::Map(items) => items.get(key).unwrap_or(&Value::Null),
                _ => &Value::Null,
            };
            let beside = |(key, item): (&String, &Value)| (key.clone(), object(item, before(key)));
            Value::Map(items.iter().map(beside).collect())
        }
        (Value::Set(items), prior) => {
            let before: &[Value] = match prior {
                Value::Set(items) => items,
                _ => &[],
            };
            // Each prior element once: two that mean the same stay two.
            let mut left: Vec<&Value> = before.iter().collect();
            let beside = |item: &Value| {
                let same = left.iter().position(|it| is_of(inner, item, it));
                let same = same.map(|at| left.swap_remove(at));
                object(item, same.unwrap_or(&Value::Null))
            };
            Value::set(items.iter().map(beside).collect())
        }
        (config, prior) => object(config, prior),
    }
}

/// Whether `prior` is the element of a set that `config` describes.
fn is_of(inner: &[Attribute], config: &Value, prior: &Value) -> bool {
    inner.iter().all(|it| {
        let (config, prior) = (config.attribute(it.name), prior.attribute(it.name));
        (config.is_null() && it.spec.computed) || (it.same)(config, prior)
    })
}

/// `value`, or the prior value where both mean the same: the spelling in the state stays, and
/// Terraform sees no difference.
fn in_prior_words(attribute: &Attribute, value: &Value, prior: &Value) -> Value {
    let known = !prior.is_null() && !value.is_null();
    if known && (attribute.same)(value, prior) {
        prior.clone()
    } else {
        value.clone()
    }
}

/// Makes the values unknown that the provider gave and that the change may alter.
fn mark_unknown(
    attributes: &[Attribute],
    config: &Value,
    planned: Value,
    touched: &Touched<'_>,
) -> Value {
    let Value::Object(mut values) = planned else {
        return planned;
    };
    for attribute in attributes {
        let Some(value) = values.get_mut(attribute.name) else {
            continue;
        };
        let config = config.attribute(attribute.name);
        match &attribute.shape {
            Shape::Nested(_, inner) | Shape::Block(_, inner) if !config.is_null() => {
                mark_inside(inner, config, value, touched);
            }
            _ if config.is_null()
                && attribute.spec.default.is_none()
                && touched.unsettles(attribute) =>
            {
                *value = if attribute.spec.never_null {
                    Value::unknown_not_null()
                } else {
                    Value::UNKNOWN
                };
            }
            _ => {}
        }
    }
    Value::Object(values)
}

fn mark_inside(inner: &[Attribute], config: &Value, value: &mut Value, touched: &Touched<'_>) {
    let mark = |config: &Value, value: &mut Value| {
        let before = std::mem::replace(value, Value::Null);
        *value = mark_unknown(inner, config, before, touched);
    };
    match (config, value) {
        (Value::List(config), Value::List(items)) => {
            for (config, item) in config.iter().zip(items) {
                mark(config, item);
            }
        }
        (Value::Map(config), Value::Map(items)) => {
            for (key, item) in items {
                mark(config.get(key).unwrap_or(&Value::Null), item);
            }
        }
        (Value::Set(config), value) => {
            let Value::Set(items) = value else {
                return;
            };
            let mut items = std::mem::take(items);
            for item in &mut items {
                if let Some(config) = config.iter().find(|it| is_of(inner, it, item)) {
                    mark(config, item);
                }
            }
            *value = Value::set(items);
        }
        (config, value) => mark(config, value),
    }
}

#[cfg(test)]
mod tests;
