//! What Lambda is ordered to say of a mapping.

use super::*;
use crate::emulator::model::report::FilterError;

fn reported(bench: &mut Bench, mapping: &Value, report: Report) -> Value {
    let uuid = mapping["UUID"].as_str().unwrap();
    assert!(bench.lambda.report(bench.now, uuid, report).is_some());
    bench.get(mapping).1
}

#[test]
fn a_mapping_that_lambda_disabled_says_why_until_it_is_enabled_again() {
    let mut bench = Bench::new();
    let mapping = bench.create(&queue());
    let report = Report {
        disabled: true,
        state_transition_reason: Some("Source queue does not exist".into()),
        ..Report::default()
    };
    let shown = reported(&mut bench, &mapping, report);
    assert_eq!(shown["State"], "Disabled");
    assert_eq!(
        shown["StateTransitionReason"],
        "Source queue does not exist"
    );
    let enable = json!({ "Enabled": true });
    let (_, answer) = bench.update(&mapping, &enable);
    assert_eq!(answer["State"], "Enabling");
    assert_eq!(answer["StateTransitionReason"], "USER_INITIATED");
    bench.wait(10);
    assert_eq!(bench.get(&mapping).1["State"], "Enabled");
}

#[test]
fn a_failing_batch_and_filters_that_cannot_be_read_are_shown() {
    let mut bench = Bench::new();
    let filters = json!({
        "FilterCriteria": { "Filters": [{ "Pattern": "{\"data\":[1]}" }] },
        "KMSKeyArn": "arn:aws:kms:eu-west-1:111111111111:key/k",
    });
    let mapping = bench.create(&with(stream(), &filters));
    let report = Report {
        last_processing_result: Some("PROBLEM: Function call failed".into()),
        filter_criteria_error: Some(FilterError {
            error_code: "AccessDeniedException".into(),
            message: "The key cannot be used.".into(),
        }),
        ..Report::default()
    };
    let shown = reported(&mut bench, &mapping, report);
    assert_eq!(
        shown["LastProcessingResult"],
        "PROBLEM: Function call failed"
    );
    assert_eq!(shown["FilterCriteria"], Value::Null);
    assert_eq!(
        shown["FilterCriteriaError"]["ErrorCode"],
        "AccessDeniedException"
    );
    let (_, answer) = bench.update(&mapping, &json!({ "KMSKeyArn": "" }));
    assert_eq!(answer.get("FilterCriteriaError"), None);
    assert_eq!(answer["FilterCriteria"], filters["FilterCriteria"]);
    assert_eq!(
        answer["LastProcessingResult"],
        "PROBLEM: Function call failed"
    );
}

#[test]
fn nothing_can_be_said_of_a_mapping_that_is_not_there() {
    let mut bench = Bench::new();
    let said = bench.lambda.report(bench.now, "nobody", Report::default());
    assert_eq!(said, None);
}
