//! Each call that several mappings share fails in each way: reads are right all the same, and deletions end.

use std::sync::Arc;

use futures_util::future::join_all;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::value::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::faults::core::Core;
use crate::faults::matrix::{effects, source};
use crate::support::configs::Base;
use crate::support::host::with;

/// Mappings of each case: enough that their calls are shared.
const SEVERAL: usize = 12;
/// How many cases run at once: each has a process of its own, and most of its time it waits.
const AT_ONCE: usize = 12;

/// What is done with several mappings while something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// With the URL of the tagging API in the provider block, or only that of Lambda.
    Reading {
        named: bool,
    },
    Deleting,
}

/// What is done, each with the calls that are shared, and those that replace them.
fn operations() -> [(Doing, Operation); 10] {
    use Operation::{
        DeleteEventSourceMapping as Delete, GetEventSourceMapping as Get, GetResources,
        ListEventSourceMappings as List, ListTags,
    };
    let (named, unnamed) = (
        Doing::Reading { named: true },
        Doing::Reading { named: false },
    );
    [
        (named, GetResources),
        (named, List),
        (named, ListTags),
        (unnamed, GetResources),
        (unnamed, List),
        (unnamed, ListTags),
        (unnamed, Get),
        (Doing::Deleting, List),
        (Doing::Deleting, Get),
        (Doing::Deleting, Delete),
    ]
}

/// The provider block of those who are impatient.
async fn configure(core: &Core, doing: Doing) {
    let mut block = core.host.block_for("eu-west-1");
    block = with(block, &[("http_attempt_timeout", 1.into())]);
    if doing == (Doing::Reading { named: true }) {
        let Value::Set(endpoints) = block.attribute("endpoints") else {
            panic!("{block:?}");
        };
        let url = Value::from(core.host.emulator.endpoint().as_str());
        let named = with(endpoints[0].clone(), &[("resourcegroupstaggingapi", url)]);
        block = with(block, &[("endpoints", Value::set(vec![named]))]);
    }
    assert_eq!(core.host.configure(&block).await, []);
}

async fn case(core: Core, doing: Doing, fault: Fault) {
    configure(&core, doing).await;
    let host = &core.host;
    let (config, _) = source(host, Base::Sqs);
    let all = (0..SEVERAL).map(async |number| {
        let queue = format!("arn:aws:sqs:eu-west-1:000000000000:queue-{number}");
        let own = [("event_source_arn", Value::from(queue.as_str()))];
        host.create(&with(config.clone(), &own)).await
    });
    let states = join_all(all).await;
    // Another process, which knows nothing.
    configure(&core, doing).await;
    let call = fault.operation.unwrap();
    core.fail_next(fault);
    if doing == Doing::Deleting {
        let gone = states.iter().map(async |state| {
            let mut left = state.clone();
            for _ in 0..2 {
                if !left.is_null() {
                    let applied = host.try_apply(&Value::Null, &left, &Value::Null).await;
                    left = host.value(applied.new_state.as_ref());
                }
            }
            assert!(left.is_null(), "it is in the state still");
        });
        join_all(gone).await;
        assert!(host.emulator.mappings().is_empty());
    } else {
        for _ in 0..2 {
            let read = join_all(states.iter().map(|it| host.read(it))).await;
            assert_eq!(read, states);
        }
        assert_eq!(host.emulator.mappings().len(), SEVERAL);
    }
    assert!(
        core.calls(call).iter().any(|it| it.fault),
        "no {call:?} went wrong"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_shared_call_fails_in_whichever_way_reads_are_right_and_deletions_end() {
    let limit = Arc::new(Semaphore::new(AT_ONCE));
    let mut cases = JoinSet::new();
    for (doing, operation) in operations() {
        let denied = Effect::error(403, "AccessDeniedException", "no");
        let shared = [Operation::GetResources, Operation::ListEventSourceMappings];
        let denied = shared
            .contains(&operation)
            .then_some(("denied", denied, 99));
        for (name, effect, times) in effects().into_iter().chain(denied) {
            let limit = Arc::clone(&limit);
            cases.spawn(async move {
                let _turn = limit.acquire_owned().await;
                let core = Core::start().await;
                let fault = Fault::next(operation, effect).times(times);
                let run = tokio::spawn(case(core, doing, fault)).await;
                run.map_err(|_| format!("{doing:?}: {operation:?} {name}"))
            });
        }
    }
    let number = cases.len();
    let mut failed = Vec::new();
    while let Some(case) = cases.join_next().await {
        failed.extend(case.unwrap().err());
    }
    failed.sort();
    assert!(failed.is_empty(), "of {number} cases: {failed:#?}");
}
