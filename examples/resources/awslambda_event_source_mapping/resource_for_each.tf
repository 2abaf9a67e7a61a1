# One function reads several queues.
resource "awslambda_event_source_mapping" "example" {
  for_each = toset(["orders", "returns", "invoices"])

  function_name    = "archive"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:${each.key}"

  tags = {
    queue = each.key
  }
}
