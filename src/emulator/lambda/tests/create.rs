//! What Create answers for each kind of source.

use super::*;

/// The answer without what differs from run to run.
fn created(body: &Value) -> Value {
    let mut bench = Bench::new();
    let mut answer = bench.create(body);
    let fields = answer.as_object_mut().unwrap();
    let uuid = fields.remove("UUID").unwrap();
    let uuid = uuid.as_str().unwrap();
    assert_eq!(uuid.len(), 36);
    let arn = format!("arn:aws:lambda:eu-west-1:111111111111:event-source-mapping:{uuid}");
    assert_eq!(fields.remove("EventSourceMappingArn").unwrap(), json!(arn));
    assert_eq!(
        fields.remove("LastModified").unwrap(),
        json!(1_800_000_000.25)
    );
    answer
}

#[test]
fn a_queue_answers_what_lambda_answers_and_nothing_more() {
    assert_eq!(
        created(&queue()),
        json!({
            "BatchSize": 10,
            "EventSourceArn": QUEUE,
            "FunctionArn": "arn:aws:lambda:eu-west-1:111111111111:function:f",
            "FunctionResponseTypes": [],
            "MaximumBatchingWindowInSeconds": 0,
            "State": "Creating",
            "StateTransitionReason": "USER_INITIATED",
        })
    );
}

#[test]
fn a_stream_answers_every_stream_field_and_an_empty_destination() {
    for arn in [STREAM, TABLE, &format!("{STREAM}/consumer/c:1")] {
        assert_eq!(
            created(&with(stream(), &json!({ "EventSourceArn": arn }))),
            json!({
                "BatchSize": 100,
                "BisectBatchOnFunctionError": false,
                "DestinationConfig": { "OnFailure": {} },
                "EventSourceArn": arn,
                "FunctionArn": "arn:aws:lambda:eu-west-1:111111111111:function:f",
                "FunctionResponseTypes": [],
                "LastProcessingResult": "No records processed",
                "MaximumBatchingWindowInSeconds": 0,
                "MaximumRecordAgeInSeconds": -1,
                "MaximumRetryAttempts": -1,
                "ParallelizationFactor": 1,
                "StartingPosition": "LATEST",
                "State": "Creating",
                "StateTransitionReason": "User action",
                "TumblingWindowInSeconds": 0,
            })
        );
    }
}

#[test]
fn self_managed_kafka_gets_a_position_a_group_and_sorted_brokers() {
    let mut bench = Bench::new();
    let answer = bench.create(&kafka(&["b:2", "a:1"], "topic"));
    assert_eq!(
        answer["SelfManagedKafkaEventSourceConfig"]["ConsumerGroupId"],
        answer["UUID"]
    );
    assert_eq!(answer["StartingPosition"], "TRIM_HORIZON");
    assert_eq!(
        answer["SelfManagedEventSource"]["Endpoints"]["KAFKA_BOOTSTRAP_SERVERS"],
        json!(["a:1", "b:2"])
    );
    assert_eq!(answer["BatchSize"], 100);
    assert_eq!(answer["LastProcessingResult"], "No records processed");
    for absent in [
        "MaximumBatchingWindowInSeconds",
        "EventSourceArn",
        "DestinationConfig",
    ] {
        assert_eq!(answer.get(absent), None, "{absent}");
    }
}

#[test]
fn a_given_consumer_group_is_kept() {
    let config = json!({ "SelfManagedKafkaEventSourceConfig": { "ConsumerGroupId": "g" } });
    let answer = created(&with(kafka(&["a:1"], "topic"), &config));
    assert_eq!(
        answer["SelfManagedKafkaEventSourceConfig"],
        config["SelfManagedKafkaEventSourceConfig"]
    );
}

#[test]
fn msk_mq_and_document_db_have_their_own_defaults() {
    let msk = json!({
        "FunctionName": "f", "EventSourceArn": MSK, "Topics": ["topic"], "StartingPosition": "LATEST",
    });
    let mut bench = Bench::new();
    let answer = bench.create(&msk);
    assert_eq!(
        answer["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"],
        answer["UUID"]
    );
    assert_eq!(answer["BatchSize"], 100);

    let access = json!([{ "Type": "BASIC_AUTH", "URI": SECRET }]);
    let answer = bench.create(&json!({
        "FunctionName": "f", "EventSourceArn": BROKER, "Queues": ["q"],
        "SourceAccessConfigurations": access,
    }));
    assert_eq!(answer["BatchSize"], 100);
    assert_eq!(answer["Queues"], json!(["q"]));

    let answer = bench.create(&json!({
        "FunctionName": "f", "EventSourceArn": CLUSTER, "StartingPosition": "LATEST",
        "DocumentDBEventSourceConfig": { "DatabaseName": "d" },
        "SourceAccessConfigurations": access,
    }));
    assert_eq!(
        answer["DocumentDBEventSourceConfig"],
        json!({ "DatabaseName": "d", "FullDocument": "Default" })
    );
}

#[test]
fn pollers_that_are_asked_for_are_completed() {
    let answer = created(&with(
        queue(),
        &json!({ "ProvisionedPollerConfig": { "MinimumPollers": 5 } }),
    ));
    assert_eq!(
        answer["ProvisionedPollerConfig"],
        json!({ "MinimumPollers": 5, "MaximumPollers": 200 })
    );
}

#[test]
fn the_qualifier_of_the_function_is_echoed() {
    let mut bench = Bench::new();
    for (given, shown) in [
        ("f", "f"),
        ("f:$LATEST", "f:$LATEST"),
        ("111111111111:function:f:1", "f:1"),
        (
            "arn:aws:lambda:eu-west-1:111111111111:function:f:live",
            "f:live",
        ),
    ] {
        let answer = bench.create(&with(queue(), &json!({ "FunctionName": given })));
        let arn = format!("arn:aws:lambda:eu-west-1:111111111111:function:{shown}");
        assert_eq!(answer["FunctionArn"], json!(arn), "{given}");
    }
}

#[test]
fn an_empty_shell_is_not_echoed() {
    let answer = created(&with(
        queue(),
        &json!({
            "FilterCriteria": { "Filters": [] },
            "MetricsConfig": { "Metrics": [] },
            "ScalingConfig": {},
            "KMSKeyArn": "",
        }),
    ));
    for absent in [
        "FilterCriteria",
        "MetricsConfig",
        "ScalingConfig",
        "KMSKeyArn",
    ] {
        assert_eq!(answer.get(absent), None, "{absent}");
    }
}

#[test]
fn what_is_set_is_echoed_as_it_was_given() {
    let set = json!({
        "BatchSize": 20,
        "MaximumBatchingWindowInSeconds": 1,
        "ScalingConfig": { "MaximumConcurrency": 2 },
        "FilterCriteria": { "Filters": [{ "Pattern": "{ \"body\": [ 1.0 ] }" }] },
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    });
    let answer = created(&with(queue(), &set));
    for (name, value) in set.as_object().unwrap() {
        assert_eq!(answer[name], *value, "{name}");
    }
}

#[test]
fn unknown_fields_and_nulls_are_ignored() {
    let answer = created(&with(
        queue(),
        &json!({
            "Novelty": 1,
            "BatchSize": null,
            "ScalingConfig": { "MaximumConcurrency": null, "Novelty": 1 },
            "FilterCriteria": { "Filters": [null] },
        }),
    ));
    assert_eq!(answer.get("ScalingConfig"), None);
    assert_eq!(answer.get("FilterCriteria"), None);
    assert_eq!(answer.get("Novelty"), None);
    assert_eq!(answer["BatchSize"], 10);
}

#[test]
fn the_arns_are_of_the_partition_of_the_region() {
    let mut bench = Bench::new();
    bench.region = "cn-north-1";
    let answer = bench.create(&queue());
    let arn = answer["EventSourceMappingArn"].as_str().unwrap();
    assert!(arn.starts_with("arn:aws-cn:lambda:cn-north-1:"), "{arn}");
}

#[test]
fn accounts_and_regions_do_not_see_each_other() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    bench.region = "us-east-1";
    assert_eq!(bench.get(&mapping).0, 404);
    bench.create(&queue());
    bench.region = "eu-west-1";
    bench.account = "222222222222";
    assert_eq!(bench.get(&mapping).0, 404);
    assert_eq!(bench.lambda.mappings(bench.now).len(), 2);
}
