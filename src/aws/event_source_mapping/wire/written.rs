//! The configuration of which a mapping is planned as it is: only what says more than nothing. Pure.

use crate::{
    aws::event_source_mapping::table::{EventSourceMapping, rows},
    framework::{
        cell::{Tf, model::Model as _},
        schema::Attribute,
        value::Value,
    },
};

/// The shortest configuration that means the mapping. It has no defaults, nothing that the kind of source
/// does not have, and nothing that only AWS sets. `home` is the Region of the provider block.
pub(crate) fn written(mapping: &EventSourceMapping, home: &str) -> Value {
    let all = EventSourceMapping {
        region: match &mapping.region {
            Tf::Known(region) if region != home => mapping.region.clone(),
            _ => Tf::Null,
        },
        ..mapping.clone()
    }
    .encode();
    let kept = rows().iter().map(|row| {
        let value = all.attribute(row.name);
        (row.name, kept(row, value, &all))
    });
    Value::object(kept)
}

/// What is written of a row: its value, or that of a row that is not set.
fn kept(row: &Attribute, value: &Value, all: &Value) -> Value {
    let never = !row.is_configurable() || row.spec.deprecated.is_some();
    let is_default = || {
        let default = row.spec.default.as_ref();
        default.is_some_and(|it| it.value(all) == *value)
    };
    if never || says_nothing(value) || row.applies(all) == Some(false) || is_default() {
        return row.absent();
    }
    let Some(inner) = row.inner() else {
        return value.clone();
    };
    let object = |it: &Value| object(inner, it, all);
    match value {
        Value::Object(_) => object(value),
        Value::List(items) => Value::List(items.iter().map(object).collect()),
        Value::Set(items) => Value::set(items.iter().map(object).collect()),
        other => other.clone(),
    }
}

/// What is written of an object. One in which all is as by default is written in full: without any of it,
/// the block itself would seem to ask for nothing.
fn object(rows: &[Attribute], value: &Value, all: &Value) -> Value {
    let each = |row: &Attribute| (row.name, kept(row, value.attribute(row.name), all));
    let short = Value::object(rows.iter().map(each));
    if says_nothing(&short) {
        value.clone()
    } else {
        short
    }
}

/// Whether nothing in it is set.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Unknown(_) => true,
        Value::String(text) => text.is_empty(),
        Value::List(items) | Value::Set(items) => items.iter().all(says_nothing),
        Value::Map(items) => items.is_empty(),
        Value::Object(items) => items.values().all(says_nothing),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::{
        cell::{Map, OneBlock, Set},
        diagnostics::Diagnostics,
        value::path::Path,
    };

    /// The names of what is written at the top.
    fn names(written: &Value) -> Vec<&str> {
        let Value::Object(all) = written else {
            panic!("{written:?}");
        };
        let set = all.iter().filter(|(_, it)| !says_nothing(it));
        set.map(|(name, _)| name.as_str()).collect()
    }

    fn queue() -> EventSourceMapping {
        let known = |it: &str| Tf::Known(it.to_owned());
        EventSourceMapping {
            function_name: known("f"),
            event_source_arn: known("arn:aws:sqs:eu-west-1:123456789012:q"),
            enabled: Tf::Known(true),
            batch_size: Tf::Known(10),
            maximum_batching_window_in_seconds: Tf::Known(0),
            function_response_types: Set(Tf::Known([].into())),
            region: known("eu-west-1"),
            uuid: known("u"),
            state: known("Enabled"),
            tags: Map(Tf::Known([].into())),
            ..EventSourceMapping::default()
        }
    }

    #[test]
    fn what_is_as_by_default_is_not_written() {
        let written = written(&queue(), "eu-west-1");
        assert_eq!(names(&written), ["event_source_arn", "function_name"]);
    }

    #[test]
    fn what_differs_from_the_default_is_written() {
        let mapping = EventSourceMapping {
            enabled: Tf::Known(false),
            batch_size: Tf::Known(9),
            ..queue()
        };
        let written = written(&mapping, "us-east-1");
        let expected = [
            "batch_size",
            "enabled",
            "event_source_arn",
            "function_name",
            "region",
        ];
        assert_eq!(names(&written), expected);
    }

    #[test]
    fn a_block_in_which_all_is_as_by_default_stays() {
        let pollers = Value::object([
            ("minimum_pollers", Value::from(2)),
            ("maximum_pollers", Value::from(200)),
        ]);
        let blocks = Value::List(vec![pollers.clone()]);
        let found = &mut Diagnostics::new();
        let mapping = EventSourceMapping {
            provisioned_poller_config: crate::framework::cell::Cell::decode(
                blocks,
                &Path::root(),
                found,
            ),
            filter_criteria: OneBlock::default(),
            ..queue()
        };
        let written = written(&mapping, "eu-west-1");
        let Value::List(blocks) = written.attribute("provisioned_poller_config") else {
            panic!("{written:?}");
        };
        assert_eq!(blocks[0].attribute("minimum_pollers"), &Value::from(2));
    }
}
