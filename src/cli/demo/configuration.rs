//! The configuration that the demo writes and changes.

/// A file with one mistake: a FIFO queue hands out at most 10 messages at a time.
pub(super) const MISTAKE: &str = r#"resource "awslambda_event_source_mapping" "shipments" {
  function_name    = "ship"
  event_source_arn = "arn:aws:sqs:eu-west-1:000000000000:shipments.fifo"
  batch_size       = 50
}
"#;

pub(super) const RESOURCES_INTRODUCTION: &str = "\
The configuration, besides a provider block that points at the emulator:
";

/// What changes in `main.tf` from step to step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Configuration {
    /// Messages a batch, of the SQS mapping.
    pub(super) batch_size: u16,
    /// Where the Kinesis mapping starts to read.
    pub(super) starting_position: &'static str,
}

// === impl Configuration ===

impl Default for Configuration {
    fn default() -> Self {
        Self {
            batch_size: 10,
            starting_position: "LATEST",
        }
    }
}

impl Configuration {
    /// The whole of `main.tf`, for an emulator at `endpoint`.
    pub(super) fn text(self, endpoint: &str) -> String {
        let resources = self.resources();
        format!(
            r#"terraform {{
  required_providers {{
    awslambda = {{
      source = "{source}"
    }}
  }}
}}

provider "awslambda" {{
  region     = "eu-west-1"
  access_key = "demo"
  secret_key = "demo"

  endpoints {{
    lambda = "{endpoint}"
    sts    = "{endpoint}"
  }}
}}

{resources}"#,
            source = super::workspace::SOURCE,
        )
    }

    /// The resources alone, for showing.
    pub(super) fn resources(self) -> String {
        format!(
            r#"resource "awslambda_event_source_mapping" "orders" {{
  function_name    = "process-orders"
  event_source_arn = "arn:aws:sqs:eu-west-1:000000000000:orders"
  batch_size       = {batch_size}
}}

resource "awslambda_event_source_mapping" "clicks" {{
  function_name     = "count-clicks"
  event_source_arn  = "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks"
  starting_position = "{starting_position}"
}}
"#,
            batch_size = self.batch_size,
            starting_position = self.starting_position,
        )
    }
}
