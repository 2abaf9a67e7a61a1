//! Errors and warnings, for the person who has to act on them.

use super::value::path::Path;

/// An error or a warning, as Terraform shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it stops the run.
    pub severity: Severity,
    /// The summary, in one line.
    pub summary: String,
    /// Why, and what to do about it.
    pub detail: String,
    /// The argument to blame; the root when there is none.
    pub path: Path,
}

/// How bad a [`Diagnostic`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The operation fails.
    Error,
    /// The operation goes on.
    Warning,
}

/// Most characters that a message shows of a text that others wrote: a value, or a server's response.
pub const SHOWN: usize = 200;

/// Diagnostics in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

/// So many of what a noun names, whose plural ends in `s`: "1 second", "2 seconds".
pub fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

/// A text that others wrote, as a message can show it: in one line, and whole or by its beginning and
/// end.
pub fn shown(text: &str) -> String {
    const BEGINNING: usize = 130;
    const END: usize = 60;
    let Some((end, _)) = text.char_indices().nth(BEGINNING) else {
        return in_one_line(text);
    };
    if text.char_indices().nth(SHOWN).is_none() {
        return in_one_line(text);
    }
    let from = text.char_indices().rev().nth(END - 1);
    let from = from.map_or(end, |(from, _)| from);
    format!(
        "{}…{}",
        in_one_line(&text[..end]),
        in_one_line(&text[from..])
    )
}

/// A message with each of its long words shortened: what its author did not shorten.
pub fn bounded(message: String) -> String {
    let is_long = |it: &str| it.len() > SHOWN && it.chars().count() > SHOWN;
    if !message.split_whitespace().any(is_long) {
        return message;
    }
    let mut short = String::with_capacity(message.len().min(10_000));
    for part in message.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        if is_long(word) {
            short.push_str(&shown(word));
            short.push_str(&part[word.len()..]);
        } else {
            short.push_str(part);
        }
    }
    short
}

/// The text with a space for each run of line breaks and other control characters.
fn in_one_line(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    let words = text.split(|it: char| it.is_control() || it == ' ');
    let words: Vec<_> = words.filter(|it| !it.is_empty()).collect();
    words.join(" ")
}

// === impl Diagnostic ===

impl Diagnostic {
    /// Something about the configuration or the world is wrong.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            summary: summary.into(),
            detail: detail.into(),
            path: Path::root(),
        }
    }

    /// Something the user should know.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(summary, detail)
        }
    }

    /// Something only a mistake in this provider can cause.
    pub fn bug(detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::error(
            "A bug in this provider",
            format!(
                "{detail}\n\nNothing in the configuration causes this. Please report it to the provider's developers."
            ),
        )
    }

    /// This diagnostic, blamed on the argument at `path`.
    #[must_use]
    pub fn at(self, path: impl Into<Path>) -> Self {
        Self {
            path: path.into(),
            ..self
        }
    }
}

// === impl Diagnostics ===

impl Diagnostics {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether one of them stops the run.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The first of them that stops the run.
    pub fn first_error(self) -> Option<Diagnostic> {
        self.into_iter().find(|it| it.severity == Severity::Error)
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|it| it.severity == severity).count()
    }

    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, found: I) {
        self.0.extend(found);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(found: I) -> Self {
        Self(found.into_iter().collect())
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_shown_by_its_beginning_and_end() {
        assert_eq!(shown(&"é".repeat(SHOWN)), "é".repeat(SHOWN));
        let long = format!("{}{}", "é".repeat(70_000), "z".repeat(60));
        let short = format!("{}…{}", "é".repeat(130), "z".repeat(60));
        assert_eq!(shown(&long), short);
        assert!(short.chars().count() <= SHOWN);
    }

    #[test]
    fn a_message_keeps_its_lines_and_shortens_its_long_words() {
        let message = "Cannot do it\n\n  id = \"91eaeb7e\"\n";
        assert_eq!(bounded(message.to_owned()), message);
        let long = format!("name \"{}\" is\n  wrong\n", "x".repeat(70_000));
        let short = bounded(long);
        assert!(short.starts_with("name \"xxx") && short.ends_with("\" is\n  wrong\n"));
        assert!(short.chars().count() < SHOWN + 30, "{short}");
    }

    #[test]
    fn a_text_of_several_lines_is_shown_in_one() {
        assert_eq!(
            shown("<html>\r\n\t<b>502  Bad</b>\n"),
            "<html> <b>502 Bad</b>"
        );
        assert_eq!(shown("two  spaces"), "two  spaces");
    }
}
