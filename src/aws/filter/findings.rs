//! The findings of a pattern, each with its place.

use std::fmt;

use crate::framework::{
    diagnostics::{Severity, shown},
    json::syntax::Json,
};

/// Something about a pattern that its author should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// An error is what Lambda refuses. A warning is what it accepts, and then drops every record,
    /// or sends all of them.
    pub severity: Severity,
    /// Where in the pattern: `body.kind[2]`; empty for the pattern as a whole.
    pub place: String,
    /// The problem, in one line that follows the place: "is not in a list".
    pub problem: String,
    /// Why, and what to do.
    pub advice: String,
}

/// Findings in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

/// A place in a pattern, in words; empty for the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place(String);

// === impl Finding ===

/// Place and problem, in one line about a pattern.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() {
            "it"
        } else {
            &self.place
        };
        write!(f, "{place} {}", self.problem)
    }
}

// === impl Findings ===

impl Findings {
    /// Lambda refuses it.
    pub(super) fn error(
        &mut self,
        at: &Place,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.push(Severity::Error, at, problem.into(), advice.into());
    }

    /// Lambda accepts it, and it is hardly meant so.
    pub(super) fn warning(
        &mut self,
        at: &Place,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.push(Severity::Warning, at, problem.into(), advice.into());
    }

    fn push(&mut self, severity: Severity, at: &Place, problem: String, advice: String) {
        self.0.push(Finding {
            severity,
            place: at.0.clone(),
            problem,
            advice,
        });
    }

    pub(super) fn first_error(&self) -> Option<&Finding> {
        self.0.iter().find(|it| it.severity == Severity::Error)
    }

    /// All of them, errors first.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|it| it.severity == Severity::Warning);
        self.0
    }
}

// === impl Place ===

impl Place {
    /// The field `name` of the object here.
    pub(super) fn field(&self, name: &str) -> Self {
        let is_plain = |it: char| it.is_alphanumeric() || "_-$".contains(it);
        let mut place = self.0.clone();
        if !name.is_empty() && name.len() <= 64 && name.chars().all(is_plain) {
            if !place.is_empty() {
                place.push('.');
            }
            place.push_str(name);
        } else {
            place = format!("{place}[{:?}]", shown(name));
        }
        Self(place)
    }

    /// The element `index` of the list here, counted from 0.
    pub(super) fn item(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }
}

/// A value as it is written in JSON, for use in a sentence.
pub(super) fn written(value: &Json<'_>) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(it) => it.to_string(),
        Json::Number(it) => shown(it),
        Json::Text(it) => format!("{:?}", shown(it)),
        Json::Array(_) => "[…]".to_owned(),
        Json::Object(_) => "{…}".to_owned(),
    }
}
