//! The three calls about the tags of a mapping, and the one about those of many.

use std::ops::Bound;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

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

/// Resources of a page, and ARNs of a request, at most.
const RESOURCES: usize = 100;

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

/// `GetResources` of the Resource Groups Tagging API, of which only mappings are known here.
pub(crate) fn resources(mappings: &Mappings, request: &Request) -> Result<Answer, Refusal> {
    let body = request
        .json()
        .map_err(|error| Refusal::unreadable(&error))?;
    let given = |name: &str| body.get(name).filter(|it| !it.is_null());
    let texts = |name: &'static str| -> Result<Option<Vec<&str>>, Refusal> {
        let Some(list) = given(name) else {
            return Ok(None);
        };
        let texts = list.as_array().map(|it| it.iter().map(Value::as_str));
        let texts = texts.and_then(Iterator::collect::<Option<Vec<_>>>);
        texts.map(Some).ok_or_else(|| invalid(name))
    };
    let arns = texts("ResourceARNList")?;
    let types = texts("ResourceTypeFilters")?;
    let number = |name: &'static str| match given(name) {
        None => Ok(None),
        Some(number) => number.as_u64().map(Some).ok_or_else(|| invalid(name)),
    };
    let most = number("ResourcesPerPage")?;
    let token = given("PaginationToken").and_then(Value::as_str);
    let token = token.filter(|it| !it.is_empty());
    if given("TagFilters").is_some() {
        return Err(invalid("TagFilters"));
    }
    if let Some(arns) = &arns {
        let paged = types.is_some() || most.is_some() || token.is_some();
        if paged || arns.is_empty() || arns.len() > RESOURCES {
            return Err(invalid("ResourceARNList"));
        }
    }
    let page = most.map_or(Some(RESOURCES), |it| usize::try_from(it).ok());
    let page = page.filter(|it| (1..=RESOURCES).contains(it));
    let page = page.ok_or_else(|| invalid("ResourcesPerPage"))?;
    let after = match token {
        Some(token) => {
            let uuid = STANDARD.decode(token).ok();
            let uuid = uuid.and_then(|it| String::from_utf8(it).ok());
            Bound::Excluded(uuid.ok_or_else(|| Refusal::of(&refusals::PAGE_EXPIRED, &[]))?)
        }
        None => Bound::Unbounded,
    };
    let of_type = |it: &&str| ["lambda", "lambda:event-source-mapping"].contains(it);
    let meant = types.is_none_or(|it| it.is_empty() || it.iter().any(of_type));
    let rest = mappings.by_uuid.range((after, Bound::Unbounded));
    let mut found = rest.map(|(_, mapping)| mapping).filter(|mapping| {
        let asked = arns.as_ref();
        let asked = asked.is_none_or(|it| it.contains(&mapping.arn.as_str()));
        meant && asked && !mapping.tags.is_empty()
    });
    let shown: Vec<&Mapping> = found.by_ref().take(page).collect();
    let list = shown.iter().map(|mapping| {
        let tags = mapping.tags.iter();
        let tags = tags.map(|(key, value)| json!({ "Key": key, "Value": value }));
        json!({ "ResourceARN": mapping.arn, "Tags": tags.collect::<Vec<_>>() })
    });
    let list: Vec<Value> = list.collect();
    let more = found.next().is_some();
    let next = shown.last().filter(|_| more);
    let next = next.map_or_else(String::new, |it| STANDARD.encode(&it.uuid));
    Ok(Answer::json(
        200,
        json!({ "PaginationToken": next, "ResourceTagMappingList": list }),
    ))
}

fn invalid(name: &str) -> Refusal {
    Refusal::of(&refusals::RESOURCES_INVALID, &[name])
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
