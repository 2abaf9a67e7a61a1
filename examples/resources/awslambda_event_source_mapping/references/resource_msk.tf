# The mapping joins a consumer group with a fixed name.
data "aws_msk_cluster" "shop" {
  cluster_name = "shop"
}

resource "awslambda_event_source_mapping" "example" {
  function_name     = aws_lambda_function.example.arn
  event_source_arn  = data.aws_msk_cluster.shop.arn
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
