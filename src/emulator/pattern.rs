//! The regular expressions of the API model, in its own spelling.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A regular expression that the whole text must match, compiled when first used.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) text: &'static str,
    /// What the expression cannot say here because the engine has no look-ahead.
    unless: Option<&'static str>,
    compiled: OnceLock<Option<Regex>>,
}

// === impl Pattern ===

impl Pattern {
    /// The text must match `text`, from its first to its last character.
    pub(super) const fn new(text: &'static str) -> Self {
        Self {
            text,
            unless: None,
            compiled: OnceLock::new(),
        }
    }

    /// The text must match `text` and must not begin with `prefix`. Errors show `text` alone.
    pub(super) const fn unless(prefix: &'static str, text: &'static str) -> Self {
        Self {
            text,
            unless: Some(prefix),
            compiled: OnceLock::new(),
        }
    }

    /// Whether the whole of `given` matches.
    pub(super) fn matches(&self, given: &str) -> bool {
        if self.unless.is_some_and(|prefix| given.starts_with(prefix)) {
            return false;
        }
        self.compile().is_some_and(|regex| regex.is_match(given))
    }

    /// The compiled expression; none when the engine does not know its syntax.
    pub(super) fn compile(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| {
                // The engine has no look-ahead; `unless` stands for it.
                let text = self.text.replace("(^(?!(system\\x2e)))", "");
                Regex::new(&format!("^(?:{text})$")).ok()
            })
            .as_ref()
    }

    /// The sentence of the refusal.
    pub(super) fn constraint(&self) -> String {
        format!(
            "Member must satisfy regular expression pattern: {}",
            self.text
        )
    }
}
