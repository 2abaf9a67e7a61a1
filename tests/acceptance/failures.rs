//! What goes wrong between the provider and AWS is told once, with what, why and what to do.

use std::net::TcpListener;

use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Diagnostic, Installation, Terraform};

const QUEUE: &str = r#"resource "awslambda_event_source_mapping" "it" {
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
}
"#;

fn provider(arguments: &str) -> String {
    format!(
        r#"terraform {{
  required_providers {{
    awslambda = {{ source = "terraform.local/lambda/awslambda" }}
  }}
}}

provider "awslambda" {{
  {arguments}
}}
"#
    )
}

/// Applies what must fail, and returns the one error.
#[track_caller]
fn one_error(terraform: &Terraform) -> Diagnostic {
    let (run, diagnostics) = terraform.diagnostics("apply", &["-auto-approve"]);
    assert_eq!(run.code, Some(1), "{run}");
    let mut errors: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter(Diagnostic::is_error)
        .collect();
    assert_eq!(errors.len(), 1, "one error is expected: {errors:#?}\n{run}");
    errors.remove(0)
}

#[track_caller]
fn assert_says(error: &Diagnostic, parts: &[&str]) {
    for part in parts {
        assert!(error.text.contains(part), "{part} is not in {error:#?}");
    }
}

#[test]
fn a_refused_connection_is_told_as_one() {
    // A port that was free a moment ago: nobody listens there now.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let endpoint = format!("http://{address}");
    let terraform = Terraform::new(&endpoint, Installation::Override);
    terraform.configure(QUEUE);
    terraform.write("provider.tf", &provider("max_retries = 0"));
    assert_says(&one_error(&terraform), &["Connection refused", "endpoint"]);
}

#[test]
fn refused_credentials_are_told_with_aws_own_words() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    terraform.write(
        "provider.tf",
        &provider("skip_credentials_validation = true"),
    );
    account.fail_next(
        Fault::any(Effect::error(
            403,
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ))
        .times(100),
    );
    let error = one_error(&terraform);
    assert_says(
        &error,
        &["The security token included in the request is invalid."],
    );
    assert!(account.mappings().is_empty());
}

#[test]
fn a_denied_call_is_told_with_the_missing_permission() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    account.fail_next(
        Fault::next(
            Operation::CreateEventSourceMapping,
            Effect::error(
                403,
                "AccessDeniedException",
                "User: arn:aws:iam::123456789012:user/x is not authorized to perform: lambda:CreateEventSourceMapping",
            ),
        )
        .times(100),
    );
    assert_says(&one_error(&terraform), &["lambda:CreateEventSourceMapping"]);
    assert!(account.mappings().is_empty());
}

fn throttling_and_broken_answers_are_survived(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    for effect in [
        Effect::Throttled { retry_after: 0 },
        Effect::service_error(),
        Effect::RequestLost,
    ] {
        account.fail_next(Fault::next(Operation::GetEventSourceMapping, effect));
    }
    terraform.apply();
    account.mapping();
    terraform.two_empty_plans();
}

#[test]
fn a_silent_server_is_given_up() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&QUEUE.replace("}\n", "  timeouts {\n    create = \"5s\"\n  }\n}\n"));
    terraform.write("provider.tf", &provider("max_retries = 0"));
    account.fail_next(Fault::any(Effect::Silence).times(1000));
    let error = one_error(&terraform);
    assert_says(&error, &["had not responded", "timeouts"]);
}

#[test]
fn missing_credentials_are_told_with_where_they_may_stand() {
    let account = Account::new();
    let mut terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.unset("AWS_ACCESS_KEY_ID");
    terraform.unset("AWS_SECRET_ACCESS_KEY");
    terraform.configure(QUEUE);
    assert_says(&one_error(&terraform), &["AWS_ACCESS_KEY_ID"]);
    assert_eq!(account.requests().len(), 0);
}

#[test]
fn a_region_that_is_unknown_until_apply_is_not_taken_for_none() {
    let account = Account::new();
    let mut terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.set("AWS_REGION", "us-west-2");
    terraform.configure(&format!(
        "resource \"terraform_data\" \"region\" {{\n  input = \"eu-west-1\"\n}}\n\n{QUEUE}"
    ));
    terraform.write(
        "provider.tf",
        &provider("region = terraform_data.region.output"),
    );
    terraform.apply();
    let regions: Vec<String> = account
        .requests()
        .into_iter()
        .map(|request| request.region)
        .collect();
    assert!(!regions.is_empty());
    assert!(
        regions.iter().all(|region| region == "eu-west-1"),
        "{regions:?}"
    );
}

fn a_duplicate_is_told_with_the_one_that_is_there(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(QUEUE);
    terraform.apply();
    let uuid = account.uuid();
    terraform.configure(&format!(
        "{QUEUE}\n{}",
        QUEUE.replace("\"it\"", "\"again\"")
    ));
    assert_says(&one_error(&terraform), &[&uuid]);
    assert_eq!(account.uuid(), uuid);
    assert_eq!(terraform.mappings().len(), 1);
}

everywhere! {
    throttling_and_broken_answers_are_survived;
    a_duplicate_is_told_with_the_one_that_is_there: "Apply complete! Resources: 1 added",
        "moto takes duplicates";
}
