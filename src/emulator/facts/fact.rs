//! A fact about Lambda, and how it is known.

use super::kind::Kind;

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
    pub(crate) kind: Option<Kind>,
    /// The text of the refusal; `{}` stands for each part that differs.
    pub(crate) text: &'static str,
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
    pub(crate) fn say(&self, parts: &[&str]) -> String {
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
