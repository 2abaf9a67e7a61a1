//! Every field of a mapping: its form, which calls take it, which kinds of source know it.
//!
//! Source: the API model of 2015-03-31 as of November 2026. The spellings of the patterns are those
//! that AWS's error texts show, where they have been seen.

use super::{
    pattern::Pattern,
    shape::{Member, Shape, Text},
    source::Source,
};

/// A field of the Create or Update request.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) member: Member,
    /// Whether Update knows it. Create knows every field.
    pub(crate) updatable: bool,
    /// Whether a mapping of this kind of source may have it.
    pub(crate) fits: fn(Source) -> bool,
}

const fn text(min: usize, max: usize, pattern: &'static Pattern) -> Shape {
    Shape::Text(Text {
        min,
        max,
        pattern: Some(pattern),
    })
}

const fn member(name: &'static str, shape: Shape) -> Member {
    Member { name, shape }
}

const fn create_only(name: &'static str, shape: Shape, fits: fn(Source) -> bool) -> Field {
    Field {
        member: member(name, shape),
        updatable: false,
        fits,
    }
}

const fn updatable(name: &'static str, shape: Shape, fits: fn(Source) -> bool) -> Field {
    Field {
        member: member(name, shape),
        updatable: true,
        fits,
    }
}

const NO_LIMIT: usize = usize::MAX;

/// The forms in which a function may be named.
pub(crate) const FUNCTION_NAME: &str = "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

static ANY_FUNCTION: Pattern = Pattern::new(FUNCTION_NAME);
static ARN: Pattern = Pattern::new(
    "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
);
static DESTINATION: Pattern = Pattern::new(
    "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
);
static URI: Pattern = Pattern::new("[a-zA-Z0-9-\\/*:_+=.@-]*");
static ACCESS_URI: Pattern = Pattern::new("[ a-zA-Z0-9-\\/*:_+=.@-]*");
static TAGGED: Pattern = Pattern::new(
    "arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)",
);
static HOST_AND_PORT: Pattern = Pattern::new(
    "(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\\-]*[A-Za-z0-9]):[0-9]{1,5}",
);
static POLLER_GROUP: Pattern = Pattern::new("[a-zA-Z0-9-_]*");
static DATABASE: Pattern = Pattern::new("[^ /\\.$\\x22]*");
static COLLECTION: Pattern =
    Pattern::unless("system.", "(^(?!(system\\x2e)))(^[_a-zA-Z0-9])([^$]*)");
static KMS_KEY: Pattern = Pattern::new("(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()");
static TOPIC_NAME: Pattern = Pattern::new("[^.]([a-zA-Z0-9\\-_.]+)");
static QUEUE_NAME: Pattern = Pattern::new("[\\s\\S]*");
static TAG: Pattern = Pattern::of_characters("([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)", in_a_tag);

/// The form of `FunctionName`, wherever it is asked for.
pub(crate) static FUNCTION: Member = member("FunctionName", text(1, 256, &ANY_FUNCTION));
/// The form of `Enabled`.
pub(crate) static ENABLED: Member = member("Enabled", Shape::Flag);
/// The form of `EventSourceArn`, wherever it is asked for.
pub(crate) static EVENT_SOURCE_ARN: Member = member("EventSourceArn", text(0, 10_000, &ARN));
/// The form of `MaxItems`.
pub(crate) static MAX_ITEMS: Member = member("MaxItems", Shape::Number(1, 10_000));
/// The form of the ARN in the tag calls.
pub(crate) static RESOURCE: Member = member("Resource", text(1, 10_000, &TAGGED));
/// The form of `Tags`, on Create and on `TagResource`.
pub(crate) static TAGS: Member = member(
    "Tags",
    Shape::Map {
        min: 0,
        max: NO_LIMIT,
        keys: &TAG_KEY,
        values: &text(0, 256, &TAG),
    },
);

static TAG_KEY: Shape = text(1, 128, &TAG);
/// The form of `TagKeys` on `UntagResource`.
pub(crate) static TAG_KEYS: Member = member(
    "TagKeys",
    Shape::List {
        min: 0,
        max: NO_LIMIT,
        of: &TAG_KEY,
    },
);
/// The form of the UUID in a path.
pub(crate) static UUID: Member = member(
    "UUID",
    Shape::Text(Text {
        min: 36,
        max: 36,
        pattern: None,
    }),
);

static FILTER_CRITERIA: [Member; 1] = [member(
    "Filters",
    Shape::List {
        min: 0,
        max: NO_LIMIT,
        of: &Shape::Record(&FILTER),
    },
)];
static FILTER: [Member; 1] = [member(
    "Pattern",
    Shape::Text(Text {
        min: 0,
        max: 4096,
        pattern: None,
    }),
)];
static DESTINATION_CONFIG: [Member; 2] = [
    member("OnSuccess", Shape::Record(&DESTINATION_MEMBERS)),
    member("OnFailure", Shape::Record(&DESTINATION_MEMBERS)),
];
static DESTINATION_MEMBERS: [Member; 1] = [member("Destination", text(0, 350, &DESTINATION))];
static ACCESS: [Member; 2] = [
    member(
        "Type",
        Shape::Choice(&[
            "BASIC_AUTH",
            "VPC_SUBNET",
            "VPC_SECURITY_GROUP",
            "SASL_SCRAM_512_AUTH",
            "SASL_SCRAM_256_AUTH",
            "VIRTUAL_HOST",
            "CLIENT_CERTIFICATE_TLS_AUTH",
            "SERVER_ROOT_CA_CERTIFICATE",
            "OAUTHBEARER_AUTH",
            "OAUTHBEARER_SCOPE",
            "OAUTHBEARER_LOGICAL_CLUSTER",
            "OAUTHBEARER_IDENTITY_POOL",
            "OAUTHBEARER_AUDIENCE",
            "IAM_AUTH",
            "IAM_OAUTHBEARER_AUTH",
        ]),
    ),
    member("URI", text(1, 200, &ACCESS_URI)),
];
static SELF_MANAGED: [Member; 1] = [member(
    "Endpoints",
    Shape::Map {
        min: 1,
        max: 2,
        keys: &Shape::Choice(&["KAFKA_BOOTSTRAP_SERVERS"]),
        values: &Shape::List {
            min: 1,
            max: 10,
            of: &ENDPOINT,
        },
    },
)];
static ENDPOINT: Shape = text(1, 300, &HOST_AND_PORT);
static MSK_CONFIG: [Member; 2] = [
    member("ConsumerGroupId", text(1, 200, &ACCESS_URI)),
    member("SchemaRegistryConfig", Shape::Record(&SCHEMA_REGISTRY)),
];
static KAFKA_CONFIG: [Member; 3] = [
    member("ConsumerGroupId", text(1, 200, &ACCESS_URI)),
    member("ConsumptionMode", Shape::Choice(&["Stream", "Queue"])),
    member("SchemaRegistryConfig", Shape::Record(&SCHEMA_REGISTRY)),
];
static SCHEMA_REGISTRY: [Member; 4] = [
    member("SchemaRegistryURI", text(1, 10_000, &URI)),
    member("EventRecordFormat", Shape::Choice(&["JSON", "SOURCE"])),
    member(
        "AccessConfigs",
        Shape::List {
            min: 0,
            max: NO_LIMIT,
            of: &Shape::Record(&REGISTRY_ACCESS),
        },
    ),
    member(
        "SchemaValidationConfigs",
        Shape::List {
            min: 0,
            max: NO_LIMIT,
            of: &Shape::Record(&REGISTRY_VALIDATION),
        },
    ),
];
static REGISTRY_ACCESS: [Member; 2] = [
    member(
        "Type",
        Shape::Choice(&[
            "BASIC_AUTH",
            "CLIENT_CERTIFICATE_TLS_AUTH",
            "SERVER_ROOT_CA_CERTIFICATE",
            "OAUTHBEARER_AUTH",
        ]),
    ),
    member("URI", text(0, 10_000, &ARN)),
];
static REGISTRY_VALIDATION: [Member; 1] = [member("Attribute", Shape::Choice(&["KEY", "VALUE"]))];
// The model says 1,000. Accounts with a raised quota have more.
static SCALING: [Member; 1] = [member("MaximumConcurrency", Shape::Number(2, 10_000))];
static POLLERS: [Member; 3] = [
    member("MinimumPollers", Shape::Number(1, 200)),
    member("MaximumPollers", Shape::Number(1, 10_000)),
    member("PollerGroupName", text(0, 128, &POLLER_GROUP)),
];
static DOCUMENT_DB: [Member; 3] = [
    member("DatabaseName", text(1, 63, &DATABASE)),
    member("CollectionName", text(1, 57, &COLLECTION)),
    member("FullDocument", Shape::Choice(&["UpdateLookup", "Default"])),
];
static METRICS: [Member; 1] = [member(
    "Metrics",
    Shape::List {
        min: 0,
        max: 3,
        of: &Shape::Choice(&["EventCount", "ErrorCount", "KafkaMetrics"]),
    },
)];
static LOGGING: [Member; 1] = [member(
    "SystemLogLevel",
    Shape::Choice(&["DEBUG", "INFO", "WARN"]),
)];

/// The engine knows no classes of Unicode.
fn in_a_tag(character: char) -> bool {
    let space = character.is_whitespace() && !character.is_control();
    character.is_alphanumeric() || space || "_.:/=+-@".contains(character)
}

fn all(_: Source) -> bool {
    true
}

fn streams(source: Source) -> bool {
    source.is_stream()
}

fn kafka(source: Source) -> bool {
    source.is_kafka()
}

fn streams_and_kafka(source: Source) -> bool {
    source.is_stream() || source.is_kafka()
}

fn but_mq_and_document_db(source: Source) -> bool {
    !matches!(source, Source::Mq | Source::DocumentDb)
}

/// The fields, in the order in which their faults are reported. `FunctionName`, `Enabled` and
/// `Tags` are apart: they are no settings of the mapping.
pub(crate) static FIELDS: [Field; 25] = [
    create_only("EventSourceArn", text(0, 10_000, &ARN), all),
    create_only(
        "SelfManagedEventSource",
        Shape::Record(&SELF_MANAGED),
        |source| source == Source::SelfManagedKafka,
    ),
    create_only(
        "StartingPosition",
        Shape::Choice(&["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"]),
        |source| !source.is_sqs() && source != Source::Mq,
    ),
    create_only("StartingPositionTimestamp", Shape::Instant, |source| {
        !source.is_sqs() && source != Source::Mq
    }),
    create_only(
        "Topics",
        Shape::List {
            min: 1,
            max: 1,
            of: &TOPIC,
        },
        kafka,
    ),
    create_only(
        "Queues",
        Shape::List {
            min: 1,
            max: 1,
            of: &QUEUE,
        },
        |source| source == Source::Mq,
    ),
    updatable("BatchSize", Shape::Number(1, 10_000), all),
    updatable("MaximumBatchingWindowInSeconds", Shape::Number(0, 300), all),
    updatable("FilterCriteria", Shape::Record(&FILTER_CRITERIA), all),
    updatable("KMSKeyArn", text(0, 10_000, &KMS_KEY), all),
    updatable(
        "MetricsConfig",
        Shape::Record(&METRICS),
        but_mq_and_document_db,
    ),
    updatable("LoggingConfig", Shape::Record(&LOGGING), kafka),
    updatable("ScalingConfig", Shape::Record(&SCALING), |source| {
        source.is_sqs()
    }),
    updatable(
        "ProvisionedPollerConfig",
        Shape::Record(&POLLERS),
        |source| source.is_sqs() || source.is_kafka(),
    ),
    updatable("ParallelizationFactor", Shape::Number(1, 10), streams),
    updatable("TumblingWindowInSeconds", Shape::Number(0, 900), streams),
    updatable("BisectBatchOnFunctionError", Shape::Flag, streams_and_kafka),
    updatable(
        "MaximumRecordAgeInSeconds",
        Shape::Number(-1, 604_800),
        streams_and_kafka,
    ),
    updatable(
        "MaximumRetryAttempts",
        Shape::Number(-1, 10_000),
        streams_and_kafka,
    ),
    updatable(
        "DestinationConfig",
        Shape::Record(&DESTINATION_CONFIG),
        streams_and_kafka,
    ),
    updatable(
        "FunctionResponseTypes",
        Shape::List {
            min: 0,
            max: 1,
            of: &Shape::Choice(&["ReportBatchItemFailures"]),
        },
        but_mq_and_document_db,
    ),
    updatable(
        "SourceAccessConfigurations",
        Shape::List {
            min: 0,
            max: 23,
            of: &Shape::Record(&ACCESS),
        },
        |source| source.is_kafka() || matches!(source, Source::Mq | Source::DocumentDb),
    ),
    updatable(
        "AmazonManagedKafkaEventSourceConfig",
        Shape::Record(&MSK_CONFIG),
        |source| source == Source::Msk,
    ),
    updatable(
        "SelfManagedKafkaEventSourceConfig",
        Shape::Record(&KAFKA_CONFIG),
        |source| source == Source::SelfManagedKafka,
    ),
    updatable(
        "DocumentDBEventSourceConfig",
        Shape::Record(&DOCUMENT_DB),
        |source| source == Source::DocumentDb,
    ),
];
static TOPIC: Shape = text(1, 249, &TOPIC_NAME);
static QUEUE: Shape = text(1, 1000, &QUEUE_NAME);
