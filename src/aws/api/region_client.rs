//! The SDK's clients of one Region: whom they call, and how often they may.

use super::{pace::Budgets, service::Service};

/// The SDK's clients, the service that they call, and its budget of calls.
#[derive(Debug, Clone)]
pub struct RegionClient {
    /// The SDK's client.
    pub(crate) lambda: aws_sdk_lambda::Client,
    /// The client for the call that must not be repeated unseen: a second creation after a lost
    /// answer would only meet the mapping that the first one made. Only a refused signature is
    /// made again, after a wrong clock.
    pub(crate) once: aws_sdk_lambda::Client,
    /// The service that is called.
    pub(crate) service: Service,
    /// How many calls a second it may make.
    pub(crate) budgets: Budgets,
}
