//! Another Region than the provider's: `uuid@region`.

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform};

const MAPPING: &str = r#"resource "awslambda_event_source_mapping" "it" {
  region           = "us-east-1"
  function_name    = "arn:aws:lambda:us-east-1:123456789012:function:work"
  event_source_arn = "arn:aws:sqs:us-east-1:123456789012:jobs"
}
"#;

fn a_mapping_of_another_region_is_imported_by_uuid_and_region(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.configure(MAPPING);
    terraform.apply();
    terraform.two_empty_plans();
    let address = "awslambda_event_source_mapping.it";
    let created = terraform.mappings();
    let uuid = account.uuid();
    assert_eq!(created[address]["id"], *uuid);
    assert_eq!(created[address]["region"], "us-east-1");

    terraform.succeed(&["state", "rm", address]);
    terraform.succeed(&[
        "import",
        "-input=false",
        address,
        &format!("{uuid}@us-east-1"),
    ]);
    terraform.two_empty_plans();
    let imported = terraform.mappings();
    for (name, value) in created[address].as_object().unwrap() {
        if name != "function_name" {
            assert_eq!(&imported[address][name], value, "{name}");
        }
    }

    terraform.succeed(&["state", "rm", address]);
    let block =
        format!("{MAPPING}\nimport {{\n  to = {address}\n  id = \"{uuid}@us-east-1\"\n}}\n");
    terraform.configure(&block);
    assert_eq!(terraform.actions()[address], ["no-op"]);
}

everywhere! {
    a_mapping_of_another_region_is_imported_by_uuid_and_region;
}
