# Lambda encrypts the filters with this KMS key.
resource "aws_kms_key" "filters" {
  description = "Encrypts the filters of event source mappings"
}

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
  starting_position = "LATEST"
  kms_key_arn       = aws_kms_key.filters.arn

  filter_criteria {
    filter {
      pattern = jsonencode({ eventName = ["REMOVE"] })
    }
  }
}
