# The mapping starts with the records of a given time.
resource "awslambda_event_source_mapping" "example" {
  function_name               = "replay-clicks"
  event_source_arn            = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"
  starting_position           = "AT_TIMESTAMP"
  starting_position_timestamp = "2025-06-01T00:00:00Z"
}
