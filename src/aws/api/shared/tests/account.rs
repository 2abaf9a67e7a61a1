//! An account for the models: mappings by small numbers, what each was like at any time, and a list of them that
//! lags, lacks entries and shifts its pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    time::Duration,
};

use proptest::prelude::*;

/// Mappings of a page.
const PAGE: usize = 3;

/// A modelled account whose mappings are values of `S`.
#[derive(Debug)]
pub(crate) struct Account<S> {
    past: BTreeMap<u8, Vec<(Duration, Option<S>)>>,
    wrong: Wrong,
}

/// How the list is wrong.
#[derive(Debug, Clone)]
pub(crate) struct Wrong {
    pub(crate) lag: Duration,
    pub(crate) hidden: BTreeSet<u8>,
    /// Whether a marker is the number of mappings before it, so that pages shift.
    pub(crate) shifts: bool,
}

/// Any way in which the list of so many mappings is wrong.
pub(crate) fn wrong(mappings: u8) -> impl Strategy<Value = Wrong> {
    let lag = prop_oneof![Just(0u64), Just(50), Just(5000)];
    let hidden = proptest::collection::btree_set(0..mappings, 0..4);
    (lag, hidden, any::<bool>()).prop_map(|(lag, hidden, shifts)| Wrong {
        lag: Duration::from_millis(lag),
        hidden,
        shifts,
    })
}

impl<S: Copy + PartialEq + fmt::Debug> Account<S> {
    /// So many mappings that have always been like this.
    pub(crate) fn new(mappings: u8, like: impl Fn(u8) -> S, wrong: Wrong) -> Self {
        let always = |it| (it, vec![(Duration::ZERO, Some(like(it)))]);
        Self {
            past: (0..mappings).map(always).collect(),
            wrong,
        }
    }

    /// From this time on a mapping is like this, whatever was to follow.
    pub(crate) fn set(&mut self, from: Duration, mapping: u8, state: Option<S>) {
        let past = self.past.get_mut(&mapping).unwrap();
        past.retain(|(at, _)| *at <= from);
        past.push((from, state));
    }

    pub(crate) fn at(&self, time: Duration, mapping: u8) -> Option<S> {
        let mut past = self.past[&mapping].iter().rev();
        past.find(|(from, _)| *from <= time).and_then(|(_, it)| *it)
    }

    /// Fails if the mapping was not like this at any time between.
    #[track_caller]
    pub(crate) fn assert_was(&self, from: Duration, to: Duration, mapping: u8, state: Option<S>) {
        let past = &self.past[&mapping];
        let later = past.iter().filter(|(at, _)| (from..=to).contains(at));
        let was = self.at(from, mapping) == state || later.map(|(_, it)| *it).any(|it| it == state);
        assert!(
            was,
            "{mapping} was said to be {state:?}, and was not so since {from:?}: {past:?}"
        );
    }

    /// A page of the list, and the marker of the next one.
    pub(crate) fn page(
        &self,
        now: Duration,
        marker: Option<&str>,
    ) -> (Vec<(String, S)>, Option<String>) {
        let seen_at = now.saturating_sub(self.wrong.lag);
        let shown = self.past.keys();
        let there: Vec<(u8, S)> = shown
            .filter(|it| !self.wrong.hidden.contains(it))
            .filter_map(|it| Some((*it, self.at(seen_at, *it)?)))
            .collect();
        let marker: Option<usize> = marker.map(|it| it.parse().unwrap());
        let from = match marker {
            None => 0,
            Some(before) if self.wrong.shifts => before.min(there.len()),
            Some(last) => there.partition_point(|(it, _)| usize::from(*it) <= last),
        };
        let page = &there[from..(from + PAGE).min(there.len())];
        let next = (from + PAGE < there.len()).then(|| {
            let last = usize::from(page[page.len() - 1].0);
            if self.wrong.shifts { from + PAGE } else { last }
        });
        let entries = page.iter().map(|(it, state)| (it.to_string(), *state));
        (entries.collect(), next.map(|it| it.to_string()))
    }

    /// How late the list is.
    pub(crate) fn lag(&self) -> Duration {
        self.wrong.lag
    }
}
