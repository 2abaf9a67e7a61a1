//! Responses that are not Lambda's: members of a mapping that are left out, or that have another value.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::emulator::model::{
    answer::{Answer, Body},
    request::Operation,
};

/// The changes to each mapping in a response, as other servers make them. Nothing else is changed: neither
/// what is stored nor what an order shows.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Distortion {
    /// The calls whose responses are changed; none means all.
    pub operations: Vec<Operation>,
    /// Members that are left out, for example `BatchSize`; `Tags` of the response to `ListTags`, and the list
    /// and the token of that to `GetResources`.
    pub omit: BTreeSet<String>,
    /// Members that have this value instead of their own.
    pub alter: Map<String, Value>,
}

// === impl Distortion ===

impl Distortion {
    /// Reads an order of JSON. The error is a sentence for the person.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The response with its mappings changed. An error stays as it is.
    pub(crate) fn apply(&self, operation: Operation, mut answer: Answer) -> Answer {
        let meant = self.operations.is_empty() || self.operations.contains(&operation);
        if let (true, 200..300, Body::Json(body)) = (meant, answer.status, &mut answer.body) {
            match operation {
                Operation::CreateEventSourceMapping
                | Operation::GetEventSourceMapping
                | Operation::UpdateEventSourceMapping
                | Operation::DeleteEventSourceMapping => self.change(body),
                Operation::ListEventSourceMappings => {
                    let listed = body.get_mut("EventSourceMappings");
                    let listed = listed.and_then(Value::as_array_mut);
                    listed.into_iter().flatten().for_each(|it| self.change(it));
                }
                Operation::ListTags => self.change_member(body, "Tags"),
                Operation::GetResources => {
                    self.change_member(body, "ResourceTagMappingList");
                    self.change_member(body, "PaginationToken");
                }
                Operation::TagResource
                | Operation::UntagResource
                | Operation::GetFunctionConfiguration
                | Operation::GetCallerIdentity => {}
            }
        }
        answer
    }

    /// Changes no more than this member of a response that is no mapping.
    fn change_member(&self, body: &mut Value, name: &str) {
        let Value::Object(members) = body else { return };
        if self.omit.contains(name) {
            members.remove(name);
        }
        if let Some(other) = self.alter.get(name) {
            members.insert(name.to_owned(), other.clone());
        }
    }

    fn change(&self, mapping: &mut Value) {
        if let Value::Object(members) = mapping {
            members.retain(|name, _| !self.omit.contains(name));
            members.extend(self.alter.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn distorted(order: &str, operation: Operation, body: Value) -> Body {
        let order = Distortion::read(order).unwrap();
        order.apply(operation, Answer::json(200, body)).body
    }

    #[test]
    fn members_are_left_out_and_changed_in_one_mapping_and_in_a_list() {
        let order = r#"{"omit":["State"],"alter":{"BatchSize":7}}"#;
        let mapping = json!({"UUID": "u", "State": "Enabled", "BatchSize": 10});
        let changed = json!({"UUID": "u", "BatchSize": 7});
        let get = distorted(order, Operation::GetEventSourceMapping, mapping.clone());
        assert_eq!(get, Body::Json(changed.clone()));
        let list = json!({ "EventSourceMappings": [mapping] });
        let list = distorted(order, Operation::ListEventSourceMappings, list);
        assert_eq!(
            list,
            Body::Json(json!({ "EventSourceMappings": [changed] }))
        );
    }

    #[test]
    fn an_answer_of_the_tagging_api_has_another_list_or_none() {
        let found =
            json!({"PaginationToken": "more", "ResourceTagMappingList": [{"ResourceARN": "a"}]});
        let get = Operation::GetResources;
        for (order, expected) in [
            (
                r#"{"omit":["ResourceTagMappingList","PaginationToken"]}"#,
                json!({}),
            ),
            (
                r#"{"alter":{"ResourceTagMappingList":[],"PaginationToken":""}}"#,
                json!({"PaginationToken": "", "ResourceTagMappingList": []}),
            ),
        ] {
            assert_eq!(distorted(order, get, found.clone()), Body::Json(expected));
        }
    }

    #[test]
    fn other_calls_and_errors_stay_as_they_are() {
        let order = r#"{"operations":["CreateEventSourceMapping"],"omit":["UUID"]}"#;
        let body = json!({"UUID": "u"});
        let get = distorted(order, Operation::GetEventSourceMapping, body.clone());
        assert_eq!(get, Body::Json(body));
        let order = Distortion::read(r#"{"omit":["message"]}"#).unwrap();
        let error = Answer::error(400, "InvalidParameterValueException", "No.");
        let create = Operation::CreateEventSourceMapping;
        assert_eq!(order.apply(create, error.clone()), error);
        assert!(Distortion::read(r#"{"omits":[]}"#).is_err());
    }
}
