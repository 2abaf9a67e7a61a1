//! Every file of `examples/resources`: what stands in the documentation works, as it stands.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform, example, examples};

const TYPE: &str = "awslambda_event_source_mapping";
/// The mapping that the import examples speak of.
const SAMPLE_UUID: &str = "14e0db71-5d35-4eb5-b481-8945cf9d10c2";

/// The resource examples: `resource.tf` and its siblings.
fn resources() -> Vec<String> {
    let mut files: Vec<String> = fs::read_dir(examples().join("resources").join(TYPE))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| file.starts_with("resource"))
        .collect();
    files.sort();
    files
}

fn text(file: &str) -> String {
    example(&format!("resources/{TYPE}/{file}"))
}

/// The whole life of an example: apply, nothing left to do, import equals create, destroy.
#[track_caller]
fn live(account: &Account, file: &str, text: &str) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(text);
    terraform.apply();
    terraform.two_empty_plans();
    let created = terraform.mappings();
    assert!(!created.is_empty(), "{file} creates nothing");
    assert_eq!(created.len(), account.mappings().len(), "{file}");
    let addresses: Vec<&str> = created.keys().map(String::as_str).collect();
    for id in ["uuid", "arn"] {
        terraform.succeed(&[&["state", "rm"], &addresses[..]].concat());
        let mut imports = String::new();
        for (address, values) in &created {
            let id = &values[id];
            writeln!(imports, "import {{\n  to = {address}\n  id = {id}\n}}").unwrap();
        }
        terraform.write("imports.tf", &imports);
        terraform.apply();
        let imported = terraform.mappings();
        for (address, values) in &created {
            let what = format!("{address} by {id}");
            assert_same(file, &what, values, &imported[address]);
        }
    }
    terraform.two_empty_plans();
    terraform.destroy();
    assert_eq!(
        account.mappings(),
        [] as [Value; 0],
        "{file} leaves something behind"
    );
}

/// Compares every attribute and names those that differ.
#[track_caller]
fn assert_same(file: &str, what: &str, created: &Value, imported: &Value) {
    let (created, imported) = (created.as_object().unwrap(), imported.as_object().unwrap());
    let differing: Vec<String> = created
        .keys()
        .chain(imported.keys())
        .filter(|name| created.get(*name) != imported.get(*name))
        .map(|name| {
            format!(
                "{name}: {:?} is imported as {:?}",
                created.get(name),
                imported.get(name)
            )
        })
        .collect();
    assert!(differing.is_empty(), "{file}, {what}: {differing:#?}");
}

/// One test for each file, so that they run side by side and fail by name; the last test sees that
/// the list is whole.
macro_rules! live {
    ($($test:ident: $file:literal,)*) => {
        const LIVED: &[&str] = &[$($file),*];

        $(
            #[test]
            fn $test() {
                live(&Account::new(), $file, &text($file));
            }
        )*
    };
}

live! {
    the_smallest_example_lives: "resource.tf",
    the_activemq_example_lives: "resource_activemq.tf",
    the_documentdb_example_lives: "resource_documentdb.tf",
    the_dynamodb_example_lives: "resource_dynamodb.tf",
    the_dynamodb_filter_example_lives: "resource_dynamodb_filter.tf",
    the_filter_example_lives: "resource_filter.tf",
    the_example_of_encrypted_filters_lives: "resource_filter_encrypted.tf",
    the_for_each_example_lives: "resource_for_each.tf",
    the_kinesis_example_lives: "resource_kinesis.tf",
    the_consumer_example_lives: "resource_kinesis_consumer.tf",
    the_example_of_failing_records_lives: "resource_kinesis_failures.tf",
    the_timestamp_example_lives: "resource_kinesis_timestamp.tf",
    the_msk_example_lives: "resource_msk.tf",
    the_schema_registry_example_lives: "resource_msk_schema_registry.tf",
    the_rabbitmq_example_lives: "resource_rabbitmq.tf",
    the_kafka_example_lives: "resource_self_managed_kafka.tf",
    the_share_group_example_lives: "resource_self_managed_kafka_queue.tf",
    the_batching_example_lives: "resource_sqs_batching.tf",
    the_example_of_another_account_lives: "resource_sqs_cross_account.tf",
    the_example_of_failing_messages_lives: "resource_sqs_failures.tf",
    the_fifo_example_lives: "resource_sqs_fifo.tf",
    the_pollers_example_lives: "resource_sqs_pollers.tf",
}

#[test]
fn every_resource_example_has_a_test() {
    assert_eq!(resources(), LIVED);
}

/// The examples that moto cannot serve, and why: a difference that `differences.py` asks of both.
const NOT_IN_MOTO: [(&str, &str); 11] = [
    ("resource_activemq.tf", "moto knows no brokers"),
    ("resource_documentdb.tf", "moto knows no DocumentDB"),
    (
        "resource_kinesis_consumer.tf",
        "moto compares the ARN with that of the stream",
    ),
    ("resource_kinesis_timestamp.tf", "moto does not answer it"),
    ("resource_msk.tf", "moto knows no Kafka"),
    ("resource_msk_schema_registry.tf", "moto knows no Kafka"),
    ("resource_rabbitmq.tf", "moto knows no brokers"),
    ("resource_self_managed_kafka.tf", "moto knows no Kafka"),
    (
        "resource_self_managed_kafka_queue.tf",
        "moto knows no Kafka",
    ),
    (
        "resource_sqs_cross_account.tf",
        "moto looks in the account of the caller alone",
    ),
    (
        "resource_sqs_fifo.tf",
        "moto answers the function in place of the alias",
    ),
];

/// All in one folder: moto takes several mappings of a queue and a function, as the examples have.
#[test]
fn the_examples_live_in_moto() {
    let Some(account) = Account::in_moto() else {
        return;
    };
    let differences = include_str!("witness/differences.py");
    for (file, why) in NOT_IN_MOTO {
        assert!(LIVED.contains(&file), "there is no {file}");
        assert!(differences.contains(why), "{file}: {why}");
    }
    let mut all = String::new();
    let served = |it: &&str| NOT_IN_MOTO.iter().all(|(file, _)| it != file);
    for file in LIVED.iter().copied().filter(served) {
        let name = file.trim_end_matches(".tf");
        all += &text(file).replace("\"example\"", &format!("\"{name}\""));
    }
    live(&account, "the examples", &all);
}

#[test]
fn the_import_commands_work() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&text("resource.tf"));
    terraform.apply();
    let uuid = account.uuid();
    let script = text("import.sh").replace(SAMPLE_UUID, &uuid);
    let commands: Vec<&str> = script
        .lines()
        .filter_map(|line| line.strip_prefix("terraform "))
        .collect();
    assert_eq!(commands.len(), 3, "by UUID, by ARN, by meaning: {script}");
    for command in commands {
        terraform.succeed(&["state", "rm", &format!("{TYPE}.example")]);
        let arguments: Vec<&str> = command.split_whitespace().collect();
        terraform.succeed(&arguments);
        terraform.two_empty_plans();
    }
}

#[test]
fn the_import_block_works() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&text("resource.tf"));
    terraform.apply();
    let uuid = account.uuid();
    terraform.succeed(&["state", "rm", &format!("{TYPE}.example")]);
    terraform.write(
        "import.tf",
        &text("import-by-string-id.tf").replace(SAMPLE_UUID, &uuid),
    );
    let plan = terraform.plan_json(&[]);
    let change = &plan["resource_changes"][0]["change"];
    assert_eq!(change["actions"], serde_json::json!(["no-op"]), "{change}");
    assert_eq!(change["importing"]["id"], *uuid, "{change}");
    terraform.apply();
    assert_eq!(account.uuid(), uuid);
    terraform.two_empty_plans();
}
