# Failed records do not block the shard: the function reports them, Lambda splits the batch, and sends
# records that are too old or failed too often to a queue.
resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 2
}

resource "aws_sqs_queue" "failed_clicks" {
  name = "failed-clicks"
}

resource "awslambda_event_source_mapping" "example" {
  function_name                  = aws_lambda_function.example.arn
  event_source_arn               = aws_kinesis_stream.clicks.arn
  starting_position              = "TRIM_HORIZON"
  parallelization_factor         = 4
  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = 5
  maximum_record_age_in_seconds  = 3600

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.failed_clicks.arn
    }
  }
}
