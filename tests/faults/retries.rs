//! How long something is tried again, how soon the cause is told, and how soon Ctrl-C ends it.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation, Options};
use terraform_provider_awslambda::framework::value::Value;

use crate::faults::core::Core;
use crate::faults::guide;
use crate::faults::matrix::{source, tags};
use crate::support::configs::{Base, value};
use crate::support::extent;
use crate::support::host::{Host, QUEUE, text, with};
use crate::support::plugin::Settings;

/// What Ctrl-C takes at most, and some more for a busy machine.
const A_SECOND: Duration = Duration::from_millis(1300);
/// Longer than any test.
const FOR_EVER: Duration = Duration::from_mins(10);
const CREATE: Operation = Operation::CreateEventSourceMapping;
const ROLE: &str =
    "The provided execution role does not have permissions to call ReceiveMessage on SQS";

fn refusal(message: &str) -> Effect {
    Effect::error(400, "InvalidParameterValueException", message)
}

fn waiting(config: Value, limit: &str, time: &str) -> Value {
    let none = Value::object(["create", "update", "delete", "read"].map(|it| (it, Value::Null)));
    let timeouts = with(none, &[(limit, time.into())]);
    with(config, &[("timeouts", timeouts)])
}

#[tokio::test]
async fn what_is_too_new_to_be_seen_is_tried_again() {
    for words in [
        "Function does not exist",
        ROLE,
        "The role defined for the function cannot be assumed by Lambda.",
        "Cannot access stream x. Please ensure the role can perform the GetRecords Actions",
    ] {
        let mut core = Core::start().await;
        core.host
            .emulator
            .fail_next(Fault::next(CREATE, refusal(words)).times(3));
        let config = core.host.queue();
        let ended = core.apply(&config).await;
        assert!(
            ended.errors.is_empty() && ended.warnings.is_empty(),
            "{ended:?}"
        );
        core.must_agree(&config).await;
    }
}

#[tokio::test]
async fn a_permission_that_stays_missing_is_told_within_twenty_seconds() {
    let settings = Settings::new().with("TF_LOG", "INFO");
    let host = Host::unconfigured(settings, Duration::ZERO).await;
    host.configure_for("eu-west-1").await;
    host.emulator
        .fail_next(Fault::next(CREATE, refusal(ROLE)).times(1000));
    let config = host.queue();
    let planned = host.plan(&config, &Value::Null).await.state;
    let start = Instant::now();
    let log = async {
        while !host.plugin.stderr().contains(ROLE) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        start.elapsed()
    };
    let (answer, logged) = tokio::join!(host.try_apply(&config, &Value::Null, &planned), log);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert!(
        logged < Duration::from_secs(2),
        "in the log after {logged:?}"
    );
    let error = &answer.diagnostics[0];
    assert!(error.detail.contains("Tried "), "{error:?}");
    assert!(error.detail.contains(ROLE), "{error:?}");
    let message = text(error);
    let (cause, _) = message.split_once("Tried ").unwrap();
    guide::has("permission", cause.trim_end());
    assert!(host.emulator.mappings().is_empty());
}

#[tokio::test]
async fn a_server_is_not_asked_before_the_time_that_it_named() {
    let mut core = Core::start().await;
    let busy = Effect::Throttled { retry_after: 300 };
    core.host
        .emulator
        .fail_next(Fault::next(CREATE, busy).times(1000));
    let config = waiting(core.host.queue(), "create", "5s");
    let ended = core.apply(&config).await;
    assert!(
        ended.errors[0].contains("asked to retry after at least 300 seconds"),
        "{ended:?}"
    );
    assert_eq!(core.calls(CREATE).len(), 1);
}

#[tokio::test]
async fn a_refusal_that_does_not_heal_is_not_tried_again() {
    let mut core = Core::start().await;
    let words = "Queue visibility timeout: 60 seconds is less than Function timeout: 120 seconds";
    core.host
        .emulator
        .fail_next(Fault::next(CREATE, refusal(words)));
    let ended = core.apply(&core.host.queue()).await;
    assert!(ended.errors[0].contains(words), "{ended:?}");
    assert_eq!(core.calls(CREATE).len(), 1);
}

#[tokio::test]
async fn all_that_came_is_told_in_the_end() {
    let mut core = Core::start().await;
    for effect in [
        Effect::Throttled { retry_after: 0 },
        refusal("Function does not exist"),
        Effect::service_error(),
        refusal("Something else is wrong."),
    ] {
        core.host.emulator.fail_next(Fault::next(CREATE, effect));
    }
    let ended = core.apply(&core.host.queue()).await;
    for part in [
        "Tried 4 times",
        "Function does not exist",
        "Service encountered an error",
        "Something else is wrong.",
    ] {
        assert!(ended.errors[0].contains(part), "{part} is not in {ended:?}");
    }
}

#[tokio::test]
async fn a_creation_that_settles_after_its_timeout_is_kept() {
    let mut core = Core::settling_in(Duration::from_secs(3)).await;
    let config = waiting(core.host.queue(), "create", "1s");
    let ended = core.apply(&config).await;
    assert!(ended.errors.is_empty(), "{ended:?}");
    guide::has("not final", &ended.warnings[0]);
    let uuid = core.uuid();
    // Terraform goes on with it, moving or not.
    for _ in 0..2 {
        let ended = core.apply(&config).await;
        assert!(ended.errors.is_empty() && !core.tainted, "{ended:?}");
        core.must_agree(&config).await;
    }
    assert_eq!(core.uuid(), uuid);
}

/// The same for an account in the emulator and for one in moto.
macro_rules! everywhere {
    ($($test:ident, $in_moto:ident: $body:ident;)*) => { $(
        #[tokio::test]
        async fn $test() {
            $body(Core::start().await).await;
        }

        #[tokio::test]
        async fn $in_moto() {
            if !extent::all() {
                return;
            }
            // Without Python there is no moto.
            if let Some(core) = Core::in_moto().await {
                $body(core).await;
            }
        }
    )* };
}

everywhere! {
    a_change_that_fails_half_way_leaves_what_aws_has,
        a_change_that_fails_half_way_leaves_what_moto_has: fails_half_way;
    a_change_whose_answer_is_lost_is_seen_to_be_made,
        a_change_in_moto_whose_answer_is_lost_is_seen_to_be_made: loses_the_answer;
}

async fn fails_half_way(mut core: Core) {
    let (config, _) = source(&core.host, Base::Sqs);
    core.must_end_well(&config).await;
    let goal = [("batch_size", 4.into()), ("tags", tags(&[("b", "2")]))];
    let goal = with(config, &goal);
    // One tag is gone, the other not yet changed; then the tags are changed, and the batch not.
    for (operation, there) in [
        (Operation::TagResource, tags(&[("b", "1")])),
        (Operation::UpdateEventSourceMapping, tags(&[("b", "2")])),
    ] {
        core.fail_next(Fault::next(operation, refusal("Not today.")));
        let ended = core.apply(&goal).await;
        assert!(ended.errors[0].contains("Not today."), "{ended:?}");
        assert_eq!(*core.state.attribute("tags_all"), there);
        assert_eq!(*core.state.attribute("batch_size"), 10.into());
        assert_eq!(core.host.read(&core.state).await, core.state);
    }
    core.must_end_well(&goal).await;
}

async fn loses_the_answer(mut core: Core) {
    let (config, _) = source(&core.host, Base::Sqs);
    core.must_end_well(&config).await;
    let block = with(
        core.host.block_for("eu-west-1"),
        &[("max_retries", 0.into())],
    );
    assert_eq!(core.host.configure(&block).await, []);
    let update = Operation::UpdateEventSourceMapping;
    core.fail_next(Fault::next(update, Effect::AnswerLost));
    let goal = with(config, &[("batch_size", 4.into())]);
    let planned = core.host.plan(&goal, &core.state).await.state;
    core.state = core.host.apply(&goal, &core.state, &planned).await;
    assert_eq!(core.calls(update).len(), 1);
    core.must_agree(&goal).await;
}

#[tokio::test]
async fn ctrl_c_ends_twenty_waits_within_a_second_and_keeps_all_twenty() {
    let host = Host::unconfigured(Settings::new(), FOR_EVER).await;
    host.configure_for("eu-west-1").await;
    let create = async |number: usize| {
        let source = format!("{QUEUE}-{number}");
        let config = with(host.queue(), &[("event_source_arn", source.into())]);
        let planned = host.plan(&config, &Value::Null).await.state;
        let answer = host.try_apply(&config, &Value::Null, &planned).await;
        (answer, Instant::now())
    };
    let stop = async {
        while host.emulator.mappings().len() < 20 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        let stopped = Instant::now();
        let _: terraform_provider_awslambda::protocol::tfplugin6::stop_provider::Response = host
            .call(
                crate::support::host::rpc!("StopProvider"),
                terraform_provider_awslambda::protocol::tfplugin6::stop_provider::Request {},
            )
            .await;
        stopped
    };
    let (answers, stopped) = tokio::join!(join_all((0..20).map(create)), stop);
    for (answer, ended) in answers {
        let took = ended.duration_since(stopped);
        assert!(took < A_SECOND, "{took:?}");
        assert!(!host.value(answer.new_state.as_ref()).is_null());
        assert_eq!(
            crate::support::host::errors(&answer.diagnostics),
            [] as [String; 0]
        );
    }
}

/// What an apply comes to that is interrupted after a while, and how long after that.
async fn interrupted(fault: Fault) -> (Core, crate::faults::core::Ended, Duration) {
    let after = Duration::from_millis(400);
    let mut core = Core::start().await;
    core.host.emulator.fail_next(fault);
    let config = core.host.queue();
    let start = Instant::now();
    let ended = core.apply_stopped(&config, after).await;
    let took = start.elapsed().saturating_sub(after);
    (core, ended, took)
}

#[tokio::test]
async fn ctrl_c_ends_retries_within_a_second() {
    for effect in [
        refusal("Function does not exist"),
        Effect::Throttled { retry_after: 5 },
    ] {
        let (core, ended, took) = interrupted(Fault::next(CREATE, effect).times(1000)).await;
        assert!(took < A_SECOND, "{took:?}");
        assert!(ended.is_interrupted(), "{ended:?}");
        assert!(core.state.is_null());
    }
}

#[tokio::test]
async fn ctrl_c_waits_for_an_answer_that_is_near_and_keeps_what_it_tells() {
    let late = Effect::Delayed(Duration::from_millis(800));
    let (mut core, ended, took) = interrupted(Fault::next(CREATE, late)).await;
    assert!(took < A_SECOND, "{took:?}");
    assert!(ended.errors.is_empty(), "{ended:?}");
    assert!(!core.state.is_null());
    let config = core.host.queue();
    core.must_end_well(&config).await;
}

#[tokio::test]
async fn ctrl_c_finds_what_a_request_has_made_that_is_never_answered() {
    let late = Effect::Delayed(FOR_EVER);
    let (mut core, ended, took) = interrupted(Fault::next(CREATE, late)).await;
    assert!(took < A_SECOND, "{took:?}");
    assert!(ended.errors.is_empty(), "{ended:?}");
    assert!(!core.state.is_null());
    let config = core.host.queue();
    core.must_end_well(&config).await;
}

#[tokio::test]
async fn ctrl_c_during_a_request_that_nobody_answers_says_what_is_not_known() {
    let (mut core, ended, took) = interrupted(Fault::next(CREATE, Effect::Silence)).await;
    assert!(took < A_SECOND, "{took:?}");
    guide::has("interrupted", &ended.errors[0]);
    assert!(core.state.is_null());
    let config = core.host.queue();
    core.must_end_well(&config).await;
}

#[tokio::test]
async fn ctrl_c_while_the_mapping_is_looked_for_makes_no_second_one() {
    let after = Duration::from_millis(600);
    let mut core = Core::start().await;
    let list = Operation::ListEventSourceMappings;
    core.host
        .emulator
        .fail_next(Fault::next(CREATE, Effect::AnswerLost));
    core.host
        .emulator
        .fail_next(Fault::next(list, Effect::Silence).times(2));
    let config = core.host.queue();
    let start = Instant::now();
    let ended = core.apply_stopped(&config, after).await;
    let took = start.elapsed().saturating_sub(after);
    assert!(took < A_SECOND, "{took:?}");
    assert!(
        ended.errors[0].contains("the next apply shows the import block"),
        "{ended:?}"
    );
    assert_eq!(core.calls(CREATE).len(), 1);
    let ended = core.apply(&config).await;
    let id = ended.import_id().unwrap();
    core.import(&id, &config).await;
    core.must_agree(&config).await;
}

#[tokio::test]
async fn a_creation_is_repeated_late_where_lambda_may_accept_a_second_mapping() {
    for (base, creations) in [
        (Base::Msk, 1),
        (Base::Mq, 1),
        (Base::DocumentDb, 1),
        // Lambda refuses the second one.
        (Base::Kinesis, 2),
    ] {
        let mut core = Core::beside(Options {
            list_lag: Duration::from_secs(1),
            settle: Duration::from_millis(30),
            ..Options::default()
        })
        .await;
        let config = value(&core.host.resource, &base.config());
        let lost = Fault::next(CREATE, Effect::AnswerLost);
        core.host.emulator.fail_next(lost);
        let ended = core.apply(&config).await;
        assert!(ended.errors.is_empty(), "{base:?}: {ended:?}");
        assert_eq!(core.calls(CREATE).len(), creations, "{base:?}");
        core.must_agree(&config).await;
        // What was never made is sent again all the same.
        core.apply(&Value::Null).await;
        let lost = Fault::next(CREATE, Effect::RequestLost);
        core.host.emulator.fail_next(lost);
        core.must_end_well(&config).await;
    }
}

#[tokio::test]
async fn a_list_that_lags_behind_does_not_make_a_second_mapping() {
    let mut core = Core::beside(Options {
        list_lag: Duration::from_secs(5),
        ..Options::default()
    })
    .await;
    let config = core.host.queue();
    // The second broken answer is that of the conflict with what the first one made.
    for (effect, times) in [(Effect::AnswerLost, 1), (Effect::Malformed, 2)] {
        let fault = Fault::next(CREATE, effect).times(times);
        core.host.emulator.fail_next(fault);
        let ended = core.apply(&config).await;
        assert!(ended.errors.is_empty(), "{ended:?}");
        core.must_agree(&config).await;
        core.apply(&Value::Null).await;
    }
}

#[tokio::test]
async fn a_creation_that_was_lost_is_sent_again_where_the_list_finds_nothing() {
    let mut core = Core::start().await;
    let config = core.host.queue();
    let lost = Fault::next(CREATE, Effect::RequestLost);
    core.host.emulator.fail_next(lost);
    let nothing = Effect::error(404, "ResourceNotFoundException", "Function not found");
    let unknown = Fault::next(Operation::ListEventSourceMappings, nothing);
    core.host.emulator.fail_next(unknown.times(9));
    let ended = core.apply(&config).await;
    assert!(ended.errors.is_empty(), "{ended:?}");
    assert_eq!(core.calls(CREATE).len(), 2);
}
