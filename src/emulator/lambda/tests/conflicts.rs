//! One function and one source make one mapping.

use super::*;

fn conflict(text: &str) -> (u16, String, String) {
    (409, "ResourceConflictException".into(), text.into())
}

#[test]
fn a_taken_queue_names_the_mapping_that_has_it() {
    let mut bench = Bench::new();
    let taken = bench.create(&queue());
    let uuid = taken["UUID"].as_str().unwrap();
    assert_eq!(
        bench.refuse_create(&queue()),
        conflict(&format!(
            "An event source mapping with SQS arn (\" {QUEUE} \") and function (\" f \") already exists. Please update or delete the existing mapping with UUID {uuid}"
        ))
    );
}

#[test]
fn a_taken_stream_has_a_text_of_its_own() {
    let mut bench = Bench::new();
    let taken = bench.create(&stream());
    let uuid = taken["UUID"].as_str().unwrap();
    assert_eq!(
        bench.refuse_create(&stream()),
        conflict(&format!(
            "The event source arn (\" {STREAM} \") and function (\" f \") provided mapping already exists. Please update or delete the existing mapping with UUID {uuid}"
        ))
    );
}

#[test]
fn one_shared_broker_and_the_topic_make_a_conflict_of_self_managed_kafka() {
    let mut bench = Bench::new();
    let taken = bench.create(&kafka(&["kafka:1000"], "topic"));
    let uuid = taken["UUID"].as_str().unwrap();
    assert_eq!(
        bench.refuse_create(&kafka(&["kafka:2000", "kafka:1000"], "topic")),
        conflict(&format!(
            "An event source mapping with event source (\"kafka:1000,kafka:2000\"), function (\"arn:aws:lambda:eu-west-1:111111111111:function:f\"), topics (\"topic\") already exists. Please update or delete the existing mapping with UUID {uuid}"
        ))
    );
    bench.create(&kafka(&["kafka:1000"], "topic_2"));
    bench.create(&kafka(&["kafka:3000"], "topic"));
}

#[test]
fn the_pair_stays_taken_while_a_mapping_is_being_deleted() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    bench.delete(&mapping);
    bench.wait(9);
    assert_eq!(bench.try_create(&queue()).0, 409);
    bench.wait(1);
    assert_eq!(bench.try_create(&queue()).0, 202);
}

#[test]
fn a_refused_create_leaves_nothing_behind() {
    let mut bench = Bench::new();
    bench.create(&queue());
    assert_eq!(bench.try_create(&queue()).0, 409);
    assert_eq!(bench.lambda.mappings(bench.now).len(), 1);
}

#[test]
fn an_update_to_a_taken_function_is_a_conflict_and_frees_nothing() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    bench.create(&with(queue(), &json!({ "FunctionName": "g" })));
    let to_g = json!({ "FunctionName": "g" });
    assert_eq!(bench.update(&mapping, &to_g).0, 409);
    assert_eq!(bench.try_create(&queue()).0, 409);
}

#[test]
fn an_update_to_another_function_frees_the_old_pair_and_takes_the_new_one() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    let (_, answer) = bench.update(&mapping, &json!({ "FunctionName": "g" }));
    assert_eq!(
        answer["FunctionArn"],
        "arn:aws:lambda:eu-west-1:111111111111:function:g"
    );
    assert_eq!(
        bench
            .try_create(&with(queue(), &json!({ "FunctionName": "g" })))
            .0,
        409
    );
    assert_eq!(bench.try_create(&queue()).0, 202);
}
