# Imports a mapping by what it connects, without its UUID.
variable "function_name" {
  type    = string
  default = "worker"
}

# "worker,arn:aws:sqs:eu-west-1:123456789012:orders"
output "id" {
  value = provider::awslambda::build_id(
    var.function_name, "arn:aws:sqs:eu-west-1:123456789012:orders", null, null
  )
}
