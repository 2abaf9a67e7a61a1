# The function reports which messages of a batch failed. Only those become visible again. At most 10
# instances of the function run at the same time.
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
