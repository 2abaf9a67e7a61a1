//! More than one provider block in a configuration.

use std::collections::BTreeMap;

use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform};

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

/// A block as people have it, but for the name of the provider.
const COPIED: &str = r#"terraform {
  required_providers {
    awslambda = { source = "terraform.local/lambda/awslambda" }
  }
}

provider "awslambda" {
  region                      = "eu-west-1"
  access_key                  = "123456789012"
  secret_key                  = "copied"
  max_retries                 = 10
  retry_mode                  = "standard"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = false
  skip_requesting_account_id  = true
  use_fips_endpoint           = false
  user_agent                  = ["example/1.0 (copied)"]

  endpoints {
    dynamodb = "http://localhost:4566"
    s3       = "http://localhost:4566"
    sqs      = "http://localhost:4566"
  }
  endpoints {
    lambda = "ENDPOINT"
    sts    = "ENDPOINT"
  }

  default_tags {
    tags = {
      Environment = "test"
      Owner       = "platform"
    }
  }

  ignore_tags {
    keys         = ["LastScanned"]
    key_prefixes = ["kubernetes.io/"]
  }
}

variable "regions" {
  default = ["eu-west-1", "us-east-1"]
}

resource "awslambda_event_source_mapping" "orders" {
  for_each         = toset(var.regions)
  region           = each.key
  function_name    = "work"
  event_source_arn = "arn:aws:sqs:${each.key}:123456789012:orders"
  tags             = { Owner = "orders" }
}
"#;

fn a_copied_block_works_and_one_provider_serves_its_regions(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    terraform.write("main.tf", &COPIED.replace("ENDPOINT", &account.endpoint()));
    let warned = terraform.validate();
    assert!(warned.is_empty(), "{warned:#?}");
    terraform.apply();
    let mappings = account.mappings();
    assert_eq!(mappings.len(), 2);
    for mapping in &mappings {
        let expected = serde_json::json!({"Environment": "test", "Owner": "orders"});
        assert_eq!(mapping["Tags"], expected);
    }
    for (address, values) in terraform.mappings() {
        let region = values["region"].as_str().unwrap();
        assert!(address.contains(region), "{address} {region}");
        assert_eq!(values["tags_all"]["Environment"], "test");
    }
    terraform.two_empty_plans();

    // One of another Region is imported by its UUID and its Region.
    let address = "awslambda_event_source_mapping.orders[\"us-east-1\"]";
    let uuid = terraform.mappings()[address]["uuid"]
        .as_str()
        .unwrap()
        .to_owned();
    terraform.succeed(&["state", "rm", address]);
    terraform.succeed(&[
        "import",
        "-input=false",
        address,
        &format!("{uuid}@us-east-1"),
    ]);
    assert_eq!(terraform.mappings()[address]["uuid"], uuid);
    terraform.two_empty_plans();
    terraform.destroy();
    assert_eq!(account.mappings().len(), 0);
}

everywhere! {
    a_copied_block_works_and_one_provider_serves_its_regions;
}
