//! The facts of a mapping, each once. Pure.

use super::{
    kinds::kind_of,
    mode::Mode,
    table::{EventSourceMapping, SourceAccess},
};
use crate::{
    aws::names::{
        function_name::{FunctionName, Home},
        moving::is_moving,
        source_kind::SourceKind,
        uuid::is_uuid,
    },
    framework::cell::{Cell as _, Tf},
};

/// The kind of source; nothing while it is not known.
pub(super) fn kind(mapping: &EventSourceMapping) -> Option<SourceKind> {
    kind_of(
        &mapping.event_source_arn.encode(),
        &mapping.self_managed_event_source.encode(),
    )
}

/// How Kafka is read.
pub(super) fn mode(mapping: &EventSourceMapping) -> Mode {
    let config = mapping.self_managed_kafka_event_source_config.0.known();
    config
        .map(|it| it.consumption_mode.clone())
        .unwrap_or_default()
}

/// The consumer groups in the blocks for MSK and for self-managed Kafka, of those that are there.
pub(super) fn groups(mapping: &EventSourceMapping) -> [Option<&Tf<String>>; 2] {
    let managed = mapping.amazon_managed_kafka_event_source_config.0.known();
    let own = mapping.self_managed_kafka_event_source_config.0.known();
    [
        managed.map(|it| &it.consumer_group_id),
        own.map(|it| &it.consumer_group_id),
    ]
}

/// The consumer group that a block names.
pub(super) fn group_in_block(mapping: &EventSourceMapping) -> Option<&String> {
    let mut groups = groups(mapping).into_iter().flatten();
    groups.find_map(|it| it.known())
}

/// Whether Lambda has made this consumer group: it names a group by the UUID of the mapping.
pub(super) fn is_made_by_lambda(group: &str) -> bool {
    is_uuid(group)
}

/// Whether both have the same event source. Only some sources have an ARN.
pub(super) fn same_source(a: &EventSourceMapping, b: &EventSourceMapping) -> bool {
    a.event_source_arn == b.event_source_arn
        && a.self_managed_event_source
            .same(&b.self_managed_event_source)
        && a.topics.same(&b.topics)
        && a.queues.same(&b.queues)
}

/// Whether Lambda is known to refuse a second mapping of the same source and function.
pub(super) fn is_single(mapping: &EventSourceMapping) -> bool {
    kind(mapping).is_some_and(|it| it.is_sqs() || it.is_stream() || it == SourceKind::Kafka)
}

/// Whether both names are of the same function, seen from `mapping`.
pub(super) fn same_function(a: &str, b: &str, mapping: &EventSourceMapping) -> bool {
    match (FunctionName::parse(a), FunctionName::parse(b)) {
        (Some(a), Some(b)) => a.same(b, home(mapping)),
        _ => a == b,
    }
}

/// The account and Region of a mapping.
pub(super) fn home(mapping: &EventSourceMapping) -> Option<Home<'_>> {
    mapping.arn.known().and_then(|it| Home::of(it))
}

/// Whether nothing moves in this state. A server that reports no state has nothing that moves.
pub(super) fn is_at_rest(state: &Tf<String>) -> bool {
    !state.known().is_some_and(|it| is_moving(it))
}

/// Whether an entry is the virtual host of a broker, which no update may name.
pub(super) fn is_virtual_host(entry: &SourceAccess) -> bool {
    entry.r#type.known().is_some_and(|it| it == "VIRTUAL_HOST")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(it: &str) -> Tf<String> {
        Tf::Known(it.to_owned())
    }

    #[test]
    fn whatever_is_on_its_way_is_not_at_rest() {
        let known = ["Creating", "Enabling", "Disabling", "Updating", "Deleting"];
        for state in known.into_iter().chain(["Pausing"]) {
            assert!(!is_at_rest(&text(state)), "{state}");
        }
        for state in ["Enabled", "Disabled", "Paused"] {
            assert!(is_at_rest(&text(state)), "{state}");
        }
        assert!(is_at_rest(&Tf::Null));
    }

    #[test]
    fn another_source_is_another_one_and_another_position_is_not() {
        let stream = |arn: &str, position: &str| EventSourceMapping {
            event_source_arn: text(arn),
            starting_position: text(position),
            ..EventSourceMapping::default()
        };
        let a = stream("arn:a", "LATEST");
        assert!(same_source(&a, &stream("arn:a", "TRIM_HORIZON")));
        assert!(!same_source(&a, &stream("arn:b", "LATEST")));
    }
}
