//! JSON as it is written, before a type gives it a meaning.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};

use crate::framework::value::encoding::{Budget, Error};

/// A JSON document, or a part of one.
#[derive(Debug)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// As it was written. Only the form of its exponent may differ.
    Number(String),
    /// A string, without its escapes.
    Text(Cow<'a, str>),
    /// A list.
    Array(Vec<Self>),
    /// In the order of the document; a name may occur twice.
    Object(Vec<(Cow<'a, str>, Self)>),
}

/// Reads one JSON value, within what is left of the budget.
struct Reading<'b>(&'b mut Budget);

/// Text of the document, copied only if it holds escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// How `serde_json` names the single entry of the map by which it hands over a number that is no
/// 64-bit integer, as it was written. Its public `RawValue` reads a nested document once for each level:
/// a hostile one took a minute.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads the one JSON value that `json` is, by itself: with what is written twice, and with numbers
/// as they are written. Nesting is limited to 128 levels by `serde_json`.
pub fn read(json: &[u8]) -> Result<Json<'_>, serde_json::Error> {
    read_within(json, &mut Budget::new())
}

/// Reads the one JSON value that `json` is.
pub(in crate::framework) fn parse<'a>(
    json: &'a [u8],
    budget: &mut Budget,
) -> Result<Json<'a>, Error> {
    read_within(json, budget)
        .map_err(|error| Error::new(format!("cannot read the JSON document: {error}")))
}

fn read_within<'a>(json: &'a [u8], budget: &mut Budget) -> Result<Json<'a>, serde_json::Error> {
    let mut document = serde_json::Deserializer::from_slice(json);
    let read = Reading(budget).deserialize(&mut document)?;
    document.end()?;
    Ok(read)
}

// === impl Json ===

impl Json<'_> {
    /// The name of its type, for use in a sentence.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// As JSON, without spaces.
impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(it) => write!(f, "{it}"),
            Self::Number(it) => f.write_str(it),
            Self::Text(it) => quoted(f, it),
            Self::Array(items) => {
                let mut gap = "[";
                for item in items {
                    write!(f, "{gap}{item}")?;
                    gap = ",";
                }
                f.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Self::Object(entries) => {
                let mut gap = "{";
                for (name, value) in entries {
                    f.write_str(gap)?;
                    quoted(f, name)?;
                    write!(f, ":{value}")?;
                    gap = ",";
                }
                f.write_str(if entries.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

/// A text as a string of JSON.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    // A string always serialises.
    f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

// === impl Reading ===

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Json<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, it: D) -> Result<Json<'de>, D::Error> {
        it.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, it: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(it))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(it.to_string()))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(it.to_string()))
    }

    fn visit_str<E>(self, it: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(it.to_owned())))
    }

    fn visit_borrowed_str<E>(self, it: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(it)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Reading(self.0))? {
            self.0.spend(1).map_err(A::Error::custom)?;
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json<'de>, A::Error> {
        let mut object = Vec::new();
        while let Some(Text(name)) = entries.next_key()? {
            if name == NUMBER {
                return entries.next_value().map(Json::Number);
            }
            self.0.spend(2).map_err(A::Error::custom)?;
            let value = entries.next_value_seed(Reading(self.0))?;
            object.push((name, value));
        }
        Ok(Json::Object(object))
    }
}
