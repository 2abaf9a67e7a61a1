# A change of the starting position replaces the mapping.
resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 2
}

resource "awslambda_event_source_mapping" "example" {
  function_name                      = aws_lambda_function.example.arn
  event_source_arn                   = aws_kinesis_stream.clicks.arn
  starting_position                  = "LATEST"
  batch_size                         = 200
  maximum_batching_window_in_seconds = 1

  tags = {
    team = "analytics"
  }
}
