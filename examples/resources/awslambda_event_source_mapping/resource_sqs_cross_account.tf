# The policy of the queue must allow the execution role of the function to read it.
resource "awslambda_event_source_mapping" "example" {
  function_name    = "process-orders"
  event_source_arn = "arn:aws:sqs:eu-west-1:210987654321:orders"
}
