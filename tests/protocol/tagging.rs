//! Tags of the provider beside those of a mapping: what is sent, what is seen, and what is left alone.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use terraform_provider_awslambda::emulator::{Effect, Emulator, Fault, Operation, Options};
use terraform_provider_awslambda::framework::plan::consistency;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::diagnostic::Severity;

use crate::support::host::{Host, assert_error, with};
use crate::support::plugin::Settings;

fn tags(items: &[(&str, &str)]) -> Value {
    let pair = |&(key, value): &(&str, &str)| (key.to_owned(), value.into());
    Value::Map(items.iter().map(pair).collect())
}

fn set(items: &[&str]) -> Value {
    Value::set(items.iter().map(|&it| it.into()).collect())
}

/// The provider block with these tags for all, and without sight of others.
fn block(host: &Host, default: &[(&str, &str)]) -> Value {
    let one = |set: &[(&str, Value)]| {
        let pairs = set.iter().map(|(name, value)| (*name, value.clone()));
        Value::List(vec![Value::object(pairs)])
    };
    let ignored = [("keys", set(&["x"])), ("key_prefixes", set(&["auto:"]))];
    let blocks = [
        ("default_tags", one(&[("tags", tags(default))])),
        ("ignore_tags", one(&ignored)),
    ];
    with(host.block_for("eu-west-1"), &blocks)
}

/// The tags that the one mapping has at AWS.
fn at_aws(host: &Host) -> serde_json::Value {
    host.emulator.mappings()[0]["Tags"].clone()
}

#[tokio::test]
async fn tags_of_the_provider_come_with_every_mapping_and_change_without_an_update() {
    let host = Host::start().await;
    assert_eq!(
        host.configure(&block(&host, &[("team", "a"), ("cost", "1")]))
            .await,
        []
    );
    let config = with(
        host.queue(),
        &[("tags", tags(&[("cost", "2"), ("own", "3")]))],
    );
    let state = host.create(&config).await;
    assert_eq!(at_aws(&host), json!({"team": "a", "cost": "2", "own": "3"}));
    assert_eq!(state.attribute("tags"), config.attribute("tags"));
    let all = tags(&[("team", "a"), ("cost", "2"), ("own", "3")]);
    assert_eq!(state.attribute("tags_all"), &all);
    assert_eq!(host.read(&state).await, state);
    assert_eq!(host.plan(&config, &state).await.state, state);

    // Other tags of the provider are a change of tags alone.
    assert_eq!(host.configure(&block(&host, &[("team", "b")])).await, []);
    let before = host.emulator.requests().len();
    let planned = host.plan(&config, &state).await;
    assert_eq!(planned.replace, [""; 0]);
    let state = host.apply(&config, &state, &planned.state).await;
    assert_eq!(at_aws(&host), json!({"team": "b", "cost": "2", "own": "3"}));
    let own = with(config.clone(), &[("tags", Value::Null)]);
    let planned = host.plan(&own, &state).await.state;
    let state = host.apply(&own, &state, &planned).await;
    assert_eq!(at_aws(&host), json!({"team": "b"}));
    assert!(state.attribute("tags").is_null());
    let requests = host.emulator.requests().split_off(before);
    let paths: Vec<_> = requests.iter().map(|it| it.path.as_str()).collect();
    assert!(paths.iter().all(|it| it.contains("/tags/")), "{paths:#?}");
    assert_eq!(host.plan(&own, &state).await.state, state);
}

#[tokio::test]
async fn drift_in_tags_is_seen_and_put_right_but_for_those_that_are_ignored() {
    let host = Host::start().await;
    assert_eq!(host.configure(&block(&host, &[("team", "a")])).await, []);
    let config = host.queue();
    let state = host.create(&config).await;
    let arn = host.emulator.mappings()[0]["EventSourceMappingArn"].clone();
    let path = format!("/2017-03-31/tags/{}", arn.as_str().unwrap());
    let tag = |tags: serde_json::Value| {
        let (status, body) = host.emulator.call("POST", &path, json!({"Tags": tags}));
        assert_eq!(status, 204, "{body}");
    };
    tag(json!({"x": "1", "auto:by": "somebody"}));
    assert_eq!(host.read(&state).await, state);

    tag(json!({"team": "z", "new": "1"}));
    let read = host.read(&state).await;
    assert_eq!(
        read.attribute("tags_all"),
        &tags(&[("team", "z"), ("new", "1")])
    );
    let planned = host.plan(&config, &read).await.state;
    assert_eq!(planned.attribute("tags_all"), &tags(&[("team", "a")]));
    let state = host.apply(&config, &read, &planned).await;
    let expected = json!({"team": "a", "x": "1", "auto:by": "somebody"});
    assert_eq!(at_aws(&host), expected);
    assert_eq!(host.read(&state).await, state);
}

#[tokio::test]
async fn tags_of_which_nobody_says_anything_are_not_asked_for() {
    let host = Host::start().await;
    let calls = |before: usize| -> Vec<String> {
        let after = host.emulator.requests().split_off(before);
        let first = after.iter().map(|it| it.path.split('/').nth(2).unwrap());
        first.map(str::to_owned).collect()
    };
    let config = host.queue();
    let state = host.create(&config).await;
    let mapping = host.emulator.mappings().remove(0);
    let path = format!(
        "/2017-03-31/tags/{}",
        mapping["EventSourceMappingArn"].as_str().unwrap()
    );
    let tagged = json!({"Tags": {"by": "others"}});
    assert_eq!(host.emulator.call("POST", &path, tagged).0, 204);
    let before = host.emulator.requests().len();
    assert_eq!(host.read(&state).await, state);
    assert_eq!(calls(before), ["event-source-mappings"]);

    // That there are to be none is something.
    let none = with(config, &[("tags", tags(&[]))]);
    let planned = host.plan(&none, &state).await.state;
    let state = host.apply(&none, &state, &planned).await;
    let before = host.emulator.requests().len();
    let read = host.read(&state).await;
    assert_eq!(calls(before).len(), 2);
    assert_eq!(read.attribute("tags_all"), &tags(&[("by", "others")]));
    let planned = host.plan(&none, &read).await.state;
    host.apply(&none, &read, &planned).await;
    assert_eq!(at_aws(&host), json!({}));

    // Nor is an import without sight of them, as nothing is known of them then.
    assert_eq!(
        host.emulator
            .call("POST", &path, json!({"Tags": {"by": "others"}}))
            .0,
        204
    );
    let response = host.import(mapping["UUID"].as_str().unwrap()).await;
    let stub = host.value(response.imported_resources[0].state.as_ref());
    let read = host.read(&stub).await;
    assert_eq!(read.attribute("tags_all"), &tags(&[("by", "others")]));

    // The tags of the provider are everybody's.
    assert_eq!(host.configure(&block(&host, &[("team", "a")])).await, []);
    let before = host.emulator.requests().len();
    host.read(&state).await;
    assert_eq!(calls(before).len(), 2);
}

#[tokio::test]
async fn a_tag_that_is_null_is_none_and_one_that_is_not_known_yet_is_waited_for() {
    let host = Host::start().await;
    assert_eq!(host.configure(&block(&host, &[("team", "a")])).await, []);
    let mut some = [
        ("own".to_owned(), "1".into()),
        ("gone".to_owned(), Value::Null),
    ];
    let config = with(host.queue(), &[("tags", Value::Map(some.clone().into()))]);
    let state = host.create(&config).await;
    assert_eq!(at_aws(&host), json!({"team": "a", "own": "1"}));
    assert_eq!(host.plan(&config, &state).await.state, state);

    some[1].1 = Value::UNKNOWN;
    let config = with(host.queue(), &[("tags", Value::Map(some.into()))]);
    let planned = host.plan(&config, &state).await.state;
    assert!(planned.attribute("tags_all").is_unknown());
}

#[tokio::test]
async fn tags_of_a_provider_that_is_not_known_yet_are_planned_as_unknown() {
    let host = Host::start().await;
    assert_eq!(host.configure(&block(&host, &[("team", "a")])).await, []);
    let config = host.queue();
    let state = host.create(&config).await;
    let changed = with(config.clone(), &[("batch_size", 5.into())]);
    let later = block(&host, &[("team", "b")]);
    // Of the tags themselves, and of anything else beside tags that have changed.
    for (argument, same_is_kept) in [
        ("default_tags", false),
        ("ignore_tags", false),
        ("region", true),
    ] {
        let unknown = with(later.clone(), &[(argument, Value::UNKNOWN)]);
        assert_eq!(host.configure(&unknown).await, []);
        let same = host.plan(&config, &state).await.state;
        assert_eq!(same == state, same_is_kept, "{argument}");
        let first = host.plan(&changed, &state).await.state;
        assert!(first.attribute("tags_all").is_unknown(), "{argument}");
        // A core plans again before it applies, and accepts nothing else than was planned.
        assert_eq!(host.configure(&later).await, []);
        let last = host.plan(&changed, &state).await.state;
        assert_eq!(last.attribute("tags_all"), &tags(&[("team", "b")]));
        let applied = host.apply(&changed, &state, &last).await;
        assert_eq!(consistency::of_apply(&first, &applied), [], "{argument}");
        let back = host.plan(&config, &applied).await.state;
        assert_eq!(host.configure(&block(&host, &[("team", "a")])).await, []);
        let back = with(back, &[("tags_all", tags(&[("team", "a")]))]);
        host.apply(&config, &applied, &back).await;
    }
}

#[tokio::test]
async fn a_partition_without_tags_gets_the_mapping_without_them_and_the_user_a_warning() {
    const ISOLATED: &str = "arn:aws-iso:sqs:us-iso-east-1:000000000000:orders";
    let create = Operation::CreateEventSourceMapping;
    let refusal = || {
        Effect::error(
            400,
            "InvalidParameterValueException",
            "Tags are not supported.",
        )
    };
    let host = Host::start().await;
    let region = ("region", "us-iso-east-1".into());
    let provider = with(block(&host, &[("team", "a")]), &[region]);
    assert_eq!(host.configure(&provider).await, []);
    let config = with(host.queue(), &[("event_source_arn", ISOLATED.into())]);
    let planned = host.plan(&config, &Value::Null).await.state;
    host.emulator.fail_next(Fault::next(create, refusal()));
    let applied = host.try_apply(&config, &Value::Null, &planned).await;
    let found = applied.diagnostics;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity(), Severity::Warning);
    assert!(found[0].summary.contains("without tags"), "{found:?}");
    assert!(
        found[0].detail.contains("Tags are not supported."),
        "{found:?}"
    );
    let state = host.value(applied.new_state.as_ref());
    assert_eq!(consistency::of_apply(&planned, &state), []);
    assert!(
        at_aws(&host)
            .as_object()
            .is_none_or(serde_json::Map::is_empty)
    );
    // Such a partition cannot list them either, and nothing is planned for ever.
    let unheard = Effect::error(404, "UnknownOperationException", "");
    for answer in [unheard, refusal()] {
        host.emulator
            .fail_next(Fault::next(Operation::ListTags, answer));
        assert_eq!(host.read(&state).await, state);
        assert_eq!(host.plan(&config, &state).await.state, state);
    }
    // That those that come later are not there is said, too.
    let more = with(config.clone(), &[("tags", tags(&[("own", "1")]))]);
    let planned = host.plan(&more, &state).await.state;
    host.emulator
        .fail_next(Fault::next(Operation::TagResource, refusal()));
    let applied = host.try_apply(&more, &state, &planned).await;
    let said = &applied.diagnostics[0];
    assert_eq!(said.severity(), Severity::Warning);
    assert!(said.summary.contains("updated without tags"), "{said:?}");
    let more = host.value(applied.new_state.as_ref());
    assert_eq!(consistency::of_apply(&planned, &more), []);
    // A right that is missing is told as what it is.
    let denied = Effect::error(
        403,
        "AccessDeniedException",
        "No lambda:TagResource for you.",
    );
    host.emulator
        .fail_next(Fault::next(Operation::TagResource, denied));
    let applied = host.try_apply(&more, &state, &planned).await;
    assert_error(&applied.diagnostics, "No lambda:TagResource for you.");
    // Nor can it be asked to take them off.
    let region = [("region", "us-iso-east-1".into())];
    let untagged = with(host.block_for("eu-west-1"), &region);
    assert_eq!(host.configure(&untagged).await, []);
    let planned = host.plan(&config, &state).await.state;
    assert_ne!(planned, state);
    let unheard = Effect::error(404, "UnknownOperationException", "");
    host.emulator
        .fail_next(Fault::next(Operation::UntagResource, unheard));
    let state = host.apply(&config, &state, &planned).await;
    host.apply(&Value::Null, &state, &Value::Null).await;

    // A tag that is wrong is an error, there as elsewhere.
    assert_eq!(host.configure(&block(&host, &[("team", "a")])).await, []);
    let planned = host.plan(&host.queue(), &Value::Null).await.state;
    let wrong = Effect::error(
        400,
        "InvalidParameterValueException",
        "Tag value is too long.",
    );
    host.emulator.fail_next(Fault::next(create, wrong));
    let applied = host.try_apply(&host.queue(), &Value::Null, &planned).await;
    assert_error(&applied.diagnostics, "Tag value is too long.");
    assert!(host.emulator.mappings().is_empty());
    // Any partition may get tags late.
    host.emulator.fail_next(Fault::next(create, refusal()));
    let applied = host.try_apply(&host.queue(), &Value::Null, &planned).await;
    assert!(applied.diagnostics[0].summary.contains("without tags"));
    assert_eq!(host.emulator.mappings().len(), 1);
}

#[tokio::test]
async fn tags_of_the_environment_are_those_of_the_block_but_for_keys_that_it_has() {
    let settings = Settings::new()
        .with("TF_AWS_DEFAULT_TAGS_team", "of-environment")
        .with("TF_AWS_DEFAULT_TAGS_cost", "of-environment")
        .with("TF_AWS_DEFAULT_TAGS_tmp:x", "1")
        .with("TF_AWS_IGNORE_TAGS_KEYS", "seen, y")
        .with("TF_AWS_IGNORE_TAGS_KEY_PREFIXES", "tmp:");
    let host = Host::unconfigured(settings, Duration::ZERO).await;
    assert_eq!(
        host.configure(&block(&host, &[("team", "of-block")])).await,
        []
    );
    let own = [("tags", tags(&[("y", "1"), ("x", "1"), ("own", "1")]))];
    host.create(&with(host.queue(), &own)).await;
    let expected = json!({"team": "of-block", "cost": "of-environment", "own": "1"});
    assert_eq!(at_aws(&host), expected);
}

/// How many calls of the Resource Groups Tagging API a refresh of many sends to `elsewhere`.
async fn calls_elsewhere(
    settings: Settings,
    endpoint: Option<&str>,
    elsewhere: &Emulator,
) -> usize {
    let host = Host::unconfigured(settings, Duration::ZERO).await;
    let mut block = host.block_for("eu-west-1");
    if let Some(name) = endpoint {
        let Value::Set(endpoints) = block.attribute("endpoints") else {
            panic!("{block:?}");
        };
        let url = Value::from(elsewhere.endpoint().as_str());
        let endpoints = with(endpoints[0].clone(), &[(name, url)]);
        block = with(block, &[("endpoints", Value::set(vec![endpoints]))]);
    }
    assert_eq!(host.configure(&block).await, []);
    let configs = (0..24).map(|number| {
        let source = format!("arn:aws:sqs:eu-west-1:000000000000:queue-{number}");
        let set = [
            ("event_source_arn", Value::from(source.as_str())),
            ("tags", tags(&[("team", "a")])),
        ];
        with(host.queue(), &set)
    });
    let creations = configs.map(async |it| host.create(&it).await);
    let states = join_all(creations).await;
    assert_eq!(host.configure(&block).await, []);
    let before = elsewhere.requests().len();
    let read = join_all(states.iter().map(|it| host.read(it))).await;
    assert_eq!(read, states);
    let requests = elsewhere.requests().into_iter().skip(before);
    requests
        .filter(|it| it.operation == Some(Operation::GetResources))
        .count()
}

#[tokio::test]
async fn tags_of_many_are_read_where_the_block_or_the_environment_says() {
    let variable = "AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API";
    let cases = [
        (Some("resourcegroupstaggingapi"), false),
        (Some("resourcegroupstagging"), false),
        (None, true),
        (None, false),
    ];
    let cases = cases.map(async |(argument, environment)| {
        let elsewhere = Emulator::start(Options::default()).await.unwrap();
        let mut settings = Settings::new();
        if environment {
            settings = settings.with(variable, &elsewhere.endpoint());
        }
        let calls = calls_elsewhere(settings, argument, &elsewhere).await;
        let named = argument.is_some() || environment;
        assert_eq!(calls > 0, named, "{argument:?}, {environment}: {calls}");
    });
    join_all(cases).await;
}
