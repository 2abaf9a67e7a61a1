//! An emulator of AWS Lambda's event source mappings, for trying and testing without an account.
//!
//! It serves Lambda's eight calls for mappings and their tags, `GetFunctionConfiguration`, `GetCallerIdentity`
//! of STS and `GetResources` of the Resource Groups Tagging API, over HTTP on loopback. It is strict: what Lambda is known to refuse is refused, with Lambda's status, code and text; `facts` says of
//! each of it how it is known. Functions, queues and streams are taken to exist, or have to be seeded
//! (`orders/seed.rs`, `model/world.rs`).
//!
//! * `facts`: each refusal, with how it is known.
//! * `model`: requests, answers, fields and mappings.
//! * `orders`: what a test or a person orders: seeds, faults, reports.
//! * `lambda`: the core, a function of the time and the request.
//! * `journal`: the file in which an account outlives the emulator.
//! * `http`: the rim. Only it has a clock, a socket, files and randomness.
//!
//! Nothing here knows the client, so that a mistake of the one cannot be repeated by the other.

mod facts;
mod http;
mod journal;
mod lambda;
mod model;
mod options;
mod orders;
mod record;

use std::{io, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use serde_json::Value;
use tokio::{net::TcpListener, sync::mpsc::UnboundedReceiver, task::JoinHandle};

use self::{
    facts::refusals,
    http::{
        inner::now,
        server::{self, Shared},
    },
    model::{
        answer::{Answer, Body, Refusal},
        request::{DEFAULT_ACCOUNT, Place, Query, Request},
    },
};

pub use self::facts::{Fact, Known, facts};
pub use self::http::tls::Certificate;
pub use self::model::report::{FilterError, Report};
pub use self::model::request::Operation;
pub use self::options::Options;
pub use self::orders::distortion::Distortion;
pub use self::orders::fault::{Chance, Effect, Fault, Script};
pub use self::orders::seed::Seed;
pub use self::orders::span::parse_span;
pub use self::record::Recorded;

/// A running emulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    encrypted: bool,
    shared: Arc<Shared>,
    server: Option<JoinHandle<io::Result<()>>>,
}

// === impl Emulator ===

impl Emulator {
    /// Listens and serves, in the background, on the runtime of the caller. The error is that of
    /// binding the address; one of the file of the state has kind `InvalidData` and a text with its
    /// name.
    pub async fn start(options: Options) -> io::Result<Self> {
        let shared = Shared::new(&options).map_err(|error| {
            let path = options.state.as_deref().unwrap_or(Path::new(""));
            let text = format!("{}: {error}", path.display());
            io::Error::new(io::ErrorKind::InvalidData, text)
        })?;
        let shared = Arc::new(shared);
        let listener = TcpListener::bind(options.address).await?;
        let address = listener.local_addr()?;
        let encrypted = options.certificate.is_some();
        let serve = server::serve(listener, options.certificate, Arc::clone(&shared));
        let server = tokio::spawn(serve);
        Ok(Self {
            address,
            encrypted,
            shared,
            server: Some(server),
        })
    }

    /// The URL to point a client at, for example `http://127.0.0.1:4599`.
    pub fn endpoint(&self) -> String {
        let scheme = if self.encrypted { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The mappings of all accounts and Regions, as Get would answer now, each with a member `Tags`.
    pub fn mappings(&self) -> Vec<Value> {
        self.shared.lock().lambda.mappings(now())
    }

    /// The requests that came over HTTP, in order of arrival. The newest 32 MiB are kept.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.lock().record.all()
    }

    /// Each further request, as soon as it is answered.
    pub fn follow(&self) -> UnboundedReceiver<Recorded> {
        self.shared.lock().record.follow()
    }

    /// Makes a call directly, without HTTP, faults or record, as account 000000000000 in us-east-1.
    ///
    /// A mapping that is named by its UUID or ARN is found in whatever account and Region it is.
    /// Answers the status and the body; `null` where the API has no body.
    pub fn call(&self, method: &str, path_and_query: &str, body: Value) -> (u16, Value) {
        self.call_in("us-east-1", method, path_and_query, body)
    }

    /// As [`Emulator::call`], in another Region.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "callers write the body in place with json!"
    )]
    pub fn call_in(
        &self,
        region: &str,
        method: &str,
        path_and_query: &str,
        body: Value,
    ) -> (u16, Value) {
        let (path, query) = path_and_query
            .split_once('?')
            .unwrap_or((path_and_query, ""));
        let answer = match Operation::of(method, path) {
            None => Answer::from(Refusal::of(&refusals::UNKNOWN_OPERATION, &[])),
            Some((operation, subject)) => {
                let mut inner = self.shared.lock();
                let uuid = subject.rsplit(':').next().unwrap_or_default();
                let elsewhere = inner.lambda.place_of(uuid).cloned();
                let request = Request {
                    place: elsewhere.unwrap_or_else(|| Place {
                        account: DEFAULT_ACCOUNT.to_owned(),
                        region: region.to_owned(),
                    }),
                    operation,
                    subject,
                    query: Query::parse(query),
                    body: if body.is_null() {
                        Vec::new()
                    } else {
                        body.to_string().into_bytes()
                    },
                };
                inner.call(now(), &request)
            }
        };
        let body = match answer.body {
            Body::Json(body) => body,
            Body::Empty | Body::Xml(_) | Body::Html(_) => Value::Null,
        };
        (answer.status, body)
    }

    /// Lets functions, sources and mappings be as the seed says. The error is a sentence about the
    /// mapping that Lambda would refuse.
    pub fn seed(&self, seed: &Seed) -> Result<(), String> {
        self.shared.lock().seed(now(), seed)
    }

    /// Lets Lambda say something of a mapping: that it disabled it, that batches fail, that filters
    /// cannot be read. The error is a sentence: there is no such mapping, or it cannot be kept.
    pub fn report(&self, uuid: &str, report: Report) -> Result<(), String> {
        self.shared.lock().report(now(), uuid, report)
    }

    /// Orders the faults of a script, after those that are ordered already.
    pub fn order(&self, script: &Script) {
        self.shared.lock().faults.order(script);
    }

    /// Lets responses leave members of mappings out, or change them, from now on.
    pub fn distort(&self, distortion: Distortion) {
        self.shared.lock().distortion = distortion;
    }

    /// Lets a coming call go wrong; faults for the same calls come one after the other.
    pub fn fail_next(&self, fault: Fault) {
        self.shared.lock().faults.push(fault);
    }

    /// Stops: no new connection, calls under way are answered, idle connections are closed. A
    /// request that has not arrived in full within a second is given up.
    pub async fn stop(mut self) {
        const PATIENCE: Duration = Duration::from_secs(1);
        self.shared.stop.send_replace(true);
        if let Some(mut server) = self.server.take() {
            // The server cannot fail, and a runtime that is going down has stopped it already.
            if tokio::time::timeout(PATIENCE, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.shared.stop.send_replace(true);
    }
}

#[cfg(test)]
mod tests;
