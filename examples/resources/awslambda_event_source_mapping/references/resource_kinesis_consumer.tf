# The consumer has its own throughput. The function aggregates records over windows of 30 seconds.
resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 2
}

resource "aws_kinesis_stream_consumer" "sums" {
  name       = "sums"
  stream_arn = aws_kinesis_stream.clicks.arn
}

resource "awslambda_event_source_mapping" "example" {
  function_name              = aws_lambda_function.example.arn
  event_source_arn           = aws_kinesis_stream_consumer.sums.arn
  starting_position          = "LATEST"
  tumbling_window_in_seconds = 30
}
