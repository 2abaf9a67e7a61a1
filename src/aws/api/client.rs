//! The way to AWS: a client for each Region, with limits on how long anything may take.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};

use super::{claims::Held, retries::Pace, service::Service};
use crate::{aws::model::tags::Tagging, framework::cell::Tf};

/// What the resources need to call AWS in one Region.
#[derive(Debug, Clone)]
pub struct Client {
    /// The SDK's client.
    pub(crate) lambda: aws_sdk_lambda::Client,
    /// The same, for the call that must not be repeated unseen: a second creation after a lost
    /// answer would only meet the mapping that the first one made. Only a refused signature is
    /// made anew, for a clock that is wrong.
    pub(crate) once: aws_sdk_lambda::Client,
    /// Whom it calls.
    pub(crate) service: Service,
    /// What all Regions share.
    shared: Arc<Shared>,
}

/// What the clients of all Regions share: credentials, connections, limits.
struct Shared {
    config: aws_sdk_lambda::config::Builder,
    /// The provider as it was configured.
    home: Service,
    tagging: Tagging,
    /// The account, if it is known without a call.
    account: Option<String>,
    /// Whether resources that do not say so themselves take over what is there already.
    adopt_existing: bool,
    /// What resources of this run hold already.
    held: Held,
    regions: Mutex<BTreeMap<String, Pair>>,
}

/// The SDK's clients of a Region: the usual one, and the one that repeats no creation.
type Pair = (aws_sdk_lambda::Client, aws_sdk_lambda::Client);

// === impl Client ===

impl Client {
    /// A client of the provider's own Region.
    pub(crate) fn new(
        config: aws_sdk_lambda::config::Builder,
        home: Service,
        tagging: Tagging,
        account: Option<String>,
        adopt_existing: bool,
    ) -> Self {
        let shared = Arc::new(Shared {
            config,
            home,
            tagging,
            account,
            adopt_existing,
            held: Held::default(),
            regions: Mutex::default(),
        });
        Self::of(shared.home.region.to_string(), shared)
    }

    /// The client of the Region that a resource names, or of the provider's. Those of one Region are
    /// made once; all share credentials and connections.
    #[must_use]
    pub(crate) fn at(&self, region: &Tf<String>) -> Self {
        match region {
            Tf::Known(region) if **region != *self.service.region => {
                Self::of(region.clone(), Arc::clone(&self.shared))
            }
            Tf::Null if *self.service.region != *self.shared.home.region => {
                let home = self.shared.home.region.to_string();
                Self::of(home, Arc::clone(&self.shared))
            }
            _ => self.clone(),
        }
    }

    /// The Region of the provider block.
    pub(crate) fn home(&self) -> &str {
        &self.shared.home.region
    }

    /// The account, if the credentials tell it or it had to be asked for.
    pub(crate) fn account(&self) -> Option<&str> {
        self.shared.account.as_deref()
    }

    /// What the provider block says of tags.
    pub(crate) fn tagging(&self) -> &Tagging {
        &self.shared.tagging
    }

    /// Whether resources that do not say so themselves take over what is there already.
    pub(crate) fn adopts_existing(&self) -> bool {
        self.shared.adopt_existing
    }

    /// What resources of this run hold already.
    pub(crate) fn held(&self) -> &Held {
        &self.shared.held
    }

    /// A client that leads nowhere.
    #[cfg(test)]
    pub(crate) fn for_tests(region: &str, account: Option<&str>) -> Self {
        use aws_smithy_runtime_api::client::http::http_client_fn;
        let config = aws_sdk_lambda::config::Builder::new()
            .behavior_version(aws_sdk_lambda::config::BehaviorVersion::latest())
            .http_client(http_client_fn(|_, _| unreachable!("nothing is called")));
        let home = Service {
            name: "Lambda",
            region: region.into(),
            endpoint: None,
            limit: std::time::Duration::from_secs(30),
        };
        let account = account.map(str::to_owned);
        Self::new(config, home, Tagging::default(), account, false)
    }

    fn of(region: String, shared: Arc<Shared>) -> Self {
        let service = Service {
            region: region.as_str().into(),
            ..shared.home.clone()
        };
        let mut regions = shared
            .regions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (lambda, once) = regions
            .entry(region)
            .or_insert_with_key(|region| shared.pair(region))
            .clone();
        drop(regions);
        Self {
            lambda,
            once,
            service,
            shared,
        }
    }
}

// === impl Shared ===

impl Shared {
    fn pair(&self, region: &str) -> Pair {
        let region = aws_sdk_lambda::config::Region::new(region.to_owned());
        let config = self.config.clone().region(region).build();
        // Each attempt has a limit already. Two would race, and "all retries were in vain" would
        // hide that the request may have taken effect.
        let limits = config.timeout_config().map(TimeoutConfig::to_builder);
        let limits = limits.unwrap_or_default().disable_operation_timeout();
        let retries = config.retry_config().cloned();
        let retries = retries.unwrap_or_else(RetryConfig::standard);
        let attempts = retries.max_attempts().min(2);
        let once = config
            .to_builder()
            .retry_config(retries.with_max_attempts(attempts))
            .interceptor(Pace { once: true })
            .timeout_config(limits.build())
            .build();
        let config = config
            .to_builder()
            .interceptor(Pace { once: false })
            .build();
        (
            aws_sdk_lambda::Client::from_conf(config),
            aws_sdk_lambda::Client::from_conf(once),
        )
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}
