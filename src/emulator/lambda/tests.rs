//! Tests of each rule of the core, at a given time.

use super::*;

mod conflicts;
mod create;
mod life;
mod list;
mod recorded;
mod refusals;
mod report;
mod states;
mod tags;
mod update;
mod world;

pub(super) const QUEUE: &str = "arn:aws:sqs:eu-west-1:111111111111:orders";
pub(super) const FIFO: &str = "arn:aws:sqs:eu-west-1:111111111111:orders.fifo";
pub(super) const STREAM: &str = "arn:aws:kinesis:eu-west-1:111111111111:stream/clicks";
pub(super) const TABLE: &str =
    "arn:aws:dynamodb:eu-west-1:111111111111:table/t/stream/2026-01-01T00:00:00.000";
pub(super) const MSK: &str = "arn:aws:kafka:eu-west-1:111111111111:cluster/c/1-2";
pub(super) const BROKER: &str = "arn:aws:mq:eu-west-1:111111111111:broker:b:b-1";
pub(super) const CLUSTER: &str = "arn:aws:rds:eu-west-1:111111111111:cluster:docs";
pub(super) const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:s";

/// A service with a clock of its own, in which a mapping settles within ten seconds.
pub(super) struct Bench {
    lambda: Lambda,
    pub(super) now: Duration,
    pub(super) region: &'static str,
    pub(super) account: &'static str,
}

fn service(list_lag: Duration, strict: bool) -> Lambda {
    Lambda::new(Duration::from_secs(10), list_lag, World::new(strict), 1)
}

impl Bench {
    /// An account in which only what is seeded exists.
    pub(super) fn strict(seed: &Value) -> Self {
        let mut bench = Self::new();
        bench.lambda = service(Duration::ZERO, true);
        bench.seed(seed);
        bench
    }

    pub(super) fn seed(&mut self, seed: &Value) {
        let place = json!({ "account": self.account, "region": self.region });
        let seed = Seed::read(&with(place, seed).to_string()).unwrap();
        self.lambda.seed(self.now, &seed).unwrap();
    }

    pub(super) fn new() -> Self {
        Self {
            lambda: service(Duration::ZERO, false),
            now: Duration::from_millis(1_800_000_000_250),
            region: "eu-west-1",
            account: "111111111111",
        }
    }

    pub(super) fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    fn answer(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let (operation, subject) = Operation::of(method, path).unwrap();
        let request = Request {
            place: Place {
                account: self.account.into(),
                region: self.region.into(),
            },
            operation,
            subject,
            query: Query::parse(query),
            body: body.into(),
        };
        self.lambda.handle(self.now, &request)
    }

    pub(super) fn call(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = self.answer(method, path, &body);
        let body = match answer.body {
            Body::Json(body) => body,
            _ => Value::Null,
        };
        (answer.status, body)
    }

    pub(super) fn try_create(&mut self, body: &Value) -> (u16, Value) {
        self.call("POST", "/2015-03-31/event-source-mappings", body)
    }

    /// Creates what must be accepted, and lets it settle.
    pub(super) fn create(&mut self, body: &Value) -> Value {
        let (status, answer) = self.try_create(body);
        assert_eq!(status, 202, "{answer}");
        self.wait(10);
        answer
    }

    pub(super) fn get(&mut self, mapping: &Value) -> (u16, Value) {
        self.call("GET", &path(mapping), &Value::Null)
    }

    pub(super) fn update(&mut self, mapping: &Value, body: &Value) -> (u16, Value) {
        self.call("PUT", &path(mapping), body)
    }

    pub(super) fn delete(&mut self, mapping: &Value) -> (u16, Value) {
        self.call("DELETE", &path(mapping), &Value::Null)
    }

    /// The status, code and text with which a call is refused.
    pub(super) fn refused(
        &mut self,
        method: &str,
        path: &str,
        body: &str,
    ) -> (u16, String, String) {
        let answer = self.answer(method, path, body);
        let Body::Json(body) = answer.body else {
            panic!("no body")
        };
        let text = answer::text_of(&body);
        (
            answer.status,
            answer.code.unwrap_or_default(),
            text.to_owned(),
        )
    }

    pub(super) fn refuse_create(&mut self, body: &Value) -> (u16, String, String) {
        let path = "/2015-03-31/event-source-mappings";
        self.refused("POST", path, &body.to_string())
    }

    pub(super) fn refuse_update(&mut self, mapping: &Value, body: &Value) -> (u16, String, String) {
        self.refused("PUT", &path(mapping), &body.to_string())
    }
}

pub(super) fn path(mapping: &Value) -> String {
    let uuid = mapping["UUID"].as_str().unwrap();
    format!("/2015-03-31/event-source-mappings/{uuid}")
}

pub(super) fn queue() -> Value {
    json!({ "FunctionName": "f", "EventSourceArn": QUEUE })
}

pub(super) fn stream() -> Value {
    json!({ "FunctionName": "f", "EventSourceArn": STREAM, "StartingPosition": "LATEST" })
}

pub(super) fn kafka(brokers: &[&str], topic: &str) -> Value {
    json!({
        "FunctionName": "f",
        "SelfManagedEventSource": { "Endpoints": { "KAFKA_BOOTSTRAP_SERVERS": brokers } },
        "Topics": [topic],
        "SourceAccessConfigurations": [{ "Type": "BASIC_AUTH", "URI": SECRET }],
    })
}

/// A body with further fields.
pub(super) fn with(mut body: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

pub(super) fn invalid(text: &str) -> (u16, String, String) {
    (400, "InvalidParameterValueException".into(), text.into())
}

pub(super) fn constraint(text: &str) -> (u16, String, String) {
    let text = format!("1 validation error detected: {text}");
    (400, "ValidationException".into(), text)
}
