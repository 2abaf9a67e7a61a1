# A module as you may have one: a function reads a queue, and its failures are retried one by one.
terraform {
  required_providers {
    awslambda = {
      source = "terraform.local/lambda/awslambda"
    }
  }
}

variable "function_name" {
  type = string
}

variable "queue_arn" {
  type = string
}

variable "paused" {
  type    = bool
  default = false
}

resource "awslambda_event_source_mapping" "queue" {
  function_name           = var.function_name
  event_source_arn        = var.queue_arn
  batch_size              = 5
  function_response_types = ["ReportBatchItemFailures"]
  enabled                 = !var.paused
}
