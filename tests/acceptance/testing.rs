//! The example of `terraform test`, run as its first lines say.

use std::fs;

use terraform_provider_awslambda::emulator::Seed;

use crate::support::account::Account;
use crate::support::terraform::{
    Installation, Terraform, cli, example, is_opentofu, terraform_at_least,
};

#[test]
fn terraform_test_passes_on_the_emulator() {
    let account = Account::new();
    let seed = Seed::read(&example("testing/tests/account.json")).unwrap();
    account.emulator().seed(&seed).unwrap();
    // Terraform has the command since 1.6, and OpenTofu from the beginning.
    let cli = if is_opentofu() {
        cli()
    } else {
        terraform_at_least(1, 6)
    };
    let terraform = Terraform::new("", Installation::Mirror).driven_by(cli);
    terraform.write("main.tf", &example("testing/main.tf"));
    fs::create_dir(terraform.folder().join("tests")).unwrap();
    let test = example("testing/tests/queue.tftest.hcl");
    let port = "http://127.0.0.1:4599";
    assert!(test.contains(port), "{test}");
    terraform.write(
        "tests/queue.tftest.hcl",
        &test.replace(port, &account.endpoint()),
    );
    terraform.succeed(&["init", "-input=false", "-no-color"]);
    let run = terraform.succeed(&["test", "-no-color"]);
    assert!(run.stdout.contains("2 passed, 0 failed."), "{run}");
    // It cleans up behind itself, and the second run went the way of an Update.
    assert!(account.mappings().is_empty());
    let methods: Vec<String> = account
        .writes_since(0)
        .into_iter()
        .map(|(method, ..)| method)
        .collect();
    assert_eq!(methods, ["POST", "PUT", "DELETE"]);
}
