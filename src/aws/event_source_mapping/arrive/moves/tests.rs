//! States as the other providers write them, and what becomes of them.

use serde_json::{Value as Json, json};

use super::*;
use crate::{
    aws::{self, event_source_mapping::Resource},
    framework::{
        author::resource::erased::{AnyResource, Proposal},
        plan::Action,
        server::{Server, move_state::Origin},
        value::Value,
    },
};

const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";
const FUNCTION: &str = "arn:aws:lambda:eu-west-1:123456789012:function:worker";
const OURS: &str = "awslambda_event_source_mapping";

/// What `hashicorp/aws` 3 stores of a queue: everything that has no value as if it had one.
fn aws_3(set: Json) -> Json {
    let state = json!({
        "batch_size": 10,
        "bisect_batch_on_function_error": false,
        "destination_config": [],
        "enabled": true,
        "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:orders",
        "function_arn": FUNCTION,
        "function_name": FUNCTION,
        "function_response_types": [],
        "id": UUID,
        "last_modified": "2021-03-04T05:06:07Z",
        "last_processing_result": "",
        "maximum_batching_window_in_seconds": 0,
        "maximum_record_age_in_seconds": 0,
        "maximum_retry_attempts": 0,
        "parallelization_factor": 0,
        "queues": [],
        "self_managed_event_source": [],
        "source_access_configuration": [],
        "starting_position": "",
        "starting_position_timestamp": "",
        "state": "Enabled",
        "state_transition_reason": "USER_INITIATED",
        "topics": [],
        "tumbling_window_in_seconds": 0,
        "uuid": UUID,
    });
    over(state, set)
}

/// What `hashicorp/aws` 6 stores of a queue.
fn aws_6(set: Json) -> Json {
    let more = json!({
        "amazon_managed_kafka_event_source_config": [],
        "arn": format!("arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{UUID}"),
        "document_db_event_source_config": [],
        "filter_criteria": [],
        "kms_key_arn": "",
        "metrics_config": [],
        "provisioned_poller_config": [],
        "region": "eu-west-1",
        "scaling_config": [],
        "self_managed_kafka_event_source_config": [],
        "tags": {},
        "tags_all": {},
        "timeouts": null,
        "use_resource_timeout_for_propagation": null,
    });
    over(over(aws_3(json!({})), more), set)
}

/// What `hashicorp/awscc` stores of a queue: null for what it does not know.
fn awscc(set: Json) -> Json {
    let state = json!({
        "amazon_managed_kafka_event_source_config": null,
        "batch_size": 10,
        "bisect_batch_on_function_error": null,
        "destination_config": null,
        "document_db_event_source_config": null,
        "enabled": true,
        "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:orders",
        "event_source_mapping_arn": format!("arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{UUID}"),
        "event_source_mapping_id": UUID,
        "filter_criteria": null,
        "function_name": "worker",
        "function_response_types": [],
        "id": UUID,
        "maximum_batching_window_in_seconds": 0,
        "queues": null,
        "tags": null,
        "topics": null,
    });
    over(state, set)
}

fn over(mut state: Json, set: Json) -> Json {
    let (Json::Object(all), Json::Object(set)) = (&mut state, set) else {
        panic!("objects");
    };
    all.extend(set);
    state
}

/// A configuration of ours, with null for what is not given.
fn config(set: &Json) -> Value {
    let schema = AnyResource::new(Resource).schema();
    let (value, dropped) = json::decode(set.to_string().as_bytes(), &schema.ty()).unwrap();
    assert_eq!(dropped, [], "{set}");
    Value::object(schema.attributes.iter().map(|row| {
        let value = value.attribute(row.name).clone();
        (row.name, if value.is_null() { row.absent() } else { value })
    }))
}

/// The state that a move makes, and what it warns of.
fn moved(provider: &str, kind: &str, state: &Json) -> (Value, Vec<String>) {
    let server = Server::new(aws::Aws);
    let text = state.to_string();
    let answer = server.move_state(
        OURS,
        Origin {
            provider,
            kind,
            version: 0,
            state: text.as_bytes(),
            identity: b"",
        },
    );
    let found = answer.diagnostics.iter().map(|it| it.summary.clone());
    let ty = &server.schemas().resources[0].ty;
    let state = crate::framework::msgpack::decode(&answer.state, ty).unwrap_or(Value::Null);
    (state, found.collect())
}

fn of_aws(state: &Json) -> Value {
    let kind = "aws_lambda_event_source_mapping";
    let (value, found) = moved("registry.terraform.io/hashicorp/aws", kind, state);
    assert_eq!(found, [""; 0], "{state:#}");
    value
}

fn of_awscc(state: &Json) -> Value {
    let kind = "awscc_lambda_event_source_mapping";
    let (value, found) = moved("registry.terraform.io/hashicorp/awscc", kind, state);
    assert_eq!(found, [""; 0], "{state:#}");
    value
}

/// Fails unless a plan of `set` over `state` changes nothing.
#[track_caller]
fn assert_unchanged(state: &Value, set: &Json) {
    let resource = AnyResource::new(Resource);
    let schema = resource.schema();
    let config = config(set);
    let client = aws::api::client::Client::for_tests("eu-west-1", None);
    let proposal = Proposal {
        schema: &schema,
        config: &config,
        prior: state,
        unknown: &[],
    };
    let (outcome, found) = resource.plan(proposal, Some(&client));
    let changed: Vec<_> = schema
        .attributes
        .iter()
        .filter(|it| outcome.planned.attribute(it.name) != state.attribute(it.name))
        .map(|it| {
            let (now, then) = (state.attribute(it.name), outcome.planned.attribute(it.name));
            format!("{}: {now:?} -> {then:?}", it.name)
        })
        .collect();
    assert_eq!(outcome.action, Action::Keep, "{set:#}: {changed:#?}");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_queue_of_each_age_plans_empty() {
    let config = json!({
        "function_name": "worker",
        "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:orders",
    });
    for state in [
        aws_3(json!({})),
        aws_6(json!({})),
        // Null where later versions say so, and a state that moved while it was read.
        aws_6(json!({ "tags": null, "kms_key_arn": null, "topics": null, "enabled": null })),
        aws_6(json!({ "scaling_config": [{ "maximum_concurrency": 0 }] })),
        aws_6(json!({ "filter_criteria": [{ "filter": [] }] })),
        aws_6(json!({ "batch_size": 0 })),
    ] {
        assert_unchanged(&of_aws(&state), &config);
    }
    assert_unchanged(&of_awscc(&awscc(json!({}))), &config);
}

/// Streams as `hashicorp/aws` stores them, and configurations that mean the same.
fn streams() -> Vec<(Json, Json)> {
    let stream = json!({
        "batch_size": 100,
        "bisect_batch_on_function_error": false,
        "destination_config": [{ "on_failure": [] }],
        "event_source_arn": "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
        "last_processing_result": "No records processed",
        "maximum_record_age_in_seconds": -1,
        "maximum_retry_attempts": -1,
        "parallelization_factor": 1,
        "starting_position": "LATEST",
    });
    vec![
        (
            stream.clone(),
            json!({
                "event_source_arn": "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
                "starting_position": "LATEST",
            }),
        ),
        (
            over(
                stream,
                json!({
                    "destination_config": [{ "on_failure": [{
                        "destination_arn": "arn:aws:sqs:eu-west-1:123456789012:dead",
                    }] }],
                    "maximum_retry_attempts": 0,
                    "starting_position": "AT_TIMESTAMP",
                    "starting_position_timestamp": "2026-01-01T00:00:00Z",
                    "filter_criteria": [{ "filter": [{ "pattern": "{\"data\":{\"a\":[1]}}" }] }],
                    "function_response_types": ["ReportBatchItemFailures"],
                }),
            ),
            json!({
                "event_source_arn": "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
                "destination_config": [{ "on_failure": [{
                    "destination_arn": "arn:aws:sqs:eu-west-1:123456789012:dead",
                }] }],
                "maximum_retry_attempts": 0,
                "starting_position": "AT_TIMESTAMP",
                "starting_position_timestamp": "2026-01-01T01:00:00+01:00",
                "filter_criteria": [{ "filter": [{ "pattern": "{ \"data\": {\"a\": [1]} }" }] }],
                "function_response_types": ["ReportBatchItemFailures"],
            }),
        ),
    ]
}

/// The same of Kafka.
fn kafka_topics() -> Vec<(Json, Json)> {
    let kafka = json!({
        "batch_size": 100,
        "event_source_arn": "",
        "maximum_record_age_in_seconds": -1,
        "maximum_retry_attempts": -1,
        "self_managed_event_source": [{
            "endpoints": { "KAFKA_BOOTSTRAP_SERVERS": "b-1.example.com:9092,b-2.example.com:9092" },
        }],
        "self_managed_kafka_event_source_config": [{ "consumer_group_id": UUID, "schema_registry_config": [] }],
        "source_access_configuration": [
            { "type": "VPC_SUBNET", "uri": "subnet:subnet-0a1b2c3d" },
            { "type": "VPC_SECURITY_GROUP", "uri": "security_group:sg-0a1b2c3d" },
        ],
        "starting_position": "TRIM_HORIZON",
        "topics": ["clicks"],
    });
    vec![
        (
            kafka,
            json!({
                "self_managed_event_source": [{
                    "endpoints": { "KAFKA_BOOTSTRAP_SERVERS": "b-2.example.com:9092, b-1.example.com:9092" },
                }],
                "source_access_configuration": [
                    { "type": "VPC_SUBNET", "uri": "subnet:subnet-0a1b2c3d" },
                    { "type": "VPC_SECURITY_GROUP", "uri": "security_group:sg-0a1b2c3d" },
                ],
                "starting_position": "TRIM_HORIZON",
                "topics": ["clicks"],
            }),
        ),
        (
            json!({
                "batch_size": 100,
                "event_source_arn": "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/1-2",
                "amazon_managed_kafka_event_source_config": [{
                    "consumer_group_id": UUID,
                    "schema_registry_config": [{
                        "access_config": [],
                        "event_record_format": "JSON",
                        "schema_registry_uri": "arn:aws:glue:eu-west-1:123456789012:registry/r",
                        "schema_validation_config": [{ "attribute": "KEY" }],
                    }],
                }],
                "maximum_record_age_in_seconds": -1,
                "maximum_retry_attempts": -1,
                "provisioned_poller_config": [{
                    "maximum_pollers": 200, "minimum_pollers": 1, "poller_group_name": "",
                }],
                "starting_position": "LATEST",
                "topics": ["clicks"],
            }),
            json!({
                "event_source_arn": "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/1-2",
                "amazon_managed_kafka_event_source_config": [{
                    "schema_registry_config": [{
                        "event_record_format": "JSON",
                        "schema_registry_uri": "arn:aws:glue:eu-west-1:123456789012:registry/r",
                        "schema_validation_config": [{ "attribute": "KEY" }],
                    }],
                }],
                "provisioned_poller_config": [{ "maximum_pollers": 200 }],
                "starting_position": "LATEST",
                "topics": ["clicks"],
            }),
        ),
        // An API that reports neither age nor retries of Kafka.
        (
            json!({
                "batch_size": 100,
                "event_source_arn": "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/1-2",
                "starting_position": "LATEST",
                "topics": ["clicks"],
            }),
            json!({
                "event_source_arn": "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/1-2",
                "starting_position": "LATEST",
                "topics": ["clicks"],
            }),
        ),
        (
            json!({
                "batch_size": 100,
                "event_source_arn": "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/1-2",
                "amazon_managed_kafka_event_source_config": [{
                    "consumer_group_id": "readers", "schema_registry_config": [],
                }],
                "maximum_record_age_in_seconds": -1,
                "maximum_retry_attempts": -1,
                "starting_position": "LATEST",
                "topics": ["clicks"],
            }),
            json!({
                "event_source_arn": "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/1-2",
                "amazon_managed_kafka_event_source_config": [{ "consumer_group_id": "readers" }],
                "starting_position": "LATEST",
                "topics": ["clicks"],
            }),
        ),
    ]
}

/// The same of everything else.
fn brokers_and_queues() -> Vec<(Json, Json)> {
    vec![
        (
            json!({
                "batch_size": 100,
                "event_source_arn": "arn:aws:mq:eu-west-1:123456789012:broker:shop:b-1",
                "queues": ["jobs"],
                "source_access_configuration": [
                    { "type": "BASIC_AUTH", "uri": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf" },
                    { "type": "VIRTUAL_HOST", "uri": "/" },
                ],
            }),
            json!({
                "event_source_arn": "arn:aws:mq:eu-west-1:123456789012:broker:shop:b-1",
                "queues": ["jobs"],
                "source_access_configuration": [
                    { "type": "BASIC_AUTH", "uri": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf" },
                    { "type": "VIRTUAL_HOST", "uri": "/" },
                ],
            }),
        ),
        (
            json!({
                "batch_size": 100,
                "event_source_arn": "arn:aws:rds:eu-west-1:123456789012:cluster:docs",
                "document_db_event_source_config": [{
                    "collection_name": "", "database_name": "shop", "full_document": "Default",
                }],
                "starting_position": "LATEST",
                "source_access_configuration": [
                    { "type": "BASIC_AUTH", "uri": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf" },
                ],
            }),
            json!({
                "event_source_arn": "arn:aws:rds:eu-west-1:123456789012:cluster:docs",
                "document_db_event_source_config": [{ "database_name": "shop" }],
                "starting_position": "LATEST",
                "source_access_configuration": [
                    { "type": "BASIC_AUTH", "uri": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf" },
                ],
            }),
        ),
        (
            json!({
                "enabled": false,
                "state": "Disabled",
                "scaling_config": [{ "maximum_concurrency": 7 }],
                "kms_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/1",
                "filter_criteria": [{ "filter": [{ "pattern": "{}" }] }],
                "metrics_config": [{ "metrics": ["EventCount"] }],
                "tags": { "team": "a" },
                "tags_all": { "team": "a" },
                "timeouts": { "create": "20m", "update": null, "delete": null },
                "batch_size": 500,
                "maximum_batching_window_in_seconds": 5,
            }),
            json!({
                "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:orders",
                "enabled": false,
                "scaling_config": [{ "maximum_concurrency": 7 }],
                "kms_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/1",
                "filter_criteria": [{ "filter": [{ "pattern": "{}" }] }],
                "metrics_config": [{ "metrics": ["EventCount"] }],
                "tags": { "team": "a" },
                "timeouts": { "create": "20m" },
                "batch_size": 500,
                "maximum_batching_window_in_seconds": 5,
            }),
        ),
    ]
}

#[test]
fn each_kind_of_source_with_all_that_it_has_plans_empty() {
    let all = [streams(), kafka_topics(), brokers_and_queues()];
    for (of_aws_6, wanted) in all.into_iter().flatten() {
        let state = of_aws(&aws_6(of_aws_6));
        let wanted = over(json!({ "function_name": "worker" }), wanted);
        assert_unchanged(&state, &wanted);
    }
}

#[test]
fn the_shapes_of_awscc_become_ours() {
    let state = of_awscc(&awscc(json!({
        "event_source_arn": "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
        "batch_size": 100,
        "bisect_batch_on_function_error": false,
        "destination_config": { "on_failure": { "destination": "arn:aws:sqs:eu-west-1:123456789012:dead" } },
        "filter_criteria": { "filters": [{ "pattern": "{}" }] },
        "maximum_record_age_in_seconds": -1,
        "maximum_retry_attempts": 3,
        "parallelization_factor": 1,
        "starting_position": "AT_TIMESTAMP",
        "starting_position_timestamp": 1_767_225_600.0,
        "tags": [{ "key": "team", "value": "a" }],
        "tumbling_window_in_seconds": 0,
    })));
    assert_unchanged(
        &state,
        &json!({
            "function_name": "worker",
            "event_source_arn": "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
            "destination_config": [{ "on_failure": [{
                "destination_arn": "arn:aws:sqs:eu-west-1:123456789012:dead",
            }] }],
            "filter_criteria": [{ "filter": [{ "pattern": "{}" }] }],
            "maximum_retry_attempts": 3,
            "starting_position": "AT_TIMESTAMP",
            "starting_position_timestamp": "2026-01-01T00:00:00Z",
            "tags": { "team": "a" },
        }),
    );
    assert_eq!(*state.attribute("function_arn"), Value::from(FUNCTION));
    let kafka = of_awscc(&awscc(json!({
        "event_source_arn": null,
        "batch_size": 100,
        "self_managed_event_source": { "endpoints": { "kafka_bootstrap_servers": ["b-2:9092", "b-1:9092"] } },
        "self_managed_kafka_event_source_config": { "consumer_group_id": UUID, "schema_registry_config": null },
        "source_access_configurations": [
            { "type": "VPC_SUBNET", "uri": "subnet:subnet-0a1b2c3d" },
            { "type": "VPC_SECURITY_GROUP", "uri": "security_group:sg-0a1b2c3d" },
        ],
        "starting_position": "TRIM_HORIZON",
        "topics": ["clicks"],
    })));
    assert_unchanged(
        &kafka,
        &json!({
            "function_name": "worker",
            "self_managed_event_source": [{
                "endpoints": { "KAFKA_BOOTSTRAP_SERVERS": "b-1:9092,b-2:9092" },
            }],
            "source_access_configuration": [
                { "type": "VPC_SUBNET", "uri": "subnet:subnet-0a1b2c3d" },
                { "type": "VPC_SECURITY_GROUP", "uri": "security_group:sg-0a1b2c3d" },
            ],
            "starting_position": "TRIM_HORIZON",
            "topics": ["clicks"],
        }),
    );
}

#[test]
fn a_state_without_arn_region_and_tags_gets_them() {
    let state = of_aws(&aws_3(json!({})));
    for (name, expected) in [
        (
            "arn",
            Value::from(format!(
                "arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{UUID}"
            )),
        ),
        ("region", "eu-west-1".into()),
        ("id", UUID.into()),
        ("tags", Value::Null),
        ("tags_all", Value::Map([].into())),
        ("parallelization_factor", Value::Null),
        ("last_processing_result", Value::Null),
        ("batch_size", 10.into()),
    ] {
        assert_eq!(*state.attribute(name), expected, "{name}");
    }
}

#[test]
fn what_has_no_place_here_is_named() {
    let state =
        aws_6(json!({ "shard_hint": "left", "empty_one": "", "also_empty": [{ "a": null }] }));
    let (value, found) = moved("aws", "aws_lambda_event_source_mapping", &state);
    assert_eq!(
        found,
        ["\"shard_hint\" was not moved to \"awslambda_event_source_mapping\""]
    );
    assert_eq!(*value.attribute("uuid"), Value::from(UUID));
}

#[test]
fn only_states_of_known_types_are_moved() {
    let kind = "aws_lambda_event_source_mapping";
    let state = aws_6(json!({}));
    for (provider, kind, why) in [
        ("registry.terraform.io/acme/aws", kind, "Cannot move"),
        ("registry.terraform.io/hashicorp/awscc", kind, "Cannot move"),
        (
            "aws",
            "aws_lambda_function",
            "Cannot move \"aws_lambda_function\"",
        ),
    ] {
        let (value, found) = moved(provider, kind, &state);
        assert!(value.is_null());
        assert!(found[0].contains(why), "{found:?}");
    }
    for broken in [
        json!(null),
        json!([]),
        json!({}),
        json!({ "uuid": "", "id": "" }),
        json!({ "uuid": UUID, "batch_size": "many" }),
    ] {
        let (value, found) = moved("aws", kind, &broken);
        assert!(value.is_null(), "{broken}");
        assert_eq!(found.len(), 1, "{broken}: {found:?}");
    }
}

/// OpenTofu 1.12 does so for all instances of a resource but the first.
#[test]
fn a_state_of_another_type_is_known_also_at_our_own_address() {
    let state = aws_6(json!({}));
    for provider in [
        "terraform.local/lambda/awslambda",
        "registry.opentofu.org/acme/awslambda",
        "awslambda",
    ] {
        let (value, found) = moved(provider, "aws_lambda_event_source_mapping", &state);
        assert_eq!(found, [] as [String; 0], "{provider}");
        assert_eq!(*value.attribute("uuid"), Value::from(UUID));
    }
    let (value, _) = moved("awslambda", "aws_lambda_function", &state);
    assert!(value.is_null());
}

#[test]
fn our_own_state_passes_from_any_address() {
    let state = of_aws(&aws_6(
        json!({ "tags": { "a": "1" }, "tags_all": { "a": "1" } }),
    ));
    let ty = AnyResource::new(Resource).schema().ty();
    let stored: Json = serde_json::from_slice(&json::encode(&state, &ty).unwrap()).unwrap();
    for address in [
        "terraform.local/lambda/awslambda",
        "registry.opentofu.org/someone/awslambda",
        "awslambda",
        "",
    ] {
        let server = Server::new(aws::Aws);
        let text = stored.to_string();
        let answer = server.move_state(
            OURS,
            Origin {
                provider: address,
                kind: OURS,
                version: server.schemas().resources[0].schema.version,
                state: text.as_bytes(),
                identity: b"",
            },
        );
        assert!(answer.diagnostics.is_empty(), "{:?}", answer.diagnostics);
        let back = crate::framework::msgpack::decode(&answer.state, &ty).unwrap();
        assert_eq!(back, state, "{address}");
        assert!(answer.identity.is_some());
    }
}
