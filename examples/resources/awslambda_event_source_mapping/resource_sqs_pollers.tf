# Lambda reserves pollers for a queue with bursts of messages.
resource "awslambda_event_source_mapping" "example" {
  function_name    = "process-orders"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"

  provisioned_poller_config {
    minimum_pollers = 5
    maximum_pollers = 500
  }
}
