//! The refusals of Lambda that the emulator repeats, and how each is known.
//!
//! A refusal takes its code and its text from here, so that no text is without its source. The guide
//! `docs/guides/testing-without-aws.md` shows them as a table, below what the emulator does besides.

pub(super) mod fact;
pub(super) mod kind;
pub(super) mod refusals;

pub use self::fact::{Fact, Known};

/// All refusals, in the order in which a Create meets them.
pub fn facts() -> impl Iterator<Item = &'static Fact> {
    refusals::ALL.iter().chain(refusals::KAFKA).copied()
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
    fn a_refusal_has_a_text_and_a_condition_without_a_stop() {
        for fact in facts() {
            assert!(!fact.text.is_empty(), "{}", fact.what);
            assert!(!fact.what.ends_with('.'), "{}", fact.what);
        }
    }
}
