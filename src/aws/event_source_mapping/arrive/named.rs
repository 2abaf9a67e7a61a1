//! Which mapping is meant: the arguments that a data source and the actions share.

use crate::{
    aws::{
        api::client::Client,
        event_source_mapping::{
            arrive::import::{NamedSource, WantedMapping, meant},
            checks::{source, upkeep},
            table::EventSourceMapping,
        },
        names::{arn::Arn, uuid::is_uuid},
    },
    framework::{
        author::Call,
        cell::Tf,
        diagnostics::{Diagnostic, shown},
        schema::{
            rules::text,
            spec::{Complaint, Rule, optional},
        },
    },
};

type Mapping = EventSourceMapping;

model! {
    /// Which mapping: `uuid`, or `arn`, or `function_name` and its source.
    pub(crate) struct Named {
        /// UUID of the mapping.
        mutable uuid: Tf<String> = optional().rule(a_uuid());
        /// ARN of the mapping.
        mutable arn: Tf<String> = optional().rule(an_arn());
        /// Function of the mapping: its name or ARN, with its qualifier if the mapping has one. Needs
        /// `event_source_arn` or `bootstrap_servers`.
        mutable function_name: Tf<String> = optional().rule(source::function_name());
        /// ARN of the event source.
        mutable event_source_arn: Tf<String> = optional().rule(source::source_arn());
        /// Servers of self-managed Kafka, with commas between them: `b-1.example.com:9092`.
        mutable bootstrap_servers: Tf<String> = optional();
        /// Topic, where the function reads several of one cluster.
        mutable topic: Tf<String> = optional();
        /// Queue, where the function reads several of one broker.
        mutable queue: Tf<String> = optional();
        /// Region of the mapping. Default: that of the ARN, else that of the provider.
        mutable region: Tf<String> = optional().rule(upkeep::region());
    }
}

/// The mapping that is asked for, as far as its id tells it.
pub(crate) async fn find(
    call: &Call<Client, Mapping>,
    asked: &Named,
) -> Result<Mapping, Diagnostic> {
    let text = |it: &Tf<String>| it.known().cloned().unwrap_or_default();
    let (uuid, arn) = (text(&asked.uuid), text(&asked.arn));
    let (function, servers) = (text(&asked.function_name), text(&asked.bootstrap_servers));
    let source = text(&asked.event_source_arn);
    let part = asked.topic.known().or(asked.queue.known());
    let wanted = if !arn.is_empty() {
        WantedMapping::Itself {
            uuid: uuid_of(&arn).unwrap_or_default(),
            arn: Some(&arn),
        }
    } else if !uuid.is_empty() {
        WantedMapping::Itself {
            uuid: &uuid,
            arn: None,
        }
    } else {
        WantedMapping::Meaning {
            function: &function,
            source: if source.is_empty() {
                NamedSource::Servers(servers.split(',').map(str::trim).collect())
            } else {
                NamedSource::Arn(&source)
            },
            part: part.map(String::as_str),
        }
    };
    let named = [&function, &source, &servers]
        .into_iter()
        .chain(part)
        .filter(|it| !it.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    meant(Some(call), &named, &wanted, asked.region.clone()).await
}

fn uuid_of(arn: &str) -> Option<&str> {
    let arn = Arn::parse(arn).filter(|it| it.service == "lambda")?;
    let uuid = arn.resource.strip_prefix("event-source-mapping:")?;
    is_uuid(uuid).then_some(uuid)
}

fn a_uuid() -> Rule {
    text(
        "A UUID such as `91eaeb7e-c976-1234-9451-8709db01f137`.",
        |it, _| {
            if is_uuid(it) {
                return Ok(());
            }
            Err(Complaint::new(
                format!("\"{}\" is not a UUID", shown(it)),
                "Use the UUID of an event source mapping, or arn, or function_name and its source.",
            ))
        },
    )
}

fn an_arn() -> Rule {
    text("The ARN of an event source mapping.", |it, _| {
        if uuid_of(it).is_some() {
            return Ok(());
        }
        Err(Complaint::new(
            format!(
                "\"{}\" is not the ARN of an event source mapping",
                shown(it)
            ),
            "It has the form arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:91eaeb7e-…",
        ))
    })
}

/// The error if no mapping is named, or a mapping is named in two ways. An unknown value counts as set.
pub(crate) fn contradiction(asked: &Named) -> Option<Diagnostic> {
    let set = |it: &Tf<String>| *it != Tf::Null;
    let ways: Vec<&str> = [
        ("uuid", &asked.uuid),
        ("arn", &asked.arn),
        ("function_name", &asked.function_name),
    ]
    .into_iter()
    .filter_map(|(name, it)| set(it).then_some(name))
    .collect();
    let sources = [
        ("event_source_arn", &asked.event_source_arn),
        ("bootstrap_servers", &asked.bootstrap_servers),
    ];
    let parts = [("topic", &asked.topic), ("queue", &asked.queue)];
    let how = "Set uuid, or arn, or function_name with event_source_arn or bootstrap_servers.";
    match ways[..] {
        [] => Some(Diagnostic::error("No event source mapping is named", how)),
        ["function_name"] => match sources.map(|(_, it)| set(it)) {
            [false, false] => {
                let summary = "function_name: needs the event source, too";
                Some(Diagnostic::error(summary, how).at("function_name"))
            }
            [true, true] => {
                let summary = "bootstrap_servers: conflicts with event_source_arn";
                let why = "Self-managed Kafka has no ARN. Set one of the two.";
                Some(Diagnostic::error(summary, why).at("bootstrap_servers"))
            }
            _ if parts.iter().all(|(_, it)| set(it)) => {
                let summary = "queue: conflicts with topic";
                let why = "Kafka has topics, Amazon MQ has queues. Set one of the two.";
                Some(Diagnostic::error(summary, why).at("queue"))
            }
            _ => None,
        },
        [way] => {
            let more = sources.into_iter().chain(parts).find(|(_, it)| set(it))?;
            let summary = format!("{}: conflicts with {way}", more.0);
            let why = format!("{way} names the mapping already. Remove {}.", more.0);
            Some(Diagnostic::error(summary, why).at(more.0))
        }
        [first, second, ..] => {
            Some(Diagnostic::error(format!("{second}: conflicts with {first}"), how).at(second))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(set: &[(&str, &str)]) -> Named {
        let of = |name: &str| {
            let value = set.iter().find(|(it, _)| *it == name);
            match value.map(|(_, it)| *it) {
                Some("?") => Tf::Unknown,
                other => other.map(str::to_owned).into(),
            }
        };
        Named {
            uuid: of("uuid"),
            arn: of("arn"),
            function_name: of("function_name"),
            event_source_arn: of("event_source_arn"),
            bootstrap_servers: of("bootstrap_servers"),
            topic: of("topic"),
            queue: of("queue"),
            ..Named::default()
        }
    }

    #[test]
    fn a_mapping_is_named_in_one_way() {
        let (uuid, arn, function) = (("uuid", "u"), ("arn", "a"), ("function_name", "f"));
        let (source, servers) = (("event_source_arn", "s"), ("bootstrap_servers", "b:1"));
        let (topic, queue) = (("topic", "t"), ("queue", "q"));
        for (set, at) in [
            (&[uuid][..], None),
            (&[arn], None),
            (&[function, source], None),
            (&[function, servers, topic], None),
            (&[function, ("event_source_arn", "?"), queue], None),
            (&[], Some("")),
            (&[source], Some("")),
            (&[function], Some("function_name")),
            (&[function, source, servers], Some("bootstrap_servers")),
            (&[function, source, topic, queue], Some("queue")),
            (&[uuid, arn], Some("arn")),
            (&[uuid, ("function_name", "?")], Some("function_name")),
            (&[uuid, source], Some("event_source_arn")),
            (&[arn, topic], Some("topic")),
        ] {
            let found = contradiction(&asked(set)).map(|it| it.path.to_string());
            assert_eq!(found.as_deref(), at, "{set:?}");
        }
    }

    #[test]
    fn only_the_arn_of_a_mapping_names_one() {
        let uuid = "91eaeb7e-c976-1234-9451-8709db01f137";
        let arn = |rest: &str| format!("arn:aws:lambda:eu-west-1:123456789012:{rest}");
        let of_mapping = arn(&format!("event-source-mapping:{uuid}"));
        assert_eq!(uuid_of(&of_mapping), Some(uuid));
        for other in [
            arn("function:worker"),
            arn("event-source-mapping:x"),
            uuid.to_owned(),
        ] {
            assert_eq!(uuid_of(&other), None, "{other}");
        }
    }
}
