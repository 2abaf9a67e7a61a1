//! What the emulator does besides refusing, and how each is known.

use super::fact::{Fact, Known};

const fn fact(known: Known, what: &'static str) -> Fact {
    Fact {
        what,
        known,
        kind: None,
        text: "",
    }
}

use Known::{Assumed, Documented, Recorded};

pub(super) static ALL: &[&Fact] = &[
    &fact(
        Recorded,
        "Create, Update and Delete answer 202 with the mapping, Get and List 200, `TagResource` and `UntagResource` 204 without a body",
    ),
    &fact(
        Recorded,
        "Queues answer ten fields and whatever was set; streams answer all of theirs, with `DestinationConfig: {\"OnFailure\": {}}` when there is none",
    ),
    &fact(
        Recorded,
        "Self-managed Kafka answers its consumer group, which is the UUID when none was given, and starts at `TRIM_HORIZON` when no position was given",
    ),
    &fact(
        Documented,
        "MSK, Amazon MQ and DocumentDB answer their blocks with the defaults of the API model, and no batching window until one is set",
    ),
    &fact(
        Recorded,
        "`LastProcessingResult` is `No records processed` for all but queues; no record is ever processed here",
    ),
    &fact(
        Recorded,
        "`StateTransitionReason` is `User action` for streams and `USER_INITIATED` for the others; for MSK, Amazon MQ and DocumentDB this is assumed",
    ),
    &fact(
        Recorded,
        "`FunctionArn` echoes the qualifier that was given, `$LATEST` too, and has none when none was given",
    ),
    &fact(
        Recorded,
        "Empty filter criteria are taken away and not answered",
    ),
    &fact(
        Recorded,
        "A Create goes through `Creating`, an Update through `Updating`, `Enabling` or `Disabling`, a Delete through `Deleting` until Get answers 404; the time is set by `--settle`",
    ),
    &fact(
        Recorded,
        "A queue's mapping that is created disabled is `Disabled` at once; those of other sources pass through `Creating`",
    ),
    &fact(Recorded, "Bootstrap servers are answered sorted"),
    &fact(
        Recorded,
        "An Update with an empty `SchemaRegistryConfig` removes the registry, and an empty block changes nothing",
    ),
    &fact(
        Documented,
        "An empty `FilterCriteria`, `ScalingConfig`, `MetricsConfig`, `ProvisionedPollerConfig` or `KMSKeyArn` removes the setting",
    ),
    &fact(
        Assumed,
        "An empty `DestinationConfig`, `LoggingConfig` or list of access settings removes the setting",
    ),
    &fact(
        Documented,
        "What an Update does not know, such as `EventSourceArn` or `Topics`, is ignored, as are unknown fields and nulls",
    ),
    &fact(
        Documented,
        "List answers at most 100 mappings a page, whatever `MaxItems` says",
    ),
    &fact(
        Documented,
        "List answers `FilterCriteria: null` for a mapping with a KMS key, and Get answers the filters",
    ),
    &fact(
        Assumed,
        "List by `FunctionName` finds the mappings of exactly that function and qualifier, in whichever form it is named",
    ),
    &fact(
        Recorded,
        "List finds nothing, and refuses nothing, for a function or source that does not exist",
    ),
    &fact(
        Documented,
        "Fifteen calls a second for each account and Region, all calls together, then 429 with `Retry-After` and `Reason`; with `--rate`",
    ),
    &fact(
        Documented,
        "A new mapping may be missing in List for a while; with `--list-lag`",
    ),
    &fact(
        Documented,
        "`GetResources` of the Resource Groups Tagging API answers mappings that have tags, at most 100 a page, until `PaginationToken` is empty, or those of at most 100 ARNs",
    ),
    &fact(
        Assumed,
        "`GetResources` knows a change of tags at once, and leaves out what has no tags any more; AWS's index is later by seconds",
    ),
    &fact(
        Assumed,
        "`GetResources` has as many calls a second as Lambda, counted by themselves, then 400 with `ThrottledException`; with `--rate`",
    ),
    &fact(
        Documented,
        "`ConsumptionMode` is taken as the API model has it; an account in which Lambda refused it was seen in September 2026",
    ),
    &fact(
        Assumed,
        "`MaximumConcurrency` above 1,000 is accepted, as in an account with a raised quota",
    ),
    &fact(
        Documented,
        "A FIFO queue may have provisioned pollers, as a standard one",
    ),
    &fact(
        Recorded,
        "`VPC_SUBNET` and `VPC_SECURITY_GROUP` are accepted with the bare id, as AWS CDK sends it",
    ),
    &fact(
        Recorded,
        "Deleting a function leaves its mappings as they are",
    ),
    &fact(
        Assumed,
        "An access key of twelve digits is the account's number; any other is account 000000000000",
    ),
];
