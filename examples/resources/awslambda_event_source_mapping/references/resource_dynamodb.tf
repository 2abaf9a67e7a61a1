# The mapping is created disabled.
resource "aws_dynamodb_table" "products" {
  name             = "products"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "awslambda_event_source_mapping" "example" {
  function_name     = aws_lambda_function.example.arn
  event_source_arn  = aws_dynamodb_table.products.stream_arn
  starting_position = "TRIM_HORIZON"
  enabled           = false
}
