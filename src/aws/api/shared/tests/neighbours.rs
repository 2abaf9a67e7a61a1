//! Several processes that know nothing of each other, on the quota of one account: whole refreshes and applies
//! with shared reads, shared looks and budgets.

use std::sync::atomic::AtomicBool;

use aws_sdk_lambda::operation::update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder;
use tokio::{task::JoinHandle, time::timeout};

use super::*;

/// One that knows no budget: five calls a second. Answers how many there were, and how many were refused.
fn neighbour(lambda: &Lambda, ends: &Arc<AtomicBool>) -> JoinHandle<(u32, u32)> {
    let (lambda, ends) = (lambda.clone(), Arc::clone(ends));
    tokio::spawn(async move {
        let (mut made, mut refused) = (0, 0);
        while !ends.load(Ordering::Relaxed) {
            sleep(Duration::from_millis(200)).await;
            let (status, _) = lambda.answer("GET", "/event-source-mappings/none");
            made += 1;
            refused += u32::from(status == 429);
        }
        (made, refused)
    })
}

fn account(mappings: usize, settles: Duration, seed: u64) -> Lambda {
    Lambda::with(
        mappings,
        Inner {
            settle: settles,
            random: Some(fastrand::Rng::with_seed(seed)),
            ..Inner::default()
        },
    )
}

/// Updates a mapping and waits until that has settled.
async fn update(lambda: &Lambda, client: &Client, number: usize) {
    let uuid = uuid(number);
    let request = UpdateEventSourceMappingInputBuilder::default().uuid(&uuid);
    client.update(request).await.unwrap();
    settled(lambda, client, &uuid).await;
}

#[tokio::test(start_paused = true)]
async fn a_neighbour_hardly_notices_a_refresh_and_an_apply_of_a_thousand() {
    let (mut made, mut refused) = (0, 0);
    for seed in 1..=2 {
        let lambda = account(1000, Duration::from_secs(2), seed);
        let ends = Arc::new(AtomicBool::new(false));
        let other = neighbour(&lambda, &ends);
        assert_eq!(refresh(&lambda, 1000, 10).await, [Some(0); 1000]);
        let client = lambda.client();
        let updates = (0..1000).map(|it| update(&lambda, &client, it));
        let () = stream::iter(updates).buffer_unordered(50).collect().await;
        ends.store(true, Ordering::Relaxed);
        let (calls, in_vain) = other.await.unwrap();
        made += calls;
        refused += in_vain;
    }
    let share = f64::from(refused) / f64::from(made);
    assert!(share <= 0.005, "{refused} of the neighbour's {made} calls");
}

/// Lets five processes work for a minute, each on mappings of its own. Answers the calls of each that were
/// accepted.
async fn five<F>(seed: u64, work: F) -> Vec<u32>
where
    F: AsyncFn(&Lambda, &Client, usize) + Copy + 'static,
{
    let lambda = account(5000, Duration::ZERO, seed);
    let mut accepted = Vec::new();
    let processes = (0..5).map(|process| {
        let lambda = Lambda {
            accepted: Arc::default(),
            ..lambda.clone()
        };
        accepted.push(Arc::clone(&lambda.accepted));
        async move {
            sleep(Duration::from_millis(7 * seed) * u32::try_from(process).unwrap()).await;
            let client = lambda.client();
            let numbers = (0..1000).map(|it| process * 1000 + it);
            let all = numbers.map(async |it| work(&lambda, &client, it).await);
            let () = stream::iter(all).buffer_unordered(10).collect().await;
        }
    });
    let all = join_all(processes);
    let ended = timeout(Duration::from_mins(1), all).await;
    assert!(ended.is_err(), "a minute is too long");
    let counts = accepted.iter().map(|it| it.load(Ordering::Relaxed));
    counts.collect()
}

/// What the last of five has of its share in the quota, in each run.
fn least(runs: &[Vec<u32>]) -> Vec<f64> {
    let least = runs.iter().map(|it| {
        let all: u32 = it.iter().sum();
        assert!(all >= 860, "{all} of 900 calls: {it:?}");
        f64::from(*it.iter().min().unwrap()) / 180.0
    });
    least.collect()
}

#[tokio::test(start_paused = true)]
async fn five_refreshes_of_one_account_share_the_quota_fairly() {
    let mut runs = Vec::new();
    for seed in 1..=6 {
        let read = async |_: &Lambda, client: &Client, number: usize| {
            client.read(&uuid(number), true, |_| true).await.unwrap();
        };
        runs.push(five(seed, read).await);
    }
    let least = least(&runs);
    let fair = least.iter().filter(|it| **it >= 0.9).count();
    assert!(fair >= 4, "the least of each run: {least:?}");
    assert!(least.iter().all(|it| *it >= 0.82), "{least:?}");
}

#[tokio::test(start_paused = true)]
async fn five_applies_of_one_account_use_all_of_the_quota_and_none_is_starved() {
    let mut runs = Vec::new();
    for seed in 1..=2 {
        runs.push(five(seed, update).await);
    }
    let least = least(&runs);
    assert!(least.iter().all(|it| *it >= 0.7), "{least:?}");
}
