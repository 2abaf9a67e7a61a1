# One function reads several queues.
resource "aws_sqs_queue" "example" {
  for_each = toset(["orders", "returns", "invoices"])

  name                       = each.key
  visibility_timeout_seconds = 180
}

resource "awslambda_event_source_mapping" "example" {
  for_each = aws_sqs_queue.example

  function_name    = aws_lambda_function.example.arn
  event_source_arn = aws_sqs_queue.example[each.key].arn

  tags = {
    queue = each.key
  }
}
