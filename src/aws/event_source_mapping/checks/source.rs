//! The function and the source.

use super::{block, elements, has_no_block, text};
use crate::{
    aws::{
        event_source_mapping::kinds::source_kind,
        names::{arn::Arn, brokers::Brokers, function_name::FunctionName, source_kind::SourceKind},
    },
    framework::{
        schema::{
            rules::{self, shown},
            spec::{Complaint, Rule},
        },
        value::Value,
    },
};

/// The only key that the API takes for the endpoints of self-managed Kafka.
const SERVERS: &str = "KAFKA_BOOTSTRAP_SERVERS";

pub(in crate::aws::event_source_mapping) fn function_name() -> Rule {
    let says = "One of `name`, `name:qualifier`, `account:function:name`, or an ARN with or without \
                a qualifier, which is a version or an alias.";
    rules::text(says, |it, _| match FunctionName::parse(it) {
        Some(function) if !it.contains(':') && function.name.len() > 64 => Err(Complaint::new(
            format!("the name has {} characters", it.len()),
            "The name of a Lambda function has at most 64 characters.",
        )),
        Some(_) if it.len() <= 256 => Ok(()),
        _ => Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It must be the name of a Lambda function (\"worker\"), a name and a qualifier \
             (\"worker:live\"), an account and a name (\"123456789012:function:worker\"), or the \
             ARN of a function, of at most 256 characters.",
        )),
    })
}

pub(in crate::aws::event_source_mapping) fn source_arn() -> Rule {
    let says = "An SQS queue, a Kinesis stream or consumer, the stream of a DynamoDB table, an MSK \
                cluster or VPC connection, an Amazon MQ broker, or a DocumentDB cluster.";
    rules::text(says, |it, _| {
        let complain =
            |detail: &str| Err(Complaint::new(format!("it is \"{}\"", shown(it)), detail));
        if SourceKind::of(it).is_some() {
            return Ok(());
        }
        match Arn::parse(it).map(|arn| arn.service) {
            None if it.starts_with("https://") => complain(
                "It is a URL. Use the ARN of the queue instead, such as \
                 \"arn:aws:sqs:eu-west-1:123456789012:orders\".",
            ),
            None => complain(
                "It must be an ARN such as \"arn:aws:sqs:eu-west-1:123456789012:orders\". A name or \
                 a URL of the source is not enough.",
            ),
            Some("dynamodb") => complain(
                "It is the ARN of a table. Lambda reads the table's stream, whose ARN ends in \
                 \"/stream/\" and a time: use the attribute stream_arn of the table.",
            ),
            Some("kinesis") => complain(
                "A Kinesis source is a stream, \"…:stream/clicks\", or a consumer of one, \
                 \"…:stream/clicks/consumer/reader:1700000000\".",
            ),
            Some("kafka") => complain(
                "An MSK source is a cluster, \"…:cluster/name/uuid\", or a VPC connection to one. \
                 The topic has an argument of its own, topics.",
            ),
            Some("mq") => complain(
                "An Amazon MQ source is a broker, \"…:broker:name:b-…\". The queue has an argument \
                 of its own, queues.",
            ),
            Some("rds") => complain(
                "A DocumentDB source is a cluster, \"…:cluster:name\". Lambda does not read from \
                 other databases of RDS.",
            ),
            Some("sns") => complain(
                "SNS calls functions itself, without an event source mapping: subscribe the \
                 function to the topic.",
            ),
            Some(_) => complain(
                "Lambda cannot read from it with an event source mapping. Use SQS, Kinesis, a \
                 DynamoDB stream, MSK, Amazon MQ or DocumentDB.",
            ),
        }
    })
}

/// One of both names the source.
pub(in crate::aws::event_source_mapping) fn one_source() -> Rule {
    let says = "Exactly one of `event_source_arn` and `self_managed_event_source` must be set.";
    Rule::new(says, |_, config| {
        if has_no_block(config, "self_managed_event_source") {
            return Err(Complaint::new(
                "The event source is missing",
                "Set event_source_arn to the ARN of the source, or self_managed_event_source to the \
                 servers of a Kafka cluster of your own.",
            ));
        }
        Ok(())
    })
}

pub(in crate::aws::event_source_mapping) fn not_two_sources() -> Rule {
    Rule::new("Not together with `event_source_arn`.", |_, config| {
        if config.attribute("event_source_arn").is_null() {
            return Ok(());
        }
        Err(Complaint::new(
            "there is an event_source_arn, too",
            "A mapping has one source: event_source_arn for one at AWS, \
             self_managed_event_source for Kafka of your own. Remove one of them.",
        ))
    })
}

pub(in crate::aws::event_source_mapping) fn endpoints() -> Rule {
    let says = "`KAFKA_BOOTSTRAP_SERVERS`, with 1 to 10 servers of the form `host:port`, and commas \
                between them.";
    Rule::several(says, |value, _| {
        let Value::Map(endpoints) = value else {
            return Vec::new();
        };
        let mut found: Vec<_> = endpoints
            .keys()
            .filter(|it| *it != SERVERS)
            .map(|it| {
                Complaint::new(
                    format!("the key \"{}\" is not known", shown(it)),
                    format!("The only key that Lambda takes is {SERVERS}."),
                )
            })
            .collect();
        match endpoints.get(SERVERS) {
            None | Some(Value::Null) => found.push(Complaint::new(
                format!("{SERVERS} is missing"),
                format!(
                    "Set {SERVERS} to the servers of the cluster: \
                     \"b-1.example.com:9092,b-2.example.com:9092\"."
                ),
            )),
            Some(Value::String(text)) => found.extend(servers(&Brokers(text.clone()))),
            Some(_) => {}
        }
        found
    })
}

fn servers(brokers: &Brokers) -> Option<Complaint> {
    let servers: Vec<_> = brokers.servers().collect();
    if !(1..=10).contains(&servers.len()) {
        return Some(Complaint::new(
            format!("it has {} servers", servers.len()),
            "Lambda takes 1 to 10 bootstrap servers.",
        ));
    }
    let wrong = servers.iter().find(|it| !is_server(it));
    if let Some(wrong) = wrong {
        return Some(Complaint::new(
            format!("\"{}\" is no server", shown(wrong)),
            "A server is a host and a port, such as \"b-1.example.com:9092\", of at most 300 \
             characters.",
        ));
    }
    (brokers.meaning().len() < servers.len()).then(|| {
        Complaint::new(
            "a server is named twice",
            "Lambda counts each server once. Name each once.",
        )
        .advice()
    })
}

fn is_server(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    // The API's pattern knows names and IPv4, and no underscores.
    let label = |it: &str| {
        let plain = it
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'-');
        plain && !it.is_empty() && !it.starts_with('-') && !it.ends_with('-')
    };
    text.len() <= 300 && host.split('.').all(label) && port.parse::<u16>().is_ok_and(|it| it > 0)
}

/// Kafka is read by topic.
pub(in crate::aws::event_source_mapping) fn topics_of_kafka() -> Rule {
    Rule::new("Required for Kafka.", |_, config| {
        match source_kind(config) {
            Some(kind) if kind.is_kafka() => Err(Complaint::new(
                "\"topics\" is missing",
                "A mapping of Kafka reads one topic. Set topics = [\"orders\"].",
            )),
            _ => Ok(()),
        }
    })
}

pub(in crate::aws::event_source_mapping) fn one_topic() -> Rule {
    let says = "Exactly one topic, of 2 to 249 letters, digits, `-`, `_` and `.`, which does not \
                begin with `.`.";
    Rule::several(says, |value, config| {
        let fits = source_kind(config).is_some_and(SourceKind::is_kafka);
        let mut found = one_of_its_kind(value, "topic", fits);
        let wrong = elements(value).filter_map(text).find(|it| !is_topic(it));
        found.extend(wrong.map(|it| {
            Complaint::new(
                format!("\"{}\" is no name of a topic", shown(it)),
                "The name of a topic has 2 to 249 letters, digits, \"-\", \"_\" and \".\", and does \
                 not begin with \".\".",
            )
        }));
        found
    })
}

fn is_topic(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next().is_some_and(|it| it != '.');
    let rest = letters.as_str();
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    first && !rest.is_empty() && rest.chars().all(plain) && name.chars().count() <= 249
}

pub(in crate::aws::event_source_mapping) fn queues_of_mq() -> Rule {
    Rule::new("Required for Amazon MQ.", |_, config| {
        match source_kind(config) {
            Some(SourceKind::Mq) => Err(Complaint::new(
                "\"queues\" is missing",
                "A mapping of Amazon MQ reads one queue of the broker. Set queues = [\"orders\"].",
            )),
            _ => Ok(()),
        }
    })
}

pub(in crate::aws::event_source_mapping) fn one_queue() -> Rule {
    Rule::several(
        "Exactly one queue, of 1 to 1,000 characters.",
        |value, config| {
            let fits = source_kind(config) == Some(SourceKind::Mq);
            let mut found = one_of_its_kind(value, "queue", fits);
            let length = |it: &str| it.chars().count();
            let wrong = elements(value)
                .filter_map(text)
                .find(|it| !(1..=1000).contains(&length(it)));
            found.extend(wrong.map(|it| {
                Complaint::new(
                    format!("the name of the queue has {} characters", length(it)),
                    "Lambda takes names of 1 to 1,000 characters.",
                )
            }));
            found
        },
    )
}

/// `fits`: the kind of source has such a thing. For another, none is as good as not set.
fn one_of_its_kind(value: &Value, what: &str, fits: bool) -> Vec<Complaint> {
    let (Value::List(items) | Value::Set(items)) = value else {
        return Vec::new();
    };
    if items.len() == 1 || (items.is_empty() && !fits) {
        return Vec::new();
    }
    vec![Complaint::new(
        format!("there are {} of them", items.len()),
        format!("A mapping reads exactly one {what}. Make a mapping for each."),
    )]
}

/// `DocumentDB` is read by database and collection.
pub(in crate::aws::event_source_mapping) fn database_of_document_db() -> Rule {
    Rule::new("Required for DocumentDB.", |_, config| {
        match source_kind(config) {
            Some(SourceKind::DocumentDb) => Err(Complaint::new(
                "\"document_db_event_source_config\" is missing",
                "A mapping of DocumentDB reads the change stream of a database. Add a block \
                 document_db_event_source_config with its database_name.",
            )),
            _ => Ok(()),
        }
    })
}

pub(in crate::aws::event_source_mapping) fn database_name() -> Rule {
    let says = "1 to 63 characters, without spaces, `/`, `\\`, `.`, `$` and `\"`.";
    rules::text(says, |it, _| {
        let bad = |it: char| " /\\.$\"".contains(it);
        if (1..=63).contains(&it.chars().count()) && !it.contains(bad) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "The name of a database has 1 to 63 characters, without spaces, \"/\", \"\\\", \".\", \
             \"$\" and quotes.",
        ))
    })
}

pub(in crate::aws::event_source_mapping) fn collection_name() -> Rule {
    let says = "At most 57 characters, not beginning with `system.`.";
    rules::text(says, |it, _| {
        if it.chars().count() <= 57 && !it.starts_with("system.") && !it.contains('$') {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "The name of a collection has at most 57 characters, no \"$\", and does not begin with \
             \"system.\".",
        ))
    })
}

/// Whether the configuration names `name` in a block of this name.
pub(super) fn names<'a>(config: &'a Value, within: &str, name: &str) -> Option<&'a str> {
    block(config, within).and_then(|it| text(it.attribute(name)))
}
