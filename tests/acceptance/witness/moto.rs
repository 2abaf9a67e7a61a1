//! The provider against moto, an emulator that nobody here wrote: what both have in common is done
//! with real Terraform, and where they differ, each difference is asked of both.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use terraform_provider_awslambda::emulator::Seed;

use super::python::{python, run, said};
use crate::account::Account;
use crate::terraform::{ACCESS_KEY, Installation, Terraform};

/// A running moto. It ends with the test: it reads until its standard input is closed.
struct Moto {
    process: Child,
    _stdout: BufReader<ChildStdout>,
    ready: Value,
}

impl Moto {
    fn start() -> Option<Self> {
        let mut process = Command::new(python()?)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/acceptance/witness/moto_server.py"
            ))
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("moto did not start: {error}: {line}"));
        Some(Self {
            process,
            _stdout: stdout,
            ready,
        })
    }

    fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn configuration(moto: &Moto, function: &str, size: u32) -> String {
    let filter =
        "filter_criteria {\n filter { pattern = jsonencode({ body = { kind = [\"x\"] } }) }\n}";
    let position = "starting_position = \"TRIM_HORIZON\"";
    [("queue", filter), ("stream", position), ("table", position)]
        .map(|(name, more)| {
            let arn = moto.text(name);
            format!(
                "resource \"awslambda_event_source_mapping\" \"{name}\" {{\n\
                 function_name = \"{function}\"\nevent_source_arn = \"{arn}\"\n\
                 batch_size = {size}\n{more}\n}}\n"
            )
        })
        .concat()
}

#[test]
fn terraform_drives_mappings_of_queues_streams_and_tables_in_moto() {
    let Some(moto) = Moto::start() else { return };
    let mut terraform = Terraform::new(moto.text("endpoint"), Installation::Override);
    terraform.set("AWS_ENDPOINT_URL", moto.text("endpoint"));

    terraform.configure(&configuration(&moto, "work", 9));
    terraform.apply();
    terraform.two_empty_plans();
    let created = terraform.mappings();
    assert_eq!(created.len(), 3);

    // In place: the ids stay.
    terraform.configure(&configuration(&moto, "other", 8));
    let actions = terraform.actions();
    assert!(actions.values().all(|it| it == &["update"]), "{actions:?}");
    terraform.apply();
    terraform.two_empty_plans();
    for (address, values) in terraform.mappings() {
        assert_eq!(values["id"], created[&address]["id"], "{address}");
        assert_eq!(values["batch_size"], 8, "{address}");
    }

    // Found again by what moto has, and nothing to do.
    for (address, values) in &created {
        let id = values["id"].as_str().unwrap();
        terraform.succeed(&["state", "rm", "-no-color", address]);
        terraform.succeed(&["import", "-input=false", "-no-color", address, id]);
    }
    terraform.two_empty_plans();
    terraform.destroy();
    assert!(terraform.mappings().is_empty());
}

#[test]
fn the_emulator_and_moto_differ_as_far_as_is_known_and_no_further() {
    let Some(moto) = Moto::start() else { return };
    // Long enough for what is on its way to be seen there, also on a busy machine.
    let account = Account::settling_in(Duration::from_millis(400));
    let seed = serde_json::json!({
        "account": ACCESS_KEY,
        "region": "eu-west-1",
        "functions": [{ "name": "nobody", "exists_in": "1m" }],
    });
    account
        .emulator()
        .seed(&Seed::read(&seed.to_string()).unwrap())
        .unwrap();
    let arguments = [&account.endpoint(), &moto.ready.to_string()];
    let arguments = arguments.map(String::as_str);
    let output = run(python().unwrap(), "differences.py", &arguments);
    assert!(output.status.success(), "{}", said(&output));
}
