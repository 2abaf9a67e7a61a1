# Failed records do not block the shard: the function reports them, Lambda splits the batch, and sends
# records that are too old or failed too often to a queue.
resource "awslambda_event_source_mapping" "example" {
  function_name                  = "count-clicks"
  event_source_arn               = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"
  starting_position              = "TRIM_HORIZON"
  parallelization_factor         = 4
  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = 5
  maximum_record_age_in_seconds  = 3600

  destination_config {
    on_failure {
      destination_arn = "arn:aws:sqs:eu-west-1:123456789012:failed-clicks"
    }
  }
}
