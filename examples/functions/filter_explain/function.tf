# Says which fields of an event do not match.
locals {
  mismatches = provider::awslambda::filter_explain(
    jsonencode({ body = { kind = ["order"], total = [{ numeric = [">", 100] }] } }),
    jsonencode({ body = jsonencode({ kind = "order", total = 99 }) })
  )
}

# ["body.total is 99, the pattern has [{\"numeric\":[\">\",100]}]"]
output "why_not" {
  value = [for it in local.mismatches : "${it.path} is ${it.found}, the pattern has ${it.asked}"]
}
