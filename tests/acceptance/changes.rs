//! In place or replace, and why.

use serde_json::json;

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform};

const ADDRESS: &str = "awslambda_event_source_mapping.it";

fn queue(more: &str) -> String {
    format!(
        r#"resource "awslambda_event_source_mapping" "it" {{
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
  {more}
}}
"#
    )
}

fn stream(position: &str) -> String {
    format!(
        r#"resource "awslambda_event_source_mapping" "it" {{
  function_name     = "work"
  event_source_arn  = "arn:aws:kinesis:eu-west-1:123456789012:stream/events"
  starting_position = "{position}"
}}
"#
    )
}

fn a_change_in_place_sends_only_what_changed(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&queue("batch_size = 10"));
    terraform.apply();
    let uuid = account.uuid();
    terraform.configure(&queue("batch_size = 3"));
    assert_eq!(terraform.actions()[ADDRESS], ["update"]);
    let before = account.requests().len();
    terraform.apply();
    let writes = account.writes_since(before);
    assert_eq!(
        writes,
        [(
            "PUT".to_owned(),
            format!("/2015-03-31/event-source-mappings/{uuid}"),
            json!({"BatchSize": 3})
        )]
    );
    assert_eq!(account.uuid(), uuid);
    terraform.two_empty_plans();
}

fn an_argument_that_is_removed_gets_its_default_back(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&queue(
        r#"batch_size = 3
  enabled    = false
  tags       = { team = "a" }
  filter_criteria {
    filter { pattern = jsonencode({ body = { kind = ["x"] } }) }
  }"#,
    ));
    terraform.apply();
    let mapping = account.mapping();
    assert_eq!(mapping["State"], "Disabled", "{mapping:#}");
    assert_eq!(mapping["Tags"], json!({"team": "a"}), "{mapping:#}");
    terraform.configure(&queue(""));
    assert_eq!(terraform.actions()[ADDRESS], ["update"]);
    terraform.apply();
    let mapping = account.mapping();
    assert_eq!(mapping["State"], "Enabled", "{mapping:#}");
    assert_eq!(mapping["BatchSize"], 10, "{mapping:#}");
    assert!(!mapping.to_string().contains("kind"), "{mapping:#}");
    assert!(!mapping.to_string().contains("team"), "{mapping:#}");
    terraform.two_empty_plans();
}

fn tags_change_without_touching_the_mapping(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&queue(r#"tags = { keep = "1", change = "1", drop = "1" }"#));
    terraform.apply();
    terraform.configure(&queue(r#"tags = { keep = "1", change = "2", add = "1" }"#));
    let before = account.requests().len();
    terraform.apply();
    let methods: Vec<String> = account
        .writes_since(before)
        .into_iter()
        .map(|(method, path, _)| format!("{method} {}", path.split('/').nth(2).unwrap()))
        .collect();
    assert!(
        methods.iter().all(|method| method.ends_with(" tags")),
        "{methods:?}"
    );
    assert_eq!(
        account.mapping()["Tags"],
        json!({"keep": "1", "change": "2", "add": "1"})
    );
    terraform.two_empty_plans();
}

fn a_replacement_says_what_why_and_what_becomes_of_the_position(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&stream("LATEST"));
    terraform.apply();
    let uuid = account.uuid();
    terraform.configure(&stream("TRIM_HORIZON"));

    let (run, diagnostics) = terraform.diagnostics("plan", &[]);
    assert_eq!(run.code, Some(0), "{run}");
    let [warning] = &diagnostics[..] else {
        panic!("one warning is expected: {diagnostics:#?}");
    };
    assert_eq!(warning.severity, "warning");
    assert!(warning.line.contains("starting_position"), "{warning:#?}");
    for part in ["starting_position", "when it creates", "TRIM_HORIZON"] {
        assert!(warning.text.contains(part), "{part} is not in {warning:#?}");
    }

    let plan = terraform.plan_json(&[]);
    let change = &plan["resource_changes"][0]["change"];
    assert_eq!(change["actions"], json!(["delete", "create"]));
    assert_eq!(change["replace_paths"], json!([["starting_position"]]));
    terraform.apply();
    assert_ne!(account.uuid(), uuid);
    assert_eq!(account.mapping()["StartingPosition"], "TRIM_HORIZON");
    terraform.two_empty_plans();
}

fn another_source_replaces_and_another_function_does_not(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(&queue(""));
    terraform.apply();
    let uuid = account.uuid();
    terraform.configure(&queue("").replace("\"work\"", "\"other\""));
    assert_eq!(terraform.actions()[ADDRESS], ["update"]);
    terraform.apply();
    assert_eq!(account.uuid(), uuid);
    terraform.configure(
        &queue("")
            .replace("\"work\"", "\"other\"")
            .replace(":jobs", ":more"),
    );
    assert_eq!(terraform.actions()[ADDRESS], ["delete", "create"]);
}

fn a_function_keeps_the_form_in_which_it_is_written(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let mut forms = vec![
        "work",
        "arn:aws:lambda:eu-west-1:123456789012:function:work",
    ];
    // What `differences.py` says of moto's functions.
    if !account.is_in_moto() {
        forms.extend([
            "work:live",
            "arn:aws:lambda:eu-west-1:123456789012:function:work:live",
            "123456789012:function:work",
        ]);
    }
    let mut resources = String::new();
    for (number, form) in forms.iter().enumerate() {
        resources += &queue("")
            .replace("\"it\"", &format!("\"it{number}\""))
            .replace("\"work\"", &format!("\"{form}\""))
            .replace(":jobs", &format!(":jobs-{number}"));
    }
    terraform.configure(&resources);
    terraform.apply();
    terraform.two_empty_plans();
    let state = terraform.mappings();
    let kept: Vec<&str> = state
        .values()
        .map(|values| values["function_name"].as_str().unwrap())
        .collect();
    assert_eq!(kept, forms);
}

fn the_same_meaning_in_another_spelling_is_no_change(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let filter = |pattern: &str| {
        queue(&format!(
            "filter_criteria {{\n    filter {{\n      pattern = {pattern}\n    }}\n  }}"
        ))
    };
    terraform.configure(&filter(r#""{\"body\":{\"kind\":[\"x\"]}}""#));
    terraform.apply();
    terraform.configure(&filter(r#""{ \"body\": { \"kind\": [ \"x\" ] } }""#));
    let before = account.requests().len();
    terraform.apply();
    assert_eq!(account.writes_since(before), []);
    terraform.two_empty_plans();
}

everywhere! {
    a_change_in_place_sends_only_what_changed;
    an_argument_that_is_removed_gets_its_default_back;
    tags_change_without_touching_the_mapping;
    a_replacement_says_what_why_and_what_becomes_of_the_position;
    another_source_replaces_and_another_function_does_not;
    a_function_keeps_the_form_in_which_it_is_written;
    the_same_meaning_in_another_spelling_is_no_change;
}
