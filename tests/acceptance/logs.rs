//! What `TF_LOG` shows, and what it never shows.

use crate::support::account::Account;
use crate::support::terraform::{Installation, SECRET_KEY, Terraform};

const TOKEN: &str = "tOkEnOfThEaCcEpTaNcEtEsTs";
const QUEUE: &str = r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
  tags             = { team = "a" }
}
"#;

#[track_caller]
fn assert_told_without_secrets(log: &str) {
    for expected in [
        "tf_rpc=ApplyResourceChange",
        "tf_req_id",
        "tf_req_duration_ms",
    ] {
        assert!(
            log.contains(expected),
            "{expected} is not in the log:\n{log}"
        );
    }
    for secret in [SECRET_KEY, TOKEN] {
        if let Some(line) = log.lines().find(|line| line.contains(secret)) {
            panic!("a secret is in the log: {line}");
        }
    }
}

#[test]
fn no_secret_of_the_environment_is_in_the_log() {
    let account = Account::new();
    let mut terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.set("AWS_SESSION_TOKEN", TOKEN);
    terraform.set("TF_LOG", "TRACE");
    terraform.configure(QUEUE);
    let run = terraform.apply();
    assert_told_without_secrets(&run.stderr);
}

#[test]
fn no_secret_of_the_provider_block_is_in_the_log() {
    let account = Account::new();
    let mut terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.set("TF_LOG", "TRACE");
    terraform.set("TF_VAR_secret", SECRET_KEY);
    terraform.set("TF_VAR_token", TOKEN);
    terraform.set("AWS_SECRET_ACCESS_KEY", "another");
    terraform.configure(QUEUE);
    terraform.write(
        "provider.tf",
        r#"terraform {
  required_providers {
    awslambda = { source = "terraform.local/lambda/awslambda" }
  }
}

variable "secret" {
  sensitive = true
}

variable "token" {
  sensitive = true
}

provider "awslambda" {
  access_key = "inline"
  secret_key = var.secret
  token      = var.token
}
"#,
    );
    let run = terraform.apply();
    let keys: Vec<String> = account
        .requests()
        .into_iter()
        .map(|request| request.access_key)
        .collect();
    assert!(keys.iter().all(|key| key == "inline"), "{keys:?}");
    assert_told_without_secrets(&run.stderr);
}

#[test]
fn without_tf_log_nothing_is_logged() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    assert_eq!(terraform.apply().stderr, "");
}
