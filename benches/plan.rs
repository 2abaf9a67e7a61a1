//! How long a plan takes, and what it allocates: `cargo bench --bench plan`.
//!
//! What is asked for: at most a millisecond for each. The times of one run are to be compared with one
//! another; what the machine makes of them is beside the point. That the allocations grow with the
//! value and with nothing else, a test of the resource shows.
#![allow(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints ratios, and ends when it cannot go on"
)]

#[path = "../tests/support/configs.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod configs;

use std::hint::black_box;
use std::time::{Duration, Instant};

use allocation_counter::{AllocationInfo, measure};
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::server::{Capabilities, Encoded, Server};
use terraform_provider_awslambda::framework::value::Value;

use configs::Base;

const NAME: &str = "awslambda_event_source_mapping";
const ROUNDS: u32 = 2_000;

fn main() {
    let server = Server::new(Aws);
    let entry = &server.schemas().resources[0];
    let large = json!({
        "batch_size": 200,
        "parallelization_factor": 4,
        "function_response_types": ["ReportBatchItemFailures"],
        "destination_config": [
            {"on_failure": [{"destination_arn": "arn:aws:sqs:eu-west-1:123456789012:failed"}]}
        ],
        "filter_criteria": [{"filter": (0..5).map(|it| json!({
            "pattern": format!("{{\"data\":{{\"kind\":[\"k{it}\"],\"amount\":[{{\"numeric\":[\">\",{it}]}}]}}}}")
        })).collect::<Vec<_>>()}],
        "tags": (0..50).map(|it| (format!("key-{it}"), json!("value"))).collect::<serde_json::Map<_, _>>(),
    });
    for (what, changes) in [("small", json!({})), ("large", large)] {
        let config = value(&entry.schema, &Base::Kinesis.with(&changes));
        let wire = |value: &Value| msgpack::encode(value, &entry.ty).unwrap();
        let (bytes, none) = (wire(&config), wire(&Value::Null));
        let planned = server.plan(
            NAME,
            encoded(&bytes),
            encoded(&none),
            encoded(&bytes),
            false,
        );
        let prior = planned.planned;
        assert!(!prior.is_empty(), "{:?}", planned.diagnostics);

        let plan = |prior: &[u8], proposed: &[u8]| {
            let (prior, proposed) = (encoded(prior), encoded(proposed));
            drop(black_box(server.plan(
                NAME,
                encoded(&bytes),
                prior,
                proposed,
                false,
            )));
        };
        let validate = || server.validate_resource(NAME, encoded(&bytes), Capabilities::default());
        let costs = [
            Cost::of("decode", || {
                drop(black_box(msgpack::decode(&bytes, &entry.ty)));
            }),
            Cost::of("validate", || drop(black_box(validate()))),
            Cost::of("plan a creation", || plan(&none, &bytes)),
            Cost::of("plan a change", || plan(&prior, &prior)),
        ];
        println!("{what}: {} bytes", bytes.len());
        for it in &costs {
            println!(
                "  {:<16} {:>8.1} µs, {:>6.1} times a decode; {:>5} allocations, {:>5.1} times a decode; {:>6} bytes",
                it.step,
                it.time.as_secs_f64() * 1e6,
                it.time.as_secs_f64() / costs[0].time.as_secs_f64(),
                it.memory.count_total,
                it.memory.count_total as f64 / costs[0].memory.count_total as f64,
                it.memory.bytes_total,
            );
        }
    }
}

/// What one call costs.
struct Cost {
    step: &'static str,
    time: Duration,
    memory: AllocationInfo,
}

impl Cost {
    fn of(step: &'static str, mut work: impl FnMut()) -> Self {
        Self {
            step,
            time: time(&mut work),
            memory: measure(work),
        }
    }
}

fn encoded(msgpack: &[u8]) -> Encoded<'_> {
    Encoded { msgpack, json: &[] }
}

fn value(schema: &terraform_provider_awslambda::framework::schema::Schema, config: &Json) -> Value {
    configs::value(schema, config)
}

/// The mean time of a call, after some to warm up.
fn time(mut work: impl FnMut()) -> Duration {
    for _ in 0..ROUNDS / 10 {
        work();
    }
    let start = Instant::now();
    for _ in 0..ROUNDS {
        work();
    }
    start.elapsed() / ROUNDS
}
