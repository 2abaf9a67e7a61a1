//! Which changes cannot be made in place.

use crate::framework::{
    schema::{Attribute, Life, Nesting, Shape},
    value::{Value, path::Path},
};

/// A reason to replace an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replace {
    /// The attribute that cannot change.
    pub path: Path,
    /// Why it cannot.
    pub because: &'static str,
}

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
pub fn reasons(
    attributes: &[Attribute],
    config: &Value,
    prior: &Value,
    planned: &Value,
) -> Vec<Replace> {
    let mut found = Vec::new();
    // An attribute that is not for such an object changes nothing.
    for row in attributes
        .iter()
        .filter(|it| it.applies(config) != Some(false))
    {
        let row = std::slice::from_ref(row);
        let change = Change {
            config,
            prior,
            planned,
        };
        find_replacing(row, change, &Path::root(), &mut found);
    }
    found
}

/// An object before and after a change, and what the user wrote of it.
#[derive(Clone, Copy)]
struct Change<'a> {
    config: &'a Value,
    prior: &'a Value,
    planned: &'a Value,
}

impl<'a> Change<'a> {
    /// These values of a part of the object.
    fn part(self, of: impl Fn(&'a Value) -> &'a Value) -> Self {
        Self {
            config: of(self.config),
            prior: of(self.prior),
            planned: of(self.planned),
        }
    }
}

fn find_replacing(
    attributes: &[Attribute],
    change: Change<'_>,
    at: &Path,
    found: &mut Vec<Replace>,
) {
    for attribute in attributes {
        let change = change.part(|it| it.attribute(attribute.name));
        let Change {
            config,
            prior,
            planned,
        } = change;
        let spec = &attribute.spec;
        // A value that the provider chooses is no wish to change it.
        let chosen = planned.is_unknown() || (spec.computed && spec.default.is_none());
        if alike(attribute, planned, prior) || (config.is_null() && chosen) {
            continue;
        }
        let path = at.attribute(attribute.name);
        match (&attribute.shape, attribute.life) {
            (_, Life::Fixed) if spec.only_if_known && prior.is_null() => {}
            (_, Life::Fixed) => found.push(Replace {
                path,
                because: spec.because.unwrap_or("it cannot be changed"),
            }),
            (Shape::Plain(_), _) => {}
            (Shape::Nested(nesting, inner) | Shape::Block(nesting, inner), _) => {
                find_in_objects(*nesting, inner, change, &path, found);
            }
        }
    }
}

fn find_in_objects(
    nesting: Nesting,
    inner: &[Attribute],
    change: Change<'_>,
    path: &Path,
    found: &mut Vec<Replace>,
) {
    match (nesting, change.prior, change.planned) {
        (Nesting::Single, ..) => find_replacing(inner, change, path, found),
        (Nesting::List, Value::List(a), Value::List(b)) => {
            for index in 0..a.len().max(b.len()) {
                let one = change.part(|it| match it {
                    Value::List(items) => items.get(index).unwrap_or(&Value::Null),
                    _ => &Value::Null,
                });
                find_replacing(inner, one, &path.index(index), found);
            }
        }
        (Nesting::Map, Value::Map(a), Value::Map(b)) => {
            let mut keys: Vec<_> = a.keys().chain(b.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                let one = change.part(|it| match it {
                    Value::Map(items) => items.get(key).unwrap_or(&Value::Null),
                    _ => &Value::Null,
                });
                find_replacing(inner, one, &path.key(key), found);
            }
        }
        // Elements of a set have no path, and an unknown collection has no elements: what cannot
        // change inside them is said of the whole.
        (_, prior, planned) => {
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
