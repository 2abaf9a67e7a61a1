# Drains a mapping before a migration, and resumes it afterwards.
resource "terraform_data" "migration" {
  input = "2026-11-29"

  lifecycle {
    action_trigger {
      events  = [before_create, before_update]
      actions = [action.awslambda_event_source_mapping_drain.orders]
    }

    action_trigger {
      events  = [after_create, after_update]
      actions = [action.awslambda_event_source_mapping_resume.orders]
    }
  }
}

action "awslambda_event_source_mapping_drain" "orders" {
  config {
    function_name    = "process-orders"
    event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"

    timeouts {
      invoke = "30m"
    }
  }
}

action "awslambda_event_source_mapping_resume" "orders" {
  config {
    function_name    = "process-orders"
    event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
  }
}
