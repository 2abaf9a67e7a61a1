//! What the emulator says and does as Lambda does it, and how each of it is known.
//!
//! A refusal takes its code and its text from here, so that no text is without its source. The guide
//! `docs/guides/testing-without-aws.md` shows all of it as a table.

pub(super) mod behaviour;
pub(super) mod refusals;

use super::model::answer::Kind;

/// How something about Lambda is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// An answer of AWS's own was seen that shows it, text and all.
    Recorded,
    /// AWS's documentation or API model says it; where there is a text, the text is ours.
    Documented,
    /// Nothing of AWS's says it; it follows from how the rest behaves.
    Assumed,
}

/// One thing that the emulator does as Lambda does it.
#[derive(Debug)]
pub struct Fact {
    /// What it is, as a sentence of the guide says it, without the final stop.
    pub what: &'static str,
    /// How it is known.
    pub known: Known,
    /// The form of the refusal; none when it is none.
    pub(super) kind: Option<Kind>,
    /// The text of the refusal; `{}` stands for each part that differs.
    pub(super) text: &'static str,
}

/// All facts: the refusals in the order in which a Create meets them, then the rest.
pub fn facts() -> impl Iterator<Item = &'static Fact> {
    let refusals = refusals::ALL.iter().chain(refusals::KAFKA);
    refusals.chain(behaviour::ALL).copied()
}

// === impl Known ===

impl Known {
    /// The word for it in the guide.
    pub fn word(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Documented => "documented",
            Self::Assumed => "assumed",
        }
    }
}

// === impl Fact ===

impl Fact {
    /// The status and code with which it refuses, for example `400 ValidationException`; empty when
    /// it is no refusal.
    pub fn answer(&self) -> String {
        self.kind.map_or_else(String::new, |kind| {
            let (status, code) = kind.status_and_code();
            format!("{status} {code}")
        })
    }

    /// The text with its parts in place.
    pub(super) fn say(&self, parts: &[&str]) -> String {
        let mut said = String::with_capacity(self.text.len() + 64);
        let mut parts = parts.iter();
        for (index, piece) in self.text.split("{}").enumerate() {
            if index > 0 {
                said.push_str(parts.next().copied().unwrap_or_default());
            }
            said.push_str(piece);
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_its_parts_in_order() {
        assert_eq!(
            refusals::VISIBILITY_TIMEOUT.say(&["30", "60"]),
            "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds"
        );
    }

    #[test]
    fn a_refusal_has_a_text_and_nothing_else_has_one() {
        for fact in facts() {
            assert_eq!(fact.kind.is_none(), fact.text.is_empty(), "{}", fact.what);
            assert!(!fact.what.ends_with('.'), "{}", fact.what);
        }
    }
}
