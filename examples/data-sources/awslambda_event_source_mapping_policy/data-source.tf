# The permissions for a queue that a key of yours encrypts. Pass the document to aws_iam_role_policy:
# policy = data.awslambda_event_source_mapping_policy.orders.json
data "awslambda_event_source_mapping_policy" "orders" {
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  kms_key_arns     = ["arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"]
}

output "policy" {
  value = data.awslambda_event_source_mapping_policy.orders.json
}
