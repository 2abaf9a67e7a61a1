//! The regular expressions of the API model, in its own spelling.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A regular expression that the whole text must match, compiled when first used.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) text: &'static str,
    /// A part that the expression cannot state, because the engine has no look-ahead.
    unless: Option<&'static str>,
    /// Stands for the expression where the engine cannot: all characters must be of these.
    of: Option<fn(char) -> bool>,
    compiled: OnceLock<Option<Regex>>,
}

// === impl Pattern ===

impl Pattern {
    /// The text must match `text`, from its first to its last character.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self {
            text,
            unless: None,
            of: None,
            compiled: OnceLock::new(),
        }
    }

    /// The text must match `text` and must not begin with `prefix`. Errors show `text` alone.
    pub(crate) const fn unless(prefix: &'static str, text: &'static str) -> Self {
        Self {
            text,
            unless: Some(prefix),
            of: None,
            compiled: OnceLock::new(),
        }
    }

    /// The text must be of the characters that `of` knows. Errors show `text`.
    pub(crate) const fn of_characters(text: &'static str, of: fn(char) -> bool) -> Self {
        Self {
            text,
            unless: None,
            of: Some(of),
            compiled: OnceLock::new(),
        }
    }

    /// Whether the whole of `given` matches.
    pub(crate) fn matches(&self, given: &str) -> bool {
        if let Some(of) = self.of {
            return given.chars().all(of);
        }
        if self.unless.is_some_and(|prefix| given.starts_with(prefix)) {
            return false;
        }
        self.compile().is_some_and(|regex| regex.is_match(given))
    }

    /// The compiled expression; none when the engine does not know its syntax.
    pub(crate) fn compile(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| {
                // The engine has neither look-ahead nor classes of Unicode; `unless` and `of` stand
                // for them.
                let text = self.text.replace("(^(?!(system\\x2e)))", "");
                let text = text.replace("\\p{L}\\p{Z}\\p{N}", "");
                Regex::new(&format!("^(?:{text})$")).ok()
            })
            .as_ref()
    }

    /// The sentence of the refusal.
    pub(crate) fn constraint(&self) -> String {
        format!(
            "Member must satisfy regular expression pattern: {}",
            self.text
        )
    }
}
