//! Amazon MQ and `DocumentDB`.

use super::{FUNCTION, SECRET, Step, live, scenario, step};
use crate::support::account::Account;

fn mq(broker: &str, more: &str) -> Step {
    step(format!(
        r#"  function_name    = "{FUNCTION}:work"
  event_source_arn = "arn:aws:mq:eu-west-1:123456789012:broker:{broker}:b-1234abcd-12ab-34cd-56ef-1234567890ab"
  queues           = ["test"]
  source_access_configuration {{
    type = "BASIC_AUTH"
    uri  = "{SECRET}"
  }}
  {more}"#
    ))
    .holds("/queues/0", "test")
}

fn document_db(more: &str, block: &str) -> Step {
    step(format!(
        r#"  function_name    = "{FUNCTION}:work"
  event_source_arn = "arn:aws:rds:eu-west-1:123456789012:cluster:docs"
  {more}
  document_db_event_source_config {{
    database_name = "test"
    {block}
  }}
  source_access_configuration {{
    type = "BASIC_AUTH"
    uri  = "{SECRET}"
  }}"#
    ))
}

#[test]
fn brokers_and_databases_live_as_in_the_provider_of_all_of_aws() {
    let host = |batch: &str| {
        let block = "source_access_configuration {\n    type = \"VIRTUAL_HOST\"\n    uri  = \"/vhost\"\n  }";
        mq("rabbit", &format!("{block}\n  batch_size = {batch}"))
            .counts("/source_access_configuration", 2)
    };
    live(
        &Account::new(),
        &[
            scenario(
                "active_mq",
                [
                    mq("active", "batch_size = 100")
                        .holds("/batch_size", 100)
                        .counts("/source_access_configuration", 1),
                    mq("active", "batch_size = null").quiet(),
                    mq("active", "batch_size = 50"),
                ],
            ),
            scenario(
                "rabbit_mq",
                [
                    host("100"),
                    host("null").quiet(),
                    mq("rabbit", "").replaces(),
                ],
            ),
            scenario(
                "document_db",
                [
                    document_db("batch_size = 100", "")
                        .holds("/batch_size", 100)
                        .holds("/document_db_event_source_config/0/database_name", "test")
                        .holds(
                            "/document_db_event_source_config/0/full_document",
                            "Default",
                        ),
                    document_db("", "full_document = \"Default\"").quiet(),
                    document_db("", "full_document = \"UpdateLookup\"").holds(
                        "/document_db_event_source_config/0/full_document",
                        "UpdateLookup",
                    ),
                ],
            ),
        ],
    );
}
