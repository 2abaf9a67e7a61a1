//! A value as Terraform sees it, and what the type of a field knows of its attribute.

use std::fmt::Debug;

use super::plain::Plain;
use crate::framework::{
    diagnostics::{Diagnostic, Diagnostics},
    schema::{Attribute, Life, Shape, spec::Spec},
    value::{Value, path::Path},
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

/// A text. An empty one means the same as none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Tf<String>);

/// The type of a field: its shape, and how it is read, written and compared.
pub trait Cell: Sized + Clone + Debug + Default {
    /// Most blocks that it can hold; 0 for no bound.
    const MOST: usize = 0;
    /// The form of the attribute's value.
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
    pub fn known_mut(&mut self) -> Option<&mut T> {
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

    pub(super) fn read(
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

    pub(super) fn write(&self, known: impl FnOnce(&T) -> Value) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::UNKNOWN,
            Self::Known(it) => known(it),
        }
    }

    pub(super) fn same_by(&self, other: &Self, known: impl FnOnce(&T, &T) -> bool) -> bool {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => known(a, b),
            (Self::Null, Self::Null) | (Self::Unknown, Self::Unknown) => true,
            _ => false,
        }
    }
}

impl Tf<String> {
    /// The text; an empty one while it is not known, and where there is none.
    pub fn text(&self) -> &str {
        self.known().map_or("", String::as_str)
    }
}

impl From<&str> for Tf<String> {
    fn from(text: &str) -> Self {
        Self::Known(text.to_owned())
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

impl Cell for Text {
    fn shape() -> Shape {
        Tf::<String>::shape()
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(Tf::decode(value, path, found))
    }
    fn encode(&self) -> Value {
        self.0.encode()
    }
    fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Tf::Null, Tf::Known(it)) | (Tf::Known(it), Tf::Null) => it.is_empty(),
            (a, b) => a == b,
        }
    }
}

/// The row of an attribute whose field has type `C`.
pub fn attribute<C: Cell>(name: &'static str, doc: &str, life: Life, spec: Spec) -> Attribute {
    let shape = C::shape();
    let mut spec = spec;
    if spec.max == 0 {
        spec.max = C::MOST;
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
pub(super) fn prose(doc: &str) -> String {
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
