//! Pollers, and how many functions run at once.

use super::*;
use Base::{Fifo, Kafka, Kinesis, Msk, Sqs};

pub(super) fn all() -> Vec<Case> {
    let pollers = |it: Json| json!({"provisioned_poller_config": [it]});
    let limit = |most: i64| json!({"scaling_config": [{"maximum_concurrency": most}]});
    let at = "provisioned_poller_config";
    let (fewest, most, group) = (
        "provisioned_poller_config[0].minimum_pollers",
        "provisioned_poller_config[0].maximum_pollers",
        "provisioned_poller_config[0].poller_group_name",
    );
    vec![
        case("scaling_config", Kinesis, limit(2), json!({})),
        case(
            "scaling_config[0].maximum_concurrency",
            Sqs,
            limit(1),
            limit(2),
        ),
        case(
            "scaling_config[0].maximum_concurrency",
            Fifo,
            limit(1001),
            limit(1000),
        ),
        case(
            "scaling_config",
            Sqs,
            json!({"scaling_config": [{"maximum_concurrency": 2}], "provisioned_poller_config": [{}]}),
            pollers(json!({})),
        ),
        case(at, Kinesis, pollers(json!({})), json!({})),
        case(
            at,
            Fifo,
            pollers(json!({"maximum_pollers": 1})),
            pollers(json!({})),
        ),
        case(
            at,
            Sqs,
            pollers(json!({"minimum_pollers": 1})),
            pollers(json!({"minimum_pollers": 2, "maximum_pollers": 10_000})),
        ),
        case(
            at,
            Kafka,
            pollers(json!({"maximum_pollers": 2001})),
            pollers(json!({"maximum_pollers": 2000})),
        ),
        case(
            at,
            Msk,
            pollers(json!({"minimum_pollers": 10, "maximum_pollers": 9})),
            pollers(json!({"minimum_pollers": 1, "maximum_pollers": 1})),
        ),
        case(
            fewest,
            Msk,
            pollers(json!({"minimum_pollers": 201})),
            pollers(json!({"minimum_pollers": 200})),
        ),
        case(
            most,
            Sqs,
            pollers(json!({"maximum_pollers": 10_001})),
            pollers(json!({"maximum_pollers": 10_000})),
        ),
        case(
            group,
            Sqs,
            pollers(json!({"poller_group_name": "g"})),
            pollers(json!({"poller_group_name": ""})),
        ),
        case(
            group,
            Msk,
            pollers(json!({"poller_group_name": "a b"})),
            pollers(json!({"poller_group_name": "a-b_C"})),
        ),
    ]
}
