//! The committed schema is the one that the CLI sees.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::account::Account;
use crate::support::terraform::{Installation, SOURCE, Terraform};

#[test]
fn the_cli_prints_the_committed_schema() {
    let account = Account::new();
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure("");
    let printed = terraform.succeed(&["providers", "schema", "-json"]).json();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/schema.json");
    let committed: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(printed["format_version"], committed["format_version"]);
    let of = |document: &Value| {
        let mut schemas = document["provider_schemas"][SOURCE].clone();
        // Only some CLIs print it.
        leave_out(&mut schemas, "deprecation_message");
        schemas
    };
    let (printed, committed) = (of(&printed), of(&committed));
    for section in ["provider", "resource_schemas"] {
        assert!(printed[section].is_object(), "no {section}: {printed:#}");
    }
    // Which sections there are depends on the CLI.
    for (section, printed) in printed.as_object().unwrap() {
        let committed = &committed[section];
        assert!(
            printed == committed,
            "{section}: printed:\n{printed:#}\ncommitted:\n{committed:#}"
        );
    }
}

fn leave_out(document: &mut Value, name: &str) {
    match document {
        Value::Object(members) => {
            members.remove(name);
            members.values_mut().for_each(|it| leave_out(it, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| leave_out(it, name)),
        _ => {}
    }
}
