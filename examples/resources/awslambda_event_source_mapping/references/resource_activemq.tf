# The secret contains the user name and the password of the broker.
data "aws_mq_broker" "shop" {
  broker_name = "shop"
}

resource "aws_secretsmanager_secret" "broker" {
  name = "broker"
}

resource "awslambda_event_source_mapping" "example" {
  function_name    = aws_lambda_function.example.arn
  event_source_arn = data.aws_mq_broker.shop.arn
  queues           = ["orders"]
  batch_size       = 50

  source_access_configuration {
    type = "BASIC_AUTH"
    uri  = aws_secretsmanager_secret.broker.arn
  }
}
