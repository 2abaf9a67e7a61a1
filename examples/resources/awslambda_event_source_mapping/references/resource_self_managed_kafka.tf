# Lambda connects to the brokers through these subnets and this security group.
data "aws_subnet" "a" {
  id = "subnet-0a1b2c3d"
}

data "aws_subnet" "b" {
  id = "subnet-4e5f6a7b"
}

resource "aws_security_group" "kafka" {
  name   = "kafka"
  vpc_id = data.aws_subnet.a.vpc_id
}

resource "aws_secretsmanager_secret" "kafka" {
  name = "kafka"
}

resource "awslambda_event_source_mapping" "example" {
  function_name     = aws_lambda_function.example.arn
  topics            = ["orders"]
  starting_position = "TRIM_HORIZON"

  self_managed_event_source {
    endpoints = {
      KAFKA_BOOTSTRAP_SERVERS = "kafka1.example.com:9092,kafka2.example.com:9092"
    }
  }

  source_access_configuration {
    type = "VPC_SUBNET"
    uri  = "subnet:${data.aws_subnet.a.id}"
  }
  source_access_configuration {
    type = "VPC_SUBNET"
    uri  = "subnet:${data.aws_subnet.b.id}"
  }
  source_access_configuration {
    type = "VPC_SECURITY_GROUP"
    uri  = "security_group:${aws_security_group.kafka.id}"
  }
  source_access_configuration {
    type = "SASL_SCRAM_512_AUTH"
    uri  = aws_secretsmanager_secret.kafka.arn
  }

  logging_config {
    system_log_level = "WARN"
  }
}
