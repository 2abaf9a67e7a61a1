//! What Create refuses, each with its code and text.

use super::*;

const UNSUPPORTED_DESTINATION: &str =
    "Unsupported DestinationConfig parameter for given event source mapping type.";

fn refused(body: &Value) -> (u16, String, String) {
    Bench::new().refuse_create(body)
}

/// The refusal of a body with further fields must be an invalid parameter.
fn assert_invalid(body: Value, fields: &Value) {
    let (status, code, text) = refused(&with(body, fields));
    assert_eq!(
        (status, code.as_str()),
        (400, "InvalidParameterValueException"),
        "{fields}: {text}"
    );
}

#[test]
fn a_mapping_needs_a_source_that_lambda_knows() {
    let none = json!({ "FunctionName": "f" });
    assert_eq!(refused(&none), invalid("Unrecognized event source."));
    let topic = json!({ "EventSourceArn": "arn:aws:sns:eu-west-1:111111111111:t" });
    assert_eq!(
        refused(&with(none, &topic)),
        invalid("Unrecognized event source.")
    );
}

#[test]
fn a_mapping_needs_a_function() {
    assert_eq!(
        refused(&json!({ "EventSourceArn": QUEUE })),
        constraint(
            "Value null at 'functionName' failed to satisfy constraint: Member must not be null"
        )
    );
}

#[test]
fn a_bare_function_name_has_at_most_64_characters() {
    let name = "a".repeat(65);
    assert_eq!(
        refused(&with(queue(), &json!({ "FunctionName": name }))),
        constraint(&format!(
            "Value '{name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64"
        ))
    );
}

#[test]
fn a_function_in_another_region_is_not_reachable() {
    let other = json!({ "FunctionName": "arn:aws:lambda:us-east-1:111111111111:function:f" });
    assert_invalid(queue(), &other);
}

#[test]
fn a_stream_needs_a_position() {
    let text = "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.";
    for arn in [STREAM, TABLE] {
        let body = json!({ "FunctionName": "f", "EventSourceArn": arn });
        assert_eq!(refused(&body), invalid(text));
    }
}

#[test]
fn a_position_is_one_of_three() {
    assert_eq!(
        refused(&with(stream(), &json!({ "StartingPosition": "invalid" }))),
        constraint(
            "Value 'invalid' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"
        )
    );
}

#[test]
fn a_table_cannot_be_read_from_a_time_on() {
    let body = json!({ "EventSourceArn": TABLE, "StartingPosition": "AT_TIMESTAMP" });
    assert_eq!(
        refused(&with(stream(), &body)),
        invalid(&format!(
            "Unsupported starting position for arn type: {TABLE}"
        ))
    );
}

#[test]
fn a_time_and_its_position_go_together_and_lie_in_the_past() {
    let at = |time: f64| json!({ "StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": time });
    assert_invalid(stream(), &json!({ "StartingPosition": "AT_TIMESTAMP" }));
    assert_invalid(stream(), &json!({ "StartingPositionTimestamp": 1.0 }));
    assert_invalid(stream(), &at(1_800_000_001.0));
    let answer = Bench::new().create(&with(stream(), &at(1_700_000_000.0)));
    assert_eq!(answer["StartingPositionTimestamp"], json!(1_700_000_000.0));
}

#[test]
fn a_queue_has_no_position() {
    assert_eq!(
        refused(&with(queue(), &json!({ "StartingPosition": "LATEST" }))),
        invalid("StartingPosition is not valid for SQS event sources.")
    );
}

#[test]
fn fields_of_other_sources_are_refused() {
    for fields in [
        json!({ "ParallelizationFactor": 2 }),
        json!({ "TumblingWindowInSeconds": 1 }),
        json!({ "BisectBatchOnFunctionError": true }),
        json!({ "MaximumRecordAgeInSeconds": 60 }),
        json!({ "MaximumRetryAttempts": 1 }),
        json!({ "LoggingConfig": { "SystemLogLevel": "INFO" } }),
        json!({ "Topics": ["topic"] }),
        json!({ "Queues": ["q"] }),
        json!({ "SourceAccessConfigurations": [] }),
        json!({ "MetricsConfig": { "Metrics": ["ErrorCount"] } }),
    ] {
        assert_invalid(queue(), &fields);
    }
    assert_eq!(
        refused(&with(queue(), &json!({ "TumblingWindowInSeconds": 1 }))),
        invalid(
            "Unsupported 'tumblingWindowInSeconds' parameter for given event source mapping type."
        )
    );
    assert_invalid(
        stream(),
        &json!({ "ScalingConfig": { "MaximumConcurrency": 2 } }),
    );
    assert_invalid(stream(), &json!({ "ProvisionedPollerConfig": {} }));
}

#[test]
fn a_queue_has_no_destination_and_nobody_has_one_on_success() {
    let config = |name: &str| json!({ "DestinationConfig": { name: { "Destination": QUEUE } } });
    let refusal = invalid(UNSUPPORTED_DESTINATION);
    assert_eq!(refused(&with(queue(), &config("OnSuccess"))), refusal);
    assert_eq!(refused(&with(queue(), &config("OnFailure"))), refusal);
    assert_eq!(refused(&with(stream(), &config("OnSuccess"))), refusal);
}

#[test]
fn a_destination_is_a_queue_a_topic_or_a_bucket() {
    let to = |arn: &str| json!({ "DestinationConfig": { "OnFailure": { "Destination": arn } } });
    for arn in [
        "arn:aws:s3:::b",
        "arn:aws:sns:eu-west-1:111111111111:t",
        QUEUE,
    ] {
        Bench::new().create(&with(stream(), &to(arn)));
    }
    for arn in [
        "kafka://topic",
        FIFO,
        "arn:aws:lambda:eu-west-1:111111111111:function:f",
    ] {
        assert_invalid(stream(), &to(arn));
    }
    Bench::new().create(&with(kafka(&["a:1"], "topic"), &to("kafka://topic")));
}

#[test]
fn a_large_batch_of_a_queue_needs_a_window() {
    let text = "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10";
    assert_eq!(
        refused(&with(queue(), &json!({ "BatchSize": 11 }))),
        invalid(text)
    );
    let both = json!({ "BatchSize": 11, "MaximumBatchingWindowInSeconds": 1 });
    Bench::new().create(&with(queue(), &both));
    Bench::new().create(&with(stream(), &json!({ "BatchSize": 10_000 })));
}

#[test]
fn a_fifo_queue_has_no_window_and_small_batches() {
    let fifo = with(queue(), &json!({ "EventSourceArn": FIFO }));
    let window = json!({ "BatchSize": 100, "MaximumBatchingWindowInSeconds": 5 });
    assert_eq!(
        refused(&with(fifo.clone(), &window)),
        invalid("Batching window is not supported for FIFO queues")
    );
    assert_invalid(fifo.clone(), &json!({ "BatchSize": 11 }));
    Bench::new().create(&fifo);
}

#[test]
fn pollers_have_bounds_that_depend_on_the_source() {
    let pollers = |config: Value| json!({ "ProvisionedPollerConfig": config });
    assert_invalid(queue(), &pollers(json!({ "MinimumPollers": 1 })));
    assert_invalid(queue(), &pollers(json!({ "PollerGroupName": "g" })));
    let both = json!({ "ProvisionedPollerConfig": { "MinimumPollers": 2, "MaximumPollers": 2 }, "ScalingConfig": { "MaximumConcurrency": 2 } });
    assert_invalid(queue(), &both);
    assert_invalid(
        kafka(&["a:1"], "topic"),
        &pollers(json!({ "MaximumPollers": 2001 })),
    );
    Bench::new().create(&with(
        queue(),
        &pollers(json!({ "MaximumPollers": 10_000 })),
    ));
    Bench::new().create(&with(
        with(queue(), &json!({ "EventSourceArn": FIFO })),
        &pollers(json!({ "MinimumPollers": 2 })),
    ));
    let group = pollers(json!({ "MinimumPollers": 1, "PollerGroupName": "g" }));
    Bench::new().create(&with(kafka(&["a:1"], "topic"), &group));
}

#[test]
fn a_record_age_below_a_minute_is_refused() {
    assert_invalid(stream(), &json!({ "MaximumRecordAgeInSeconds": 59 }));
    for age in [-1, 60] {
        Bench::new().create(&with(
            stream(),
            &json!({ "MaximumRecordAgeInSeconds": age }),
        ));
    }
}

#[test]
fn a_filter_must_be_an_event_pattern() {
    for pattern in [
        "null",
        "simple string",
        r#"{"eventSource":"aws:sqs"}"#,
        "[]",
    ] {
        let filters = json!({ "FilterCriteria": { "Filters": [{ "Pattern": pattern }] } });
        assert_eq!(
            refused(&with(queue(), &filters)),
            invalid("Invalid filter pattern definition."),
            "{pattern}"
        );
    }
}

#[test]
fn self_managed_kafka_needs_an_access_configuration_and_a_topic() {
    let mut body = kafka(&["a:1"], "topic");
    body.as_object_mut()
        .unwrap()
        .remove("SourceAccessConfigurations");
    assert_eq!(
        refused(&body),
        invalid("Required 'sourceAccessConfigurations' parameter is missing.")
    );
    let mut body = kafka(&["a:1"], "topic");
    body.as_object_mut().unwrap().remove("Topics");
    assert_eq!(
        refused(&body),
        invalid("Required 'topics' parameter is missing.")
    );
}

#[test]
fn each_source_takes_its_own_kinds_of_access() {
    let access = |entries: Value| json!({ "SourceAccessConfigurations": entries });
    let kafka = || kafka(&["a:1"], "topic");
    for entries in [
        json!([{ "Type": "VIRTUAL_HOST", "URI": "/" }]),
        json!([{ "Type": "VPC_SUBNET" }]),
        json!([{ "Type": "BASIC_AUTH" }]),
        json!([{ "Type": "BASIC_AUTH", "URI": "secret" }]),
        json!([{ "Type": "IAM_AUTH", "URI": "x" }]),
        json!([{ "Type": "OAUTHBEARER_SCOPE", "URI": "s" }]),
        json!([{ "Type": "BASIC_AUTH", "URI": SECRET }, { "Type": "BASIC_AUTH", "URI": SECRET }]),
    ] {
        assert_invalid(kafka(), &access(entries));
    }
    for entries in [
        json!([{ "Type": "IAM_AUTH" }]),
        json!([{ "Type": "VPC_SUBNET", "URI": "subnet-1" }, { "Type": "VPC_SECURITY_GROUP", "URI": "sg-1" }]),
        json!([{ "Type": "VPC_SUBNET", "URI": "subnet:subnet-1" }, { "Type": "VPC_SECURITY_GROUP", "URI": "security_group:sg-1" }]),
        json!([{ "Type": "OAUTHBEARER_AUTH", "URI": SECRET }, { "Type": "OAUTHBEARER_SCOPE", "URI": "s" }]),
        json!([{ "Type": "IAM_OAUTHBEARER_AUTH" }, { "Type": "OAUTHBEARER_AUDIENCE", "URI": "a" }]),
    ] {
        Bench::new().create(&with(kafka(), &access(entries)));
    }
}

#[test]
fn kafka_read_as_a_queue_has_neither_position_nor_window_nor_endless_retries() {
    let queue_mode = json!({ "SelfManagedKafkaEventSourceConfig": { "ConsumptionMode": "Queue" } });
    let body = || with(kafka(&["a:1"], "topic"), &queue_mode);
    for fields in [
        json!({ "StartingPosition": "LATEST" }),
        json!({ "MaximumBatchingWindowInSeconds": 1 }),
        json!({ "MaximumRetryAttempts": -1 }),
    ] {
        assert_invalid(body(), &fields);
    }
    let answer = Bench::new().create(&body());
    assert_eq!(answer.get("StartingPosition"), None);
}

#[test]
fn a_schema_registry_needs_pollers_a_format_and_something_to_validate() {
    let registry = json!({
        "SchemaRegistryURI": "https://registry",
        "EventRecordFormat": "JSON",
        "SchemaValidationConfigs": [{ "Attribute": "VALUE" }],
    });
    let pollers = json!({ "ProvisionedPollerConfig": { "MinimumPollers": 1 } });
    let config = |registry: &Value| json!({ "SelfManagedKafkaEventSourceConfig": { "SchemaRegistryConfig": registry } });
    let body = || with(kafka(&["a:1"], "topic"), &pollers);
    assert_invalid(kafka(&["a:1"], "topic"), &config(&registry));
    for missing in [
        "SchemaRegistryURI",
        "EventRecordFormat",
        "SchemaValidationConfigs",
    ] {
        let mut registry = registry.clone();
        registry.as_object_mut().unwrap().remove(missing);
        assert_invalid(body(), &config(&registry));
    }
    Bench::new().create(&with(body(), &config(&registry)));
}

#[test]
fn mq_and_document_db_need_what_they_are_read_with() {
    let access = json!([{ "Type": "BASIC_AUTH", "URI": SECRET }]);
    let mq = json!({ "FunctionName": "f", "EventSourceArn": BROKER });
    assert_invalid(mq.clone(), &json!({ "Queues": ["q"] }));
    assert_invalid(mq, &json!({ "SourceAccessConfigurations": access }));
    let documents = json!({
        "FunctionName": "f", "EventSourceArn": CLUSTER, "StartingPosition": "LATEST",
        "SourceAccessConfigurations": access,
    });
    assert_invalid(documents, &json!({}));
}

#[test]
fn several_broken_constraints_are_told_together() {
    let body = with(
        queue(),
        &json!({ "BatchSize": 0, "MaximumBatchingWindowInSeconds": 301 }),
    );
    let (status, code, text) = refused(&body);
    assert_eq!((status, code.as_str()), (400, "ValidationException"));
    assert_eq!(
        text,
        "2 validation errors detected: Value '0' at 'batchSize' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '301' at 'maximumBatchingWindowInSeconds' failed to satisfy constraint: Member must have value less than or equal to 300"
    );
}

#[test]
fn a_body_that_is_no_object_or_has_a_wrong_type_is_not_read() {
    let mut bench = Bench::new();
    for body in [
        "[]",
        "{",
        "\"x\"",
        r#"{"FunctionName":1}"#,
        r#"{"FunctionName":"f","BatchSize":"5"}"#,
        r#"{"FunctionName":"f","BatchSize":1.5}"#,
    ] {
        let (status, code, text) = bench.refused("POST", "/2015-03-31/event-source-mappings", body);
        assert_eq!(
            (status, code.as_str()),
            (400, "SerializationException"),
            "{body}: {text}"
        );
    }
    assert_eq!(
        bench
            .refuse_create(&with(queue(), &json!({ "BatchSize": "5" })))
            .2,
        "STRING_VALUE can not be converted to an Integer"
    );
}
