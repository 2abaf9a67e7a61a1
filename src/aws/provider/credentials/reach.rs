//! How the sources of credentials reach AWS.

use aws_config::{SdkConfig, provider_config::ProviderConfig};
use aws_credential_types::Credentials;

use crate::aws::{
    api::{
        log::Attempts,
        pace::retries::{Pace, Retries, partition},
        service::Service,
    },
    provider::settings::Metadata,
};

/// How the sources of credentials reach AWS.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    /// For the SDK's own sources.
    pub(crate) sdk: ProviderConfig,
    /// The configuration for IAM Identity Center, which may have an endpoint of its own.
    pub(crate) portal: ProviderConfig,
    /// The configuration of clients of the Security Token Service, without credentials.
    pub(crate) sts: SdkConfig,
    /// The Security Token Service, as errors name it.
    pub(crate) service: Service,
    pub(crate) metadata: Metadata,
    /// Text after the SDK's own in the header `User-Agent`.
    pub(crate) user_agent: String,
    /// Tokens in the SDK's bucket for retries.
    pub(crate) capacity: Option<usize>,
}

// === impl Reach ===

impl Reach {
    /// A client of the Security Token Service with these credentials, or with none.
    pub(crate) fn sts(&self, credentials: Option<Credentials>) -> aws_sdk_sts::Client {
        let mut config = aws_sdk_sts::config::Builder::from(&self.sts)
            .retry_classifier(Retries::default())
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
