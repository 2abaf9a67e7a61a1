//! The mappings of one account in one Region, and what Create, Update and Delete do to them.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::Duration,
};

use serde_json::{Map, Value};

use super::{access, rules, settings, wish::Wish, world::World};
use crate::emulator::{
    facts::{fact::Fact, refusals},
    model::{
        answer::{Answer, Refusal},
        function::Function,
        mapping::{Mapping, State},
        report::Report,
        request::Place,
        shape::must_not_be_null,
        tag_set,
    },
};

/// The mappings of one account in one Region.
#[derive(Debug, Default)]
pub(crate) struct Mappings {
    pub(crate) by_uuid: BTreeMap<String, Mapping>,
    /// The UUID that holds a claim; see [`Mapping::claims`].
    claims: HashMap<String, String>,
    /// The mappings that are being deleted, each with the time at which it is gone. The earliest is first.
    leaving: VecDeque<(Duration, String)>,
}

// === impl Mappings ===

impl Mappings {
    pub(crate) fn forget_what_is_gone(&mut self, now: Duration) {
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

    pub(crate) fn restore(&mut self, mapping: Mapping) {
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

    pub(crate) fn get(&self, uuid: &str) -> Result<&Mapping, Refusal> {
        self.by_uuid.get(uuid).ok_or_else(Refusal::no_such_mapping)
    }

    /// The mapping, if it may be changed at `now`; else it is refused as being in use.
    pub(crate) fn idle(
        &mut self,
        now: Duration,
        uuid: &str,
        in_use: &Fact,
    ) -> Result<&mut Mapping, Refusal> {
        let mapping = self
            .by_uuid
            .get_mut(uuid)
            .ok_or_else(Refusal::no_such_mapping)?;
        if mapping.is_in_use(now) {
            return Err(Refusal::of(in_use, &[]));
        }
        Ok(mapping)
    }

    pub(crate) fn create(
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
        tag_set::within_limit(&wish.tags)?;
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

    pub(crate) fn update(
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

    pub(crate) fn delete(
        &mut self,
        now: Duration,
        settle: Duration,
        uuid: &str,
    ) -> Result<Answer, Refusal> {
        let mapping = self.idle(now, uuid, &refusals::DELETE_IN_USE)?;
        let gone = now + settle;
        mapping.moving = Some((State::Deleting, gone));
        let answer = Answer::json(202, mapping.show_as(State::Deleting));
        self.leaving.push_back((gone, uuid.to_owned()));
        Ok(answer)
    }

    /// Takes the function and source of a mapping for it; a mapping being deleted still has its own.
    pub(crate) fn claim(&mut self, mapping: &Mapping) -> Result<(), Refusal> {
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
