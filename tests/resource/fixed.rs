//! What cannot be changed in place: each alone replaces the mapping, and says why.

use serde_json::{Value as Json, json};
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::world::{World, text};
use crate::support::configs::{Base, SECRET};

use Base::{Kafka, Kinesis, Mq, Msk, Sqs};

/// A kind of source, what is set of it first and then, and the path that makes it a replacement.
fn changes() -> Vec<(Base, Json, Json, &'static str)> {
    let servers = |it: &str| json!({"self_managed_event_source": [{"endpoints": {"KAFKA_BOOTSTRAP_SERVERS": it}}]});
    let access = |host: Option<&str>| {
        let mut entries = vec![json!({"type": "BASIC_AUTH", "uri": SECRET})];
        entries.extend(host.map(|it| json!({"type": "VIRTUAL_HOST", "uri": it})));
        json!({"source_access_configuration": entries})
    };
    let own = |it: Json| json!({"self_managed_kafka_event_source_config": [it]});
    let managed = |it: Json| json!({"amazon_managed_kafka_event_source_config": [it]});
    let group = "self_managed_kafka_event_source_config[0].consumer_group_id";
    let at = |time: &str| json!({"starting_position": "AT_TIMESTAMP", "starting_position_timestamp": time});
    vec![
        (
            Sqs,
            json!({}),
            json!({"event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:others"}),
            "event_source_arn",
        ),
        (
            Kafka,
            json!({}),
            servers("b-3.example.com:9092"),
            "self_managed_event_source",
        ),
        (Msk, json!({}), json!({"topics": ["others"]}), "topics"),
        (Mq, json!({}), json!({"queues": ["others"]}), "queues"),
        (
            Kinesis,
            json!({}),
            json!({"starting_position": "TRIM_HORIZON"}),
            "starting_position",
        ),
        (
            Kinesis,
            at("2026-01-01T00:00:00Z"),
            at("2026-01-01T00:00:01Z"),
            "starting_position_timestamp",
        ),
        (
            Kafka,
            own(json!({"consumer_group_id": "a"})),
            own(json!({"consumer_group_id": "b"})),
            group,
        ),
        (
            Kafka,
            json!({}),
            own(json!({"consumer_group_id": "b"})),
            group,
        ),
        (
            Msk,
            managed(json!({"consumer_group_id": "a"})),
            managed(json!({"consumer_group_id": "b"})),
            "amazon_managed_kafka_event_source_config[0].consumer_group_id",
        ),
        (
            Mq,
            access(Some("/a")),
            access(Some("/b")),
            "source_access_configuration",
        ),
        (
            Mq,
            access(Some("/a")),
            access(None),
            "source_access_configuration",
        ),
        (
            Mq,
            access(None),
            access(Some("/b")),
            "source_access_configuration",
        ),
    ]
}

#[tokio::test]
async fn what_cannot_be_changed_replaces_the_mapping_and_says_why() {
    let world = World::new().await;
    for (base, first, then, path) in changes() {
        let state = world
            .apply(&world.config(&base.with(&first)), &Value::Null)
            .await;
        let config = world.config(&base.with(&then));
        let plan = world.plan(&config, &state);
        assert_eq!(plan.replace, [path], "{base:?} {then}");
        let warned = plan
            .warnings
            .iter()
            .filter(|it| it.summary.contains("replaces"));
        assert_eq!(warned.count(), 1, "{base:?} {then}");
        let next = world.apply(&config, &state).await;
        assert_ne!(text(&next, "uuid"), text(&state, "uuid"));
        world.change(&Value::Null, &next, &Value::Null).await;
    }
}

#[tokio::test]
async fn a_share_group_is_made_anew_and_back() {
    let world = World::new().await;
    let mode = |mode: &str, position: Json| {
        json!({
            "self_managed_kafka_event_source_config": [{"consumption_mode": mode}],
            "starting_position": position,
        })
    };
    let stream = world.config(&Kafka.config());
    let queue = world.config(&Kafka.with(&mode("Queue", Json::Null)));
    let state = world.apply(&stream, &Value::Null).await;
    let same = world.config(&Kafka.with(&mode("Stream", json!("TRIM_HORIZON"))));
    assert!(
        world.plan(&same, &state).replace.is_empty(),
        "Stream is the default"
    );
    let state = world.apply(&queue, &state).await;
    assert!(state.attribute("starting_position").is_null());
    let plan = world.plan(&stream, &state);
    assert!(!plan.replace.is_empty());
    world.apply(&stream, &state).await;
}

#[tokio::test]
async fn a_replacement_goes_on_in_the_group_that_lambda_had_made() {
    let world = World::new().await;
    let group = |state: &Value| match state.attribute("self_managed_kafka_event_source_config") {
        Value::List(blocks) => text(&blocks[0], "consumer_group_id").to_owned(),
        other => panic!("{other:?}"),
    };
    let first = world
        .apply(&world.config(&Kafka.config()), &Value::Null)
        .await;
    assert_eq!(group(&first), text(&first, "uuid"), "a group of its own");
    // Another function by another argument that replaces, but the same records.
    let mut prior = first.clone();
    let Value::Object(values) = &mut prior else {
        panic!()
    };
    values.insert(
        "source_access_configuration".to_owned(),
        Value::set(vec![Value::object([
            ("type", Value::from("VIRTUAL_HOST")),
            ("uri", Value::from("/")),
        ])]),
    );
    let config = world.config(&Kafka.config());
    let plan = world.plan(&config, &prior);
    assert_eq!(plan.replace, ["source_access_configuration"]);
    assert_eq!(group(&plan.planned), group(&first));
    assert!(
        plan.warnings[0]
            .detail
            .contains("goes on where the old one stops")
    );

    let elsewhere = world.config(&Kafka.with(&json!({"starting_position": "LATEST"})));
    let second = world.apply(&elsewhere, &first).await;
    assert_ne!(
        group(&second),
        group(&first),
        "another position needs another group"
    );
}

#[tokio::test]
async fn what_means_the_same_plans_nothing() {
    let world = World::new().await;
    let time =
        |it: &str| json!({"starting_position": "AT_TIMESTAMP", "starting_position_timestamp": it});
    let servers = |it: &str| json!({"self_managed_event_source": [{"endpoints": {"KAFKA_BOOTSTRAP_SERVERS": it}}]});
    let filter = |it: &str| json!({"filter_criteria": [{"filter": [{"pattern": it}]}]});
    let function = |it: &str| json!({"function_name": it});
    for (base, first, then) in [
        (
            Kinesis,
            time("2026-01-01T00:00:00Z"),
            time("2026-01-01T01:00:00.5+01:00"),
        ),
        (
            Kafka,
            servers("b-1.example.com:9092,b-2.example.com:9092"),
            servers("B-2.example.com:9092, b-1.example.com:9092"),
        ),
        (
            Kinesis,
            filter(r#"{"data":{"a":[1],"b":["x"]}}"#),
            filter("{ \"data\": {\"b\":[\"x\"], \"a\":[1]} }"),
        ),
        (
            Sqs,
            function("worker"),
            function("arn:aws:lambda:eu-west-1:123456789012:function:worker"),
        ),
        (
            Sqs,
            function("123456789012:function:worker:live"),
            function("worker:live"),
        ),
        (Sqs, json!({}), json!({"batch_size": 10, "enabled": true})),
        (Msk, json!({}), json!({"maximum_retry_attempts": -1})),
        (
            Sqs,
            json!({}),
            json!({"metrics_config": [], "function_response_types": []}),
        ),
    ] {
        let state = world
            .apply(&world.config(&base.with(&first)), &Value::Null)
            .await;
        let config = world.config(&base.with(&then));
        let plan = world.plan(&config, &state);
        assert_eq!(plan.planned, state, "{base:?} {then}");
        world.change(&Value::Null, &state, &Value::Null).await;
    }
}

#[tokio::test]
async fn other_functions_are_other_functions() {
    let world = World::new().await;
    let function = |it: &str| world.config(&Sqs.with(&json!({"function_name": it})));
    let state = world.apply(&function("worker"), &Value::Null).await;
    for other in [
        "worker:live",
        "worker:$LATEST",
        "210987654321:function:worker",
    ] {
        let plan = world.plan(&function(other), &state);
        assert_ne!(plan.planned, state, "{other}");
        assert!(plan.replace.is_empty(), "{other}");
    }
}

#[tokio::test]
async fn a_window_of_half_a_second_cannot_be_had_again() {
    let world = World::new().await;
    let window =
        |it: Json| world.config(&Msk.with(&json!({"maximum_batching_window_in_seconds": it})));
    let without = window(Json::Null);
    let state = world.apply(&without, &Value::Null).await;
    assert!(
        state
            .attribute("maximum_batching_window_in_seconds")
            .is_null()
    );
    let plan = world.plan(&window(json!(5)), &state);
    assert_eq!(plan.warnings.len(), 1, "{:?}", plan.warnings);
    let state = world.apply(&window(json!(5)), &state).await;
    let plan = world.plan(&without, &state);
    assert_eq!(plan.planned, state, "it stays");
    assert!(plan.warnings[0].summary.contains("stays at 5"));
    let other = world.config(&Msk.with(&json!({"topics": ["others"]})));
    let state = world.apply(&other, &state).await;
    assert!(
        state
            .attribute("maximum_batching_window_in_seconds")
            .is_null()
    );
}

#[tokio::test]
async fn an_empty_list_is_nothing_where_there_is_nothing_to_choose() {
    let world = World::new().await;
    let empty = json!({"self_managed_kafka_event_source_config": []});
    let config = world.config(&Kinesis.with(&empty));
    world.apply(&config, &Value::Null).await;
    let found = world.validate(&world.config(&Kafka.with(&empty)));
    let said: Vec<_> = found.iter().map(|it| it.summary.as_str()).collect();
    assert_eq!(
        said,
        ["\"self_managed_kafka_event_source_config\" cannot be empty"]
    );
}

#[tokio::test]
async fn what_asks_for_nothing_replaces_nothing_and_unsettles_nothing() {
    let world = World::new().await;
    for base in [Sqs, Kinesis, Msk] {
        let without = world.config(&base.config());
        let state = world.apply(&without, &Value::Null).await;
        let nothing = json!({"queues": [], "tags": {}, "function_response_types": []});
        let with = world.config(&base.with(&nothing));
        for (config, prior) in [(&with, &state), (&without, &state)] {
            let plan = world.plan(config, prior);
            assert_eq!(plan.replace, [""; 0], "{base:?}");
            assert!(plan.planned.is_wholly_known(), "{base:?}");
        }
        let sent = world.bodies("PUT", "").len();
        let state = world.apply(&with, &state).await;
        let plan = world.plan(&without, &state);
        assert_eq!(plan.replace, [""; 0], "{base:?}");
        assert!(plan.planned.is_wholly_known(), "{base:?}");
        assert_eq!(world.bodies("PUT", "").len(), sent, "nothing is asked for");
    }
}

#[tokio::test]
async fn a_block_for_each_element_of_something_unknown_is_not_judged() {
    let world = World::new().await;
    let config = world.config(&Sqs.with(&json!({
        "amazon_managed_kafka_event_source_config": [{"consumer_group_id": "g", "schema_registry_config": []}]
    })));
    assert_eq!(world.validate(&config).iter().count(), 1, "SQS has no such");
    let Value::Object(mut all) = config else {
        panic!("no object");
    };
    let open = ["consumer_group_id", "schema_registry_config"].map(|it| (it, Value::UNKNOWN));
    all.insert(
        "amazon_managed_kafka_event_source_config".to_owned(),
        Value::List(vec![Value::object(open)]),
    );
    let found = world.validate(&Value::Object(all));
    assert_eq!(found.iter().count(), 0, "{found:?}");
}
