//! The way to AWS: a client for each Region, with limits on how long anything may take.

mod policy;
mod tagged;

use std::{
    collections::BTreeMap,
    fmt,
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use aws_sdk_lambda::operation::{
    delete_event_source_mapping::DeleteEventSourceMappingOutput,
    update_event_source_mapping::{
        UpdateEventSourceMappingOutput, builders::UpdateEventSourceMappingInputBuilder,
    },
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};

pub(crate) use self::policy::{Policy, WantedWarnings};
use super::{
    claims::Held,
    error::{Error, met::Met},
    pace::{
        BudgetOwner, Budgets,
        budget::Tally,
        meter::Meter,
        retries::{Pace, Retries},
    },
    region_client::RegionClient,
    service::Service,
    shared::{
        looked::Looked,
        poll::{Agrees, Polls, Watch},
        sight::Class,
        snapshot::Snapshot,
        tag_sets::{
            TagSets,
            resources::{Resources, TagSet},
        },
        views::Views,
    },
};
use crate::{aws::model::tags::Tagging, framework::cell::Tf};

/// The client with which resources call AWS in one Region.
#[derive(Debug, Clone)]
pub struct Client {
    /// The calls of the Region.
    regional: RegionClient,
    /// Reads that share pages of the list.
    snapshot: Arc<Snapshot>,
    /// Looks of data sources that share pages of the list.
    views: Views,
    /// Reads of tags that share calls.
    tag_sets: Arc<TagSets>,
    /// Changes in flight that share looks.
    polls: Arc<Polls>,
    /// The part that all Regions share.
    shared: Arc<Shared>,
}

/// The part that the clients of all Regions share: credentials, connections, limits.
struct Shared {
    config: aws_sdk_lambda::config::Builder,
    /// The provider as it was configured.
    home: Service,
    policy: Policy,
    /// The mappings that resources of this run manage already.
    held: Held,
    /// The failures that calls of this run have met already.
    met: Met,
    /// Whether tags that were set were seen to be returned.
    returns_tags: AtomicBool,
    regions: Mutex<BTreeMap<String, InRegion>>,
}

/// The part that is made once for each Region.
#[derive(Clone)]
struct InRegion {
    /// The usual client, and the one that repeats no creation.
    lambda: aws_sdk_lambda::Client,
    once: aws_sdk_lambda::Client,
    budgets: Budgets,
    snapshot: Arc<Snapshot>,
    views: Views,
    tag_sets: Arc<TagSets>,
    polls: Arc<Polls>,
}

// === impl Client ===

impl Client {
    /// A client of the provider's own Region.
    pub(crate) fn new(
        config: aws_sdk_lambda::config::Builder,
        home: Service,
        policy: Policy,
    ) -> Self {
        let shared = Arc::new(Shared {
            config,
            home,
            policy,
            held: Held::default(),
            met: Met::default(),
            returns_tags: AtomicBool::new(false),
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
        self.shared.policy.account.as_deref()
    }

    /// The arguments of the provider block about tags.
    pub(crate) fn tagging(&self) -> &Tagging {
        &self.shared.policy.tagging
    }

    /// Whether resources that do not say so themselves adopt what is there already.
    pub(crate) fn adopts_existing(&self) -> bool {
        self.shared.policy.adopt_existing
    }

    /// Which warnings the user wants.
    pub(crate) fn warnings(&self) -> WantedWarnings {
        self.shared.policy.warnings
    }

    /// Whether a change ends when AWS has accepted it.
    pub(crate) fn accepted_is_enough(&self) -> bool {
        self.shared.policy.accepted_is_enough
    }

    /// The mappings that resources of this run manage already.
    pub(crate) fn held(&self) -> &Held {
        &self.shared.held
    }

    /// The failures that calls of this run have met already.
    pub(crate) fn met(&self) -> &Met {
        &self.shared.met
    }

    /// Whether the server is known to return tags that were set. Lambda itself does; what answers at another
    /// endpoint must have been seen to.
    pub(crate) fn returns_tags(&self) -> bool {
        self.service.endpoint.is_none() || self.shared.returns_tags.load(Ordering::Relaxed)
    }

    /// Tags that were set were returned.
    pub(crate) fn saw_tags_returned(&self) {
        self.shared.returns_tags.store(true, Ordering::Relaxed);
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
        let InRegion {
            lambda,
            once,
            budgets,
            snapshot,
            views,
            tag_sets,
            polls,
        } = regions
            .entry(region)
            .or_insert_with(|| shared.in_region(&service))
            .clone();
        drop(regions);
        let regional = RegionClient {
            lambda,
            once,
            service,
            budgets,
        };
        Self {
            regional,
            snapshot,
            views,
            tag_sets,
            polls,
            shared,
        }
    }

    /// Reads a mapping: by a page of the list if that `agrees` with what is known, else by
    /// `GetEventSourceMapping`. With `alone` no page can tell.
    pub(crate) async fn read(
        &self,
        uuid: &str,
        alone: bool,
        agrees: impl Fn(&Looked) -> bool,
    ) -> Result<Looked, Error> {
        self.snapshot
            .read(&self.regional, uuid, alone, agrees)
            .await
    }

    /// Looks of data sources that share pages of the list.
    pub(crate) fn views(&self) -> &Views {
        &self.views
    }

    /// Waits for a change that was answered, with `modified` as the time of it. Other changes share the
    /// looks; without others the first comes after `pause`. A page ends it only if that `agrees`.
    pub(crate) fn watch(
        &self,
        uuid: &str,
        class: Class,
        modified: Option<i64>,
        pause: Duration,
        agrees: Agrees,
    ) -> Watch {
        self.polls
            .watch(&self.regional, uuid, class, modified, pause, agrees)
    }

    /// `UpdateEventSourceMapping`.
    pub(crate) async fn update(
        &self,
        request: UpdateEventSourceMappingInputBuilder,
    ) -> Result<UpdateEventSourceMappingOutput, Error> {
        let uuid = request.get_uuid().clone().unwrap_or_default();
        let _writes = (self.snapshot.writes(&uuid), self.views.writes());
        self.regional.update(request).await
    }

    /// `DeleteEventSourceMapping`.
    pub(crate) async fn delete(&self, uuid: &str) -> Result<DeleteEventSourceMappingOutput, Error> {
        let _writes = (self.snapshot.writes(uuid), self.views.writes());
        let _deletes = self.polls.deletes(&self.regional);
        self.regional.delete(uuid).await
    }

    /// `UntagResource`.
    pub(crate) async fn untag(&self, arn: &str, keys: &[String]) -> Result<(), Error> {
        let _writes = self.tag_sets.writes(arn);
        self.regional.untag(arn, keys).await
    }

    /// `TagResource`.
    pub(crate) async fn tag(&self, arn: &str, tags: &TagSet) -> Result<(), Error> {
        let _writes = self.tag_sets.writes(arn);
        self.regional.tag(arn, tags).await
    }
}

impl Deref for Client {
    type Target = RegionClient;

    fn deref(&self) -> &RegionClient {
        &self.regional
    }
}

// === impl Shared ===

impl Shared {
    fn in_region(&self, service: &Service) -> InRegion {
        let account = BudgetOwner {
            name: self.policy.counted_as.clone(),
            region: service.region.to_string(),
            endpoint: self.home.endpoint.as_deref().map(str::to_owned),
        };
        let budgets = Budgets::of(&account, self.policy.calls_a_second);
        let meter = || Meter {
            budgets: budgets.clone(),
        };
        let region = aws_sdk_lambda::config::Region::new(service.region.to_string());
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
            .interceptor(meter())
            .retry_classifier(Retries::default())
            .timeout_config(limits.build())
            .build();
        let config = config
            .to_builder()
            .interceptor(Pace { once: false })
            .interceptor(meter())
            .retry_classifier(Retries {
                budget: Some(Arc::clone(&budgets.lambda)),
            })
            .build();
        let reach = self.policy.tags.as_ref();
        let reach = reach.filter(|_| self.policy.reads_are_shared);
        let resources = reach.and_then(|it| Resources::new(&config, service, it, &budgets));
        let tag_sets = Arc::new(TagSets::new(resources));
        InRegion {
            lambda: aws_sdk_lambda::Client::from_conf(config),
            once: aws_sdk_lambda::Client::from_conf(once),
            budgets,
            snapshot: Arc::new(Snapshot::new(self.policy.reads_are_shared)),
            views: Views::new(self.policy.reads_are_shared, &tag_sets),
            tag_sets,
            polls: Arc::new(Polls::new(self.policy.reads_are_shared)),
        }
    }
}

impl Drop for Shared {
    /// The process has done what Terraform asked it for.
    fn drop(&mut self) {
        let regions = self
            .regions
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        for (region, here) in regions {
            let Tally { sent, refused } = here.budgets.lambda.tally();
            if sent > 0 {
                tracing::debug!(
                    region,
                    calls = sent,
                    refused,
                    calls_for_tags = here.budgets.tagging.tally().sent,
                    "the plugin made these calls of Lambda's API"
                );
            }
        }
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
impl Client {
    /// A client that leads nowhere.
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
        let policy = Policy {
            account: account.map(str::to_owned),
            ..Policy::default()
        };
        Self::new(config, home, policy)
    }
}
