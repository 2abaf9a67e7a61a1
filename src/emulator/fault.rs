//! Faults on order: what a test or a user wants to go wrong, and when.

use std::collections::VecDeque;
use std::time::Duration;

use super::answer::Answer;
use super::request::Operation;

/// Something that goes wrong with the next calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The calls that it is for; none means every call.
    pub operation: Option<Operation>,
    /// How many calls it is for; 0 is the same as no fault.
    pub times: u32,
    /// What happens.
    pub effect: Effect,
}

/// How a call goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Nothing is done, and this error is answered.
    Error {
        /// The HTTP status.
        status: u16,
        /// The code, for example `InvalidParameterValueException`.
        code: String,
        /// The text.
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
    Delayed(Duration),
    /// The call **is done**, and only the first half of the body is answered, as if it were all.
    Malformed,
    /// The call **is done**, and the connection is closed without an answer.
    AnswerLost,
    /// Nothing is done, and the connection is closed without an answer.
    RequestLost,
    /// Nothing is done, and nothing is answered while the emulator runs.
    Silence,
}

/// The faults that are still to come, in the order in which they were asked for.
#[derive(Debug, Default)]
pub(super) struct Faults(VecDeque<Fault>);

// === impl Fault ===

impl Fault {
    /// A fault of the next call of this kind.
    pub fn next(operation: Operation, effect: Effect) -> Self {
        Self {
            operation: Some(operation),
            times: 1,
            effect,
        }
    }

    /// A fault of the next call of any kind.
    pub fn any(effect: Effect) -> Self {
        Self {
            operation: None,
            times: 1,
            effect,
        }
    }

    /// The same for this many calls.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
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
        Self::error(500, "ServiceException", "Service encountered an error.")
    }

    /// What is answered instead of doing the call; none when it is done, or when
    /// there is no answer.
    pub(super) fn answer(&self) -> Option<Answer> {
        match self {
            Self::Error {
                status,
                code,
                message,
            } => Some(Answer::error(*status, code, message)),
            Self::Throttled { retry_after } => Some(Answer::throttled(*retry_after)),
            Self::BadGateway => Some(Answer::bad_gateway()),
            Self::Delayed(_)
            | Self::Malformed
            | Self::AnswerLost
            | Self::RequestLost
            | Self::Silence => None,
        }
    }
}

// === impl Faults ===

impl Faults {
    pub(super) fn push(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.0.push_back(fault);
        }
    }

    /// What is to happen to this call, which uses up one of its times.
    pub(super) fn take(&mut self, operation: Operation) -> Option<Effect> {
        let applies = |fault: &Fault| fault.operation.is_none_or(|of| of == operation);
        let index = self.0.iter().position(applies)?;
        let fault = self.0.get_mut(index)?;
        let effect = fault.effect.clone();
        fault.times -= 1;
        if fault.times == 0 {
            self.0.remove(index);
        }
        Some(effect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_for_its_operation_and_its_number_of_calls() {
        let mut faults = Faults::default();
        faults.push(Fault::next(Operation::ListTags, Effect::Silence).times(2));
        assert_eq!(faults.take(Operation::GetEventSourceMapping), None);
        assert_eq!(faults.take(Operation::ListTags), Some(Effect::Silence));
        assert_eq!(faults.take(Operation::ListTags), Some(Effect::Silence));
        assert_eq!(faults.take(Operation::ListTags), None);
    }

    #[test]
    fn faults_come_in_the_order_in_which_they_were_asked_for() {
        let mut faults = Faults::default();
        faults.push(Fault::any(Effect::RequestLost));
        faults.push(Fault::next(Operation::ListTags, Effect::AnswerLost));
        assert_eq!(faults.take(Operation::ListTags), Some(Effect::RequestLost));
        assert_eq!(faults.take(Operation::ListTags), Some(Effect::AnswerLost));
    }

    #[test]
    fn a_fault_of_no_calls_is_none() {
        let mut faults = Faults::default();
        faults.push(Fault::any(Effect::Silence).times(0));
        assert_eq!(faults.take(Operation::ListTags), None);
    }

    #[test]
    fn throttling_says_how_long_to_wait_and_why() {
        let answer = Effect::Throttled { retry_after: 3 }.answer().unwrap();
        assert_eq!((answer.status, answer.retry_after), (429, Some(3)));
    }
}
