//! Tells the budget what became of each attempt, inside the layer of retries: seen from outside, a call that
//! was refused and then accepted is no sign of anything.

use std::time::SystemTime;

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef},
        },
        orchestrator::Metadata,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use tokio::time::Instant;

use super::{
    Budgets,
    budget::Verdict,
    retries::{is_throttled, retry_after},
    trail::Trail,
};

/// Sees every attempt of every call.
#[derive(Debug)]
pub(crate) struct Meter {
    pub(crate) budgets: Budgets,
}

/// An attempt as it began.
#[derive(Debug)]
struct Attempt(Instant);

impl Storable for Attempt {
    type Storer = StoreReplace<Self>;
}

/// How the attempt before ended.
#[derive(Debug)]
struct Before {
    /// The wait for the next one is counted already.
    counted: bool,
}

impl Storable for Before {
    type Storer = StoreReplace<Self>;
}

// === impl Meter ===

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "meter"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // The first attempt has waited for the budget already. So has a throttled one for its next attempt.
        if cfg.load::<Before>().is_some_and(|it| !it.counted) {
            self.budgets.of_operation(operation(cfg)).retry();
        }
        cfg.interceptor_state().store_put(Attempt(Instant::now()));
        Trail::begin();
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let verdict = match context.response() {
            Some(response) if is_throttled(response, context.output_or_error()) => {
                Verdict::Refused(retry_after(response.headers(), SystemTime::now()))
            }
            Some(_) => Verdict::Accepted,
            None => Verdict::Lost,
        };
        Trail::end(verdict);
        if let Some(Attempt(sent)) = cfg.load::<Attempt>() {
            self.budgets
                .of_operation(operation(cfg))
                .learn(*sent, verdict);
        }
        let counted = matches!(verdict, Verdict::Refused(_));
        cfg.interceptor_state().store_put(Before { counted });
        Ok(())
    }
}

fn operation(cfg: &ConfigBag) -> &str {
    cfg.load::<Metadata>().map_or("", Metadata::name)
}
