//! The tags of a mapping.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::Refusal;
use crate::emulator::facts::refusals;

/// The tags that one mapping may have.
const MOST_TAGS: usize = 50;

type Tags = BTreeMap<String, String>;

/// Tags of a request that has passed the model's constraints.
pub(crate) fn from_json(tags: Value) -> Result<Tags, Refusal> {
    let Value::Object(tags) = tags else {
        return Err(Refusal::serialization("Unexpected field type"));
    };
    let tags: Tags = tags
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.as_str()?.to_owned())))
        .collect();
    let reserved = |key: &String| key.to_ascii_lowercase().starts_with("aws:");
    if tags.keys().any(reserved) {
        return Err(Refusal::of(&refusals::RESERVED_TAG, &[]));
    }
    Ok(tags)
}

/// No more tags than a mapping may have.
pub(crate) fn within_limit(tags: &Tags) -> Result<(), Refusal> {
    if tags.len() > MOST_TAGS {
        return Err(Refusal::of(&refusals::TOO_MANY_TAGS, &[]));
    }
    Ok(())
}
