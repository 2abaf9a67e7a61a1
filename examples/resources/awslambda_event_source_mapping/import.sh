# By UUID, as `aws lambda list-event-source-mappings` prints it:
terraform import awslambda_event_source_mapping.example 14e0db71-5d35-4eb5-b481-8945cf9d10c2

# In another Region than the provider's, with "@" and the Region after the UUID:
# 14e0db71-5d35-4eb5-b481-8945cf9d10c2@eu-central-1

# By ARN:
terraform import awslambda_event_source_mapping.example arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:14e0db71-5d35-4eb5-b481-8945cf9d10c2

# By function and event source. Append a comma and the topic or queue if the source has several.
terraform import awslambda_event_source_mapping.example process-orders,arn:aws:sqs:eu-west-1:123456789012:orders

# Self-managed Kafka: function, one of its servers, topic:
# process-orders,b-1.example.com:9092,clicks
