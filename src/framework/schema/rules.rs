//! Rules that fit many attributes.

use super::spec::{Complaint, Rule};
use crate::framework::{diagnostics::shown, value::Value};

/// A number from `least` to `most`.
pub fn between(least: i64, most: i64) -> Rule {
    let says = format!("From {least} to {most}.");
    Rule::new(says, move |value, _| match value {
        Value::Number(it) if it.as_i64().is_none_or(|it| it < least || it > most) => {
            Err(Complaint::new(
                format!("{} is out of range", shown(&it.to_string())),
                format!("Set a whole number from {least} to {most}."),
            ))
        }
        _ => Ok(()),
    })
}

/// One of these words.
pub fn one_of(words: &'static [&'static str]) -> Rule {
    text(format!("One of `{}`.", words.join("`, `")), move |it, _| {
        if words.contains(&it) {
            return Ok(());
        }
        let near = words.iter().find(|word| word.eq_ignore_ascii_case(it));
        let hint = near.map_or_else(String::new, |word| format!(" Did you mean \"{word}\"?"));
        Err(Complaint::new(
            format!("\"{}\" is not a valid value", shown(it)),
            format!("Valid values: {}.{hint}", words.join(", ")),
        ))
    })
}

/// One of these words, as far as this version knows: the service may have added more.
pub fn known_word(words: &'static [&'static str]) -> Rule {
    text(format!("One of `{}`.", words.join("`, `")), move |it, _| {
        if words.contains(&it) {
            return Ok(());
        }
        Err(unknown_word(it, words))
    })
}

/// The advice on a word that may be new at the service.
pub fn unknown_word(word: &str, words: &[&str]) -> Complaint {
    let given = word.to_ascii_lowercase();
    let near = words.iter().find(|it| {
        let known = it.to_ascii_lowercase();
        !given.is_empty() && (known.starts_with(&given) || given.starts_with(&known))
    });
    let hint = near.map_or_else(String::new, |it| format!(" Did you mean \"{it}\"?"));
    Complaint::new(
        format!("\"{}\" is not a known value", shown(word)),
        format!(
            "Values that this version of the provider knows: {}. AWS may accept others.{hint}",
            words.join(", ")
        ),
    )
    .advice()
}

/// A text of at most `most` characters.
pub fn longest(most: usize) -> Rule {
    Rule::new(format!("At most {most} characters."), move |value, _| {
        let Value::String(text) = value else {
            return Ok(());
        };
        // No text has more characters than bytes, so most need no counting.
        if text.len() <= most || text.chars().count() <= most {
            return Ok(());
        }
        Err(Complaint::new(
            format!("the value has {} characters", text.chars().count()),
            format!("At most {most} characters are allowed."),
        ))
    })
}

/// A rule for texts: `check` says what a text must be when it is not.
pub fn text(
    says: impl Into<String>,
    check: impl Fn(&str, &Value) -> Result<(), Complaint> + Send + Sync + 'static,
) -> Rule {
    Rule::new(says, move |value, config| match value {
        Value::String(text) => check(text, config),
        _ => Ok(()),
    })
}

/// A text that begins a sentence.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::value::number::Number;

    fn check(rule: &Rule, value: impl Into<Value>) -> Result<(), String> {
        let said = |it: Complaint| format!("{}. {}", it.summary, it.detail);
        let complaint = rule.check(&value.into(), &Value::Null).pop();
        complaint.map_or(Ok(()), |it| Err(said(it)))
    }

    #[test]
    fn a_number_lies_between_two_others() {
        let rule = between(2, 4);
        for inside in [2, 3, 4] {
            assert_eq!(check(&rule, inside), Ok(()));
        }
        for outside in ["1", "5", "2.5", "18446744073709551616"] {
            let number = Value::Number(Number::parse(outside).unwrap());
            let expected = format!("{outside} is out of range. Set a whole number from 2 to 4.");
            assert_eq!(check(&rule, number), Err(expected));
        }
        assert_eq!(check(&rule, "2"), Ok(()), "what is no number is not judged");
    }

    #[test]
    fn a_word_is_one_of_a_list_and_a_near_one_is_suggested() {
        let rule = one_of(&["LOW", "HIGH"]);
        assert_eq!(check(&rule, "HIGH"), Ok(()));
        let expected =
            "\"high\" is not a valid value. Valid values: LOW, HIGH. Did you mean \"HIGH\"?";
        assert_eq!(check(&rule, "high"), Err(expected.to_owned()));
        let expected = "\"middle\" is not a valid value. Valid values: LOW, HIGH.";
        assert_eq!(check(&rule, "middle"), Err(expected.to_owned()));
        assert_eq!(check(&rule, true), Ok(()), "what is no text is not judged");
    }

    #[test]
    fn a_text_is_measured_in_characters() {
        let rule = longest(3);
        for text in ["", "abc", "äöü"] {
            assert_eq!(check(&rule, text), Ok(()));
        }
        for text in ["abcd", "äöüß"] {
            let expected = "the value has 4 characters. At most 3 characters are allowed.";
            assert_eq!(check(&rule, text), Err(expected.to_owned()));
        }
        assert_eq!(check(&rule, 1234), Ok(()), "what is no text is not judged");
    }

    #[test]
    fn a_rule_for_texts_sees_the_text_and_the_configuration() {
        let rule = text("As the configuration.", |text, config| {
            if *config == Value::from(text) {
                return Ok(());
            }
            Err(Complaint::new("it differs", "Change it."))
        });
        assert_eq!(rule.check(&"x".into(), &"x".into()), []);
        assert_eq!(rule.check(&"x".into(), &"y".into()).len(), 1);
        assert_eq!(check(&rule, true), Ok(()), "what is no text is not judged");
    }
}
