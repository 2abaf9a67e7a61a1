# The function receives the changes of one collection, with the whole document of each update.
resource "aws_docdb_cluster" "shop" {
  cluster_identifier          = "shop"
  master_username             = "shop"
  manage_master_user_password = true
}

resource "aws_secretsmanager_secret" "documents" {
  name = "documents"
}

resource "awslambda_event_source_mapping" "example" {
  function_name     = aws_lambda_function.example.arn
  event_source_arn  = aws_docdb_cluster.shop.arn
  starting_position = "LATEST"

  document_db_event_source_config {
    database_name   = "shop"
    collection_name = "products"
    full_document   = "UpdateLookup"
  }

  source_access_configuration {
    type = "BASIC_AUTH"
    uri  = aws_secretsmanager_secret.documents.arn
  }
}
