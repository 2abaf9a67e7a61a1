//! How fast the emulator is, and how much it holds: `cargo bench --bench emulator`.
//!
//! The emulator has one thread; the clients have another. What is asked for: 5,000 requests a second;
//! of 10,000 mappings a list in at most 100 calls and a second, and 100 MiB of memory.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends when it cannot go on"
)]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use terraform_provider_awslambda::emulator::{Emulator, Options};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

const MAPPINGS: &str = "/2015-03-31/event-source-mappings";
const MANY: u32 = 10_000;
const CONNECTIONS: usize = 8;
const LONG: Duration = Duration::from_secs(3);

/// A connection that is used again and again.
struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// Calls, and answers status and body.
    async fn call(&mut self, method: &str, path: &str, body: &str) -> (u16, &[u8]) {
        let signature = "a".repeat(64);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=test/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, \
             Signature={signature}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.buffer.clear();
        loop {
            assert_ne!(self.stream.read_buf(&mut self.buffer).await.unwrap(), 0);
            let Some(end) = self.buffer.windows(4).position(|it| it == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&self.buffer[..end]).to_lowercase();
            let length = head.split("content-length: ").nth(1).unwrap();
            let length: usize = length.lines().next().unwrap().parse().unwrap();
            let start = end + 4;
            while self.buffer.len() < start + length {
                assert_ne!(self.stream.read_buf(&mut self.buffer).await.unwrap(), 0);
            }
            let status = head.split(' ').nth(1).unwrap().parse().unwrap();
            return (status, &self.buffer[start..]);
        }
    }
}

fn body(number: u32) -> String {
    json!({
        "FunctionName": format!("f{number}"),
        "EventSourceArn": "arn:aws:sqs:eu-west-1:000000000000:q",
        "FilterCriteria": { "Filters": [{ "Pattern": "{\"body\":{\"kind\":[\"a\",\"b\"]}}" }] },
    })
    .to_string()
}

/// What the process holds in memory, where the system tells.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

fn single() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn start() -> SocketAddr {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        single().block_on(async {
            let options = Options {
                settle: Duration::ZERO,
                ..Options::default()
            };
            let emulator = Emulator::start(options).await.unwrap();
            sender.send(emulator.endpoint()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let endpoint = receiver.recv().unwrap();
    endpoint.strip_prefix("http://").unwrap().parse().unwrap()
}

/// Requests a second over several connections at once.
async fn rate(address: SocketAddr, path: &str) -> f64 {
    let end = Instant::now() + LONG;
    let clients = (0..CONNECTIONS).map(|_| {
        let path = path.to_owned();
        tokio::spawn(async move {
            let mut client = Client::connect(address).await;
            let mut count = 0_u32;
            while Instant::now() < end {
                let (status, _) = client.call("GET", &path, "").await;
                assert_eq!(status, 200);
                count += 1;
            }
            count
        })
    });
    let mut count = 0;
    for client in clients.collect::<Vec<_>>() {
        count += client.await.unwrap();
    }
    f64::from(count) / LONG.as_secs_f64()
}

async fn measure() {
    let address = start();
    let mut client = Client::connect(address).await;
    let (_, made) = client.call("POST", MAPPINGS, &body(0)).await;
    let made: Value = serde_json::from_slice(made).unwrap();
    let own = format!("{MAPPINGS}/{}", made["UUID"].as_str().unwrap());
    let gets = rate(address, &own).await;
    println!(
        "Get: {gets:.0} requests a second, {:.1} times 5,000",
        gets / 5000.0
    );

    let started = Instant::now();
    for number in 1..MANY {
        let (status, _) = client.call("POST", MAPPINGS, &body(number)).await;
        assert_eq!(status, 202);
    }
    let creates = f64::from(MANY) / started.elapsed().as_secs_f64();
    println!("Create: {creates:.0} a second, one after the other");

    let started = Instant::now();
    let (mut calls, mut seen) = (0_u32, 0);
    let mut path = MAPPINGS.to_owned();
    loop {
        let (_, page) = client.call("GET", &path, "").await;
        let page: Value = serde_json::from_slice(page).unwrap();
        calls += 1;
        seen += page["EventSourceMappings"].as_array().unwrap().len();
        let Some(marker) = page.get("NextMarker").and_then(Value::as_str) else {
            break;
        };
        path = format!("{MAPPINGS}?Marker={}", marker.replace('=', "%3D"));
    }
    let took = started.elapsed().as_secs_f64();
    assert_eq!(seen, usize::try_from(MANY).unwrap());
    println!(
        "List of {seen}: {calls} calls in {took:.2} s, {took:.2} of 1 s (with the client's reading)"
    );
    if let Some(resident) = resident() {
        println!(
            "Memory, the client's with it: {resident:.0} MiB, {:.2} of 100",
            resident / 100.0
        );
    }
}

fn main() {
    single().block_on(measure());
}
