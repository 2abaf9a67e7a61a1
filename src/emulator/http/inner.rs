//! The data behind the lock of the server: the core with its quota, faults, record and journal.

use std::{
    io,
    time::{Duration, SystemTime},
};

use serde_json::{Map, Value};

use super::{quota::Quotas, reply::Pace, signature::Signature, sts};
use crate::emulator::{
    facts::refusals,
    journal::Journal,
    lambda::Lambda,
    model::{
        answer::{Answer, Body, Refusal},
        report::Report,
        request::{Operation, Query, Request},
    },
    orders::{
        distortion::Distortion,
        fault::{Effect, Faults},
        seed::Seed,
    },
    record::Record,
};

/// The data behind the lock. The lock is never held across an await.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) lambda: Lambda,
    pub(crate) journal: Option<Journal>,
    pub(crate) faults: Faults,
    pub(crate) distortion: Distortion,
    pub(crate) quotas: Quotas,
    /// Those of the tagging API.
    pub(crate) tagging_quotas: Quotas,
    pub(crate) record: Record,
}

/// The outcome of a request, to be sent back.
pub(crate) enum Outcome {
    Answer(Answer, Pace),
    /// The answer, after a while.
    Late(Answer, Duration),
    Hangup,
    Reset,
    Silence,
}

/// The time, as the core wants it.
pub(crate) fn now() -> Duration {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

/// The outcome of a call that a fault prevents.
fn undone(fault: &Effect) -> Option<Outcome> {
    match fault {
        Effect::Silence => Some(Outcome::Silence),
        Effect::RequestLost => Some(Outcome::Hangup),
        Effect::Reset => Some(Outcome::Reset),
        _ => None,
    }
}

/// How the answer of a call that was done is sent.
fn done(fault: Option<&Effect>, answer: Answer) -> Outcome {
    match fault {
        Some(Effect::AnswerLost) => Outcome::Hangup,
        Some(Effect::Delayed(by)) => Outcome::Late(answer, *by),
        Some(Effect::Slow(over)) => Outcome::Answer(answer, Pace::Slow(*over)),
        Some(Effect::Malformed) => Outcome::Answer(answer, Pace::Half),
        Some(Effect::EmptyBody) => answer.with(Body::Empty).into(),
        Some(Effect::EmptyObject) => answer.with(Body::Json(Value::Object(Map::new()))).into(),
        _ => answer.into(),
    }
}

// === impl Outcome ===

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer, Pace::Whole)
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Answer::from(refusal).into()
    }
}

// === impl Inner ===

impl Inner {
    /// Carries out a call, and returns whether a fault has a part in the outcome.
    pub(crate) fn carry_out(
        &mut self,
        called: Option<(Operation, String)>,
        query: &str,
        signature: Result<Signature, Refusal>,
        body: Vec<u8>,
    ) -> (Outcome, bool) {
        let service = called.as_ref().map_or("lambda", |(it, _)| it.service());
        let signature = match signature.and_then(|it| it.for_service(service).map(|()| it)) {
            Ok(signature) => signature,
            Err(refusal) => return (refusal.into(), false),
        };
        let Some((operation, subject)) = called else {
            return (Refusal::of(&refusals::UNKNOWN_OPERATION, &[]).into(), false);
        };
        let place = signature.place();
        match operation {
            // Calls about functions have a quota of their own.
            Operation::GetFunctionConfiguration => {}
            Operation::GetResources => {
                if self.tagging_quotas.spend(now(), &place).is_err() {
                    let code = "ThrottledException";
                    return (Answer::of_tagging(400, code, "Rate exceeded").into(), false);
                }
            }
            _ => {
                if let Err(retry_after) = self.quotas.spend(now(), &place) {
                    return (Answer::throttled(retry_after).into(), false);
                }
            }
        }
        let fault = self.faults.take(operation);
        if let Some(answer) = fault.as_ref().and_then(Effect::answer) {
            return (answer.into(), true);
        }
        if let Some(outcome) = fault.as_ref().and_then(undone) {
            return (outcome, true);
        }
        let request = Request {
            place,
            operation,
            subject,
            query: Query::parse(query),
            body,
        };
        let answer = self.call(now(), &request);
        let answer = self.distortion.apply(operation, answer);
        (done(fault.as_ref(), answer), fault.is_some())
    }

    /// Carries out a call of STS, whose answer is known.
    pub(crate) fn identify(&mut self, answer: Answer, id: &str) -> (Outcome, bool) {
        let fault = self.faults.take(Operation::GetCallerIdentity);
        let refused = match &fault {
            Some(Effect::Error {
                status,
                code,
                message,
            }) => Some(sts::fault(*status, code, message, id)),
            Some(other) => other.answer(),
            None => None,
        };
        if let Some(answer) = refused {
            return (answer.into(), true);
        }
        if let Some(outcome) = fault.as_ref().and_then(undone) {
            return (outcome, true);
        }
        (done(fault.as_ref(), answer), fault.is_some())
    }

    /// Carries out a call and keeps what became of it.
    pub(crate) fn call(&mut self, now: Duration, request: &Request) -> Answer {
        let answer = self.lambda.handle(now, request);
        let Some(journal) = &mut self.journal else {
            return answer;
        };
        if answer.status >= 300 || !request.operation.changes() {
            return answer;
        }
        let created = match &answer.body {
            Body::Json(body) => body.get("UUID").and_then(Value::as_str),
            _ => None,
        };
        let named = request.subject.rsplit(':').next();
        let uuid = created.or(named).unwrap_or_default();
        match journal.note(&self.lambda, &request.place, uuid) {
            Ok(()) => answer,
            Err(error) => Answer::error(500, "ServiceException", &not_kept(&error)),
        }
    }

    /// Seeds, and keeps what became of it. The error is a sentence for the person.
    pub(crate) fn seed(&mut self, now: Duration, seed: &Seed) -> Result<(), String> {
        let seeded = self.lambda.seed(now, seed);
        if let Some(journal) = &mut self.journal {
            journal
                .note_seed(&self.lambda, now, seed)
                .map_err(|error| not_kept(&error))?;
        }
        seeded
    }

    /// Lets Lambda say something of a mapping, and keeps it. The error is a sentence for the person.
    pub(crate) fn report(
        &mut self,
        now: Duration,
        uuid: &str,
        report: Report,
    ) -> Result<(), String> {
        let place = self.lambda.report(now, uuid, report);
        let place = place.ok_or_else(|| format!("there is no mapping {uuid}"))?;
        self.journal.as_mut().map_or(Ok(()), |journal| {
            journal
                .note(&self.lambda, &place, uuid)
                .map_err(|error| not_kept(&error))
        })
    }

    /// Forgets everything. The error is a sentence for the person.
    pub(crate) fn reset(&mut self) -> Result<(), String> {
        self.lambda.clear();
        self.faults.clear();
        self.distortion = Distortion::default();
        self.record.clear();
        self.journal.as_mut().map_or(Ok(()), |journal| {
            journal
                .clear(&self.lambda)
                .map_err(|error| not_kept(&error))
        })
    }
}

fn not_kept(error: &io::Error) -> String {
    format!("it is done, but the file of the state cannot be written: {error}")
}
