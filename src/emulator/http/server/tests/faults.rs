//! Faults on the wire, alone and mixed.

use futures_util::future::join_all;

use super::*;
use crate::emulator::{Chance, Script};

/// Sends a call and reads for at most a while: what came, perhaps nothing.
async fn try_call(emulator: &Emulator, method: &str, path: &str, body: &Value) -> Vec<u8> {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n{body}",
        authorization("test", "eu-west-1", "lambda"),
        body.len()
    );
    let address = emulator.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let patience = Duration::from_millis(60);
    let _ = tokio::time::timeout(patience, stream.read_to_end(&mut answer)).await;
    answer
}

/// Status and JSON of an answer that came whole.
fn whole(answer: &[u8]) -> Option<(u16, Value)> {
    let answer = std::str::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

#[tokio::test]
async fn a_reset_does_nothing_and_is_no_end() {
    let emulator = start().await;
    emulator.fail_next(Fault::any(Effect::Reset));
    let address = emulator.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let headers = authorization("test", "eu-west-1", "lambda");
    let body = valid_queue().to_string();
    let request = format!(
        "POST {MAPPINGS} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let error = stream.read(&mut [0; 16]).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(emulator.mappings().is_empty());
}

#[tokio::test]
async fn a_slow_answer_comes_whole_in_the_end() {
    let emulator = start().await;
    let over = Duration::from_millis(40);
    emulator.fail_next(Fault::any(Effect::Slow(over)));
    let started = std::time::Instant::now();
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert!(started.elapsed() >= over * 7 / 8, "{:?}", started.elapsed());
    assert_eq!(reply.status, 202);
    let uuid = emulator.mappings()[0]["UUID"].clone();
    assert!(reply.body.contains(uuid.as_str().unwrap()));
}

#[tokio::test]
async fn a_thousand_random_runs_never_answer_what_was_not_done() {
    // Most of the time is silence, which they wait for side by side.
    join_all((0..8).map(runs)).await;
}

/// A hundred and twenty-five runs of one seed.
async fn runs(seed: u64) {
    let emulator = start().await;
    let effects = [
        Effect::service_error(),
        Effect::Throttled { retry_after: 1 },
        Effect::BadGateway,
        Effect::Delayed(Duration::from_millis(1)),
        Effect::Slow(Duration::from_millis(2)),
        Effect::Malformed,
        Effect::AnswerLost,
        Effect::RequestLost,
        Effect::Reset,
    ];
    let mut random = fastrand::Rng::with_seed(seed);
    let mut below = move |end: usize| random.usize(..end);
    for run in 0..125 {
        // One fault alone, or several mixed.
        for _ in 0..=below(3) {
            let effect = effects[below(effects.len())].clone();
            emulator.fail_next(Fault::any(effect).after(u32::try_from(below(2)).unwrap()));
        }
        if run % 50 == 0 {
            emulator.fail_next(Fault::any(Effect::Silence));
        }
        let name = format!("f{run}");
        let body = json!({
            "FunctionName": name, "EventSourceArn": "arn:aws:sqs:eu-west-1:000000000000:q",
        });
        let mine = |emulator: &Emulator| {
            let mut mappings = emulator.mappings();
            mappings.retain(|it| {
                it["FunctionArn"]
                    .as_str()
                    .unwrap()
                    .ends_with(&format!(":{name}"))
            });
            mappings
        };
        let answer = whole(&try_call(&emulator, "POST", MAPPINGS, &body).await);
        let there = mine(&emulator);
        match &answer {
            Some((202, created)) => assert_eq!(created["UUID"], there[0]["UUID"], "run {run}"),
            Some(_) => assert!(there.is_empty(), "run {run}: {answer:?} {there:?}"),
            None => {}
        }
        let Some(mapping) = there.first() else {
            continue;
        };
        let path = format!("{MAPPINGS}/{}", mapping["UUID"].as_str().unwrap());
        let answer = whole(&try_call(&emulator, "PUT", &path, &json!({ "BatchSize": 5 })).await);
        let size = mine(&emulator)[0]["BatchSize"].clone();
        match &answer {
            Some((202, _)) => assert_eq!(size, 5, "run {run}"),
            Some(_) => assert_eq!(size, 10, "run {run}: {answer:?}"),
            None => {}
        }
        let answer = whole(&try_call(&emulator, "DELETE", &path, &Value::Null).await);
        let gone = mine(&emulator).is_empty();
        if let Some((status, _)) = answer {
            assert_eq!(gone, status == 202, "run {run}: {status}");
        }
    }
}

#[tokio::test]
async fn a_script_strikes_by_chance() {
    let emulator = start().await;
    let script = r#"{"seed":1,"faults":[{"effect":{"error":{}},"probability":0.5}]}"#;
    emulator.order(&Script::read(script).unwrap());
    let mut struck = 0;
    for _ in 0..100 {
        let status = call(&emulator, "GET", MAPPINGS, &Value::Null).await.status;
        struck += usize::from(status == 500);
    }
    assert!((30..70).contains(&struck), "{struck}");
    assert_eq!(Chance::of(7.0), Chance::ALWAYS);
}
