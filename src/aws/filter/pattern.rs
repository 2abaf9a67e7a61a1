//! A pattern that was read.

use std::{
    fmt,
    ops::{Bound, RangeBounds},
};

use super::findings::Place;
use crate::framework::{json::syntax::Json, value::number::Number};

/// An object of a pattern: all its fields must match, and one branch of each of its choices.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) fields: Vec<Field>,
    /// The lists named `$or`.
    pub(super) choices: Vec<Vec<Self>>,
}

/// A field of a record, and the condition that its value must meet.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) at: Place,
    pub(super) rule: Rule,
}

/// The rule of a field.
#[derive(Debug)]
pub(super) enum Rule {
    /// An object.
    Nested(Fields),
    /// A value that passes one of these.
    Any(Vec<Test>),
}

/// An element of a list of a pattern.
#[derive(Debug)]
pub(super) struct Test {
    pub(super) at: Place,
    /// As it is written in the pattern, without spaces.
    pub(super) written: String,
    pub(super) matcher: Matcher,
}

/// The condition on a value.
#[derive(Debug)]
pub(super) enum Matcher {
    /// This value.
    Is(Scalar),
    /// A string equal to this one, ignoring case (`equals-ignore-case`).
    IsInAnyCase(String),
    /// A text that begins so.
    Prefix(Word),
    /// A text that ends so.
    Suffix(Word),
    /// A number in this range.
    Numeric(Range),
    /// None of these.
    AnythingBut(Vec<Self>),
    /// The field exists, or does not.
    Exists(bool),
}

/// A value that is neither an object nor a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    Text(String),
}

/// A part of a text.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) in_any_case: bool,
}

/// Numbers between two others.
#[derive(Debug)]
pub(super) struct Range {
    pub(super) from: Bound<Number>,
    pub(super) to: Bound<Number>,
}

// === impl Fields ===

impl Fields {
    /// The fields of this object of a record: its own, and those of its `$or` branches.
    pub(super) fn level(&self) -> Vec<&Field> {
        let branches = self.choices.iter().flatten().flat_map(Self::level);
        self.fields.iter().chain(branches).collect()
    }

    /// Whether a record without any of these fields may match.
    pub(super) fn may_be_absent(&self) -> bool {
        let in_choices = |branches: &Vec<Self>| branches.iter().any(Self::may_be_absent);
        self.fields.iter().all(|it| it.rule.may_be_absent()) && self.choices.iter().all(in_choices)
    }
}

// === impl Rule ===

impl Rule {
    /// Whether a record without the field may match.
    pub(super) fn may_be_absent(&self) -> bool {
        match self {
            Self::Nested(fields) => fields.may_be_absent(),
            Self::Any(tests) => tests
                .iter()
                .any(|it| matches!(it.matcher, Matcher::Exists(false))),
        }
    }
}

// === impl Matcher ===

impl Matcher {
    /// Whether a value that is there passes.
    pub(super) fn accepts(&self, value: &Scalar) -> bool {
        match (self, value) {
            (Self::Exists(wanted), _) => *wanted,
            (Self::AnythingBut(others), value) => !others.iter().any(|it| it.accepts(value)),
            (Self::Is(wanted), value) => wanted == value,
            (Self::IsInAnyCase(wanted), Scalar::Text(it)) => lower(wanted) == lower(it),
            (Self::Prefix(word), Scalar::Text(it)) => word.begins(it),
            (Self::Suffix(word), Scalar::Text(it)) => word.ends(it),
            (Self::Numeric(range), Scalar::Number(it)) => range.holds(it),
            _ => false,
        }
    }
}

// === impl Scalar ===

/// As JSON.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = match self {
            Self::Null => Json::Null,
            Self::Bool(it) => Json::Bool(*it),
            Self::Number(it) => return f.write_str(it),
            Self::Text(it) => Json::Text(it.as_str().into()),
        };
        json.fmt(f)
    }
}

// === impl Word ===

impl Word {
    fn begins(&self, text: &str) -> bool {
        if self.in_any_case {
            lower(text).starts_with(&lower(&self.text))
        } else {
            text.starts_with(&self.text)
        }
    }

    fn ends(&self, text: &str) -> bool {
        if self.in_any_case {
            lower(text).ends_with(&lower(&self.text))
        } else {
            text.ends_with(&self.text)
        }
    }
}

/// Lowercases each character alone, so that a prefix stays a prefix.
fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

// === impl Range ===

impl Range {
    /// A number that is too long to be compared is in no range.
    fn holds(&self, number: &str) -> bool {
        Number::parse(number).is_ok_and(|it| (self.from.as_ref(), self.to.as_ref()).contains(&it))
    }
}
