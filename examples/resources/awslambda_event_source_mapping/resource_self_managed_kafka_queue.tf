# The mapping joins a share group. A share group has no starting position and no batching window.
resource "awslambda_event_source_mapping" "example" {
  function_name = "process-orders"
  topics        = ["orders"]

  self_managed_event_source {
    endpoints = {
      KAFKA_BOOTSTRAP_SERVERS = "kafka1.example.com:9092"
    }
  }

  self_managed_kafka_event_source_config {
    consumer_group_id = "orders"
    consumption_mode  = "Queue"
  }

  source_access_configuration {
    type = "IAM_AUTH"
  }
}
