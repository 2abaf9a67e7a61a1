//! Tags, timeouts and the Region.

use super::*;
use Base::Sqs;

pub(super) fn all() -> Vec<Case> {
    let tags = |key: &str, value: &str| json!({"tags": {key: value}});
    let many = |count: usize| -> Json {
        let tags: serde_json::Map<String, Json> = (0..count)
            .map(|it| (format!("k{it}"), json!("v")))
            .collect();
        json!({"tags": tags})
    };
    let wait = |it: &str| json!({"timeouts": {"create": it}});
    vec![
        case(
            "region",
            Sqs,
            json!({"region": "eu-west-1a"}),
            json!({"region": "eu-west-1"}),
        ),
        case("tags", Sqs, tags("aws:own", "x"), tags("own:aws", "x")),
        case("tags", Sqs, tags("", "x"), tags("k", "")),
        case("tags", Sqs, tags("k", "{}"), tags("Größe", "a b_.:/=+-@")),
        case(
            "tags",
            Sqs,
            tags(&"k".repeat(129), "x"),
            tags(&"k".repeat(128), "x"),
        ),
        case(
            "tags",
            Sqs,
            tags("k", &"x".repeat(257)),
            tags("k", &"x".repeat(256)),
        ),
        case("tags", Sqs, many(51), many(50)),
        case("timeouts.create", Sqs, wait("ten minutes"), wait("10m")),
        case(
            "timeouts.update",
            Sqs,
            json!({"timeouts": {"update": "5"}}),
            json!({"timeouts": {"update": "5s"}}),
        ),
        case(
            "timeouts.delete",
            Sqs,
            json!({"timeouts": {"delete": "0s"}}),
            json!({"timeouts": {"delete": "1h30m"}}),
        ),
        case(
            "timeouts.read",
            Sqs,
            json!({"timeouts": {"read": "1 m"}}),
            json!({"timeouts": {"read": "1m"}}),
        ),
    ]
}
