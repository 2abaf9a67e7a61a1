# Batches of more than 10 messages need a batching window of at least 1 second.
resource "awslambda_event_source_mapping" "example" {
  function_name                      = "process-orders"
  event_source_arn                   = "arn:aws:sqs:eu-west-1:123456789012:orders"
  batch_size                         = 500
  maximum_batching_window_in_seconds = 5
}
