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

/// The whole life of examples: apply, nothing left to do, import equals create, destroy.
///
/// They live in one folder, since each run of Terraform costs more than many mappings in it. Each
/// bears the name of its file there.
#[track_caller]
fn live(account: &Account, files: &[&str]) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let name = |file: &str| file.trim_end_matches(".tf").to_owned();
    let mut all = String::new();
    for file in files {
        let label = "\"example\"";
        let text = text(file);
        assert_eq!(text.matches(label).count(), 1, "{file}");
        all += &text.replace(label, &format!("\"{}\"", name(file)));
    }
    terraform.configure(&all);
    terraform.apply();
    terraform.two_empty_plans();
    let created = terraform.mappings();
    for file in files {
        let address = format!("{TYPE}.{}", name(file));
        let made = |it: &String| it.split('[').next() == Some(address.as_str());
        assert!(created.keys().any(made), "{file} creates nothing");
    }
    assert_eq!(created.len(), account.mappings().len());
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
            assert_same(&what, values, &imported[address]);
        }
    }
    terraform.two_empty_plans();
    terraform.destroy();
    assert_eq!(
        account.mappings(),
        [] as [Value; 0],
        "they leave something behind"
    );
}

/// Compares every attribute and names those that differ.
#[track_caller]
fn assert_same(what: &str, created: &Value, imported: &Value) {
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
    assert!(differing.is_empty(), "{what}: {differing:#?}");
}

/// A test for each group of files whose mappings can be there together: Lambda takes one for each
/// source and function. The last test sees that the list is whole.
macro_rules! live {
    ($($test:ident: [$($file:literal,)*];)*) => {
        const LIVED: &[&str] = &[$($($file,)*)*];

        $(
            #[test]
            fn $test() {
                live(&Account::new(), &[$($file),*]);
            }
        )*
    };
}

live! {
    the_examples_of_streams_and_databases_live: [
        "resource_documentdb.tf",
        "resource_dynamodb.tf",
        "resource_dynamodb_filter.tf",
        "resource_filter_encrypted.tf",
        "resource_kinesis.tf",
        "resource_kinesis_consumer.tf",
        "resource_kinesis_timestamp.tf",
    ];
    the_examples_of_queues_and_brokers_live: [
        "resource.tf",
        "resource_activemq.tf",
        "resource_filter.tf",
        "resource_for_each.tf",
        "resource_msk.tf",
        "resource_self_managed_kafka.tf",
        "resource_sqs_cross_account.tf",
        "resource_sqs_fifo.tf",
    ];
    the_examples_of_schemas_groups_and_batches_live: [
        "resource_kinesis_failures.tf",
        "resource_msk_schema_registry.tf",
        "resource_rabbitmq.tf",
        "resource_self_managed_kafka_queue.tf",
        "resource_sqs_batching.tf",
    ];
    the_example_of_failing_messages_lives: ["resource_sqs_failures.tf",];
    the_pollers_example_lives: ["resource_sqs_pollers.tf",];
}

#[test]
fn every_resource_example_has_a_test() {
    let mut lived = LIVED.to_vec();
    lived.sort_unstable();
    assert_eq!(resources(), lived);
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
    let served = |it: &&str| NOT_IN_MOTO.iter().all(|(file, _)| it != file);
    let served: Vec<&str> = LIVED.iter().copied().filter(served).collect();
    live(&account, &served);
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
