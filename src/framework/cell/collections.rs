//! Collections of plain values. One with an element that is not known yet is as a whole not known.

use std::collections::BTreeMap;

use super::{
    plain::Plain,
    tf::{Cell, Tf},
};
use crate::framework::{
    diagnostics::Diagnostics,
    schema::Shape,
    value::{Value, path::Path, types::Type},
};

/// A map from strings to plain values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Map<T>(pub Tf<BTreeMap<String, T>>);

/// A list of plain values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List<T>(pub Tf<Vec<T>>);

/// A set of plain values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Set<T>(pub Tf<Vec<T>>);

// === impl Cell ===

impl<T: Plain + Default> Cell for List<T> {
    fn shape() -> Shape {
        Shape::Plain(Type::List(Box::new(T::TYPE)))
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        // A list with an unknown element is as a whole not known yet.
        if matches!(&value, Value::List(items) if items.iter().any(Value::is_unknown)) {
            return Self(Tf::Unknown);
        }
        Self(Tf::read(value, path, found, |value, _| match value {
            Value::List(items) => items.into_iter().map(T::from_value).collect(),
            _ => Err("a list"),
        }))
    }
    fn encode(&self) -> Value {
        self.0
            .write(|items| Value::List(items.iter().map(T::to_value).collect()))
    }
    fn same(&self, other: &Self) -> bool {
        self.0.same_by(&other.0, |a, b| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
        })
    }
}

impl<T: Plain + Default> Cell for Map<T> {
    fn shape() -> Shape {
        Shape::Plain(Type::Map(Box::new(T::TYPE)))
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        // A map with an unknown element is as a whole not known yet.
        if matches!(&value, Value::Map(items) if items.values().any(Value::is_unknown)) {
            return Self(Tf::Unknown);
        }
        Self(Tf::read(value, path, found, |value, _| match value {
            Value::Map(items) => items
                .into_iter()
                .filter(|(_, item)| !item.is_null())
                .map(|(key, item)| Ok((key, T::from_value(item)?)))
                .collect(),
            _ => Err("a map"),
        }))
    }
    fn encode(&self) -> Value {
        self.0.write(|items| {
            Value::Map(
                items
                    .iter()
                    .map(|(key, it)| (key.clone(), it.to_value()))
                    .collect(),
            )
        })
    }
    fn same(&self, other: &Self) -> bool {
        self.0.same_by(&other.0, |a, b| {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, it)| b.get(key).is_some_and(|b| it.same(b)))
        })
    }
}

impl<T: Plain + Default> Cell for Set<T> {
    fn shape() -> Shape {
        Shape::Plain(Type::Set(Box::new(T::TYPE)))
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        if matches!(&value, Value::Set(items) if items.iter().any(Value::is_unknown)) {
            return Self(Tf::Unknown);
        }
        Self(Tf::read(value, path, found, |value, _| match value {
            Value::Set(items) => items.into_iter().map(T::from_value).collect(),
            _ => Err("a set"),
        }))
    }
    fn encode(&self) -> Value {
        self.0
            .write(|items| Value::set(items.iter().map(T::to_value).collect()))
    }
    fn same(&self, other: &Self) -> bool {
        let each_in = |a: &[T], b: &[T]| a.iter().all(|a| b.iter().any(|b| a.same(b)));
        match (&self.0, &other.0) {
            // An empty set means the same as no set.
            (Tf::Null, Tf::Known(it)) | (Tf::Known(it), Tf::Null) => it.is_empty(),
            (a, b) => a.same_by(b, |a, b| each_in(a, b) && each_in(b, a)),
        }
    }
}
