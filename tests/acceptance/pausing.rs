//! The commands `pause` and `resume` as a person runs them: what they send, print and exit with.

use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation, Seed};

use crate::support::account::Account;
use crate::support::terraform::PROGRAM;

const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";

/// A mapping that is there and rests.
fn seeded(account: &Account, mappings: &Value) -> String {
    let seed = json!({"account": "123456789012", "region": "eu-west-1", "mappings": mappings});
    let seed = Seed::read(&seed.to_string()).unwrap();
    account.emulator().seed(&seed).unwrap();
    let last = account.mappings().pop().unwrap();
    last["UUID"].as_str().unwrap().to_owned()
}

fn queue(account: &Account) -> String {
    let request = json!({"FunctionName": "worker", "EventSourceArn": QUEUE});
    seeded(account, &json!([request]))
}

/// Starts a command with credentials, and without anything else of this machine.
fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Child {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear();
    command
        .env("AWS_ACCESS_KEY_ID", "123456789012")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/nowhere")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Runs it at an account: exit code, what it prints, and what it complains of.
fn run(account: &Account, arguments: &[&str]) -> (Option<i32>, String, String) {
    let endpoint = account.endpoint();
    let place = ["--region", "eu-west-1", "--endpoint-url", &endpoint];
    said(
        start(&[arguments, &place].concat(), &[])
            .wait_with_output()
            .unwrap(),
    )
}

fn said(output: Output) -> (Option<i32>, String, String) {
    let text = |it: Vec<u8>| String::from_utf8(it).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn state(account: &Account) -> String {
    account.mapping()["State"].as_str().unwrap().to_owned()
}

#[test]
fn a_mapping_is_paused_and_resumed_by_each_of_its_names() {
    let account = Account::new();
    let uuid = queue(&account);
    let arn = format!("arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{uuid}");
    let meaning = format!("worker,{QUEUE}");
    for name in [&uuid, &arn, &meaning] {
        for (command, now) in [("pause", "Disabled"), ("resume", "Enabled")] {
            let (code, out, err) = run(&account, &[command, name]);
            assert_eq!((code, &*err), (Some(0), ""), "{out}");
            assert!(
                out.contains(&format!("{uuid} (state {now}) is {command}d after")),
                "{out}"
            );
            assert_eq!(state(&account), now);
            let before = account.requests().len();
            let (code, out, err) = run(&account, &[command, name]);
            assert_eq!((code, &*err), (Some(0), ""), "{out}");
            assert!(out.contains("already, nothing to change"), "{out}");
            assert_eq!(account.writes_since(before), []);
        }
    }
}

#[test]
fn the_region_and_the_address_come_from_the_environment_as_well() {
    let account = Account::new();
    let uuid = queue(&account);
    let endpoint = account.endpoint();
    let environment = [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ENDPOINT_URL_LAMBDA", &endpoint),
    ];
    let child = start(&["pause", &uuid], &environment);
    let (code, out, err) = said(child.wait_with_output().unwrap());
    assert_eq!((code, &*err), (Some(0), ""), "{out}");
    assert_eq!(state(&account), "Disabled");
}

#[test]
fn what_fails_exits_with_1_and_says_why() {
    let account = Account::new();
    let uuid = queue(&account);
    let gone = "00000000-0000-4000-8000-000000000000";
    for (arguments, says) in [
        (&["pause", gone][..], "does not exist"),
        (&["pause", "worker"], "Cannot pause \"worker\""),
        (
            &["resume", "nobody,arn:aws:sqs:eu-west-1:123456789012:orders"],
            "No event source mapping is",
        ),
        (&["pause", &uuid, "--profile", "nobody"], "nobody"),
    ] {
        let (code, out, err) = run(&account, arguments);
        assert_eq!((code, &*out), (Some(1), ""), "{err}");
        assert!(err.starts_with("Error: ") && err.contains(says), "{err}");
        assert!(!err.contains(".."), "{err}");
    }
    let text = "User: arn:aws:iam::123456789012:user/a is not authorized to perform: \
                lambda:UpdateEventSourceMapping";
    let denied = Effect::error(403, "AccessDeniedException", text);
    account.fail_next(Fault::next(Operation::UpdateEventSourceMapping, denied));
    let (code, _, err) = run(&account, &["pause", &uuid]);
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("pause the event source mapping"), "{err}");
    assert!(err.contains("lambda:UpdateEventSourceMapping"), "{err}");
    assert_eq!(state(&account), "Enabled");
    for (arguments, says) in [
        (&["pause"][..], "<UUID|ARN|FUNCTION,SOURCE[,TOPIC]>"),
        (&["pause", &uuid, "--timeout", "soon"], "--timeout"),
    ] {
        let (code, _, err) = said(start(arguments, &[]).wait_with_output().unwrap());
        assert_eq!(code, Some(2), "{err}");
        assert!(err.contains(says), "{err}");
    }
    let unlike = start(
        &[
            "pause",
            &uuid,
            "--region",
            "eu-west-1",
            "--endpoint-url",
            "localhost",
        ],
        &[],
    );
    let (code, _, err) = said(unlike.wait_with_output().unwrap());
    assert_eq!(code, Some(1), "{err}");
    assert!(
        err.starts_with("Error: --endpoint-url: \"localhost\" is not a URL"),
        "{err}"
    );
}

#[test]
fn a_time_limit_names_its_option() {
    let account = Account::settling_in(Duration::from_secs(20));
    let uuid = queue(&account);
    let (code, out, err) = run(&account, &["pause", &uuid, "--timeout", "500ms"]);
    assert_eq!(code, Some(1), "{err}");
    assert!(out.contains("pausing"), "{out}");
    assert!(err.contains("--timeout was reached"), "{err}");
    assert!(err.contains("Lambda accepted the request"), "{err}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_what_is_known_of_the_mapping() {
    let account = Account::settling_in(Duration::from_secs(20));
    let uuid = queue(&account);
    let endpoint = account.endpoint();
    let arguments = [
        "pause",
        &uuid,
        "--region",
        "eu-west-1",
        "--endpoint-url",
        &endpoint,
    ];
    let child = start(&arguments, &[]);
    account.wait_until("it is being paused", |account| {
        state(account) == "Disabling"
    });
    let began = Instant::now();
    crate::support::plugin::signal(child.id(), "INT");
    let (code, _, err) = said(child.wait_with_output().unwrap());
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("The command was interrupted"), "{err}");
    assert!(err.contains("continues by itself"), "{err}");
}
