# A queue of another account, whose policy lets the role of the function read it.
resource "awslambda_event_source_mapping" "example" {
  function_name    = "process-orders"
  event_source_arn = "arn:aws:sqs:eu-west-1:210987654321:orders"
}
