# By UUID, as `aws lambda list-event-source-mappings` prints it:
terraform import awslambda_event_source_mapping.example 14e0db71-5d35-4eb5-b481-8945cf9d10c2

# In another Region than the provider's, with "@" and the Region after the UUID:
# 14e0db71-5d35-4eb5-b481-8945cf9d10c2@eu-central-1

# By ARN:
terraform import awslambda_event_source_mapping.example arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:14e0db71-5d35-4eb5-b481-8945cf9d10c2
