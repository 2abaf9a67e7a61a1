//! Rules that fit many attributes.

use super::{
    schema::{Complaint, Rule},
    value::Value,
};

/// How much of a value a message shows.
const SHOWN: usize = 80;

/// A number from `least` to `most`.
pub fn between(least: i64, most: i64) -> Rule {
    let says = format!("From {least} to {most}.");
    Rule::new(says.clone(), move |value, _| match value {
        Value::Number(it) if it.as_i64().is_none_or(|it| it < least || it > most) => {
            Err(Complaint::new(
                format!("it is {it}"),
                format!("It must be a whole number. {says}"),
            ))
        }
        _ => Ok(()),
    })
}

/// One of these words.
pub fn one_of(words: &'static [&'static str]) -> Rule {
    let plain = format!("One of {}.", words.join(", "));
    Rule::new(
        format!("One of `{}`.", words.join("`, `")),
        move |value, _| match value {
            Value::String(it) if !words.contains(&it.as_str()) => {
                let near = words.iter().find(|word| word.eq_ignore_ascii_case(it));
                let hint =
                    near.map_or_else(String::new, |word| format!(" Did you mean \"{word}\"?"));
                Err(Complaint::new(
                    format!("it is \"{}\"", shown(it)),
                    format!("{plain}{hint}"),
                ))
            }
            _ => Ok(()),
        },
    )
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
            format!("it has {} characters", text.chars().count()),
            format!("At most {most} are allowed."),
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

/// The beginning of a text that a message can show.
pub fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
