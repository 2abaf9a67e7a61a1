# Lambda encrypts the filters with this KMS key.
resource "awslambda_event_source_mapping" "example" {
  function_name     = "handle-removals"
  event_source_arn  = "arn:aws:dynamodb:eu-west-1:123456789012:table/products/stream/2025-06-01T00:00:00.000"
  starting_position = "LATEST"
  kms_key_arn       = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  filter_criteria {
    filter {
      pattern = jsonencode({ eventName = ["REMOVE"] })
    }
  }
}
