//! Each call of each operation fails in each way; one or two plain applies end well all the same.

use std::sync::Arc;

use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::value::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::faults::core::{Core, TOO_LATE};
use crate::support::configs::{Base, value};
use crate::support::extent;
use crate::support::host::{Host, with};

/// What is done while something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Creating,
    Reading,
    Updating,
    Deleting,
    Importing,
}

/// How many cases run at once: each has a process of its own, and most of its time it waits.
const AT_ONCE: usize = 12;

/// What goes wrong: its name, what happens, and how often.
pub(crate) fn effects() -> [(&'static str, Effect, u32); 13] {
    [
        ("lost before", Effect::RequestLost, 1),
        ("lost after", Effect::AnswerLost, 1),
        ("lost after, again and again", Effect::AnswerLost, 3),
        ("throttled", Effect::Throttled { retry_after: 0 }, 3),
        ("service error", Effect::service_error(), 1),
        ("bad gateway", Effect::BadGateway, 1),
        ("silence", Effect::Silence, 1),
        ("answered too late", Effect::Delayed(TOO_LATE), 1),
        ("malformed", Effect::Malformed, 1),
        ("empty body", Effect::EmptyBody, 1),
        ("empty object", Effect::EmptyObject, 1),
        ("reset", Effect::Reset, 1),
        ("answered in dribs", Effect::Slow(TOO_LATE), 1),
    ]
}

/// The operations, each with the calls that it makes.
fn operations() -> Vec<(Doing, Operation)> {
    use Operation::{
        CreateEventSourceMapping as Create, DeleteEventSourceMapping as Delete,
        GetEventSourceMapping as Get, ListTags, TagResource, UntagResource,
        UpdateEventSourceMapping as Update,
    };
    let calls =
        |doing, all: &[Operation]| -> Vec<_> { all.iter().map(|it| (doing, *it)).collect() };
    [
        calls(Doing::Creating, &[Create, Get]),
        calls(Doing::Reading, &[Get, ListTags]),
        calls(Doing::Updating, &[Update, Get, TagResource, UntagResource]),
        calls(Doing::Deleting, &[Delete, Get]),
        calls(Doing::Importing, &[Get, ListTags]),
    ]
    .concat()
}

pub(crate) fn tags(all: &[(&str, &str)]) -> Value {
    let tags = all
        .iter()
        .map(|(key, it)| ((*key).to_owned(), (*it).into()));
    Value::Map(tags.collect())
}

/// A configuration of that kind: before a change in place, and after.
pub(crate) fn source(host: &Host, base: Base) -> (Value, Value) {
    let config = value(&host.resource, &base.config());
    let first = with(config, &[("tags", tags(&[("a", "1"), ("b", "1")]))]);
    let second = [
        ("batch_size", 7.into()),
        ("tags", tags(&[("b", "2"), ("c", "1")])),
    ];
    (first.clone(), with(first, &second))
}

async fn case(core: Core, doing: Doing, fault: Fault, base: Base) {
    let mut core = core.impatient();
    let (config, changed) = source(&core.host, base);
    if doing != Doing::Creating {
        core.must_end_well(&config).await;
    }
    let uuid = core.uuid();
    let call = fault.operation.unwrap();
    let before = core.calls(call).len();
    core.fail_next(fault);
    let goal = match doing {
        Doing::Updating => changed,
        Doing::Deleting => Value::Null,
        Doing::Creating | Doing::Reading | Doing::Importing => config,
    };
    if doing == Doing::Importing {
        let id = uuid.clone().unwrap();
        core.state = Value::Null;
        let mut ended = core.import(&id, &goal).await;
        if core.state.is_null() {
            ended = core.import(&id, &goal).await;
        }
        assert!(!core.state.is_null(), "{ended:#?}");
    }
    core.must_end_well(&goal).await;
    let calls = core.calls(call).split_off(before);
    assert!(calls.iter().any(|it| it.fault), "no {call:?} went wrong");
    if uuid.is_some() && doing != Doing::Deleting {
        assert_eq!(core.uuid(), uuid, "it was replaced");
    }
    if doing != Doing::Deleting {
        let deletions = core.calls(Operation::DeleteEventSourceMapping);
        assert!(deletions.is_empty(), "nothing was to be deleted");
    }
}

/// Each effect meets each kind of source, and each operation does. In moto each of them occurs once,
/// unless everything is run.
async fn whichever_call_fails(in_moto: bool) {
    let bases = if in_moto {
        &Base::IN_MOTO[..]
    } else {
        &Base::ALL
    };
    let at_once = if in_moto { AT_ONCE / 4 } else { AT_ONCE };
    let limit = Arc::new(Semaphore::new(at_once));
    let mut cases = JoinSet::new();
    let mut number = 0;
    for (row, (doing, operation)) in operations().into_iter().enumerate() {
        for (column, (name, effect, times)) in effects().into_iter().enumerate() {
            if in_moto && row % effects().len() != column && !extent::all() {
                continue;
            }
            let base = bases[(row + column) % bases.len()];
            number += 1;
            let limit = Arc::clone(&limit);
            cases.spawn(async move {
                let _turn = limit.acquire_owned().await;
                let core = if in_moto {
                    Core::in_moto().await
                } else {
                    Some(Core::start().await)
                };
                // Without Python there is no moto.
                let Some(core) = core else { return Ok(()) };
                let fault = Fault::next(operation, effect).times(times);
                let run = tokio::spawn(case(core, doing, fault, base)).await;
                run.map_err(|_| format!("{doing:?} {base:?}: {operation:?} {name}"))
            });
        }
    }
    let mut failed = Vec::new();
    while let Some(case) = cases.join_next().await {
        failed.extend(case.unwrap().err());
    }
    failed.sort();
    assert!(failed.is_empty(), "of {number} cases: {failed:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_call_fails_in_whichever_way_two_applies_end_well() {
    whichever_call_fails(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_call_fails_in_moto_in_whichever_way_two_applies_end_well() {
    whichever_call_fails(true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creation_that_outlives_its_attempt_is_found_and_made_once_in_moto() {
    let Some(core) = Core::in_moto().await else {
        return;
    };
    core.slow_down_creations(TOO_LATE);
    let mut core = core.impatient();
    let (config, _) = source(&core.host, Base::Sqs);
    core.must_end_well(&config).await;
    let creations = core.calls(Operation::CreateEventSourceMapping);
    assert_eq!(creations.len(), 1, "{creations:#?}");
}
