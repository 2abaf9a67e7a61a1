# The enabled mappings of some functions with their configuration, for `-generate-config-out`.
list "awslambda_event_source_mapping" "orders" {
  provider         = awslambda
  include_resource = true

  config {
    function_name = "orders-*"
    source_kind   = "sqs"
    state         = "Enabled"
  }
}
