//! The emulated service: every call as a function of the time and the request. It has no clock,
//! no randomness of its own and no I/O.

pub(crate) mod access;
pub(crate) mod filters;
pub(crate) mod kafka;
pub(crate) mod list;
pub(crate) mod rules;
pub(crate) mod settings;
pub(crate) mod tags;
pub(crate) mod wish;

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::Duration,
};

use serde_json::{Map, Value, json};

use self::wish::Wish;
use super::{
    facts::{Fact, refusals},
    model::{
        answer::{self, Answer, Body, Refusal},
        fields::UUID,
        function::Function,
        mapping::{Mapping, State},
        request::{Operation, Place, Query, Request},
        shape::{self, must_not_be_null},
        world::World,
    },
    orders::{random::Random, report::Report, seed::Seed},
};

/// The mappings of all accounts and Regions.
#[derive(Debug)]
pub(super) struct Lambda {
    /// How long a mapping passes through a state.
    settle: Duration,
    /// How long List does not know a new mapping.
    list_lag: Duration,
    ids: Random,
    world: World,
    places: BTreeMap<Place, Mappings>,
}

/// The mappings of one account in one Region.
#[derive(Debug, Default)]
pub(super) struct Mappings {
    pub(super) by_uuid: BTreeMap<String, Mapping>,
    /// The UUID that holds a claim; see [`Mapping::claims`].
    claims: HashMap<String, String>,
    /// What is being deleted, and when it is gone; the earliest first.
    leaving: VecDeque<(Duration, String)>,
}

// === impl Lambda ===

impl Lambda {
    /// A service without mappings. The same seed gives the same UUIDs.
    pub(super) fn new(settle: Duration, list_lag: Duration, world: World, seed: u64) -> Self {
        Self {
            settle,
            list_lag,
            ids: Random::new(seed),
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
                let uuid = self.ids.uuid();
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
            // What is there already stays as it is.
            if answer.status >= 400
                && answer.status != 409
                && let Body::Json(body) = answer.body
            {
                return Err(format!("mappings[{index}]: {}", answer::text_of(&body)));
            }
        }
        Ok(())
    }

    /// Lets functions and sources be as a seed of an earlier time said.
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

// === impl Mappings ===

impl Mappings {
    fn forget_what_is_gone(&mut self, now: Duration) {
        while self.leaving.front().is_some_and(|(gone, _)| *gone <= now) {
            let Some((_, uuid)) = self.leaving.pop_front() else {
                return;
            };
            if let Some(mapping) = self.by_uuid.remove(&uuid) {
                for claim in mapping.claims() {
                    self.claims.remove(&claim);
                }
            }
        }
    }

    fn restore(&mut self, mapping: Mapping) {
        let uuid = mapping.uuid.clone();
        if let Some(old) = self.by_uuid.remove(&uuid) {
            for claim in old.claims() {
                self.claims.remove(&claim);
            }
        }
        for claim in mapping.claims() {
            self.claims.insert(claim, uuid.clone());
        }
        if let Some((State::Deleting, gone)) = mapping.moving {
            self.leaving.push_back((gone, uuid.clone()));
            self.leaving.make_contiguous().sort();
        }
        self.by_uuid.insert(uuid, mapping);
    }

    fn get(&self, uuid: &str) -> Result<&Mapping, Refusal> {
        self.by_uuid.get(uuid).ok_or_else(Refusal::no_such_mapping)
    }

    /// The mapping, if it may be changed at `now`; else it is refused as being in use.
    fn idle(&mut self, now: Duration, uuid: &str, in_use: &Fact) -> Result<&mut Mapping, Refusal> {
        let mapping = self
            .by_uuid
            .get_mut(uuid)
            .ok_or_else(Refusal::no_such_mapping)?;
        if mapping.is_in_use(now) {
            return Err(Refusal::of(in_use, &[]));
        }
        Ok(mapping)
    }

    fn create(
        &mut self,
        now: Duration,
        world: &World,
        settle: Duration,
        place: &Place,
        uuid: String,
        wish: Wish,
    ) -> Result<Answer, Refusal> {
        let source = rules::recognise(&wish.given)?;
        rules::supported(source, &wish.given)?;
        let Some(function) = wish.function else {
            return Err(Refusal::validation(&[must_not_be_null("functionName")]));
        };
        reachable(&function, place)?;
        let mut settings = Map::new();
        settings::apply(source, &mut settings, wish.given);
        rules::consistent(source, &settings, now)?;
        tags::within_limit(&wish.tags)?;
        world.judge(now, place, &function, source, arn_of(&settings))?;
        source.fill_in_defaults(&mut settings, &uuid);

        let enabled = wish.enabled.unwrap_or(true);
        // A mapping of a queue that is created disabled has nothing to wait for.
        let first = if enabled || !source.is_sqs() {
            State::Creating
        } else {
            State::Disabled
        };
        let mapping = Mapping {
            arn: place.mapping_arn(&uuid),
            source,
            function_arn: function.arn(place),
            function_name: function.name,
            settings,
            tags: wish.tags,
            enabled,
            moving: (first == State::Creating).then(|| (first, now + settle)),
            created: now,
            last_modified: now,
            report: Report::default(),
            uuid,
        };
        self.claim(&mapping)?;
        let answer = Answer::json(202, mapping.show_as(first));
        self.by_uuid.insert(mapping.uuid.clone(), mapping);
        Ok(answer)
    }

    fn update(
        &mut self,
        now: Duration,
        world: &World,
        settle: Duration,
        place: &Place,
        uuid: &str,
        wish: Wish,
    ) -> Result<Answer, Refusal> {
        let old = self.idle(now, uuid, &refusals::UPDATE_IN_USE)?.clone();
        let source = old.source;
        rules::supported(source, &wish.given)?;
        access::updatable(&wish.given)?;
        settings::keep_fixed(source, &old.settings, &wish.given)?;
        let mut new = old.clone();
        if let Some(function) = wish.function {
            reachable(&function, place)?;
            world.judge(now, place, &function, source, arn_of(&new.settings))?;
            new.function_arn = function.arn(place);
            new.function_name = function.name;
        }
        new.report.outlive(&wish.given);
        settings::apply(source, &mut new.settings, wish.given);
        rules::consistent(source, &new.settings, now)?;
        new.enabled = wish.enabled.unwrap_or(old.enabled);
        let state = match (old.enabled, new.enabled) {
            (false, true) => State::Enabling,
            (true, false) => State::Disabling,
            _ => State::Updating,
        };
        new.moving = Some((state, now + settle));
        new.last_modified = now;
        if new.claims() != old.claims() {
            self.claim(&new)?;
            for claim in old.claims() {
                self.claims.remove(&claim);
            }
        }
        let answer = Answer::json(202, new.show_as(state));
        self.by_uuid.insert(uuid.to_owned(), new);
        Ok(answer)
    }

    fn delete(&mut self, now: Duration, settle: Duration, uuid: &str) -> Result<Answer, Refusal> {
        let mapping = self.idle(now, uuid, &refusals::DELETE_IN_USE)?;
        let gone = now + settle;
        mapping.moving = Some((State::Deleting, gone));
        let answer = Answer::json(202, mapping.show_as(State::Deleting));
        self.leaving.push_back((gone, uuid.to_owned()));
        Ok(answer)
    }

    /// Takes the function and source of a mapping for it; a mapping being deleted still has its own.
    fn claim(&mut self, mapping: &Mapping) -> Result<(), Refusal> {
        let claims = mapping.claims();
        let mut taken = claims.iter().filter_map(|claim| self.claims.get(claim));
        if let Some(taken) = taken.find(|taken| **taken != mapping.uuid) {
            return Err(mapping.conflict_with(taken));
        }
        for claim in claims {
            self.claims.insert(claim, mapping.uuid.clone());
        }
        Ok(())
    }
}

/// The ARN of the source; self-managed Kafka has none.
fn arn_of(settings: &Map<String, Value>) -> Option<&str> {
    settings.get("EventSourceArn").and_then(Value::as_str)
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

/// A mapping and its function are in one Region.
fn reachable(function: &Function, place: &Place) -> Result<(), Refusal> {
    match &function.region {
        Some(region) if *region != place.region => Err(Refusal::of(
            &refusals::OTHER_REGION,
            &[region, &place.region],
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
