//! The command `discover` over an emulated account: what it writes, a real CLI plans as imports alone.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::{Value, json};
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};

use crate::support::account::Account;
use crate::support::terraform::{PROGRAM, SECRET_KEY, cli_at_least};

const FUNCTIONS: &str = "/2015-03-31/event-source-mappings/";

/// A mapping of each kind, with what each kind alone has.
fn requests() -> Vec<Value> {
    let arn =
        |service: &str, rest: &str| format!("arn:aws:{service}:eu-west-1:000000000000:{rest}");
    let secret = arn("secretsmanager", "secret:s-abcdef");
    let access = |kind: &str, uri: &str| json!({"Type": kind, "URI": uri});
    vec![
        json!({"FunctionName": "Orders", "EventSourceArn": arn("sqs", "new-orders"), "BatchSize": 7,
            "FilterCriteria": {"Filters": [{"Pattern": "{\"body\":{\"for\":[\"${x}\",{\"numeric\":[\">\",1.50]}]}}"},
                {"Pattern": "{\"body\":{\"kind\":[\"a\",null]}}"}]},
            "ScalingConfig": {"MaximumConcurrency": 5}, "Tags": {"cost center": "1", "é": "2", "a": "3"}}),
        json!({"FunctionName": "orders:live", "EventSourceArn": arn("sqs", "q.fifo"), "Enabled": false,
            "FunctionResponseTypes": ["ReportBatchItemFailures"]}),
        json!({"FunctionName": "orders", "EventSourceArn": arn("sqs", "polled"),
            "ProvisionedPollerConfig": {"MinimumPollers": 2, "MaximumPollers": 200}}),
        json!({"FunctionName": "clicks", "EventSourceArn": arn("kinesis", "stream/clicks"),
            "StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": 1_767_323_045,
            "ParallelizationFactor": 2, "MaximumRetryAttempts": 0, "MaximumRecordAgeInSeconds": 3600,
            "BisectBatchOnFunctionError": true, "TumblingWindowInSeconds": 30, "MaximumBatchingWindowInSeconds": 5,
            "DestinationConfig": {"OnFailure": {"Destination": arn("sqs", "dead")}}}),
        json!({"FunctionName": "clicks", "EventSourceArn": arn("dynamodb", "table/t/stream/2026-01-01T00:00:00.000"),
            "StartingPosition": "LATEST", "MetricsConfig": {"Metrics": ["EventCount"]}}),
        json!({"FunctionName": "kafka", "EventSourceArn": arn("kafka", "cluster/main/11111111-1111-1111-1111-111111111111-1"),
            "StartingPosition": "TRIM_HORIZON", "Topics": ["one"],
            "AmazonManagedKafkaEventSourceConfig": {"ConsumerGroupId": "group"},
            "ProvisionedPollerConfig": {"MinimumPollers": 1, "MaximumPollers": 5}}),
        json!({"FunctionName": "kafka", "StartingPosition": "TRIM_HORIZON", "Topics": ["two"],
            "SelfManagedEventSource": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["b1.example.com:9092"]}},
            "SourceAccessConfigurations": [access("VPC_SUBNET", "subnet:subnet-0123456789abcdef0"),
                access("VPC_SECURITY_GROUP", "security_group:sg-0123456789abcdef0")]}),
        json!({"FunctionName": "rabbit", "Queues": ["jobs"],
            "EventSourceArn": arn("mq", "broker:r:b-11111111-1111-1111-1111-111111111111"),
            "SourceAccessConfigurations": [access("BASIC_AUTH", &secret), access("VIRTUAL_HOST", "/v")]}),
        json!({"FunctionName": "documents", "EventSourceArn": arn("rds", "cluster:docs"), "StartingPosition": "LATEST",
            "DocumentDBEventSourceConfig": {"DatabaseName": "d", "FullDocument": "UpdateLookup"},
            "SourceAccessConfigurations": [access("BASIC_AUTH", &secret)]}),
    ]
}

/// The account in which the emulator makes what nobody has signed.
const ACCOUNT: &str = "000000000000";

fn create(account: &Account, request: Value) {
    create_in(account, "eu-west-1", request);
}

fn create_in(account: &Account, region: &str, request: Value) {
    let emulator = account.emulator();
    let (status, answer) = emulator.call_in(region, "POST", FUNCTIONS, request);
    assert_eq!(status, 202, "{answer}");
}

fn account() -> Account {
    let account = Account::new();
    for request in requests() {
        create(&account, request);
    }
    account.rest();
    account
}

/// `discover` in an environment of the test's own.
fn discover(account: &Account, home: &Path, arguments: &[&str]) -> Output {
    command(account, home, arguments).output().unwrap()
}

fn command(account: &Account, home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("discover").args(arguments).env_clear();
    for name in ["PATH", "TMPDIR", "SystemRoot"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    let endpoint = account.endpoint();
    for (name, value) in [
        ("HOME", home.to_str().unwrap()),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_ENDPOINT_URL_LAMBDA", &endpoint),
        ("AWS_ENDPOINT_URL_STS", &endpoint),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", ACCOUNT),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("CHECKPOINT_DISABLE", "1"),
    ] {
        command.env(name, value);
    }
    command
}

fn told(output: &Output) -> String {
    let texts = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    format!("{:?}\n{}\n{}", output.status.code(), texts[0], texts[1])
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let named = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    entries.map(named).collect()
}

#[test]
fn what_is_written_for_every_kind_plans_as_imports_alone() {
    let account = account();
    // The same mappings in another Region: their names are told apart.
    for request in requests() {
        let there = request.to_string().replace("eu-west-1", "us-east-1");
        create_in(&account, "us-east-1", serde_json::from_str(&there).unwrap());
    }
    account.rest();
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    // Import blocks came with Terraform 1.5.
    let cli = cli_at_least((1, 5), (1, 6));
    let line = [
        "--out",
        out.to_str().unwrap(),
        "--region",
        "eu-west-1,us-east-1",
        "--check",
        "--cli",
        cli.to_str().unwrap(),
    ];
    let before = account.requests().len();
    let output = discover(&account, home.path(), &line);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(
        told(&output).contains("18 mappings in 2 Regions, 18 to bring in."),
        "{}",
        told(&output)
    );
    assert!(
        told(&output).contains("a plan imports 18 and changes nothing"),
        "{}",
        told(&output)
    );
    // Nobody looks at a pipe: there is no bar in it.
    assert!(
        !output.stderr.contains(&0x1b) && !output.stderr.contains(&b'\r'),
        "{}",
        told(&output)
    );
    assert!(account.writes_since(before).is_empty());
    let first = files(&out);
    let fmt = Command::new(&cli)
        .args(["fmt", "-check", "-diff"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(fmt.status.success(), "{}", told(&fmt));
    let output = discover(&account, home.path(), &line[..4]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert_eq!(files(&out), first, "the same account makes the same text");
}

#[test]
fn what_a_state_holds_is_left_out_and_an_account_without_more_ends_with_zero() {
    let account = account();
    let home = tempfile::tempdir().unwrap();
    let instances: Vec<Value> = account
        .mappings()
        .iter()
        .map(|it| json!({"index_key": it["UUID"], "attributes": {"uuid": it["UUID"]}}))
        .collect();
    let state = json!({"version": 4, "resources": [
        {"mode": "managed", "type": "aws_lambda_event_source_mapping", "name": "all", "instances": instances}]});
    let path = home.path().join("state.json");
    fs::write(&path, state.to_string()).unwrap();
    let line = ["--state", path.to_str().unwrap()];
    let output = discover(&account, home.path(), &line);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(output.stdout.is_empty(), "{}", told(&output));
    let left = "9 left out: in a state already, as aws_lambda_event_source_mapping";
    assert!(told(&output).contains(left), "{}", told(&output));
}

#[test]
fn literals_become_references_to_what_a_state_declares() {
    let account = account();
    let home = tempfile::tempdir().unwrap();
    let state = json!({"version": 4, "resources": [
        {"mode": "managed", "type": "aws_sqs_queue", "name": "orders", "instances": [
            {"attributes": {"arn": "arn:aws:sqs:eu-west-1:000000000000:new-orders"}}]}]});
    let path = home.path().join("state.json");
    fs::write(&path, state.to_string()).unwrap();
    let line = ["--link", path.to_str().unwrap(), "--function", "Orders"];
    let output = discover(&account, home.path(), &line);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("  event_source_arn = aws_sqs_queue.orders.arn\n"),
        "{text}"
    );
}

#[test]
fn a_run_that_is_killed_leaves_every_file_as_it_was() {
    let account = account();
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let names = home.path().join("names.csv");
    let line = [
        "--out",
        out.to_str().unwrap(),
        "--names",
        names.to_str().unwrap(),
    ];
    let output = discover(&account, home.path(), &line);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let before = (files(&out), fs::read_to_string(&names).unwrap());
    create(
        &account,
        json!({"FunctionName": "new", "EventSourceArn": "arn:aws:sqs:eu-west-1:000000000000:new"}),
    );
    account.rest();
    account.fail_next(Fault::next(Operation::ListTags, Effect::Silence));
    let asked = account.requests().len();
    let mut child = command(&account, home.path(), &line).spawn().unwrap();
    account.wait_until("it asks for tags", |account| {
        account.requests()[asked..]
            .iter()
            .any(|it| it.operation == Some(Operation::ListTags))
    });
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!((files(&out), fs::read_to_string(&names).unwrap()), before);
}
