//! The emulator's own path.

use super::*;

async fn ask(emulator: &Emulator, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let headers = "Content-Type: application/json\r\n";
    send(
        emulator,
        method,
        &format!("/_awslambda{path}"),
        headers,
        &body,
    )
    .await
}

#[tokio::test]
async fn functions_and_sources_are_seeded_without_a_signature() {
    let options = Options {
        strict: true,
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.unwrap();
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert_eq!(reply.json()["message"], "Function does not exist");
    let seed = json!({
        "region": "eu-west-1",
        "functions": [{ "name": "f" }],
        "sources": [{ "arn": "arn:aws:sqs:eu-west-1:000000000000:q" }],
    });
    let seeded = ask(&emulator, "POST", "/seed", &seed).await;
    assert_eq!(seeded.status, 200, "{}", seeded.body);
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert_eq!(reply.status, 202, "{}", reply.body);
    let shown = ask(&emulator, "GET", "/mappings", &Value::Null)
        .await
        .json();
    assert_eq!(shown["mappings"][0]["UUID"], reply.json()["UUID"]);
    assert_eq!(
        ask(&emulator, "POST", "/reset", &json!({})).await.status,
        200
    );
    let reply = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    assert_eq!(reply.json()["message"], "Function does not exist");
}

#[tokio::test]
async fn a_seed_that_lambda_would_not_take_is_refused_with_lambdas_words() {
    let emulator = start().await;
    let seed = json!({ "mappings": [{ "FunctionName": "f" }] });
    let reply = ask(&emulator, "POST", "/seed", &seed).await;
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.json()["error"],
        "mappings[0]: Unrecognized event source."
    );
}

#[tokio::test]
async fn requests_are_read_back_from_a_number_on() {
    let emulator = start().await;
    call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    let all = ask(&emulator, "GET", "/requests", &Value::Null)
        .await
        .json();
    assert_eq!(all["total"], 2);
    let first = &all["requests"][0];
    assert_eq!(first["operation"], "CreateEventSourceMapping");
    assert_eq!(first["region"], "eu-west-1");
    assert_eq!(first["account"], "000000000000");
    assert_eq!(first["status"], 202);
    let rest = ask(&emulator, "GET", "/requests?after=1", &Value::Null).await;
    let rest = rest.json();
    assert_eq!(rest["requests"].as_array().unwrap().len(), 1);
    let error = rest["requests"][0]["error"].as_str().unwrap();
    assert!(error.starts_with("ResourceConflictException: "), "{error}");
    ask(&emulator, "DELETE", "/requests", &Value::Null).await;
    let none = ask(&emulator, "GET", "/requests", &Value::Null)
        .await
        .json();
    assert_eq!(none, json!({ "total": 2, "first": 2, "requests": [] }));
}

#[tokio::test]
async fn faults_are_ordered_and_taken_back() {
    let emulator = start().await;
    let script = json!({ "faults": [{ "effect": "bad_gateway", "times": 9 }] });
    let waiting = ask(&emulator, "POST", "/faults", &script).await.json();
    assert_eq!(waiting, json!({ "waiting": 1 }));
    assert_eq!(
        call(&emulator, "GET", MAPPINGS, &Value::Null).await.status,
        502
    );
    ask(&emulator, "DELETE", "/faults", &Value::Null).await;
    assert_eq!(
        call(&emulator, "GET", MAPPINGS, &Value::Null).await.status,
        200
    );
    assert!(emulator.requests()[0].fault);
    let nonsense = json!({ "faults": [{ "effect": "explode" }] });
    assert_eq!(
        ask(&emulator, "POST", "/faults", &nonsense).await.status,
        400
    );
}

#[tokio::test]
async fn lambda_can_be_made_to_say_something_of_a_mapping() {
    let emulator = start().await;
    let mapping = call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    let path = format!("/mappings/{}", mapping.json()["UUID"].as_str().unwrap());
    let report = json!({ "disabled": true, "state_transition_reason": "Queue is gone" });
    let reply = ask(&emulator, "POST", &path, &report).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let shown = &emulator.mappings()[0];
    assert_eq!(shown["State"], "Disabled");
    assert_eq!(shown["StateTransitionReason"], "Queue is gone");
    let nobody = ask(&emulator, "POST", "/mappings/nobody", &report).await;
    assert!(
        nobody.body.contains("there is no mapping nobody"),
        "{}",
        nobody.body
    );
    let nonsense = ask(&emulator, "POST", &path, &json!({ "x": 1 })).await;
    assert_eq!(nonsense.status, 400);
}

#[tokio::test]
async fn a_web_page_cannot_order_anything_and_a_wrong_path_is_explained() {
    let emulator = start().await;
    let headers = "Content-Type: text/plain\r\n";
    let reply = send(&emulator, "POST", "/_awslambda/reset", headers, "{}").await;
    assert_eq!(reply.status, 415);
    let reply = ask(&emulator, "GET", "/nothing", &Value::Null).await;
    assert_eq!(reply.status, 404);
    assert!(reply.body.contains("see GET /_awslambda"), "{}", reply.body);
    assert_eq!(ask(&emulator, "GET", "", &Value::Null).await.status, 200);
}

#[tokio::test]
async fn a_browser_gets_the_page_and_a_client_of_lambda_does_not() {
    let emulator = start().await;
    for (path, media_type) in [
        ("/", "text/html"),
        ("/_awslambda/page.js", "text/javascript"),
        ("/_awslambda/page.css", "text/css"),
    ] {
        let reply = send(&emulator, "GET", path, "", "").await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("content-type"), Some(media_type));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        let post = send(&emulator, "POST", path, "", "").await;
        assert_ne!(post.status, 200, "{path}");
    }
    let signed = call(&emulator, "GET", "/", &Value::Null).await;
    assert_ne!(signed.status, 200, "{}", signed.body);
    // Nobody who looks at the page is in the list of requests.
    let requests = ask(&emulator, "GET", "/requests", &Value::Null)
        .await
        .json();
    assert!(
        requests["requests"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["method"] == "POST" || it["access_key"] != "")
    );
}

#[tokio::test]
async fn requests_are_read_without_their_bodies_and_one_by_one() {
    let emulator = start().await;
    for _ in 0..3 {
        call(&emulator, "POST", MAPPINGS, &valid_queue()).await;
    }
    let path = "/requests?after=1&bodies=false";
    let some = ask(&emulator, "GET", path, &Value::Null).await.json();
    assert_eq!((&some["total"], &some["first"]), (&json!(3), &json!(1)));
    assert_eq!(some["requests"].as_array().unwrap().len(), 2);
    assert_eq!(some["requests"][0].get("body"), None);
    let one = ask(&emulator, "GET", "/requests/2", &Value::Null)
        .await
        .json();
    assert!(
        one["body"].as_str().unwrap().contains("EventSourceArn"),
        "{one}"
    );
    for number in ["3", "-1", "x", ""] {
        let path = format!("/requests/{number}");
        let reply = ask(&emulator, "GET", &path, &Value::Null).await;
        assert_eq!(
            reply.status,
            if number.is_empty() { 200 } else { 404 },
            "{path}"
        );
    }
}

#[tokio::test]
async fn faults_and_quota_can_be_looked_at() {
    let options = Options {
        rate: std::num::NonZeroU32::new(15),
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.unwrap();
    let faults = json!({ "faults": [
        { "operation": "CreateEventSourceMapping", "after": 2, "times": 3, "effect": "answer_lost" },
        { "probability": 0.5, "effect": { "delayed": "2s" } },
    ] });
    ask(&emulator, "POST", "/faults", &faults).await;
    let shown = ask(&emulator, "GET", "/faults", &Value::Null).await.json();
    let expected = json!([
        { "operation": "CreateEventSourceMapping", "after": 2, "times": 3, "probability": 1.0,
          "effect": "done, but the response is lost" },
        { "operation": null, "after": 0, "times": null, "probability": 0.5,
          "effect": "response delayed by 2s" },
    ]);
    assert_eq!(shown["faults"], expected);
    call(&emulator, "GET", MAPPINGS, &Value::Null).await;
    let quota = ask(&emulator, "GET", "/quota", &Value::Null).await.json();
    assert_eq!(quota["rate"], 15);
    let used = quota["buckets"][0]["used"].as_f64().unwrap();
    assert!(used > 0.0 && used <= 1.0, "{quota}");
}
