//! A schema for tests: boxes on a shelf, held in every way that a schema knows.

use crate::framework::{
    cell::{self, Tf, text::Timestamp},
    schema::{
        Attribute, Life, Nesting, Schema, Shape,
        spec::{Spec, computed, optional, required},
    },
    value::{Value, types::Type},
};

/// How the shelf holds its boxes: as a nested attribute or as blocks, one or many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub(crate) nesting: Nesting,
    pub(crate) block: bool,
}

/// A box, by what is known of it. Its time may be written in several ways.
#[derive(Debug, Clone)]
pub(crate) struct Boxed {
    pub(crate) time: Value,
    pub(crate) kind: Value,
    pub(crate) serial: Value,
    pub(crate) seen: Value,
}

/// Noon, and the same instant in other words.
pub(crate) const NOON: &str = "2026-01-02T12:00:00Z";
pub(crate) const NOON_ELSEWHERE: &str = "2026-01-02T13:00:00+01:00";
pub(crate) const MIDNIGHT: &str = "2026-01-02T00:00:00Z";

/// Every way to hold boxes.
pub(crate) fn every_way() -> impl Iterator<Item = Held> {
    [true, false]
        .into_iter()
        .flat_map(|block| every_nesting().map(move |nesting| Held { nesting, block }))
}

/// Every way to hold several boxes.
pub(crate) fn every_way_of_many() -> impl Iterator<Item = Held> {
    every_way().filter(|it| it.nesting != Nesting::Single)
}

fn every_nesting() -> impl Iterator<Item = Nesting> {
    [Nesting::Single, Nesting::List, Nesting::Set, Nesting::Map].into_iter()
}

pub(crate) fn row(name: &'static str, shape: Shape, life: Life, spec: Spec) -> Attribute {
    Attribute {
        name,
        doc: String::new(),
        shape,
        life,
        same: |one, other| one == other,
        spec,
    }
}

pub(crate) fn text(name: &'static str, life: Life, spec: Spec) -> Attribute {
    row(name, Shape::Plain(Type::String), life, spec)
}

pub(crate) fn schema(attributes: Vec<Attribute>) -> Schema {
    Schema {
        version: 0,
        doc: String::new(),
        attributes,
    }
}

/// The rows of a box.
pub(crate) fn rows() -> Vec<Attribute> {
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
    pub(crate) fn schema(self) -> Schema {
        self.schema_of(rows())
    }

    /// A shelf that holds so what has other rows.
    pub(crate) fn schema_of(self, rows: Vec<Attribute>) -> Schema {
        let shape = if self.block {
            Shape::Block(self.nesting, rows)
        } else {
            Shape::Nested(self.nesting, rows)
        };
        schema(vec![row("boxes", shape, Life::Mutable, optional())])
    }

    /// The boxes held so: of several only the first in a single place, and by a letter in a map.
    pub(crate) fn boxes<B: Into<Value>>(self, boxes: impl IntoIterator<Item = B>) -> Value {
        let mut boxes = boxes.into_iter().map(Into::into);
        match self.nesting {
            Nesting::Single => boxes.next().unwrap_or(Value::Null),
            Nesting::List => Value::List(boxes.collect()),
            Nesting::Set => Value::set(boxes.collect()),
            Nesting::Map => Value::Map(('a'..='z').map(String::from).zip(boxes).collect()),
        }
    }

    /// A shelf with these boxes.
    pub(crate) fn shelf<B: Into<Value>>(self, boxes: impl IntoIterator<Item = B>) -> Value {
        shelf(self.boxes(boxes))
    }
}

/// A shelf with these boxes.
pub(crate) fn shelf(boxes: Value) -> Value {
    Value::object([("boxes", boxes)])
}

// === impl Boxed ===

impl Boxed {
    /// As the user writes it.
    pub(crate) fn written(time: &str) -> Self {
        Self {
            time: time.into(),
            kind: Value::Null,
            serial: Value::Null,
            seen: Value::Null,
        }
    }

    /// As it is.
    pub(crate) fn real(time: &str, serial: &str) -> Self {
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
