//! Typed parts of a model: what a Rust field says about the attribute it holds.

use std::{collections::BTreeMap, fmt::Debug};

use super::{
    diagnostics::{Diagnostic, Diagnostics},
    model::Model,
    path::Path,
    plain::Plain,
    schema::{Attribute, Nesting, Shape},
    types::Type,
    value::Value,
};

/// A value as Terraform sees it: absent, not known yet, or known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Tf<T> {
    /// Not set.
    #[default]
    Null,
    /// Not known until apply.
    Unknown,
    /// Known.
    Known(T),
}

/// A map from strings to plain values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Map<T>(pub Tf<BTreeMap<String, T>>);

/// A list of plain values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List<T>(pub Tf<Vec<T>>);

/// At most one nested block, in Terraform a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block<B>(pub Tf<B>);

/// At most one nested block, in Terraform an object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Single<B>(pub Tf<B>);

/// Any number of nested blocks, in no order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blocks<B>(pub Tf<Vec<B>>);

/// What the type of a field knows: its shape, and how it is read, written and compared.
pub trait Cell: Sized + Clone + Debug + Default {
    /// What the attribute holds.
    fn shape() -> Shape;
    /// Reads a value of that shape; what does not fit is reported, and read as null.
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self;
    /// Writes it.
    fn encode(&self) -> Value;
    /// Whether two of them mean the same.
    fn same(&self, other: &Self) -> bool;
    /// Itself, in the words of `prior` where they mean the same.
    #[must_use]
    fn in_the_words_of(self, prior: &Self) -> Self {
        if self.same(prior) {
            prior.clone()
        } else {
            self
        }
    }
}

/// Whether two values mean the same, as cells of type `C`.
pub fn same<C: Cell>(a: &Value, b: &Value) -> bool {
    if a == b {
        return true;
    }
    let mut found = Diagnostics::new();
    let read = |value: &Value, found: &mut _| C::decode(value.clone(), &Path::root(), found);
    let (a, b) = (read(a, &mut found), read(b, &mut found));
    found.is_empty() && a.same(&b)
}

// === impl Tf ===

impl<T> Tf<T> {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(it) => Some(it),
            Self::Null | Self::Unknown => None,
        }
    }

    /// The value, if it is known.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known(it) => Some(it),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Whether it is not known yet.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    fn read(
        value: Value,
        path: &Path,
        found: &mut Diagnostics,
        known: impl FnOnce(Value, &mut Diagnostics) -> Result<T, &'static str>,
    ) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Unknown(_) => Self::Unknown,
            value => known(value, found).map_or_else(
                |must| {
                    found.push(mismatch(path, must));
                    Self::Null
                },
                Self::Known,
            ),
        }
    }

    fn write(&self, known: impl FnOnce(&T) -> Value) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::UNKNOWN,
            Self::Known(it) => known(it),
        }
    }

    fn same_by(&self, other: &Self, known: impl FnOnce(&T, &T) -> bool) -> bool {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => known(a, b),
            (Self::Null, Self::Null) | (Self::Unknown, Self::Unknown) => true,
            _ => false,
        }
    }
}

impl<T> From<Option<T>> for Tf<T> {
    fn from(it: Option<T>) -> Self {
        it.map_or(Self::Null, Self::Known)
    }
}

fn mismatch(path: &Path, must: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Wrong type of value for \"{path}\""),
        format!("It must be {must}."),
    )
    .at(path.clone())
}

// === impl Cell ===

impl<T: Plain> Cell for Tf<T>
where
    Self: Default,
{
    fn shape() -> Shape {
        Shape::Plain(T::TYPE)
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self::read(value, path, found, |value, _| T::from_value(value))
    }
    fn encode(&self) -> Value {
        self.write(T::to_value)
    }
    fn same(&self, other: &Self) -> bool {
        self.same_by(other, T::same)
    }
}

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

impl<B: Model> Cell for Block<B> {
    fn shape() -> Shape {
        Shape::Block(Nesting::List, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        let value = match value {
            Value::List(mut items) => items.pop().unwrap_or(Value::Null),
            other => other,
        };
        let path = path.index(0);
        Self(Tf::read(value, &path, found, |value, found| {
            Ok(B::decode(value, &path, found))
        }))
    }
    fn encode(&self) -> Value {
        match &self.0 {
            Tf::Unknown => Value::UNKNOWN,
            block => Value::List(block.known().map(B::encode).into_iter().collect()),
        }
    }
    fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            // A block in which nothing is set means no more than none.
            (Tf::Null, Tf::Known(block)) | (Tf::Known(block), Tf::Null) => block.is_shell(),
            (a, b) => a.same_by(b, B::same),
        }
    }
    fn in_the_words_of(self, prior: &Self) -> Self {
        match (self.0, &prior.0) {
            (Tf::Known(block), Tf::Known(prior)) => Self(Tf::Known(block.in_the_words_of(prior))),
            (Tf::Null, Tf::Known(shell)) if shell.is_shell() => prior.clone(),
            (block, _) => Self(block),
        }
    }
}

impl<B: Model> Cell for Single<B> {
    fn shape() -> Shape {
        Shape::Block(Nesting::Single, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(Tf::read(value, path, found, |value, found| {
            Ok(B::decode(value, path, found))
        }))
    }
    fn encode(&self) -> Value {
        self.0.write(B::encode)
    }
    fn same(&self, other: &Self) -> bool {
        self.0.same_by(&other.0, B::same)
    }
}

impl<B: Model> Cell for Blocks<B> {
    fn shape() -> Shape {
        Shape::Block(Nesting::Set, B::attributes())
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(Tf::read(value, path, found, |value, found| match value {
            Value::Set(items) => Ok(items
                .into_iter()
                .map(|it| B::decode(it, path, found))
                .collect()),
            _ => Err("a set of blocks"),
        }))
    }
    fn encode(&self) -> Value {
        match &self.0 {
            Tf::Unknown => Value::UNKNOWN,
            blocks => Value::set(
                blocks
                    .known()
                    .map(|it| it.iter().map(B::encode).collect())
                    .unwrap_or_default(),
            ),
        }
    }
    fn same(&self, other: &Self) -> bool {
        let each_in = |a: &[B], b: &[B]| a.iter().all(|a| b.iter().any(|b| a.same(b)));
        match (&self.0, &other.0) {
            (Tf::Unknown, Tf::Unknown) => true,
            (Tf::Unknown, _) | (_, Tf::Unknown) => false,
            (a, b) => {
                let empty = Vec::new();
                let (a, b) = (a.known().unwrap_or(&empty), b.known().unwrap_or(&empty));
                each_in(a, b) && each_in(b, a)
            }
        }
    }
    fn in_the_words_of(self, prior: &Self) -> Self {
        if self.same(prior) {
            return prior.clone();
        }
        let words = prior.0.known().cloned().unwrap_or_default();
        Self(match self.0 {
            Tf::Known(blocks) => Tf::Known(
                blocks
                    .into_iter()
                    .map(|block| {
                        words
                            .iter()
                            .find(|it| block.same(it))
                            .cloned()
                            .unwrap_or(block)
                    })
                    .collect(),
            ),
            other => other,
        })
    }
}

/// The row of an attribute whose field has type `C`.
pub fn attribute<C: Cell>(
    name: &'static str,
    doc: &str,
    life: super::schema::Life,
    spec: super::spec::Spec,
) -> Attribute {
    let shape = C::shape();
    let mut spec = spec;
    if matches!(shape, Shape::Block(Nesting::List, _)) && spec.max == 0 {
        // A `Block` holds at most one.
        spec.max = 1;
    }
    Attribute {
        name,
        doc: prose(doc),
        shape,
        life,
        same: same::<C>,
        spec,
    }
}

/// A doc comment as one text: its lines join to paragraphs, as Markdown reads them.
fn prose(doc: &str) -> String {
    let mut text = String::new();
    for line in doc.lines().map(str::trim) {
        let begins = line.is_empty() || line.starts_with("* ") || line.starts_with("- ");
        match text.chars().next_back() {
            None => {}
            Some('\n') if !line.is_empty() => {}
            Some(_) if begins => text.push('\n'),
            Some(_) => text.push(' '),
        }
        text.push_str(line);
        if line.is_empty() && !text.is_empty() {
            text.push('\n');
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests;
