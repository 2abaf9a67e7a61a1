//! The calls a second that an account has in a Region, all calls together.

use std::{collections::BTreeMap, num::NonZeroU32, time::Duration};

use serde_json::{Value, json};

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
        bucket.calls = bucket.filled(now, rate);
        bucket.at = now;
        if bucket.calls < 1.0 {
            // At a call a second or more, the next one is never further away than this.
            return Err(1);
        }
        bucket.calls -= 1.0;
        Ok(())
    }

    /// The rate, and how much of it each account and Region uses.
    pub(crate) fn show(&self, now: Duration) -> Value {
        let Some(rate) = self.rate else {
            return json!({ "rate": null, "buckets": [] });
        };
        let of = f64::from(rate.get());
        let buckets = self.buckets.iter().map(|(place, bucket)| {
            json!({
                "account": place.account,
                "region": place.region,
                "used": of - bucket.filled(now, of),
            })
        });
        json!({ "rate": rate.get(), "buckets": buckets.collect::<Vec<_>>() })
    }
}

// === impl Bucket ===

impl Bucket {
    /// How many calls it holds by now.
    fn filled(&self, now: Duration, rate: f64) -> f64 {
        let gained = now.saturating_sub(self.at).as_secs_f64() * rate;
        (self.calls + gained).min(rate)
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
    fn what_is_used_comes_back_with_time() {
        let mut quotas = Quotas::new(NonZeroU32::new(10));
        let (here, start) = (place("eu-west-1"), Duration::from_secs(1));
        for _ in 0..4 {
            quotas.spend(start, &here).unwrap();
        }
        let used = |after| {
            quotas.show(start + Duration::from_millis(after))["buckets"][0]["used"].as_f64()
        };
        assert_eq!([0, 100, 1000].map(used), [Some(4.0), Some(3.0), Some(0.0)]);
        assert_eq!(Quotas::new(None).show(start)["rate"], Value::Null);
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
