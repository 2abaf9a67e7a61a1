//! The configuration of which a mapping is planned as it is: only what says more than nothing. Pure.

use crate::{
    aws::event_source_mapping::{
        plan::group,
        table::{EventSourceMapping, rows},
    },
    framework::{
        cell::{Tf, model::Model as _},
        schema::written::configuration,
        value::Value,
    },
};

/// The mapping without what its configuration need not say, though its rows do not tell: the Region of the
/// provider block, which is `home`, and a consumer group that Lambda has named.
pub(crate) fn settled(mapping: EventSourceMapping, home: Option<&str>) -> EventSourceMapping {
    let region = match &mapping.region {
        Tf::Known(region) if Some(region.as_str()) != home => mapping.region.clone(),
        _ => Tf::Null,
    };
    let mut settled = EventSourceMapping { region, ..mapping };
    group::forget_groups_of_lambda(&mut settled);
    settled
}

/// The shortest configuration that means the mapping.
pub(crate) fn written(mapping: &EventSourceMapping, home: &str) -> Value {
    configuration(rows(), &settled(mapping.clone(), Some(home)).encode())
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
        let empty = [Value::Null, Value::List(Vec::new()), Value::set(Vec::new())];
        let set = all.iter().filter(|(_, it)| !empty.contains(it));
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
    fn a_consumer_group_that_lambda_has_named_is_not_written() {
        let config = |group: &str| {
            let block = Value::object([("consumer_group_id", Value::from(group))]);
            let found = &mut Diagnostics::new();
            let mapping = EventSourceMapping {
                event_source_arn: Tf::Known(
                    "arn:aws:kafka:eu-west-1:123456789012:cluster/c/11111111-1111-1111-1111-111111111111-1"
                        .to_owned(),
                ),
                amazon_managed_kafka_event_source_config: crate::framework::cell::Cell::decode(
                    Value::List(vec![block]),
                    &Path::root(),
                    found,
                ),
                ..queue()
            };
            let written = written(&mapping, "eu-west-1");
            let names: Vec<String> = names(&written).into_iter().map(str::to_owned).collect();
            names.contains(&"amazon_managed_kafka_event_source_config".to_owned())
        };
        assert!(config("mine"));
        assert!(!config("8a2b3c4d-0000-4000-8000-0123456789ab"));
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
