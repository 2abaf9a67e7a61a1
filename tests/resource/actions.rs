//! Actions against the emulator: what is sent, what is said on the way, and how it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation, Options, Report, Seed};
use terraform_provider_awslambda::framework::diagnostics::{Diagnostics, Severity};
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::server::act::{Event, Invocation};

use crate::generated::messages::complaints;
use crate::resource::world::{World, encoded};
use crate::support::configs;

const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";
const PAUSE: &str = "pause";
const RESUME: &str = "resume";
const DRAIN: &str = "drain";

/// How an action went.
#[derive(Debug)]
struct Went {
    said: Vec<String>,
    /// Summary and detail of each error.
    errors: Vec<String>,
}

async fn world(settle: Duration) -> World {
    World::beside(Options {
        settle,
        ..Options::default()
    })
    .await
}

/// Makes a mapping that rests.
fn mapping(world: &World, enabled: bool) -> String {
    let request = json!({"FunctionName": "worker", "EventSourceArn": QUEUE, "Enabled": enabled});
    made(world, &request)
}

fn made(world: &World, request: &Json) -> String {
    let before: Vec<Json> = world.emulator.mappings();
    seed(world, &json!({"mappings": [request]}));
    let after = world.emulator.mappings();
    let made = after
        .iter()
        .find(|it| before.iter().all(|old| old["UUID"] != it["UUID"]));
    made.unwrap()["UUID"].as_str().unwrap().to_owned()
}

/// Seeds the account and Region of the provider.
fn seed(world: &World, seed: &Json) {
    let mut seed = seed.clone();
    seed["account"] = json!("123456789012");
    seed["region"] = json!("eu-west-1");
    let seed = Seed::read(&seed.to_string()).unwrap();
    world.emulator.seed(&seed).unwrap();
}

/// A call of the API that names a mapping.
fn call(world: &World, method: &str, uuid: &str, body: Json) -> (u16, Json) {
    let path = format!("/2015-03-31/event-source-mappings/{uuid}");
    world.emulator.call(method, &path, body)
}

fn state(world: &World, uuid: &str) -> String {
    let (_, shown) = call(world, "GET", uuid, Json::Null);
    shown["State"].as_str().unwrap_or_default().to_owned()
}

fn invoked(world: &World, which: &str, config: &Json) -> Invocation {
    let name = format!("awslambda_event_source_mapping_{which}");
    let schemas = world.server.schemas();
    let (_, schema) = schemas
        .actions
        .iter()
        .find(|it| it.0.name() == name)
        .unwrap();
    let config = configs::value(schema, config);
    let config = msgpack::encode(&config, &schema.ty()).unwrap();
    assert_eq!(
        world.server.validate_action(&name, encoded(&config)),
        Diagnostics::new()
    );
    Arc::clone(&world.server).invoke(&name, encoded(&config))
}

/// Takes the events of an action to their end.
async fn ended(mut invocation: Invocation) -> Went {
    let mut said = Vec::new();
    while let Some(event) = invocation.next().await {
        match event {
            Event::Progress(text) => said.push(text),
            Event::Completed(found) => {
                assert_eq!(invocation.next().await, None, "it completes twice");
                let errors = found.iter().filter(|it| it.severity == Severity::Error);
                let errors = errors.map(|it| format!("{}\n{}", it.summary, it.detail));
                return Went {
                    said,
                    errors: errors.collect(),
                };
            }
        }
    }
    panic!("it does not complete: {said:?}");
}

async fn act(world: &World, which: &str, config: &Json) -> Went {
    ended(invoked(world, which, config)).await
}

impl Went {
    #[track_caller]
    fn well(&self, says: &[&str]) {
        assert!(self.errors.is_empty(), "{self:?}");
        assert_eq!(self.said.len(), says.len(), "{self:#?}");
        for (said, says) in self.said.iter().zip(says) {
            assert!(said.contains(says), "{says}: {self:#?}");
        }
    }

    #[track_caller]
    fn wrong(&self, says: &[&str]) {
        assert_eq!(self.errors.len(), 1, "{self:#?}");
        for says in says {
            assert!(self.errors[0].contains(says), "{says}: {self:#?}");
        }
        let (summary, detail) = self.errors[0].split_once('\n').unwrap();
        let wrong = complaints(summary, detail);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// The bodies of the updates so far.
fn updates(world: &World) -> Vec<Json> {
    let requests = world.emulator.requests();
    let puts = requests.iter().filter(|it| it.method == "PUT");
    puts.map(|it| serde_json::from_str(&it.body).unwrap())
        .collect()
}

#[tokio::test]
async fn a_pause_sends_one_setting_and_ends_when_the_mapping_is_disabled() {
    let world = world(Duration::from_millis(50)).await;
    let uuid = mapping(&world, true);
    let went = act(&world, PAUSE, &json!({"uuid": uuid})).await;
    went.well(&["pausing", "(state Disabled) is paused after 0 seconds"]);
    assert_eq!(state(&world, &uuid), "Disabled");
    let went = act(&world, RESUME, &json!({"uuid": uuid})).await;
    went.well(&["resuming", "(state Enabled) is resumed after 0 seconds"]);
    assert_eq!(state(&world, &uuid), "Enabled");
    assert_eq!(
        updates(&world),
        [json!({"Enabled": false}), json!({"Enabled": true})]
    );
}

#[tokio::test]
async fn a_second_time_sends_nothing_and_says_so() {
    let world = world(Duration::ZERO).await;
    let uuid = mapping(&world, true);
    for (which, says) in [(PAUSE, "paused already"), (RESUME, "resumed already")] {
        act(&world, which, &json!({"uuid": uuid})).await;
        let sent = updates(&world).len();
        let went = act(&world, which, &json!({"uuid": uuid})).await;
        went.well(&[says]);
        assert_eq!(updates(&world).len(), sent);
    }
}

#[tokio::test]
async fn two_at_once_both_end_well() {
    let world = world(Duration::from_millis(300)).await;
    let uuid = mapping(&world, true);
    let config = json!({"uuid": uuid});
    let (one, other) = tokio::join!(act(&world, PAUSE, &config), act(&world, PAUSE, &config));
    for went in [one, other] {
        assert!(went.errors.is_empty(), "{went:?}");
    }
    assert_eq!(state(&world, &uuid), "Disabled");
}

#[tokio::test]
async fn a_mapping_is_named_by_arn_or_by_what_it_connects() {
    let world = world(Duration::ZERO).await;
    let cluster = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/5f1c2d3e-1";
    let mut uuids = Vec::new();
    for topic in ["orders", "returns"] {
        let request = json!({"FunctionName": "worker", "EventSourceArn": cluster, "Topics": [topic],
            "StartingPosition": "LATEST"});
        uuids.push(made(&world, &request));
    }
    let arn =
        |uuid: &str| format!("arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{uuid}");
    let by_arn = json!({"arn": arn(&uuids[0])});
    act(&world, PAUSE, &by_arn)
        .await
        .well(&["pausing", "is paused"]);
    assert_eq!(state(&world, &uuids[0]), "Disabled");
    let by_meaning = json!({"function_name": "worker", "event_source_arn": cluster});
    let went = act(&world, PAUSE, &by_meaning).await;
    went.wrong(&["2 event source mappings are", &uuids[0], &uuids[1]]);
    let with_topic =
        json!({"function_name": "worker", "event_source_arn": cluster, "topic": "returns"});
    let went = act(&world, PAUSE, &with_topic).await;
    went.well(&["pausing", "is paused"]);
    assert_eq!(state(&world, &uuids[1]), "Disabled");
}

#[tokio::test]
async fn a_mapping_that_is_gone_is_an_error_and_nothing_is_sent() {
    let world = world(Duration::ZERO).await;
    let uuid = "00000000-0000-4000-8000-000000000000";
    for which in [PAUSE, RESUME, DRAIN] {
        let went = act(&world, which, &json!({"uuid": uuid})).await;
        went.wrong(&[uuid, "does not exist"]);
        assert!(went.said.is_empty(), "{went:?}");
    }
    // One that goes between the look and the request.
    let uuid = mapping(&world, true);
    let fault = Effect::error(404, "ResourceNotFoundException", "It does not exist.");
    let fault = Fault::next(Operation::UpdateEventSourceMapping, fault);
    world.emulator.fail_next(fault);
    let went = act(&world, PAUSE, &json!({"uuid": uuid})).await;
    went.wrong(&["no longer exists", "There is nothing to pause"]);
    assert_eq!(updates(&world).len(), 1);
}

#[tokio::test]
async fn a_busy_mapping_is_waited_for_before_and_after_the_look() {
    let world = world(Duration::from_millis(400)).await;
    let uuid = mapping(&world, true);
    let busy = json!({"BatchSize": 5});
    let (status, _) = call(&world, "PUT", &uuid, busy);
    assert_eq!((status, &*state(&world, &uuid)), (202, "Updating"));
    let went = act(&world, PAUSE, &json!({"uuid": uuid})).await;
    went.well(&["(state Updating) is busy, waiting", "pausing", "is paused"]);
    assert_eq!(state(&world, &uuid), "Disabled");
    // Another change comes between the look and the request.
    let fault = Effect::error(
        400,
        "ResourceInUseException",
        "Another change is in progress.",
    );
    let fault = Fault::next(Operation::UpdateEventSourceMapping, fault).times(2);
    world.emulator.fail_next(fault);
    let went = act(&world, RESUME, &json!({"uuid": uuid})).await;
    went.well(&["resuming", "is resumed"]);
    assert_eq!(state(&world, &uuid), "Enabled");
}

#[tokio::test]
async fn a_mapping_that_is_being_paused_by_others_is_only_waited_for() {
    let world = world(Duration::from_millis(400)).await;
    let uuid = mapping(&world, true);
    call(&world, "PUT", &uuid, json!({"Enabled": false}));
    assert_eq!(state(&world, &uuid), "Disabling");
    let sent = updates(&world).len();
    let went = act(&world, PAUSE, &json!({"uuid": uuid})).await;
    went.well(&["is paused already"]);
    assert_eq!(updates(&world).len(), sent);
}

#[tokio::test]
async fn a_refusal_says_why_and_changes_nothing() {
    let world = world(Duration::ZERO).await;
    let uuid = mapping(&world, true);
    let text = "User: arn:aws:iam::123456789012:user/a is not authorized to perform: \
                lambda:UpdateEventSourceMapping";
    let fault = Effect::error(403, "AccessDeniedException", text);
    let fault = Fault::next(Operation::UpdateEventSourceMapping, fault);
    world.emulator.fail_next(fault);
    let went = act(&world, PAUSE, &json!({"uuid": uuid})).await;
    went.wrong(&[
        "pause the event source mapping",
        "lambda:UpdateEventSourceMapping",
    ]);
    assert_eq!(state(&world, &uuid), "Enabled");
}

#[tokio::test]
async fn a_response_that_was_lost_is_looked_for() {
    let world = world(Duration::ZERO).await;
    let uuid = mapping(&world, true);
    let lost = Fault::next(Operation::UpdateEventSourceMapping, Effect::AnswerLost);
    world.emulator.fail_next(lost);
    let went = act(&world, PAUSE, &json!({"uuid": uuid})).await;
    assert!(went.errors.is_empty(), "{went:?}");
    assert_eq!(state(&world, &uuid), "Disabled");
}

#[tokio::test]
async fn a_mapping_that_lambda_disables_again_is_an_error_with_the_reason() {
    let world = world(Duration::from_millis(300)).await;
    let uuid = mapping(&world, false);
    let mut going = invoked(&world, RESUME, &json!({"uuid": uuid}));
    assert!(matches!(going.next().await, Some(Event::Progress(_))));
    while updates(&world).is_empty() {
        let step = tokio::time::timeout(Duration::from_millis(20), going.next()).await;
        assert!(step.is_err(), "{step:?}");
    }
    let report = Report {
        disabled: true,
        state_transition_reason: Some("PROBLEM: No such queue".into()),
        ..Report::default()
    };
    world.emulator.report(&uuid, report).unwrap();
    let went = ended(going).await;
    went.wrong(&[
        "was resumed, but is Disabled",
        "No such queue",
        "Fix the cause",
    ]);
}

#[tokio::test]
async fn a_time_limit_and_a_stop_end_the_wait_and_say_what_is_known() {
    let world = world(Duration::from_secs(30)).await;
    let uuid = mapping(&world, true);
    // Busy for longer than the limit.
    call(&world, "PUT", &uuid, json!({"BatchSize": 5}));
    let limited = json!({"uuid": uuid, "timeouts": {"invoke": "300ms"}});
    let went = act(&world, PAUSE, &limited).await;
    went.wrong(&[
        "is not paused yet",
        "block timeouts",
        "nothing was done to pause it",
        "Updating",
    ]);
    for ask in ["stop", "abandon"] {
        let began = Instant::now();
        let mut going = invoked(&world, PAUSE, &json!({"uuid": uuid}));
        assert!(matches!(going.next().await, Some(Event::Progress(_))));
        match ask {
            "stop" => world.server.stop(),
            _ => going.abandon(),
        }
        ended(going).await.wrong(&["Terraform was interrupted"]);
        assert!(began.elapsed() < Duration::from_secs(2), "{ask}");
    }
    assert_eq!(updates(&world), [] as [Json; 0]);
}

#[tokio::test]
async fn a_stop_after_the_request_says_that_lambda_continues() {
    let world = world(Duration::from_secs(30)).await;
    let uuid = mapping(&world, true);
    let mut going = invoked(&world, PAUSE, &json!({"uuid": uuid}));
    assert!(matches!(going.next().await, Some(Event::Progress(_))));
    while updates(&world).is_empty() {
        let step = tokio::time::timeout(Duration::from_millis(20), going.next()).await;
        assert!(step.is_err(), "{step:?}");
    }
    let step = tokio::time::timeout(Duration::from_millis(300), going.next()).await;
    assert!(step.is_err(), "{step:?}");
    world.server.stop();
    let went = ended(going).await;
    went.wrong(&[
        "is not paused yet",
        "Lambda accepted the request",
        "interrupted",
        "Disabling",
    ]);
}

#[tokio::test]
async fn where_acceptance_is_enough_a_pause_ends_with_it_and_a_drain_does_not() {
    let world = world(Duration::from_millis(300)).await;
    world.configure_impatient().await;
    let uuid = mapping(&world, true);
    let went = act(&world, PAUSE, &json!({"uuid": uuid})).await;
    went.well(&["pausing", "(state Disabling): Lambda accepted to pause"]);
    assert_eq!(state(&world, &uuid), "Disabling");
    let went = act(&world, DRAIN, &json!({"uuid": uuid, "grace_period": "1ms"})).await;
    assert!(went.errors.is_empty(), "{went:?}");
    assert_eq!(state(&world, &uuid), "Disabled");
}

#[tokio::test]
async fn a_drain_waits_for_window_and_timeout_once_the_mapping_is_disabled() {
    let world = world(Duration::ZERO).await;
    let functions = json!([{"name": "worker", "timeout": 1, "modified_ago": "60m"}]);
    seed(&world, &json!({"functions": functions}));
    let request = json!({"FunctionName": "worker", "EventSourceArn": QUEUE,
        "MaximumBatchingWindowInSeconds": 1});
    let uuid = made(&world, &request);
    let began = Instant::now();
    let went = act(&world, DRAIN, &json!({"uuid": uuid})).await;
    went.well(&[
        "pausing",
        "is paused",
        "waiting 2 seconds for in-flight batches",
        "(state Disabled) is drained after 2 seconds",
    ]);
    assert!(began.elapsed() >= Duration::from_secs(2));
    assert_eq!(updates(&world), [json!({"Enabled": false})]);
}

#[tokio::test]
async fn a_drain_that_the_limit_cannot_hold_changes_nothing() {
    let world = world(Duration::ZERO).await;
    let uuid = mapping(&world, true);
    let denied = Effect::error(403, "AccessDeniedException", "Not allowed.");
    let denied = Fault::next(Operation::GetFunctionConfiguration, denied);
    world.emulator.fail_next(denied);
    let limited = json!({"uuid": uuid, "timeouts": {"invoke": "10m"}});
    let went = act(&world, DRAIN, &limited).await;
    went.wrong(&["cannot be drained in time", "15 minutes", "grace_period"]);
    assert!(went.said[0].contains("cannot read the timeout"), "{went:?}");
    assert_eq!(updates(&world), [] as [Json; 0]);
}

#[tokio::test]
async fn a_drain_is_stopped_in_its_wait_and_notices_who_enables_the_mapping() {
    let world = world(Duration::ZERO).await;
    let uuid = mapping(&world, true);
    let config = |grace: &str| json!({"uuid": uuid, "grace_period": grace});
    let mut going = invoked(&world, DRAIN, &config("10m"));
    while let Some(Event::Progress(text)) = going.next().await {
        if text.contains("waiting 10 minutes") {
            break;
        }
    }
    world.server.stop();
    let went = ended(going).await;
    went.wrong(&[
        "is paused, but not drained yet",
        "interrupted",
        "stays paused",
    ]);
    assert_eq!(state(&world, &uuid), "Disabled");

    let mut going = invoked(&world, DRAIN, &config("500ms"));
    while let Some(Event::Progress(text)) = going.next().await {
        if text.contains("waiting") {
            break;
        }
    }
    call(&world, "PUT", &uuid, json!({"Enabled": true}));
    let went = ended(going).await;
    went.wrong(&["was paused, but is Enabled again"]);
}
