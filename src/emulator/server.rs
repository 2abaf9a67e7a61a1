//! The rim: HTTP on one side, the core on the other, and the clock between them.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Request as HttpRequest, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Options;
use super::answer::{Answer, Body, Refusal};
use super::facts::refusals;
use super::fault::{Effect, Faults};
use super::lambda::Lambda;
use super::line::{Cut, Lines};
use super::quota::Quotas;
use super::record::{Record, Recorded};
use super::request::{Operation, Query, Request};
use super::signature::Signature;
use super::sts;
use super::world::World;

/// The largest body that is read.
const LARGEST_BODY: usize = 1 << 20;

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    inner: Mutex<Inner>,
    /// Becomes true when the server is to end.
    pub(super) stop: watch::Sender<bool>,
}

/// What is behind the lock. It is never held across an await.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) lambda: Lambda,
    pub(super) faults: Faults,
    pub(super) quotas: Quotas,
    pub(super) record: Record,
}

/// What is to be sent back.
enum Outcome {
    Answer(Answer),
    /// The answer, after a while.
    Late(Answer, Duration),
    /// The answer without the second half of its body.
    Half(Answer),
    Hangup,
    Silence,
}

/// Serves until told to stop.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) -> io::Result<()> {
    let mut stopped = shared.stop.subscribe();
    let router = Router::new()
        .fallback(answer)
        .with_state(shared)
        .into_make_service_with_connect_info::<Cut>();
    axum::serve(Lines(listener), router)
        .with_graceful_shutdown(async move {
            // An error means that the emulator is gone.
            let _ = stopped.wait_for(|stop| *stop).await;
        })
        .await
}

/// The time, as the core wants it.
pub(super) fn now() -> Duration {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: HttpRequest<HttpBody>,
) -> Response<HttpBody> {
    let (head, body) = request.into_parts();
    let id = uuid::Uuid::new_v4().to_string();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        let answer = Answer::error(
            413,
            "RequestTooLargeException",
            &format!("Request must be smaller than {LARGEST_BODY} bytes"),
        );
        return respond(answer, &id);
    };
    let started = now();
    let path = head.uri.path().to_owned();
    let header = head.headers.get(AUTHORIZATION);
    let header = header.and_then(|value| value.to_str().ok());
    let signature = Signature::parse(header);
    let known = signature.as_ref().ok();
    let called = Operation::of(head.method.as_str(), &path);
    let recorded = Recorded {
        at: SystemTime::UNIX_EPOCH + started,
        method: head.method.to_string(),
        path: head
            .uri
            .path_and_query()
            .map_or_else(|| path.clone(), ToString::to_string),
        body: String::from_utf8_lossy(&body).into_owned(),
        uuid: called.as_ref().map(uuid_of).unwrap_or_default(),
        operation: called.map(|(operation, _)| operation),
        region: known.map(|it| it.region.clone()).unwrap_or_default(),
        access_key: known.map(|it| it.access_key.clone()).unwrap_or_default(),
        status: None,
        took: Duration::ZERO,
    };
    let query = head.uri.query().unwrap_or_default();
    let outcome = {
        let mut inner = shared.lock();
        let number = inner.record.begin(recorded);
        let outcome = if path == "/" && head.method == "POST" {
            Outcome::Answer(identify(signature, &body, &id))
        } else {
            inner.carry_out(head.method.as_str(), &path, query, signature, body.to_vec())
        };
        inner.record.finish(number, |request| {
            request.took = now().saturating_sub(started);
            if let Outcome::Answer(answer) | Outcome::Late(answer, _) | Outcome::Half(answer) =
                &outcome
            {
                request.status = Some(answer.status);
                if let (Body::Json(body), true) = (&answer.body, request.uuid.is_empty()) {
                    let uuid = body["UUID"].as_str().unwrap_or_default();
                    uuid.clone_into(&mut request.uuid);
                }
            }
        });
        outcome
    };
    match outcome {
        Outcome::Answer(answer) => respond(answer, &id),
        Outcome::Late(answer, by) => {
            tokio::time::sleep(by).await;
            respond(answer, &id)
        }
        Outcome::Half(answer) => {
            let response = respond(answer, &id);
            let (head, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
            Response::from_parts(head, HttpBody::from(body.slice(..body.len() / 2)))
        }
        Outcome::Hangup => {
            cut.cut();
            Response::default()
        }
        Outcome::Silence => {
            let mut stopped = shared.stop.subscribe();
            let _ = stopped.wait_for(|stop| *stop).await;
            cut.cut();
            Response::default()
        }
    }
}

/// The UUID at the end of the UUID or ARN in a path.
fn uuid_of((_, subject): &(Operation, String)) -> String {
    let uuid = subject.rsplit(':').next();
    uuid.unwrap_or_default().to_owned()
}

fn identify(signature: Result<Signature, Refusal>, body: &[u8], id: &str) -> Answer {
    match signature.and_then(|it| it.for_service("sts").map(|()| it)) {
        Ok(signature) => sts::handle(&signature.place(), body, id),
        Err(refusal) => {
            let refusal = Answer::from(refusal);
            let code = refusal.code.unwrap_or_default();
            let code = code.trim_end_matches("Exception");
            sts::error(
                refusal.status,
                code,
                "The request is not signed for STS.",
                id,
            )
        }
    }
}

fn respond(answer: Answer, id: &str) -> Response<HttpBody> {
    let (media_type, body) = match answer.body {
        Body::Empty => ("application/json", Vec::new()),
        Body::Json(body) => ("application/json", body.to_string().into_bytes()),
        Body::Xml(body) => ("text/xml", body.into_bytes()),
        Body::Html(body) => ("text/html", body.into()),
    };
    let mut response = Response::new(HttpBody::from(body));
    // A status from a scripted fault may be out of range.
    if let Ok(status) = answer.status.try_into() {
        *response.status_mut() = status;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    let mut insert = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    insert(HeaderName::from_static("x-amzn-requestid"), id);
    if let Some(code) = &answer.code {
        insert(HeaderName::from_static("x-amzn-errortype"), code);
    }
    if let Some(seconds) = answer.retry_after {
        insert(RETRY_AFTER, &seconds.to_string());
    }
    response
}

// === impl Shared ===

impl Shared {
    pub(super) fn new(options: &Options) -> Self {
        let (seed, _) = uuid::Uuid::new_v4().as_u64_pair();
        Self {
            inner: Mutex::new(Inner {
                lambda: Lambda::new(
                    options.settle,
                    options.list_lag,
                    World::new(options.strict),
                    seed,
                ),
                quotas: Quotas::new(options.rate),
                faults: Faults::default(),
                record: Record::default(),
            }),
            stop: watch::Sender::new(false),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change behind the lock is whole before anything could panic.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Inner ===

impl Inner {
    fn carry_out(
        &mut self,
        method: &str,
        path: &str,
        query: &str,
        signature: Result<Signature, Refusal>,
        body: Vec<u8>,
    ) -> Outcome {
        let signature = match signature.and_then(|it| it.for_service("lambda").map(|()| it)) {
            Ok(signature) => signature,
            Err(refusal) => return Outcome::Answer(refusal.into()),
        };
        let Some((operation, subject)) = Operation::of(method, path) else {
            return Outcome::Answer(Refusal::of(&refusals::UNKNOWN_OPERATION, &[]).into());
        };
        let place = signature.place();
        if let Err(retry_after) = self.quotas.spend(now(), &place) {
            return Outcome::Answer(Answer::throttled(retry_after));
        }
        let fault = self.faults.take(operation);
        if let Some(answer) = fault.as_ref().and_then(Effect::answer) {
            return Outcome::Answer(answer);
        }
        match fault {
            Some(Effect::Silence) => return Outcome::Silence,
            Some(Effect::RequestLost) => return Outcome::Hangup,
            _ => {}
        }
        let request = Request {
            place,
            operation,
            subject,
            query: Query::parse(query),
            body,
        };
        let answer = self.lambda.handle(now(), &request);
        match fault {
            Some(Effect::AnswerLost) => Outcome::Hangup,
            Some(Effect::Delayed(by)) => Outcome::Late(answer, by),
            Some(Effect::Malformed) => Outcome::Half(answer),
            _ => Outcome::Answer(answer),
        }
    }
}

#[cfg(test)]
mod tests;
