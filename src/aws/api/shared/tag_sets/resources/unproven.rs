//! Retry rule for a server that may not have `GetResources`: an error response is not retried, unless it throttles.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use aws_smithy_runtime_api::client::{
    interceptors::context::InterceptorContext,
    retries::classifiers::{ClassifyRetry, RetryAction},
};

use crate::aws::api::pace::retries::is_throttled;

/// Forbids retries of what was answered with an error, until an answer has shown that the server has the call.
/// A refusal for the rate says nothing of that.
#[derive(Debug)]
pub(super) struct Unproven(pub(super) Arc<AtomicBool>);

// === impl Unproven ===

impl ClassifyRetry for Unproven {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let known = self.0.load(Ordering::Relaxed);
        let refused = context
            .response()
            .is_some_and(|it| !is_throttled(it, context.output_or_error()));
        if refused && !known {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "a server that may not have the call"
    }
}
