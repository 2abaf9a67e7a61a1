//! More than one provider block in a configuration.

use std::collections::BTreeMap;

use crate::account::Account;
use crate::terraform::{Installation, Terraform};

#[test]
fn two_aliases_serve_two_accounts_and_regions() {
    let [home, abroad] = [Account::new(), Account::new()];
    let terraform = Terraform::new(&home.endpoint(), Installation::Override);
    terraform.write(
        "main.tf",
        &format!(
            r#"terraform {{
  required_providers {{
    awslambda = {{ source = "terraform.local/lambda/awslambda" }}
  }}
}}

provider "awslambda" {{
  region = "eu-west-1"
}}

provider "awslambda" {{
  alias  = "abroad"
  region = "us-east-1"

  endpoints {{
    lambda = "{abroad}"
    sts    = "{abroad}"
  }}
}}

resource "awslambda_event_source_mapping" "home" {{
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
}}

resource "awslambda_event_source_mapping" "abroad" {{
  provider         = awslambda.abroad
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:us-east-1:123456789012:jobs"
}}
"#,
            abroad = abroad.endpoint()
        ),
    );
    terraform.apply();
    for (account, region) in [(&home, "eu-west-1"), (&abroad, "us-east-1")] {
        let source = format!("arn:aws:sqs:{region}:123456789012:jobs");
        assert_eq!(account.mapping()["EventSourceArn"], source);
        assert!(
            account.requests().iter().all(|it| it.region == region),
            "{region} was asked for another Region"
        );
    }
    let state = terraform.mappings();
    let arns: BTreeMap<&str, &str> = state
        .iter()
        .map(|(address, values)| (address.as_str(), values["function_arn"].as_str().unwrap()))
        .collect();
    assert_eq!(
        arns,
        BTreeMap::from([
            (
                "awslambda_event_source_mapping.abroad",
                "arn:aws:lambda:us-east-1:123456789012:function:work"
            ),
            (
                "awslambda_event_source_mapping.home",
                "arn:aws:lambda:eu-west-1:123456789012:function:work"
            ),
        ])
    );
    terraform.two_empty_plans();
}
