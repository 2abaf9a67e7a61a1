//! A small configuration of each kind of source, to start from.

use serde_json::{Map, Value as Json, json};
use terraform_provider_awslambda::framework::json;
use terraform_provider_awslambda::framework::schema::{Attribute, Nesting, Schema, Shape};
use terraform_provider_awslambda::framework::value::Value;

/// A kind of source, with the smallest configuration that Lambda takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    Sqs,
    Fifo,
    Kinesis,
    DynamoDb,
    Msk,
    Kafka,
    /// Kafka that is read as a share group.
    KafkaQueue,
    Mq,
    DocumentDb,
}

pub(crate) const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf";

impl Base {
    /// All of them.
    pub(crate) const ALL: [Self; 9] = [
        Self::Sqs,
        Self::Fifo,
        Self::Kinesis,
        Self::DynamoDb,
        Self::Msk,
        Self::Kafka,
        Self::KafkaQueue,
        Self::Mq,
        Self::DocumentDb,
    ];
    /// Those that moto knows; `differences.py` shows it of the others.
    pub(crate) const IN_MOTO: [Self; 4] = [Self::Sqs, Self::Fifo, Self::Kinesis, Self::DynamoDb];

    /// The configuration, as in Terraform's JSON syntax.
    pub(crate) fn config(self) -> Json {
        let arn = |rest: &str| format!("arn:aws:{rest}");
        let basic = json!([{"type": "BASIC_AUTH", "uri": SECRET}]);
        let own = json!({
            "self_managed_event_source": [
                {"endpoints": {"KAFKA_BOOTSTRAP_SERVERS": "b-1.example.com:9092,b-2.example.com:9092"}}
            ],
            "topics": ["orders"],
            "source_access_configuration": [
                {"type": "VPC_SUBNET", "uri": "subnet:subnet-0abc"},
                {"type": "VPC_SECURITY_GROUP", "uri": "security_group:sg-0abc"},
            ],
        });
        let more = match self {
            Self::Sqs => json!({"event_source_arn": arn("sqs:eu-west-1:123456789012:orders")}),
            Self::Fifo => {
                json!({"event_source_arn": arn("sqs:eu-west-1:123456789012:orders.fifo")})
            }
            Self::Kinesis => json!({
                "event_source_arn": arn("kinesis:eu-west-1:123456789012:stream/clicks"),
                "starting_position": "LATEST",
            }),
            Self::DynamoDb => json!({
                "event_source_arn":
                    arn("dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000"),
                "starting_position": "TRIM_HORIZON",
            }),
            Self::Msk => json!({
                "event_source_arn": arn("kafka:eu-west-1:123456789012:cluster/c/1234-5"),
                "topics": ["orders"],
                "starting_position": "TRIM_HORIZON",
            }),
            Self::Kafka => merged(own, &json!({"starting_position": "TRIM_HORIZON"})),
            Self::KafkaQueue => merged(
                own,
                &json!({"self_managed_kafka_event_source_config": [{"consumption_mode": "Queue"}]}),
            ),
            Self::Mq => json!({
                "event_source_arn": arn("mq:eu-west-1:123456789012:broker:b:b-1234"),
                "queues": ["orders"],
                "source_access_configuration": basic,
            }),
            Self::DocumentDb => json!({
                "event_source_arn": arn("rds:eu-west-1:123456789012:cluster:docs"),
                "document_db_event_source_config": [{"database_name": "shop"}],
                "source_access_configuration": basic,
                "starting_position": "LATEST",
            }),
        };
        merged(more, &json!({"function_name": "worker"}))
    }

    /// The configuration with some arguments set otherwise; null for those that are left out.
    pub(crate) fn with(self, changes: &Json) -> Json {
        merged(self.config(), changes)
    }
}

fn merged(mut config: Json, changes: &Json) -> Json {
    let all = config.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        all.insert(name.clone(), value.clone());
    }
    all.retain(|_, value| !value.is_null());
    config
}

/// A configuration as a core sends it: with everything that is not set.
pub(crate) fn value(schema: &Schema, config: &Json) -> Value {
    let whole = whole(&schema.attributes, config);
    let text = serde_json::to_vec(&whole).unwrap();
    let (value, unknown) = json::decode(&text, &schema.ty()).unwrap();
    assert!(unknown.is_empty(), "no such arguments: {unknown:?}");
    value
}

fn whole(rows: &[Attribute], config: &Json) -> Json {
    let mut all: Map<String, Json> = config.as_object().unwrap().clone();
    for row in rows {
        let absent = match &row.shape {
            Shape::Block(Nesting::List | Nesting::Set, _) => json!([]),
            _ => Json::Null,
        };
        let value = all.remove(row.name).unwrap_or(absent);
        let value = match (row.inner(), value) {
            (Some(inner), Json::Array(items)) => items.iter().map(|it| whole(inner, it)).collect(),
            (Some(inner), object @ Json::Object(_)) => whole(inner, &object),
            (_, value) => value,
        };
        all.insert(row.name.to_owned(), value);
    }
    Json::Object(all)
}
