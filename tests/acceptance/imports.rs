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

everywhere! {
    the_configuration_that_terraform_generates_is_valid_and_changes_nothing;
}
