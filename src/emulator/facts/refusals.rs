//! The refusals: code, text, and how each is known. Texts are Lambda's where they have been seen.

use super::{
    fact::{Fact, Known},
    kind::Kind,
};

macro_rules! refusals {
    ($list:ident { $($name:ident: $kind:ident, $known:ident, $what:literal, $text:literal;)* }) => {
        $(pub(in crate::emulator) static $name: Fact = Fact {
            what: $what,
            known: Known::$known,
            kind: Kind::$kind,
            text: $text,
        };)*
        pub(super) static $list: &[&Fact] = &[$(&$name),*];
    };
}

refusals! { ALL {
    CONSTRAINT: Validation, Recorded,
        "A length, range, pattern or list of allowed values of the API model is broken; one response lists everything that is broken",
        "{} validation {} detected: {}";
    NOT_JSON: Serialization, Documented,
        "The body is not JSON, or a value is of another type",
        "{}";
    TWO_SOURCES: InvalidParameterValue, Assumed,
        "Both `EventSourceArn` and `SelfManagedEventSource` are given",
        "Only one of eventSourceArn and selfManagedEventSource may be specified.";
    UNRECOGNIZED_SOURCE: InvalidParameterValue, Recorded,
        "Neither `EventSourceArn` nor `SelfManagedEventSource` is given, or the ARN is of no event source",
        "Unrecognized event source.";
    UNSUPPORTED: InvalidParameterValue, Recorded,
        "A field is given that the kind of source does not have",
        "Unsupported '{}' parameter for given event source mapping type.";
    UNSUPPORTED_DESTINATION: InvalidParameterValue, Recorded,
        "`DestinationConfig` has `OnSuccess`, or the kind of source has no destination",
        "Unsupported DestinationConfig parameter for given event source mapping type.";
    DESTINATION_REQUIRED: InvalidParameterValue, Recorded,
        "`OnFailure` is given without `Destination`",
        "The Destination field is required for an OnFailure configuration.";
    QUEUE_POSITION: InvalidParameterValue, Documented,
        "A queue is given a `StartingPosition`",
        "StartingPosition is not valid for SQS event sources.";
    NO_POSITION: InvalidParameterValue, Recorded,
        "A stream has no `StartingPosition`; for MSK this is only documented",
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.";
    TABLE_AT_TIMESTAMP: InvalidParameterValue, Recorded,
        "A DynamoDB stream is to start `AT_TIMESTAMP`",
        "Unsupported starting position for arn type: {}";
    NO_TIMESTAMP: InvalidParameterValue, Recorded,
        "`AT_TIMESTAMP` is given without `StartingPositionTimestamp`",
        "Need to specify a timestamp";
    FUTURE_TIMESTAMP: InvalidParameterValue, Documented,
        "`StartingPositionTimestamp` lies in the future",
        "Timestamp cannot be in the future";
    STRAY_TIMESTAMP: InvalidParameterValue, Documented,
        "`StartingPositionTimestamp` is given without `AT_TIMESTAMP`",
        "StartingPositionTimestamp is only valid with starting position AT_TIMESTAMP";
    FIFO_WINDOW: InvalidParameterValue, Recorded,
        "A FIFO queue is given a batching window",
        "Batching window is not supported for FIFO queues";
    BATCH_WITHOUT_WINDOW: InvalidParameterValue, Recorded,
        "A queue has batches of more than 10 and no batching window, after a Create or an Update",
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10";
    RECORD_AGE: InvalidParameterValue, Documented,
        "`MaximumRecordAgeInSeconds` is 0 to 59",
        "MaximumRecordAgeInSeconds must be -1 or between 60 and 604800";
    TOO_MANY_FILTERS: InvalidParameterValue, Documented,
        "There are more than 20 filters, the most that CloudFormation's schema allows; the default quota is 5",
        "Number of filters exceeds the limit of {}.";
    INVALID_FILTER: InvalidParameterValue, Recorded,
        "A filter pattern is no event pattern",
        "Invalid filter pattern definition.";
    SCALING_AND_POLLERS: InvalidParameterValue, Documented,
        "`ScalingConfig` and `ProvisionedPollerConfig` are given together",
        "ScalingConfig and ProvisionedPollerConfig cannot be specified together.";
    FEW_QUEUE_POLLERS: InvalidParameterValue, Documented,
        "A queue has fewer than 2 pollers",
        "Minimum and maximum pollers must be at least 2 for SQS event sources.";
    MANY_KAFKA_POLLERS: InvalidParameterValue, Documented,
        "A Kafka source has more than 2000 pollers",
        "Maximum pollers must be at most 2000 for Kafka event sources.";
    DESTINATION_KIND: InvalidParameterValue, Documented,
        "The destination is no queue, topic or bucket, is FIFO, or is `kafka://` for a source that is not Kafka",
        "The provided destination config DestinationConfig is invalid.";
    NO_QUEUES: InvalidParameterValue, Documented,
        "A broker of Amazon MQ has no `Queues`",
        "Required 'queues' parameter is missing.";
    NO_DATABASE: InvalidParameterValue, Documented,
        "DocumentDB has no `DatabaseName`",
        "Required 'documentDBEventSourceConfig.databaseName' parameter is missing.";
    NO_ACCESS: InvalidParameterValue, Recorded,
        "Self-managed Kafka has no `SourceAccessConfigurations`; that Amazon MQ and DocumentDB need `BASIC_AUTH` is only documented",
        "Required 'sourceAccessConfigurations' parameter is missing.";
    ACCESS_ENTRY: InvalidParameterValue, Documented,
        "An entry of `SourceAccessConfigurations` is not for this kind of source, has no ARN where a secret belongs, is given twice, or lacks one that it needs",
        "Invalid parameters: {}";
    VIRTUAL_HOST: InvalidParameterValue, Recorded,
        "An Update names `VIRTUAL_HOST`",
        "Invalid parameters: {}";
    DATABASE_IS_FIXED: InvalidParameterValue, Recorded,
        "An Update names the database or the collection of DocumentDB, even with the values that they have",
        "Invalid parameters: {}";
    OTHER_REGION: InvalidParameterValue, Assumed,
        "The function is in another Region",
        "Functions from '{}' are not reachable in this region ('{}')";
    NO_FUNCTION: InvalidParameterValue, Recorded,
        "The function, or its alias or version, does not exist",
        "Function does not exist";
    FUNCTION_NOT_FOUND: ResourceNotFound, Recorded,
        "A function is read that does not exist",
        "Function not found: {}";
    NO_QUEUE: InvalidParameterValue, Recorded,
        "The queue does not exist",
        "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.";
    NO_STREAM: InvalidParameterValue, Recorded,
        "The stream does not exist",
        "Stream not found: {}";
    NO_SOURCE: InvalidParameterValue, Assumed,
        "Another source, such as a cluster or a broker, does not exist",
        "Event source not found: {}";
    ROLE_NOT_ASSUMABLE: InvalidParameterValue, Documented,
        "The function's role cannot be assumed, or not yet",
        "The role defined for the function cannot be assumed by Lambda.";
    QUEUE_FORBIDDEN: InvalidParameterValue, Recorded,
        "The function's role may not read the queue, or not yet",
        "The provided execution role does not have permissions to call ReceiveMessage on SQS";
    STREAM_FORBIDDEN: InvalidParameterValue, Recorded,
        "The function's role may not read the stream, or not yet",
        "Cannot access stream {}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.";
    SOURCE_FORBIDDEN: InvalidParameterValue, Assumed,
        "The function's role may not read another source, or not yet",
        "The provided execution role does not have permissions to call {}";
    VISIBILITY_TIMEOUT: InvalidParameterValue, Recorded,
        "The queue's visibility timeout is shorter than the function's timeout",
        "Queue visibility timeout: {} seconds is less than Function timeout: {} seconds";
    QUEUE_TAKEN: ResourceConflict, Recorded,
        "The queue and the function have a mapping, also one that is being deleted",
        "An event source mapping with SQS arn (\" {} \") and function (\" {} \") already exists. Please update or delete the existing mapping with UUID {}";
    SOURCE_TAKEN: ResourceConflict, Recorded,
        "The stream and the function have a mapping; for Amazon MQ and DocumentDB the text is assumed",
        "The event source arn (\" {} \") and function (\" {} \") provided mapping already exists. Please update or delete the existing mapping with UUID {}";
    TOPIC_TAKEN: ResourceConflict, Recorded,
        "Any broker, the function and the topic have a mapping; for MSK the text is assumed",
        "An event source mapping with event source (\"{}\"), function (\"{}\"), topics (\"{}\") already exists. Please update or delete the existing mapping with UUID {}";
    NO_MAPPING: ResourceNotFound, Recorded,
        "No mapping has the UUID",
        "The resource you requested does not exist.";
    DELETE_IN_USE: ResourceInUse, Recorded,
        "A mapping is deleted while it moves from one state to another",
        "Cannot delete the event source mapping because it is in use.";
    UPDATE_IN_USE: ResourceInUse, Documented,
        "A mapping is updated while it moves from one state to another",
        "Cannot update the event source mapping because it is in use.";
    TAGGED_NOT_FOUND: ResourceNotFound, Recorded,
        "A tag call names what is not there",
        "{} not found: {}";
    TAG_QUALIFIED: InvalidParameterValue, Recorded,
        "A tag call names a version or an alias of a function",
        "Tags on function aliases and versions are not supported. Please specify a function ARN.";
    NO_TAGS: InvalidParameterValue, Recorded,
        "`TagResource` has no tag (seen for a function)",
        "An error occurred and the request cannot be processed.";
    TOO_MANY_TAGS: InvalidParameterValue, Recorded,
        "There are more than 50 tags (seen for a function)",
        "Number of tags exceeds resource tag limit.";
    RESERVED_TAG: InvalidParameterValue, Documented,
        "A tag's key begins with `aws:`",
        "Tag keys starting with 'aws:' are reserved for system use";
    INVALID_MARKER: InvalidParameterValue, Assumed,
        "List is given a `Marker` that it never answered",
        "Invalid Marker";
    RESOURCES_INVALID: InvalidParameter, Documented,
        "`GetResources` is given more than 100 ARNs or none, ARNs together with anything that makes pages, or a page of more than 100",
        "Invalid parameter: {}";
    PAGE_EXPIRED: PaginationTokenExpired, Documented,
        "`GetResources` is given a token that it never answered",
        "The pagination token is invalid or has expired.";
    UNKNOWN_OPERATION: AccessDenied, Documented,
        "The path is of no call that is emulated",
        "Unable to determine service/operation name to be authorized";
    NO_SIGNATURE: MissingAuthenticationToken, Documented,
        "The request is not signed",
        "Missing Authentication Token";
    HALF_SIGNATURE: IncompleteSignature, Documented,
        "The signature lacks a part or has not its form; whether it is right is not verified",
        "{}";
    WRONG_SERVICE: InvalidSignature, Documented,
        "The request is signed for another service",
        "Credential should be scoped to correct service: '{}'.";
} }

refusals! { KAFKA {
    NO_TOPICS: InvalidParameterValue, Documented,
        "A Kafka source has no `Topics`",
        "Required 'topics' parameter is missing.";
    GROUP_IS_FIXED: InvalidParameterValue, Recorded,
        "An Update names the consumer group of a Kafka source, even the one that it has",
        "Unsupported '{}' parameter for given event source mapping type.";
    MODE_IS_FIXED: InvalidParameterValue, Documented,
        "An Update names another `ConsumptionMode`",
        "'{}' cannot be updated.";
    REGISTRY_WITHOUT_POLLERS: InvalidParameterValue, Recorded,
        "A schema registry is given without provisioned pollers (the refusal was seen, its text was not)",
        "SchemaRegistryConfig is only available for Provisioned Mode.";
    NO_REGISTRY: InvalidParameterValue, Documented,
        "A schema registry has no URI",
        "Required 'schemaRegistryURI' parameter is missing.";
    REGISTRY_URI: InvalidParameterValue, Documented,
        "A schema registry's URI is neither an ARN nor a URL",
        "Invalid 'schemaRegistryURI' parameter.";
    NO_RECORD_FORMAT: InvalidParameterValue, Documented,
        "A schema registry has no `EventRecordFormat`",
        "Required 'eventRecordFormat' parameter is missing.";
    REGISTRY_VALIDATIONS: InvalidParameterValue, Recorded,
        "A schema registry validates neither key nor value (the refusal was seen, its text was not)",
        "Between 1 and 2 'schemaValidationConfigs' must be specified.";
    GLUE_ACCESS: InvalidParameterValue, Documented,
        "A Glue schema registry is given access settings",
        "'accessConfigs' are not supported for a Glue schema registry.";
    REGISTRY_ACCESS: InvalidParameterValue, Documented,
        "A schema registry is given more than 2 access settings",
        "At most 2 'accessConfigs' may be specified.";
} }
