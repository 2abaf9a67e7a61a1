//! The meaning of a moved state: values that mean "unset" are removed, and values that follow from others added.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::{
    aws::{
        event_source_mapping::{
            arrive::identity,
            table::{EventSourceMapping, rows},
            wire,
        },
        names::{arn::Arn, function_name::FunctionName, region::RegionName, uuid::is_uuid},
    },
    framework::{
        cell::{Map, Tf, model::Model as _},
        diagnostics::Diagnostics,
        schema::Attribute,
        value::{Value, path::Path},
    },
};

/// The state as a read would show it; nothing of one without a UUID. `identity`: that of the source.
pub(super) fn settle(value: &Value, identity: Option<&Json>) -> Option<Value> {
    let value = unset(rows(), value, value);
    let mut mapping = EventSourceMapping::decode(value, &Path::root(), &mut Diagnostics::new());
    let uuid = [&mapping.uuid, &mapping.id]
        .into_iter()
        .find_map(|it| it.known().filter(|it| is_uuid(it)).cloned())?;
    mapping.id = Tf::Known(uuid.clone());
    mapping.uuid = Tf::Known(uuid.clone());
    place(&mut mapping, &uuid, identity);
    // A state without tags is the state of a mapping whose tags were not managed.
    if mapping.tags_all.0 == Tf::Null {
        mapping.tags_all = Map(Tf::Known(
            mapping.tags.0.known().cloned().unwrap_or_default(),
        ));
    }
    Some(wire::complete(mapping, &EventSourceMapping::default()).encode())
}

/// `value` without what stands for nothing: attributes that such a mapping does not have, and zeros
/// where zero is no value, or where no number says what Lambda does.
fn unset(rows: &[Attribute], value: &Value, root: &Value) -> Value {
    Value::object(rows.iter().map(|row| {
        let value = value.attribute(row.name);
        let is_zero = *value == Value::from(0);
        let refused = || {
            row.spec
                .rules
                .iter()
                .any(|it| !it.check(value, root).is_empty())
        };
        let unsaid = || {
            let default = row.spec.default.as_ref();
            default.is_some_and(|it| it.value(root).is_null())
        };
        let kept = match (row.inner(), value) {
            _ if row.applies(root) == Some(false) => row.absent(),
            _ if is_zero && (refused() || unsaid()) => Value::Null,
            (Some(inner), Value::List(items)) => Value::List(said(inner, items, root)),
            (Some(inner), Value::Set(items)) => Value::set(said(inner, items, root)),
            (_, value) => value.clone(),
        };
        let is_empty = matches!(&kept, Value::List(it) | Value::Set(it) if it.is_empty());
        (row.name, if is_empty { row.absent() } else { kept })
    }))
}

/// The objects in which anything is set.
fn said(rows: &[Attribute], items: &[Value], root: &Value) -> Vec<Value> {
    let items = items.iter().map(|it| unset(rows, it, root));
    items
        .filter(|it| {
            rows.iter()
                .any(|row| *it.attribute(row.name) != row.absent())
        })
        .collect()
}

/// Where the mapping is: what its ARN says, or else that of the function, or the identity.
fn place(mapping: &mut EventSourceMapping, uuid: &str, identity: Option<&Json>) {
    let of_identity = |name: &str| {
        let text = identity?.get(name)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    let given: BTreeMap<&str, &Tf<String>> = [
        ("mapping", &mapping.arn),
        ("function", &mapping.function_arn),
        ("name", &mapping.function_name),
    ]
    .into();
    let arn = ["mapping", "function", "name"]
        .into_iter()
        .find_map(|it| Arn::parse(given.get(it)?.known()?));
    let region = mapping.region.known().cloned();
    let region = arn.map(|it| it.region.to_owned()).or(region);
    let region = region.or_else(|| of_identity("region"));
    let account = arn.map(|it| it.account.to_owned());
    let account = account.or_else(|| of_identity("account_id"));
    let partition = arn.map(|it| it.partition.to_owned()).or_else(|| {
        let partition = RegionName(region.as_ref()?).partition()?;
        Some(partition.to_owned())
    });
    if mapping.region == Tf::Null {
        mapping.region = region.clone().into();
    }
    let (Some(partition), Some(region), Some(account)) = (partition, region, account) else {
        return;
    };
    if mapping.arn == Tf::Null {
        mapping.arn = Tf::Known(identity::arn(&partition, &region, &account, uuid));
    }
    if mapping.function_arn == Tf::Null
        && let Some(function) = mapping.function_name.known()
        && let Some(name) = FunctionName::parse(function)
    {
        let qualifier = name
            .qualifier
            .map_or_else(String::new, |it| format!(":{it}"));
        mapping.function_arn = Tf::Known(format!(
            "arn:{partition}:lambda:{region}:{account}:function:{}{qualifier}",
            name.name
        ));
    }
}
