//! The form of the records of each kind of source, and patterns that fit none of them.
//!
//! The fields of records are those of the examples in Lambda's developer guide. The guide promises
//! filtering by the payload alone ("only support filtering on the `body` key"); other fields of a
//! record are filtered all the same, as its older editions said, and are accepted here.

use super::{
    consequence::{consequence, texts_only},
    dynamodb,
    findings::{Findings, Place},
    pattern::{Field, Fields, Matcher, Rule, Scalar, Test},
};
use crate::{
    aws::names::source_kind::SourceKind,
    framework::{diagnostics::shown, json::syntax},
};

/// The records of a kind of source, as filters see them.
pub(super) struct Shape {
    /// The fields that hold what was sent; the first is the usual one.
    pub(super) payload: &'static [&'static str],
    /// Whether what was sent may be any text, or is always JSON.
    plain: bool,
    /// The fields that tell of the record.
    metadata: &'static [&'static str],
    /// Those among them whose values are texts, also where they look like numbers.
    texts: &'static [&'static str],
}

const SQS: Shape = Shape {
    payload: &["body"],
    plain: true,
    metadata: &[
        "messageId",
        "receiptHandle",
        "attributes",
        "messageAttributes",
        "md5OfBody",
        "md5OfMessageAttributes",
        "eventSource",
        "eventSourceARN",
        "awsRegion",
    ],
    texts: &["messageId", "attributes", "eventSource", "awsRegion"],
};

const KINESIS: Shape = Shape {
    payload: &["data"],
    plain: false,
    metadata: &[
        "kinesisSchemaVersion",
        "partitionKey",
        "sequenceNumber",
        "approximateArrivalTimestamp",
        "encryptionType",
        "eventSource",
        "eventVersion",
        "eventID",
        "eventName",
        "invokeIdentityArn",
        "awsRegion",
        "eventSourceARN",
    ],
    texts: &[
        "partitionKey",
        "sequenceNumber",
        "eventVersion",
        "eventName",
    ],
};

const DYNAMODB: Shape = Shape {
    payload: &["dynamodb"],
    plain: false,
    metadata: &[
        "eventID",
        "eventName",
        "eventVersion",
        "eventSource",
        "awsRegion",
        "eventSourceARN",
        "userIdentity",
    ],
    texts: &["eventName", "eventVersion", "eventSource", "awsRegion"],
};

const KAFKA: Shape = Shape {
    payload: &["value", "key"],
    plain: true,
    metadata: &[
        "topic",
        "partition",
        "offset",
        "timestamp",
        "timestampType",
        "headers",
        "eventSource",
        "eventSourceArn",
        "eventSourceKey",
        "bootstrapServers",
    ],
    texts: &["topic", "timestampType"],
};

const MQ: Shape = Shape {
    payload: &["data"],
    plain: true,
    metadata: &[
        "messageID",
        "messageType",
        "deliveryMode",
        "replyTo",
        "type",
        "expiration",
        "priority",
        "correlationId",
        "redelivered",
        "destination",
        "timestamp",
        "brokerInTime",
        "brokerOutTime",
        "properties",
        "basicProperties",
        "eventSource",
        "eventSourceArn",
    ],
    texts: &["messageID", "messageType"],
};

/// Names at the root of what is no record: the batch that the function gets, or what a pattern
/// stands in.
const AROUND: [&str; 5] = [
    "Records",
    "records",
    "messages",
    "rmqMessagesByQueue",
    "events",
];
const OF_THE_API: [&str; 5] = ["Filters", "Filter", "Pattern", "pattern", "filter"];

/// The records of a kind of source; nothing for one that is not filtered.
pub(super) fn shape(kind: SourceKind) -> Option<&'static Shape> {
    match kind {
        SourceKind::Sqs | SourceKind::SqsFifo => Some(&SQS),
        SourceKind::Kinesis => Some(&KINESIS),
        SourceKind::DynamoDb => Some(&DYNAMODB),
        SourceKind::Msk | SourceKind::Kafka => Some(&KAFKA),
        SourceKind::Mq => Some(&MQ),
        SourceKind::DocumentDb => None,
    }
}

pub(super) fn check(pattern: &Fields, kind: SourceKind, found: &mut Findings) {
    let Some(shape) = shape(kind) else {
        found.warning(
            &Place::default(),
            format!(
                "is for {}, whose events Lambda does not filter",
                kind.says()
            ),
            "The guide of Lambda excludes filters for DocumentDB. Remove the filter, and test the \
             events in the function.",
        );
        return;
    };
    for field in pattern.level() {
        let name = field.name.as_str();
        if shape.payload.contains(&name) {
            payload(field, kind, shape, found);
        } else if shape.metadata.contains(&name) {
            if shape.texts.contains(&name) {
                let why = format!("\"{name}\" holds texts in the records of {}", kind.says());
                texts_only(&field.rule, &why, found);
            }
            if kind == SourceKind::DynamoDb && name == "eventName" {
                dynamodb::event_name(&field.rule, found);
            }
        } else {
            let consequence = consequence(&field.rule);
            found.warning(
                &field.at,
                format!("is not in the records of {}, so {consequence}", kind.says()),
                where_it_is(field, kind, shape),
            );
        }
    }
}
/// Where a field that is in no record may be meant.
fn where_it_is(field: &Field, kind: SourceKind, shape: &Shape) -> String {
    let name = field.name.as_str();
    let shown = shown(name);
    let payload = shape.payload[0];
    let known = || shape.payload.iter().chain(shape.metadata);
    if AROUND.contains(&name) {
        return format!(
            "A pattern describes one record and not the batch of them: write what is inside, such as \
             {{ \"{payload}\": … }}."
        );
    }
    if OF_THE_API.contains(&name) {
        return "Each filter takes a pattern by itself: write what is inside of it.".to_owned();
    }
    if kind == SourceKind::Kinesis && name == "kinesis" {
        return "Lambda matches what is inside of \"kinesis\": write its fields at the root, such as \
                { \"data\": … }."
            .to_owned();
    }
    if let Some(near) = known().find(|it| it.eq_ignore_ascii_case(name)) {
        return format!("Names are compared with their case. Did you mean \"{near}\"?");
    }
    if kind == SourceKind::DynamoDb && dynamodb::is_part(name) {
        return format!("It is a part of \"dynamodb\": {{ \"dynamodb\": {{ \"{shown}\": … }} }}.");
    }
    if ["body", "data", "value", "dynamodb"].contains(&name) {
        return format!("The payload of {} is named \"{payload}\".", kind.says());
    }
    if kind == SourceKind::DynamoDb {
        return format!(
            "The attributes of an item are below \"dynamodb\": {{ \"dynamodb\": {{ \"NewImage\": {{ \
             \"{shown}\": {{ \"S\": [\"…\"] }} }} }} }}."
        );
    }
    format!(
        "Fields of the payload are below \"{payload}\": {{ \"{payload}\": {{ \"{shown}\": … }} }}."
    )
}

fn payload(field: &Field, kind: SourceKind, shape: &Shape, found: &mut Findings) {
    let name = &field.name;
    match &field.rule {
        Rule::Nested(inner) if kind == SourceKind::DynamoDb => dynamodb::check(inner, found),
        Rule::Nested(_) => {}
        Rule::Any(_) if !shape.plain => {
            let example = if kind == SourceKind::DynamoDb {
                "{ \"dynamodb\": { \"Keys\": { \"id\": { \"S\": [\"a\"] } } } }"
            } else {
                "{ \"data\": { \"kind\": [\"order\"] } }"
            };
            found.error(
                &field.at,
                "is a list and not an object",
                format!(
                    "For {} it must name fields of the JSON: {example}.",
                    kind.says()
                ),
            );
        }
        Rule::Any(tests) => {
            let why = format!("A \"{name}\" that is not JSON is a text");
            texts_only(&field.rule, &why, found);
            for test in tests {
                json_as_text(name, test, found);
            }
        }
    }
}

/// A payload that is JSON never matches a pattern for a plain text.
fn json_as_text(name: &str, test: &Test, found: &mut Findings) {
    if let Matcher::Is(Scalar::Text(text)) = &test.matcher
        && matches!(
            syntax::read(text.as_bytes()),
            Ok(syntax::Json::Object(_) | syntax::Json::Array(_))
        )
    {
        found.warning(
            &test.at,
            "is JSON as a text, which never matches",
            format!(
                "Lambda reads a payload that is JSON, and drops it when the pattern lists texts. Name \
                 its fields: {{ \"{name}\": {{ \"kind\": [\"order\"] }} }}."
            ),
        );
    }
}
