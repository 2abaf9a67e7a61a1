//! Shared reads against a model: mappings that others change, create and delete, a list that lags, lacks
//! entries and shifts its pages while they are read, and calls whose answers come in any order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::aws::api::shared::tests::account::{Account, Wrong, wrong};

/// Mappings, by small numbers.
const MAPPINGS: u8 = 12;
/// What a mapping is like: each change makes a new version. Nothing for none.
type State = Option<u32>;

/// A call under way.
#[derive(Debug)]
enum Call {
    Get(Ticket, u8),
    List(Option<String>),
}

/// A call that the server has answered, and the answer has not arrived yet.
#[derive(Debug)]
enum Answer {
    Get(Ticket, State),
    List(Page<u32>),
}

/// A read under way.
#[derive(Debug)]
struct Read {
    mapping: u8,
    began: Duration,
    prior: State,
    /// When the read of the same mapping before this one began.
    before: Option<Duration>,
}

#[derive(Debug)]
struct Model {
    now: Duration,
    account: Account<u32>,
    versions: u32,
    reads: Reads<u32>,
    known: BTreeMap<u8, State>,
    under_way: BTreeMap<Ticket, Read>,
    /// Own writes whose answer has not come.
    writing: BTreeSet<u8>,
    wrote: BTreeMap<u8, Duration>,
    calls: Vec<Call>,
    answers: Vec<Answer>,
    /// When the last read of a mapping that has ended began.
    before: BTreeMap<u8, Duration>,
    /// When the first page was requested last.
    listing_since: Duration,
    ended: u32,
    made: u32,
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Reads(u8, u8),
    OthersChange(u8),
    OthersDelete(u8),
    WriteBegins(u8),
    WriteEnds(u8),
    ServerAnswers(u8),
    AnswerArrives(u8),
    ReaderLeaves(u8),
    Waits(u16),
}

fn event() -> impl Strategy<Value = Event> {
    let mapping = 0..MAPPINGS;
    prop_oneof![
        6 => (mapping.clone(), 1u8..6).prop_map(|(it, many)| Event::Reads(it, many)),
        2 => mapping.clone().prop_map(Event::OthersChange),
        1 => mapping.clone().prop_map(Event::OthersDelete),
        1 => mapping.clone().prop_map(Event::WriteBegins),
        1 => mapping.prop_map(Event::WriteEnds),
        8 => any::<u8>().prop_map(Event::ServerAnswers),
        8 => any::<u8>().prop_map(Event::AnswerArrives),
        1 => any::<u8>().prop_map(Event::ReaderLeaves),
        3 => prop_oneof![9 => 1u16..500, 1 => 10_000u16..40_000].prop_map(Event::Waits),
    ]
}

impl Model {
    fn new(wrong: Wrong) -> Self {
        // Long enough after the beginning of time for every lag.
        let now = Duration::from_secs(100);
        let account = Account::new(MAPPINGS, u32::from, wrong);
        let known = (0..MAPPINGS).map(|it| (it, Some(u32::from(it))));
        Self {
            now,
            account,
            versions: u32::from(MAPPINGS),
            reads: Reads::new(true),
            known: known.collect(),
            under_way: BTreeMap::new(),
            writing: BTreeSet::new(),
            wrote: BTreeMap::new(),
            calls: Vec::new(),
            answers: Vec::new(),
            before: BTreeMap::new(),
            listing_since: Duration::ZERO,
            ended: 0,
            made: 0,
        }
    }

    fn change(&mut self, mapping: u8) -> State {
        self.versions += 1;
        let state = Some(self.versions);
        self.account.set(self.now, mapping, state);
        state
    }

    fn happens(&mut self, event: Event) {
        self.now += ms(1);
        match event {
            Event::Reads(first, many) => {
                for mapping in (first..MAPPINGS).take(many.into()) {
                    self.read(mapping);
                }
            }
            Event::OthersChange(mapping) => {
                if !self.writing.contains(&mapping) {
                    self.change(mapping);
                }
            }
            Event::OthersDelete(mapping) => {
                if !self.writing.contains(&mapping) {
                    self.account.set(self.now, mapping, None);
                }
            }
            Event::WriteBegins(mapping) => {
                let read = self.under_way.values().any(|it| it.mapping == mapping);
                if !read && self.known[&mapping].is_some() && self.writing.insert(mapping) {
                    self.reads.wrote(self.now, &mapping.to_string());
                    // It takes effect at once, and the answer comes later.
                    let state = self.change(mapping);
                    self.known.insert(mapping, state);
                }
            }
            Event::WriteEnds(mapping) => {
                if self.writing.remove(&mapping) {
                    self.reads.wrote(self.now, &mapping.to_string());
                    self.wrote.insert(mapping, self.now);
                }
            }
            Event::ServerAnswers(which) => self.server_answers(which.into()),
            Event::AnswerArrives(which) => self.answer_arrives(which.into()),
            Event::ReaderLeaves(which) => {
                let count = self.under_way.len().max(1);
                let ticket = self
                    .under_way
                    .keys()
                    .nth(usize::from(which) % count)
                    .copied();
                if let Some(ticket) = ticket {
                    self.under_way.remove(&ticket);
                    self.reads.end(self.now, ticket);
                }
            }
            Event::Waits(time) => self.now += ms(time.into()),
        }
        self.act();
    }

    fn read(&mut self, mapping: u8) {
        let prior = self.known[&mapping];
        if prior.is_none() || self.writing.contains(&mapping) {
            return;
        }
        let ticket = self.reads.begin(self.now, &mapping.to_string(), false);
        let began = self.now;
        let read = Read {
            mapping,
            began,
            prior,
            before: self.before.get(&mapping).copied(),
        };
        self.under_way.insert(ticket, read);
        self.act();
    }

    /// Does what the shared reads ask for.
    fn act(&mut self) {
        for action in self.reads.actions() {
            match action {
                ReadAction::Get(ticket) => self.get(ticket),
                ReadAction::Show(ticket, entry) => {
                    let Some(read) = self.under_way.get(&ticket) else {
                        continue;
                    };
                    let agrees = read.prior == Some(entry);
                    self.reads.compared(agrees);
                    if agrees {
                        self.ends(ticket, Some(entry), false);
                    } else {
                        self.get(ticket);
                    }
                }
                ReadAction::List(marker) => {
                    if marker.is_none() {
                        self.listing_since = self.now;
                    }
                    self.made += 1;
                    self.calls.push(Call::List(marker));
                }
            }
        }
    }

    fn get(&mut self, ticket: Ticket) {
        if let Some(read) = self.under_way.get(&ticket) {
            self.made += 1;
            self.calls.push(Call::Get(ticket, read.mapping));
        }
    }

    fn server_answers(&mut self, which: usize) {
        if self.calls.is_empty() {
            return;
        }
        let answer = match self.calls.remove(which % self.calls.len()) {
            Call::Get(ticket, mapping) => Answer::Get(ticket, self.account.at(self.now, mapping)),
            Call::List(marker) => {
                let (entries, next) = self.account.page(self.now, marker.as_deref());
                Answer::List(Page { entries, next })
            }
        };
        self.answers.push(answer);
    }

    fn answer_arrives(&mut self, which: usize) {
        if self.answers.is_empty() {
            return;
        }
        match self.answers.remove(which % self.answers.len()) {
            Answer::Get(ticket, state) => {
                if self.under_way.contains_key(&ticket) {
                    self.reads.end(self.now, ticket);
                    self.ends(ticket, state, true);
                }
            }
            Answer::List(page) => self.reads.arrived(self.now, Ok(page)),
        }
    }

    /// A read has ended: is what it says true?
    fn ends(&mut self, ticket: Ticket, state: State, by_get: bool) {
        let read = self.under_way.remove(&ticket).unwrap();
        self.ended += 1;
        let mapping = read.mapping;
        let begun = self.listing_since.max(read.began.saturating_sub(LIFE));
        // A read after a read shows nothing that is older than the one before.
        let begun = begun.max(read.before.unwrap_or_default());
        let shown_since = begun.saturating_sub(self.account.lag());
        let since = if by_get { read.began } else { shown_since };
        self.account.assert_was(since, self.now, mapping, state);
        if let Some(wrote) = self.wrote.get(&mapping).filter(|it| **it <= read.began) {
            // Nothing that was before an own write.
            self.account.assert_was(*wrote, self.now, mapping, state);
        }
        self.before.insert(mapping, read.began);
        self.known.insert(mapping, state);
    }

    /// Lets all calls be answered.
    fn drain(&mut self) {
        while !self.calls.is_empty() || !self.answers.is_empty() {
            self.now += ms(1);
            self.server_answers(0);
            self.answer_arrives(0);
            self.act();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_read_is_lost_and_none_says_what_is_not_so(
        wrong in wrong(MAPPINGS),
        events in proptest::collection::vec(event(), 1..120),
    ) {
        let mut model = Model::new(wrong);
        for event in events {
            model.happens(event);
        }
        model.drain();
        prop_assert!(model.under_way.is_empty(), "they wait for ever: {:?}", model.under_way);
    }

    #[test]
    fn what_changed_before_a_refresh_is_seen_by_it(
        hidden in proptest::collection::btree_set(0..MAPPINGS, 0..4),
        shifts in any::<bool>(),
        changed in proptest::collection::btree_map(0..MAPPINGS, any::<bool>(), 0..12),
        answers in proptest::collection::vec(any::<u8>(), 200),
    ) {
        let mut model = Model::new(Wrong { lag: Duration::ZERO, hidden, shifts });
        for (mapping, deleted) in &changed {
            if *deleted {
                model.happens(Event::OthersDelete(*mapping));
            } else {
                model.happens(Event::OthersChange(*mapping));
            }
        }
        model.happens(Event::Waits(1));
        model.happens(Event::Reads(0, MAPPINGS));
        for which in answers {
            model.happens(Event::ServerAnswers(which));
            model.happens(Event::AnswerArrives(which));
        }
        model.drain();
        prop_assert!(model.under_way.is_empty());
        for mapping in 0..MAPPINGS {
            prop_assert_eq!(model.known[&mapping], model.account.at(model.now, mapping));
        }
        prop_assert!(model.made <= 2 * u32::from(MAPPINGS), "{} calls", model.made);
        prop_assert_eq!(model.ended, u32::from(MAPPINGS));
    }
}
