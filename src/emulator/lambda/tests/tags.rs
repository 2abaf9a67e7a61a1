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

fn resources(bench: &mut Bench, body: &Value) -> (u16, Value) {
    let request = Request {
        place: Place {
            account: bench.account.into(),
            region: bench.region.into(),
        },
        operation: Operation::GetResources,
        subject: String::new(),
        query: Query::default(),
        body: body.to_string().into(),
    };
    let answer = bench.lambda.handle(bench.now, &request);
    let Body::Json(body) = answer.body else {
        panic!("not JSON")
    };
    (answer.status, body)
}

#[test]
fn tags_of_many_come_in_pages_or_by_arn_without_what_has_none() {
    let mut bench = Bench::new();
    let mut arns = Vec::new();
    for number in 0..7 {
        let source = format!("arn:aws:sqs:eu-west-1:111111111111:q{number}");
        let mut body = with(queue(), &json!({ "EventSourceArn": source }));
        if number != 3 {
            body = with(body, &json!({ "Tags": { "n": format!("{number}") } }));
        }
        arns.push(bench.create(&body)["EventSourceMappingArn"].clone());
    }
    let page = |token: &Value| json!({ "ResourceTypeFilters": ["lambda:event-source-mapping"], "ResourcesPerPage": 4, "PaginationToken": token });
    let (status, first) = resources(&mut bench, &page(&Value::Null));
    assert_eq!(status, 200, "{first}");
    let (_, second) = resources(&mut bench, &page(&first["PaginationToken"]));
    assert_eq!(second["PaginationToken"], "");
    let list = |it: &Value| it["ResourceTagMappingList"].as_array().unwrap().clone();
    let all = [list(&first), list(&second)].concat();
    let mut found: Vec<&Value> = all.iter().map(|it| &it["Tags"][0]["Value"]).collect();
    found.sort_by_key(ToString::to_string);
    assert_eq!(found, ["0", "1", "2", "4", "5", "6"]);

    let some = json!({ "ResourceARNList": [arns[2], arns[3], "arn:aws:lambda:eu-west-1:111111111111:event-source-mapping:x"] });
    let (_, some) = resources(&mut bench, &some);
    let expected = json!([{ "ResourceARN": arns[2], "Tags": [{ "Key": "n", "Value": "2" }] }]);
    assert_eq!(some["ResourceTagMappingList"], expected);

    let others = json!({ "ResourceTypeFilters": ["lambda:function"] });
    assert_eq!(
        resources(&mut bench, &others).1["ResourceTagMappingList"],
        json!([])
    );
}

#[test]
fn what_the_tagging_api_refuses_is_named_in_the_body() {
    let mut bench = Bench::new();
    let arn = "arn:aws:lambda:eu-west-1:111111111111:event-source-mapping:x";
    for (body, code) in [
        (
            json!({ "ResourceARNList": [] }),
            "InvalidParameterException",
        ),
        (
            json!({ "ResourceARNList": vec![arn; 101] }),
            "InvalidParameterException",
        ),
        (
            json!({ "ResourceARNList": [arn], "ResourcesPerPage": 5 }),
            "InvalidParameterException",
        ),
        (
            json!({ "ResourcesPerPage": 101 }),
            "InvalidParameterException",
        ),
        (
            json!({ "ResourcesPerPage": 0 }),
            "InvalidParameterException",
        ),
        (
            json!({ "ResourceTypeFilters": "lambda" }),
            "InvalidParameterException",
        ),
        (
            json!({ "PaginationToken": "?" }),
            "PaginationTokenExpiredException",
        ),
    ] {
        let (status, answer) = resources(&mut bench, &body);
        assert_eq!((status, &answer["__type"]), (400, &json!(code)), "{body}");
    }
}
