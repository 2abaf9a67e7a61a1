# `terraform test` with the emulator instead of an account:
#
#   terraform-provider-awslambda emulator --strict --seed tests/account.json
#   terraform test
provider "awslambda" {
  region     = "eu-west-1"
  access_key = "123456789012"
  secret_key = "anything"

  # The emulator has no quota to share.
  max_requests_per_second = 0

  endpoints {
    lambda = "http://127.0.0.1:4599"
    sts    = "http://127.0.0.1:4599"
  }
}

variables {
  function_name = "orders"
  queue_arn     = "arn:aws:sqs:eu-west-1:123456789012:orders"
}

run "creates_an_active_mapping" {
  assert {
    condition     = awslambda_event_source_mapping.queue.batch_size == 5
    error_message = "The queue is read in other batches."
  }
}

run "pauses" {
  variables {
    paused = true
  }

  assert {
    condition     = awslambda_event_source_mapping.queue.enabled == false
    error_message = "The queue is still read."
  }
}
