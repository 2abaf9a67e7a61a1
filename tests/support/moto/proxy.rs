//! A proxy before moto that records what passes, and lets calls go wrong on order.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use terraform_provider_awslambda::emulator::{Chance, Effect, Fault, Operation, Recorded};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::RwLock;
use tokio::task::{JoinHandle, JoinSet};

use super::server::{Answer, Call, server};
use super::things::{Account, authorization};
use crate::support::web::{self, Seen};

const REGION: &str = "eu-west-1";
const MAPPINGS: &str = "/2015-03-31/event-source-mappings";
const TAGS: &str = "/2017-03-31/tags/";
/// Pieces in which a slow body comes.
const PIECES: u32 = 16;

/// The proxy of one test. It ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    account: Account,
    faults: Mutex<VecDeque<Fault>>,
    record: Mutex<Vec<Recorded>>,
    /// Held alone by a creation. A client that has waited for it long enough looks whether it was made: moto would
    /// answer such a look before the creation, and take another one where Lambda refuses it.
    turn: RwLock<()>,
    /// How long a creation takes at least.
    creation: Mutex<Duration>,
}

/// What becomes of the connection after a call.
enum Then {
    GoesOn,
    Ends,
}

// === impl Proxy ===

impl Proxy {
    /// A proxy to an empty account; none when what needs Python is to be left out.
    pub(crate) async fn start() -> Option<Self> {
        let account = tokio::task::spawn_blocking(|| Some(Account::new(server()?)));
        let shared = Arc::new(Shared {
            account: account.await.unwrap()?,
            faults: Mutex::default(),
            record: Mutex::default(),
            turn: RwLock::default(),
            creation: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let all = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            // They end with this task.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(converse(stream, Arc::clone(&all)));
                while connections.try_join_next().is_some() {}
            }
        });
        Some(Self {
            address,
            shared,
            task,
        })
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The mappings of all Regions, each with a member `Tags`.
    pub(crate) fn mappings(&self) -> Vec<Value> {
        let of = |region: &String| {
            let (_, answer) = self.call_in(region, "GET", MAPPINGS, &Value::Null);
            answer["EventSourceMappings"].as_array().unwrap().clone()
        };
        self.shared.account.regions().iter().flat_map(of).collect()
    }

    /// The calls that came, in the order of arrival.
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.shared.record.lock().unwrap().clone()
    }

    /// Lets a coming call go wrong; faults for the same calls come one after the other.
    pub(crate) fn fail_next(&self, fault: Fault) {
        assert_eq!(
            fault.chance,
            Chance::ALWAYS,
            "it is not left to chance here"
        );
        if fault.times > 0 {
            self.shared.faults.lock().unwrap().push_back(fault);
        }
    }

    /// Lets creations take so long at least.
    pub(crate) fn slow_down_creations(&self, at_least: Duration) {
        *self.shared.creation.lock().unwrap() = at_least;
    }

    /// Makes a call directly, without faults or record.
    pub(crate) fn call(&self, method: &str, target: &str, body: &Value) -> (u16, Value) {
        self.call_in(REGION, method, target, body)
    }

    fn call_in(&self, region: &str, method: &str, target: &str, body: &Value) -> (u16, Value) {
        let call = Call {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![("authorization".to_owned(), authorization(region, "lambda"))],
            body: if body.is_null() {
                String::new()
            } else {
                body.to_string()
            },
        };
        let answer = self.shared.account.pass(region, call);
        let body = serde_json::from_str(&answer.body).unwrap_or_default();
        (answer.status, body)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(mut stream: TcpStream, shared: Arc<Shared>) {
    stream.set_nodelay(true).unwrap();
    while let Some(seen) = web::request(&mut stream).await {
        match treat(&mut stream, &shared, seen).await {
            Ok(Then::GoesOn) => {}
            // The client has given up, or is to be left without an answer.
            Ok(Then::Ends) | Err(_) => return,
        }
    }
}

/// Passes a call on, or lets it go wrong.
async fn treat(stream: &mut TcpStream, shared: &Arc<Shared>, seen: Seen) -> std::io::Result<Then> {
    let operation = operation(&seen.method, &seen.target);
    let fault = operation.and_then(|it| shared.take(it));
    let number = shared.begin(&seen, operation, fault.is_some());
    match &fault {
        Some(Effect::RequestLost) => return Ok(Then::Ends),
        Some(Effect::Reset) => {
            // Without lingering, closing is a reset.
            stream.set_zero_linger()?;
            return Ok(Then::Ends);
        }
        Some(Effect::Silence) => std::future::pending().await,
        _ => {}
    }
    let instead = fault.as_ref().and_then(instead);
    let answer = match instead {
        Some(answer) => answer,
        None if operation == Some(Operation::CreateEventSourceMapping) => {
            let _alone = shared.turn.write().await;
            let at_least = *shared.creation.lock().unwrap();
            tokio::time::sleep(at_least).await;
            shared.pass(seen).await
        }
        None => {
            let _beside = shared.turn.read().await;
            shared.pass(seen).await
        }
    };
    if matches!(fault, Some(Effect::AnswerLost)) {
        return Ok(Then::Ends);
    }
    shared.finish(number, &answer);
    match fault {
        Some(Effect::Delayed(by)) => {
            tokio::time::sleep(by).await;
            write(stream, &answer, Duration::ZERO).await?;
        }
        Some(Effect::Slow(over)) => write(stream, &answer, over).await?,
        Some(Effect::Malformed) => {
            let body = answer.body[..answer.body.len() / 2].to_owned();
            write(stream, &Answer { body, ..answer }, Duration::ZERO).await?;
        }
        Some(Effect::EmptyBody) => {
            let body = String::new();
            write(stream, &Answer { body, ..answer }, Duration::ZERO).await?;
        }
        Some(Effect::EmptyObject) => {
            let body = "{}".to_owned();
            write(stream, &Answer { body, ..answer }, Duration::ZERO).await?;
        }
        _ => write(stream, &answer, Duration::ZERO).await?,
    }
    Ok(Then::GoesOn)
}

/// What is answered instead of passing the call on; none when it is passed on.
fn instead(effect: &Effect) -> Option<Answer> {
    let answer = |status, name: &str, value: &str, body: String| Answer {
        status,
        headers: vec![(name.to_owned(), value.to_owned())],
        body,
    };
    Some(match effect {
        Effect::Error {
            status,
            code,
            message,
        } => {
            let body = json!({ "Type": "User", "message": message });
            answer(*status, "x-amzn-errortype", code, body.to_string())
        }
        Effect::Throttled { retry_after } => {
            let body = json!({
                "Type": "User",
                "message": "Rate exceeded",
                "Reason": "CallerRateLimitExceeded",
            });
            let code = "TooManyRequestsException";
            let mut answer = answer(429, "x-amzn-errortype", code, body.to_string());
            let seconds = ("retry-after".to_owned(), retry_after.to_string());
            answer.headers.push(seconds);
            answer
        }
        Effect::BadGateway => {
            let page = "<html><body><h1>502 Bad Gateway</h1></body></html>\n".to_owned();
            answer(502, "content-type", "text/html", page)
        }
        _ => return None,
    })
}

/// Writes an answer; its body in pieces over this time.
async fn write(stream: &mut TcpStream, answer: &Answer, over: Duration) -> std::io::Result<()> {
    let Answer {
        status,
        headers,
        body,
    } = answer;
    let mut text = format!(
        "HTTP/1.1 {status} said\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text += "\r\n";
    if over.is_zero() {
        text += body;
        return stream.write_all(text.as_bytes()).await;
    }
    stream.write_all(text.as_bytes()).await?;
    let size = body.len().div_ceil(PIECES as usize).max(1);
    for piece in body.as_bytes().chunks(size) {
        tokio::time::sleep(over / PIECES).await;
        stream.write_all(piece).await?;
    }
    Ok(())
}

/// Which call about mappings it is.
fn operation(method: &str, target: &str) -> Option<Operation> {
    let path = target.split('?').next()?;
    if path.starts_with(TAGS) {
        return Some(match method {
            "GET" => Operation::ListTags,
            "POST" => Operation::TagResource,
            _ => Operation::UntagResource,
        });
    }
    let uuid = path.strip_prefix(MAPPINGS)?.trim_matches('/');
    Some(match (method, uuid.is_empty()) {
        ("POST", _) => Operation::CreateEventSourceMapping,
        ("GET", true) => Operation::ListEventSourceMappings,
        ("GET", false) => Operation::GetEventSourceMapping,
        ("PUT", _) => Operation::UpdateEventSourceMapping,
        _ => Operation::DeleteEventSourceMapping,
    })
}

// === impl Shared ===

impl Shared {
    /// What is to happen to this call, which uses up one of its times.
    fn take(&self, operation: Operation) -> Option<Effect> {
        let mut faults = self.faults.lock().unwrap();
        let strikes = |fault: &mut Fault| {
            let meant = fault.operation.is_none_or(|it| it == operation);
            let now = meant && fault.after == 0;
            if meant && !now {
                fault.after -= 1;
            }
            now
        };
        let index = faults.iter_mut().position(strikes)?;
        let effect = faults[index].effect.clone();
        faults[index].times -= 1;
        if faults[index].times == 0 {
            faults.remove(index);
        }
        Some(effect)
    }

    async fn pass(self: &Arc<Self>, seen: Seen) -> Answer {
        let (_, region) = seen.signer();
        let passed = ["authorization", "content-type"];
        let headers = seen.headers.into_iter();
        let call = Call {
            method: seen.method,
            target: seen.target,
            headers: headers
                .filter(|(name, _)| passed.contains(&name.as_str()))
                .collect(),
            body: seen.body,
        };
        let shared = Arc::clone(self);
        tokio::task::spawn_blocking(move || shared.account.pass(&region, call))
            .await
            .unwrap()
    }

    fn begin(&self, seen: &Seen, operation: Option<Operation>, fault: bool) -> usize {
        let (access_key, region) = seen.signer();
        let mut record = self.record.lock().unwrap();
        record.push(Recorded {
            at: SystemTime::now(),
            method: seen.method.clone(),
            path: seen.target.clone(),
            body: seen.body.clone(),
            operation,
            uuid: String::new(),
            account: String::new(),
            region,
            access_key,
            status: None,
            error: None,
            fault,
            took: Duration::ZERO,
        });
        record.len() - 1
    }

    fn finish(&self, number: usize, answer: &Answer) {
        let request = &mut self.record.lock().unwrap()[number];
        request.status = Some(answer.status);
        request.took = request.at.elapsed().unwrap_or_default();
        if answer.status >= 300 {
            request.error = Some(answer.body.clone());
        }
    }
}
