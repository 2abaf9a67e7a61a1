//! When a call is made again: after as long as the server asks for, and slower in the mode that adapts.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use aws_smithy_types::date_time::{DateTime, Format};
use futures_util::future::join_all;
use serde_json::json;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation, Options};
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::Diagnostic;

use crate::support::host::{Host, assert_error, with};
use crate::support::plugin::Settings;
use crate::support::sts;
use crate::support::web::{Reply, Web};

const NONE: [Diagnostic; 0] = [];

/// A service that refuses the first call with this status and header and then answers, with the times
/// at which it was called.
async fn refusing_once(
    status: u16,
    header: impl Fn() -> String + Send + Sync + 'static,
) -> (Web, Arc<Mutex<Vec<Instant>>>) {
    let times = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&times);
    let web = Web::start(move |call| {
        let mut times = times.lock().unwrap();
        times.push(Instant::now());
        match times.len() {
            1 => {
                let kind = format!("text/plain{}", header()).leak();
                Reply(status, kind, String::new())
            }
            _ => sts::answer(call, &0.into(), Duration::from_hours(1)),
        }
    })
    .await;
    (web, seen)
}

/// The time between the first two calls.
fn pause(times: &Mutex<Vec<Instant>>) -> Duration {
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 2);
    times[1] - times[0]
}

#[tokio::test]
async fn a_server_is_left_alone_for_as_long_as_it_asks() {
    // Longer than any pause that the SDK makes by itself.
    let least = Duration::from_secs(7);
    let calls = [(429, "7"), (500, "7"), (503, "7"), (503, "a date")];
    let all = calls.map(async |(status, wait)| {
        let host = Host::start().await;
        let header = move || {
            let date = DateTime::from(SystemTime::now() + Duration::from_secs(9));
            let date = date.fmt(Format::HttpDate).unwrap();
            let wait = if wait == "a date" { &date } else { wait };
            format!("\r\nretry-after: {wait}")
        };
        let (web, times) = refusing_once(status, header).await;
        assert_eq!(host.configure(&host.asking(&web.url(), &[])).await, NONE);
        let pause = pause(&times);
        assert!(pause >= least, "{status}, {wait}: {pause:?}");
    });
    join_all(all).await;
}

#[tokio::test]
async fn nobody_sits_out_a_pause_that_is_longer_than_the_call_may_take() {
    let host = Host::start().await;
    let (web, times) = refusing_once(503, || "\r\nretry-after: 60".to_owned()).await;
    let start = Instant::now();
    let found = host.configure(&host.asking(&web.url(), &[])).await;
    assert_error(&found, "STS asked to retry after 60 seconds");
    assert_eq!(times.lock().unwrap().len(), 1);
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_change_outlasts_a_pause_that_no_single_call_may_take() {
    let host = Host::start().await;
    let limit = [("http_operation_timeout", Value::from(2_i64))];
    let block = with(host.block_for("eu-west-1"), &limit);
    assert_eq!(host.configure(&block).await, NONE);
    let state = host.create(&host.queue()).await;
    let config = with(host.queue(), &[("batch_size", 3.into())]);
    let planned = host.plan(&config, &state).await.state;
    let update = Operation::UpdateEventSourceMapping;
    let throttled = Effect::Throttled { retry_after: 6 };
    host.emulator.fail_next(Fault::next(update, throttled));
    let start = Instant::now();
    host.apply(&config, &state, &planned).await;
    assert!(start.elapsed() >= Duration::from_secs(6));
    let requests = host.emulator.requests();
    let updates = requests.iter().filter(|it| it.operation == Some(update));
    assert_eq!(updates.count(), 2);
}

/// A Lambda that has one mapping, and answers the first call of each method but GET with 503 and a wish
/// to be left alone.
async fn failing_once(mapping: serde_json::Value) -> Web {
    let calls: Mutex<Vec<String>> = Mutex::default();
    Web::start(move |seen| {
        let json = "application/json";
        let mut calls = calls.lock().unwrap();
        calls.push(seen.method.clone());
        let times = |method: &str| calls.iter().filter(|it| *it == method).count();
        let mut mapping = mapping.clone();
        if times("PUT") > 1 {
            mapping["BatchSize"] = 3.into();
        }
        match seen.method.as_str() {
            "GET" if seen.target.contains("/tags/") => {
                Reply(200, json, json!({"Tags": {}}).to_string())
            }
            "GET" if times("DELETE") > 1 => {
                let kind = "application/json\r\nx-amzn-errortype: ResourceNotFoundException";
                Reply(404, kind, json!({"Message": "gone"}).to_string())
            }
            "GET" => Reply(200, json, mapping.to_string()),
            method if times(method) == 1 => {
                Reply(503, "text/plain\r\nretry-after: 3", String::new())
            }
            _ => Reply(202, json, mapping.to_string()),
        }
    })
    .await
}

#[tokio::test]
async fn a_failing_service_that_says_when_to_come_back_is_asked_again_then() {
    let host = Host::start().await;
    let state = host.create(&host.queue()).await;
    let lambda = failing_once(host.emulator.mappings()[0].clone()).await;
    let endpoints = host.endpoints(lambda.url().into(), host.emulator.endpoint().into());
    let set = [
        ("endpoints", endpoints),
        ("http_operation_timeout", 2_i64.into()),
    ];
    let block = with(host.block_for("eu-west-1"), &set);
    assert_eq!(host.configure(&block).await, NONE);
    let config = with(host.queue(), &[("batch_size", 3.into())]);
    let planned = host.plan(&config, &state).await.state;
    let start = Instant::now();
    let state = host.apply(&config, &state, &planned).await;
    let gone = host.try_apply(&Value::Null, &state, &Value::Null).await;
    assert_eq!(gone.diagnostics, NONE);
    assert!(start.elapsed() >= Duration::from_secs(6));
    let writes = lambda.seen().into_iter().map(|it| it.method);
    let writes: Vec<String> = writes.filter(|it| it != "GET").collect();
    assert_eq!(writes, ["PUT", "PUT", "DELETE", "DELETE"]);
}

/// How long a provider waits after a call that was throttled, by what its file, its environment and its
/// block say of the mode.
async fn patience(file: &str, variable: &str, argument: Value) -> Duration {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config");
    std::fs::write(&config, format!("[default]\nretry_mode = {file}\n")).unwrap();
    let settings = Settings::new()
        .with("AWS_EC2_METADATA_DISABLED", "true")
        .with("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
        .with("AWS_CONFIG_FILE", config.to_str().unwrap())
        .with("AWS_RETRY_MODE", variable);
    let host = Host::in_environment(settings, Options::default()).await;
    let (web, times) = refusing_once(429, String::new).await;
    let block = host.asking(&web.url(), &[("retry_mode", argument)]);
    assert_eq!(host.configure(&block).await, NONE);
    pause(&times)
}

#[tokio::test]
async fn the_adaptive_mode_is_slower_after_a_refusal_wherever_it_is_set() {
    let rows = [
        ("standard", "", Value::Null),
        ("adaptive", "standard", Value::Null),
        ("standard", "adaptive", "standard".into()),
        ("adaptive", "", Value::Null),
        ("standard", "adaptive", Value::Null),
        ("standard", "standard", "adaptive".into()),
    ];
    let pauses = join_all(rows.map(|(file, variable, set)| patience(file, variable, set))).await;
    let (standard, adaptive) = pauses.split_at(3);
    let (slowest, quickest) = (
        standard.iter().max().unwrap(),
        adaptive.iter().min().unwrap(),
    );
    assert!(*quickest > *slowest * 2, "{pauses:?}");
}

#[tokio::test]
async fn the_adaptive_mode_slows_the_calls_after_a_refused_one_too() {
    let modes = ["standard", "adaptive"].map(async |mode| {
        let host = Host::start().await;
        let set = [("retry_mode", mode.into())];
        let block = with(host.block_for("eu-west-1"), &set);
        assert_eq!(host.configure(&block).await, NONE);
        let state = host.create(&host.queue()).await;
        let get = Operation::GetEventSourceMapping;
        let refusal = Effect::error(429, "TooManyRequestsException", "Rate exceeded");
        host.emulator.fail_next(Fault::next(get, refusal));
        host.read(&state).await;
        // The refusal is over, and nobody refuses these.
        let start = Instant::now();
        for _ in 0..2 {
            host.read(&state).await;
        }
        start.elapsed()
    });
    let times = join_all(modes).await;
    assert!(times[1] > times[0] * 2, "{times:?}");
}

#[tokio::test]
async fn calls_are_sent_no_faster_than_the_block_allows() {
    // As many as two seconds allow, and one more: the first second's are sent at once.
    for (limit, calls, least, most) in [(2, 7, 2.4, 9.0), (0, 40, 0.0, 2.0)] {
        let host = Host::start().await;
        let state = host.create(&host.queue()).await;
        let set = [("max_requests_per_second", i64::from(limit).into())];
        let block = with(host.block_for("eu-west-1"), &set);
        assert_eq!(host.configure(&block).await, NONE);
        let start = Instant::now();
        let reads = join_all((0..calls).map(|_| host.read(&state))).await;
        let took = start.elapsed().as_secs_f64();
        assert_eq!(reads.len(), calls);
        assert!(
            (least..most).contains(&took),
            "{calls} calls at {limit} a second took {took} s"
        );
    }
}

#[tokio::test]
async fn every_mapping_is_read_by_itself_if_the_block_says_so() {
    for (strategy, lists) in [("auto", true), ("get", false)] {
        let host = Host::start().await;
        let state = host.create(&host.queue()).await;
        let block = with(
            host.block_for("eu-west-1"),
            &[("read_strategy", strategy.into())],
        );
        assert_eq!(host.configure(&block).await, NONE);
        join_all((0..10).map(|_| host.read(&state))).await;
        let list = Some(Operation::ListEventSourceMappings);
        let listed = host
            .emulator
            .requests()
            .iter()
            .any(|it| it.operation == list);
        assert_eq!(listed, lists, "{strategy}");
    }
}

#[tokio::test]
async fn a_change_ends_when_it_is_accepted_if_the_block_says_so() {
    for (wait_for, expected) in [("stable", "Enabled"), ("accepted", "Creating")] {
        let options = Options {
            settle: Duration::from_secs(1),
            ..Options::default()
        };
        let host = Host::in_environment(Settings::new(), options).await;
        let block = with(
            host.block_for("eu-west-1"),
            &[("wait_for", wait_for.into())],
        );
        assert_eq!(host.configure(&block).await, NONE);
        let state = host.create(&host.queue()).await;
        assert_eq!(*state.attribute("state"), Value::from(expected));
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(
            *host.read(&state).await.attribute("state"),
            Value::from("Enabled")
        );
        // A deletion is waited for all the same.
        let gone = host.try_apply(&Value::Null, &state, &Value::Null).await;
        assert_eq!(gone.diagnostics, NONE);
        assert_eq!(host.emulator.mappings().len(), 0);
    }
}
