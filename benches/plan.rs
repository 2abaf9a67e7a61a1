//! How long a plan takes: `cargo bench --bench plan`.
//!
//! What is asked for: at most a millisecond for each. The times of one run are to be compared with one
//! another; what the machine makes of them is beside the point.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends when it cannot go on"
)]

#[path = "../tests/support/configs.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod configs;

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::server::{Client, Encoded, Server};
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
        let encoded = |msgpack| Encoded { msgpack, json: &[] };
        let planned = server.plan(
            NAME,
            encoded(&bytes),
            encoded(&none),
            encoded(&bytes),
            false,
        );
        let prior = planned.planned;
        assert!(!prior.is_empty(), "{:?}", planned.diagnostics);

        let decode = time(|| drop(black_box(msgpack::decode(&bytes, &entry.ty))));
        let validate = time(|| {
            drop(black_box(server.validate_resource(
                NAME,
                encoded(&bytes),
                Client::default(),
            )));
        });
        let create = time(|| {
            drop(black_box(server.plan(
                NAME,
                encoded(&bytes),
                encoded(&none),
                encoded(&bytes),
                false,
            )));
        });
        let keep = time(|| {
            drop(black_box(server.plan(
                NAME,
                encoded(&bytes),
                encoded(&prior),
                encoded(&prior),
                false,
            )));
        });
        println!("{what}: {} bytes", bytes.len());
        for (step, took) in [
            ("decode", decode),
            ("validate", validate),
            ("plan a creation", create),
            ("plan a change", keep),
        ] {
            println!(
                "  {step:<16} {:>8.1} µs, {:>6.1} times a decode",
                took.as_secs_f64() * 1e6,
                took.as_secs_f64() / decode.as_secs_f64()
            );
        }
    }
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
