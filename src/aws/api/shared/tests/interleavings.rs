//! Reads, looks and the budget together, with everything that may happen at the same time in an order that a
//! seed decides: calls that take longer than others, that fail or are refused, and callers who leave.
//!
//! A checker of all interleavings of threads, such as loom or shuttle, cannot run this: what is waited for is
//! tokio's own (timers, channels, tasks), of which it has no model. It would find little more: every decision
//! is made behind one lock that no wait holds, so that only the order of the decisions differs. That order is
//! what the seeds shuffle, and what the models of `reads`, `waiter` and `tag_sets` shuffle without a runtime.

use tokio::{
    task::JoinSet,
    time::{timeout, timeout_at},
};

use super::*;

const MAPPINGS: usize = 60;
/// More than any call takes with all its retries.
const LONG: Duration = Duration::from_mins(10);

/// What the seed decides for one caller.
#[derive(Debug, Clone, Copy)]
struct Caller {
    mapping: usize,
    begins: Duration,
    /// When it has enough, if it does not wait.
    leaves: Option<Duration>,
    /// Whether it changes the mapping and waits for that; else it reads it.
    changes: bool,
}

fn callers(random: &mut fastrand::Rng) -> Vec<Caller> {
    let mut all: Vec<usize> = (0..MAPPINGS).collect();
    random.shuffle(&mut all);
    let caller = |mapping: usize| {
        let leaves = random.u32(..10) == 0;
        let within = random.u64(1..1500);
        Caller {
            mapping,
            begins: Duration::from_millis(random.u64(..800)),
            leaves: leaves.then(|| Duration::from_millis(within)),
            changes: mapping < MAPPINGS / 3,
        }
    };
    all.into_iter().map(caller).collect()
}

async fn call(lambda: Lambda, client: Client, caller: Caller) {
    sleep(caller.begins).await;
    let uuid = uuid(caller.mapping);
    let work = async {
        if caller.changes {
            lambda.change(&uuid, Change::Update);
            return settled(&lambda, &client, &uuid).await;
        }
        let agrees = |shown: &Looked| shown.state() == Some("Enabled") && size(shown) == Some(0);
        loop {
            match client.read(&uuid, false, agrees).await {
                Ok(shown) => return assert_eq!(size(&shown), Some(0), "{uuid}"),
                Err(error) => assert_ne!(error.kind, Kind::NotFound, "{uuid} is there"),
            }
        }
    };
    match caller.leaves {
        // Whoever leaves drops what it waits for.
        Some(after) => drop(timeout(after, work).await),
        None => work.await,
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_comes_first_nobody_waits_for_ever_and_everything_that_is_shown_is_so() {
    for seed in 0..60 {
        let mut random = fastrand::Rng::with_seed(seed);
        let callers = callers(&mut random);
        let hidden = (0..MAPPINGS).filter(|_| random.u32(..20) == 0);
        let lambda = Lambda::with(
            MAPPINGS,
            Inner {
                hidden: hidden.map(uuid).collect(),
                settle: Duration::from_millis(random.u64(..2000)),
                lag: Duration::from_millis(random.u64(..3) * 500),
                failing: random.u32(..3) * 5,
                random: Some(random),
                ..Inner::default()
            },
        );
        let client = lambda.client();
        let mut calls = JoinSet::new();
        for caller in callers {
            calls.spawn(call(lambda.clone(), client.clone(), caller));
        }
        let end = Instant::now() + LONG;
        while let Some(ended) = timeout_at(end, calls.join_next())
            .await
            .unwrap_or_else(|_| panic!("seed {seed}: somebody waits for ever"))
        {
            ended.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
        // And nothing is left that would keep the next ones waiting.
        let again = async {
            let reads = (MAPPINGS / 3..MAPPINGS).map(async |number| {
                let agrees = |shown: &Looked| size(shown) == Some(0);
                client.read(&uuid(number), false, agrees).await
            });
            join_all(reads).await
        };
        let again = timeout(LONG, again).await;
        assert!(again.is_ok(), "seed {seed}: a later read waits for ever");
    }
}
