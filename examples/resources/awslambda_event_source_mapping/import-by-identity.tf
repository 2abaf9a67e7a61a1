import {
  to = awslambda_event_source_mapping.example
  identity = {
    uuid       = "14e0db71-5d35-4eb5-b481-8945cf9d10c2"
    account_id = "123456789012" # optional
    region     = "eu-west-1"    # optional
  }
}
