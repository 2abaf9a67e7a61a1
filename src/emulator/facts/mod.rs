//! What the emulator says and does as Lambda does it, and how each of it is known.
//!
//! A refusal takes its code and its text from here, so that no text is without its source. The guide
//! `docs/guides/testing-without-aws.md` shows all of it as a table.

pub(super) mod behaviour;
pub(super) mod fact;
pub(super) mod kind;
pub(super) mod refusals;

pub use self::fact::{Fact, Known};

/// All facts: the refusals in the order in which a Create meets them, then the rest.
pub fn facts() -> impl Iterator<Item = &'static Fact> {
    let refusals = refusals::ALL.iter().chain(refusals::KAFKA);
    refusals.chain(behaviour::ALL).copied()
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
