//! The function and the source.

use super::{GUIDE, MODEL, block, elements, has_no_block, text};
use crate::{
    aws::{
        event_source_mapping::kinds::source_kind,
        names::{arn::Arn, brokers::Brokers, function_name::FunctionName, source_kind::SourceKind},
    },
    framework::{
        diagnostics::shown,
        schema::{
            evidence::Evidence,
            rules,
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
            "The name of a function has at most 64 characters.",
        )),
        Some(_) if it.len() <= 256 => Ok(()),
        _ => Err(Complaint::new(
            format!("\"{}\" is not a function name or ARN", shown(it)),
            "Use a name (\"worker\"), a name and a qualifier (\"worker:live\"), an account and a name \
             (\"123456789012:function:worker\"), or an ARN. At most 256 characters.",
        )),
    })
    .documented(MODEL)
}

pub(in crate::aws::event_source_mapping) fn source_arn() -> Rule {
    let says = "An SQS queue, a Kinesis stream or consumer, the stream of a DynamoDB table, an MSK \
                cluster or VPC connection, an Amazon MQ broker, or a DocumentDB cluster.";
    rules::text(says, |it, _| {
        let is_not = |what: &str, detail: &str| {
            let summary = format!("\"{}\" is not {what}", shown(it));
            Err(Complaint::new(summary, detail))
        };
        if SourceKind::of(it).is_some() {
            return Ok(());
        }
        if Arn::parse(it).is_none() {
            if it.starts_with("arn:") {
                return is_not(
                    "the ARN of an event source",
                    "Use a complete ARN with Region and account, such as \
                     \"arn:aws:sqs:eu-west-1:123456789012:orders\".",
                )
                .map_err(|it| it.by(Evidence::Documented(MODEL)));
            }
            let hint = if it.starts_with("https://") { "not the URL" } else { "not the name" };
            return is_not(
                "an ARN",
                &format!(
                    "Use the ARN of the source, {hint}, such as \
                     \"arn:aws:sqs:eu-west-1:123456789012:orders\"."
                ),
            )
            .map_err(|it| it.by(Evidence::Documented(MODEL)));
        }
        match Arn::parse(it).map(|arn| arn.service) {
            Some("dynamodb") => is_not(
                "the ARN of a stream",
                "Lambda reads the stream of a table. Use the attribute stream_arn of the table.",
            ),
            Some("kinesis") => is_not(
                "the ARN of a stream",
                "Use the ARN of a stream, \"…:stream/clicks\", or of a consumer, \
                 \"…:stream/clicks/consumer/reader:1700000000\".",
            ),
            Some("kafka") => is_not(
                "the ARN of a cluster",
                "Use the ARN of a cluster, \"…:cluster/name/uuid\", or of a VPC connection. Set the \
                 topic in topics.",
            ),
            Some("mq") => is_not(
                "the ARN of a broker",
                "Use the ARN of a broker, \"…:broker:name:b-…\". Set the queue in queues.",
            ),
            Some("rds") => is_not(
                "the ARN of a cluster",
                "Use the ARN of a DocumentDB cluster, \"…:cluster:name\". Lambda does not read other \
                 databases of RDS.",
            ),
            Some("sns") => is_not(
                "an event source",
                "SNS invokes functions without an event source mapping. Subscribe the function to the \
                 topic.",
            ),
            _ => is_not(
                "an event source",
                "Lambda reads SQS, Kinesis, DynamoDB streams, MSK, Amazon MQ and DocumentDB.",
            ),
        }
    })
    .recorded("\"Unrecognized event source.\"")
}

/// One of both names the source.
pub(in crate::aws::event_source_mapping) fn one_source() -> Rule {
    let says = "Exactly one of `event_source_arn` and `self_managed_event_source` must be set.";
    Rule::new(says, |_, config| {
        if has_no_block(config, "self_managed_event_source") {
            return Err(Complaint::new(
                "the event source is missing",
                "Set event_source_arn to the ARN of the source. For a Kafka cluster of your own, set \
                 self_managed_event_source instead.",
            ));
        }
        Ok(())
    })
    .recorded("\"Unrecognized event source.\"")
}

pub(in crate::aws::event_source_mapping) fn not_two_sources() -> Rule {
    // The row of `event_source_arn` says it.
    Rule::new("", |_, config| {
        if config.attribute("event_source_arn").is_null() {
            return Ok(());
        }
        Err(Complaint::new(
            "excludes event_source_arn",
            "A mapping has one event source. Remove one of the two.",
        ))
    })
}

pub(in crate::aws::event_source_mapping) fn endpoints() -> Rule {
    let says = "`KAFKA_BOOTSTRAP_SERVERS` with 1 to 10 servers of the form `host:port`, separated by \
                commas.";
    Rule::several(says, |value, _| {
        let Value::Map(endpoints) = value else {
            return Vec::new();
        };
        let mut found: Vec<_> = endpoints
            .keys()
            .filter(|it| *it != SERVERS)
            .map(|it| {
                Complaint::new(
                    format!("\"{}\" is not a valid key", shown(it)),
                    format!("The only valid key is {SERVERS}."),
                )
            })
            .collect();
        match endpoints.get(SERVERS) {
            None | Some(Value::Null) => found.push(Complaint::new(
                format!("{SERVERS} is missing"),
                format!(
                    "Set {SERVERS} to the servers of the cluster, such as \
                     \"b-1.example.com:9092,b-2.example.com:9092\"."
                ),
            )),
            Some(Value::String(text)) => found.extend(servers(&Brokers(text.clone()))),
            Some(_) => {}
        }
        found
    })
    .documented(MODEL)
}

fn servers(brokers: &Brokers) -> Option<Complaint> {
    let servers: Vec<_> = brokers.servers().collect();
    if !(1..=10).contains(&servers.len()) {
        return Some(Complaint::new(
            format!("1 to 10 servers are allowed, got {}", servers.len()),
            "List the bootstrap servers, separated by commas.",
        ));
    }
    let wrong = servers.iter().find(|it| !is_server(it));
    if let Some(wrong) = wrong {
        return Some(Complaint::new(
            format!("\"{}\" is not a host and a port", shown(wrong)),
            "Use the form \"b-1.example.com:9092\". At most 300 characters.",
        ));
    }
    (brokers.meaning().len() < servers.len()).then(|| {
        Complaint::new(
            "a server is listed twice",
            "Lambda counts each server once. Remove the second entry.",
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
    Rule::new("Required there.", |_, config| match source_kind(config) {
        Some(kind) if kind.is_kafka() => Err(Complaint::new(
            "required for Kafka",
            "A mapping reads one topic. Set it, such as topics = [\"orders\"].",
        )),
        _ => Ok(()),
    })
    .documented(GUIDE)
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
                format!("\"{}\" is not a topic name", shown(it)),
                "Use 2 to 249 letters, digits, \"-\", \"_\" and \".\". The first character is not \
                 \".\".",
            )
        }));
        found
    })
    .documented(MODEL)
}

fn is_topic(name: &str) -> bool {
    name.chars().nth(1).is_some() && is_short_topic(name)
}

/// Whether a text is a topic where one character is enough, as in a destination.
pub(super) fn is_short_topic(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next().is_some_and(|it| it != '.');
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    first && letters.all(plain) && name.chars().count() <= 249
}

pub(in crate::aws::event_source_mapping) fn queues_of_mq() -> Rule {
    Rule::new("Required there.", |_, config| match source_kind(config) {
        Some(SourceKind::Mq) => Err(Complaint::new(
            "required for Amazon MQ",
            "A mapping reads one queue of the broker. Set it, such as queues = [\"orders\"].",
        )),
        _ => Ok(()),
    })
    .documented(GUIDE)
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
                    format!("the name has {} characters", length(it)),
                    "The name of a queue has 1 to 1000 characters.",
                )
            }));
            found
        },
    )
    .documented(MODEL)
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
        format!("exactly one {what} is allowed, got {}", items.len()),
        format!("Create one mapping for each {what}."),
    )]
}

/// `DocumentDB` is read by database and collection.
pub(in crate::aws::event_source_mapping) fn database_of_document_db() -> Rule {
    Rule::new("Required there.", |_, config| {
        match source_kind(config) {
            Some(SourceKind::DocumentDb) => Err(Complaint::new(
                "required for DocumentDB",
                "A mapping reads the change stream of one database. Add a block with its database_name.",
            )),
            _ => Ok(()),
        }
    })
    .documented(GUIDE)
}

pub(in crate::aws::event_source_mapping) fn database_name() -> Rule {
    let says = "1 to 63 characters, without spaces, `/`, `\\`, `.`, `$` and `\"`.";
    rules::text(says, |it, _| {
        let bad = |it: char| " /\\.$\"".contains(it);
        if (1..=63).contains(&it.chars().count()) && !it.contains(bad) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a database name", shown(it)),
            "Use 1 to 63 characters, without spaces, \"/\", \"\\\", \".\", \"$\" and quotes.",
        ))
    })
    .documented(MODEL)
}

pub(in crate::aws::event_source_mapping) fn collection_name() -> Rule {
    let says = "At most 57 characters, no `$`. The first is a letter, a digit or `_`. Not a name that \
                begins with `system.`.";
    rules::text(says, |it, _| {
        let begins = |it: char| it.is_ascii_alphanumeric() || it == '_';
        // An empty name counts as unset.
        if it.is_empty()
            || (it.starts_with(begins)
                && it.chars().count() <= 57
                && !it.starts_with("system.")
                && !it.contains('$'))
        {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a collection name", shown(it)),
            "Use at most 57 characters, without \"$\". The first is a letter, a digit or \"_\". The \
             name does not begin with \"system.\".",
        ))
    })
    .documented(MODEL)
}

/// Whether the configuration names `name` in a block of this name.
pub(super) fn names<'a>(config: &'a Value, within: &str, name: &str) -> Option<&'a str> {
    block(config, within).and_then(|it| text(it.attribute(name)))
}
