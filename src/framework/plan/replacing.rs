//! Which changes cannot be made in place.

use super::Replace;
use crate::framework::{
    schema::{Attribute, Life, Nesting, Shape},
    value::{Value, path::Path},
};

/// Whether two values ask for the same: in what is planned as a whole, other words may stand for it, and
/// to set nothing and to set no element are one.
pub(super) fn alike(attribute: &Attribute, a: &Value, b: &Value) -> bool {
    let nothing = |it: &Value| match it {
        Value::Null => true,
        Value::List(items) | Value::Set(items) => items.is_empty(),
        Value::Map(items) => items.is_empty(),
        _ => false,
    };
    a == b || (attribute.same)(a, b) || (nothing(a) && nothing(b))
}

/// Why `planned` cannot be made of `prior` in place, as far as the rows say.
pub fn reasons(attributes: &[Attribute], prior: &Value, planned: &Value) -> Vec<Replace> {
    let mut found = Vec::new();
    find_replacing(attributes, prior, planned, &Path::root(), &mut found);
    found
}

pub(super) fn find_replacing(
    attributes: &[Attribute],
    prior: &Value,
    planned: &Value,
    at: &Path,
    found: &mut Vec<Replace>,
) {
    for attribute in attributes {
        let (prior, planned) = (
            prior.attribute(attribute.name),
            planned.attribute(attribute.name),
        );
        if alike(attribute, planned, prior) {
            continue;
        }
        let path = at.attribute(attribute.name);
        match (&attribute.shape, attribute.life) {
            (_, Life::Fixed) if attribute.spec.only_if_known && prior.is_null() => {}
            (_, Life::Fixed) => found.push(Replace {
                path,
                because: attribute.spec.because.unwrap_or("it cannot be changed"),
            }),
            (Shape::Plain(_), _) => {}
            (
                Shape::Nested(nesting, inner)
                | Shape::Block(nesting, inner)
                | Shape::Whole(nesting, inner),
                _,
            ) => {
                find_in_objects(*nesting, inner, prior, planned, &path, found);
            }
        }
    }
}

fn find_in_objects(
    nesting: Nesting,
    inner: &[Attribute],
    prior: &Value,
    planned: &Value,
    path: &Path,
    found: &mut Vec<Replace>,
) {
    match (nesting, prior, planned) {
        (Nesting::Single, prior, planned) => find_replacing(inner, prior, planned, path, found),
        (Nesting::List, Value::List(a), Value::List(b)) => {
            for index in 0..a.len().max(b.len()) {
                let at = |items: &[Value]| items.get(index).cloned().unwrap_or(Value::Null);
                find_replacing(inner, &at(a), &at(b), &path.index(index), found);
            }
        }
        (Nesting::Map, Value::Map(a), Value::Map(b)) => {
            let mut keys: Vec<_> = a.keys().chain(b.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                let at = |items: &std::collections::BTreeMap<String, Value>| {
                    items.get(key).cloned().unwrap_or(Value::Null)
                };
                find_replacing(inner, &at(a), &at(b), &path.key(key), found);
            }
        }
        // Elements of a set have no path, and an unknown collection has no elements: what cannot
        // change inside them is said of the whole.
        _ => {
            let differs = |it: &&Attribute| match (prior, planned) {
                (Value::Set(a), Value::Set(b)) => values_of(it, a) != values_of(it, b),
                _ => true,
            };
            let mut fixed = inner.iter().filter(|it| it.life == Life::Fixed);
            if let Some(fixed) = fixed.find(differs) {
                found.push(Replace {
                    path: path.clone(),
                    because: fixed.spec.because.unwrap_or("it cannot be changed"),
                });
            }
        }
    }
}

/// The values of an attribute in the elements of a set.
fn values_of(attribute: &Attribute, items: &[Value]) -> Value {
    let values = items.iter().map(|it| it.attribute(attribute.name));
    Value::set(values.filter(|it| !it.is_null()).cloned().collect())
}
