# The mapping joins a consumer group with a fixed name.
resource "awslambda_event_source_mapping" "example" {
  function_name     = "process-orders"
  event_source_arn  = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/5f1c2d3e-0000-4000-8000-000000000000-1"
  topics            = ["orders"]
  starting_position = "TRIM_HORIZON"

  amazon_managed_kafka_event_source_config {
    consumer_group_id = "process-orders"
  }

  destination_config {
    on_failure {
      destination_arn = "kafka://failed-orders"
    }
  }
}
