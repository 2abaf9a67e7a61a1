resource "awslambda_event_source_mapping" "many" {
  count            = 998
  function_name    = "process-jobs"
  event_source_arn = "arn:aws:sqs:eu-west-1:000000000000:jobs-${count.index}"
  batch_size       = 5
}
