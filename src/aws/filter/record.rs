//! A record as filters see it: its payload read, and its values by their paths.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{findings::Finding, pattern::Scalar, payload::shape};
use crate::{
    aws::names::source_kind::SourceKind,
    framework::json::syntax::{self, Json},
};

/// Why it cannot be said whether a record matches a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// Lambda would refuse the pattern: the first reason.
    #[error("the pattern is refused: {0}")]
    Pattern(Finding),
    /// The record is not a JSON object.
    #[error("the record is not a JSON object{0}")]
    Record(String),
    /// The record has so many lists, and the pattern so many fields within them, that trying them
    /// all would take too long.
    #[error("there are too many ways to match the lists of the record with the pattern")]
    TooMany,
}

/// Which element of which list of the record a value lies in, for each list around it.
pub(super) type Within = BTreeMap<usize, usize>;

/// A record, flat: a value within lists has the path of the lists, without indices.
#[derive(Debug, Default)]
pub(super) struct Record {
    values: BTreeMap<String, Vec<Value>>,
    /// The payloads that are plain texts.
    pub(super) plain: BTreeSet<String>,
    /// The payloads that are JSON.
    pub(super) json: BTreeSet<String>,
    lists: usize,
}

/// A value of a record.
#[derive(Debug)]
pub(super) struct Value {
    pub(super) scalar: Scalar,
    pub(super) within: Within,
}

/// Fields that may hold a payload when the kind of source is not known.
const PAYLOADS: [&str; 4] = ["body", "data", "value", "key"];

/// The records that the function gets of Kinesis have most of their fields one level deeper than
/// filters see them.
const DEEPER: &str = "kinesis";

/// Adds a field to a path.
pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

// === impl Record ===

impl Record {
    /// Reads a record as the function gets it, or with its payload decoded.
    pub(super) fn read(text: &str, kind: Option<SourceKind>) -> Result<Self, MatchError> {
        let Json::Object(entries) = syntax::read(text.as_bytes())
            .map_err(|error| MatchError::Record(format!(": {error}")))?
        else {
            return Err(MatchError::Record(String::new()));
        };
        let payloads = match kind.map(shape) {
            Some(Some(shape)) => shape.payload,
            Some(None) => &[],
            None => &PAYLOADS,
        };
        // A queue's messages are the only ones that come as they were sent.
        let is_encoded = !matches!(kind, Some(SourceKind::Sqs | SourceKind::SqsFifo));
        let mut record = Self::default();
        for (name, value) in entries {
            match value {
                Json::Object(inner) if name == DEEPER && kind == Some(SourceKind::Kinesis) => {
                    for (name, value) in inner {
                        record.root(&name, value, payloads, is_encoded);
                    }
                }
                value => record.root(&name, value, payloads, is_encoded),
            }
        }
        Ok(record)
    }

    /// The values at a path.
    pub(super) fn values(&self, path: &str) -> &[Value] {
        self.values.get(path).map_or(&[], Vec::as_slice)
    }

    /// Whether there is an object at a path.
    pub(super) fn has_below(&self, path: &str) -> bool {
        let below = join(path, "");
        let mut from = self.values.range(below.clone()..);
        from.next().is_some_and(|(it, _)| it.starts_with(&below))
    }

    fn root(&mut self, name: &str, value: Json<'_>, payloads: &[&str], is_encoded: bool) {
        if !payloads.contains(&name) {
            return self.add(name, value, &Within::new());
        }
        let Json::Text(text) = value else {
            self.json.insert(name.to_owned());
            return self.add(name, value, &Within::new());
        };
        // Plain text may look like Base64 by accident. It then almost never decodes to text.
        let decoded = is_encoded
            .then(|| STANDARD.decode(text.as_bytes()).ok())
            .flatten()
            .and_then(|it| String::from_utf8(it).ok());
        let text = decoded.unwrap_or_else(|| text.into_owned());
        let json = syntax::read(text.as_bytes()).ok();
        if let Some(json @ (Json::Object(_) | Json::Array(_))) = json {
            self.json.insert(name.to_owned());
            self.add(name, json, &Within::new());
        } else {
            self.plain.insert(name.to_owned());
            self.push(name, Scalar::Text(text), &Within::new());
        }
    }

    fn add(&mut self, path: &str, value: Json<'_>, within: &Within) {
        match value {
            Json::Null => self.push(path, Scalar::Null, within),
            Json::Bool(it) => self.push(path, Scalar::Bool(it), within),
            Json::Number(it) => self.push(path, Scalar::Number(it), within),
            Json::Text(it) => self.push(path, Scalar::Text(it.into_owned()), within),
            Json::Object(entries) => {
                for (name, value) in entries {
                    self.add(&join(path, &name), value, within);
                }
            }
            Json::Array(items) => {
                let list = self.lists;
                self.lists += 1;
                for (index, item) in items.into_iter().enumerate() {
                    match item {
                        // Values of one list are alternatives: several fields cannot share them.
                        Json::Object(_) | Json::Array(_) => {
                            let mut within = within.clone();
                            within.insert(list, index);
                            self.add(path, item, &within);
                        }
                        single => self.add(path, single, within),
                    }
                }
            }
        }
    }

    fn push(&mut self, path: &str, scalar: Scalar, within: &Within) {
        self.values.entry(path.to_owned()).or_default().push(Value {
            scalar,
            within: within.clone(),
        });
    }
}
