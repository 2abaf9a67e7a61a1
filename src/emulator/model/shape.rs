//! The constraints of the API model: types, lengths, ranges, patterns and enumerations, and the
//! sentences with which AWS refuses what breaks them.
//!
//! The sentences are as AWS was seen to write them: a scalar breaks each constraint by itself, a list
//! or map of scalars names all constraints of its members at once, a list of structures is
//! addressed as `list.1.member.field`.

use serde_json::{Map, Value};

use super::{answer::Refusal, pattern::Pattern};

/// The form of a value.
#[derive(Debug)]
pub(crate) enum Shape {
    Flag,
    /// A whole number, both bounds allowed.
    Number(i64, i64),
    /// Seconds since 1970, with or without a fraction.
    Instant,
    Text(Text),
    Choice(&'static [&'static str]),
    List {
        min: usize,
        max: usize,
        of: &'static Self,
    },
    Map {
        min: usize,
        max: usize,
        keys: &'static Self,
        values: &'static Self,
    },
    Record(&'static [Member]),
}

/// The form of a text; lengths are in characters, both bounds allowed.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) min: usize,
    pub(crate) max: usize,
    pub(crate) pattern: Option<&'static Pattern>,
}

/// A field of a structure.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
}

/// Reads `value`, which stands at `path`, in the form of `shape`.
///
/// The result has no unknown fields and no nulls. Broken constraints are appended to `broken`;
/// a value of another type ends the reading at once, as it does in AWS's parser.
pub(crate) fn read(
    shape: &Shape,
    value: &Value,
    path: &str,
    broken: &mut Vec<String>,
) -> Result<Value, Refusal> {
    match (shape, value) {
        (Shape::Record(members), Value::Object(given)) => {
            let mut record = Map::new();
            for member in *members {
                let Some(value) = given.get(member.name).filter(|value| !value.is_null()) else {
                    continue;
                };
                let path = join(path, &camel(member.name));
                let value = read(&member.shape, value, &path, broken)?;
                record.insert(member.name.to_owned(), value);
            }
            Ok(Value::Object(record))
        }
        (Shape::List { of, .. }, Value::Array(given)) => {
            shape.judge(value, path, broken);
            let (list, holds) = read_list(of, given, path, broken)?;
            if !holds {
                let constraint = format!("Member must satisfy constraint: [{}]", of.constraints());
                broken.push(sentence(value, path, &constraint));
            }
            Ok(Value::Array(list))
        }
        (Shape::Map { keys, values, .. }, Value::Object(given)) => {
            shape.judge(value, path, broken);
            let mut all = given.keys().map(|key| Value::String(key.clone()));
            if !all.all(|key| keys.broken_by(&key).is_empty()) {
                let all = keys.constraints();
                let constraint = format!("Map keys must satisfy constraint: [{all}]");
                broken.push(sentence(value, path, &constraint));
            }
            let mut of_values = Vec::new();
            let mut map = Map::new();
            for (key, value) in given.iter().filter(|(_, value)| !value.is_null()) {
                let value = read(values, value, path, &mut of_values)?;
                map.insert(key.clone(), value);
            }
            if !of_values.is_empty() {
                let all = values.constraints();
                let constraint = format!("Map value must satisfy constraint: [{all}]");
                broken.push(sentence(value, path, &constraint));
            }
            Ok(Value::Object(map))
        }
        _ => {
            shape.check_type(value)?;
            shape.judge(value, path, broken);
            Ok(value.clone())
        }
    }
}

/// The elements of a list, and whether each holds. Of structures, each says for itself what is broken.
fn read_list(
    of: &Shape,
    given: &[Value],
    path: &str,
    broken: &mut Vec<String>,
) -> Result<(Vec<Value>, bool), Refusal> {
    let by_member = matches!(of, Shape::Record(_));
    let mut list = Vec::with_capacity(given.len());
    for (index, item) in given.iter().enumerate().filter(|it| !it.1.is_null()) {
        let mut of_item = Vec::new();
        let path = format!("{path}.{}.member", index + 1);
        list.push(read(of, item, &path, &mut of_item)?);
        if by_member {
            broken.append(&mut of_item);
        }
    }
    let holds = by_member || given.iter().all(|item| of.broken_by(item).is_empty());
    Ok((list, holds))
}

/// AWS's sentence about a field that must be there.
pub(crate) fn must_not_be_null(path: &str) -> String {
    format!("Value null at '{path}' failed to satisfy constraint: Member must not be null")
}

/// The name of a field as error texts spell it: only the first letter becomes small.
pub(crate) fn camel(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn sentence(value: &Value, path: &str, constraint: &str) -> String {
    format!(
        "Value '{}' at '{path}' failed to satisfy constraint: {constraint}",
        spell(value)
    )
}

/// A value as AWS's error texts spell it.
fn spell(value: &Value) -> String {
    let join = |items: Vec<String>| items.join(", ");
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", join(items.iter().map(spell).collect())),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| format!("{name}={}", spell(value)));
            format!("{{{}}}", join(fields.collect()))
        }
        other => other.to_string(),
    }
}

// === impl Shape ===

impl Shape {
    fn judge(&self, value: &Value, path: &str, broken: &mut Vec<String>) {
        let constraints = self.broken_by(value);
        broken.extend(constraints.iter().map(|text| sentence(value, path, text)));
    }

    /// The constraints that a value of the right type breaks, its members apart.
    fn broken_by(&self, value: &Value) -> Vec<String> {
        let length = |length: usize, min: usize, max: usize| {
            let mut broken = Vec::new();
            if length > max {
                broken.push(at_most(max));
            }
            if length < min {
                broken.push(at_least(min));
            }
            broken
        };
        match (self, value) {
            (Self::Number(min, max), Value::Number(number)) => {
                // A number too large for us is too large for any range here.
                let number = number.as_i64();
                if number.is_none_or(|number| number > *max) {
                    return vec![format!(
                        "Member must have value less than or equal to {max}"
                    )];
                }
                if number.is_some_and(|number| number < *min) {
                    return vec![format!(
                        "Member must have value greater than or equal to {min}"
                    )];
                }
                Vec::new()
            }
            (Self::Text(text), Value::String(given)) => {
                let mut broken = length(given.chars().count(), text.min, text.max);
                if let Some(pattern) = text.pattern
                    && !pattern.matches(given)
                {
                    broken.push(pattern.constraint());
                }
                broken
            }
            (Self::Choice(choices), Value::String(given)) => {
                if choices.contains(&given.as_str()) {
                    Vec::new()
                } else {
                    vec![one_of(choices)]
                }
            }
            (Self::List { min, max, .. }, Value::Array(items)) => length(items.len(), *min, *max),
            (Self::Map { min, max, .. }, Value::Object(entries)) => {
                length(entries.len(), *min, *max)
            }
            _ => Vec::new(),
        }
    }

    /// Everything that is asked of a value, in AWS's order.
    fn constraints(&self) -> String {
        let lengths = |min: usize, max: usize| format!("{}, {}", at_most(max), at_least(min));
        match self {
            Self::Number(min, max) => format!(
                "Member must have value less than or equal to {max}, \
                 Member must have value greater than or equal to {min}, Member must not be null"
            ),
            Self::Text(text) => match text.pattern {
                Some(pattern) => {
                    format!("{}, {}", lengths(text.min, text.max), pattern.constraint())
                }
                None => lengths(text.min, text.max),
            },
            Self::Choice(choices) => format!("{}, Member must not be null", one_of(choices)),
            Self::List { min, max, of } => format!(
                "{}, Member must satisfy constraint: [{}]",
                lengths(*min, *max),
                of.constraints()
            ),
            Self::Map { min, max, .. } => lengths(*min, *max),
            Self::Flag | Self::Instant | Self::Record(_) => "Member must not be null".to_owned(),
        }
    }

    fn check_type(&self, value: &Value) -> Result<(), Refusal> {
        let whole = |number: &serde_json::Number| {
            let text = number.to_string();
            text.strip_prefix('-')
                .unwrap_or(&text)
                .bytes()
                .all(|byte| byte.is_ascii_digit())
        };
        let fits = match (self, value) {
            (Self::Flag, Value::Bool(_))
            | (Self::Instant, Value::Number(_))
            | (Self::Text(_) | Self::Choice(_), Value::String(_)) => true,
            (Self::Number(..), Value::Number(number)) => whole(number),
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let wanted = match self {
            Self::Flag => "a Boolean",
            Self::Number(..) => "an Integer",
            Self::Instant => "a Date",
            Self::Text(_) | Self::Choice(_) => "a String",
            Self::List { .. } | Self::Map { .. } | Self::Record(_) => {
                return Err(Refusal::serialization("Unexpected field type"));
            }
        };
        Err(Refusal::serialization(&match value {
            Value::Object(_) | Value::Array(_) => {
                "Start of structure or map found where not expected.".to_owned()
            }
            Value::Bool(true) => format!("TRUE_VALUE can not be converted to {wanted}"),
            Value::Bool(false) => format!("FALSE_VALUE can not be converted to {wanted}"),
            Value::String(_) => format!("STRING_VALUE can not be converted to {wanted}"),
            Value::Number(_) | Value::Null => {
                format!("NUMBER_VALUE can not be converted to {wanted}")
            }
        }))
    }
}

fn at_most(length: usize) -> String {
    format!("Member must have length less than or equal to {length}")
}

fn at_least(length: usize) -> String {
    format!("Member must have length greater than or equal to {length}")
}

fn one_of(choices: &[&str]) -> String {
    format!(
        "Member must satisfy enum value set: [{}]",
        choices.join(", ")
    )
}

#[cfg(test)]
mod tests;
