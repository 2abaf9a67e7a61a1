# The function receives only messages that match one of the patterns. Lambda deletes the others.
resource "awslambda_event_source_mapping" "example" {
  function_name    = "handle-refunds"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:payments"

  filter_criteria {
    filter {
      pattern = jsonencode({ body = { kind = ["refund"] } })
    }
    filter {
      pattern = jsonencode({ body = { amount = [{ numeric = [">", 1000] }] } })
    }
  }
}
