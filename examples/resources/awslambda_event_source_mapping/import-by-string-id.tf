import {
  to = awslambda_event_source_mapping.example
  id = "14e0db71-5d35-4eb5-b481-8945cf9d10c2"
}
