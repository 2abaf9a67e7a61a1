# The queue is in a virtual host of the broker.
resource "awslambda_event_source_mapping" "example" {
  function_name    = "process-orders"
  event_source_arn = "arn:aws:mq:eu-west-1:123456789012:broker:shop:b-5f1c2d3e-0000-4000-8000-000000000000"
  queues           = ["orders"]

  source_access_configuration {
    type = "BASIC_AUTH"
    uri  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:broker-AbCdEf"
  }
  source_access_configuration {
    type = "VIRTUAL_HOST"
    uri  = "/shop"
  }
}
