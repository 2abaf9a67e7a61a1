# The consumer has its own throughput. The function aggregates records over windows of 30 seconds.
resource "awslambda_event_source_mapping" "example" {
  function_name              = "sum-clicks"
  event_source_arn           = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks/consumer/sums:1748736000"
  starting_position          = "LATEST"
  tumbling_window_in_seconds = 30
}
