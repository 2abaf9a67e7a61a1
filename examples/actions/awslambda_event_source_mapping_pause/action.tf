# Pauses a mapping when you ask for it:
# `terraform apply -invoke=action.awslambda_event_source_mapping_pause.orders`
action "awslambda_event_source_mapping_pause" "orders" {
  config {
    function_name    = "process-orders"
    event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  }
}
