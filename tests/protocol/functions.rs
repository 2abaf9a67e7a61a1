//! Functions over the wire: known, unknown, null and wrong arguments.

use std::time::Duration;

use bytes::Bytes;
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::framework::value::types::Type;
use terraform_provider_awslambda::protocol::tfplugin6::{
    DynamicValue, FunctionError, call_function,
};

use crate::support::host::{Host, dynamic, rpc};
use crate::support::plugin::Settings;

const PATTERN: &str = r#"{"body":{"kind":["order"]}}"#;

/// Cores call functions before they configure a provider, so no test here does.
async fn host() -> Host {
    Host::unconfigured(Settings::new(), Duration::ZERO).await
}

fn text(it: &str) -> DynamicValue {
    dynamic(&Value::from(it), &Type::String)
}

fn value(it: &Value) -> DynamicValue {
    dynamic(it, &Type::String)
}

async fn call(host: &Host, name: &str, arguments: Vec<DynamicValue>) -> call_function::Response {
    let request = call_function::Request {
        name: name.to_owned(),
        arguments,
    };
    host.call(rpc!("CallFunction"), request).await
}

#[track_caller]
fn result(response: &call_function::Response, ty: &Type) -> Value {
    assert_eq!(response.error, None);
    msgpack::decode(&response.result.as_ref().unwrap().msgpack, ty).unwrap()
}

#[track_caller]
fn error(response: call_function::Response) -> (String, Option<i64>) {
    assert_eq!(response.result, None);
    let FunctionError {
        text,
        function_argument,
    } = response.error.unwrap();
    // The core ends the sentence.
    assert!(!text.ends_with('.'), "{text}");
    (text, function_argument)
}

#[tokio::test]
async fn a_function_answers_without_a_configuration() {
    let host = host().await;
    for (event, expected) in [
        (r#"{"body":{"kind":"order"}}"#, true),
        (r#"{"body":{"kind":"quote"}}"#, false),
    ] {
        let answer = call(&host, "filter_matches", vec![text(PATTERN), text(event)]).await;
        assert_eq!(
            result(&answer, &Type::Bool),
            Value::Bool(expected),
            "{event}"
        );
    }
    assert_eq!(host.emulator.requests().len(), 0);
}

#[tokio::test]
async fn arguments_may_come_as_json() {
    let host = host().await;
    let json = |it: &str| DynamicValue {
        msgpack: Bytes::new(),
        json: serde_json::to_vec(it).unwrap().into(),
    };
    let arguments = vec![json(PATTERN), json(r#"{"body":{"kind":"order"}}"#)];
    let answer = call(&host, "filter_matches", arguments).await;
    assert_eq!(result(&answer, &Type::Bool), Value::Bool(true));
}

#[tokio::test]
async fn an_unknown_argument_makes_an_unknown_result() {
    let host = host().await;
    let unknown = || value(&Value::UNKNOWN);
    for (name, arguments, ty) in [
        ("filter_matches", vec![text(PATTERN), unknown()], Type::Bool),
        (
            "filter_matches",
            vec![unknown(), text("no JSON")],
            Type::Bool,
        ),
        (
            "build_id",
            vec![text("worker"), unknown(), value(&Value::Null), unknown()],
            Type::String,
        ),
        ("filter_explain", vec![unknown(), unknown()], Type::Dynamic),
    ] {
        let answer = call(&host, name, arguments).await;
        assert!(result(&answer, &ty).is_unknown(), "{name}");
    }
}

#[tokio::test]
async fn null_is_taken_where_the_signature_says_so_in_both_of_its_forms() {
    let host = host().await;
    let queue = text("arn:aws:sqs:eu-west-1:123456789012:orders");
    // OpenTofu sends an empty value for null.
    for null in [value(&Value::Null), DynamicValue::default()] {
        let arguments = vec![text("worker"), queue.clone(), null.clone(), null.clone()];
        let answer = call(&host, "build_id", arguments).await;
        assert_eq!(
            result(&answer, &Type::String),
            Value::from("worker,arn:aws:sqs:eu-west-1:123456789012:orders")
        );
        let arguments = vec![text("worker"), null.clone(), null.clone(), null];
        let (text, argument) = error(call(&host, "build_id", arguments).await);
        assert_eq!(argument, Some(1), "{text}");
        assert!(text.contains("null"), "{text}");
    }
}

#[tokio::test]
async fn an_error_names_its_argument() {
    let host = host().await;
    let event = r#"{"body":{}}"#;
    for (name, arguments, expected, says) in [
        (
            "filter_matches",
            vec![text("{"), text(event)],
            Some(0),
            "is not JSON",
        ),
        (
            "filter_matches",
            vec![text(PATTERN), text("5")],
            Some(1),
            "not a JSON object",
        ),
        (
            "filter_problems",
            vec![text(PATTERN), text("orders")],
            Some(1),
            "not the ARN",
        ),
        ("parse_id", vec![text("worker")], Some(0), "its UUID"),
        ("parse_arn", vec![text("orders")], Some(0), "not an ARN"),
        ("parse_arn", Vec::new(), None, "It takes 1"),
        ("parse_arn", vec![text("a"), text("b")], None, "It takes 1"),
        ("parse_url", vec![text("a")], None, "parse_arn"),
    ] {
        let (text, argument) = error(call(&host, name, arguments).await);
        assert_eq!(argument, expected, "{name}: {text}");
        assert!(text.contains(says), "{name}: {text}");
    }
}

#[tokio::test]
async fn an_argument_that_cannot_be_read_is_an_error_of_its_own() {
    let host = host().await;
    for broken in [
        DynamicValue {
            msgpack: Bytes::from_static(b"\xc1"),
            json: Bytes::new(),
        },
        DynamicValue {
            msgpack: Bytes::new(),
            json: Bytes::from_static(b"{"),
        },
        dynamic(&Value::Bool(true), &Type::Bool),
    ] {
        let arguments = vec![text(PATTERN), broken];
        let (text, argument) = error(call(&host, "filter_matches", arguments).await);
        assert_eq!(argument, Some(1), "{text}");
    }
}
