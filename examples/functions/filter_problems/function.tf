# Rejects a pattern that Lambda rejects, or that no message of the queue can match.
variable "pattern" {
  type    = string
  default = "{\"body\": {\"kind\": [\"order\"]}}"

  validation {
    condition = length(provider::awslambda::filter_problems(
      var.pattern, "arn:aws:sqs:eu-west-1:123456789012:orders"
    )) == 0
    error_message = join("\n", [
      for it in provider::awslambda::filter_problems(
        var.pattern, "arn:aws:sqs:eu-west-1:123456789012:orders"
      ) : "${it.path} ${it.problem}. ${it.advice}"
    ])
  }
}
