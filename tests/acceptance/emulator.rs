//! The command `emulator`, as a process of its own.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::support::terraform::{PROGRAM, example};

const MAPPINGS: &str = "/2015-03-31/event-source-mappings";

struct Process {
    child: Child,
    stdout: BufReader<ChildStdout>,
    address: String,
}

impl Process {
    /// Starts it on a free port and waits for its first line.
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["emulator", "--port", "0", "--settle", "0ms"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{line}");
        Self {
            child,
            stdout,
            address,
        }
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let signature = "a".repeat(64);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=123456789012/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, \
             Signature={signature}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    /// Sends the signal, and returns the rest of what it printed after it has ended well.
    #[cfg(unix)]
    fn end(mut self, signal: &str) -> String {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        let ended = self.child.wait().unwrap();
        assert_eq!(ended.code(), Some(0), "{rest}");
        rest
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn seed(folder: &Path) -> String {
    let file = folder.join("account.json");
    fs::write(&file, example("testing/tests/account.json")).unwrap();
    file.to_str().unwrap().to_owned()
}

fn orders() -> Value {
    json!({
        "FunctionName": "orders",
        "EventSourceArn": "arn:aws:sqs:eu-west-1:123456789012:orders",
    })
}

#[cfg(unix)]
#[test]
fn what_was_created_survives_both_signals() {
    let folder = tempfile::tempdir().unwrap();
    let seed = seed(folder.path());
    let state = folder.path().join("state");
    let state = state.to_str().unwrap();
    let arguments = ["--strict", "--seed", &seed, "--state", state];
    let process = Process::start(&arguments);
    let (status, mapping) = process.call("POST", MAPPINGS, &orders());
    assert_eq!(status, 202, "{mapping}");
    let (status, refused) = process.call("POST", MAPPINGS, &json!({ "FunctionName": "orders" }));
    assert_eq!(status, 400, "{refused}");
    let printed = process.end("-INT");
    assert!(printed.contains("kept for the next start"), "{printed}");
    let uuid = mapping["UUID"].as_str().unwrap();
    assert!(
        printed.contains(&format!("202  CreateEventSourceMapping  {uuid}")),
        "{printed}"
    );
    assert!(
        printed.contains("  InvalidParameterValueException: Unrecognized event source.\n"),
        "{printed}"
    );
    assert!(printed.ends_with("Stopped.\n"), "{printed}");

    let process = Process::start(&arguments);
    let (status, found) = process.call("GET", &format!("{MAPPINGS}/{uuid}"), &Value::Null);
    assert_eq!((status, &found["State"]), (200, &json!("Enabled")));
    process.end("-TERM");
}

#[cfg(unix)]
#[test]
fn faults_of_a_file_strike_and_are_said_to_be_on_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faults.json");
    fs::write(
        &file,
        r#"{"faults":[{"effect":{"throttled":{"retry_after":2}}}]}"#,
    )
    .unwrap();
    let process = Process::start(&["--faults", file.to_str().unwrap()]);
    let (status, answer) = process.call("POST", MAPPINGS, &orders());
    assert_eq!(
        (status, &answer["Reason"]),
        (429, &json!("CallerRateLimitExceeded"))
    );
    assert_eq!(process.call("POST", MAPPINGS, &orders()).0, 202);
    let (_, requests) = process.call("GET", "/_awslambda/requests", &Value::Null);
    assert_eq!(requests["total"], 2);
    let printed = process.end("-INT");
    assert!(
        printed.contains("429  CreateEventSourceMapping"),
        "{printed}"
    );
    assert!(printed.contains("(fault on order)"), "{printed}");
    assert!(
        printed.contains("What was created is then gone."),
        "{printed}"
    );
}

#[test]
fn a_seed_that_lambda_would_refuse_ends_it_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    fs::write(&file, r#"{"mappings":[{"FunctionName":"f"}]}"#).unwrap();
    let output = Command::new(PROGRAM)
        .args(["emulator", "--port", "0", "--seed", file.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("seed.json: mappings[0]: Unrecognized event source."),
        "{said}"
    );
}
