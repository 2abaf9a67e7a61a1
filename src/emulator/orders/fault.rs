//! Faults on order: what a test or a user wants to go wrong, and when.

use std::{
    collections::VecDeque,
    fmt::{self, Display},
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};

use super::span::span;
use crate::emulator::model::{answer::Answer, request::Operation};

/// Something that goes wrong with coming calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The calls that it is for; none means every call.
    pub operation: Option<Operation>,
    /// How many of these calls pass unharmed first.
    pub after: u32,
    /// How many calls it is for; 0 is the same as no fault.
    pub times: u32,
    /// How likely it is, call by call.
    pub chance: Chance,
    /// The effect of the fault.
    pub effect: Effect,
}

/// How likely something is, in millionths: 1,000,000 is always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance(u32);

/// How a call goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// Nothing is done, and this error is answered.
    Error {
        /// The HTTP status.
        #[serde(default = "internal")]
        status: u16,
        /// The code, for example `InvalidParameterValueException`.
        #[serde(default = "service_exception")]
        code: String,
        /// The text.
        #[serde(default = "service_text")]
        message: String,
    },
    /// Nothing is done, and the answer is 429 with `Retry-After`.
    Throttled {
        /// Seconds to wait before the next try.
        retry_after: u64,
    },
    /// Nothing is done, and something on the way answers 502 with a page for people.
    BadGateway,
    /// The call **is done**, and its answer takes this much longer.
    Delayed(#[serde(deserialize_with = "span")] Duration),
    /// The call **is done**, and the body of its answer dribbles in over this time.
    Slow(#[serde(deserialize_with = "span")] Duration),
    /// The call **is done**, and only the first half of the body is answered, as if it were all.
    Malformed,
    /// The call **is done**, and its answer has no body.
    EmptyBody,
    /// The call **is done**, and its answer is an object without members, `{}`.
    EmptyObject,
    /// The call **is done**, and the connection is closed without an answer.
    AnswerLost,
    /// Nothing is done, and the connection is closed without an answer.
    RequestLost,
    /// Nothing is done, and the connection is reset.
    Reset,
    /// Nothing is done, and nothing is answered while the emulator runs.
    Silence,
}

/// Faults as a file or a call orders them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// From which the chances are drawn; the same seed and the same calls give the same faults.
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    faults: Vec<Ordered>,
}

/// A fault as a script spells it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordered {
    #[serde(default)]
    operation: Option<Operation>,
    #[serde(default)]
    after: u32,
    /// Default: once; with a probability, without end.
    #[serde(default)]
    times: Option<u32>,
    #[serde(default, deserialize_with = "probability")]
    probability: Option<Chance>,
    effect: Effect,
}

/// The faults that are still to come, in the order in which they were asked for.
#[derive(Debug)]
pub(crate) struct Faults {
    queue: VecDeque<Fault>,
    random: fastrand::Rng,
}

fn internal() -> u16 {
    500
}

fn service_exception() -> String {
    "ServiceException".to_owned()
}

fn service_text() -> String {
    "Service encountered an error.".to_owned()
}

fn probability<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Chance>, D::Error> {
    let of_one = f64::deserialize(from)?;
    if !(0.0..=1.0).contains(&of_one) {
        return Err(serde::de::Error::custom("a probability is from 0 to 1"));
    }
    Ok(Some(Chance::of(of_one)))
}

// === impl Chance ===

impl Chance {
    /// It happens each time.
    pub const ALWAYS: Self = Self(1_000_000);

    /// A chance of 0 (never) to 1 (always), rounded to a millionth.
    pub fn of(of_one: f64) -> Self {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is clamped to 0 to a million"
        )]
        let millionths = (of_one.clamp(0.0, 1.0) * 1_000_000.0).round() as u32;
        Self(millionths)
    }

    /// From 0 to 1.
    fn of_one(self) -> f64 {
        f64::from(self.0) / 1_000_000.0
    }

    fn strikes(self, random: &mut fastrand::Rng) -> bool {
        // A fault that always happens must not use up a number, so that it does not disturb the others.
        self == Self::ALWAYS || random.u32(..1_000_000) < self.0
    }
}

// === impl Fault ===

impl Fault {
    /// A fault of the next call of this kind.
    pub fn next(operation: Operation, effect: Effect) -> Self {
        Self {
            operation: Some(operation),
            ..Self::any(effect)
        }
    }

    /// A fault of the next call of any kind.
    pub fn any(effect: Effect) -> Self {
        Self {
            operation: None,
            after: 0,
            times: 1,
            chance: Chance::ALWAYS,
            effect,
        }
    }

    /// This fault for so many calls.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// This fault after so many calls that pass unharmed.
    #[must_use]
    pub fn after(self, after: u32) -> Self {
        Self { after, ..self }
    }
}

// === impl Script ===

impl Script {
    /// Reads a script of JSON. The error is a sentence for the person.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

impl From<Ordered> for Fault {
    fn from(ordered: Ordered) -> Self {
        let once_or_always = if ordered.probability.is_some() {
            u32::MAX
        } else {
            1
        };
        Self {
            operation: ordered.operation,
            after: ordered.after,
            times: ordered.times.unwrap_or(once_or_always),
            chance: ordered.probability.unwrap_or(Chance::ALWAYS),
            effect: ordered.effect,
        }
    }
}

// === impl Effect ===

impl Effect {
    /// An error answer of Lambda's own.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::Error {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
        }
    }

    /// The 500 that Lambda answers when something of its own is broken.
    pub fn service_error() -> Self {
        Self::error(internal(), &service_exception(), &service_text())
    }

    /// The response instead of doing the call; none when it is done, or when
    /// there is no answer.
    pub(crate) fn answer(&self) -> Option<Answer> {
        match self {
            Self::Error {
                status,
                code,
                message,
            } => Some(Answer::error(*status, code, message)),
            Self::Throttled { retry_after } => Some(Answer::throttled(*retry_after)),
            Self::BadGateway => Some(Answer::bad_gateway()),
            Self::Delayed(_)
            | Self::Slow(_)
            | Self::Malformed
            | Self::EmptyBody
            | Self::EmptyObject
            | Self::AnswerLost
            | Self::RequestLost
            | Self::Reset
            | Self::Silence => None,
        }
    }
}

impl Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error { status, code, .. } => write!(f, "error {status} {code}"),
            Self::Throttled { retry_after } => {
                write!(f, "error 429 with Retry-After: {retry_after}")
            }
            Self::BadGateway => f.write_str("error 502 of a gateway"),
            Self::Delayed(by) => write!(f, "response delayed by {by:?}"),
            Self::Slow(over) => write!(f, "response body spread over {over:?}"),
            Self::Malformed => f.write_str("half of the response body"),
            Self::EmptyBody => f.write_str("response without a body"),
            Self::EmptyObject => f.write_str("response {}"),
            Self::AnswerLost => f.write_str("done, but the response is lost"),
            Self::RequestLost => f.write_str("request lost"),
            Self::Reset => f.write_str("connection reset"),
            Self::Silence => f.write_str("no response"),
        }
    }
}

// === impl Faults ===

impl Default for Faults {
    fn default() -> Self {
        Self {
            queue: VecDeque::new(),
            random: fastrand::Rng::with_seed(0),
        }
    }
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.queue.push_back(fault);
        }
    }

    /// Orders what a script says, after what is ordered already, and restarts the random numbers.
    pub(crate) fn order(&mut self, script: &Script) {
        self.random = fastrand::Rng::with_seed(script.seed);
        for fault in script.faults.iter().cloned() {
            self.push(fault.into());
        }
    }

    pub(crate) fn clear(&mut self) {
        self.queue.clear();
    }

    /// How many are still to come, each counted once.
    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    /// Those that are still to come, for a person: `times` is null without end.
    pub(crate) fn show(&self) -> Vec<Value> {
        let shown = self.queue.iter().map(|fault| {
            json!({
                "operation": fault.operation.map(Operation::name),
                "after": fault.after,
                "times": (fault.times != u32::MAX).then_some(fault.times),
                "probability": fault.chance.of_one(),
                "effect": fault.effect.to_string(),
            })
        });
        shown.collect()
    }

    /// The effect for this call, if a fault is due. Uses up one of the times of that fault.
    pub(crate) fn take(&mut self, operation: Operation) -> Option<Effect> {
        let random = &mut self.random;
        let strikes = |fault: &mut Fault| {
            if fault.operation.is_some_and(|of| of != operation) {
                return false;
            }
            if fault.after > 0 {
                fault.after -= 1;
                return false;
            }
            fault.chance.strikes(random)
        };
        let index = self.queue.iter_mut().position(strikes)?;
        let fault = self.queue.get_mut(index)?;
        let effect = fault.effect.clone();
        // Without end stays without end.
        if fault.times != u32::MAX {
            fault.times -= 1;
        }
        if fault.times == 0 {
            self.queue.remove(index);
        }
        Some(effect)
    }
}

#[cfg(test)]
mod tests;
