//! Modules as they are published: one block for all kinds of source, filled from a map of settings
//! of which most are missing.

use serde_json::json;

use super::{SECRET, TYPE};
use crate::acceptance::places::everywhere;
use crate::support::account::Account;
use crate::support::terraform::{Installation, Terraform};

/// A module of a function with its sources.
const MODULE: &str = r#"
terraform {
  required_providers {
    awslambda = {
      source = "terraform.local/lambda/awslambda"
    }
  }
}

variable "create" {
  type    = bool
  default = true
}

variable "function_arn" {
  type = string
}

variable "sources" {
  description = "Event sources by name."
  type        = any
  default     = {}
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "group" {
  type    = string
  default = null
}

variable "registry" {
  type    = string
  default = null
}

variable "access" {
  type    = map(string)
  default = {}
}

locals {
  format    = "JSON"
  validated = ["KEY", "VALUE"]
}

resource "awslambda_event_source_mapping" "this" {
  for_each = { for name, source in var.sources : name => source if var.create }

  function_name    = var.function_arn
  event_source_arn = try(each.value.event_source_arn, null)

  enabled                            = try(each.value.enabled, true)
  batch_size                         = try(each.value.batch_size, null)
  maximum_batching_window_in_seconds = try(each.value.maximum_batching_window_in_seconds, null)
  starting_position                  = try(each.value.starting_position, null)
  starting_position_timestamp        = try(each.value.starting_position_timestamp, null)
  parallelization_factor             = try(each.value.parallelization_factor, null)
  maximum_retry_attempts             = try(each.value.maximum_retry_attempts, null)
  maximum_record_age_in_seconds      = lookup(each.value, "maximum_record_age_in_seconds", null)
  bisect_batch_on_function_error     = lookup(each.value, "bisect_batch_on_function_error", null)
  tumbling_window_in_seconds         = try(each.value.tumbling_window_in_seconds, null)
  function_response_types            = try(each.value.function_response_types, null)
  topics                             = try(each.value.topics, null)
  queues                             = try(each.value.queues, null)
  kms_key_arn                        = try(each.value.kms_key_arn, null)

  dynamic "destination_config" {
    for_each = try(each.value.on_failure, null) != null ? [each.value.on_failure] : []
    content {
      on_failure {
        destination_arn = destination_config.value
      }
    }
  }

  dynamic "scaling_config" {
    for_each = try([each.value.scaling_config], [])
    content {
      maximum_concurrency = try(scaling_config.value.maximum_concurrency, null)
    }
  }

  dynamic "provisioned_poller_config" {
    for_each = try([each.value.pollers], [])
    content {
      minimum_pollers = try(provisioned_poller_config.value.minimum, null)
      maximum_pollers = try(provisioned_poller_config.value.maximum, null)
    }
  }

  dynamic "metrics_config" {
    for_each = length(try(each.value.metrics, [])) > 0 ? [each.value.metrics] : []
    content {
      metrics = metrics_config.value
    }
  }

  dynamic "self_managed_event_source" {
    for_each = try(each.value.self_managed_event_source, [])
    content {
      endpoints = self_managed_event_source.value.endpoints
    }
  }

  dynamic "self_managed_kafka_event_source_config" {
    for_each = try(each.value.self_managed_kafka_event_source_config, [])
    content {
      consumer_group_id = try(self_managed_kafka_event_source_config.value.consumer_group_id, null)
    }
  }

  dynamic "amazon_managed_kafka_event_source_config" {
    for_each = try(each.value.amazon_managed_kafka_event_source_config, [])
    content {
      consumer_group_id = try(amazon_managed_kafka_event_source_config.value.consumer_group_id, var.group)

      dynamic "schema_registry_config" {
        for_each = try([coalesce(var.registry, each.value.registry)], [])
        content {
          schema_registry_uri = schema_registry_config.value
          event_record_format = local.format

          dynamic "access_config" {
            for_each = var.access
            content {
              type = access_config.key
              uri  = access_config.value
            }
          }

          dynamic "schema_validation_config" {
            for_each = toset(local.validated)
            content {
              attribute = schema_validation_config.value
            }
          }
        }
      }
    }
  }

  dynamic "document_db_event_source_config" {
    for_each = try([each.value.document_db], [])
    content {
      database_name   = document_db_event_source_config.value.database_name
      collection_name = try(document_db_event_source_config.value.collection_name, null)
      full_document   = try(document_db_event_source_config.value.full_document, null)
    }
  }

  dynamic "source_access_configuration" {
    for_each = try(each.value.source_access_configuration, [])
    content {
      type = source_access_configuration.value["type"]
      uri  = source_access_configuration.value["uri"]
    }
  }

  dynamic "filter_criteria" {
    for_each = try(each.value.filter_criteria, null) != null ? [true] : []
    content {
      dynamic "filter" {
        for_each = try(flatten([each.value.filter_criteria]), [])
        content {
          pattern = try(filter.value.pattern, null)
        }
      }
    }
  }

  tags = merge(var.tags, try(each.value.tags, {}))
}

output "uuids" {
  value = { for name, mapping in awslambda_event_source_mapping.this : name => mapping.uuid }
}

output "states" {
  value = { for name, mapping in awslambda_event_source_mapping.this : name => mapping.state }
}
"#;

/// The sources that moto knows; `differences.py` shows it of the others.
fn known(batch: u32, pattern: &str) -> String {
    format!(
        r#"
    sqs = {{
      event_source_arn        = "arn:aws:sqs:eu-west-1:123456789012:jobs"
      function_response_types = ["ReportBatchItemFailures"]
      batch_size              = {batch}
      metrics                 = ["EventCount"]
      scaling_config = {{
        maximum_concurrency = 20
      }}
      filter_criteria = [
        {{ pattern = jsonencode({{ body = {{ kind = ["{pattern}"] }} }}) }},
        {{ pattern = jsonencode({{ body = {{ Temperature = [{{ numeric = [">", 0, "<=", 100] }}] }} }}) }},
      ]
    }}
    fifo = {{
      event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:jobs.fifo"
      enabled          = false
      filter_criteria  = {{ pattern = jsonencode({{ body = {{ kind = ["{pattern}"] }} }}) }}
    }}
    dynamodb = {{
      event_source_arn           = "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000"
      starting_position          = "LATEST"
      on_failure                 = "arn:aws:sqs:eu-west-1:123456789012:failed"
      maximum_retry_attempts     = 0
      tumbling_window_in_seconds = 30
    }}
    kinesis = {{
      event_source_arn              = "arn:aws:kinesis:eu-west-1:123456789012:stream/events"
      starting_position             = "AT_TIMESTAMP"
      starting_position_timestamp   = "2026-01-01T00:00:00Z"
      parallelization_factor        = 2
      maximum_record_age_in_seconds = 3600
    }}
"#
    )
}

/// The others.
fn other() -> String {
    format!(
        r#"
    mq = {{
      event_source_arn = "arn:aws:mq:eu-west-1:123456789012:broker:b:b-1234abcd-12ab-34cd-56ef-1234567890ab"
      queues           = ["jobs"]
      source_access_configuration = [
        {{ type = "BASIC_AUTH", uri = "{SECRET}" }},
        {{ type = "VIRTUAL_HOST", uri = "/" }},
      ]
    }}
    msk = {{
      event_source_arn  = "arn:aws:kafka:eu-west-1:123456789012:cluster/c/1234abcd-12ab-34cd-56ef-1234567890ab-1"
      topics            = ["orders"]
      starting_position = "LATEST"
      pollers           = {{ minimum = 1, maximum = 3 }}
      registry          = "https://registry.example.com"
      amazon_managed_kafka_event_source_config = [{{}}]
    }}
    plain_msk = {{
      event_source_arn  = "arn:aws:kafka:eu-west-1:123456789012:cluster/d/1234abcd-12ab-34cd-56ef-1234567890ab-1"
      topics            = ["orders"]
      starting_position = "LATEST"
    }}
    kafka = {{
      batch_size        = 1
      starting_position = "TRIM_HORIZON"
      topics            = ["orders"]
      self_managed_event_source = [
        {{ endpoints = {{ KAFKA_BOOTSTRAP_SERVERS = "kafka1.example.com:9092,kafka2.example.com:9092" }} }}
      ]
      self_managed_kafka_event_source_config = [
        {{ consumer_group_id = "orders" }}
      ]
      source_access_configuration = [
        {{ type = "SASL_SCRAM_512_AUTH", uri = "{SECRET}" }},
        {{ type = "VPC_SECURITY_GROUP", uri = "security_group:sg-0123456789abcdef0" }},
        {{ type = "VPC_SUBNET", uri = "subnet:subnet-0123456789abcdef0" }},
        {{ type = "VPC_SUBNET", uri = "subnet:subnet-0123456789abcdef1" }},
      ]
    }}
    document_db = {{
      event_source_arn            = "arn:aws:rds:eu-west-1:123456789012:cluster:docs"
      document_db                 = {{ database_name = "shop", collection_name = "orders" }}
      source_access_configuration = [{{ type = "BASIC_AUTH", uri = "{SECRET}" }}]
      tags                        = {{ source = "docs" }}
    }}
"#
    )
}

/// The module with these sources.
fn root(sources: &str) -> String {
    format!(
        r#"
module "function" {{
  source       = "./function"
  function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:work"
  tags         = {{ team = "a" }}
  group        = "orders"
  access       = {{ BASIC_AUTH = "{SECRET}" }}

  sources = {{
    {sources}
  }}
}}

output "uuids" {{
  value = module.function.uuids
}}
"#
    )
}

fn a_module_for_all_kinds_of_sources_works_as_it_is(account: &Account) {
    let terraform = Terraform::new(&account.endpoint(), Installation::Override);
    let module = terraform.folder().join("function");
    std::fs::create_dir(&module).unwrap();
    terraform.write("function/main.tf", MODULE);
    // moto knows no others.
    let (others, count) = if account.is_in_moto() {
        (String::new(), 4)
    } else {
        (other(), 9)
    };
    let root = |batch: u32, pattern: &str| root(&[known(batch, pattern), others.clone()].concat());
    terraform.configure(&root(10, "x"));
    terraform.succeed(&["get", "-no-color"]);
    terraform.apply();
    assert_eq!(account.mappings().len(), count);
    terraform.two_empty_plans();
    if !account.is_in_moto() {
        let state = terraform.show_json();
        let all = &state["values"]["root_module"]["child_modules"][0]["resources"];
        let mut all = all.as_array().unwrap().iter();
        let msk = all.find(|it| it["index"] == "msk").unwrap();
        let msk = &msk["values"];
        let config = &msk["amazon_managed_kafka_event_source_config"][0];
        assert_eq!(config["consumer_group_id"], "orders");
        let registry = &config["schema_registry_config"][0];
        assert_eq!(
            registry["schema_registry_uri"],
            "https://registry.example.com"
        );
        assert_eq!(registry["access_config"].as_array().unwrap().len(), 1);
        let validated = registry["schema_validation_config"].as_array().unwrap();
        assert_eq!(validated.len(), 2);
    }

    terraform.configure(&root(5, "y"));
    let changed: Vec<_> = terraform
        .actions()
        .into_iter()
        .filter(|(_, actions)| actions != &["no-op"])
        .collect();
    let address = |name: &str| format!("module.function.{TYPE}.this[\"{name}\"]");
    let update = vec!["update".to_owned()];
    assert_eq!(
        changed,
        [
            (address("fifo"), update.clone()),
            (address("sqs"), update.clone())
        ]
    );
    let before = account.requests().len();
    terraform.apply();
    let mut fields: Vec<Vec<String>> = account
        .writes_since(before)
        .into_iter()
        .map(|(_, _, body)| body.as_object().unwrap().keys().cloned().collect())
        .collect();
    fields.sort();
    assert_eq!(
        json!(fields),
        json!([["BatchSize", "FilterCriteria"], ["FilterCriteria"]])
    );
    terraform.two_empty_plans();
}

everywhere! {
    a_module_for_all_kinds_of_sources_works_as_it_is;
}
