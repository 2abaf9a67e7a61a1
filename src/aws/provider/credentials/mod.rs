//! Credentials: where they come from, and how they stay fresh.
//!
//! [`plan`] decides of the provider block, the environment and the profiles which source there is and
//! which roles are assumed with it; no call is made for that. [`source`] and [`role`] fetch, [`cache`]
//! keeps what they fetch until shortly before it expires, and [`failure`] says what went wrong.

pub(crate) mod accounts;
mod cache;
mod chain;
mod fetch;
mod profiles;
mod role;

use aws_config::{SdkConfig, provider_config::ProviderConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};

use self::{cache::Cached, chain::Plan, fetch::Fetched, role::Assumed};
use super::settings::Metadata;
use crate::aws::api::{
    client::Service,
    log::Attempts,
    retries::{Pace, Retries, partition},
};

pub(super) use self::chain::{Facts, plan};
pub(in crate::aws) use crate::aws::api::error::failure::Failure;

/// How the sources of credentials reach AWS.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    /// For the SDK's own sources.
    pub(super) sdk: ProviderConfig,
    /// The same for IAM Identity Center, which may have an endpoint of its own.
    pub(super) portal: ProviderConfig,
    /// The configuration of clients of the Security Token Service, without credentials.
    pub(super) sts: SdkConfig,
    /// The Security Token Service, as errors name it.
    pub(super) service: Service,
    pub(super) metadata: Metadata,
    /// What follows the SDK's own words in the header `User-Agent`.
    pub(super) user_agent: String,
    /// Tokens in the SDK's bucket for retries.
    pub(super) capacity: Option<usize>,
}

/// Makes a provider of credentials that does what `plan` says when it is first asked. Each step keeps
/// what it fetched, so that a role that is renewed does not renew what it was assumed with.
pub(super) fn provider(plan: Plan, reach: &Reach) -> SharedCredentialsProvider {
    let Plan { source, roles } = plan;
    let mut provider =
        SharedCredentialsProvider::new(Cached::new(Fetched::new(source, reach.clone())));
    for role in roles {
        let assumed = Assumed::new(role, provider, reach.clone());
        provider = SharedCredentialsProvider::new(Cached::new(assumed));
    }
    provider
}

// === impl Reach ===

impl Reach {
    /// A client of the Security Token Service with these credentials, or with none.
    pub(super) fn sts(&self, credentials: Option<Credentials>) -> aws_sdk_sts::Client {
        let mut config = aws_sdk_sts::config::Builder::from(&self.sts)
            .retry_classifier(Retries)
            .retry_partition(partition(self.capacity))
            .interceptor(Pace { once: false })
            .interceptor(Attempts {
                user_agent: self.user_agent.clone(),
            });
        if let Some(credentials) = credentials {
            config = config.credentials_provider(credentials);
        }
        aws_sdk_sts::Client::from_conf(config.build())
    }
}
