//! The life of a mapping by hand, as Terraform leads it.

use serde_json::json;
use terraform_provider_awslambda::framework::value::Value;

use crate::support::account::is_write;
use crate::support::host::{Host, QUEUE, STREAM, with};

const NOBODY: [&str; 0] = [];

/// The state survives being stored and read back, by Terraform and from the account, and nothing is left to do.
async fn assert_at_rest(host: &Host, config: &Value, state: &Value) {
    let upgraded = host
        .upgrade(host.resource.version, host.stored(state))
        .await;
    assert_eq!(upgraded.diagnostics, []);
    assert_eq!(host.value(upgraded.upgraded_state.as_ref()), *state);
    assert_eq!(host.read(state).await, *state);
    let planned = host.plan(config, state).await;
    assert_eq!(planned.state, *state, "something is left to do");
    assert_eq!(planned.replace, NOBODY);
    assert_eq!(planned.warnings, NOBODY);
}

/// How many calls changed something in the account.
fn writes(host: &Host) -> usize {
    let requests = host.emulator.requests();
    requests.iter().filter(|it| is_write(it)).count()
}

#[tokio::test]
async fn a_mapping_of_a_queue_lives() {
    let host = Host::start().await;
    let tags = |value: &str| Value::Map([("team".to_owned(), value.into())].into());
    let config = with(host.queue(), &[("tags", tags("a"))]);
    assert_eq!(host.validate(&config).await, []);

    // Created.
    let planned = host.plan(&config, &Value::Null).await;
    assert!(planned.state.attribute("uuid").is_unknown());
    assert_eq!(*planned.state.attribute("batch_size"), Value::from(10));
    assert_eq!(*planned.state.attribute("tags_all"), tags("a"));
    let state = host.apply(&config, &Value::Null, &planned.state).await;
    assert_eq!(host.emulator.mappings().len(), 1);
    assert_eq!(*state.attribute("state"), "Enabled".into());
    assert_at_rest(&host, &config, &state).await;

    // Changed in place.
    let changed = with(
        config.clone(),
        &[("batch_size", 7.into()), ("tags", tags("b"))],
    );
    let planned = host.plan(&changed, &state).await;
    assert_eq!(planned.replace, NOBODY);
    assert_eq!(planned.state.attribute("uuid"), state.attribute("uuid"));
    let updated = host.apply(&changed, &state, &planned.state).await;
    assert_eq!(updated.attribute("uuid"), state.attribute("uuid"));
    assert_eq!(host.emulator.mappings()[0]["BatchSize"], 7);
    assert_eq!(host.emulator.mappings()[0]["Tags"], json!({ "team": "b" }));
    assert_at_rest(&host, &changed, &updated).await;

    // Replaced: planned as a change first, then as a destruction and as a creation.
    let moved = with(
        changed.clone(),
        &[("event_source_arn", format!("{QUEUE}-2").into())],
    );
    let planned = host.plan(&moved, &updated).await;
    assert_eq!(planned.replace, ["event_source_arn"]);
    assert!(planned.state.attribute("uuid").is_unknown());
    assert_eq!(planned.warnings.len(), 1);
    assert!(
        planned.warnings[0].contains("binds a mapping to its event source"),
        "{:?}",
        planned.warnings
    );
    let destroyed = host.plan(&Value::Null, &updated).await;
    assert!(destroyed.state.is_null());
    let created = host.plan(&moved, &Value::Null).await;
    assert_eq!(created.replace, NOBODY);
    assert_eq!(created.warnings, NOBODY, "once is enough");
    let gone = host.apply(&Value::Null, &updated, &Value::Null).await;
    assert!(gone.is_null());
    assert_eq!(host.emulator.mappings(), [] as [serde_json::Value; 0]);
    let replaced = host.apply(&moved, &Value::Null, &created.state).await;
    assert_ne!(replaced.attribute("uuid"), updated.attribute("uuid"));
    assert_at_rest(&host, &moved, &replaced).await;

    // Deleted.
    let before = writes(&host);
    host.plan(&Value::Null, &replaced).await;
    assert_eq!(writes(&host), before, "a plan changes nothing");
    assert!(
        host.apply(&Value::Null, &replaced, &Value::Null)
            .await
            .is_null()
    );
    assert_eq!(host.emulator.mappings(), [] as [serde_json::Value; 0]);
    let said = host.read_gone(&replaced).await;
    assert!(said.contains("deleted outside of Terraform"), "{said}");
}

#[tokio::test]
async fn a_mapping_of_a_stream_with_filters_lives() {
    let host = Host::start().await;
    let filter = |pattern: &str| {
        let filter = Value::object([("pattern", pattern.into())]);
        let criteria = Value::object([("filter", Value::set(vec![filter]))]);
        Value::List(vec![criteria])
    };
    let config = host.config(&[
        (
            "function_name",
            "arn:aws:lambda:eu-west-1:000000000000:function:worker:live".into(),
        ),
        ("event_source_arn", STREAM.into()),
        ("starting_position", "LATEST".into()),
        (
            "filter_criteria",
            filter(r#"{ "data": { "kind": ["click"] } }"#),
        ),
    ]);
    assert_eq!(host.validate(&config).await, []);
    let state = host.create(&config).await;
    assert_at_rest(&host, &config, &state).await;

    // Another spelling of the same pattern is no change.
    let spelled = with(
        config.clone(),
        &[(
            "filter_criteria",
            filter(r#"{"data":{"kind":["\u0063lick"]}}"#),
        )],
    );
    assert_eq!(host.plan(&spelled, &state).await.state, state);

    // Without the block there is no filter.
    let open = with(
        config.clone(),
        &[("filter_criteria", Value::List(Vec::new()))],
    );
    let planned = host.plan(&open, &state).await;
    assert_eq!(planned.replace, NOBODY);
    let opened = host.apply(&open, &state, &planned.state).await;
    assert_eq!(
        host.emulator.mappings()[0]["FilterCriteria"],
        serde_json::Value::Null
    );
    assert_at_rest(&host, &open, &opened).await;

    // The position cannot change, and the plan says what becomes of it.
    let rewound = with(
        open.clone(),
        &[("starting_position", "TRIM_HORIZON".into())],
    );
    let planned = host.plan(&rewound, &opened).await;
    assert_eq!(planned.replace, ["starting_position"]);
    assert!(
        planned.warnings[0].contains("TRIM_HORIZON"),
        "{:?}",
        planned.warnings
    );
    assert!(
        host.apply(&Value::Null, &opened, &Value::Null)
            .await
            .is_null()
    );
    let created = host.plan(&rewound, &Value::Null).await;
    let replaced = host.apply(&rewound, &Value::Null, &created.state).await;
    assert_at_rest(&host, &rewound, &replaced).await;
}

#[tokio::test]
async fn a_plan_with_unknown_values_holds_when_they_become_known() {
    let host = Host::start().await;
    let unknown = host.config(&[
        ("function_name", Value::UNKNOWN),
        ("event_source_arn", Value::UNKNOWN),
        ("tags", Value::UNKNOWN),
    ]);
    assert_eq!(host.validate(&unknown).await, []);
    let early = host.plan(&unknown, &Value::Null).await;
    // Terraform plans again when it knows, and what was known must not change.
    let config = host.queue();
    let late = host.plan(&config, &Value::Null).await;
    let problems = terraform_provider_awslambda::framework::plan::consistency::of_apply(
        &early.state,
        &late.state,
    );
    let real: Vec<_> = problems
        .iter()
        .filter(|it| !it.text.contains("still unknown"))
        .collect();
    assert!(real.is_empty(), "{real:?}");
    let state = host.apply(&config, &Value::Null, &late.state).await;
    assert_at_rest(&host, &config, &state).await;
}

#[tokio::test]
async fn what_was_changed_behind_terraform_is_seen_and_put_right() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let Value::String(uuid) = state.attribute("uuid") else {
        panic!("{state:?}");
    };
    let path = format!("/2015-03-31/event-source-mappings/{uuid}");
    let (status, _) = host
        .emulator
        .call("PUT", &path, json!({ "BatchSize": 3, "Enabled": false }));
    assert_eq!(status, 202);
    while host.emulator.mappings()[0]["State"] != "Disabled" {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let seen = host.read(&state).await;
    assert_eq!(*seen.attribute("batch_size"), 3.into());
    assert_eq!(*seen.attribute("enabled"), false.into());
    let planned = host.plan(&config, &seen).await;
    assert_eq!(planned.replace, NOBODY);
    let healed = host.apply(&config, &seen, &planned.state).await;
    assert_eq!(*healed.attribute("enabled"), true.into());
    assert_eq!(host.emulator.mappings()[0]["BatchSize"], 10);
    assert_at_rest(&host, &config, &healed).await;
}
