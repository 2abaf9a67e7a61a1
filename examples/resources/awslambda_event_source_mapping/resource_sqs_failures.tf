# A queue whose function says which messages of a batch failed, so that only they come back; at most
# ten instances of the function work at once.
resource "awslambda_event_source_mapping" "example" {
  function_name           = "process-orders"
  event_source_arn        = "arn:aws:sqs:eu-west-1:123456789012:orders"
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 10
  }

  metrics_config {
    metrics = ["EventCount"]
  }
}
