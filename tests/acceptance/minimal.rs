//! `examples/minimal_provider.rs` is a provider like any other.

use serde_json::{Value, json};

use crate::support::programs::program;
use crate::support::terraform::{
    Installation, Terraform, actions, cli, is_opentofu, terraform_at_least,
};

const SOURCE: &str = "example.com/demo/greeter";

fn configure(terraform: &Terraform, whom: &str, more: &str) {
    let text = format!(
        "terraform {{\n  required_providers {{\n    greeter = {{\n      source = \"{SOURCE}\"\n    \
         }}\n  }}\n}}\n\nresource \"greeter_greeting\" \"it\" {{\n  whom = \"{whom}\"\n  {more}\n}}\n"
    );
    terraform.write("main.tf", &text);
}

/// Plans and applies; what it did, and what is then in the state.
#[track_caller]
fn apply(terraform: &Terraform) -> (Vec<String>, Value) {
    let plan = terraform.plan_json(&[]);
    let mut actions = actions(&plan);
    terraform.succeed(&["apply", "-input=false", "-no-color", "p.tfplan"]);
    terraform.two_empty_plans();
    let state = terraform.show_json()["values"]["root_module"]["resources"][0]["values"].clone();
    let actions = actions.remove("greeter_greeting.it").unwrap();
    (actions, state)
}

#[test]
fn the_minimal_provider_lives_under_a_real_terraform() {
    let program = program("minimal_provider");
    let terraform = Terraform::with(SOURCE, &program, Installation::Override);

    configure(&terraform, "Ada", "");
    let (actions, first) = apply(&terraform);
    assert_eq!(actions, ["create"]);
    assert_eq!(first["text"], "Hello, Ada!");

    configure(&terraform, "Ada", "words = \"Good day\"");
    let (actions, second) = apply(&terraform);
    assert_eq!(actions, ["update"]);
    let expected = json!({
        "whom": "Ada",
        "words": "Good day",
        "text": "Good day, Ada!",
    });
    assert_eq!(second, expected);

    configure(&terraform, "Grace", "words = \"Good day\"");
    let run = terraform.succeed(&["plan", "-input=false", "-no-color"]);
    let words = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("A change of \"whom\" replaces the object"),
        "{run}"
    );
    assert!(
        words.contains("a greeting belongs to the one who got it"),
        "{run}"
    );
    let (actions, third) = apply(&terraform);
    assert_eq!(actions, ["delete", "create"]);
    assert_eq!(third["text"], "Good day, Grace!");

    terraform.destroy();
    assert!(terraform.show_json()["values"].is_null());

    let run = terraform.run(&[
        "import",
        "-input=false",
        "-no-color",
        "greeter_greeting.it",
        "1",
    ]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stderr.contains("cannot be imported"), "{run}");
}

#[test]
fn its_action_its_list_and_its_identity_work() {
    let program = program("minimal_provider");
    let terraform = Terraform::with(SOURCE, &program, Installation::Override)
        .driven_by(terraform_at_least(1, 14));
    configure(&terraform, "Ada", "");
    terraform.write(
        "more.tf",
        "import {\n  to       = greeter_greeting.it\n  identity = { whom = \"Ada\" }\n}\n\naction \
         \"greeter_greet\" \"aloud\" {\n  config {\n    whom = greeter_greeting.it.whom\n  }\n}\n",
    );
    let (actions, state) = apply(&terraform);
    assert_eq!(actions, ["no-op"]);
    assert_eq!(state["text"], "Hello, Ada!");
    let run = terraform.succeed(&[
        "apply",
        "-input=false",
        "-auto-approve",
        "-no-color",
        "-invoke=action.greeter_greet.aloud",
    ]);
    assert!(run.stdout.contains("Hello, Ada!"), "{run}");
    terraform.write(
        "all.tfquery.hcl",
        "list \"greeter_greeting\" \"all\" {\n  provider = greeter\n  config {\n    whom = \"Grace\"\n  \
         }\n}\n",
    );
    let run = terraform.succeed(&["query", "-no-color"]);
    assert!(run.stdout.contains("whom=Grace"), "{run}");
}

#[test]
fn its_data_source_and_its_function_answer() {
    let cli = if is_opentofu() {
        cli()
    } else {
        terraform_at_least(1, 8)
    };
    let program = program("minimal_provider");
    let terraform = Terraform::with(SOURCE, &program, Installation::Override).driven_by(cli);
    configure(&terraform, "Ada", "words = data.greeter_advice.it.words");
    terraform.write(
        "more.tf",
        "data \"greeter_advice\" \"it\" {\n  whom = \"Ada\"\n}\n\noutput \"loud\" {\n  value = \
         provider::greeter::shout(greeter_greeting.it.whom)\n}\n",
    );
    terraform.apply();
    terraform.two_empty_plans();
    let values = &terraform.show_json()["values"];
    assert_eq!(values["outputs"]["loud"]["value"], "ADA");
    let all = values["root_module"]["resources"].as_array().unwrap();
    let greeting = all.iter().find(|it| it["mode"] == "managed").unwrap();
    assert_eq!(greeting["values"]["text"], "Good day, Ada!");
}

#[test]
fn the_minimal_provider_explains_itself_without_terraform() {
    let run = std::process::Command::new(program("minimal_provider"))
        .output()
        .unwrap();
    assert!(!run.status.success());
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(
        said.starts_with("[ERROR] this program is a plugin"),
        "{said}"
    );
}
