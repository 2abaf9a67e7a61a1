# A change of the starting position replaces the mapping.
resource "awslambda_event_source_mapping" "example" {
  function_name                      = "count-clicks"
  event_source_arn                   = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"
  starting_position                  = "LATEST"
  batch_size                         = 200
  maximum_batching_window_in_seconds = 1

  tags = {
    team = "analytics"
  }
}
