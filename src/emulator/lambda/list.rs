//! `ListEventSourceMappings`: pages in the order of the UUIDs.

use std::{ops::Bound, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::mappings::Mappings;
use crate::emulator::{
    facts::refusals,
    model::{
        answer::{Answer, Refusal},
        fields::{EVENT_SOURCE_ARN, FUNCTION, MAX_ITEMS},
        function::Function,
        mapping::Mapping,
        request::Request,
        shape::{self, Member, Shape},
    },
};

/// No page is longer, whatever `MaxItems` says.
const PAGE: usize = 100;

impl Mappings {
    pub(crate) fn list(
        &self,
        now: Duration,
        lag: Duration,
        request: &Request,
    ) -> Result<Answer, Refusal> {
        let mut broken = Vec::new();
        let mut read = |member: &Member| -> Result<Option<Value>, Refusal> {
            let Some(text) = request.query.get(member.name) else {
                return Ok(None);
            };
            let value = match member.shape {
                Shape::Number(..) => text
                    .parse::<i64>()
                    .map_or_else(|_| json!(text), Value::from),
                _ => json!(text),
            };
            let path = shape::camel(member.name);
            shape::read(&member.shape, &value, &path, &mut broken).map(Some)
        };
        let source = read(&EVENT_SOURCE_ARN)?;
        let function = read(&FUNCTION)?;
        let most = read(&MAX_ITEMS)?;
        if !broken.is_empty() {
            return Err(Refusal::validation(&broken));
        }

        let function = function
            .as_ref()
            .and_then(Value::as_str)
            .and_then(Function::parse)
            .map(|function| function.arn(&request.place));
        let wanted = |mapping: &&Mapping| {
            mapping.created + lag <= now
                && function
                    .as_ref()
                    .is_none_or(|arn| mapping.function_arn == *arn)
                && source
                    .as_ref()
                    .is_none_or(|arn| mapping.settings.get("EventSourceArn") == Some(arn))
        };
        let page = most.as_ref().and_then(Value::as_u64);
        let page = page.and_then(|page| usize::try_from(page).ok());
        let page = page.map_or(PAGE, |page| page.min(PAGE));

        let after = match request.query.get("Marker") {
            Some(marker) => Bound::Excluded(after(marker)?),
            None => Bound::Unbounded,
        };
        let rest = self.by_uuid.range((after, Bound::Unbounded));
        let mut found = rest.map(|(_, mapping)| mapping).filter(wanted);
        let shown: Vec<&Mapping> = found.by_ref().take(page).collect();
        let mut answer = json!({
            "EventSourceMappings": shown.iter().map(|it| show(it, now)).collect::<Vec<_>>(),
        });
        if let (Some(last), true) = (shown.last(), found.next().is_some()) {
            answer["NextMarker"] = json!(STANDARD.encode(&last.uuid));
        }
        Ok(Answer::json(200, answer))
    }
}

/// Filters that are encrypted with a customer's key are not shown here, only by Get.
fn show(mapping: &Mapping, now: Duration) -> Value {
    let mut shown = mapping.show(now);
    if ["KMSKeyArn", "FilterCriteria"]
        .iter()
        .all(|name| mapping.settings.contains_key(*name))
        && let Some(shown) = shown.as_object_mut()
    {
        shown.insert("FilterCriteria".to_owned(), Value::Null);
    }
    shown
}

fn after(marker: &str) -> Result<String, Refusal> {
    let uuid = STANDARD.decode(marker).ok();
    let uuid = uuid.and_then(|uuid| String::from_utf8(uuid).ok());
    uuid.ok_or_else(|| Refusal::of(&refusals::INVALID_MARKER, &[]))
}
