# The mapping is created disabled.
resource "awslambda_event_source_mapping" "example" {
  function_name     = "index-products"
  event_source_arn  = "arn:aws:dynamodb:eu-west-1:123456789012:table/products/stream/2025-06-01T00:00:00.000"
  starting_position = "TRIM_HORIZON"
  enabled           = false
}
