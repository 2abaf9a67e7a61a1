# The function receives the changes of one collection, with the whole document of each update.
resource "awslambda_event_source_mapping" "example" {
  function_name     = "index-products"
  event_source_arn  = "arn:aws:rds:eu-west-1:123456789012:cluster:shop"
  starting_position = "LATEST"

  document_db_event_source_config {
    database_name   = "shop"
    collection_name = "products"
    full_document   = "UpdateLookup"
  }

  source_access_configuration {
    type = "BASIC_AUTH"
    uri  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:documents-AbCdEf"
  }
}
