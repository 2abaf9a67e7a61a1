//! Records the failures of this run, so that one cause is reported once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Error, Kind};

/// How long a failure that every call meets is believed without another look.
const BELIEVED: Duration = Duration::from_secs(10);

/// The failures of a run, of all Regions.
#[derive(Debug, Default)]
pub(crate) struct Met(Mutex<MetFailures>);

#[derive(Debug, Default)]
struct MetFailures {
    /// By Region, the last failure that every call meets.
    of_all: BTreeMap<Arc<str>, (Instant, Error)>,
    /// Errors that were reported: Region, kind, operation and AWS's name of the error.
    reported: BTreeSet<(Arc<str>, Kind, &'static str, String)>,
}

// === impl Met ===

impl Met {
    /// Takes note of a failed call.
    pub(crate) fn note(&self, error: &Error) {
        if is_of_all(error.kind) {
            let region = Arc::clone(&error.service.region);
            let seen = (Instant::now(), error.again());
            self.lock().of_all.insert(region, seen);
        }
    }

    /// Takes note of a call that did not fail.
    pub(crate) fn succeeded(&self, region: &str) {
        self.lock().of_all.remove(region);
    }

    /// The failure that a call of this Region would meet.
    pub(crate) fn stops(&self, region: &str) -> Option<Error> {
        let known = self.lock();
        let (when, error) = known.of_all.get(region)?;
        (when.elapsed() < BELIEVED).then(|| error.again())
    }

    /// The error, without its advice if another call has reported the same cause before.
    pub(crate) fn once(&self, error: Error) -> Error {
        if self.is_reported(&error) {
            error.again()
        } else {
            error
        }
    }

    /// Whether the cause of `error` was reported before. Now it is.
    pub(crate) fn is_reported(&self, error: &Error) -> bool {
        if !is_of_many(error.kind) {
            return false;
        }
        let region = Arc::clone(&error.service.region);
        let code = error.code.clone().unwrap_or_default();
        let cause = (region, error.kind, error.operation, code);
        !self.lock().reported.insert(cause)
    }

    fn lock(&self) -> MutexGuard<'_, MetFailures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a failure says nothing of one mapping: every other call meets it, too.
fn is_of_all(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Credentials | Kind::NoCredentials | Kind::Unreachable
    )
}

/// Whether a failure has most likely the same cause for every mapping that meets it.
fn is_of_many(kind: Kind) -> bool {
    is_of_all(kind)
        || matches!(
            kind,
            Kind::Denied
                | Kind::Throttled
                | Kind::Timeout
                | Kind::Unclear
                | Kind::Foreign
                | Kind::OperationTimeout
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_every_call_stops_the_next_until_one_succeeds() {
        let met = Met::default();
        met.note(&Error::example(Kind::Denied, "no"));
        assert!(met.stops("eu-west-1").is_none());
        met.note(&Error::example(Kind::Credentials, "expired"));
        assert!(met.stops("us-east-1").is_none());
        let said = met.stops("eu-west-1").unwrap().diagnostic("do it");
        assert_eq!(said.summary, "Cannot do it");
        assert_eq!(said.detail.lines().count(), 3, "{}", said.detail);
        met.succeeded("eu-west-1");
        assert!(met.stops("eu-west-1").is_none());
    }

    #[test]
    fn the_same_cause_is_reported_once_and_what_is_of_one_mapping_each_time() {
        let met = Met::default();
        let denied = Error::example(Kind::Denied, "no");
        assert!(!met.is_reported(&denied));
        assert!(met.is_reported(&denied));
        let other = Error {
            operation: "ListTags",
            ..Error::example(Kind::Denied, "no")
        };
        assert!(!met.is_reported(&other));
        let invalid = Error::example(Kind::Invalid, "no");
        assert!(!met.is_reported(&invalid) && !met.is_reported(&invalid));
    }
}
