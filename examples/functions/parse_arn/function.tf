# The name and the kind of an event source.
locals {
  source = provider::awslambda::parse_arn("arn:aws:kinesis:eu-west-1:123456789012:stream/clicks")
}

# "clicks, a source of kind kinesis in eu-west-1"
output "source" {
  value = "${local.source.name}, a source of kind ${local.source.source_kind} in ${local.source.region}"
}
