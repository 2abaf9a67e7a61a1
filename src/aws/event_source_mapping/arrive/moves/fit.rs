//! The attributes of other providers, brought into the names and shapes of our rows.

use aws_sdk_lambda::primitives::DateTime;
use serde_json::{Map, Value as Json, json};

use crate::{
    aws::event_source_mapping::table::rows,
    framework::{
        schema::{Attribute, Nesting, Shape},
        value::types::Type,
    },
};

/// Attributes that `hashicorp/awscc` names as the API does.
const OTHER_NAMES: [(&str, &str); 7] = [
    ("event_source_mapping_arn", "arn"),
    ("event_source_mapping_id", "uuid"),
    (
        "source_access_configurations",
        "source_access_configuration",
    ),
    ("filters", "filter"),
    ("destination", "destination_arn"),
    ("access_configs", "access_config"),
    ("schema_validation_configs", "schema_validation_config"),
];

/// Attributes of `hashicorp/aws`: names and shapes are ours.
///
/// Zero retries are a wish, or what the API has left out. It reports them beside the age of records or
/// not at all, and no age is zero.
pub(super) fn of_aws(mut state: Map<String, Json>) -> Map<String, Json> {
    let is_zero = |name: &str| state.get(name).and_then(Json::as_i64) == Some(0);
    if is_zero("maximum_record_age_in_seconds") && is_zero("maximum_retry_attempts") {
        state.remove("maximum_retry_attempts");
    }
    object(rows(), state)
}

/// Attributes of `hashicorp/awscc`: names of the API, one object where we have a list of one, tags as a
/// list, instants as numbers.
pub(super) fn of_awscc(mut state: Map<String, Json>) -> Map<String, Json> {
    if let Some(Json::Object(own)) = state.get_mut("self_managed_event_source")
        && let Some(Json::Object(endpoints)) = own.get_mut("endpoints")
        && let Some(servers) = endpoints.remove("kafka_bootstrap_servers")
    {
        let servers: Vec<&str> = servers
            .as_array()
            .map(|it| it.iter().filter_map(Json::as_str).collect())
            .unwrap_or_default();
        endpoints.insert(
            "KAFKA_BOOTSTRAP_SERVERS".to_owned(),
            json!(servers.join(",")),
        );
    }
    object(rows(), state)
}

/// Whether a value means "unset", however deep it is nested.
pub(super) fn says_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(it) => it.is_empty(),
        Json::Array(items) => items.iter().all(says_nothing),
        Json::Object(entries) => entries.values().all(says_nothing),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

fn object(rows: &[Attribute], given: Map<String, Json>) -> Map<String, Json> {
    given
        .into_iter()
        .map(|(name, value)| {
            let row = |name: &str| rows.iter().find(|it| it.name == name);
            let other = OTHER_NAMES.iter().find(|(theirs, _)| *theirs == name);
            match (row(&name), other.and_then(|(_, ours)| row(ours))) {
                (Some(row), _) | (None, Some(row)) => (row.name.to_owned(), fitted(row, value)),
                (None, None) => (name, value),
            }
        })
        .collect()
}

fn fitted(row: &Attribute, value: Json) -> Json {
    let is_unset = row.spec.zero_is_unset && value.as_i64() == Some(0);
    if is_unset || says_nothing(&value) {
        return Json::Null;
    }
    match &row.shape {
        Shape::Plain(ty) => plain(ty, value),
        Shape::Nested(nesting, inner) | Shape::Block(nesting, inner) => {
            objects(*nesting, inner, value)
        }
    }
}

fn plain(ty: &Type, value: Json) -> Json {
    match (ty, value) {
        // Of our texts only instants are numbers elsewhere.
        (Type::String, Json::Number(seconds)) => instant(&seconds),
        (Type::Map(_), Json::Array(pairs)) => Json::Object(pairs.iter().filter_map(pair).collect()),
        (Type::List(_) | Type::Set(_), Json::Array(items)) => {
            Json::Array(items.into_iter().filter(|it| !says_nothing(it)).collect())
        }
        (_, other) => other,
    }
}

fn objects(nesting: Nesting, rows: &[Attribute], value: Json) -> Json {
    let one = |it: Json| match it {
        Json::Object(it) => Json::Object(object(rows, it)),
        other => other,
    };
    match (nesting, value) {
        (Nesting::Single, Json::Array(mut items)) => items.pop().map_or(Json::Null, one),
        (Nesting::Single, it) => one(it),
        (_, Json::Array(items)) => {
            let said = items.into_iter().filter(|it| !says_nothing(it));
            Json::Array(said.map(one).collect())
        }
        (_, it @ Json::Object(_)) => Json::Array(vec![one(it)]),
        (_, other) => other,
    }
}

/// A tag of a list of `{ key, value }`.
fn pair(it: &Json) -> Option<(String, Json)> {
    let key = it.get("key")?.as_str()?.to_owned();
    Some((key, it.get("value")?.clone()))
}

/// Seconds since 1970 in RFC 3339; 0 stands for none.
fn instant(seconds: &serde_json::Number) -> Json {
    let seconds = seconds.as_f64().filter(|it| *it != 0.0);
    seconds.map_or(Json::Null, |it| {
        json!(DateTime::from_secs_f64(it.trunc()).to_string())
    })
}
