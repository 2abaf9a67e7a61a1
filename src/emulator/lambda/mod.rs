//! The emulated service: every call as a function of the time and the request. It has no clock,
//! no randomness of its own and no I/O.

pub(crate) mod access;
pub(crate) mod filters;
pub(crate) mod kafka;
pub(crate) mod list;
pub(crate) mod mappings;
pub(crate) mod rules;
pub(crate) mod settings;
pub(crate) mod tags;
pub(crate) mod wish;
pub(crate) mod world;

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};

use self::{mappings::Mappings, wish::Wish, world::World};
use super::{
    facts,
    model::{
        answer::{self, Answer, Body, Refusal},
        fields::UUID,
        mapping::{Mapping, State},
        report::Report,
        request::{Operation, Place, Query, Request},
        shape,
    },
    orders::seed::Seed,
};

/// The mappings of all accounts and Regions.
#[derive(Debug)]
pub(super) struct Lambda {
    /// How long a mapping passes through a state.
    settle: Duration,
    /// How long List does not know a new mapping.
    list_lag: Duration,
    ids: fastrand::Rng,
    world: World,
    places: BTreeMap<Place, Mappings>,
}

// === impl Lambda ===

impl Lambda {
    /// A service without mappings. The same seed gives the same UUIDs.
    pub(super) fn new(settle: Duration, list_lag: Duration, world: World, seed: u64) -> Self {
        Self {
            settle,
            list_lag,
            ids: fastrand::Rng::with_seed(seed),
            world,
            places: BTreeMap::new(),
        }
    }

    /// Carries out a call. Times are since 1970 and should not go backwards.
    pub(super) fn handle(&mut self, now: Duration, request: &Request) -> Answer {
        let place = &request.place;
        let mappings = self.places.entry(place.clone()).or_default();
        mappings.forget_what_is_gone(now);
        let uuid = &request.subject;
        if let Err(refusal) = well_formed(request) {
            return refusal.into();
        }
        Answer::from(match request.operation {
            Operation::CreateEventSourceMapping => {
                let uuid = self.ids.u128(..).to_be_bytes();
                let uuid = uuid::Builder::from_random_bytes(uuid)
                    .into_uuid()
                    .to_string();
                Wish::read(request, true).and_then(|wish| {
                    mappings.create(now, &self.world, self.settle, place, uuid, wish)
                })
            }
            Operation::GetEventSourceMapping => mappings
                .get(uuid)
                .map(|mapping| Answer::json(200, mapping.show(now))),
            Operation::UpdateEventSourceMapping => Wish::read(request, false)
                .and_then(|wish| mappings.update(now, &self.world, self.settle, place, uuid, wish)),
            Operation::DeleteEventSourceMapping => mappings.delete(now, self.settle, uuid),
            Operation::ListEventSourceMappings => mappings.list(now, self.list_lag, request),
            Operation::ListTags => tags::list(mappings, request),
            Operation::TagResource => tags::tag(mappings, request),
            Operation::UntagResource => tags::untag(mappings, request),
            Operation::GetResources => tags::resources(mappings, request),
            Operation::GetFunctionConfiguration => self
                .world
                .configuration(now, place, uuid)
                .map(|configuration| Answer::json(200, configuration)),
            // It is of STS, which has a path of its own.
            Operation::GetCallerIdentity => {
                Err(Refusal::of(&facts::refusals::UNKNOWN_OPERATION, &[]))
            }
        })
    }

    /// Lets functions, sources and mappings be as a seed says. The error says which mapping Lambda
    /// would refuse, and why; what stands before it is seeded.
    pub(super) fn seed(&mut self, now: Duration, seed: &Seed) -> Result<(), String> {
        self.world.seed(now, seed);
        let place = seed.place();
        for (index, body) in seed.mappings().iter().enumerate() {
            let request = Request {
                place: place.clone(),
                operation: Operation::CreateEventSourceMapping,
                subject: String::new(),
                query: Query::default(),
                body: body.to_string().into_bytes(),
            };
            let settle = std::mem::take(&mut self.settle);
            let answer = self.handle(now, &request);
            self.settle = settle;
            // Existing mappings stay as they are.
            if answer.status >= 400
                && answer.status != 409
                && let Body::Json(body) = answer.body
            {
                return Err(format!("mappings[{index}]: {}", answer::text_of(&body)));
            }
        }
        Ok(())
    }

    /// Sets functions and sources as `seed` describes them, with `at` as the time of its loading.
    pub(super) fn reseed(&mut self, at: Duration, seed: &Seed) {
        self.world.seed(at, seed);
    }

    /// Puts a mapping back that was kept; a later one takes the place of an earlier one.
    pub(super) fn restore(&mut self, place: Place, mapping: Mapping, now: Duration) {
        let mappings = self.places.entry(place).or_default();
        mappings.restore(mapping);
        mappings.forget_what_is_gone(now);
    }

    /// Every mapping, and where it is.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Place, &Mapping)> {
        let places = self.places.iter();
        places.flat_map(|(place, mappings)| mappings.by_uuid.values().map(move |it| (place, it)))
    }

    /// The mapping with this UUID in this place.
    pub(super) fn find(&self, place: &Place, uuid: &str) -> Option<&Mapping> {
        self.places.get(place)?.by_uuid.get(uuid)
    }

    /// Forgets all mappings, functions and sources.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.world.clear();
    }

    /// Lets Lambda say something of a mapping, wherever it is; answers where that is.
    pub(super) fn report(&mut self, now: Duration, uuid: &str, report: Report) -> Option<Place> {
        let place = self.place_of(uuid)?.clone();
        let mapping = self.places.get_mut(&place)?.by_uuid.get_mut(uuid)?;
        if report.disabled {
            mapping.enabled = false;
            mapping.moving = mapping
                .moving
                .filter(|(state, _)| *state == State::Deleting);
            mapping.last_modified = now;
        }
        mapping.report = report;
        Some(place)
    }

    /// Where a mapping lives, if there is one with this UUID anywhere.
    pub(super) fn place_of(&self, uuid: &str) -> Option<&Place> {
        let mut places = self.places.iter();
        places
            .find(|(_, mappings)| mappings.by_uuid.contains_key(uuid))
            .map(|(place, _)| place)
    }

    /// Every mapping as Get would answer, with its tags beside.
    pub(super) fn mappings(&mut self, now: Duration) -> Vec<Value> {
        let mut all = Vec::new();
        for mappings in self.places.values_mut() {
            mappings.forget_what_is_gone(now);
            for mapping in mappings.by_uuid.values() {
                let mut shown = mapping.show(now);
                if let Value::Object(shown) = &mut shown {
                    shown.insert("Tags".to_owned(), json!(mapping.tags));
                }
                all.push(shown);
            }
        }
        all
    }
}

/// A UUID in the path has its length.
fn well_formed(request: &Request) -> Result<(), Refusal> {
    let takes_uuid = matches!(
        request.operation,
        Operation::GetEventSourceMapping
            | Operation::UpdateEventSourceMapping
            | Operation::DeleteEventSourceMapping
    );
    let mut broken = Vec::new();
    if takes_uuid {
        let path = shape::camel(UUID.name);
        shape::read(&UUID.shape, &json!(request.subject), &path, &mut broken)?;
    }
    if broken.is_empty() {
        return Ok(());
    }
    Err(Refusal::validation(&broken))
}

#[cfg(test)]
mod tests;
