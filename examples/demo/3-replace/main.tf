resource "awslambda_event_source_mapping" "orders" {
  function_name    = "process-orders"
  event_source_arn = "arn:aws:sqs:eu-west-1:000000000000:orders"
  batch_size       = 5
}

resource "awslambda_event_source_mapping" "clicks" {
  function_name     = "count-clicks"
  event_source_arn  = "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks"
  starting_position = "TRIM_HORIZON"
}
