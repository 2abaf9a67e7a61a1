# Lists the queues that a function reads.
data "awslambda_event_source_mappings" "of_function" {
  function_name = "process-orders"
  source_kind   = "sqs"
}

output "queues" {
  value = { for it in data.awslambda_event_source_mappings.of_function.mappings : it.event_source_arn => it.state }
}
