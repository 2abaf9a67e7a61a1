# A queue, with Lambda's default values for all other arguments.
resource "aws_sqs_queue" "orders" {
  name                       = "orders"
  visibility_timeout_seconds = 180
}

resource "awslambda_event_source_mapping" "example" {
  function_name    = aws_lambda_function.example.arn
  event_source_arn = aws_sqs_queue.orders.arn
}
