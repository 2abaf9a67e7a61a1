//! What cannot be changed in place: each alone replaces the mapping, and says why.

use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::framework::plan::consistency;
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
    let all = changes().into_iter().enumerate();
    let all = all.map(async |(number, (base, first, then, path))| {
        // Each has a function of its own, so that none keeps another from its source.
        let config = |change: &Json| {
            let mut change = change.clone();
            change["function_name"] = json!(format!("f-{number}"));
            world.config(&base.with(&change))
        };
        let state = world.apply(&config(&first), &Value::Null).await;
        let config = config(&then);
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
    });
    join_all(all).await;
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

/// The block of Kafka's configuration in a state.
fn block(state: &Value) -> Option<Value> {
    let of = |name: &str| match state.attribute(name) {
        Value::List(blocks) => blocks.first().cloned(),
        other => panic!("{other:?}"),
    };
    let managed = of("amazon_managed_kafka_event_source_config");
    managed.or_else(|| of("self_managed_kafka_event_source_config"))
}

/// A mapping of each Kafka, and a configuration with a block of these members.
fn with_block(world: &World, members: &Json) -> [Value; 2] {
    [
        (Msk, "amazon_managed_kafka_event_source_config"),
        (Kafka, "self_managed_kafka_event_source_config"),
    ]
    .map(|(base, name)| {
        let registry = members.get("schema_registry_config").is_some();
        let pollers = if registry { json!([{}]) } else { json!([]) };
        world.config(&base.with(&json!({name: [members], "provisioned_poller_config": pollers})))
    })
}

#[tokio::test]
async fn a_block_that_is_not_written_is_not_in_the_state_and_the_group_in_use_is() {
    let world = World::new().await;
    for base in [Msk, Kafka] {
        let config = world.config(&base.config());
        let state = world.apply(&config, &Value::Null).await;
        assert_eq!(block(&state), None);
        assert_eq!(text(&state, "consumer_group_id"), text(&state, "uuid"));
        let imported = world.import(text(&state, "uuid")).await;
        assert_eq!(block(&imported), None);
        assert_eq!(
            text(&imported, "consumer_group_id"),
            text(&imported, "uuid")
        );
    }
    let queue = world
        .apply(&world.config(&Sqs.config()), &Value::Null)
        .await;
    assert!(queue.attribute("consumer_group_id").is_null());
}

#[tokio::test]
async fn a_block_comes_and_goes_without_a_request_while_the_group_stays() {
    let world = World::new().await;
    for (which, base) in [Msk, Kafka].into_iter().enumerate() {
        let without = world.config(&base.config());
        let state = world.apply(&without, &Value::Null).await;
        let group = text(&state, "consumer_group_id").to_owned();
        let sent = world.bodies("PUT", "").len();
        let mut now = state;
        for members in [json!({}), json!({"consumer_group_id": group})] {
            let config = &with_block(&world, &members)[which];
            let plan = world.plan(config, &now);
            assert_eq!(plan.replace, [""; 0], "{members}");
            now = world.apply(config, &now).await;
            assert_eq!(text(&block(&now).unwrap(), "consumer_group_id"), group);
        }
        now = world.apply(&without, &now).await;
        assert_eq!(block(&now), None);
        assert_eq!(text(&now, "consumer_group_id"), group);
        assert_eq!(world.bodies("PUT", "").len(), sent);
    }
}

#[tokio::test]
async fn a_group_that_is_removed_stays_and_one_that_was_never_written_is_no_other() {
    let world = World::new().await;
    for which in [0, 1] {
        let written = &with_block(&world, &json!({"consumer_group_id": "g"}))[which];
        let state = world.apply(written, &Value::Null).await;
        assert_eq!(text(&state, "consumer_group_id"), "g");
        let left = &with_block(&world, &json!({}))[which];
        assert_eq!(world.plan(left, &state).planned, state, "it stays");
        // An import shows what a configuration must have said.
        let imported = world.import(text(&state, "uuid")).await;
        assert_eq!(block(&imported), block(&state));
    }
}

#[tokio::test]
async fn a_registry_of_any_depth_is_imported_as_it_was_made() {
    let world = World::new().await;
    let registry = json!([{
        "schema_registry_uri": "https://registry.example.com",
        "event_record_format": "JSON",
        "access_config": [{"type": "BASIC_AUTH", "uri": SECRET}],
        "schema_validation_config": [{"attribute": "KEY"}, {"attribute": "VALUE"}],
    }]);
    for members in [
        json!({"schema_registry_config": registry}),
        json!({"schema_registry_config": registry, "consumer_group_id": "g"}),
    ] {
        for config in with_block(&world, &members) {
            let state = world.apply(&config, &Value::Null).await;
            let imported = world.import(text(&state, "uuid")).await;
            let plan = world.plan(&config, &imported);
            let block_of = |it: &Value| block(it).unwrap();
            assert_eq!(block_of(&plan.planned), block_of(&imported), "{members}");
            assert_eq!(block_of(&imported), block_of(&state), "{members}");
            world.change(&Value::Null, &state, &Value::Null).await;
        }
    }
}

#[tokio::test]
async fn a_new_mapping_that_replaces_one_gets_a_group_of_its_own() {
    let world = World::new().await;
    let without = world.config(&Kafka.config());
    let first = world.apply(&without, &Value::Null).await;
    let elsewhere = world.config(&Kafka.with(&json!({"starting_position": "LATEST"})));
    let plan = world.plan(&elsewhere, &first);
    assert!(plan.planned.attribute("consumer_group_id").is_unknown());
    assert!(
        plan.warnings[0]
            .detail
            .contains("Lambda creates a new consumer group"),
        "{:?}",
        plan.warnings
    );
    let second = world.apply(&elsewhere, &first).await;
    assert_eq!(text(&second, "consumer_group_id"), text(&second, "uuid"));
}

#[tokio::test]
async fn blocks_that_are_not_known_yet_may_turn_out_empty() {
    let world = World::new().await;
    let name = "self_managed_kafka_event_source_config";
    let with = |base: Base, value: Value| {
        let Value::Object(mut all) = world.config(&base.config()) else {
            panic!("no object");
        };
        all.insert(name.to_owned(), value);
        Value::Object(all)
    };
    let open = with(Kafka, Value::UNKNOWN);
    let plan = world.plan(&open, &Value::Null);
    assert!(plan.planned.attribute(name).is_unknown());
    assert!(plan.planned.attribute("consumer_group_id").is_unknown());
    let empty = with(Kafka, Value::List(Vec::new()));
    let later = world.plan(&empty, &Value::Null);
    assert_eq!(
        consistency::of_apply(&plan.planned, &later.planned).len(),
        1,
        "only what is unknown"
    );
    let state = world.apply(&empty, &Value::Null).await;
    // What may turn out to be another group has to be planned as one.
    assert_eq!(world.plan(&open, &state).replace, [name]);
    // Another source has no group to lose.
    let queue = world
        .apply(&with(Sqs, Value::List(Vec::new())), &Value::Null)
        .await;
    assert_eq!(
        world.plan(&with(Sqs, Value::UNKNOWN), &queue).replace,
        [""; 0]
    );
}

#[tokio::test]
async fn a_state_in_which_kafka_was_configured_by_attributes_is_brought_into_blocks() {
    let registry = json!([{
        "schema_registry_uri": "https://registry.example.com",
        "event_record_format": "JSON",
        "access_config": [{"type": "BASIC_AUTH", "uri": SECRET}],
        "schema_validation_config": [{"attribute": "KEY"}],
    }]);
    let without_access = json!([{
        "schema_registry_uri": "https://registry.example.com",
        "event_record_format": "JSON",
        "access_config": null,
        "schema_validation_config": [{"attribute": "KEY"}],
    }]);
    let mut bare = without_access.clone();
    bare[0].as_object_mut().unwrap().remove("access_config");
    let cases = [
        (
            None,
            json!([{"consumer_group_id": "UUID", "schema_registry_config": null}]),
        ),
        (
            Some(json!({})),
            json!([{"consumer_group_id": null, "schema_registry_config": null}]),
        ),
        (
            Some(json!({"consumer_group_id": "g"})),
            json!([{"consumer_group_id": "g", "schema_registry_config": null}]),
        ),
        (
            Some(json!({"schema_registry_config": registry})),
            json!([{"consumer_group_id": null, "schema_registry_config": registry}]),
        ),
        (
            Some(json!({"schema_registry_config": bare})),
            json!([{"consumer_group_id": null, "schema_registry_config": without_access}]),
        ),
    ];
    let cases = cases.map(async |(written, old)| {
        let world = World::new().await;
        for (which, name) in [
            "amazon_managed_kafka_event_source_config",
            "self_managed_kafka_event_source_config",
        ]
        .into_iter()
        .enumerate()
        {
            let config = match &written {
                Some(members) => with_block(&world, members)[which].clone(),
                None => world.config(&[Msk, Kafka][which].config()),
            };
            let state = world.apply(&config, &Value::Null).await;
            let mut form = world.json(&state);
            let uuid = form["uuid"].as_str().unwrap().to_owned();
            form[name] = serde_json::from_str(&old.to_string().replace("UUID", &uuid)).unwrap();
            if which == 1 {
                form[name][0]["consumption_mode"] = Json::Null;
            }
            form.as_object_mut().unwrap().remove("consumer_group_id");
            let upgraded = world.upgrade(0, &form);
            assert_eq!(world.plan(&config, &upgraded).planned, upgraded, "{old}");
            let refreshed = world.read(&upgraded).await;
            assert_eq!(refreshed, state, "{old}");
            world.change(&Value::Null, &state, &Value::Null).await;
        }
    });
    join_all(cases).await;
}

#[tokio::test]
async fn what_means_the_same_plans_nothing() {
    let time =
        |it: &str| json!({"starting_position": "AT_TIMESTAMP", "starting_position_timestamp": it});
    let servers = |it: &str| json!({"self_managed_event_source": [{"endpoints": {"KAFKA_BOOTSTRAP_SERVERS": it}}]});
    let filter = |it: &str| json!({"filter_criteria": [{"filter": [{"pattern": it}]}]});
    let function = |it: &str| json!({"function_name": it});
    let cases = [
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
    ];
    let cases = cases.map(async |(base, first, then)| {
        let world = World::new().await;
        let state = world
            .apply(&world.config(&base.with(&first)), &Value::Null)
            .await;
        let config = world.config(&base.with(&then));
        let plan = world.plan(&config, &state);
        assert_eq!(plan.planned, state, "{base:?} {then}");
        world.change(&Value::Null, &state, &Value::Null).await;
    });
    join_all(cases).await;
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

#[tokio::test]
async fn the_empty_maps_of_terraform_1_0_change_nothing() {
    let world = World::new().await;
    let with = |config: &Value, names: &[&str]| {
        let Value::Object(mut all) = config.clone() else {
            panic!("no object");
        };
        for name in names {
            all.insert((*name).to_owned(), Value::Map([].into()));
        }
        Value::Object(all)
    };
    let maps = ["tags", "tags_all", "filter_criteria_error"];
    for base in [Sqs, Kinesis] {
        let config = world.config(&base.config());
        // A state that a later core has written.
        let other = world.apply(&config, &Value::Null).await;
        world.change(&Value::Null, &other, &Value::Null).await;
        world.server.introduce("1.0.11");
        let state = world.apply(&config, &Value::Null).await;
        assert_eq!(state, with(&state, &maps), "none is an empty one");
        // What it sends with ignore_changes.
        let sent = with(&config, &maps);
        let (planned, found) = world.try_plan(&sent, &state);
        assert!(!found.has_errors(), "{found:?}");
        assert_eq!(planned.as_ref(), Some(&state));
        assert_eq!(world.read(&state).await, state);
        let tagged = world.config(&base.with(&json!({"tags": {"a": "1"}})));
        let state = world.apply(&tagged, &state).await;
        let state = world.apply(&config, &state).await;
        world.server.introduce("1.11.4");
        let state = world.read(&state).await;
        world.assert_nothing_to_do(&config, &state).await;
        world.change(&Value::Null, &state, &Value::Null).await;
    }
}
