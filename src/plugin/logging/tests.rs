//! Tests of the line that an event becomes.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tracing::level_filters::LevelFilter;

use super::*;

fn lines(form: Form, ours: LevelFilter, log: impl FnOnce()) -> Vec<String> {
    let written = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&written);
    let levels = Levels {
        ours,
        others: LevelFilter::WARN,
    };
    let subscriber = subscriber(form, &levels, move |text: &str| {
        sink.lock().unwrap().push(text.to_owned());
    });
    tracing::subscriber::with_default(subscriber, log);
    // Another test that begins to log may hold the subscriber for a moment.
    std::mem::take(&mut *written.lock().unwrap())
}

fn hclog(log: impl FnOnce()) -> Vec<Value> {
    let parse = |line: &String| {
        assert_eq!(
            line.find('\n'),
            Some(line.len() - 1),
            "not one line: {line:?}"
        );
        serde_json::from_str(line).unwrap()
    };
    lines(Form::Hclog, LevelFilter::TRACE, log)
        .iter()
        .map(parse)
        .collect()
}

#[test]
fn each_level_has_the_name_that_terraform_knows() {
    let lines = hclog(|| {
        tracing::trace!("a");
        tracing::debug!("b");
        tracing::info!("c");
        tracing::warn!("d");
        tracing::error!("e");
    });
    let levels: Vec<_> = lines
        .iter()
        .map(|line| line["@level"].as_str().unwrap())
        .collect();
    assert_eq!(levels, ["trace", "debug", "info", "warn", "error"]);
}

#[test]
fn a_line_has_text_module_and_a_time_with_six_decimals() {
    let lines = hclog(|| tracing::info!(n = 3, "it is {}", "done"));
    let time = lines[0]["@timestamp"].as_str().unwrap();
    let digits = time.replace(|digit: char| digit.is_ascii_digit(), "0");
    assert_eq!(digits, "0000-00-00T00:00:00.000000Z");
    assert_eq!(
        lines[0],
        json!({"@level": "info", "@message": "it is done", "@module": "provider.awslambda", "@timestamp": time, "n": 3})
    );
}

#[test]
fn the_fields_of_the_spans_around_are_on_each_line_and_the_inner_ones_win() {
    let lines = hclog(|| {
        let outer = tracing::info_span!(
            "rpc",
            tf_rpc = "ReadResource",
            tf_req_id = "1",
            late = tracing::field::Empty
        );
        let _outer = outer.enter();
        outer.record("late", 7);
        tracing::info_span!("inner", tf_req_id = "2").in_scope(|| tracing::info!("first"));
        tracing::info!(tf_rpc = "mine", "second");
    });
    let fields = |line: &Value| {
        (
            line["tf_rpc"].clone(),
            line["tf_req_id"].clone(),
            line["late"].clone(),
        )
    };
    assert_eq!(
        fields(&lines[0]),
        (json!("ReadResource"), json!("2"), json!(7))
    );
    assert_eq!(fields(&lines[1]), (json!("mine"), json!("1"), json!(7)));
}

#[test]
fn line_breaks_and_quotes_stay_within_the_line() {
    let lines = hclog(|| tracing::warn!(text = "a\nb\r\"c\"\u{0}", "x\ny"));
    assert_eq!(lines[0]["@message"], "x\ny");
    assert_eq!(lines[0]["text"], "a\nb\r\"c\"\u{0}");
}

#[test]
fn a_field_cannot_take_the_place_of_what_terraform_reads() {
    let lines = hclog(
        || tracing::info!({ "@message" = 5, "@level" = true, "@timestamp" = "x", "@@module" = "y" }, "text"),
    );
    assert_eq!(lines[0]["@message"], "text");
    assert_eq!(lines[0]["@level"], "info");
    assert_eq!(lines[0]["@module"], "provider.awslambda");
    assert_ne!(lines[0]["@timestamp"], "x");
    assert_eq!(
        (&lines[0]["level"], &lines[0]["module"]),
        (&json!(true), &json!("y"))
    );
}

#[test]
fn the_text_of_a_line_is_a_text_whatever_was_logged() {
    let lines = hclog(|| {
        tracing::info!(message = 5);
        tracing::info!(message = true);
        tracing::info!(only = "a field");
    });
    let texts: Vec<_> = lines.iter().map(|line| line["@message"].as_str()).collect();
    assert_eq!(texts, [Some("5"), Some("true"), Some("")]);
}

#[test]
fn values_keep_their_kind() {
    let error = std::io::Error::other("the cause");
    let lines = hclog(|| {
        let error: &(dyn std::error::Error + 'static) = &error;
        tracing::info!(yes = true, n = -1, big = u64::MAX, half = 0.5, never = f64::NAN, list = ?[1], error, "x");
    });
    let line = &lines[0];
    assert_eq!(
        (&line["yes"], &line["n"], &line["big"]),
        (&json!(true), &json!(-1), &json!(u64::MAX))
    );
    assert_eq!(
        (&line["half"], &line["never"], &line["list"]),
        (&json!(0.5), &json!("NaN"), &json!("[1]"))
    );
    assert_eq!(line["error"], "the cause");
}

#[test]
fn a_text_too_long_for_terraform_is_cut_between_characters() {
    let lines = lines(Form::Hclog, LevelFilter::INFO, || {
        tracing::info!(body = "\u{1}é".repeat(100_000), "x");
    });
    assert!(lines[0].len() < 64 << 10, "{} bytes", lines[0].len());
    assert!(lines[0].contains("(300000 bytes in all)"));
}

#[test]
fn what_is_not_asked_for_is_not_built() {
    struct Never;
    impl std::fmt::Debug for Never {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("nobody reads this")
        }
    }
    for level in [LevelFilter::OFF, LevelFilter::ERROR, LevelFilter::INFO] {
        assert_eq!(
            lines(Form::Hclog, level, || tracing::debug!(value = ?Never, "x")),
            [""; 0]
        );
    }
}

#[test]
fn a_crate_below_is_heard_with_warnings_and_named() {
    let lines = hclog(|| {
        tracing::debug!(target: "aws_smithy_runtime::client", "Authorization: secret");
        tracing::warn!(target: "aws_smithy_runtime::client", "slow");
    });
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["@message"], "slow");
    assert_eq!(lines[0]["@module"], "provider.awslambda.aws_smithy_runtime");
}

#[test]
fn a_person_reads_plain_lines() {
    let lines = lines(Form::Plain, LevelFilter::INFO, || {
        tracing::info!(n = 1, who = "me", "two\nlines");
    });
    let (time, rest) = lines[0].split_once(' ').unwrap();
    assert_eq!(time.len(), 27);
    assert_eq!(
        rest,
        "[INFO] provider.awslambda: two lines n=1 who=\"me\"\n"
    );
}
