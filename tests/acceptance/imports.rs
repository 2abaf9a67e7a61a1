//! Import of mappings that no configuration knows yet: Terraform writes it.

use std::fmt::Write as _;

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform, actions};

/// One mapping of each source kind, each with something that the others do not have.
const MAPPINGS: &str = r#"resource "awslambda_event_source_mapping" "queue" {
  function_name    = "work:live"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
  tags             = { team = "a" }

  filter_criteria {
    filter { pattern = jsonencode({ body = { kind = ["x"] } }) }
  }
}

resource "awslambda_event_source_mapping" "stream" {
  function_name               = "work"
  event_source_arn            = "arn:aws:kinesis:eu-west-1:123456789012:stream/events"
  starting_position           = "AT_TIMESTAMP"
  starting_position_timestamp = "2026-01-01T00:00:00Z"
  enabled                     = false
}

resource "awslambda_event_source_mapping" "table" {
  function_name     = "work"
  event_source_arn  = "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000"
  starting_position = "LATEST"
}
"#;

fn the_configuration_that_terraform_generates_is_valid_and_changes_nothing(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    // moto knows neither aliases nor timestamps; `differences.py` shows it.
    let mappings = if account.is_in_moto() {
        let start = MAPPINGS.find("  starting_position_timestamp").unwrap();
        let end = start + MAPPINGS[start..].find('\n').unwrap() + 1;
        [&MAPPINGS[..start], &MAPPINGS[end..]]
            .concat()
            .replace("AT_TIMESTAMP", "LATEST")
            .replace("work:live", "work")
    } else {
        MAPPINGS.to_owned()
    };
    terraform.configure(&mappings);
    terraform.apply();
    let before = account.mappings();
    let mut imports = String::new();
    for (address, values) in terraform.mappings() {
        let id = &values["id"];
        writeln!(imports, "import {{\n  to = {address}\n  id = {id}\n}}").unwrap();
    }
    std::fs::remove_file(terraform.folder().join("terraform.tfstate")).unwrap();
    terraform.configure(&imports);

    let plan = terraform.plan_json(&["-generate-config-out=generated.tf"]);
    let seen = actions(&plan);
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert!(
        seen.values().all(|actions| actions == &["no-op"]),
        "{seen:?}"
    );
    assert_eq!(terraform.validate().len(), 0, "{:#?}", terraform.validate());
    terraform.apply();
    assert_eq!(account.mappings(), before);
    terraform.two_empty_plans();
}

/// Mappings that differ in what an import by meaning tells apart.
const DISTINCT: &str = r#"locals {
  arn    = "arn:aws:%s:eu-west-1:123456789012:%s"
  secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf"
}

resource "awslambda_event_source_mapping" "queue" {
  function_name    = "worker"
  event_source_arn = format(local.arn, "sqs", "orders")
}

resource "awslambda_event_source_mapping" "jobs" {
  function_name    = "worker"
  event_source_arn = format(local.arn, "mq", "broker:shop:b-1")
  queues           = ["jobs"]
  source_access_configuration {
    type = "BASIC_AUTH"
    uri  = local.secret
  }
}

resource "awslambda_event_source_mapping" "kafka" {
  for_each          = toset(["clicks", "views"])
  function_name     = "worker"
  topics            = [each.key]
  starting_position = "LATEST"
  self_managed_event_source {
    endpoints = { KAFKA_BOOTSTRAP_SERVERS = "b-1.example.com:9092" }
  }
  source_access_configuration {
    type = "BASIC_AUTH"
    uri  = local.secret
  }
}
"#;

/// The command `import`, which every core has.
#[test]
fn the_command_takes_each_form_of_an_id_and_lists_what_an_unclear_one_may_mean() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(DISTINCT);
    terraform.apply();
    let made = terraform.mappings();
    let of = |name: &str, value: &str| {
        let address = format!("awslambda_event_source_mapping.{name}");
        made[&address][value].as_str().unwrap().to_owned()
    };
    let (queue, clicks) = ("queue", "kafka[\"clicks\"]");
    let import = |to: &str, id: &str| {
        let address = format!("awslambda_event_source_mapping.{to}");
        terraform.run(&["import", "-input=false", "-no-color", &address, id])
    };
    let state = terraform.folder().join("terraform.tfstate");
    for (name, id) in [
        (queue, of(queue, "uuid")),
        (queue, format!("{}@eu-west-1", of(queue, "uuid"))),
        (queue, of(queue, "arn")),
        (queue, format!("worker,{}", of(queue, "event_source_arn"))),
        (
            queue,
            format!(
                "{},{}",
                of(queue, "function_arn"),
                of(queue, "event_source_arn")
            ),
        ),
        (
            "jobs",
            format!("worker,{},jobs", of("jobs", "event_source_arn")),
        ),
        (clicks, "worker,b-1.example.com:9092,clicks".to_owned()),
    ] {
        std::fs::remove_file(&state).unwrap();
        let run = import(name, &id);
        assert_eq!(run.code, Some(0), "{id}: {run}");
        let seen = terraform.mappings();
        assert_eq!(seen.len(), 1, "{id}");
        let address = format!("awslambda_event_source_mapping.{name}");
        assert_eq!(seen[&address]["uuid"], *of(name, "uuid"), "{id}");
    }
    std::fs::remove_file(&state).unwrap();
    let both = [of(clicks, "uuid"), of("kafka[\"views\"]", "uuid")];
    for (id, says) in [
        (
            "worker,b-1.example.com:9092".to_owned(),
            ["2 event source mappings are", &both[0], &both[1]],
        ),
        (
            format!("other,{}", of(queue, "event_source_arn")),
            ["No event source mapping is", &of(queue, "uuid"), "worker"],
        ),
        (
            "14e0db71-5d35-4eb5-b481-8945cf9d10c2".to_owned(),
            [
                "14e0db71-5d35-4eb5-b481-8945cf9d10c2",
                "does not exist",
                "Check the UUID",
            ],
        ),
        (
            "worker".to_owned(),
            ["Cannot import \"worker\"", "UUID", "ARN"],
        ),
    ] {
        let run = import(queue, &id);
        assert_ne!(run.code, Some(0), "{id}: {run}");
        let told = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = told.replace("│ ", "");
        for part in says {
            assert!(told.contains(part), "{id}: {part} is not in {told}");
        }
    }
}

everywhere! {
    the_configuration_that_terraform_generates_is_valid_and_changes_nothing;
}
