//! The provider block beside the one of `hashicorp/aws`: nothing differs without a reason, and the page
//! of the differences is made of the reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value as Json, json};
use terraform_provider_awslambda::framework::diagnostics::Diagnostics;
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::schema::{Attribute, Nesting, Shape};
use terraform_provider_awslambda::framework::server::Encoded;
use terraform_provider_awslambda::framework::value::types::Type;

use crate::generated::server;
use crate::support::committed::assert_committed;
use crate::support::configs::value;
use crate::support::differences::{DIFFERENCES, How};

/// The block of `hashicorp/aws` 6: name and type of each argument, all of them optional. The services of
/// `endpoints` are compared where their names stand.
const THEIRS: &str = "
    access_key string
    allowed_account_ids set(string)
    assume_role list block
    assume_role.duration string
    assume_role.external_id string
    assume_role.policy string
    assume_role.policy_arns set(string)
    assume_role.role_arn string
    assume_role.session_name string
    assume_role.source_identity string
    assume_role.tags map(string)
    assume_role.transitive_tag_keys set(string)
    assume_role_with_web_identity list block of 1
    assume_role_with_web_identity.duration string
    assume_role_with_web_identity.policy string
    assume_role_with_web_identity.policy_arns set(string)
    assume_role_with_web_identity.role_arn string
    assume_role_with_web_identity.session_name string
    assume_role_with_web_identity.web_identity_token string
    assume_role_with_web_identity.web_identity_token_file string
    custom_ca_bundle string
    default_tags list block of 1
    default_tags.tags map(string)
    ec2_metadata_service_endpoint string
    ec2_metadata_service_endpoint_mode string
    endpoints set block
    forbidden_account_ids set(string)
    http_proxy string
    https_proxy string
    ignore_tags list block of 1
    ignore_tags.key_prefixes set(string)
    ignore_tags.keys set(string)
    insecure bool
    max_retries number
    no_proxy string
    profile string
    region string
    retry_mode string
    s3_us_east_1_regional_endpoint string
    s3_use_path_style bool
    secret_key string
    shared_config_files list(string)
    shared_credentials_files list(string)
    skip_credentials_validation bool
    skip_metadata_api_check string
    skip_region_validation bool
    skip_requesting_account_id bool
    sts_region string
    tag_policy_compliance string
    token string
    token_bucket_rate_limiter_capacity number
    use_dualstack_endpoint bool
    use_fips_endpoint bool
    user_agent list(string)
";

/// Name and type of each argument, and whether it is hidden.
fn arguments(rows: &[Attribute], within: &str, all: &mut BTreeMap<String, (String, bool)>) {
    for row in rows {
        let name = format!("{within}{}", row.name);
        assert!(
            row.spec.optional && !row.spec.required && !row.spec.computed,
            "{name}"
        );
        let kind = if let Shape::Block(nesting, inner) = &row.shape {
            if row.name != "endpoints" {
                arguments(inner, &format!("{name}."), all);
            }
            let nesting = match nesting {
                Nesting::List => "list",
                Nesting::Set => "set",
                _ => "another",
            };
            match row.spec.max {
                0 => format!("{nesting} block"),
                most => format!("{nesting} block of {most}"),
            }
        } else {
            let json = row.ty().to_json();
            let parts = json.split(['[', ']', '"', ',']);
            let parts: Vec<&str> = parts.filter(|it| !it.is_empty()).collect();
            match parts.as_slice() {
                [one] => (*one).to_owned(),
                [of, one] => format!("{of}({one})"),
                _ => json,
            }
        };
        all.insert(name, (kind, row.spec.sensitive));
    }
}

#[test]
fn nothing_differs_from_hashicorp_aws_without_a_reason() {
    let mut ours = BTreeMap::new();
    arguments(&server().schemas().provider.attributes, "", &mut ours);
    let lines = THEIRS.lines().map(str::trim).filter(|it| !it.is_empty());
    let theirs: BTreeMap<&str, &str> = lines.filter_map(|it| it.split_once(' ')).collect();
    for (name, kind) in &theirs {
        let (our_kind, _) = ours
            .get(*name)
            .unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(our_kind, kind, "{name}");
    }
    let said = |how: How| -> BTreeSet<&str> {
        let these = DIFFERENCES.iter().filter(|it| it.how == how);
        these.map(|it| it.argument).collect()
    };
    let names = |which: &dyn Fn(&str, bool) -> bool| -> BTreeSet<&str> {
        let these = ours
            .iter()
            .filter(|(name, (_, hidden))| which(name, *hidden));
        these.map(|(name, _)| name.as_str()).collect()
    };
    assert_eq!(
        said(How::Added),
        names(&|name, _| !theirs.contains_key(name))
    );
    assert_eq!(said(How::Hidden), names(&|_, hidden| hidden));
    for it in DIFFERENCES {
        assert!(ours.contains_key(it.argument), "{}", it.argument);
    }
}

#[test]
fn what_only_the_other_provider_uses_is_accepted_silently() {
    let server = server();
    let schema = &server.schemas().provider;
    let idle = DIFFERENCES
        .iter()
        .filter(|it| matches!(it.how, How::Idle | How::Partial));
    let arguments = idle.map(|it| {
        let row = schema.attributes.iter().find(|row| row.name == it.argument);
        let value = match row.unwrap().ty() {
            Type::Bool => json!(true),
            Type::String => json!("error"),
            _ => json!([{"s3": "http://127.0.0.1:1"}]),
        };
        (it.argument.to_owned(), value)
    });
    let block = value(schema, &Json::Object(arguments.collect()));
    let bytes = msgpack::encode(&block, &schema.ty()).unwrap();
    let found = server.validate_provider(Encoded {
        msgpack: &bytes,
        json: &[],
    });
    assert_eq!(found, Diagnostics::new());
}

const INTRODUCTION: &str = "---
page_title: \"Provider block: differences from hashicorp/aws\"
description: |-
  Each argument of the provider block that differs from hashicorp/aws, and why.
---

<!-- Made by `cargo test --test quick generated` of tests/support/differences.rs. Do not edit. -->

# Provider block: differences from hashicorp/aws

A provider block of `hashicorp/aws` can be copied unchanged. Every argument and block is accepted, with the same name, type and \
nesting. The environment variables and their order are the same. These arguments differ:

| argument | difference | reason |
| --- | --- | --- |
";

#[test]
fn the_page_of_the_differences_is_committed() {
    let mut text = INTRODUCTION.to_owned();
    for it in DIFFERENCES {
        let how = match it.how {
            How::Added => "only in this provider",
            How::Hidden => "sensitive: hidden in output",
            How::Idle => "accepted, has no effect",
            How::Meaning => "different meaning",
            How::Partial => "some names have no effect",
        };
        writeln!(text, "| `{}` | {how} | {} |", it.argument, it.why).unwrap();
    }
    assert_committed("docs/guides/provider-block-differences.md", &text);
}
