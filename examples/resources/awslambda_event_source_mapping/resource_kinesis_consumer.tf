# A consumer of a Kinesis stream with enhanced fan-out, aggregated over windows of half a minute.
resource "awslambda_event_source_mapping" "example" {
  function_name              = "sum-clicks"
  event_source_arn           = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks/consumer/sums:1748736000"
  starting_position          = "LATEST"
  tumbling_window_in_seconds = 30
}
