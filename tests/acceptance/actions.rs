//! Actions under a real Terraform: triggered by a resource and invoked on request, and what the next plan says.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};

use crate::support::account::Account;
use crate::support::terraform::{
    Installation, Run, Terraform, actions, example, terraform_at_least,
};

const ADDRESS: &str = "awslambda_event_source_mapping.example";

/// Each minor release of Terraform that has actions.
fn releases() -> [PathBuf; 2] {
    [(1, 14), (1, 15)].map(|(major, minor)| terraform_at_least(major, minor))
}

fn with_actions(account: &Account, cli: PathBuf) -> Terraform {
    Terraform::new(&account.endpoint(), Installation::Override).driven_by(cli)
}

fn resource() -> String {
    example("resources/awslambda_event_source_mapping/resource.tf")
}

/// The resource of the first example, with more lines in it.
fn resource_with(lines: &str) -> String {
    let text = resource();
    let end = text.rfind('}').unwrap();
    format!("{}\n{lines}\n}}\n", &text[..end])
}

fn action(name: &str) -> String {
    example(&format!("actions/{name}/action.tf"))
}

/// An action by its last word, on the mapping of the resource.
fn on_the_resource(which: &str) -> String {
    format!(
        "\naction \"awslambda_event_source_mapping_{which}\" \"it\" {{\n  config {{\n    uuid = \
         {ADDRESS}.uuid\n  }}\n}}\n"
    )
}

const INVOKE: [&str; 4] = ["apply", "-input=false", "-auto-approve", "-no-color"];

fn arguments(which: &str, name: &str) -> Vec<String> {
    let invoke = format!("-invoke=action.awslambda_event_source_mapping_{which}.{name}");
    let mut arguments: Vec<String> = INVOKE.map(str::to_owned).into();
    arguments.push(invoke);
    arguments
}

/// `apply -invoke` of an action.
fn invoke(terraform: &Terraform, which: &str, name: &str) -> Run {
    let arguments = arguments(which, name);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    terraform.run(&arguments)
}

#[track_caller]
fn invoked(terraform: &Terraform, which: &str, name: &str) -> String {
    let run = invoke(terraform, which, name);
    assert_eq!(run.code, Some(0), "{run}");
    run.words()
}

fn bodies(account: &Account, before: usize) -> Vec<serde_json::Value> {
    let writes = account.writes_since(before).into_iter();
    writes.map(|(_, _, body)| body).collect()
}

#[test]
fn the_example_of_a_pause_pauses_on_request_and_says_so_the_second_time() {
    for cli in releases() {
        let account = Account::new();
        let terraform = with_actions(&account, cli);
        terraform.configure(&resource());
        terraform.apply();
        terraform.configure(&(resource() + &action("awslambda_event_source_mapping_pause")));
        let before = account.requests().len();
        let said = invoked(&terraform, "pause", "orders");
        assert!(said.contains("is paused after"), "{said}");
        assert_eq!(account.mapping()["State"], "Disabled");
        let said = invoked(&terraform, "pause", "orders");
        assert!(
            said.contains("is paused already, nothing to change"),
            "{said}"
        );
        assert_eq!(bodies(&account, before), [json!({"Enabled": false})]);
    }
}

#[test]
fn the_example_of_a_drain_drains_before_a_change_and_resumes_after_it() {
    for cli in releases() {
        let account = Account::new();
        let terraform = with_actions(&account, cli);
        terraform.configure(&resource());
        terraform.apply();
        let before = account.requests().len();
        let example = action("awslambda_event_source_mapping_drain");
        terraform.configure(&(resource() + &example));
        let run = terraform.succeed(&INVOKE);
        let said = run.words();
        assert!(
            said.contains("waiting 3 seconds for in-flight batches"),
            "{run}"
        );
        assert!(said.contains("is drained after"), "{run}");
        assert!(said.contains("is resumed after"), "{run}");
        let both = [json!({"Enabled": false}), json!({"Enabled": true})];
        assert_eq!(bodies(&account, before), both);
        terraform.two_empty_plans();
        let later = example.replace("2026-11-29", "2026-11-30");
        terraform.configure(&(resource() + &later));
        terraform.apply();
        assert_eq!(bodies(&account, before), [both.clone(), both].concat());
        terraform.two_empty_plans();
    }
}

#[test]
fn the_example_of_a_resumption_hands_enabled_over_to_actions() {
    for cli in releases() {
        let account = Account::new();
        let terraform = with_actions(&account, cli);
        let example = action("awslambda_event_source_mapping_resume");
        // Everything is new: the UUID of the mapping is unknown in the plan.
        terraform.configure(&example);
        terraform.apply();
        assert_eq!(account.mapping()["State"], "Enabled");
        terraform.two_empty_plans();
        let before = account.requests().len();
        terraform.configure(&example.replace("1.0.0", "1.0.1"));
        let run = terraform.succeed(&INVOKE);
        assert!(run.words().contains("is resumed already"), "{run}");
        assert_eq!(account.writes_since(before), []);
    }
}

#[test]
fn a_paused_mapping_is_drift_unless_enabled_is_handed_over() {
    for cli in releases() {
        let account = Account::new();
        let terraform = with_actions(&account, cli);
        let pause = on_the_resource("pause");
        for enabled in ["", "  enabled = true"] {
            terraform.configure(&(resource_with(enabled) + &pause));
            terraform.apply();
            invoked(&terraform, "pause", "it");
            let plan = terraform.plan_json(&[]);
            assert_eq!(actions(&plan)[ADDRESS], ["update"], "{enabled}");
            let change = &plan["resource_changes"][0]["change"];
            assert_eq!(change["before"]["enabled"], false, "{change}");
            assert_eq!(change["after"]["enabled"], true, "{change}");
            terraform.apply();
            assert_eq!(account.mapping()["State"], "Enabled");
            terraform.two_empty_plans();
        }
        let handed_over = "  lifecycle {\n    ignore_changes = [enabled]\n  }";
        terraform.configure(&(resource_with(handed_over) + &pause));
        invoked(&terraform, "pause", "it");
        terraform.two_empty_plans();
        let changed = format!("  batch_size = 5\n{handed_over}");
        terraform.configure(&(resource_with(&changed) + &pause));
        terraform.apply();
        account.rest();
        let mapping = account.mapping();
        assert_eq!(
            (&mapping["State"], &mapping["BatchSize"]),
            (&json!("Disabled"), &json!(5))
        );
        terraform.two_empty_plans();
    }
}

#[test]
fn a_mapping_triggers_an_action_on_itself_and_keys_and_modules_have_their_own() {
    let account = Account::new();
    let terraform = with_actions(&account, terraform_at_least(1, 15));
    let triggered = "  enabled = true\n  lifecycle {\n    ignore_changes = [enabled]\n    action_trigger {\n      \
                     events  = [after_create]\n      actions = \
                     [action.awslambda_event_source_mapping_pause.it]\n    }\n  }";
    terraform.configure(&(resource_with(triggered) + &on_the_resource("pause")));
    terraform.apply();
    assert_eq!(account.mapping()["State"], "Disabled");
    terraform.two_empty_plans();

    // In a module, and one for each key.
    let folder = terraform.folder().join("module");
    std::fs::create_dir_all(&folder).unwrap();
    let each = "terraform {\n  required_providers {\n    awslambda = {\n      source = \
                \"terraform.local/lambda/awslambda\"\n    }\n  }\n}\n\nvariable \"uuids\" {\n  type = \
                map(string)\n}\n\naction \"awslambda_event_source_mapping_resume\" \"each\" {\n  for_each = \
                var.uuids\n\n  config {\n    uuid = each.value\n  }\n}\n";
    std::fs::write(folder.join("main.tf"), each).unwrap();
    let call = format!(
        "\nmodule \"resume\" {{\n  source = \"./module\"\n  uuids = {{ orders = {ADDRESS}.uuid }}\n}}\n"
    );
    terraform.configure(&(resource_with(triggered) + &on_the_resource("pause") + &call));
    terraform.run(&["init", "-input=false", "-no-color"]);
    terraform.apply();
    let mut arguments = INVOKE.to_vec();
    arguments.push(
        "-invoke=module.resume.action.awslambda_event_source_mapping_resume.each[\"orders\"]",
    );
    terraform.succeed(&arguments);
    assert_eq!(account.mapping()["State"], "Enabled");
}

#[test]
fn a_refusal_and_a_mapping_that_is_gone_fail_with_what_to_do() {
    for cli in releases() {
        let account = Account::new();
        let terraform = with_actions(&account, cli);
        terraform.configure(&resource());
        terraform.apply();
        terraform.configure(&(resource() + &action("awslambda_event_source_mapping_pause")));
        let text = "User: arn:aws:iam::123456789012:user/a is not authorized to perform: \
                    lambda:UpdateEventSourceMapping";
        let denied = Effect::error(403, "AccessDeniedException", text);
        account.fail_next(Fault::next(Operation::UpdateEventSourceMapping, denied));
        let run = invoke(&terraform, "pause", "orders");
        assert_eq!(run.code, Some(1), "{run}");
        assert!(
            run.words().contains("lambda:UpdateEventSourceMapping"),
            "{run}"
        );
        assert_eq!(account.mapping()["State"], "Enabled");

        let path = format!("/2015-03-31/event-source-mappings/{}", account.uuid());
        account.call("DELETE", &path, json!(null));
        account.wait_until("it is gone", |account| account.mappings().is_empty());
        let run = invoke(&terraform, "pause", "orders");
        assert_eq!(run.code, Some(1), "{run}");
        assert!(run.words().contains("No event source mapping is"), "{run}");
    }
}

#[test]
fn a_busy_mapping_is_waited_for() {
    // Longer than Terraform takes to start on a busy machine.
    let account = Account::settling_in(Duration::from_secs(7));
    let terraform = with_actions(&account, terraform_at_least(1, 15));
    terraform.configure(&resource());
    terraform.apply();
    terraform.configure(&(resource() + &action("awslambda_event_source_mapping_pause")));
    let path = format!("/2015-03-31/event-source-mappings/{}", account.uuid());
    account.call("PUT", &path, json!({"BatchSize": 7}));
    let said = invoked(&terraform, "pause", "orders");
    assert!(said.contains("(state Updating) is busy"), "{said}");
    assert_eq!(account.mapping()["State"], "Disabled");
}

/// An account whose mapping is being paused by a running Terraform.
#[cfg(unix)]
fn pausing() -> (Account, Terraform, std::process::Child) {
    let account = Account::settling_in(Duration::from_secs(4));
    let terraform = with_actions(&account, terraform_at_least(1, 15));
    terraform.configure(&resource());
    terraform.apply();
    terraform.configure(&(resource() + &action("awslambda_event_source_mapping_pause")));
    let arguments = arguments("pause", "orders");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let child = terraform.start(&arguments);
    account.wait_until("it is being paused", |account| {
        account.mapping()["State"] == "Disabling"
    });
    (account, terraform, child)
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_an_action_with_what_is_known() {
    let (account, terraform, child) = pausing();
    crate::support::plugin::signal(child.id(), "INT");
    let run = Run::of(&["apply", "-invoke"], child);
    assert_eq!(
        account.mapping()["State"],
        "Disabling",
        "it sat the wait out: {run}"
    );
    assert_eq!(run.code, Some(1), "{run}");
    let said = run.words();
    assert!(said.contains("is not paused yet"), "{run}");
    assert!(said.contains("Lambda accepted the request"), "{run}");
    let said = invoked(&terraform, "pause", "orders");
    assert!(said.contains("is paused already"), "{said}");
    assert_eq!(account.mapping()["State"], "Disabled");
}

#[cfg(unix)]
#[test]
fn after_a_killed_terraform_the_action_goes_on_where_lambda_is() {
    let (account, terraform, mut child) = pausing();
    child.kill().unwrap();
    child.wait().unwrap();
    let before = account.requests().len();
    let said = invoked(&terraform, "pause", "orders");
    assert!(said.contains("is paused already"), "{said}");
    assert_eq!(account.mapping()["State"], "Disabled");
    assert_eq!(account.writes_since(before), []);
}

#[test]
fn a_config_that_names_nothing_is_refused_by_validate_and_one_that_is_unknown_is_planned() {
    let account = Account::new();
    let terraform = with_actions(&account, terraform_at_least(1, 15));
    let block = |body: &str| {
        format!(
            "action \"awslambda_event_source_mapping_drain\" \"it\" {{\n  config {{\n    {body}\n  }}\n}}\n"
        )
    };
    for (body, says) in [
        ("", "No event source mapping is named"),
        ("uuid = \"x\"", "is not a UUID"),
        (
            "uuid = \"91eaeb7e-c976-1234-9451-8709db01f137\"\n    grace_period = \"soon\"",
            "is not a duration",
        ),
    ] {
        terraform.configure(&block(body));
        let found = terraform.validate();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].text.contains(says), "{found:?}");
    }
    let unknown = format!(
        "resource \"terraform_data\" \"uuid\" {{\n  input = \"91eaeb7e-c976-1234-9451-8709db01f137\"\n  \
         lifecycle {{\n    action_trigger {{\n      events  = [after_create]\n      actions = \
         [action.awslambda_event_source_mapping_drain.it]\n    }}\n  }}\n}}\n\n{}",
        block("uuid = terraform_data.uuid.output")
    );
    terraform.configure(&unknown);
    terraform.plan_json(&[]);
    let run = terraform.run(&INVOKE);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.words().contains("does not exist"), "{run}");
}
