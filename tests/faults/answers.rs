//! Servers whose responses lack members, or have other values than those that were sent.

use futures_util::future::join_all;
use serde_json::json;
use terraform_provider_awslambda::emulator::{Distortion, Effect, Fault, Operation, Options, Seed};
use terraform_provider_awslambda::framework::value::Value;

use crate::faults::{core::Core, guide};
use crate::support::configs::{Base, value};
use crate::support::host::with;

const UUID_LOST: &str = r#"{"operations":["CreateEventSourceMapping","UpdateEventSourceMapping","DeleteEventSourceMapping"],"omit":["UUID"]}"#;

/// A member, and the argument that is not read back without it.
const MEMBERS: [(&str, &str); 14] = [
    ("EventSourceMappingArn", ""),
    ("FunctionArn", ""),
    ("EventSourceArn", ""),
    ("State", ""),
    ("StateTransitionReason", ""),
    ("LastModified", ""),
    ("BatchSize", "batch_size"),
    ("ScalingConfig", "scaling_config"),
    (
        "MaximumBatchingWindowInSeconds",
        "maximum_batching_window_in_seconds",
    ),
    ("FilterCriteria", "filter_criteria"),
    ("FunctionResponseTypes", "function_response_types"),
    ("MetricsConfig", "metrics_config"),
    ("DestinationConfig", "destination_config"),
    ("MaximumRetryAttempts", "maximum_retry_attempts"),
];

fn block(members: &[(&str, Value)]) -> Value {
    Value::List(vec![Value::object(members.iter().cloned())])
}

/// A configuration that sets what no default says.
fn config(core: &Core, member: &str) -> Value {
    let text = |it: &str| Value::from(it);
    let stream = ["DestinationConfig", "MaximumRetryAttempts"].contains(&member);
    let base = if stream { Base::Kinesis } else { Base::Sqs };
    let config = value(&core.host.resource, &base.config());
    if stream {
        let queue = text("arn:aws:sqs:eu-west-1:000000000000:failed");
        let target = block(&[("destination_arn", queue)]);
        return with(
            config,
            &[
                ("maximum_retry_attempts", 3.into()),
                ("destination_config", block(&[("on_failure", target)])),
            ],
        );
    }
    let filter = Value::set(vec![Value::object([(
        "pattern",
        text(r#"{"body":["a"]}"#),
    )])]);
    with(
        config,
        &[
            ("batch_size", 7.into()),
            ("maximum_batching_window_in_seconds", 2.into()),
            (
                "scaling_config",
                block(&[("maximum_concurrency", 5.into())]),
            ),
            ("filter_criteria", block(&[("filter", filter)])),
            (
                "metrics_config",
                block(&[("metrics", Value::set(vec![text("EventCount")]))]),
            ),
            (
                "function_response_types",
                Value::set(vec![text("ReportBatchItemFailures")]),
            ),
        ],
    )
}

async fn without((member, argument): (&str, &str)) {
    let mut core = Core::beside(Options {
        omit: vec![member.to_owned()],
        settle: std::time::Duration::from_millis(10),
        ..Options::default()
    })
    .await;
    let goal = config(&core, member);
    let made = core.apply(&goal).await;
    assert_eq!(made.errors, [] as [&str; 0], "{member}");
    assert!(!core.tainted, "{member}");
    let told: Vec<_> = made
        .warnings
        .iter()
        .filter(|it| it.contains("not read back"))
        .collect();
    assert_eq!(
        told.len(),
        usize::from(!argument.is_empty()),
        "{member}: {made:?}"
    );
    assert!(
        told.iter().all(|it| it.contains(argument)),
        "{member}: {made:?}"
    );
    let there = core.mappings()[0].clone();
    for (name, field) in [
        ("arn", "EventSourceMappingArn"),
        ("function_arn", "FunctionArn"),
    ] {
        assert_eq!(
            *core.state.attribute(name),
            there[field].as_str().unwrap().into()
        );
    }
    let changed = core.apply(&with(goal, &[("enabled", false.into())])).await;
    assert_eq!(changed.errors, [] as [&str; 0], "{member}");
    let gone = core.apply(&Value::Null).await;
    assert_eq!(gone.errors, [] as [&str; 0], "{member}");
    assert!(core.state.is_null() && core.there().is_empty(), "{member}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_that_no_response_has_taints_nothing_and_is_told_once() {
    join_all(MEMBERS.map(without)).await;
}

#[tokio::test]
async fn a_value_that_a_server_alters_is_kept_as_planned_and_told() {
    let mut core = Core::start().await;
    let order = r#"{"alter":{"BatchSize":3,"FunctionArn":"arn:aws:lambda:eu-west-1:000000000000:function:other"}}"#;
    core.host.emulator.distort(Distortion::read(order).unwrap());
    let goal = with(core.host.queue(), &[("batch_size", 7.into())]);
    let made = core.apply(&goal).await;
    assert_eq!(made.errors, [] as [&str; 0]);
    assert!(
        made.warnings[0].contains("batch_size: planned 7, read back 3"),
        "{made:?}"
    );
    assert_eq!(*core.state.attribute("batch_size"), 7.into());
    core.host.emulator.distort(Distortion::default());
    core.must_end_well(&goal).await;
}

#[tokio::test]
async fn tags_that_a_server_does_not_return_are_told_once_and_are_no_difference() {
    for answer in ["{}", r#"{"team":"b"}"#, r#"{"TEAM":"A"}"#] {
        let mut core = Core::start().await;
        let order = format!(r#"{{"operations":["ListTags"],"alter":{{"Tags":{answer}}}}}"#);
        core.host
            .emulator
            .distort(Distortion::read(&order).unwrap());
        let tagged = |tags: &[(&str, &str)]| {
            let tags = tags.iter().map(|&(key, it)| (key.to_owned(), it.into()));
            with(core.host.queue(), &[("tags", Value::Map(tags.collect()))])
        };
        let goals = [
            tagged(&[("team", "a")]),
            tagged(&[("team", "a"), ("cost", "1")]),
            // Nothing of the tags is sent.
            with(
                tagged(&[("team", "a"), ("cost", "1")]),
                &[("batch_size", 3.into())],
            ),
        ];
        for (goal, told) in goals.iter().zip([1, 1, 0]) {
            let ended = core.apply(goal).await;
            assert_eq!(ended.errors, [] as [&str; 0], "{answer}");
            let warnings = ended.warnings.iter();
            let about = |it: &&String| it.contains("were not read back as they were set");
            let about: Vec<_> = warnings.filter(about).collect();
            assert_eq!(about.len(), told, "{answer}: {ended:?}");
            if let (true, [warning]) = (answer == "{}", &about[..]) {
                guide::has("unreturned tags", warning);
            }
            assert!(!core.tainted);
            core.must_agree(goal).await;
        }
        // What is not as it was from the start is a difference.
        core.host.emulator.distort(Distortion::default());
        core.must_end_well(&goals[2]).await;
        let Value::String(arn) = core.state.attribute("arn").clone() else {
            panic!("no ARN")
        };
        let arn = arn.replace(':', "%3A");
        core.call(
            "DELETE",
            &format!("/2017-03-31/tags/{arn}?tagKeys=team"),
            json!(null),
        );
        let before = core.calls(Operation::TagResource).len();
        core.must_end_well(&goals[2]).await;
        assert_eq!(
            core.calls(Operation::TagResource).len(),
            before + 1,
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_response_that_names_no_mapping_is_a_lost_one() {
    let mut core = Core::start().await;
    let goal = core.host.queue();
    core.host
        .emulator
        .distort(Distortion::read(UUID_LOST).unwrap());
    for goal in [goal.clone(), with(goal, &[("batch_size", 3.into())])] {
        let ended = core.apply(&goal).await;
        assert_eq!(ended.errors, [] as [&str; 0]);
        core.must_agree(&goal).await;
    }
    assert_eq!(core.calls(Operation::CreateEventSourceMapping).len(), 1);
    let ended = core.apply(&Value::Null).await;
    assert_eq!(ended.errors, [] as [&str; 0]);
    assert!(core.there().is_empty());
}

#[tokio::test]
async fn an_import_whose_response_names_no_mapping_fails_and_replaces_nothing() {
    let mut core = Core::start().await;
    let goal = core.host.queue();
    core.must_end_well(&goal).await;
    let uuid = core.uuid().unwrap();
    core.state = Value::Null;
    for effect in [Effect::EmptyBody, Effect::EmptyObject] {
        let get = Operation::GetEventSourceMapping;
        core.fail_next(Fault::next(get, effect).times(3));
        let ended = core.import(&uuid, &goal).await;
        assert!(ended.errors[0].contains("names no mapping"), "{ended:?}");
        assert!(core.state.is_null());
    }
    assert_eq!(core.calls(Operation::CreateEventSourceMapping).len(), 1);
    assert!(core.calls(Operation::DeleteEventSourceMapping).is_empty());
    core.import(&uuid, &goal).await;
    core.must_agree(&goal).await;
}

#[tokio::test]
async fn a_new_function_is_believed_longer_than_an_old_one() {
    let age = Operation::GetFunctionConfiguration;
    let seed = |ago: &str, span: &str| {
        let function = json!({"name": "worker", "modified_ago": ago, "assumable_in": span});
        Seed::read(&json!({"region": "eu-west-1", "functions": [function]}).to_string()).unwrap()
    };
    let mut new = Core::start().await;
    new.host.emulator.seed(&seed("0s", "18s")).unwrap();
    let mut old = Core::start().await;
    old.host.emulator.seed(&seed("60m", "18s")).unwrap();
    let goal = new.host.queue();
    let start = std::time::Instant::now();
    let (made, refused) = tokio::join!(new.apply(&goal), async {
        (old.apply(&goal).await, start.elapsed())
    });
    assert_eq!(made.errors, [] as [&str; 0]);
    assert_eq!(new.calls(age).len(), 1, "it is asked once");
    let (refused, took) = refused;
    assert!(
        refused.errors[0].contains("cannot be assumed"),
        "{refused:?}"
    );
    assert!(took < std::time::Duration::from_secs(20), "{took:?}");
    assert_eq!(old.calls(age).len(), 1, "it is asked once");
}

#[tokio::test]
async fn a_resource_may_give_propagation_its_own_time_and_no_more() {
    let seed = r#"{"region":"eu-west-1","functions":[{"name":"worker","modified_ago":"60m","assumable_in":"never"}]}"#;
    let mut core = Core::start().await;
    core.host.emulator.seed(&Seed::read(seed).unwrap()).unwrap();
    let none = Value::object(["create", "update", "delete", "read"].map(|it| (it, Value::Null)));
    let goal = with(
        core.host.queue(),
        &[
            ("use_resource_timeout_for_propagation", true.into()),
            ("timeouts", with(none, &[("create", "2s".into())])),
        ],
    );
    let start = std::time::Instant::now();
    let ended = core.apply(&goal).await;
    assert!(
        ended.errors[0].contains("The time limit of the block timeouts was reached"),
        "{ended:?}"
    );
    assert!(start.elapsed() < std::time::Duration::from_secs(6));
    assert!(core.calls(Operation::GetFunctionConfiguration).is_empty());
}

#[tokio::test]
async fn a_silent_server_is_given_up_when_the_user_s_limit_is_reached() {
    let mut core = Core::start().await;
    let create = Operation::CreateEventSourceMapping;
    core.fail_next(Fault::next(create, Effect::Silence).times(100));
    let none = Value::object(["create", "update", "delete", "read"].map(|it| (it, Value::Null)));
    let timeouts = with(none, &[("create", "2s".into())]);
    let goal = with(core.host.queue(), &[("timeouts", timeouts)]);
    let start = std::time::Instant::now();
    let ended = core.apply(&goal).await;
    assert!(ended.errors[0].contains("not known whether"), "{ended:?}");
    assert!(
        start.elapsed() < std::time::Duration::from_secs(4),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_database_that_cannot_be_changed_is_told_with_the_way_to_replace_it() {
    let mut core = Core::start().await;
    let goal = value(&core.host.resource, &Base::DocumentDb.config());
    core.must_end_well(&goal).await;
    let Value::List(blocks) = goal.attribute("document_db_event_source_config") else {
        panic!("a block is a list");
    };
    let with_member = |name: &str, value: Value| {
        let block = with(blocks[0].clone(), &[(name, value)]);
        with(
            goal.clone(),
            &[("document_db_event_source_config", Value::List(vec![block]))],
        )
    };
    let refused = core
        .apply(&with_member("database_name", "other".into()))
        .await;
    assert!(refused.errors[0].contains("-replace="), "{refused:?}");
    let document = with_member("full_document", "UpdateLookup".into());
    core.must_end_well(&document).await;
}

#[tokio::test]
async fn an_update_to_a_function_that_has_the_source_already_names_the_other_mapping() {
    let mut core = Core::start().await;
    let first = with(core.host.queue(), &[("function_name", "first".into())]);
    core.must_end_well(&first).await;
    let taken =
        json!({"FunctionName": "second", "EventSourceArn": core.mappings()[0]["EventSourceArn"]});
    let (_, other) = core.call("POST", "/2015-03-31/event-source-mappings", taken);
    let goal = with(first, &[("function_name", "second".into())]);
    let ended = core.apply(&goal).await;
    let error = &ended.errors[0];
    assert!(error.contains(other["UUID"].as_str().unwrap()), "{error}");
    assert!(error.contains("Destroy the resource"), "{error}");
    assert!(
        !error.contains("adopt_existing") && !error.contains("import"),
        "{error}"
    );
}
