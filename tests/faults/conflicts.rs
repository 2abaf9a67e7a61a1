//! Mappings that are there already, that others delete, and that others put in their place.

use std::time::Duration;

use serde_json::{Value as Json, json};
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::value::Value;

use crate::faults::core::Core;
use crate::faults::guide::{self, field};
use crate::faults::matrix::{source, tags};
use crate::support::account::is_write;
use crate::support::configs::{Base, SECRET};
use crate::support::host::{QUEUE, STREAM, with};

const PLACE: &str = "/2015-03-31/event-source-mappings";

/// Somebody else makes a mapping, which is at rest when this returns.
async fn make(core: &Core, body: Json) -> String {
    let (status, answer) = core.host.emulator.call_in("eu-west-1", "POST", PLACE, body);
    assert_eq!(status, 202, "{answer}");
    rest(core).await;
    field(&answer, "UUID").to_owned()
}

async fn rest(core: &Core) {
    let moves = |it: &Json| it["State"] != "Enabled" && it["State"] != "Disabled";
    while core.host.emulator.mappings().iter().any(moves) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn delete(core: &Core, uuid: &str) {
    let path = format!("{PLACE}/{uuid}");
    let (status, answer) = core.host.emulator.call("DELETE", &path, Json::Null);
    assert_eq!(status, 202, "{answer}");
}

fn queue() -> Json {
    json!({
        "FunctionName": "worker",
        "EventSourceArn": QUEUE,
        "BatchSize": 3,
        "Tags": { "old": "1" },
    })
}

fn adopting(core: &Core) -> Value {
    let set = [
        ("adopt_existing", true.into()),
        ("tags", tags(&[("new", "1")])),
    ];
    with(core.host.queue(), &set)
}

fn writes(core: &Core) -> usize {
    let all = core.host.emulator.requests();
    all.iter().filter(|it| is_write(it)).count()
}

#[tokio::test]
async fn what_is_there_is_told_with_its_essentials_and_an_import_block_that_works() {
    let mut core = Core::start().await;
    let uuid = make(&core, queue()).await;
    let config = core.host.queue();
    let ended = core.apply(&config).await;
    assert_eq!(ended.errors.len(), 1);
    guide::has("taken", &ended.errors[0]);
    let error = &ended.errors[0];
    for part in [
        &*uuid,
        "Enabled",
        "batch_size: existing 3, configured 10",
        "adopt_existing",
    ] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
    assert!(core.state.is_null());
    assert_eq!(ended.import_id(), Some(uuid.clone()));
    let ended = core.import(&uuid, &config).await;
    assert!(ended.errors.is_empty(), "{ended:?}");
    assert_eq!(core.uuid(), Some(uuid));
    core.must_agree(&config).await;
}

#[tokio::test]
async fn the_import_block_of_a_mapping_of_another_region_names_it() {
    let mut core = Core::start().await;
    let source = QUEUE.replace("eu-west-1", "us-east-1");
    let body = json!({ "FunctionName": "worker", "EventSourceArn": source });
    let (status, answer) = core.host.emulator.call_in("us-east-1", "POST", PLACE, body);
    assert_eq!(status, 202, "{answer}");
    let uuid = field(&answer, "UUID").to_owned();
    rest(&core).await;
    let there = [
        ("region", "us-east-1".into()),
        ("event_source_arn", source.as_str().into()),
    ];
    let config = with(core.host.queue(), &there);
    let id = core.apply(&config).await.import_id().unwrap();
    assert_eq!(id, format!("{uuid}@us-east-1"));
    core.import(&id, &config).await;
    core.must_agree(&config).await;
    assert_eq!(core.uuid(), Some(uuid));
}

#[tokio::test]
async fn what_is_there_is_adopted_and_what_was_changed_is_said() {
    let mut core = Core::start().await;
    let uuid = make(&core, queue()).await;
    let config = adopting(&core);
    let ended = core.apply(&config).await;
    assert!(ended.errors.is_empty(), "{ended:?}");
    assert_eq!(ended.warnings.len(), 1, "{ended:?}");
    guide::has("adopted", &ended.warnings[0]);
    for part in [
        "batch_size: from 3 to 10",
        "tags: from { old = \"1\" } to { new = \"1\" }",
    ] {
        assert!(
            ended.warnings[0].contains(part),
            "{part} is not in {ended:?}"
        );
    }
    assert_eq!(core.uuid(), Some(uuid));
    core.must_agree(&config).await;
    assert!(core.calls(Operation::DeleteEventSourceMapping).is_empty());
}

#[tokio::test]
async fn what_is_there_and_as_configured_is_adopted_without_a_change() {
    let mut core = Core::start().await;
    make(
        &core,
        json!({ "FunctionName": "worker", "EventSourceArn": QUEUE }),
    )
    .await;
    let config = with(core.host.queue(), &[("adopt_existing", true.into())]);
    let ended = core.apply(&config).await;
    assert!(
        ended.warnings[0].contains("already as configured"),
        "{ended:?}"
    );
    core.must_agree(&config).await;
    assert!(core.calls(Operation::UpdateEventSourceMapping).is_empty());
}

#[tokio::test]
async fn the_provider_may_say_it_for_all_and_a_resource_for_itself() {
    let core = Core::start().await;
    let uuid = make(&core, queue()).await;
    let block = with(
        core.host.block_for("eu-west-1"),
        &[("adopt_existing", true.into())],
    );
    assert_eq!(core.host.configure(&block).await, []);
    for (own, taken) in [(Value::from(false), false), (Value::Null, true)] {
        let config = with(core.host.queue(), &[("adopt_existing", own)]);
        let planned = core.host.plan(&config, &Value::Null).await.state;
        let answer = core.host.try_apply(&config, &Value::Null, &planned).await;
        let state = core.host.value(answer.new_state.as_ref());
        assert_eq!(!state.is_null(), taken, "{:?}", answer.diagnostics);
        if taken {
            assert_eq!(*state.attribute("uuid"), uuid.as_str().into());
        }
    }
}

#[tokio::test]
async fn what_cannot_be_changed_forbids_to_adopt_and_is_named() {
    let mut core = Core::start().await;
    let uuid = make(
        &core,
        json!({
            "FunctionName": "worker",
            "EventSourceArn": STREAM,
            "StartingPosition": "TRIM_HORIZON",
        }),
    )
    .await;
    let config = with(
        core.host.queue(),
        &[
            ("event_source_arn", STREAM.into()),
            ("starting_position", "LATEST".into()),
            ("adopt_existing", true.into()),
        ],
    );
    let before = writes(&core);
    let ended = core.apply(&config).await;
    assert_eq!(ended.errors.len(), 1);
    guide::has("not to be adopted", &ended.errors[0]);
    let named = "starting_position: existing \"TRIM_HORIZON\", configured \"LATEST\"";
    assert!(ended.errors[0].contains(named), "{ended:?}");
    assert!(core.state.is_null());
    assert_eq!(writes(&core), before + 1, "more than the refused creation");
    assert_eq!(core.there()[0]["UUID"], uuid.as_str());
}

#[tokio::test]
async fn what_no_request_can_unset_forbids_to_adopt() {
    let mut core = Core::start().await;
    let base = Base::DocumentDb;
    let mut body = json!({
        "FunctionName": "worker",
        "EventSourceArn": base.config()["event_source_arn"],
        "DocumentDBEventSourceConfig": { "DatabaseName": "shop" },
        "SourceAccessConfigurations": [{ "Type": "BASIC_AUTH", "URI": SECRET }],
        "StartingPosition": "LATEST",
        "MaximumBatchingWindowInSeconds": 5,
    });
    let uuid = make(&core, body.take()).await;
    let adopt = [("adopt_existing", true.into())];
    let config = with(source(&core.host, base).0, &adopt);
    let ended = core.apply(&config).await;
    let named = "maximum_batching_window_in_seconds: existing 5, configured nothing";
    assert!(ended.errors[0].contains(named), "{ended:?}");
    assert!(core.state.is_null());
    let window = ("maximum_batching_window_in_seconds", 5.into());
    let config = with(config, &[window]);
    core.must_end_well(&config).await;
    assert_eq!(core.uuid(), Some(uuid));
}

#[tokio::test]
async fn tags_of_which_nobody_says_anything_stay_with_what_is_adopted() {
    let mut core = Core::start().await;
    make(&core, queue()).await;
    let config = with(core.host.queue(), &[("adopt_existing", true.into())]);
    let ended = core.apply(&config).await;
    assert!(ended.errors.is_empty(), "{ended:?}");
    assert_eq!(core.there()[0]["Tags"], json!({ "old": "1" }));
    assert_eq!(*core.state.attribute("tags_all"), tags(&[]));
    assert_eq!(core.host.read(&core.state).await, core.state);
}

#[tokio::test]
async fn who_may_not_look_at_tags_takes_over_all_the_same() {
    let mut core = Core::start().await;
    make(&core, queue()).await;
    let config = adopting(&core);
    let denied = Effect::error(403, "AccessDeniedException", "Not you.");
    core.host
        .emulator
        .fail_next(Fault::next(Operation::ListTags, denied));
    let ended = core.apply(&config).await;
    assert!(ended.errors.is_empty(), "{ended:?}");
    let there = &core.there()[0]["Tags"];
    assert_eq!(*there, json!({ "old": "1", "new": "1" }));
    // Once it can be seen, what is too much is planned away.
    core.must_end_well(&config).await;
}

#[tokio::test]
async fn a_deletion_that_is_refused_holds_up_nobody() {
    let core = Core::start().await;
    let config = core.host.queue();
    let state = core.host.create(&config).await;
    let planned = core.host.plan(&config, &Value::Null).await.state;
    let refused = Effect::error(400, "InvalidParameterValueException", "Not today.");
    core.host
        .emulator
        .fail_next(Fault::next(Operation::DeleteEventSourceMapping, refused));
    let answer = core
        .host
        .try_apply(&Value::Null, &state, &Value::Null)
        .await;
    assert!(answer.diagnostics[0].detail.contains("Not today."));
    let answer = core.host.try_apply(&config, &Value::Null, &planned).await;
    let said = &answer.diagnostics[0].summary;
    assert!(said.contains("already has a mapping"), "{said}");
}

#[tokio::test]
async fn no_two_resources_of_a_run_take_the_same_mapping() {
    let core = Core::start().await;
    let config = with(core.host.queue(), &[("adopt_existing", true.into())]);
    let one = core.host.create(&config).await;
    let planned = core.host.plan(&config, &Value::Null).await.state;
    // The second one gets no answer at first, and looks for what it has made.
    core.host.emulator.fail_next(Fault::next(
        Operation::CreateEventSourceMapping,
        Effect::RequestLost,
    ));
    let answer = core.host.try_apply(&config, &Value::Null, &planned).await;
    assert!(core.host.value(answer.new_state.as_ref()).is_null());
    let said = &answer.diagnostics[0].detail;
    assert!(
        said.contains("Another resource of this configuration"),
        "{said}"
    );
    assert_eq!(core.host.read(&one).await, one);
}

#[tokio::test]
async fn an_adoption_that_fails_leaves_nothing_that_would_be_replaced() {
    let mut core = Core::start().await;
    let uuid = make(&core, queue()).await;
    let config = adopting(&core);
    // In the order of the requests: what has succeeded is not sent again.
    for operation in [Operation::TagResource, Operation::UpdateEventSourceMapping] {
        let refused = Effect::error(400, "InvalidParameterValueException", "Not today.");
        core.host
            .emulator
            .fail_next(Fault::next(operation, refused));
        let ended = core.apply(&config).await;
        assert!(ended.errors[0].contains("Not today."), "{ended:?}");
        assert!(
            ended.errors[0].contains("is not in the state yet"),
            "{ended:?}"
        );
        assert!(core.state.is_null() && !core.tainted);
    }
    core.must_end_well(&config).await;
    assert_eq!(core.uuid(), Some(uuid));
}

#[tokio::test]
async fn a_mapping_that_is_being_deleted_is_waited_out() {
    let mut core = Core::settling_in(Duration::from_millis(700)).await;
    let uuid = make(&core, queue()).await;
    delete(&core, &uuid);
    let config = core.host.queue();
    core.must_end_well(&config).await;
    assert_ne!(core.uuid(), Some(uuid));
    let creations = core.calls(Operation::CreateEventSourceMapping);
    assert!(creations.len() > 1, "nothing was in the way");
}

#[tokio::test]
async fn a_deletion_that_takes_longer_than_the_timeout_is_told() {
    let mut core = Core::settling_in(Duration::from_secs(3)).await;
    let uuid = make(&core, queue()).await;
    delete(&core, &uuid);
    let timeouts = with(
        Value::object(["create", "update", "delete", "read"].map(|it| (it, Value::Null))),
        &[("create", "1s".into())],
    );
    let config = with(core.host.queue(), &[("timeouts", timeouts)]);
    let ended = core.apply(&config).await;
    assert!(
        ended.errors[0].contains("is still being deleted"),
        "{ended:?}"
    );
    assert!(ended.errors[0].contains("block timeouts"), "{ended:?}");
}

#[tokio::test]
async fn what_others_have_deleted_is_said_and_made_anew() {
    let mut core = Core::start().await;
    let config = core.host.queue();
    core.must_end_well(&config).await;
    let old = core.uuid().unwrap();
    delete(&core, &old);
    let ended = core.apply(&config).await;
    assert!(ended.errors.is_empty(), "{ended:?}");
    guide::has("gone", &ended.warnings[0]);
    assert_ne!(core.uuid(), Some(old));
    core.must_agree(&config).await;
}

#[tokio::test]
async fn what_others_have_replaced_is_said_with_the_import_block() {
    let mut core = Core::start().await;
    let config = core.host.queue();
    core.must_end_well(&config).await;
    let old = core.uuid().unwrap();
    delete(&core, &old);
    tokio::time::sleep(Duration::from_millis(60)).await;
    let new = make(&core, queue()).await;
    let ended = core.apply(&config).await;
    guide::has("replaced", &ended.warnings[0]);
    assert!(
        ended.warnings[0].contains(&format!("id = \"{new}\"")),
        "{ended:?}"
    );
    assert_eq!(ended.import_id(), Some(new.clone()));
    core.import(&new, &config).await;
    core.must_agree(&config).await;
}

#[tokio::test]
async fn a_deletion_touches_nothing_that_others_have_made_in_its_place() {
    let mut core = Core::start().await;
    let config = core.host.queue();
    core.must_end_well(&config).await;
    let state = core.state.clone();
    delete(&core, &core.uuid().unwrap());
    tokio::time::sleep(Duration::from_millis(60)).await;
    let new = make(&core, queue()).await;
    let answer = core
        .host
        .try_apply(&Value::Null, &state, &Value::Null)
        .await;
    assert!(core.host.value(answer.new_state.as_ref()).is_null());
    assert_eq!(answer.diagnostics.len(), 1);
    guide::has(
        "gone before",
        &crate::support::host::text(&answer.diagnostics[0]),
    );
    assert!(answer.diagnostics[0].detail.contains(&new));
    assert_eq!(core.there()[0]["UUID"], new.as_str());
}

#[tokio::test]
async fn a_change_of_what_others_have_deleted_says_so() {
    let mut core = Core::start().await;
    let config = core.host.queue();
    core.must_end_well(&config).await;
    let changed = with(config, &[("batch_size", 4.into())]);
    let planned = core.host.plan(&changed, &core.state).await.state;
    delete(&core, &core.uuid().unwrap());
    tokio::time::sleep(Duration::from_millis(60)).await;
    let answer = core.host.try_apply(&changed, &core.state, &planned).await;
    assert!(
        answer.diagnostics[0].summary.ends_with("no longer exists"),
        "{answer:?}"
    );
    core.must_end_well(&changed).await;
}
