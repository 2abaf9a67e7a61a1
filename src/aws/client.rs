//! The way to AWS: one client, with limits on how long anything may take.

use std::{fmt, sync::Arc, time::Duration};

use aws_smithy_runtime::client::retries::{RetryPartition, TokenBucket};
use aws_smithy_runtime_api::client::{
    interceptors::context::InterceptorContext,
    retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority},
};
use aws_smithy_types::{
    retry::{ErrorKind, RetryConfig},
    timeout::TimeoutConfig,
};

/// Time to make a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Time to answer a request once.
const ATTEMPT: Duration = Duration::from_secs(10);
/// Time to answer a request with all its retries.
const OPERATION: Duration = Duration::from_secs(30);
/// Longest pause before a retry.
const BACKOFF: Duration = Duration::from_secs(5);

/// What the resources need to call AWS.
#[derive(Debug, Clone)]
pub struct Client {
    /// The SDK's client.
    pub(super) lambda: aws_sdk_lambda::Client,
    /// The same, for the call that must not be repeated unseen: a second creation after a lost
    /// answer would only meet the mapping that the first one made.
    pub(super) once: aws_sdk_lambda::Client,
    /// Whom it calls.
    pub(super) service: Service,
}

/// A service that is called, as errors name it.
#[derive(Debug, Clone)]
pub(super) struct Service {
    /// AWS's name of it.
    pub(super) name: &'static str,
    /// The Region that is called.
    pub(super) region: Arc<str>,
    /// Where it is, if not at AWS's own place.
    pub(super) endpoint: Option<Arc<str>>,
}

/// What the SDK's own rules of retrying lack: a connection that cannot be made is reported at once,
/// and a server that says when to come back is taken at its word.
#[derive(Debug)]
pub(super) struct Retries;

/// The limits of every call. Without them a server that accepts a connection and stays silent would
/// hold Terraform for ever: the SDK sets no limit of its own.
pub(super) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}

/// The SDK stops retrying when many calls are throttled at once, long before their time is over; the
/// time alone is to limit them.
pub(super) fn without_quota() -> RetryPartition {
    RetryPartition::custom("awslambda")
        .token_bucket(TokenBucket::unlimited())
        .build()
}

/// `retries` times after the first attempt, within the time of the operation.
pub(super) fn retries(retries: u32) -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(retries.saturating_add(1))
        .with_max_backoff(BACKOFF)
}

// === impl Client ===

impl Client {
    /// A client with this configuration.
    pub(super) fn new(config: aws_sdk_lambda::config::Builder, service: Service) -> Self {
        let config = config
            .retry_classifier(Retries)
            .retry_partition(without_quota())
            .build();
        let once = config
            .to_builder()
            .retry_config(RetryConfig::disabled())
            .build();
        Self {
            lambda: aws_sdk_lambda::Client::from_conf(config),
            once: aws_sdk_lambda::Client::from_conf(once),
            service,
        }
    }
}

// === impl Service ===

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.name, self.region)?;
        match &self.endpoint {
            Some(endpoint) => write!(f, " at {endpoint}"),
            None => Ok(()),
        }
    }
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
        let wait = context
            .response()
            .filter(|it| it.status().as_u16() == 429)
            .and_then(|it| it.headers().get("retry-after"))
            .and_then(|it| it.parse().ok());
        match wait {
            Some(seconds) => RetryAction::retryable_error_with_explicit_delay(
                ErrorKind::ThrottlingError,
                Duration::from_secs(seconds).min(BACKOFF),
            ),
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

/// Whether a request certainly never left this machine: a name that does not resolve, a refused
/// connection, a certificate that is not trusted.
pub(super) fn never_left(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind;
    let refused = |it: &std::io::Error| {
        matches!(
            it.kind(),
            ErrorKind::ConnectionRefused
                | ErrorKind::HostUnreachable
                | ErrorKind::NetworkUnreachable
                | ErrorKind::AddrNotAvailable
        )
    };
    std::iter::successors(Some(error), |it| it.source()).any(|it| {
        it.downcast_ref::<std::io::Error>().is_some_and(refused)
            || ["dns error", "tcp connect error", "invalid peer certificate"]
                .iter()
                .any(|words| it.to_string().contains(words))
    })
}
