//! A refusal of Lambda, and how it is known.

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

/// A refusal of the emulator, as Lambda refuses.
#[derive(Debug)]
pub struct Fact {
    /// When it comes, as the guide says it, without the final stop.
    pub what: &'static str,
    /// How it is known.
    pub known: Known,
    /// Its status, its code and the form of its body.
    pub(crate) kind: Kind,
    /// Its text; `{}` stands for each part that differs.
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
    /// Its status and code, for example `400 ValidationException`.
    pub fn answer(&self) -> String {
        let (status, code) = self.kind.status_and_code();
        format!("{status} {code}")
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
