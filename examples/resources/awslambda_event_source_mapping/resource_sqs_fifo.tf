# A batch of a FIFO queue has at most 10 messages. A batching window is not supported.
resource "awslambda_event_source_mapping" "example" {
  function_name    = "ship-order:live"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:shipments.fifo"
  batch_size       = 10
}
