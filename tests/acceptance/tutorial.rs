//! The tutorial does what it says: its configuration without AWS, from a fresh home.
#![cfg(unix)]

use std::{fs, path::Path, process::Command};

use crate::support::{
    account::Account,
    terraform::{Installation, PROGRAM, Terraform},
};

/// The blocks of HCL of the section whose heading begins so.
fn blocks(section: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/getting-started.md");
    let text = fs::read_to_string(path).unwrap();
    let sections = text.split("\n## ");
    let section = sections.filter(|it| it.starts_with(section)).last();
    let parts = section.expect("a section").split("```terraform\n").skip(1);
    parts
        .map(|part| part.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_mapping_of_the_tutorial_is_made_changed_and_refused_as_it_says() {
    let account = Account::new();
    let mut terraform = Terraform::new(&account.endpoint(), Installation::Mirror);
    let home = terraform.folder().parent().unwrap().join("fresh");
    fs::create_dir(&home).unwrap();
    for name in [
        "TF_CLI_CONFIG_FILE",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "AWS_ENDPOINT_URL_LAMBDA",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
    ] {
        terraform.unset(name);
    }
    terraform.set("HOME", home.to_str().unwrap());
    let installed = Command::new(PROGRAM)
        .arg("install")
        .env_clear()
        .env("HOME", &home)
        .output()
        .unwrap();
    assert!(installed.status.success());

    let blocks = blocks("2. ");
    let [configuration] = &blocks[..] else {
        panic!("one configuration is expected: {blocks:?}");
    };
    let here = configuration.replace("http://127.0.0.1:4599", &account.endpoint());
    terraform.write("main.tf", &here);
    terraform.succeed(&["init", "-input=false", "-no-color"]);
    terraform.apply();
    terraform.two_empty_plans();

    assert_eq!(here.matches("batch_size       = 5\n").count(), 1);
    let with = |size: u32| here.replace("= 5\n", &format!("= {size}\n"));
    terraform.write("main.tf", &with(8));
    let actions = terraform.actions();
    assert_eq!(actions["awslambda_event_source_mapping.orders"], ["update"]);
    terraform.write("main.tf", &with(20_000));
    let before = account.requests().len();
    let (run, diagnostics) = terraform.diagnostics("plan", &[]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        diagnostics.iter().any(|it| it.text.contains("10000")),
        "{run}"
    );
    assert_eq!(account.requests().len(), before, "no request is sent");
    terraform.write("main.tf", &here);
    terraform.destroy();
}
