//! Tags and their calls.

use super::*;

fn tags_path(mapping: &Value) -> String {
    let arn = mapping["EventSourceMappingArn"].as_str().unwrap();
    format!("/2017-03-31/tags/{}", arn.replace(':', "%3A"))
}

fn tags(bench: &mut Bench, mapping: &Value) -> Value {
    let (status, answer) = bench.call("GET", &tags_path(mapping), &Value::Null);
    assert_eq!(status, 200, "{answer}");
    answer["Tags"].clone()
}

#[test]
fn tags_are_set_on_create_added_overwritten_and_removed() {
    let mut bench = Bench::new();
    let mapping = bench.create(&with(queue(), &json!({ "Tags": { "A": "1" } })));
    assert_eq!(mapping.get("Tags"), None);
    assert_eq!(tags(&mut bench, &mapping), json!({ "A": "1" }));
    let path = tags_path(&mapping);
    let added = json!({ "Tags": { "A": "2", "B": "3" } });
    assert_eq!(bench.call("POST", &path, &added), (204, Value::Null));
    assert_eq!(tags(&mut bench, &mapping), json!({ "A": "2", "B": "3" }));
    let keys = format!("{path}?tagKeys=A&tagKeys=Z");
    assert_eq!(
        bench.call("DELETE", &keys, &Value::Null),
        (204, Value::Null)
    );
    assert_eq!(tags(&mut bench, &mapping), json!({ "B": "3" }));
    assert_eq!(
        bench.lambda.mappings(bench.now)[0]["Tags"],
        json!({ "B": "3" })
    );
}

#[test]
fn an_unknown_mapping_is_named_in_the_refusal() {
    let mut bench = Bench::new();
    let arn = "arn:aws:lambda:eu-west-1:111111111111:event-source-mapping:00000000-0000-0000-0000-000000000000";
    assert_eq!(
        bench.refused("GET", &format!("/2017-03-31/tags/{arn}"), ""),
        (
            404,
            "ResourceNotFoundException".into(),
            format!("Event source mapping not found: {arn}")
        )
    );
}

#[test]
fn what_is_no_arn_breaks_the_pattern() {
    let mut bench = Bench::new();
    let (status, code, text) = bench.refused("GET", "/2017-03-31/tags/arn%3Aaws%3Asomething", "");
    assert_eq!((status, code.as_str()), (400, "ValidationException"));
    assert!(
        text.starts_with("1 validation error detected: Value 'arn:aws:something' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*):lambda:(eusc-)?"),
        "{text}"
    );
}

#[test]
fn there_are_at_most_fifty_tags() {
    let mut bench = Bench::new();
    let many = |count: usize| {
        let tags: serde_json::Map<String, Value> =
            (0..count).map(|n| (format!("k{n}"), json!("v"))).collect();
        json!({ "Tags": tags })
    };
    let limit = invalid("Number of tags exceeds resource tag limit.");
    assert_eq!(bench.refuse_create(&with(queue(), &many(51))), limit);
    let mapping = bench.create(&with(queue(), &many(50)));
    let one_more = json!({ "Tags": { "one": "more" } }).to_string();
    assert_eq!(
        bench.refused("POST", &tags_path(&mapping), &one_more),
        limit
    );
}

#[test]
fn calls_without_tags_or_keys_are_refused() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    assert_eq!(
        bench.refused("POST", &tags_path(&mapping), "{}"),
        constraint("Value null at 'tags' failed to satisfy constraint: Member must not be null")
    );
    assert_eq!(
        bench.refused("DELETE", &tags_path(&mapping), ""),
        constraint("Value null at 'tagKeys' failed to satisfy constraint: Member must not be null")
    );
}

#[test]
fn reserved_keys_and_odd_characters_are_refused() {
    let mut bench = Bench::new();
    for tags in [
        json!({ "aws:x": "y" }),
        json!({ "a": "<b>" }),
        json!({ "a": "x".repeat(257) }),
    ] {
        let (status, _, text) = bench.refuse_create(&with(queue(), &json!({ "Tags": tags })));
        assert_eq!(status, 400, "{text}");
    }
    bench.create(&with(
        queue(),
        &json!({ "Tags": { "größe": "a b_.:/=+-@" } }),
    ));
}
