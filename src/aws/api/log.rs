//! One line of log for each attempt of a call, and the provider's words in the header `User-Agent`.
//!
//! A line holds what tells a call from others, and nothing of what was sent or answered: that may be
//! secret.

use std::time::Instant;

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{
                BeforeTransmitInterceptorContextMut, BeforeTransmitInterceptorContextRef,
                FinalizerInterceptorContextRef,
            },
        },
        orchestrator::Metadata,
        retries::RequestAttempts,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

/// Sees every attempt of every call.
#[derive(Debug)]
pub(crate) struct Attempts {
    /// Text after the SDK's own in `User-Agent`.
    pub(crate) user_agent: String,
}

/// When an attempt began.
#[derive(Debug)]
struct Began(Instant);

impl Storable for Began {
    type Storer = StoreReplace<Self>;
}

/// Why the attempt before this one failed.
#[derive(Debug, Clone)]
struct InVain(String);

impl Storable for InVain {
    type Storer = StoreReplace<Self>;
}

// === impl Attempts ===

impl Intercept for Attempts {
    fn name(&self) -> &'static str {
        "attempts"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(Began(Instant::now()));
        Ok(())
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let headers = context.request_mut().headers_mut();
        let sdk = headers.get("user-agent").unwrap_or_default();
        let all = format!("{sdk} {}", self.user_agent);
        headers.try_insert("user-agent", all.trim().to_owned())?;
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let call = cfg.load::<Metadata>();
        let milliseconds = cfg
            .load::<Began>()
            .map(|it| u64::try_from(it.0.elapsed().as_millis()).unwrap_or(u64::MAX));
        let retried_because = cfg.load::<InVain>().map(|it| it.0.clone());
        let attempt = cfg
            .load::<RequestAttempts>()
            .map_or(1, RequestAttempts::attempts);
        let response = context.response();
        let header = |name| response.and_then(|it| it.headers().get(name));
        let failure = match context.output_or_error() {
            Some(Err(error)) => Some(match (response, error.as_connector_error()) {
                (Some(response), _) => {
                    let status = response.status().as_u16();
                    let code = header("x-amzn-errortype").unwrap_or_default();
                    let code = code.split([':', ',']).next().unwrap_or_default();
                    format!("{status} {code}").trim_end().to_owned()
                }
                (None, Some(error)) if error.is_timeout() => "no answer in time".to_owned(),
                (None, Some(_)) => "no connection".to_owned(),
                (None, None) if error.is_timeout_error() => "no answer in time".to_owned(),
                (None, None) => "not sent".to_owned(),
            }),
            _ => None,
        };
        tracing::debug!(
            service = call.map(Metadata::service),
            operation = call.map(Metadata::name),
            attempt,
            status = response.map(|it| it.status().as_u16()),
            request_id = header("x-amzn-requestid"),
            milliseconds,
            failure,
            retried_because,
            "called AWS"
        );
        if let Some(failure) = failure {
            cfg.interceptor_state().store_put(InVain(failure));
        }
        Ok(())
    }
}
