# Splits an id. Parts that it does not name are null.
locals {
  id = provider::awslambda::parse_id("worker:live,arn:aws:sqs:eu-west-1:123456789012:orders@eu-west-1")
}

# "worker:live"
output "function_name" {
  value = local.id.function_name
}

# "sqs"
output "source_kind" {
  value = local.id.source_kind
}
