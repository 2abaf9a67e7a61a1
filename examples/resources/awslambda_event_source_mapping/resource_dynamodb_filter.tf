# The function receives new books and recordings, and products that go on sale. A stream record has each
# value below the letter of its type, and numbers as strings.
resource "awslambda_event_source_mapping" "example" {
  function_name     = "announce-products"
  event_source_arn  = "arn:aws:dynamodb:eu-west-1:123456789012:table/products/stream/2025-06-01T00:00:00.000"
  starting_position = "LATEST"

  filter_criteria {
    filter {
      pattern = jsonencode({
        eventName = ["INSERT"]
        dynamodb  = { NewImage = { kind = { S = ["book", { prefix = "audio" }] } } }
      })
    }
    filter {
      pattern = jsonencode({
        eventName = ["MODIFY"]
        dynamodb = {
          OldImage = { sale = { BOOL = [false] } }
          NewImage = { sale = { BOOL = [true] }, price = { N = [{ anything-but = "0" }] } }
        }
      })
    }
  }
}
