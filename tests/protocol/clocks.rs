//! A machine whose clock is wrong: calls are signed with AWS's time once it is known, and otherwise the
//! user is told by how much the clock is wrong.

use std::time::{Duration, SystemTime};

use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::json;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::Diagnostic;

use crate::support::host::{Host, QUEUE, assert_error, with};
use crate::support::sts;
use crate::support::web::{Reply, Seen, Web};

const NONE: [Diagnostic; 0] = [];
/// How far AWS is ahead of this machine: an hour, and enough that it is still one when it is looked at.
const AHEAD: Duration = Duration::from_secs(3630);

/// The same answer, with the date that it is at AWS.
fn dated(reply: Reply) -> Reply {
    let date = DateTime::from(SystemTime::now() + AHEAD);
    let date = date.fmt(Format::HttpDate).unwrap();
    let Reply(status, kind, body) = reply;
    Reply(status, format!("{kind}\r\ndate: {date}").leak(), body)
}

/// Whether a request was signed at the time that it is at AWS.
fn in_time(seen: &Seen) -> bool {
    let stamp = &seen.headers["x-amz-date"];
    let text = format!(
        "{}-{}-{}:{}:{}",
        &stamp[..4],
        &stamp[4..6],
        &stamp[6..11],
        &stamp[11..13],
        &stamp[13..]
    );
    let signed = DateTime::from_str(&text, Format::DateTime).unwrap().secs();
    let there = DateTime::from(SystemTime::now() + AHEAD).secs();
    signed.abs_diff(there) < 300
}

fn block(host: &Host, lambda: &str, sts: &str) -> Value {
    let endpoints = host.endpoints(lambda.into(), sts.into());
    with(host.block_for("eu-west-1"), &[("endpoints", endpoints)])
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_put_right_for_the_calls() {
    let codes = [
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "RequestTimeTooSkewed",
    ];
    for code in codes {
        let host = Host::start().await;
        let web = Web::start(move |seen| {
            dated(if in_time(seen) {
                sts::answer(seen, &0.into(), Duration::from_hours(1))
            } else {
                sts::refusal(code, "no")
            })
        })
        .await;
        let ask = [("skip_credentials_validation", true.into())];
        let block = block(&host, &host.emulator.endpoint(), &web.url());
        assert_eq!(host.configure(&with(block.clone(), &ask)).await, NONE);
        let ask = [("skip_credentials_validation", false.into())];
        assert_eq!(host.configure(&with(block, &ask)).await, NONE, "{code}");
        let signed: Vec<bool> = web.seen().iter().map(in_time).collect();
        assert_eq!(signed, [false, true], "{code}");
    }
}

#[tokio::test]
async fn a_mapping_is_made_with_a_clock_that_is_wrong_and_once() {
    let host = Host::start().await;
    // What Lambda says of such a mapping.
    let made = host.create(&host.queue()).await;
    let mapping = host.emulator.mappings()[0].clone();
    assert_eq!(mapping["State"], "Enabled");
    let body = mapping.to_string();
    let web = Web::start(move |seen| {
        let json = "application/json";
        dated(if !in_time(seen) {
            let refusal = json!({"message": "The request signature does not match."}).to_string();
            let kind = "application/json\r\nx-amzn-errortype: InvalidSignatureException";
            Reply(403, kind, refusal)
        } else if seen.target.contains("/tags/") {
            Reply(200, json, json!({"Tags": {}}).to_string())
        } else if seen.method == "POST" {
            Reply(202, json, body.clone())
        } else {
            Reply(200, json, body.clone())
        })
    })
    .await;
    let block = block(&host, &web.url(), &host.emulator.endpoint());
    assert_eq!(host.configure(&block).await, NONE);
    let state = host.create(&host.queue()).await;
    assert_eq!(state.attribute("uuid"), made.attribute("uuid"));
    assert_eq!(*state.attribute("event_source_arn"), QUEUE.into());
    let posts: Vec<bool> = web
        .seen()
        .iter()
        .filter(|it| it.method == "POST")
        .map(in_time)
        .collect();
    assert_eq!(posts, [false, true]);
}

#[tokio::test]
async fn a_signature_that_stays_refused_is_told_from_a_clock_that_is_wrong() {
    let host = Host::start().await;
    let ask = [("skip_credentials_validation", false.into())];
    let refused = async |reply: fn() -> Reply| {
        let web = Web::start(move |_| reply()).await;
        let block = block(&host, &host.emulator.endpoint(), &web.url());
        let found = host.configure(&with(block, &ask)).await;
        assert!(web.seen().len() <= 2, "{} calls", web.seen().len());
        found
    };
    let skewed = refused(|| dated(sts::refusal("SignatureDoesNotMatch", "no"))).await;
    assert_error(
        &skewed,
        "The clock of this machine is 1 h 0 min behind AWS's. If max_retries is not 0",
    );
    let denied = refused(|| dated(sts::refusal("AccessDenied", "Not you."))).await;
    assert_error(&denied, "Not you.");
    let late = refused(|| dated(sts::refusal("RequestTimeTooSkewed", "no"))).await;
    assert_error(
        &late,
        "AWS rejected the time of the request. The clock of this machine is 1 h 0 min behind AWS's.",
    );
    let wrong = refused(|| sts::refusal("SignatureDoesNotMatch", "no")).await;
    assert_error(&wrong, "AWS does not accept the credentials");
    let expired = refused(|| sts::refusal("RequestExpired", "no")).await;
    assert_error(&expired, "differs from AWS's by more than AWS allows");
}
