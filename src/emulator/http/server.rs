//! The HTTP server: reads a request, asks the core with the present time, and sends the answer.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    body::{Body as HttpBody, Bytes, to_bytes},
    extract::{ConnectInfo, State},
    http::{
        HeaderName, Request as HttpRequest, Response,
        header::{AUTHORIZATION, CONTENT_TYPE},
        request::Parts,
    },
};
use tokio::{net::TcpListener, sync::watch};

use super::{
    admin,
    inner::{Inner, Outcome, now},
    line::{Cut, Lines},
    page,
    quota::Quotas,
    reply::{Pace, reply},
    signature::Signature,
    sts,
    tls::Certificate,
};
use crate::emulator::{
    journal::Journal,
    lambda::{Lambda, world::World},
    model::{
        answer::{Answer, Refusal},
        request::Operation,
    },
    options::Options,
    orders::{distortion::Distortion, fault::Faults},
    record::{Record, Recorded},
};

/// The largest body that is read.
const LARGEST_BODY: usize = 1 << 20;

/// The part that all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    inner: Mutex<Inner>,
    /// How long each call takes.
    latency: Duration,
    /// Becomes true when the server is to end.
    pub(crate) stop: watch::Sender<bool>,
}

/// Serves until told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    certificate: Option<Certificate>,
    shared: Arc<Shared>,
) -> io::Result<()> {
    let mut stopped = shared.stop.subscribe();
    let router = Router::new()
        .fallback(answer)
        .with_state(shared)
        .into_make_service_with_connect_info::<Cut>();
    axum::serve(Lines::new(listener, certificate), router)
        .with_graceful_shutdown(async move {
            // An error means that the emulator is gone.
            let _ = stopped.wait_for(|stop| *stop).await;
        })
        .await
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
        return reply(answer, &id, Pace::Whole);
    };
    let started = now();
    let path = head.uri.path();
    let query = head.uri.query().unwrap_or_default();
    let method = head.method.as_str();
    // A client of Lambda signs what it asks; a browser that opens the endpoint does not.
    let unsigned = !head.headers.contains_key(AUTHORIZATION);
    if let (true, "GET", Some(file)) = (unsigned, method, page::find(path)) {
        return file.reply();
    }
    if path.starts_with(admin::PATH) {
        let typed = head.headers.get(CONTENT_TYPE);
        let typed = typed.is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
        let mut inner = shared.lock();
        let answer = admin::handle(&mut inner, started, method, path, query, typed, &body);
        return reply(answer, &id, Pace::Whole);
    }
    let outcome = call(&shared, started, &head, &body, &id);
    if !shared.latency.is_zero() {
        tokio::time::sleep(shared.latency).await;
    }
    match outcome {
        Outcome::Answer(answer, pace) => reply(answer, &id, pace),
        Outcome::Late(answer, by) => {
            tokio::time::sleep(by).await;
            reply(answer, &id, Pace::Whole)
        }
        Outcome::Hangup => {
            cut.cut();
            Response::default()
        }
        Outcome::Reset => {
            cut.reset();
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

/// Carries out a call of AWS's, and records it.
fn call(shared: &Shared, started: Duration, head: &Parts, body: &Bytes, id: &str) -> Outcome {
    let (method, path) = (head.method.as_str(), head.uri.path());
    let header = |name| head.headers.get(name).and_then(|it| it.to_str().ok());
    let signature = Signature::parse(header(AUTHORIZATION));
    let known = signature.as_ref().ok();
    let is_root = path == "/" && method == "POST";
    let target = header(HeaderName::from_static("x-amz-target")).filter(|_| is_root);
    let targeted = target.and_then(Operation::of_target);
    let targeted = targeted.map(|it| (it, String::new()));
    let is_sts = is_root && targeted.is_none();
    let called = targeted.or_else(|| Operation::of(method, path));
    let whole = head.uri.path_and_query();
    let recorded = Recorded {
        at: SystemTime::UNIX_EPOCH + started,
        method: method.to_owned(),
        path: whole.map_or_else(|| path.to_owned(), ToString::to_string),
        body: String::from_utf8_lossy(body).into_owned(),
        uuid: called.as_ref().map(uuid_of).unwrap_or_default(),
        operation: called.as_ref().map(|(operation, _)| *operation),
        account: known.map(|it| it.place().account).unwrap_or_default(),
        region: known.map(|it| it.region.clone()).unwrap_or_default(),
        access_key: known.map(|it| it.access_key.clone()).unwrap_or_default(),
        status: None,
        error: None,
        fault: false,
        took: Duration::ZERO,
    };
    let mut inner = shared.lock();
    let number = inner.record.begin(recorded);
    let (outcome, fault) = if is_sts {
        inner.identify(identify(signature, body, id), id)
    } else {
        let query = head.uri.query().unwrap_or_default();
        inner.carry_out(called, query, signature, body.to_vec())
    };
    inner.record.finish(number, |request| {
        request.took = now().saturating_sub(started);
        request.fault = fault;
        if let Outcome::Answer(answer, _) | Outcome::Late(answer, _) = &outcome {
            request.note(answer);
        }
    });
    outcome
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

// === impl Shared ===

impl Shared {
    /// The error is that of the file of the state.
    pub(crate) fn new(options: &Options) -> io::Result<Self> {
        let (seed, _) = uuid::Uuid::new_v4().as_u64_pair();
        let world = World::new(options.strict);
        let mut lambda = Lambda::new(options.settle, options.list_lag, world, seed);
        let journal = match &options.state {
            Some(path) => Some(Journal::open(path, &mut lambda, now())?),
            None => None,
        };
        Ok(Self {
            inner: Mutex::new(Inner {
                lambda,
                journal,
                quotas: Quotas::new(options.rate),
                tagging_quotas: Quotas::new(options.rate),
                faults: Faults::default(),
                distortion: Distortion {
                    omit: options.omit.iter().cloned().collect(),
                    ..Distortion::default()
                },
                record: Record::default(),
            }),
            latency: options.latency,
            stop: watch::Sender::new(false),
        })
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change behind the lock is whole before anything could panic.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
