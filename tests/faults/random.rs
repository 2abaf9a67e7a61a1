//! Random lives of a mapping: changes, faults one after the other, kills, interruptions, and others
//! who change things at the same time. A seed makes the same choices each time.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation, Options};
use terraform_provider_awslambda::framework::value::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::faults::core::{Core, Ended, TOO_LATE};
use crate::faults::matrix::{source, tags};
use crate::support::choices::Chance;
use crate::support::configs::Base;
use crate::support::extent;
use crate::support::host::with;

/// How many lives are led at once.
const AT_ONCE: usize = 10;
/// How many there are when nobody says otherwise.
const SEEDS: u64 = 50;

/// The same in moto.
const SEEDS_IN_MOTO: u64 = 12;

/// What of a mapping tells its source.
const SOURCE: [&str; 8] = [
    "EventSourceArn",
    "SelfManagedEventSource",
    "SourceAccessConfigurations",
    "Topics",
    "Queues",
    "StartingPosition",
    "DocumentDBEventSourceConfig",
    "SelfManagedKafkaEventSourceConfig",
];

/// What the provider may ask of the user in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recovery {
    /// Nothing but a plain apply.
    Apply,
    /// An import: there is a mapping of which nobody could know.
    ApplyOrImport,
}

// === impl Chance ===

impl Chance {
    fn milliseconds(&mut self, end: u64) -> Duration {
        Duration::from_millis(self.below(end))
    }

    fn fault(&mut self) -> Fault {
        let operation = self.of(&[
            Operation::CreateEventSourceMapping,
            Operation::CreateEventSourceMapping,
            Operation::GetEventSourceMapping,
            Operation::UpdateEventSourceMapping,
            Operation::DeleteEventSourceMapping,
            Operation::ListEventSourceMappings,
            Operation::ListTags,
            Operation::TagResource,
            Operation::UntagResource,
        ]);
        let effect = match self.below(40) {
            0 => Effect::Silence,
            1 => Effect::Delayed(TOO_LATE),
            2..10 => Effect::RequestLost,
            10..18 => Effect::AnswerLost,
            18..24 => Effect::Throttled { retry_after: 0 },
            24..28 => Effect::service_error(),
            28..30 => Effect::BadGateway,
            30..32 => Effect::Reset,
            32..34 => Effect::Malformed,
            34 => Effect::EmptyBody,
            35 => Effect::EmptyObject,
            _ => Effect::Delayed(Duration::from_millis(100)),
        };
        let times = if matches!(effect, Effect::Silence) {
            1
        } else {
            1 + self.below(2)
        };
        Fault::next(operation, effect).times(u32::try_from(times).unwrap())
    }
}

/// Somebody else does something. Whether the mapping of the state is gone by that.
fn meddle(core: &Core, goal: &Value, chance: &mut Chance) -> bool {
    let Some(uuid) = core.uuid() else {
        return false;
    };
    let path = format!("/2015-03-31/event-source-mappings/{uuid}");
    let call = |method: &str, path: &str, body| core.call(method, path, body);
    match chance.below(4) {
        0 => {
            call("PUT", &path, json!({ "BatchSize": 3 }));
            false
        }
        1 => {
            call("PUT", &path, json!({ "Enabled": false }));
            false
        }
        choice => {
            let (status, old) = call("DELETE", &path, json!(null));
            let same = ["event_source_arn", "self_managed_event_source"]
                .iter()
                .all(|it| goal.attribute(it) == core.state.attribute(it));
            // moto would take the twin and ours, too.
            if status == 202 && choice == 3 && same && !core.is_in_moto() {
                // The same pair under another UUID.
                let mut body = json!({ "FunctionName": old["FunctionArn"] });
                for field in SOURCE {
                    if !old[field].is_null() {
                        body[field] = old[field].clone();
                    }
                }
                let place = "/2015-03-31/event-source-mappings";
                for _ in 0..200 {
                    let (status, _) = core.call("POST", place, body.clone());
                    if status == 202 {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
            status == 202
        }
    }
}

/// Whether an apply of `goal` makes a mapping.
fn creates(core: &Core, goal: &Value) -> bool {
    let source = |it: &Value| it.attribute("event_source_arn").clone();
    !goal.is_null() && (core.state.is_null() || source(&core.state) != source(goal))
}

async fn life(seed: u64) {
    let mut chance = Chance::of_seed(seed);
    let options = Options {
        settle: chance.milliseconds(300),
        list_lag: if chance.one_in(3) {
            chance.milliseconds(1500)
        } else {
            Duration::ZERO
        },
        ..Options::default()
    };
    lead(Core::beside(options).await, &Base::ALL, chance, seed).await;
}

async fn life_in_moto(seed: u64) {
    if let Some(core) = Core::in_moto().await {
        lead(core, &Base::IN_MOTO, Chance::of_seed(seed), seed).await;
    }
}

async fn lead(core: Core, bases: &[Base], mut chance: Chance, seed: u64) {
    let mut core = core.impatient();
    let adopt = chance.one_in(2);
    let (mut first, mut second) = source(&core.host, chance.of(bases));
    for step in 0..4 {
        let goal = match chance.below(8) {
            0 => Value::Null,
            1 => {
                (first, second) = source(&core.host, chance.of(bases));
                first.clone()
            }
            2 => with(first.clone(), &[("tags", tags(&[("d", "1")]))]),
            3 | 4 => second.clone(),
            _ => first.clone(),
        };
        let goal = match goal {
            Value::Null => goal,
            goal if adopt => with(goal, &[("adopt_existing", true.into())]),
            goal => goal,
        };
        let mut recovery = Recovery::Apply;
        if chance.one_in(5) && meddle(&core, &goal, &mut chance) {
            recovery = Recovery::ApplyOrImport;
        }
        for _ in 0..chance.below(4) {
            core.fail_next(chance.fault());
        }
        let context = format!("seed {seed}, step {step}");
        let after = chance.milliseconds(250);
        // moto takes duplicates: after the end of a process that makes one, nothing tells of it.
        let whole =
            core.is_in_moto() && (recovery == Recovery::ApplyOrImport || creates(&core, &goal));
        let ended = match chance.below(6) {
            _ if whole => Some(core.apply(&goal).await),
            0 => core.apply_killed(&goal, after).await,
            1 => Some(core.apply_stopped(&goal, after).await),
            _ => Some(core.apply(&goal).await),
        };
        // What a killed or interrupted creation has made, nobody may know.
        if ended.as_ref().is_none_or(Ended::is_interrupted) {
            recovery = Recovery::ApplyOrImport;
        }
        assert!(!core.tainted, "{context}: tainted: {ended:#?}");
        let context = format!("{context} after {ended:#?}");
        recover(&mut core, &goal, recovery, adopt, &context).await;
    }
}

async fn recover(core: &mut Core, goal: &Value, recovery: Recovery, adopt: bool, context: &str) {
    let mut all = Vec::new();
    for _ in 0..2 {
        let mut ended = core.apply(goal).await;
        if let Some(id) = ended.import_id() {
            assert_eq!(recovery, Recovery::ApplyOrImport, "{context}: {ended:#?}");
            assert!(!adopt, "{context}: it was to be taken over: {ended:#?}");
            ended = core.import(&id, goal).await;
        }
        assert!(!core.tainted, "{context}: tainted: {ended:#?}");
        if ended.errors.is_empty() {
            core.must_agree(goal).await;
            return;
        }
        all.push(ended);
    }
    panic!("{context}: two applies do not end well: {all:#?}");
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |it| it.parse().unwrap())
}

/// Leads a life for each seed, and names those that do not end well.
async fn lead_all<L>(seeds: u64, life: fn(u64) -> L)
where
    L: Future<Output = ()> + Send + 'static,
{
    let first = number("AWSLAMBDA_FAULT_FIRST", 0);
    let seeds = number("AWSLAMBDA_FAULT_SEEDS", seeds);
    let limit = Arc::new(Semaphore::new(AT_ONCE));
    let mut lives = JoinSet::new();
    for seed in first..first + seeds {
        let limit = Arc::clone(&limit);
        lives.spawn(async move {
            let _turn = limit.acquire_owned().await;
            tokio::spawn(life(seed)).await.map_err(|_| seed)
        });
    }
    let mut failed = Vec::new();
    while let Some(life) = lives.join_next().await {
        failed.extend(life.unwrap().err());
    }
    failed.sort_unstable();
    assert!(failed.is_empty(), "of {seeds} seeds: {failed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_lives_end_well() {
    lead_all(SEEDS, life).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_lives_in_moto_end_well() {
    if !extent::all() {
        return;
    }
    lead_all(SEEDS_IN_MOTO, life_in_moto).await;
}
