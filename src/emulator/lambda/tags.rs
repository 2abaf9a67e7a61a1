//! The three calls about the tags of a mapping.

use serde_json::json;

use super::mappings::Mappings;
use crate::emulator::{
    facts::refusals,
    model::{
        answer::{Answer, Refusal},
        fields::{RESOURCE, TAG_KEYS, TAGS},
        mapping::Mapping,
        request::Request,
        shape::{self, must_not_be_null},
        tag_set::{from_json, within_limit},
    },
};

/// `ListTags`
pub(crate) fn list(mappings: &mut Mappings, request: &Request) -> Result<Answer, Refusal> {
    let mapping = tagged(mappings, request)?;
    Ok(Answer::json(200, json!({ "Tags": mapping.tags })))
}

/// `TagResource`
pub(crate) fn tag(mappings: &mut Mappings, request: &Request) -> Result<Answer, Refusal> {
    let body = request
        .json()
        .map_err(|error| Refusal::unreadable(&error))?;
    let given = body.get("Tags").filter(|tags| !tags.is_null());
    let Some(given) = given else {
        return Err(Refusal::validation(&[must_not_be_null("tags")]));
    };
    let mut broken = Vec::new();
    let given = shape::read(&TAGS.shape, given, "tags", &mut broken)?;
    if !broken.is_empty() {
        return Err(Refusal::validation(&broken));
    }
    let given = from_json(given)?;
    let mapping = tagged(mappings, request)?;
    if given.is_empty() {
        return Err(Refusal::of(&refusals::NO_TAGS, &[]));
    }
    let mut tags = mapping.tags.clone();
    tags.extend(given);
    within_limit(&tags)?;
    mapping.tags = tags;
    Ok(Answer::no_content())
}

/// `UntagResource`. Keys that are not there are no error.
pub(crate) fn untag(mappings: &mut Mappings, request: &Request) -> Result<Answer, Refusal> {
    let keys = request.query.all("tagKeys");
    if keys.is_empty() {
        return Err(Refusal::validation(&[must_not_be_null("tagKeys")]));
    }
    let mut broken = Vec::new();
    shape::read(&TAG_KEYS.shape, &json!(keys), "tagKeys", &mut broken)?;
    if !broken.is_empty() {
        return Err(Refusal::validation(&broken));
    }
    let mapping = tagged(mappings, request)?;
    for key in keys {
        mapping.tags.remove(key);
    }
    Ok(Answer::no_content())
}

/// The mapping whose ARN is in the path.
fn tagged<'a>(mappings: &'a mut Mappings, request: &Request) -> Result<&'a mut Mapping, Refusal> {
    let arn = &request.subject;
    let mut broken = Vec::new();
    shape::read(&RESOURCE.shape, &json!(arn), "resource", &mut broken)?;
    if !broken.is_empty() {
        return Err(Refusal::validation(&broken));
    }
    let mut parts = arn.splitn(7, ':').skip(5);
    let kind = match parts.next() {
        Some("event-source-mapping") => "Event source mapping",
        Some("function") if arn.split(':').count() > 7 => {
            return Err(Refusal::of(&refusals::TAG_QUALIFIED, &[]));
        }
        Some("function") => "Function",
        Some("layer") => "Layer",
        Some("capacity-provider") => "Capacity provider",
        _ => "Code signing config",
    };
    let uuid = parts.next().unwrap_or_default();
    mappings
        .by_uuid
        .get_mut(uuid)
        .filter(|mapping| mapping.arn == *arn)
        .ok_or_else(|| Refusal::of(&refusals::TAGGED_NOT_FOUND, &[kind, arn]))
}
