//! MSK and self-managed Kafka.

use serde_json::json;

use super::{FUNCTION, SECRET, Step, live, scenario, step};
use crate::support::account::Account;

fn msk(cluster: &str, more: &str) -> Step {
    step(format!(
        r#"  function_name     = "{FUNCTION}:work"
  event_source_arn  = "arn:aws:kafka:eu-west-1:123456789012:cluster/{cluster}/1234abcd-12ab-34cd-56ef-1234567890ab-1"
  topics            = ["test"]
  starting_position = "TRIM_HORIZON"
  {more}"#
    ))
    .holds("/topics", json!(["test"]))
}

/// Each scenario has brokers of its own: Lambda takes a broker, a topic and a function once only.
fn own(brokers: &str, more: &str) -> Step {
    step(format!(
        r#"  function_name     = "work"
  topics            = ["test"]
  starting_position = "TRIM_HORIZON"
  self_managed_event_source {{
    endpoints = {{
      KAFKA_BOOTSTRAP_SERVERS = "{brokers}"
    }}
  }}
  source_access_configuration {{
    type = "VPC_SUBNET"
    uri  = "subnet:subnet-0123456789abcdef0"
  }}
  source_access_configuration {{
    type = "VPC_SUBNET"
    uri  = "subnet:subnet-0123456789abcdef1"
  }}
  source_access_configuration {{
    type = "VPC_SECURITY_GROUP"
    uri  = "sg-0123456789abcdef0"
  }}
  {more}"#
    ))
    .counts("/source_access_configuration", 3)
}

fn config(block: &str, more: &str) -> String {
    format!("{block} {{\n    consumer_group_id = \"group\"\n    {more}\n  }}")
}

fn registry(format: &str) -> String {
    format!(
        r#"schema_registry_config {{
      schema_registry_uri = "https://registry.example.com"
      event_record_format = "{format}"
      access_config {{
        type = "BASIC_AUTH"
        uri  = "{SECRET}"
      }}
      schema_validation_config {{
        attribute = "KEY"
      }}
    }}"#
    )
}

fn pollers(text: &str) -> String {
    format!("provisioned_poller_config {{\n    {text}\n  }}")
}

const MANAGED: &str = "amazon_managed_kafka_event_source_config";
const OWN: &str = "self_managed_kafka_event_source_config";
const FAILING: &str = "destination_config {\n    on_failure {\n      destination_arn = \"kafka://failed\"\n    }\n  }";
const FAILED: &str = "/destination_config/0/on_failure/0/destination_arn";

#[test]
fn msk_lives_as_in_the_provider_of_all_of_aws() {
    let with_registry = |format: &str| {
        let more = [
            config(MANAGED, &registry(format)),
            pollers("minimum_pollers = 1\n    maximum_pollers = 3"),
        ];
        msk("registry", &more.join("\n  ")).holds(
            "/amazon_managed_kafka_event_source_config/0/schema_registry_config/0/event_record_format",
            format,
        )
    };
    live(
        &Account::new(),
        &[
            scenario(
                "msk",
                [
                    msk("basic", "batch_size = 100")
                        .holds("/batch_size", 100)
                        .holds("/enabled", true)
                        .holds("/starting_position", "TRIM_HORIZON")
                        .counts("/amazon_managed_kafka_event_source_config", 0)
                        .counts("/self_managed_kafka_event_source_config", 0)
                        .counts("/source_access_configuration", 0),
                    msk("basic", "batch_size = null").quiet(),
                    msk("basic", "batch_size = 9999").holds("/batch_size", 9999),
                ],
            ),
            scenario(
                "msk_group",
                [msk("group", &config(MANAGED, "")).holds(
                    "/amazon_managed_kafka_event_source_config/0/consumer_group_id",
                    "group",
                )],
            ),
            scenario(
                "msk_registry",
                [
                    with_registry("JSON"),
                    with_registry("SOURCE"),
                    msk("registry", &config(MANAGED, "")),
                ],
            ),
            scenario(
                "msk_failures",
                [
                    msk("failures", FAILING).holds(FAILED, "kafka://failed"),
                    msk("failures", "").counts("/destination_config", 0),
                ],
            ),
        ],
    );
}

#[test]
fn self_managed_kafka_lives_as_in_the_provider_of_all_of_aws() {
    let with_registry = |format: &str| {
        let more = [
            config(OWN, &registry(format)),
            pollers("maximum_pollers = 3"),
        ];
        own("registry.example.com:9092", &more.join("\n  ")).holds(
            "/self_managed_kafka_event_source_config/0/schema_registry_config/0/event_record_format",
            format,
        )
    };
    let polled = |text: &str| {
        own("pollers.example.com:9092", &pollers(text)).counts("/provisioned_poller_config", 1)
    };
    live(&Account::new(), &[
        scenario(
            "kafka",
            [
                own(
                    "test1.example.com:9092,test2.example.com:9092",
                    "batch_size = 100\n  enabled = false",
                )
                .holds("/batch_size", 100)
                .holds("/enabled", false)
                .counts("/self_managed_event_source", 1)
                .counts("/self_managed_kafka_event_source_config", 0)
                .holds("/event_source_arn", json!(null))
                .holds("/topics", json!(["test"])),
                own(
                    "test2.example.com:9092,test1.example.com:9092",
                    "batch_size = null\n  enabled = false",
                )
                .quiet(),
            ],
        ),
        scenario(
            "kafka_group",
            [
                own("group.example.com:9092", &config(OWN, "")).holds(
                    "/self_managed_kafka_event_source_config/0/consumer_group_id",
                    "group",
                ),
            ],
        ),
        scenario(
            "kafka_registry",
            [
                with_registry("JSON"),
                with_registry("SOURCE"),
                own("registry.example.com:9092", &config(OWN, "")),
            ],
        ),
        scenario(
            "kafka_pollers",
            [
                polled("maximum_pollers = 200\n    minimum_pollers = 1\n    poller_group_name = \"group\"")
                    .holds("/provisioned_poller_config/0/poller_group_name", "group")
                    .holds("/provisioned_poller_config/0/maximum_pollers", 200),
                polled("maximum_pollers = 150\n    minimum_pollers = 15\n    poller_group_name = \"other\"")
                    .holds("/provisioned_poller_config/0/minimum_pollers", 15),
                own("pollers.example.com:9092", "").counts("/provisioned_poller_config", 0),
            ],
        ),
        scenario(
            "kafka_failures",
            [
                own("failures.example.com:9092", FAILING).holds(FAILED, "kafka://failed"),
                own("failures.example.com:9092", "").counts("/destination_config", 0),
            ],
        ),
    ]);
}
