//! The command `migrate`: what it makes of a configuration, a real CLI reads as one of this provider.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use crate::support::account::Account;
use crate::support::terraform::{Installation, PROGRAM, Terraform};

const ROOT: &str = r#"# What reads the queues.
resource "aws_lambda_event_source_mapping" "each" {
  for_each         = toset(["a", "b"])
  function_name    = "f" # the function
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:${each.key}"
}

module "child" {
  source = "./child"
}

output "uuids" {
  value = [for m in aws_lambda_event_source_mapping.each : m.uuid]
}
"#;

const CHILD: &str = r#"resource "aws_lambda_event_source_mapping" "it" {
  function_name     = "g"
  event_source_arn  = "arn:aws:kinesis:eu-west-1:123456789012:stream/s"
  starting_position = "LATEST"

  lifecycle {
    ignore_changes = [batch_size]
  }
}
"#;

fn migrate(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(PROGRAM)
        .arg("migrate")
        .arg(folder)
        .args(arguments)
        .output()
        .unwrap();
    let texts = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    assert!(matches!(output.status.code(), Some(0 | 2)), "{texts:?}");
    output
}

#[test]
fn a_configuration_of_hashicorp_aws_becomes_one_of_this_provider() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Mirror);
    let folder = terraform.folder();
    fs::create_dir(folder.join("child")).unwrap();
    terraform.write("main.tf", ROOT);
    terraform.write("child/main.tf", CHILD);
    let before = fs::read_to_string(folder.join("main.tf")).unwrap();
    // The diff of a dry run is standard output, and nothing is written.
    let output = migrate(&folder, &["--dry-run", "--detailed-exitcode"]);
    assert_eq!(output.status.code(), Some(2));
    let diff = String::from_utf8_lossy(&output.stdout);
    assert!(
        diff.contains("--- /dev/null\n+++ b/child/moved.tf\n"),
        "{diff}"
    );
    assert!(
        diff.contains("\n-resource \"aws_lambda_event_source_mapping\" \"each\" {\n"),
        "{diff}"
    );
    assert_eq!(fs::read_to_string(folder.join("main.tf")).unwrap(), before);
    assert!(!folder.join("moved.tf").exists());

    migrate(&folder, &[]);
    let after = fs::read_to_string(folder.join("main.tf")).unwrap();
    let back = after.replace("awslambda_", "aws_lambda_");
    assert_eq!(back, before, "every other byte stays");
    terraform.succeed(&["fmt", "-check", "-diff", "-recursive"]);
    terraform.succeed(&["init", "-input=false", "-no-color"]);
    terraform.apply();
    assert_eq!(account.mappings().len(), 3);
    terraform.two_empty_plans();
    let output = migrate(&folder, &["--detailed-exitcode"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "a second run changes nothing"
    );
}

#[test]
fn a_configuration_that_cannot_be_read_is_told_with_its_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.tf"), CHILD).unwrap();
    fs::write(folder.path().join("b.tf"), "locals {\n  x = [\n}\n").unwrap();
    let output = Command::new(PROGRAM)
        .arg("migrate")
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("b.tf cannot be read: line 3"), "{text}");
    assert_eq!(
        fs::read_to_string(folder.path().join("a.tf")).unwrap(),
        CHILD
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
