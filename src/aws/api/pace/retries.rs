//! When a call is tried again, and when: the SDK's rules, and what they lack.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use aws_runtime::retries::classifiers::THROTTLING_ERRORS;
use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{
                BeforeTransmitInterceptorContextMut, Error, FinalizerInterceptorContextRef,
                InterceptorContext, Output,
            },
        },
        orchestrator::{HttpResponse, OrchestratorError},
        retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority},
        runtime_components::RuntimeComponents,
    },
    http::Headers,
};
use aws_smithy_types::{
    config_bag::{ConfigBag, Storable, StoreReplace},
    date_time::{DateTime, Format},
    error::ErrorMetadata,
    retry::{ErrorKind, RetryConfig},
    timeout::TimeoutConfig,
};

use super::gate::Gate;
use crate::aws::api::connection::never_left;

/// Longest pause before a retry of which the server says nothing.
pub(crate) const BACKOFF: Duration = Duration::from_secs(5);
/// Longest pause that a server is believed to want.
pub(crate) const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(5);

/// Retry rules that the SDK lacks: a connection that cannot be made is reported at once,
/// and a server that says when to come back is taken at its word.
#[derive(Debug, Default)]
pub(crate) struct Retries {
    /// The budget that says when a call that was refused for the rate is sent again.
    pub(crate) budget: Option<Arc<Gate>>,
}

/// Leaves the SDK the patience that the last answer asks for: it cuts a pause that the server wants to
/// its own longest one, and it would sit out one that the limit of the call does not allow.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Whether a request is sent again only if it was certainly refused.
    pub(crate) once: bool,
}

/// A call with all its attempts, as it began.
#[derive(Debug)]
struct Call {
    at: Instant,
    retries: RetryConfig,
    /// Whether it was refused once, as for a signature of a clock that is wrong.
    refused: bool,
}

impl Storable for Call {
    type Storer = StoreReplace<Self>;
}

/// The SDK stops retrying when many calls are throttled at once, long before their time is over; the
/// time alone is to limit them, unless the provider block gives retries a `capacity`.
pub(crate) fn partition(capacity: Option<usize>) -> RetryPartition {
    let bucket = match capacity {
        Some(capacity) => TokenBucket::builder().capacity(capacity).build(),
        None => TokenBucket::unlimited(),
    };
    RetryPartition::custom("awslambda")
        .token_bucket(bucket)
        .build()
}

/// How long a server asks to wait, by the header `Retry-After` (RFC 9110), in seconds or as the date on
/// which to come back: at most [`LONGEST_RETRY_AFTER`], whatever it says. `Retry-After: 0`
/// counts as absent.
pub(crate) fn retry_after(headers: &Headers, now: SystemTime) -> Option<Duration> {
    let header = headers.get("retry-after")?.trim();
    let wait = match header.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => http_date(header)?.duration_since(now).unwrap_or_default(),
    };
    (!wait.is_zero()).then(|| wait.min(LONGEST_RETRY_AFTER))
}

/// Whether a response says that there are too many calls: by its status, or by the name of the error if the
/// service has no status for it.
pub(crate) fn is_throttled(
    response: &HttpResponse,
    made_of_it: Option<Result<&Output, &OrchestratorError<Error>>>,
) -> bool {
    let error = made_of_it.and_then(Result::err);
    let error = error.and_then(|it| it.as_operation_error()?.downcast_ref::<ErrorMetadata>());
    let code = error.and_then(ErrorMetadata::code);
    response.status().as_u16() == 429 || code.is_some_and(|it| THROTTLING_ERRORS.contains(&it))
}

/// A date as headers have it.
pub(crate) fn http_date(header: &str) -> Option<SystemTime> {
    let date = DateTime::from_str(header.trim(), Format::HttpDate).ok()?;
    SystemTime::try_from(date).ok()
}

// === impl Retries ===

impl ClassifyRetry for Retries {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        if let Some(Err(error)) = context.output_or_error()
            && let Some(connector) = error.as_connector_error()
            && !connector.is_timeout()
            && never_left(connector)
        {
            return RetryAction::RetryForbidden;
        }
        let Some(response) = context.response() else {
            return RetryAction::NoActionIndicated;
        };
        let kind = match response.status().as_u16() {
            _ if is_throttled(response, context.output_or_error()) => ErrorKind::ThrottlingError,
            500 | 502..=504 => ErrorKind::TransientError,
            _ => return RetryAction::NoActionIndicated,
        };
        // The SDK's own rules read AWS's older header of this meaning, and come first.
        let headers = response.headers();
        let said = headers.get("x-amz-retry-after").is_some();
        let asked = retry_after(headers, SystemTime::now());
        if kind == ErrorKind::ThrottlingError
            && !said
            && let Some(budget) = self.budget.as_ref().filter(|it| it.is_limited())
        {
            let wait = asked.unwrap_or_default().max(budget.retry());
            return RetryAction::retryable_error_with_explicit_delay(kind, wait);
        }
        match asked {
            Some(wait) => RetryAction::retryable_error_with_explicit_delay(kind, wait),
            None if kind == ErrorKind::ThrottlingError && !said => RetryAction::throttling_error(),
            None => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "unreachable endpoints and Retry-After"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

// === impl Pace ===

impl Intercept for Pace {
    fn name(&self) -> &'static str {
        "pace"
    }

    fn modify_before_retry_loop(
        &self,
        _: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(retries) = cfg.load::<RetryConfig>().cloned() {
            let at = Instant::now();
            cfg.interceptor_state().store_put(Call {
                at,
                retries,
                refused: false,
            });
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(began) = cfg.load::<Call>() else {
            return Ok(());
        };
        let (at, usual, before) = (began.at, began.retries.clone(), began.refused);
        let limit = cfg
            .load::<TimeoutConfig>()
            .and_then(TimeoutConfig::operation_timeout);
        let left = limit.map(|it| it.saturating_sub(at.elapsed()));
        let response = context.response();
        let wait = response.and_then(|it| retry_after(it.headers(), SystemTime::now()));
        let refused = response.is_some_and(|it| it.status().as_u16() == 403);
        let in_vain = wait.is_some_and(|wait| left.is_some_and(|left| wait >= left));
        // A call that was signed again with AWS's time and is refused again has another fault than its time.
        let retries = if in_vain || (refused && before) || (self.once && !refused) {
            usual.clone().with_max_attempts(1)
        } else {
            let longest = wait.unwrap_or_default().max(usual.max_backoff());
            usual.clone().with_max_backoff(longest)
        };
        let state = cfg.interceptor_state();
        state.store_put(retries);
        state.store_put(Call {
            at,
            retries: usual,
            refused,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_cannot_ask_for_more_patience_than_there_is() {
        let now = http_date("Sat, 21 Nov 2026 18:00:00 GMT").unwrap();
        for (header, expected) in [
            ("0", None),
            (" 7 ", Some(7)),
            ("301", Some(300)),
            ("18446744073709551615", Some(300)),
            ("18446744073709551616", None),
            ("-1", None),
            ("", None),
            ("Sat, 21 Nov 2026 18:00:09 GMT", Some(9)),
            ("Sat, 21 Nov 2026 17:00:00 GMT", None),
            ("Sun, 22 Nov 2026 18:00:00 GMT", Some(300)),
            ("tomorrow", None),
        ] {
            let mut headers = Headers::new();
            headers.insert("retry-after", header);
            let expected = expected.map(Duration::from_secs);
            assert_eq!(retry_after(&headers, now), expected, "{header}");
        }
        assert_eq!(retry_after(&Headers::new(), now), None);
    }
}
