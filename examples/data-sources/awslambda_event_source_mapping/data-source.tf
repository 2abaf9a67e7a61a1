# Reads a mapping by what it connects, and warns if Lambda reports a problem.
data "awslambda_event_source_mapping" "orders" {
  function_name    = "process-orders"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
}

check "orders" {
  assert {
    condition     = data.awslambda_event_source_mapping.orders.healthy
    error_message = join("\n", data.awslambda_event_source_mapping.orders.health)
  }
}

output "uuid" {
  value = data.awslambda_event_source_mapping.orders.uuid
}
