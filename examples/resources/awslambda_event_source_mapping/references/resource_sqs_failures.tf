# The function reports which messages of a batch failed. Only those become visible again. At most 10
# instances of the function run at the same time.
resource "aws_sqs_queue" "orders" {
  name                       = "orders"
  visibility_timeout_seconds = 180

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed_orders.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "failed_orders" {
  name = "failed-orders"
}

resource "awslambda_event_source_mapping" "example" {
  function_name           = aws_lambda_function.example.arn
  event_source_arn        = aws_sqs_queue.orders.arn
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 10
  }

  metrics_config {
    metrics = ["EventCount"]
  }
}
