//! A schema for tests: boxes on a shelf, held in every way that a schema knows.

use super::{
    cell::{self, Tf},
    schema::{Attribute, Life, Nesting, Schema, Shape},
    spec::{Spec, computed, optional, required},
    text::Timestamp,
    types::Type,
    value::Value,
};

/// How the shelf holds its boxes: as a nested attribute or as blocks, one or many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) nesting: Nesting,
    pub(super) block: bool,
}

/// A box, by what is known of it. Its time may be written in several ways.
#[derive(Debug, Clone)]
pub(super) struct Boxed {
    pub(super) time: Value,
    pub(super) kind: Value,
    pub(super) serial: Value,
    pub(super) seen: Value,
}

/// Noon, and the same instant in other words.
pub(super) const NOON: &str = "2026-01-02T12:00:00Z";
pub(super) const NOON_ELSEWHERE: &str = "2026-01-02T13:00:00+01:00";
pub(super) const MIDNIGHT: &str = "2026-01-02T00:00:00Z";

/// Every way to hold boxes.
pub(super) fn every_way() -> impl Iterator<Item = Held> {
    [true, false]
        .into_iter()
        .flat_map(|block| every_nesting().map(move |nesting| Held { nesting, block }))
}

/// Every way to hold several boxes.
pub(super) fn every_way_of_many() -> impl Iterator<Item = Held> {
    every_way().filter(|it| it.nesting != Nesting::Single)
}

fn every_nesting() -> impl Iterator<Item = Nesting> {
    [Nesting::Single, Nesting::List, Nesting::Set, Nesting::Map].into_iter()
}

pub(super) fn row(name: &'static str, shape: Shape, life: Life, spec: Spec) -> Attribute {
    Attribute {
        name,
        doc: String::new(),
        shape,
        life,
        same: |one, other| one == other,
        spec,
    }
}

pub(super) fn text(name: &'static str, life: Life, spec: Spec) -> Attribute {
    row(name, Shape::Plain(Type::String), life, spec)
}

pub(super) fn schema(attributes: Vec<Attribute>) -> Schema {
    Schema {
        version: 0,
        doc: String::new(),
        attributes,
    }
}

/// The rows of a box.
pub(super) fn rows() -> Vec<Attribute> {
    vec![
        Attribute {
            same: cell::same::<Tf<Timestamp>>,
            ..text("time", Life::Mutable, required())
        },
        text(
            "kind",
            Life::Fixed,
            optional().because("a box stays what it is"),
        ),
        text("serial", Life::Assigned, computed().never_null()),
        text("seen", Life::Reported, computed()),
    ]
}

// === impl Held ===

impl Held {
    /// A shelf that holds boxes so.
    pub(super) fn schema(self) -> Schema {
        self.schema_of(rows())
    }

    /// A shelf that holds so what has other rows.
    pub(super) fn schema_of(self, rows: Vec<Attribute>) -> Schema {
        let shape = if self.block {
            Shape::Block(self.nesting, rows)
        } else {
            Shape::Nested(self.nesting, rows)
        };
        schema(vec![row("boxes", shape, Life::Mutable, optional())])
    }

    /// The boxes held so: of several only the first in a single place, and by a letter in a map.
    pub(super) fn boxes<B: Into<Value>>(self, boxes: impl IntoIterator<Item = B>) -> Value {
        let mut boxes = boxes.into_iter().map(Into::into);
        match self.nesting {
            Nesting::Single => boxes.next().unwrap_or(Value::Null),
            Nesting::List => Value::List(boxes.collect()),
            Nesting::Set => Value::set(boxes.collect()),
            Nesting::Map => Value::Map(('a'..='z').map(String::from).zip(boxes).collect()),
        }
    }

    /// A shelf with these boxes.
    pub(super) fn shelf<B: Into<Value>>(self, boxes: impl IntoIterator<Item = B>) -> Value {
        shelf(self.boxes(boxes))
    }
}

/// A shelf with these boxes.
pub(super) fn shelf(boxes: Value) -> Value {
    Value::object([("boxes", boxes)])
}

// === impl Boxed ===

impl Boxed {
    /// As the user writes it.
    pub(super) fn written(time: &str) -> Self {
        Self {
            time: time.into(),
            kind: Value::Null,
            serial: Value::Null,
            seen: Value::Null,
        }
    }

    /// As it is.
    pub(super) fn real(time: &str, serial: &str) -> Self {
        Self {
            serial: serial.into(),
            seen: "today".into(),
            ..Self::written(time)
        }
    }
}

impl From<Boxed> for Value {
    fn from(it: Boxed) -> Self {
        Self::object([
            ("time", it.time),
            ("kind", it.kind),
            ("serial", it.serial),
            ("seen", it.seen),
        ])
    }
}
