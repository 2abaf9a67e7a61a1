# All mappings of the Region, at most 1000.
list "awslambda_event_source_mapping" "all" {
  provider = awslambda
  limit    = 1000
}
