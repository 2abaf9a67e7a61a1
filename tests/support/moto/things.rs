//! An account of moto's for one test, in which everything is that a call names.
//!
//! Every test speaks of account 123456789012 and writes ARNs as it likes. In moto each test has
//! another account, and moto chooses when a table's stream was made: so those two are written otherwise
//! on the way in, and back on the way out.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::server::{Answer, Call, Server};

/// The account as the tests write it.
const OUTSIDE: &str = "123456789012";
/// The one function that is never there.
const NOBODY: &str = "nobody";
/// A ZIP archive with nothing in it.
const CODE: &str = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

/// The account of one test.
#[derive(Debug)]
pub(super) struct Account {
    server: &'static Server,
    number: String,
    made: Mutex<Made>,
    /// Held while something is made: another call that names it has to wait.
    making: Mutex<()>,
}

/// What is in the account.
#[derive(Debug, Default)]
struct Made {
    /// The names, each with its kind and Region.
    names: BTreeSet<String>,
    /// The streams of tables: as the test writes them, and as moto does.
    streams: Vec<(String, String)>,
    regions: BTreeSet<String>,
}

// === impl Account ===

impl Account {
    pub(super) fn new(server: &'static Server) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(700_000_000_000);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed).to_string();
        let account = Self {
            server,
            number,
            made: Mutex::default(),
            making: Mutex::default(),
        };
        let policy = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D";
        let form = format!(
            "Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument={policy}"
        );
        let form_type = ("content-type", "application/x-www-form-urlencoded");
        account.own("us-east-1", "iam", "/", &[form_type], &form);
        account
    }

    /// Passes a call of a test on. What it names is made first.
    pub(super) fn pass(&self, region: &str, mut call: Call) -> Answer {
        if call.method == "POST" || call.method == "PUT" {
            let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
            let _turn = self.making.lock().unwrap();
            if let Some(function) = body["FunctionName"].as_str() {
                self.make_function(region, function);
            }
            if let Some(source) = body["EventSourceArn"].as_str() {
                self.make_source(source);
            }
        }
        self.made.lock().unwrap().regions.insert(region.to_owned());
        call.target = self.inward(&call.target);
        call.body = self.inward(&call.body);
        call.headers
            .push(("x-moto-account-id".to_owned(), self.number.clone()));
        let mut answer = self.server.ask(&call).unwrap();
        answer.body = self.outward(&answer.body);
        answer
    }

    /// The Regions in which something was called.
    pub(super) fn regions(&self) -> BTreeSet<String> {
        self.made.lock().unwrap().regions.clone()
    }

    /// `name`, `name:alias`, or an ARN that ends so.
    fn make_function(&self, region: &str, written: &str) {
        let function = written.rsplit("function:").next().unwrap();
        let (name, alias) = function.split_once(':').unwrap_or((function, ""));
        if name == NOBODY {
            return;
        }
        let role = format!("arn:aws:iam::{}:role/r", self.number);
        self.once(&["function", region, name], || {
            let body = json!({
                "FunctionName": name,
                "Runtime": "python3.12",
                "Role": role,
                "Handler": "index.handler",
                "Code": { "ZipFile": CODE },
            });
            self.own(
                region,
                "lambda",
                "/2015-03-31/functions",
                &[],
                &body.to_string(),
            );
        });
        if !alias.is_empty() {
            self.once(&["alias", region, name, alias], || {
                let body = json!({ "Name": alias, "FunctionVersion": "$LATEST" });
                let path = format!("/2015-03-31/functions/{name}/aliases");
                self.own(region, "lambda", &path, &[], &body.to_string());
            });
        }
    }

    /// A queue, a stream or a table of the test's account; nothing else is made.
    fn make_source(&self, arn: &str) {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, _, service, region, OUTSIDE, name] = parts[..] else {
            return;
        };
        self.once(&[service, region, name], || {
            let words: Vec<&str> = name.split('/').collect();
            match (service, &words[..]) {
                ("sqs", [queue]) => {
                    let fifo = json!({ "FifoQueue": "true" });
                    let attributes = if queue.strip_suffix(".fifo").is_some() {
                        fifo
                    } else {
                        json!({})
                    };
                    let body = json!({ "QueueName": queue, "Attributes": attributes });
                    self.target(region, service, "AmazonSQS.CreateQueue", &body);
                }
                ("kinesis", ["stream", stream]) => {
                    let body = json!({ "StreamName": stream, "ShardCount": 1 });
                    self.target(region, service, "Kinesis_20131202.CreateStream", &body);
                }
                ("dynamodb", ["table", table, "stream", _]) => self.make_table(region, table, name),
                _ => {}
            }
        });
    }

    fn make_table(&self, region: &str, table: &str, written: &str) {
        let body = json!({
            "TableName": table,
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
            "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" },
        });
        let made = self.target(region, "dynamodb", "DynamoDB_20120810.CreateTable", &body);
        let arn = made["TableDescription"]["LatestStreamArn"]
            .as_str()
            .unwrap();
        let inside = arn.splitn(6, ':').nth(5).unwrap();
        let pair = (written.to_owned(), inside.to_owned());
        self.made.lock().unwrap().streams.push(pair);
    }

    /// Makes something unless it is there.
    fn once(&self, name: &[&str], make: impl FnOnce()) {
        if self.made.lock().unwrap().names.insert(name.join(" ")) {
            make();
        }
    }

    /// A call of the set-up, in the protocol of JSON with the call's name in a header.
    fn target(&self, region: &str, service: &str, name: &str, body: &Value) -> Value {
        let headers = [
            ("x-amz-target", name),
            ("content-type", "application/x-amz-json-1.1"),
        ];
        let answer = self.own(region, service, "/", &headers, &body.to_string());
        serde_json::from_str(&answer.body).unwrap_or_default()
    }

    /// A call of the set-up.
    fn own(
        &self,
        region: &str,
        service: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let signed = authorization(region, service);
        let always = [
            ("x-moto-account-id", self.number.as_str()),
            ("authorization", signed.as_str()),
        ];
        let headers = headers.iter().chain(&always);
        let call = Call {
            method: "POST".to_owned(),
            target: path.to_owned(),
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.to_owned(),
        };
        let answer = self.server.ask(&call).unwrap();
        assert!(answer.status < 300, "{call:?}: {answer:?}");
        answer
    }

    fn inward(&self, text: &str) -> String {
        let mut text = text.replace(OUTSIDE, &self.number);
        for (outside, inside) in &self.made.lock().unwrap().streams {
            text = text.replace(outside, inside);
            text = text.replace(&encoded(outside), &encoded(inside));
        }
        text
    }

    fn outward(&self, text: &str) -> String {
        let mut text = text.replace(&self.number, OUTSIDE);
        for (outside, inside) in &self.made.lock().unwrap().streams {
            text = text.replace(inside, outside);
        }
        text
    }
}

/// A signature that moto reads the Region and the service of; it does not check it.
pub(super) fn authorization(region: &str, service: &str) -> String {
    format!("AWS4-HMAC-SHA256 Credential=test/20260101/{region}/{service}/aws4_request")
}

/// As it stands in a query.
fn encoded(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}
