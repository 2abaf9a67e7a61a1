//! Each argument that can be changed in place: set, changed, removed, imported, for each kind of
//! source that has it; and what of it is on the wire.

use futures_util::future::join_all;
use serde_json::{Value as Json, json};

use crate::resource::world::{World, text};
use crate::support::configs::{Base, SECRET};

use Base::{DocumentDb, DynamoDb, Fifo, Kafka, KafkaQueue, Kinesis, Mq, Msk, Sqs};

const STREAMS: &[Base] = &[Kinesis, DynamoDb];
const KAFKA: &[Base] = &[Msk, Kafka, KafkaQueue];
const STREAMS_AND_KAFKA: &[Base] = &[Kinesis, DynamoDb, Msk, Kafka, KafkaQueue];
const QUEUES: &[Base] = &[Sqs, Fifo];

/// An argument, by its values in a configuration and on the wire.
#[derive(Clone)]
pub(crate) struct Argument {
    pub(crate) name: &'static str,
    pub(crate) bases: &'static [Base],
    pub(crate) first: Json,
    pub(crate) second: Json,
    /// Where the API has it.
    pub(crate) field: &'static str,
    /// The first and the second value there, and what removes it.
    pub(crate) wire: [Json; 3],
    /// What else has to be set.
    pub(crate) beside: Json,
}

fn plain(
    name: &'static str,
    field: &'static str,
    bases: &'static [Base],
    first: Json,
    second: Json,
    unset: Json,
) -> Argument {
    Argument {
        name,
        bases,
        field,
        wire: [first.clone(), second.clone(), unset],
        first,
        second,
        beside: json!({}),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn arguments() -> Vec<Argument> {
    let queue = |name: &str| format!("arn:aws:sqs:eu-west-1:123456789012:{name}");
    let to = |arn: String| json!([{"on_failure": [{"destination_arn": arn}]}]);
    let to_wire = |arn: String| json!({"OnFailure": {"Destination": arn}});
    let key = |id: u8| format!("arn:aws:kms:eu-west-1:123456789012:key/{id}");
    let pattern = |it: &str| json!([{"filter": [{"pattern": it}]}]);
    let pattern_wire = |it: &str| json!({"Filters": [{"Pattern": it}]});
    let (one, two) = (r#"{"data":{"a":[1]}}"#, r#"{"data":{"a":[2]}}"#);
    let registry = |format: &str| {
        json!([{"schema_registry_config": [{
            "schema_registry_uri": "https://registry.example.com",
            "event_record_format": format,
            "access_config": [{"type": "BASIC_AUTH", "uri": SECRET}],
            "schema_validation_config": [{"attribute": "KEY"}],
        }]}])
    };
    let registry_wire = |format: &str| {
        json!({"SchemaRegistryConfig": {
            "SchemaRegistryURI": "https://registry.example.com",
            "EventRecordFormat": format,
            "AccessConfigs": [{"Type": "BASIC_AUTH", "URI": SECRET}],
            "SchemaValidationConfigs": [{"Attribute": "KEY"}],
        }})
    };
    let database = |full: &str| json!([{"database_name": "shop", "full_document": full}]);
    let scram =
        |name: &str| json!([{"type": "SASL_SCRAM_512_AUTH", "uri": format!("{SECRET}{name}")}]);
    let scram_wire =
        |name: &str| json!([{"Type": "SASL_SCRAM_512_AUTH", "URI": format!("{SECRET}{name}")}]);
    let of_batches = |bases, unset: i64| {
        plain(
            "batch_size",
            "BatchSize",
            bases,
            json!(5),
            json!(7),
            json!(unset),
        )
    };
    vec![
        of_batches(QUEUES, 10),
        of_batches(
            &[Kinesis, DynamoDb, Msk, Kafka, KafkaQueue, Mq, DocumentDb],
            100,
        ),
        plain(
            "maximum_batching_window_in_seconds",
            "MaximumBatchingWindowInSeconds",
            &[Sqs, Kinesis, DynamoDb],
            json!(5),
            json!(7),
            json!(0),
        ),
        plain(
            "parallelization_factor",
            "ParallelizationFactor",
            STREAMS,
            json!(2),
            json!(3),
            json!(1),
        ),
        plain(
            "tumbling_window_in_seconds",
            "TumblingWindowInSeconds",
            STREAMS,
            json!(30),
            json!(60),
            json!(0),
        ),
        plain(
            "bisect_batch_on_function_error",
            "BisectBatchOnFunctionError",
            STREAMS_AND_KAFKA,
            json!(false),
            json!(true),
            json!(false),
        ),
        plain(
            "maximum_record_age_in_seconds",
            "MaximumRecordAgeInSeconds",
            STREAMS_AND_KAFKA,
            json!(60),
            json!(3600),
            json!(-1),
        ),
        plain(
            "maximum_retry_attempts",
            "MaximumRetryAttempts",
            &[Kinesis, DynamoDb, Msk, Kafka],
            json!(0),
            json!(100),
            json!(-1),
        ),
        plain(
            "maximum_retry_attempts",
            "MaximumRetryAttempts",
            &[KafkaQueue],
            json!(1),
            json!(100),
            json!(0),
        ),
        plain(
            "enabled",
            "Enabled",
            &Base::ALL,
            json!(true),
            json!(false),
            json!(true),
        ),
        Argument {
            wire: [
                json!(["ReportBatchItemFailures"]),
                json!(["ReportBatchItemFailures"]),
                json!([]),
            ],
            ..plain(
                "function_response_types",
                "FunctionResponseTypes",
                &[Sqs, Fifo, Kinesis, DynamoDb, Msk, Kafka],
                json!(["ReportBatchItemFailures"]),
                json!(["ReportBatchItemFailures"]),
                json!([]),
            )
        },
        Argument {
            wire: [
                to_wire(queue("failed")),
                to_wire(queue("others")),
                json!({"OnFailure": {"Destination": ""}}),
            ],
            ..plain(
                "destination_config",
                "DestinationConfig",
                STREAMS_AND_KAFKA,
                to(queue("failed")),
                to(queue("others")),
                json!(null),
            )
        },
        Argument {
            wire: [pattern_wire(one), pattern_wire(two), json!({})],
            ..plain(
                "filter_criteria",
                "FilterCriteria",
                &[Kinesis, Mq],
                pattern(one),
                pattern(two),
                json!(null),
            )
        },
        Argument {
            beside: json!({"filter_criteria": pattern(one)}),
            ..plain(
                "kms_key_arn",
                "KMSKeyArn",
                &[Kinesis, Mq],
                json!(key(1)),
                json!(key(2)),
                json!(""),
            )
        },
        Argument {
            wire: [
                json!({"Metrics": ["EventCount"]}),
                json!({"Metrics": ["EventCount"]}),
                json!({}),
            ],
            ..plain(
                "metrics_config",
                "MetricsConfig",
                &[Sqs, Fifo, Kinesis, DynamoDb],
                json!([{"metrics": ["EventCount"]}]),
                json!([{"metrics": ["EventCount"]}]),
                json!(null),
            )
        },
        Argument {
            wire: [
                json!({"Metrics": ["EventCount"]}),
                json!({"Metrics": ["KafkaMetrics"]}),
                json!({}),
            ],
            ..plain(
                "metrics_config",
                "MetricsConfig",
                KAFKA,
                json!([{"metrics": ["EventCount"]}]),
                json!([{"metrics": ["KafkaMetrics"]}]),
                json!(null),
            )
        },
        Argument {
            wire: [
                json!({"SystemLogLevel": "INFO"}),
                json!({"SystemLogLevel": "WARN"}),
                json!({}),
            ],
            ..plain(
                "logging_config",
                "LoggingConfig",
                KAFKA,
                json!([{"system_log_level": "INFO"}]),
                json!([{"system_log_level": "WARN"}]),
                json!(null),
            )
        },
        Argument {
            wire: [
                json!({"MaximumConcurrency": 10}),
                json!({"MaximumConcurrency": 15}),
                json!({}),
            ],
            ..plain(
                "scaling_config",
                "ScalingConfig",
                QUEUES,
                json!([{"maximum_concurrency": 10}]),
                json!([{"maximum_concurrency": 15}]),
                json!(null),
            )
        },
        Argument {
            wire: [
                json!({"MinimumPollers": 3, "MaximumPollers": 200}),
                json!({"MinimumPollers": 3, "MaximumPollers": 300}),
                json!({}),
            ],
            ..plain(
                "provisioned_poller_config",
                "ProvisionedPollerConfig",
                &[Sqs, Msk, Kafka],
                json!([{"minimum_pollers": 3}]),
                json!([{"minimum_pollers": 3, "maximum_pollers": 300}]),
                json!(null),
            )
        },
        Argument {
            wire: [scram_wire(""), scram_wire("2"), json!([])],
            ..plain(
                "source_access_configuration",
                "SourceAccessConfigurations",
                &[Msk],
                scram(""),
                scram("2"),
                json!(null),
            )
        },
        Argument {
            wire: [
                registry_wire("JSON"),
                registry_wire("SOURCE"),
                json!({"SchemaRegistryConfig": {}}),
            ],
            beside: json!({"provisioned_poller_config": [{}]}),
            ..plain(
                "amazon_managed_kafka_event_source_config",
                "AmazonManagedKafkaEventSourceConfig",
                &[Msk],
                registry("JSON"),
                registry("SOURCE"),
                json!(null),
            )
        },
        Argument {
            wire: [
                registry_wire("JSON"),
                registry_wire("SOURCE"),
                json!({"SchemaRegistryConfig": {}}),
            ],
            beside: json!({"provisioned_poller_config": [{}]}),
            ..plain(
                "self_managed_kafka_event_source_config",
                "SelfManagedKafkaEventSourceConfig",
                &[Kafka],
                registry("JSON"),
                registry("SOURCE"),
                json!(null),
            )
        },
        Argument {
            wire: [
                json!({"DatabaseName": "shop", "FullDocument": "Default"}),
                // An update that names the database is refused.
                json!({"FullDocument": "UpdateLookup"}),
                json!(null),
            ],
            ..plain(
                "document_db_event_source_config",
                "DocumentDBEventSourceConfig",
                &[DocumentDb],
                database("Default"),
                database("UpdateLookup"),
                json!(null),
            )
        },
    ]
}

#[tokio::test]
async fn each_argument_is_set_changed_and_removed_in_place_by_nothing_but_its_own_field() {
    let world = World::new().await;
    let arguments = arguments();
    let mut lives = Vec::new();
    for argument in &arguments {
        for base in argument.bases {
            lives.push(live(&world, argument, *base, lives.len()));
        }
    }
    assert!(lives.len() > 70, "{}", lives.len());
    join_all(lives).await;
}

/// The life of a mapping of one kind, as far as one argument is concerned.
async fn live(world: &World, argument: &Argument, base: Base, number: usize) {
    let name = argument.name;
    let what = format!("{name} of {base:?}");
    let mut with = argument.beside.clone();
    // Each has a function of its own, so that none is in the way of another.
    with["function_name"] = json!(format!("f-{number}"));
    let config = |value: &Json| {
        let mut changes = with.clone();
        changes[name] = value.clone();
        world.config(&base.with(&changes))
    };

    // Without it, what is sent is what is sent with it but for its field.
    let state = world.apply(&config(&argument.first), &world_null()).await;
    let uuid = text(&state, "uuid").to_owned();
    let made = world.bodies("POST", "/event-source-mappings");
    let made = made
        .iter()
        .find(|it| it["FunctionName"] == with["function_name"]);
    let made = made.unwrap_or_else(|| panic!("{what}"));
    assert_holds(&made[argument.field], &argument.wire[0], &what);

    let updates = || world.bodies("PUT", &uuid);
    if argument.first != argument.second {
        let changed = world.apply(&config(&argument.second), &state).await;
        assert_eq!(text(&changed, "uuid"), uuid, "{what} is changed in place");
        assert_only(&updates(), argument.field, &argument.wire[1], &what);
    }
    let config = config(&Json::Null);
    let before = updates().len();
    if !argument.wire[2].is_null() {
        let prior = world.read(&world.import(&uuid).await).await;
        let state = world.apply(&config, &prior).await;
        assert_eq!(text(&state, "uuid"), uuid, "{what} is removed in place");
        let updates = updates().split_off(before);
        assert_only(&updates, argument.field, &argument.wire[2], &what);
        let imported = world.import(&uuid).await;
        let plan = world.plan(&config, &imported);
        assert!(plan.replace.is_empty(), "{what}: {plan:?}");
        assert_eq!(plan.planned, imported, "{what}: an import plans empty");
    }
}

fn world_null() -> terraform_provider_awslambda::framework::value::Value {
    terraform_provider_awslambda::framework::value::Value::Null
}

/// Of all updates the last one has this field and no other.
fn assert_only(updates: &[Json], field: &str, value: &Json, what: &str) {
    let last = updates
        .last()
        .unwrap_or_else(|| panic!("{what}: no update"));
    let fields: Vec<_> = last.as_object().unwrap().keys().collect();
    assert_eq!(fields, [field], "{what}");
    assert_holds(&last[field], value, what);
}

/// The members that are expected; the defaults of a block may be beside them.
fn assert_holds(found: &Json, expected: &Json, what: &str) {
    match (found, expected) {
        (Json::Object(found), Json::Object(expected)) if !expected.is_empty() => {
            for (name, expected) in expected {
                if let Some(found) = found.get(name) {
                    assert_holds(found, expected, what);
                } else {
                    assert_eq!(*name, "MaximumPollers", "{what}: {name} is missing");
                }
            }
        }
        _ => assert_eq!(found, expected, "{what}"),
    }
}
