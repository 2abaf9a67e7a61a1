//! Kafka: consumer groups, modes and schema registries.

use super::*;
use Base::{Kafka, Msk, Sqs};

macro_rules! registry {
    ($($rest:literal),*) => {
        [$( concat!("self_managed_kafka_event_source_config[0].schema_registry_config", $rest) ),*]
    };
}

const REGISTRY: [&str; 8] = registry![
    "",
    "[0].schema_registry_uri",
    "[0].event_record_format",
    "[0].access_config",
    "[0].access_config.uri",
    "[0].access_config.type",
    "[0].schema_validation_config",
    "[0].schema_validation_config.attribute"
];

pub(super) fn all() -> Vec<Case> {
    let config = "self_managed_kafka_event_source_config";
    let managed = "amazon_managed_kafka_event_source_config";
    let own = |it: Json| json!({"self_managed_kafka_event_source_config": [it]});
    let registry = |changes: Json| {
        let mut registry = json!({
            "schema_registry_uri": "https://registry.example.com",
            "event_record_format": "JSON",
            "access_config": [{"type": "BASIC_AUTH", "uri": SECRET}],
            "schema_validation_config": [{"attribute": "VALUE"}],
        });
        for (name, value) in changes.as_object().unwrap() {
            registry[name] = value.clone();
        }
        json!({
            "self_managed_kafka_event_source_config": [{"schema_registry_config": [registry]}],
            "provisioned_poller_config": [{}],
        })
    };
    let without_pollers = || {
        let mut it = registry(json!({}));
        it["provisioned_poller_config"] = Json::Null;
        it
    };
    let inside = |name: &str| -> &'static str {
        match name {
            "" => REGISTRY[0],
            "uri" => REGISTRY[1],
            "format" => REGISTRY[2],
            "access" => REGISTRY[3],
            "access.uri" => REGISTRY[4],
            "access.type" => REGISTRY[5],
            "validation" => REGISTRY[6],
            _ => REGISTRY[7],
        }
    };
    let glue = "arn:aws:glue:eu-west-1:123456789012:registry/orders";
    let fine = || registry(json!({}));
    vec![
        case(
            managed,
            Kafka,
            json!({"amazon_managed_kafka_event_source_config": [{"consumer_group_id": "g"}]}),
            json!({}),
        ),
        case(
            config,
            Msk,
            own(json!({"consumer_group_id": "g"})),
            json!({}),
        ),
        case(
            managed,
            Sqs,
            json!({"amazon_managed_kafka_event_source_config": [{}]}),
            json!({"amazon_managed_kafka_event_source_config": []}),
        ),
        case(
            "self_managed_kafka_event_source_config[0].consumer_group_id",
            Kafka,
            own(json!({"consumer_group_id": "a?b"})),
            own(json!({"consumer_group_id": "a-/*:_+=.@ b"})),
        ),
        case(
            "amazon_managed_kafka_event_source_config[0].consumer_group_id",
            Msk,
            json!({"amazon_managed_kafka_event_source_config": [{"consumer_group_id": "x".repeat(201)}]}),
            json!({"amazon_managed_kafka_event_source_config": [{"consumer_group_id": "x".repeat(200)}]}),
        ),
        case(
            "self_managed_kafka_event_source_config[0].consumption_mode",
            Kafka,
            own(json!({"consumption_mode": "queue"})),
            own(json!({"consumption_mode": "Stream"})),
        ),
        case(inside(""), Kafka, without_pollers(), fine()),
        case(
            "amazon_managed_kafka_event_source_config[0].schema_registry_config",
            Msk,
            json!({"amazon_managed_kafka_event_source_config": [{"schema_registry_config": [{
                "schema_registry_uri": glue,
                "event_record_format": "SOURCE",
                "schema_validation_config": [{"attribute": "KEY"}],
            }]}]}),
            json!({
                "amazon_managed_kafka_event_source_config": [{"schema_registry_config": [{
                    "schema_registry_uri": glue,
                    "event_record_format": "SOURCE",
                    "schema_validation_config": [{"attribute": "KEY"}],
                }]}],
                "provisioned_poller_config": [{}],
            }),
        ),
        case(
            inside("uri"),
            Kafka,
            registry(json!({"schema_registry_uri": "registry"})),
            fine(),
        ),
        case(
            inside("uri"),
            Kafka,
            registry(json!({"schema_registry_uri": "http://registry.example.com"})),
            fine(),
        ),
        case(
            inside("uri"),
            Kafka,
            registry(json!({"schema_registry_uri": "https://registry.example.com/?a=b"})),
            registry(json!({"schema_registry_uri": "https://registry.example.com/a=b"})),
        ),
        case(
            inside("uri"),
            Kafka,
            registry(json!({"schema_registry_uri": null})),
            fine(),
        ),
        case(
            inside("format"),
            Kafka,
            registry(json!({"event_record_format": "AVRO"})),
            registry(json!({"event_record_format": "SOURCE"})),
        ),
        case(
            inside("access"),
            Kafka,
            registry(json!({"schema_registry_uri": glue})),
            registry(json!({"schema_registry_uri": glue, "access_config": []})),
        ),
        case(
            inside("access"),
            Kafka,
            registry(json!({"access_config": [
                {"type": "BASIC_AUTH", "uri": SECRET},
                {"type": "SERVER_ROOT_CA_CERTIFICATE", "uri": SECRET},
                {"type": "CLIENT_CERTIFICATE_TLS_AUTH", "uri": SECRET},
            ]})),
            registry(json!({"access_config": [
                {"type": "BASIC_AUTH", "uri": SECRET},
                {"type": "SERVER_ROOT_CA_CERTIFICATE", "uri": SECRET},
            ]})),
        ),
        case(
            inside("access.uri"),
            Kafka,
            registry(json!({"access_config": [{"type": "BASIC_AUTH", "uri": "secret"}]})),
            fine(),
        ),
        case(
            inside("access.type"),
            Kafka,
            registry(json!({"access_config": [{"type": "IAM", "uri": SECRET}]})),
            registry(json!({"access_config": [{"type": "OAUTHBEARER_AUTH", "uri": SECRET}]})),
        ),
        case(
            inside("validation"),
            Kafka,
            registry(json!({"schema_validation_config": []})),
            fine(),
        ),
        case(
            inside("validation.attribute"),
            Kafka,
            registry(json!({"schema_validation_config": [{"attribute": "value"}]})),
            registry(
                json!({"schema_validation_config": [{"attribute": "VALUE"}, {"attribute": "KEY"}]}),
            ),
        ),
    ]
}
