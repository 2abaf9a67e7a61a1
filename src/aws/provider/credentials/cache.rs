//! Keeps credentials until shortly before they expire, and fetches them once for all who ask.
//!
//! The SDK's own cache drops a fetch when the call that asked for it runs out of time. Here the fetch
//! goes on, and the next attempt finds its result.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, Result, error::CredentialsError, future},
};
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource, TimeSource};
use tokio::sync::Mutex;
use tracing::Instrument as _;

use crate::aws::api::error::failure::Failure;

/// Longest time to wait for credentials.
const LONGEST: Duration = Duration::from_mins(1);
/// Credentials are renewed so long before they expire, or when a quarter of their time is left if that
/// is less: a call that begins with them must not end without.
const AHEAD: Duration = Duration::from_mins(5);

/// A source of credentials with a memory.
#[derive(Debug)]
pub(super) struct Cached<P>(Arc<CacheState<P>>);

#[derive(Debug)]
struct CacheState<P> {
    source: P,
    held: Mutex<Option<HeldCredentials>>,
    clock: SharedTimeSource,
}

#[derive(Debug, Clone)]
struct HeldCredentials {
    credentials: Credentials,
    since: SystemTime,
}

// === impl Cached ===

impl<P: ProvideCredentials + 'static> Cached<P> {
    pub(super) fn new(source: P) -> Self {
        Self::by(SystemTimeSource::new(), source)
    }

    /// A cache with its own clock.
    fn by(clock: impl TimeSource + 'static, source: P) -> Self {
        Self(Arc::new(CacheState {
            source,
            held: Mutex::new(None),
            clock: SharedTimeSource::new(clock),
        }))
    }
}

impl<P: ProvideCredentials + 'static> ProvideCredentials for Cached<P> {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let inner = Arc::clone(&self.0);
        future::ProvideCredentials::new(async move {
            // The caller may stop waiting; the work goes on.
            let work = async move { inner.get().await };
            let work = tokio::spawn(work.in_current_span());
            work.await.map_err(CredentialsError::unhandled)?
        })
    }
}

// === impl CacheState ===

impl<P: ProvideCredentials> CacheState<P> {
    async fn get(&self) -> Result {
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        if let Some(held) = &*held
            && held.is_fresh(now)
        {
            return Ok(held.credentials.clone());
        }
        let fetched = tokio::time::timeout(LONGEST, self.source.provide_credentials());
        let fetched = fetched
            .await
            .unwrap_or_else(|_| Err(Failure::slow(LONGEST).into()));
        match (fetched, &*held) {
            (Ok(credentials), _) => {
                let life = credentials.expiry().map(|it| it.duration_since(now));
                let seconds = life.map(|it| it.unwrap_or_default().as_secs());
                tracing::debug!(expire_in_seconds = seconds, "fetched AWS credentials");
                *held = Some(HeldCredentials {
                    credentials: credentials.clone(),
                    since: now,
                });
                Ok(credentials)
            }
            // They could not be renewed, but are still good.
            (Err(error), Some(held)) if held.is_valid(self.clock.now()) => {
                tracing::warn!(%error, "cannot renew the AWS credentials yet, will try again");
                Ok(held.credentials.clone())
            }
            (Err(error), _) => Err(error),
        }
    }
}

// === impl HeldCredentials ===

impl HeldCredentials {
    fn is_valid(&self, now: SystemTime) -> bool {
        self.credentials.expiry().is_none_or(|end| now < end)
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        let Some(end) = self.credentials.expiry() else {
            return true;
        };
        let life = end.duration_since(self.since).unwrap_or_default();
        let left = end.duration_since(now).unwrap_or_default();
        left > AHEAD.min(life / 4)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU64, Ordering},
        time::UNIX_EPOCH,
    };

    use super::*;

    /// Makes one credential after the other, each good for so many seconds.
    #[derive(Debug)]
    struct Mint {
        life: Option<u64>,
        made: AtomicU64,
        /// Fails from this one on.
        until: u64,
        clock: Clock,
    }

    impl ProvideCredentials for Mint {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            future::ProvideCredentials::new(async {
                let number = self.made.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                if number >= self.until {
                    return Err(Failure::new("No more", "").into());
                }
                let life = self.life.map(Duration::from_secs);
                let end = life.map(|it| self.clock.now() + it);
                let key = format!("key-{number}");
                Ok(Credentials::new(key, "secret", None, end, "mint"))
            })
        }
    }

    /// Stands still until it is moved: seconds since 1970.
    #[derive(Debug, Clone, Default)]
    struct Clock(Arc<AtomicU64>);

    impl Clock {
        fn pass(&self, seconds: u64) {
            self.0.fetch_add(seconds, Ordering::SeqCst);
        }
    }

    impl TimeSource for Clock {
        fn now(&self) -> SystemTime {
            UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
        }
    }

    fn mint(life: Option<u64>, until: u64) -> (Cached<Mint>, Clock) {
        let clock = Clock::default();
        let mint = Mint {
            life,
            made: AtomicU64::new(0),
            until,
            clock: clock.clone(),
        };
        (Cached::by(clock.clone(), mint), clock)
    }

    async fn key(cached: &Cached<Mint>) -> String {
        let credentials = cached.provide_credentials().await;
        credentials.map_or_else(|it| it.to_string(), |it| it.access_key_id().to_owned())
    }

    #[tokio::test]
    async fn many_who_ask_at_once_get_one_fetch() {
        let (cached, _) = mint(None, 9);
        let all = futures_util::future::join_all((0..50).map(|_| key(&cached))).await;
        assert!(all.iter().all(|it| it == "key-0"), "{all:?}");
        assert_eq!(key(&cached).await, "key-0", "they never expire");
    }

    #[tokio::test]
    async fn they_are_renewed_before_they_expire() {
        // A quarter of a short life is kept in reserve, and five minutes of a long one.
        for (life, fresh) in [(400, 299), (3600, 3299)] {
            let (cached, clock) = mint(Some(life), 9);
            assert_eq!(key(&cached).await, "key-0");
            clock.pass(fresh);
            assert_eq!(key(&cached).await, "key-0", "{life}");
            clock.pass(1);
            assert_eq!(key(&cached).await, "key-1", "{life}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_renewed_is_used_while_it_is_good() {
        let (cached, clock) = mint(Some(400), 1);
        assert_eq!(key(&cached).await, "key-0");
        clock.pass(399);
        assert_eq!(key(&cached).await, "key-0");
        assert_eq!(cached.0.source.made.load(Ordering::SeqCst), 2);
        clock.pass(1);
        assert_ne!(key(&cached).await, "key-0");
    }

    #[tokio::test]
    async fn a_fetch_goes_on_when_nobody_waits_for_it_any_more() {
        let (cached, _) = mint(None, 9);
        let early = tokio::time::timeout(Duration::from_millis(1), key(&cached)).await;
        assert!(early.is_err());
        assert_eq!(key(&cached).await, "key-0");
        assert_eq!(cached.0.source.made.load(Ordering::SeqCst), 1);
    }
}
