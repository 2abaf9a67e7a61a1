//! A mapping in one line: `function <- source (topic), state`.

use crate::{
    aws::{
        event_source_mapping::table::EventSourceMapping,
        names::{arn::Arn, function_name::FunctionName},
    },
    framework::diagnostics::shown,
};

/// The name of a mapping for a person.
pub(crate) fn label(mapping: &EventSourceMapping) -> String {
    let function = mapping.function_name.known().map_or("?", String::as_str);
    let function = match FunctionName::parse(function) {
        Some(it) => match it.qualifier {
            Some(qualifier) => format!("{}:{qualifier}", it.name),
            None => it.name.to_owned(),
        },
        None => function.to_owned(),
    };
    let source = match mapping.event_source_arn.known() {
        Some(arn) => Arn::parse(arn).map_or(arn.as_str(), Arn::name).to_owned(),
        None => servers(mapping).into_iter().next().unwrap_or_default(),
    };
    let part = parts(mapping).next();
    let part = part.map_or_else(String::new, |it| format!(" ({it})"));
    let state = mapping.state.known().map_or("?", String::as_str);
    shown(&format!("{function} <- {source}{part}, {state}"))
}

/// The topics or queues of a source that has several.
pub(crate) fn parts(mapping: &EventSourceMapping) -> impl Iterator<Item = &str> {
    let topics = mapping.topics.0.known().into_iter().flatten();
    let queues = mapping.queues.0.known().into_iter().flatten();
    topics.chain(queues).map(String::as_str)
}

/// The servers of a source that has no ARN.
pub(crate) fn servers(mapping: &EventSourceMapping) -> Vec<String> {
    let own = mapping.self_managed_event_source.0.known();
    let endpoints = own.and_then(|it| it.endpoints.0.known());
    let texts = endpoints.into_iter().flat_map(|it| it.values());
    texts
        .flat_map(|it| it.servers().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        aws::{event_source_mapping::table::SelfManagedEventSource, names::brokers::Brokers},
        framework::cell::{List, Map, OneBlock, Set, Tf},
    };

    fn text(it: &str) -> Tf<String> {
        Tf::Known(it.to_owned())
    }

    #[test]
    fn a_mapping_is_named_by_what_it_connects() {
        let queue = EventSourceMapping {
            function_name: text("worker"),
            event_source_arn: text("arn:aws:sqs:eu-west-1:123456789012:orders"),
            state: text("Enabled"),
            ..EventSourceMapping::default()
        };
        let broker = EventSourceMapping {
            function_name: text("arn:aws:lambda:eu-west-1:123456789012:function:worker:live"),
            event_source_arn: text("arn:aws:mq:eu-west-1:123456789012:broker:shop:b-1"),
            queues: List(Tf::Known(vec!["jobs".to_owned()])),
            ..queue.clone()
        };
        let servers = Brokers("b-1.example.com:9092,b-2.example.com:9092".to_owned());
        let own = SelfManagedEventSource {
            endpoints: Map(Tf::Known(
                [("KAFKA_BOOTSTRAP_SERVERS".to_owned(), servers)].into(),
            )),
        };
        let kafka = EventSourceMapping {
            event_source_arn: Tf::Null,
            self_managed_event_source: OneBlock(Tf::Known(own)),
            topics: Set(Tf::Known(vec!["clicks".to_owned()])),
            state: text("Disabled"),
            ..queue.clone()
        };
        for (mapping, expected) in [
            (&queue, "worker <- orders, Enabled"),
            (&broker, "worker:live <- shop (jobs), Enabled"),
            (&kafka, "worker <- b-1.example.com:9092 (clicks), Disabled"),
            (&EventSourceMapping::default(), "? <- , ?"),
        ] {
            assert_eq!(label(mapping), expected);
        }
    }
}
