//! Texts that may be written in several ways and mean the same.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::plain::Plain;
use crate::framework::value::{Value, types::Type};

/// An instant in RFC 3339, `2026-01-02T03:04:05Z`. Two mean the same when they are the same second:
/// fractions are for services that keep them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timestamp(pub String);

/// A JSON document. Two mean the same whatever the spacing and the order of their keys; numbers do only
/// in the same spelling, because a service may tell `1` from `1.0`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Json(pub String);

// === impl Timestamp ===

impl Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z; nothing if it is not RFC 3339.
    pub fn seconds(&self) -> Option<i64> {
        OffsetDateTime::parse(&self.0, &Rfc3339)
            .ok()
            .map(OffsetDateTime::unix_timestamp)
    }
}

impl Plain for Timestamp {
    const TYPE: Type = Type::String;
    fn from_value(value: Value) -> Result<Self, &'static str> {
        String::from_value(value).map(Self)
    }
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
    fn same(&self, other: &Self) -> bool {
        match (self.seconds(), other.seconds()) {
            (Some(a), Some(b)) => a == b,
            _ => self == other,
        }
    }
}

// === impl Json ===

impl Json {
    /// The document; `Err` tells what is wrong with it.
    pub fn parse(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::from_str(&self.0)
    }
}

impl Plain for Json {
    const TYPE: Type = Type::String;
    fn from_value(value: Value) -> Result<Self, &'static str> {
        String::from_value(value).map(Self)
    }
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
    fn same(&self, other: &Self) -> bool {
        match (self.parse(), other.parse()) {
            (Ok(a), Ok(b)) => same_document(&a, &b),
            _ => self == other,
        }
    }
}

fn same_document(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_document(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same_document(a, b)))
        }
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.to_owned())
    }

    fn json(text: &str) -> Json {
        Json(text.to_owned())
    }

    #[test]
    fn timestamps_are_compared_as_instants_of_whole_seconds() {
        let noon = at("2026-01-02T12:00:00Z");
        assert!(noon.same(&at("2026-01-02T13:00:00+01:00")));
        assert!(noon.same(&at("2026-01-02T12:00:00.25Z")));
        assert!(!noon.same(&at("2026-01-02T12:00:01Z")));
        assert!(!noon.same(&at("noon")));
        assert!(at("noon").same(&at("noon")));
    }

    #[test]
    fn documents_are_compared_without_spacing_and_key_order() {
        let a = json(r#"{"a":[1,{"b":null,"c":1.50}],"d":"é"}"#);
        assert!(a.same(&json(
            "{ \"d\": \"\\u00e9\", \"a\": [1, {\"c\":1.50,\"b\":null}] }"
        )));
        assert!(!a.same(&json(r#"{"a":[{"b":null,"c":1.50},1],"d":"é"}"#)));
        assert!(!a.same(&json(r#"{"a":[1,{"b":null,"c":1.51}],"d":"é"}"#)));
        for other in ["1.0", "1e0", "2"] {
            assert!(!json("1").same(&json(other)), "{other}");
        }
        assert!(!json("{").same(&json("{ ")));
    }
}
