//! The calls a second that an account has in a Region, all calls together.

use std::{collections::BTreeMap, num::NonZeroU32, time::Duration};

use crate::emulator::model::request::Place;

/// A bucket of calls for each account in each Region.
#[derive(Debug)]
pub(crate) struct Quotas {
    /// Calls a second, and how many a full bucket holds; none is no limit.
    rate: Option<NonZeroU32>,
    buckets: BTreeMap<Place, Bucket>,
}

#[derive(Debug)]
struct Bucket {
    calls: f64,
    /// When the calls were counted; since 1970.
    at: Duration,
}

// === impl Quotas ===

impl Quotas {
    pub(crate) fn new(rate: Option<NonZeroU32>) -> Self {
        Self {
            rate,
            buckets: BTreeMap::new(),
        }
    }

    /// Spends one call. The error is the whole seconds to wait until there is one again.
    pub(crate) fn spend(&mut self, now: Duration, place: &Place) -> Result<(), u64> {
        let Some(rate) = self.rate else {
            return Ok(());
        };
        let rate = f64::from(rate.get());
        let full = Bucket {
            calls: rate,
            at: now,
        };
        let bucket = self.buckets.entry(place.clone()).or_insert(full);
        let gained = now.saturating_sub(bucket.at).as_secs_f64() * rate;
        bucket.calls = (bucket.calls + gained).min(rate);
        bucket.at = now;
        if bucket.calls < 1.0 {
            // At a call a second or more, the next one is never further away than this.
            return Err(1);
        }
        bucket.calls -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(region: &str) -> Place {
        Place {
            account: "000000000000".into(),
            region: region.into(),
        }
    }

    #[test]
    fn a_burst_of_a_second_is_followed_by_the_rate() {
        let mut quotas = Quotas::new(NonZeroU32::new(15));
        let (here, start) = (place("eu-west-1"), Duration::from_secs(1));
        let spend = |quotas: &mut Quotas, now| {
            let calls = (0..100).map(|_| quotas.spend(now, &here));
            calls.flatten().count()
        };
        assert_eq!(spend(&mut quotas, start), 15);
        assert_eq!(spend(&mut quotas, start + Duration::from_millis(200)), 3);
        assert_eq!(spend(&mut quotas, start + Duration::from_mins(1)), 15);
        assert_eq!(quotas.spend(start + Duration::from_mins(1), &here), Err(1));
    }

    #[test]
    fn each_region_has_a_bucket_of_its_own() {
        let mut quotas = Quotas::new(NonZeroU32::new(1));
        let now = Duration::from_secs(1);
        assert!(quotas.spend(now, &place("eu-west-1")).is_ok());
        assert!(quotas.spend(now, &place("eu-west-1")).is_err());
        assert!(quotas.spend(now, &place("us-east-1")).is_ok());
    }

    #[test]
    fn without_a_rate_there_is_no_limit() {
        let mut quotas = Quotas::new(None);
        let here = place("eu-west-1");
        assert!((0..10_000).all(|_| quotas.spend(Duration::ZERO, &here).is_ok()));
    }
}
