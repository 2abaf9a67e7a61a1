# Creates a mapping that is paused, and resumes it when the release is made. Only actions change `enabled` later.
resource "awslambda_event_source_mapping" "orders" {
  function_name    = "process-orders"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  enabled          = false

  lifecycle {
    ignore_changes = [enabled]
  }
}

resource "terraform_data" "release" {
  input = "1.0.0"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.awslambda_event_source_mapping_resume.orders]
    }
  }
}

action "awslambda_event_source_mapping_resume" "orders" {
  config {
    uuid = awslambda_event_source_mapping.orders.uuid
  }
}
