# Lambda connects to the brokers through these subnets and this security group.
resource "awslambda_event_source_mapping" "example" {
  function_name     = "process-orders"
  topics            = ["orders"]
  starting_position = "TRIM_HORIZON"

  self_managed_event_source {
    endpoints = {
      KAFKA_BOOTSTRAP_SERVERS = "kafka1.example.com:9092,kafka2.example.com:9092"
    }
  }

  source_access_configuration {
    type = "VPC_SUBNET"
    uri  = "subnet:subnet-0a1b2c3d"
  }
  source_access_configuration {
    type = "VPC_SUBNET"
    uri  = "subnet:subnet-4e5f6a7b"
  }
  source_access_configuration {
    type = "VPC_SECURITY_GROUP"
    uri  = "security_group:sg-0a1b2c3d"
  }
  source_access_configuration {
    type = "SASL_SCRAM_512_AUTH"
    uri  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:kafka-AbCdEf"
  }

  logging_config {
    system_log_level = "WARN"
  }
}
