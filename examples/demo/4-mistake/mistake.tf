resource "awslambda_event_source_mapping" "shipments" {
  function_name    = "ship"
  event_source_arn = "arn:aws:sqs:eu-west-1:000000000000:shipments.fifo"
  batch_size       = 50 # the mistake: a FIFO queue gives at most 10
}
