# A queue, with Lambda's default values for all other arguments.
resource "awslambda_event_source_mapping" "example" {
  function_name    = "process-orders"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
}
