//! Orders of a test to the emulator itself, under a path that AWS does not have: to seed functions
//! and sources, to read the requests that came, to order faults.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::inner::Inner;
use crate::emulator::{
    model::{
        answer::Answer,
        request::{Operation, Query},
    },
    orders::{distortion::Distortion, fault::Script, seed::Seed},
    record::Recorded,
};

/// Where all of this is.
pub(crate) const PATH: &str = "/_awslambda";

/// Carries out a request whose path begins with [`PATH`]. `typed`: whether the request declares its body as
/// JSON. The page of another site cannot do that: the browser asks this server first.
pub(crate) fn handle(
    inner: &mut Inner,
    now: Duration,
    method: &str,
    path: &str,
    query: &str,
    typed: bool,
    body: &[u8],
) -> Answer {
    if method == "POST" && !typed {
        return refuse(415, "send the header Content-Type: application/json");
    }
    let Ok(body) = std::str::from_utf8(body) else {
        return refuse(400, "the body is no UTF-8");
    };
    let what = path.strip_prefix(PATH).unwrap_or_default();
    match (method, what.trim_end_matches('/')) {
        ("GET", "") => Answer::json(200, help()),
        ("GET", "/mappings") => {
            Answer::json(200, json!({ "mappings": inner.lambda.mappings(now) }))
        }
        ("POST", what) if what.starts_with("/mappings/") => {
            let uuid = what.trim_start_matches("/mappings/");
            let report = serde_json::from_str(body).map_err(|error| error.to_string());
            done(report.and_then(|report| inner.report(now, uuid, report)))
        }
        ("POST", "/seed") => done(Seed::read(body).and_then(|seed| inner.seed(now, &seed))),
        ("GET", "/requests") => Answer::json(200, requests(inner, &Query::parse(query))),
        ("GET", what) if what.starts_with("/requests/") => {
            let number = what.trim_start_matches("/requests/").parse().ok();
            match number.and_then(|number| inner.record.at(number)) {
                Some(request) => Answer::json(200, show(request)),
                None => refuse(404, "there is no such request, or it was forgotten"),
            }
        }
        ("DELETE", "/requests") => {
            inner.record.clear();
            done(Ok(()))
        }
        ("GET", "/faults") => Answer::json(
            200,
            json!({ "waiting": inner.faults.len(), "faults": inner.faults.show() }),
        ),
        ("POST", "/faults") => match Script::read(body) {
            Ok(script) => {
                inner.faults.order(&script);
                Answer::json(200, json!({ "waiting": inner.faults.len() }))
            }
            Err(error) => refuse(400, &error),
        },
        ("DELETE", "/faults") => {
            inner.faults.clear();
            done(Ok(()))
        }
        ("POST", "/answers") => done(Distortion::read(body).map(|it| inner.distortion = it)),
        ("DELETE", "/answers") => {
            inner.distortion = Distortion::default();
            done(Ok(()))
        }
        ("GET", "/quota") => Answer::json(200, inner.quotas.show(now)),
        ("POST", "/reset") => match inner.reset() {
            Ok(()) => done(Ok(())),
            Err(error) => refuse(500, &error),
        },
        _ => refuse(
            404,
            &format!("there is no {method} {path} here: see GET {PATH}"),
        ),
    }
}

/// An order that was carried out, or cannot be understood.
fn done(result: Result<(), String>) -> Answer {
    match result {
        Ok(()) => Answer::json(200, json!({})),
        Err(error) => refuse(400, &error),
    }
}

fn refuse(status: u16, text: &str) -> Answer {
    Answer::json(status, json!({ "error": text }))
}

fn help() -> Value {
    json!({
        "GET /_awslambda/mappings": "all mappings of all accounts and Regions, with their tags",
        "POST /_awslambda/mappings/{UUID}": "what Lambda is to say of a mapping: disabled, \
            state_transition_reason, last_processing_result, filter_criteria_error",
        "POST /_awslambda/seed": "functions, sources and mappings that are to be there, or gone",
        "GET /": "a page for a browser that shows all of this as it changes",
        "GET /_awslambda/requests": "the requests that came; ?after=N leaves out the first N, \
            ?bodies=false leaves out what they carried",
        "GET /_awslambda/requests/{N}": "one of them; the first has the number 0",
        "DELETE /_awslambda/requests": "forget them",
        "GET /_awslambda/faults": "the faults that are still to come, and how many",
        "POST /_awslambda/faults": "order faults",
        "DELETE /_awslambda/faults": "take them back",
        "POST /_awslambda/answers": "members of mappings that responses leave out or change: omit, alter, \
            operations",
        "DELETE /_awslambda/answers": "let responses be Lambda's again",
        "GET /_awslambda/quota": "the calls a second, and how many of them are used",
        "POST /_awslambda/reset": "forget all mappings, functions, sources, faults and requests",
    })
}

fn requests(inner: &Inner, query: &Query) -> Value {
    let after = query.get("after").and_then(|number| number.parse().ok());
    let bodies = query.get("bodies").is_none_or(|it| it != "false");
    let (total, kept) = inner.record.after(after.unwrap_or(0));
    let shown = kept.iter().map(|request| {
        let mut shown = show(request);
        if let (false, Value::Object(members)) = (bodies, &mut shown) {
            members.remove("body");
        }
        shown
    });
    let shown: Vec<Value> = shown.collect();
    json!({ "total": total, "first": total - shown.len(), "requests": shown })
}

fn show(request: &Recorded) -> Value {
    let at = request.at.duration_since(SystemTime::UNIX_EPOCH);
    json!({
        "at": at.unwrap_or_default().as_secs_f64(),
        "method": request.method,
        "path": request.path,
        "body": request.body,
        "operation": request.operation.map(Operation::name),
        "uuid": request.uuid,
        "account": request.account,
        "region": request.region,
        "access_key": request.access_key,
        "status": request.status,
        "error": request.error,
        "fault": request.fault,
        "took_ms": request.took.as_secs_f64() * 1000.0,
    })
}
