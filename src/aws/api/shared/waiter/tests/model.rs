//! The shared waiter against a model: own changes that settle, others that change and delete the same
//! mappings, a list that lags, lacks entries and shifts its pages, and answers that come in any order.

use proptest::prelude::*;

use super::*;
use crate::aws::api::shared::tests::account::{Account, Wrong, wrong};

/// Mappings, by small numbers. What was deleted does not come back: its UUID is not used again.
const MAPPINGS: u8 = 20;
/// Those of them that are there from the beginning.
const FIRST: u8 = 14;
/// A mapping, or nothing. Each change gives it another number in `modified`.
type State = Option<Mapping>;

/// A call that was sent, or the answer to it that has not arrived yet.
#[derive(Debug)]
enum Flight {
    Get(Ticket, u8, Duration),
    Got(Ticket, Duration, State),
    List(Option<String>),
    Page(Vec<(String, Mapping)>, Option<String>),
}

/// An own change that was answered.
#[derive(Debug)]
struct Own {
    mapping: u8,
    change: Change,
    since: Duration,
    version: i64,
}

#[derive(Debug)]
struct Model {
    now: Duration,
    versions: i64,
    account: Account<Mapping>,
    waiter: Waiter<Mapping>,
    own: BTreeMap<Ticket, Own>,
    flights: Vec<Flight>,
    /// Those that were there once.
    known: std::collections::BTreeSet<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Changes(u8, u8, u16),
    OthersChange(u8, u16),
    OthersDelete(u8),
    Proceeds(u8),
    Leaves(u8),
    Waits(u16),
}

fn event() -> impl Strategy<Value = Event> {
    let (mapping, settles) = (0..MAPPINGS, 0u16..3000);
    prop_oneof![
        3 => (mapping.clone(), 0u8..3, settles.clone())
            .prop_map(|(it, change, settles)| Event::Changes(it, change, settles)),
        4 => (mapping.clone(), Just(0u8), settles.clone())
            .prop_map(|(it, change, settles)| Event::Changes(it, change, settles)),
        1 => (mapping.clone(), settles).prop_map(|(it, settles)| Event::OthersChange(it, settles)),
        1 => mapping.prop_map(Event::OthersDelete),
        12 => any::<u8>().prop_map(Event::Proceeds),
        1 => any::<u8>().prop_map(Event::Leaves),
        5 => (1u16..700).prop_map(Event::Waits),
    ]
}

impl Model {
    fn new(wrong: Wrong) -> Self {
        let rests = |it: u8| Mapping {
            moves: false,
            modified: it.into(),
            whole: true,
        };
        let mut account = Account::new(MAPPINGS, rests, wrong);
        for later in FIRST..MAPPINGS {
            account.set(Duration::ZERO, later, None);
        }
        Self {
            // Long enough after the beginning of time for every lag.
            now: Duration::from_secs(100),
            versions: MAPPINGS.into(),
            account,
            known: (0..FIRST).collect(),
            waiter: Waiter::new(true),
            own: BTreeMap::new(),
            flights: Vec::new(),
        }
    }

    /// A mapping is changed, and rests, or is gone, so many milliseconds later.
    fn set(&mut self, mapping: u8, settles: u16, gone: bool) -> i64 {
        self.versions += 1;
        let (now, modified) = (self.now, self.versions);
        let state = |moves| Mapping {
            moves,
            modified,
            whole: true,
        };
        self.account.set(now, mapping, Some(state(true)));
        let end = (!gone).then(|| state(false));
        let end_at = now + ms(settles.into());
        self.account.set(end_at, mapping, end);
        modified
    }

    fn happens(&mut self, event: Event) {
        self.now += ms(1);
        match event {
            Event::Changes(mapping, change, settles) => self.change(mapping, change, settles),
            Event::OthersChange(mapping, settles) => {
                let there = self.account.at(self.now, mapping).is_some();
                if there && !self.is_being_deleted(mapping) {
                    self.set(mapping, settles, false);
                }
            }
            Event::OthersDelete(mapping) => {
                if self.account.at(self.now, mapping).is_some() {
                    self.set(mapping, 0, true);
                }
            }
            Event::Proceeds(which) => self.proceeds(which.into()),
            Event::Leaves(which) => {
                let count = self.own.len().max(1);
                let ticket = self.own.keys().nth(usize::from(which) % count).copied();
                if let Some(ticket) = ticket {
                    self.own.remove(&ticket);
                    self.waiter.leave(ticket);
                }
            }
            Event::Waits(time) => self.now += ms(time.into()),
        }
        self.act();
    }

    fn is_being_deleted(&self, mapping: u8) -> bool {
        let mut own = self.own.values();
        own.any(|it| it.mapping == mapping && it.change == Change::Delete)
    }

    fn change(&mut self, mapping: u8, change: u8, settles: u16) {
        let there = self.account.at(self.now, mapping).is_some();
        let change = match (change, there) {
            (_, false) => Change::Create,
            (0, true) => Change::Delete,
            (_, true) => Change::Update,
        };
        let is_back = change == Change::Create && !self.known.insert(mapping);
        if is_back || self.own.values().any(|it| it.mapping == mapping) {
            return;
        }
        if change == Change::Delete {
            self.waiter.deletes();
        }
        let version = self.set(mapping, settles, change == Change::Delete);
        let class = Class { change, ..QUEUE };
        let uuid = mapping.to_string();
        let ticket = self
            .waiter
            .enter(self.now, &uuid, class, Some(version), ALONE);
        let own = Own {
            mapping,
            change,
            since: self.now,
            version,
        };
        self.own.insert(ticket, own);
    }

    /// Sends what the waiter wants to send, and checks what it says.
    fn act(&mut self) {
        if self.waiter.foresees()
            && !self
                .flights
                .iter()
                .any(|it| matches!(it, Flight::List(_) | Flight::Page(..)))
            && let Some(Look::List(marker)) = self.waiter.foresee(self.now)
        {
            self.flights.push(Flight::List(marker));
        }
        while self.waiter.due().is_some_and(|it| it <= self.now) {
            match self.waiter.look(self.now) {
                Some(Look::Get(ticket, uuid)) => {
                    let mapping = uuid.parse().unwrap();
                    self.flights.push(Flight::Get(ticket, mapping, self.now));
                }
                Some(Look::List(marker)) => self.flights.push(Flight::List(marker)),
                None => break,
            }
        }
        for (ticket, seen) in self.waiter.seen() {
            let Some(own) = self.own.get(&ticket) else {
                continue;
            };
            let (state, ends) = match seen {
                Sighting::Gone => (None, true),
                Sighting::There(it) => (Some(it), own.change != Change::Delete && !it.moves),
            };
            self.account
                .assert_was(own.since, self.now, own.mapping, state);
            // The caller leaves when its change has ended, and when somebody has deleted what it changed.
            if ends {
                self.own.remove(&ticket);
                self.waiter.leave(ticket);
            }
        }
    }

    /// The server answers a call, or an answer arrives.
    fn proceeds(&mut self, which: usize) {
        if self.flights.is_empty() {
            return;
        }
        let which = which % self.flights.len();
        match self.flights.swap_remove(which) {
            Flight::Get(ticket, mapping, asked) => {
                self.waiter.deleted();
                let state = self.account.at(self.now, mapping);
                self.flights.push(Flight::Got(ticket, asked, state));
            }
            Flight::Got(ticket, asked, state) => {
                let seen = state.map_or(Sighting::Gone, Sighting::There);
                self.waiter.got(self.now, asked, ticket, seen);
            }
            Flight::List(marker) => {
                let (page, next) = self.account.page(self.now, marker.as_deref());
                self.flights.push(Flight::Page(page, next));
            }
            Flight::Page(page, next) => {
                let own = &self.own;
                self.waiter.page(self.now, page, next, |ticket, entry| {
                    own.get(&ticket)
                        .is_some_and(|it| it.version == entry.modified)
                });
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_change_is_said_to_have_ended_that_has_not_and_none_is_waited_for_for_ever(
        wrong in wrong(MAPPINGS),
        events in proptest::collection::vec(event(), 1..250),
    ) {
        let mut model = Model::new(wrong);
        for event in events {
            model.happens(event);
        }
        // All settle within three seconds, and the list catches up within five.
        let end = model.now + Duration::from_secs(20);
        while model.now < end {
            model.happens(Event::Proceeds(0));
            model.happens(Event::Waits(20));
        }
        prop_assert!(model.own.is_empty(), "they wait for ever: {:?}", model.own);
    }
}
