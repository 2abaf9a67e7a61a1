//! Which kinds of source an attribute is for, and what Lambda makes of it when it is not set.

use super::checks::GUIDE;
use crate::{
    aws::names::source_kind::SourceKind,
    framework::{
        schema::spec::{Complaint, Rule, Spec},
        value::Value,
    },
};

pub(super) const STREAMS: &[SourceKind] = &[SourceKind::Kinesis, SourceKind::DynamoDb];
pub(super) const KAFKA: &[SourceKind] = &[SourceKind::Msk, SourceKind::Kafka];
pub(super) const STREAMS_AND_KAFKA: &[SourceKind] = &[
    SourceKind::Kinesis,
    SourceKind::DynamoDb,
    SourceKind::Msk,
    SourceKind::Kafka,
];
pub(super) const SQS: &[SourceKind] = &[SourceKind::Sqs, SourceKind::SqsFifo];
pub(super) const POLLED: &[SourceKind] = &[
    SourceKind::Sqs,
    SourceKind::SqsFifo,
    SourceKind::Msk,
    SourceKind::Kafka,
];
pub(super) const MSK: &[SourceKind] = &[SourceKind::Msk];
pub(super) const SELF_MANAGED: &[SourceKind] = &[SourceKind::Kafka];
pub(super) const MQ: &[SourceKind] = &[SourceKind::Mq];
pub(super) const DOCUMENT_DB: &[SourceKind] = &[SourceKind::DocumentDb];
/// Those that keep their records in order, to be read from a position.
pub(super) const POSITIONED: &[SourceKind] = &[
    SourceKind::Kinesis,
    SourceKind::DynamoDb,
    SourceKind::Msk,
    SourceKind::Kafka,
    SourceKind::DocumentDb,
];
/// Those that can be told to start at a time.
pub(super) const TIMED: &[SourceKind] = &[
    SourceKind::Kinesis,
    SourceKind::Msk,
    SourceKind::Kafka,
    SourceKind::DocumentDb,
];
/// Those that need credentials of their own.
pub(super) const WITH_ACCESS: &[SourceKind] = &[
    SourceKind::Msk,
    SourceKind::Kafka,
    SourceKind::Mq,
    SourceKind::DocumentDb,
];
/// Those whose function can report failed records, and that count events.
pub(super) const BUT_MQ_AND_DOCUMENT_DB: &[SourceKind] = &[
    SourceKind::Kinesis,
    SourceKind::DynamoDb,
    SourceKind::Sqs,
    SourceKind::SqsFifo,
    SourceKind::Msk,
    SourceKind::Kafka,
];

/// The parts of rows about kinds.
pub(super) trait ForKinds {
    /// The attribute is for these kinds only. For another kind only an empty value is allowed. It is never
    /// sent, and it is planned as null if it is not set.
    fn for_kinds(self, kinds: &'static [SourceKind]) -> Self;
    /// The attribute is for all sources but Kafka that is read as a queue.
    fn not_for_queue_mode(self) -> Self;
}

impl ForKinds for Spec {
    fn for_kinds(self, kinds: &'static [SourceKind]) -> Self {
        let says = format!("Only for {}.", list(kinds));
        let fits = move |config: &Value| source_kind(config).map(|it| kinds.contains(&it));
        self.only_if(fits).rule(
            Rule::new(says, move |value, config| match source_kind(config) {
                Some(kind) if !kinds.contains(&kind) && !may_ask_for_nothing(value) => {
                    Err(Complaint::new(
                        format!("not supported for {}", kind.says()),
                        format!("Lambda supports it only for {}. Remove it.", list(kinds)),
                    ))
                }
                _ => Ok(()),
            })
            .recorded("\"Unsupported '…' parameter for given event source mapping type\""),
        )
    }

    fn not_for_queue_mode(self) -> Self {
        let fits = |config: &Value| is_queue_mode(config).map(|it| !it);
        let says = "Not for Kafka with `consumption_mode = \"Queue\"`.";
        self.only_if(fits).rule(Rule::new(says, |value, config| {
            if is_queue_mode(config) == Some(true) && !asks_for_nothing(value) {
                return Err(Complaint::new(
                    "not supported with consumption_mode = \"Queue\"",
                    "A share group has neither a starting position nor a batching window. Remove it.",
                ));
            }
            Ok(())
        }).documented(GUIDE))
    }
}

/// The kind of source in a whole configuration. None if it is unknown or invalid.
pub(super) fn source_kind(config: &Value) -> Option<SourceKind> {
    kind_of(
        config.attribute("event_source_arn"),
        config.attribute("self_managed_event_source"),
    )
}

/// The kind of source by its ARN; without one it is the user's own Kafka, whose servers stand in a block.
pub(super) fn kind_of(arn: &Value, own: &Value) -> Option<SourceKind> {
    match (arn, own) {
        (Value::String(arn), _) => SourceKind::of(arn),
        (Value::Null, Value::List(blocks)) if !blocks.is_empty() => Some(SourceKind::Kafka),
        _ => None,
    }
}

/// The rule, which accepts a zero if the source is none of `kinds`: there a zero means unset.
pub(super) fn or_unused(kinds: &'static [SourceKind], rule: Rule) -> Rule {
    let rule_says = rule.says.clone();
    let evidence = rule.evidence;
    let unless_unused = move |value: &Value, config: &Value| {
        let other = source_kind(config).is_some_and(|it| !kinds.contains(&it));
        if other && asks_for_nothing(value) {
            return Vec::new();
        }
        rule.check(value, config)
    };
    Rule::several(rule_says, unless_unused).with(evidence)
}

/// Whether a value asks for nothing, or may, because it is unknown: a dynamic block over an unknown collection is
/// one block in which everything is unknown.
fn may_ask_for_nothing(value: &Value) -> bool {
    fn is_open(value: &Value) -> bool {
        match value {
            Value::Unknown(_) => true,
            Value::Object(all) => all.values().all(is_open),
            Value::List(items) | Value::Set(items) => {
                !items.is_empty() && items.iter().all(is_open)
            }
            _ => false,
        }
    }
    asks_for_nothing(value) || is_open(value)
}

/// Whether a value means that the attribute is unused. Modules set every attribute, many of them to such a
/// value.
fn asks_for_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(it) => it.as_i64() == Some(0),
        Value::String(it) => it.is_empty(),
        Value::List(items) | Value::Set(items) => items.is_empty(),
        Value::Map(items) => items.is_empty(),
        _ => false,
    }
}

/// The kinds in words: `Kinesis, DynamoDB and MSK`.
fn list(kinds: &[SourceKind]) -> String {
    let names: Vec<_> = kinds.iter().map(|it| it.name()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Whether Kafka is read as a queue (a share group); nothing while that is not known.
pub(super) fn is_queue_mode(config: &Value) -> Option<bool> {
    match config.attribute("self_managed_kafka_event_source_config") {
        Value::Unknown(_) => None,
        Value::List(blocks) => match blocks.first().map(|it| it.attribute("consumption_mode")) {
            Some(Value::Unknown(_)) => None,
            Some(Value::String(mode)) => Some(mode == "Queue"),
            _ => Some(false),
        },
        _ => Some(false),
    }
}

// === defaults ===

/// The largest batch that Lambda takes when none is set.
pub(super) fn batch(config: &Value) -> Value {
    by_kind(config, |kind| {
        Value::from(if kind.is_sqs() { 10 } else { 100 })
    })
}

/// The batching window when none is set. Kafka, MQ and DocumentDB have one of half a second then,
/// which no number of whole seconds says. A FIFO queue allows no window, and reports it as 0.
pub(super) fn window(config: &Value) -> Value {
    by_kind(config, |kind| {
        if has_whole_seconds_only_once_set(kind) {
            Value::Null
        } else {
            Value::from(0)
        }
    })
}

/// How often a failed batch is tried again: until it is too old, but not in a share group.
pub(super) fn retries(config: &Value) -> Value {
    match is_queue_mode(config) {
        None => Value::UNKNOWN,
        Some(true) => Value::from(0),
        Some(false) => Value::from(-1),
    }
}

/// Default of `minimum_pollers`.
pub(super) fn pollers(config: &Value) -> Value {
    by_kind(config, |kind| {
        Value::from(if kind.is_sqs() { 2 } else { 1 })
    })
}

/// Whether a batching window, once set, can never be unset.
pub(super) fn has_whole_seconds_only_once_set(kind: SourceKind) -> bool {
    !kind.is_sqs() && !kind.is_stream()
}

fn by_kind(config: &Value, value: impl FnOnce(SourceKind) -> Value) -> Value {
    source_kind(config).map_or(Value::UNKNOWN, value)
}

/// Whether the API reports what became of the last batch: it does not for SQS.
pub(super) fn has_results(config: &Value) -> Option<bool> {
    source_kind(config).map(|it| !it.is_sqs())
}

/// Whether a consumer group reads the source.
pub(super) fn is_kafka(config: &Value) -> Option<bool> {
    source_kind(config).map(SourceKind::is_kafka)
}

/// Whether a key encrypts the filters, so that they may be unreadable.
pub(super) fn has_key(config: &Value) -> Option<bool> {
    match config.attribute("kms_key_arn") {
        Value::Unknown(_) => None,
        key => Some(!asks_for_nothing(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_listed_as_in_a_sentence() {
        assert_eq!(list(MSK), "MSK");
        assert_eq!(list(KAFKA), "MSK and self-managed Kafka");
        assert_eq!(list(POLLED), "SQS, SQS FIFO, MSK and self-managed Kafka");
    }
}
