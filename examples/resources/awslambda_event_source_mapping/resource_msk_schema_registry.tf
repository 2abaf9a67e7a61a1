# Lambda decodes the records with the schemas of a Glue registry. This requires provisioned pollers.
resource "awslambda_event_source_mapping" "example" {
  function_name     = "process-orders"
  event_source_arn  = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/5f1c2d3e-0000-4000-8000-000000000000-1"
  topics            = ["orders"]
  starting_position = "LATEST"

  amazon_managed_kafka_event_source_config {
    consumer_group_id = "process-orders"

    schema_registry_config {
      schema_registry_uri = "arn:aws:glue:eu-west-1:123456789012:registry/shop"
      event_record_format = "JSON"

      schema_validation_config {
        attribute = "KEY"
      }
      schema_validation_config {
        attribute = "VALUE"
      }
    }
  }

  provisioned_poller_config {
    minimum_pollers = 1
    maximum_pollers = 10
  }
}
