//! The common parts of the encodings of values: their errors and their limits.

use std::collections::BTreeMap;

use super::{
    Value,
    path::{Path, Step},
    types::Type,
};

/// Why a document could not be read or written.
///
/// The problem is said in words for a person. It leaves values out: they may be long, or secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}{problem}", if path.steps().is_empty() { "" } else { ": " })]
pub struct Error {
    /// The part of the value at fault.
    pub path: Path,
    /// The problem of that part.
    pub problem: String,
}

/// How deep the parts of a value may lie: as many lists, maps and objects may contain one another.
pub const MAX_DEPTH: usize = 128;

/// How many values one document may hold, keys included.
///
/// An empty map takes one byte on the wire and dozens in memory. A thousand resources of a hundred
/// attributes each take a fifth of this.
pub const MAX_VALUES: usize = 1_000_000;

/// How many more values the document that is being read may hold.
#[derive(Debug)]
pub(crate) struct Budget(usize);

// === impl Error ===

impl Error {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self {
            path: Path::root(),
            problem: problem.into(),
        }
    }

    /// A value that is not of the type it should be.
    pub(crate) fn mismatch(expected: &Type, found: &str) -> Self {
        Self::new(format!("expected {expected}, found {found}"))
    }

    /// A tuple of the wrong length.
    pub(crate) fn wrong_length(expected: &Type, found: usize) -> Self {
        Self::new(format!("expected {expected}, found {found}"))
    }

    /// This error, as seen from the list around the element it is about.
    pub(crate) fn below_nth(self, index: usize) -> Self {
        self.below(Step::nth(index))
    }

    /// This error, as seen from the value around the one it is about.
    pub(crate) fn below(mut self, step: Step) -> Self {
        self.path.prepend(step);
        self
    }
}

// === impl Budget ===

impl Budget {
    /// For a new document, which is one value at least.
    pub(crate) fn new() -> Self {
        Self(MAX_VALUES - 1)
    }

    /// Allows for `count` more values, before memory is set aside for them.
    pub(crate) fn spend(&mut self, count: usize) -> Result<(), Error> {
        self.0 = self.0.checked_sub(count).ok_or_else(|| {
            Error::new(format!(
                "the document holds more than {MAX_VALUES} values, which is the limit"
            ))
        })?;
        Ok(())
    }
}

/// A map or object of `entries`, whose names must differ.
///
/// Nearly every document has them sorted, and then this is faster than to insert one by one.
pub(crate) fn collect(mut entries: Vec<(String, Value)>) -> Result<BTreeMap<String, Value>, Error> {
    entries.sort_by(|(one, _), (two, _)| one.cmp(two));
    let twice = entries.windows(2).find(|pair| pair[0].0 == pair[1].0);
    match twice {
        Some(pair) => Err(Error::new(format!("{} occurs twice", quoted(&pair[0].0)))),
        None => Ok(entries.into_iter().collect()),
    }
}

/// An object that lacks attributes of its type, or has others.
pub(crate) fn attributes_differ(
    types: &BTreeMap<String, Type>,
    attributes: &BTreeMap<String, Value>,
) -> Error {
    let missing = types.keys().filter(|it| !attributes.contains_key(*it));
    let unknown = attributes.keys().filter(|it| !types.contains_key(*it));
    match (listed(missing), listed(unknown)) {
        (missing, unknown) if unknown.is_empty() => Error::new(format!("{missing} is missing")),
        (_, unknown) => Error::new(format!("{unknown} is no attribute of the object")),
    }
}

/// A name for use in an error: in quotes, on one line, and short.
pub(crate) fn quoted(name: &str) -> String {
    const LONGEST: usize = 64;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &name[..end]),
        None => format!("{name:?}"),
    }
}

/// Names for use in an error: the first few of them.
fn listed<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    const MOST: usize = 5;
    let mut names = names.into_iter();
    let first: Vec<_> = names.by_ref().take(MOST).map(|it| quoted(it)).collect();
    match names.count() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_if_it_is_somewhere() {
        let error = Error::new("expected a number, found a string");
        assert_eq!(error.to_string(), "expected a number, found a string");
        let error = error
            .below(Step::Index(2))
            .below(Step::Attribute("ports".to_owned()));
        assert_eq!(
            error.to_string(),
            "ports[2]: expected a number, found a string"
        );
    }

    #[test]
    fn names_differ_wherever_they_stand() {
        let entries = |names: &[&str]| {
            let entry = |it: &&str| ((*it).to_owned(), Value::Null);
            collect(names.iter().map(entry).collect())
        };
        assert_eq!(entries(&["b", "a"]).unwrap().len(), 2);
        for twice in [["a", "a", "b"], ["a", "b", "a"]] {
            let problem = entries(&twice).unwrap_err().problem;
            assert_eq!(problem, "\"a\" occurs twice");
        }
    }

    #[test]
    fn names_are_shown_short_and_on_one_line() {
        assert_eq!(quoted("a\nb"), "\"a\\nb\"");
        assert_eq!(quoted(&"é".repeat(65)), format!("\"{}\"…", "é".repeat(64)));
        assert_eq!(quoted(&"é".repeat(64)), format!("\"{}\"", "é".repeat(64)));
        let names: Vec<_> = ('a'..='g').map(String::from).collect();
        assert_eq!(listed(&names[..2]), "\"a\", \"b\"");
        assert_eq!(
            listed(&names),
            "\"a\", \"b\", \"c\", \"d\", \"e\" and 2 more"
        );
    }

    #[test]
    fn a_budget_is_spent_to_the_last_value_and_no_further() {
        let mut budget = Budget::new();
        budget.spend(MAX_VALUES - 2).unwrap();
        budget.spend(1).unwrap();
        budget.spend(0).unwrap();
        assert!(budget.spend(1).is_err());
        assert!(Budget::new().spend(usize::MAX).is_err());
    }
}
