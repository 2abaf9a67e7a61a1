# Tests that a filter passes the orders that it is meant for, and no others.
locals {
  pattern = jsonencode({ body = { kind = ["order"], total = [{ numeric = [">", 100] }] } })
}

check "filter" {
  assert {
    condition = provider::awslambda::filter_matches(
      local.pattern, jsonencode({ body = jsonencode({ kind = "order", total = 250 }) })
    )
    error_message = "The filter discards a large order."
  }

  assert {
    condition = !provider::awslambda::filter_matches(
      local.pattern, jsonencode({ body = jsonencode({ kind = "order", total = 99 }) })
    )
    error_message = "The filter passes a small order."
  }
}
