//! The emulator over real connections.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::emulator::{Effect, Emulator, Fault, Operation, Options};

mod admin;
mod faults;
mod hostile;
mod state;
mod tls;

const MAPPINGS: &str = "/2015-03-31/event-source-mappings";

/// An answer as it came over the wire.
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (header, value) = line.split_once(": ")?;
            header.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn start() -> Emulator {
    let options = Options {
        settle: Duration::ZERO,
        ..Options::default()
    };
    Emulator::start(options).await.unwrap()
}

fn authorization(key: &str, region: &str, service: &str) -> String {
    let signature = "a".repeat(64);
    format!(
        "Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature={signature}\r\n"
    )
}

/// Sends bytes and reads until the other side closes.
async fn exchange(emulator: &Emulator, bytes: &[u8]) -> Vec<u8> {
    let address = emulator.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // A cut connection may end in a reset.
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

async fn send(emulator: &Emulator, method: &str, path: &str, headers: &str, body: &str) -> Reply {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange(emulator, request.as_bytes()).await;
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    Reply {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

async fn call(emulator: &Emulator, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let headers = authorization("test", "eu-west-1", "lambda");
    send(emulator, method, path, &headers, &body).await
}

fn queue() -> Value {
    json!({ "FunctionName": "f", "EventSourceArn": "arn:aws:sqs:eu-west-1:1:q" })
}

fn valid_queue() -> Value {
    json!({ "FunctionName": "f", "EventSourceArn": "arn:aws:sqs:eu-west-1:000000000000:q" })
}

#[tokio::test]
async fn a_mapping_lives_from_create_to_404() {
    let emulator = start().await;
    let created = call(&emulator, "POST", &format!("{MAPPINGS}/"), &valid_queue()).await;
    assert_eq!(created.status, 202, "{}", created.body);
    assert_eq!(created.header("content-type"), Some("application/json"));
    let uuid = created.json()["UUID"].as_str().unwrap().to_owned();
    let path = format!("{MAPPINGS}/{uuid}");
    assert_eq!(
        call(&emulator, "GET", &path, &Value::Null).await.json()["State"],
        "Enabled"
    );
    assert_eq!(
        call(&emulator, "PUT", &path, &json!({ "BatchSize": 5 }))
            .await
            .status,
        202
    );
    let tags = format!(
        "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Aevent-source-mapping%3A{uuid}"
    );
    let tagged = call(&emulator, "POST", &tags, &json!({ "Tags": { "a": "b" } })).await;
    assert_eq!((tagged.status, tagged.body.as_str()), (204, ""));
    assert_eq!(
        call(&emulator, "GET", &tags, &Value::Null).await.json(),
        json!({ "Tags": { "a": "b" } })
    );
    assert_eq!(
        call(
            &emulator,
            "DELETE",
            &format!("{tags}?tagKeys=a"),
            &Value::Null
        )
        .await
        .status,
        204
    );
    let listed = call(&emulator, "GET", MAPPINGS, &Value::Null).await;
    assert_eq!(listed.json()["EventSourceMappings"][0]["BatchSize"], 5);
    assert_eq!(
        call(&emulator, "DELETE", &path, &Value::Null).await.status,
        202
    );
    let gone = call(&emulator, "GET", &path, &Value::Null).await;
    assert_eq!(gone.status, 404);
    assert_eq!(
        gone.header("x-amzn-errortype"),
        Some("ResourceNotFoundException")
    );
    assert_eq!(gone.header("x-amzn-requestid").map(str::len), Some(36));
    assert_eq!(
        gone.json()["Message"],
        "The resource you requested does not exist."
    );
}

#[tokio::test]
async fn a_request_without_a_signature_is_refused_and_recorded() {
    let emulator = start().await;
    let reply = send(&emulator, "GET", MAPPINGS, "", "").await;
    assert_eq!(reply.status, 403);
    assert_eq!(
        reply.header("x-amzn-errortype"),
        Some("MissingAuthenticationTokenException")
    );
    let requests = emulator.requests();
    assert_eq!((requests.len(), requests[0].status), (1, Some(403)));
    assert_eq!(requests[0].region, "");
}

#[tokio::test]
async fn the_signature_tells_the_account_and_the_region() {
    let emulator = start().await;
    let headers = authorization("123456789012", "ap-south-1", "lambda");
    let body = valid_queue().to_string();
    let reply = send(&emulator, "POST", MAPPINGS, &headers, &body).await;
    let arn = reply.json()["EventSourceMappingArn"].to_string();
    assert!(
        arn.starts_with("\"arn:aws:lambda:ap-south-1:123456789012:"),
        "{arn}"
    );
    let elsewhere = call(&emulator, "GET", MAPPINGS, &Value::Null).await;
    assert_eq!(elsewhere.json(), json!({ "EventSourceMappings": [] }));
}

#[tokio::test]
async fn the_caller_can_ask_who_it_is() {
    let emulator = start().await;
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let headers = authorization("123456789012", "eu-west-1", "sts");
    let reply = send(&emulator, "POST", "/", &headers, body).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("text/xml"));
    assert!(
        reply.body.contains("<Account>123456789012</Account>"),
        "{}",
        reply.body
    );
    let unsigned = send(&emulator, "POST", "/", "", body).await;
    assert_eq!(unsigned.status, 403);
    assert!(
        unsigned
            .body
            .contains("<Code>MissingAuthenticationToken</Code>"),
        "{}",
        unsigned.body
    );
}

#[tokio::test]
async fn the_tagging_api_is_at_the_root_beside_sts_and_counts_its_calls_by_itself() {
    let emulator = Emulator::start(Options {
        rate: std::num::NonZeroU32::new(1),
        ..Options::default()
    })
    .await
    .unwrap();
    let target = "X-Amz-Target: ResourceGroupsTaggingAPI_20170126.GetResources\r\n";
    let signed = |service| authorization("test", "eu-west-1", service) + target;
    let reply = send(&emulator, "POST", "/", &signed("lambda"), "{}").await;
    assert_eq!(reply.status, 403, "{}", reply.body);
    assert_eq!(
        call(&emulator, "GET", MAPPINGS, &Value::Null).await.status,
        200
    );
    let reply = send(&emulator, "POST", "/", &signed("tagging"), "{}").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let none = json!({ "PaginationToken": "", "ResourceTagMappingList": [] });
    assert_eq!(reply.json(), none);
    let reply = send(&emulator, "POST", "/", &signed("tagging"), "{}").await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["__type"], "ThrottledException");
    let requests = emulator.requests();
    assert_eq!(requests[2].operation, Some(Operation::GetResources));
}

#[tokio::test]
async fn requests_can_be_read_back() {
    let emulator = start().await;
    let mut follower = emulator.follow();
    call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    call(
        &emulator,
        "GET",
        &format!("{MAPPINGS}?MaxItems=1"),
        &Value::Null,
    )
    .await;
    let requests = emulator.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        requests[0].operation,
        Some(Operation::CreateEventSourceMapping)
    );
    assert_eq!(requests[0].body, valid_queue().to_string());
    assert_eq!(requests[0].access_key, "test");
    assert_eq!(
        requests[0].uuid,
        emulator.mappings()[0]["UUID"].as_str().unwrap()
    );
    assert_eq!(requests[1].path, format!("{MAPPINGS}?MaxItems=1"));
    assert_eq!(follower.recv().await.unwrap().status, Some(202));
}

#[tokio::test]
async fn an_error_on_order_does_nothing_else() {
    let emulator = start().await;
    let create = Operation::CreateEventSourceMapping;
    emulator.fail_next(Fault::next(create, Effect::Throttled { retry_after: 7 }).times(2));
    emulator.fail_next(Fault::next(create, Effect::service_error()));
    for _ in 0..2 {
        let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
        assert_eq!(reply.status, 429);
        assert_eq!(reply.header("retry-after"), Some("7"));
        assert_eq!(reply.json()["Reason"], "CallerRateLimitExceeded");
    }
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert_eq!(
        (reply.status, reply.header("x-amzn-errortype")),
        (500, Some("ServiceException"))
    );
    assert!(emulator.mappings().is_empty());
    assert_eq!(
        call(&emulator, "POST", MAPPINGS, &valid_queue())
            .await
            .status,
        202
    );
}

#[tokio::test]
async fn a_lost_answer_leaves_the_mapping_and_a_lost_request_does_not() {
    let emulator = start().await;
    let create = Operation::CreateEventSourceMapping;
    let body = valid_queue().to_string();
    let headers = authorization("test", "eu-west-1", "lambda");
    let request = format!(
        "POST {MAPPINGS} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    emulator.fail_next(Fault::next(create, Effect::RequestLost));
    assert!(exchange(&emulator, request.as_bytes()).await.is_empty());
    assert!(emulator.mappings().is_empty());
    emulator.fail_next(Fault::next(create, Effect::AnswerLost));
    assert!(exchange(&emulator, request.as_bytes()).await.is_empty());
    assert_eq!(emulator.mappings().len(), 1);
    assert_eq!(
        emulator
            .requests()
            .iter()
            .filter_map(|it| it.status)
            .count(),
        0
    );
}

#[tokio::test]
async fn a_gateway_a_delay_and_half_an_answer_can_be_ordered() {
    let emulator = start().await;
    emulator.fail_next(Fault::any(Effect::BadGateway));
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (502, Some("text/html"))
    );
    assert!(emulator.mappings().is_empty());
    emulator.fail_next(Fault::any(Effect::Malformed));
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert_eq!(reply.status, 202);
    assert!(serde_json::from_str::<Value>(&reply.body).is_err());
    assert_eq!(emulator.mappings().len(), 1);
    let delay = Duration::from_millis(30);
    emulator.fail_next(Fault::any(Effect::Delayed(delay)));
    let started = std::time::Instant::now();
    let reply = call(&emulator, "GET", MAPPINGS, &Value::Null).await;
    assert_eq!(reply.status, 200);
    assert!(started.elapsed() >= delay);
}

#[tokio::test]
async fn silence_lasts_until_the_emulator_stops() {
    let emulator = start().await;
    emulator.fail_next(Fault::any(Effect::Silence));
    let address = emulator.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let headers = authorization("test", "eu-west-1", "lambda");
    let request = format!("GET {MAPPINGS} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    // It has arrived when it is recorded; another call is answered meanwhile.
    while emulator.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        call(&emulator, "GET", MAPPINGS, &Value::Null).await.status,
        200
    );
    emulator.stop().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty());
}

#[tokio::test]
async fn stopping_frees_the_port_in_spite_of_an_idle_connection() {
    let emulator = start().await;
    let address = emulator.endpoint().replace("http://", "");
    let mut idle = TcpStream::connect(&address).await.unwrap();
    call(&emulator, "GET", MAPPINGS, &Value::Null).await;
    emulator.stop().await;
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn hostile_requests_get_an_answer_or_a_closed_connection() {
    let emulator = start().await;
    let deep = "[".repeat(100_000);
    let large = "x".repeat(2 << 20);
    for (body, status) in [
        (deep.as_str(), 400),
        (large.as_str(), 413),
        ("\u{0}\u{1}", 400),
        ("{\"FunctionName\":", 400),
    ] {
        let headers = authorization("test", "eu-west-1", "lambda");
        let reply = send(&emulator, "POST", MAPPINGS, &headers, body).await;
        assert_eq!(reply.status, status, "{}", reply.head);
    }
    for bytes in [
        &b"\x16\x03\x01\x02\x00"[..],
        b"GET\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ] {
        exchange(&emulator, &[bytes, b"\r\n\r\n"].concat()).await;
    }
    let bad_text = [b"{\"FunctionName\":\"".as_slice(), &[0xff, 0xfe], b"\"}"].concat();
    let head = format!(
        "POST {MAPPINGS} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n",
        authorization("test", "eu-west-1", "lambda"),
        bad_text.len()
    );
    let answer = exchange(&emulator, &[head.as_bytes(), &bad_text].concat()).await;
    assert!(answer.starts_with(b"HTTP/1.1 400"));
    assert_eq!(
        call(&emulator, "GET", MAPPINGS, &Value::Null).await.status,
        200
    );
}

#[tokio::test]
async fn a_path_of_another_service_is_refused() {
    let emulator = start().await;
    let reply = call(&emulator, "GET", "/2015-03-31/functions/", &Value::Null).await;
    assert_eq!(
        (reply.status, reply.header("x-amzn-errortype")),
        (403, Some("AccessDeniedException"))
    );
}

#[tokio::test]
async fn a_source_arn_with_a_short_account_breaks_the_pattern() {
    let emulator = start().await;
    let reply = call(&emulator, "POST", MAPPINGS, &queue()).await;
    assert_eq!(
        reply.header("x-amzn-errortype"),
        Some("ValidationException")
    );
}

#[tokio::test]
async fn calls_beyond_the_rate_are_throttled() {
    let options = Options {
        rate: std::num::NonZeroU32::new(1),
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.unwrap();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(call(&emulator, "GET", MAPPINGS, &Value::Null).await.status);
    }
    assert_eq!(statuses.first(), Some(&200));
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_keep_the_emulator_from_stopping() {
    let emulator = start().await;
    let address = emulator.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream
        .write_all(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n1")
        .await
        .unwrap();
    call(&emulator, "GET", MAPPINGS, &Value::Null).await;
    emulator.stop().await;
    assert!(TcpStream::connect(&address).await.is_err());
}
