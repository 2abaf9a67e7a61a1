//! What Update changes, puts back, ignores and refuses.

use super::*;

/// The mapping after an update that must be accepted.
fn updated(bench: &mut Bench, mapping: &Value, body: &Value) -> Value {
    let (status, answer) = bench.update(mapping, body);
    assert_eq!(status, 202, "{answer}");
    bench.wait(10);
    bench.get(mapping).1
}

#[test]
fn what_is_not_given_stays() {
    let mut bench = Bench::new();
    let mapping = bench.create(&with(queue(), &json!({ "BatchSize": 5 })));
    let answer = updated(
        &mut bench,
        &mapping,
        &json!({ "MaximumBatchingWindowInSeconds": 3 }),
    );
    assert_eq!(answer["BatchSize"], 5);
    assert_eq!(answer["MaximumBatchingWindowInSeconds"], 3);
}

#[test]
fn fields_that_only_create_has_are_ignored() {
    let mut bench = Bench::new();
    let mapping = bench.create(&stream());
    let body = json!({
        "EventSourceArn": QUEUE, "StartingPosition": "nonsense", "Topics": [], "Tags": { "a": "b" },
    });
    let answer = updated(&mut bench, &mapping, &body);
    assert_eq!(answer["EventSourceArn"], STREAM);
    assert_eq!(answer["StartingPosition"], "LATEST");
}

#[test]
fn an_empty_shell_takes_the_setting_away() {
    for (name, value, empty) in [
        (
            "FilterCriteria",
            json!({ "Filters": [{ "Pattern": "{\"body\":[1]}" }] }),
            json!({}),
        ),
        (
            "FilterCriteria",
            json!({ "Filters": [{ "Pattern": "{\"body\":[1]}" }] }),
            json!({ "Filters": [] }),
        ),
        (
            "ScalingConfig",
            json!({ "MaximumConcurrency": 5 }),
            json!({}),
        ),
        (
            "MetricsConfig",
            json!({ "Metrics": ["EventCount"] }),
            json!({ "Metrics": [] }),
        ),
        (
            "ProvisionedPollerConfig",
            json!({ "MinimumPollers": 5 }),
            json!({}),
        ),
        (
            "KMSKeyArn",
            json!("arn:aws:kms:eu-west-1:111111111111:key/k"),
            json!(""),
        ),
    ] {
        let mut bench = Bench::new();
        let mapping = bench.create(&with(queue(), &json!({ name: value })));
        assert!(mapping.get(name).is_some(), "{name}");
        let answer = updated(&mut bench, &mapping, &json!({ name: empty }));
        assert_eq!(answer.get(name), None, "{name}");
    }
}

#[test]
fn an_empty_destination_takes_the_destination_away() {
    let mut bench = Bench::new();
    let set = json!({ "DestinationConfig": { "OnFailure": { "Destination": QUEUE } } });
    let mapping = bench.create(&with(stream(), &set));
    assert_eq!(mapping["DestinationConfig"], set["DestinationConfig"]);
    let unset = json!({ "DestinationConfig": { "OnFailure": { "Destination": "" } } });
    let answer = updated(&mut bench, &mapping, &unset);
    assert_eq!(answer["DestinationConfig"], json!({ "OnFailure": {} }));
}

#[test]
fn the_empty_destination_that_lambda_shows_cannot_be_sent_back() {
    let mut bench = Bench::new();
    let mapping = bench.create(&stream());
    assert_eq!(
        bench.refuse_update(
            &mapping,
            &json!({ "DestinationConfig": { "OnFailure": {} } })
        ),
        invalid("The Destination field is required for an OnFailure configuration.")
    );
}

#[test]
fn an_empty_list_of_response_types_is_kept_as_such() {
    let mut bench = Bench::new();
    let set = json!({ "FunctionResponseTypes": ["ReportBatchItemFailures"] });
    let mapping = bench.create(&with(queue(), &set));
    let answer = updated(
        &mut bench,
        &mapping,
        &json!({ "FunctionResponseTypes": [] }),
    );
    assert_eq!(answer["FunctionResponseTypes"], json!([]));
}

#[test]
fn rules_between_fields_look_at_the_settings_that_would_result() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    assert_eq!(
        bench.refuse_update(&mapping, &json!({ "BatchSize": 11 })),
        invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
        )
    );
    updated(
        &mut bench,
        &mapping,
        &json!({ "MaximumBatchingWindowInSeconds": 1 }),
    );
    updated(&mut bench, &mapping, &json!({ "BatchSize": 11 }));
}

#[test]
fn the_virtual_host_can_be_neither_sent_nor_lost() {
    let mut bench = Bench::new();
    let login = json!({ "Type": "BASIC_AUTH", "URI": SECRET });
    let host = json!({ "Type": "VIRTUAL_HOST", "URI": "/v" });
    let mapping = bench.create(&json!({
        "FunctionName": "f", "EventSourceArn": BROKER, "Queues": ["q"],
        "SourceAccessConfigurations": [login, host],
    }));
    for sent in [host.clone(), json!({ "Type": "VIRTUAL_HOST", "URI": "/w" })] {
        let change = json!({ "SourceAccessConfigurations": [login, sent] });
        assert_eq!(
            bench.refuse_update(&mapping, &change),
            invalid("Invalid parameters: VIRTUAL_HOST")
        );
    }
    let answer = updated(
        &mut bench,
        &mapping,
        &json!({ "SourceAccessConfigurations": [login] }),
    );
    assert_eq!(answer["SourceAccessConfigurations"], json!([login, host]));
}

#[test]
fn the_consumer_group_is_fixed_and_the_schema_registry_is_not() {
    let mut bench = Bench::new();
    let mapping = bench.create(&with(
        kafka(&["a:1"], "topic"),
        &json!({ "ProvisionedPollerConfig": { "MinimumPollers": 1 } }),
    ));
    let name = "SelfManagedKafkaEventSourceConfig";
    // Also the group that it has: so it was seen in September 2026.
    for group in [json!("another"), mapping["UUID"].clone()] {
        let group = json!({ name: { "ConsumerGroupId": group } });
        assert_eq!(
            bench.refuse_update(&mapping, &group),
            invalid(
                "Unsupported 'selfManagedKafkaEventSourceConfig.consumerGroupId' parameter for given event source mapping type."
            )
        );
    }
    let registry = json!({
        "SchemaRegistryURI": "https://registry",
        "EventRecordFormat": "JSON",
        "SchemaValidationConfigs": [{ "Attribute": "VALUE" }],
    });
    let set = json!({ name: { "SchemaRegistryConfig": registry } });
    let answer = updated(&mut bench, &mapping, &set);
    assert_eq!(answer[name]["SchemaRegistryConfig"], registry);
    assert_eq!(answer[name]["ConsumerGroupId"], mapping["UUID"]);
    let answer = updated(&mut bench, &mapping, &json!({ name: {} }));
    assert_eq!(answer[name]["SchemaRegistryConfig"], registry);
    let none = json!({ name: { "SchemaRegistryConfig": {} } });
    let answer = updated(&mut bench, &mapping, &none);
    assert_eq!(answer[name], json!({ "ConsumerGroupId": mapping["UUID"] }));
}

#[test]
fn a_refused_update_changes_nothing() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    let before = bench.get(&mapping);
    let body = json!({ "Enabled": false, "FunctionName": "g", "BatchSize": 11 });
    assert_eq!(bench.update(&mapping, &body).0, 400);
    assert_eq!(bench.get(&mapping), before);
}

#[test]
fn an_update_may_change_the_document_of_a_change_stream_and_nothing_else_of_it() {
    let mut bench = Bench::new();
    let create = json!({
        "FunctionName": "f", "EventSourceArn": CLUSTER, "StartingPosition": "LATEST",
        "SourceAccessConfigurations": [{ "Type": "BASIC_AUTH", "URI": SECRET }],
        "DocumentDBEventSourceConfig": { "DatabaseName": "d", "CollectionName": "c" },
    });
    let mapping = bench.create(&create);
    for named in [
        json!({ "DatabaseName": "d", "CollectionName": "c", "FullDocument": "UpdateLookup" }),
        json!({ "DatabaseName": "other", "CollectionName": "c" }),
    ] {
        let refused =
            bench.refuse_update(&mapping, &json!({ "DocumentDBEventSourceConfig": named }));
        assert_eq!(
            refused,
            invalid("Invalid parameters: collectionName, databaseName")
        );
    }
    let change = json!({ "DocumentDBEventSourceConfig": { "FullDocument": "UpdateLookup" } });
    let answer = updated(&mut bench, &mapping, &change);
    assert_eq!(
        answer["DocumentDBEventSourceConfig"],
        json!({ "DatabaseName": "d", "CollectionName": "c", "FullDocument": "UpdateLookup" })
    );
}
