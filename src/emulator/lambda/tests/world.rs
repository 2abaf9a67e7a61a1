//! Functions, roles and sources that are there, not there, or not there yet.

use super::*;

#[test]
fn without_strictness_every_function_and_source_exists() {
    Bench::new().create(&queue());
    Bench::new().create(&stream());
}

#[test]
fn a_strict_account_has_what_was_seeded_and_nothing_else() {
    let mut bench = Bench::strict(&json!({ "functions": [{ "name": "f" }] }));
    let cluster = json!({
        "FunctionName": "f", "EventSourceArn": MSK, "Topics": ["topic"], "StartingPosition": "LATEST",
    });
    assert_eq!(
        bench.refuse_create(&cluster),
        invalid(&format!("Event source not found: {MSK}"))
    );
    bench.seed(&json!({ "sources": [{ "arn": MSK }] }));
    bench.create(&cluster);
    // Self-managed Kafka is not AWS's, so there is nothing to look for.
    bench.create(&kafka(&["a:1"], "topic"));
    let other = json!({ "FunctionName": "g" });
    let refusal = invalid("Function does not exist");
    assert_eq!(bench.refuse_create(&with(cluster.clone(), &other)), refusal);
    bench.account = "222222222222";
    assert_eq!(bench.refuse_create(&cluster), refusal);
}

#[test]
fn a_function_exists_after_a_while_and_only_with_its_qualifiers() {
    let seed = json!({ "functions": [{ "name": "f", "exists_in": "3s", "qualifiers": ["live"] }] });
    let mut bench = Bench::new();
    bench.seed(&seed);
    let refusal = invalid("Function does not exist");
    assert_eq!(bench.refuse_create(&queue()), refusal);
    bench.wait(3);
    let named = |name: &str| with(queue(), &json!({ "FunctionName": name }));
    assert_eq!(bench.refuse_create(&named("f:old")), refusal);
    for name in ["f", "f:live", "f:$LATEST"] {
        bench.create(&named(name));
    }
}

#[test]
fn a_role_works_after_a_while_or_never() {
    let mut bench = Bench::new();
    bench.seed(&json!({ "functions": [
        { "name": "f", "assumable_in": "1s", "permitted_in": "2s" },
        { "name": "g", "permitted_in": "never" },
    ] }));
    assert_eq!(
        bench.refuse_create(&queue()),
        invalid("The role defined for the function cannot be assumed by Lambda.")
    );
    bench.wait(1);
    assert_eq!(
        bench.refuse_create(&queue()),
        invalid(
            "The provided execution role does not have permissions to call ReceiveMessage on SQS"
        )
    );
    assert_eq!(
        bench.refuse_create(&stream()),
        invalid(&format!(
            "Cannot access stream {STREAM}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM."
        ))
    );
    bench.wait(1);
    let mapping = bench.create(&queue());
    bench.wait(1_000_000);
    let other = json!({ "FunctionName": "g" });
    let (status, _, text) = bench.refuse_update(&mapping, &other);
    assert_eq!(status, 400, "{text}");
}

#[test]
fn a_queue_must_hide_messages_for_as_long_as_the_function_may_run() {
    let mut bench = Bench::new();
    bench.seed(&json!({
        "functions": [{ "name": "f", "timeout": 120 }, { "name": "quick" }],
        "sources": [{ "arn": QUEUE, "visibility_timeout": 60 }],
    }));
    let refusal =
        invalid("Queue visibility timeout: 60 seconds is less than Function timeout: 120 seconds");
    assert_eq!(bench.refuse_create(&queue()), refusal);
    let mapping = bench.create(&with(queue(), &json!({ "FunctionName": "quick" })));
    let slow = json!({ "FunctionName": "f" });
    assert_eq!(bench.refuse_update(&mapping, &slow), refusal);
}

#[test]
fn seeded_mappings_are_settled_and_must_be_ones_that_lambda_takes() {
    let mut bench = Bench::new();
    bench.seed(&json!({ "mappings": [queue()] }));
    let path = "/2015-03-31/event-source-mappings";
    let (_, listed) = bench.call("GET", path, &Value::Null);
    assert_eq!(listed["EventSourceMappings"][0]["State"], "Enabled");
    let seed = Seed::read(&json!({ "mappings": [stream(), queue(), {}] }).to_string()).unwrap();
    let error = bench.lambda.seed(bench.now, &seed).unwrap_err();
    assert!(
        error.starts_with("mappings[2]: 1 validation error"),
        "{error}"
    );
}

#[test]
fn the_age_of_a_function_is_told_and_what_is_not_there_is_not_found() {
    let seed = json!({ "functions": [{ "name": "f", "modified_ago": "60m" }, { "name": "new" }] });
    let mut bench = Bench::strict(&seed);
    let mut ask = |name: &str| {
        let path = format!("/2015-03-31/functions/{name}/configuration");
        let answer = bench.answer("GET", &path, "");
        let Body::Json(body) = answer.body else {
            panic!("a function is told as JSON");
        };
        (answer.status, body["LastModified"].clone())
    };
    assert_eq!(ask("f"), (200, json!("2027-01-15T07:00:00.000+0000")));
    assert_eq!(ask("new"), (200, json!("2027-01-15T08:00:00.000+0000")));
    assert_eq!(ask("g"), (404, Value::Null));
    assert_eq!(ask("a%20b").0, 404);
}
