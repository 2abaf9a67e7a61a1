//! Shared reads of tags against a model: tags that others and this process change, an index that lags, calls
//! that fail, and answers that come in any order.

use proptest::prelude::*;

use super::*;

/// Mappings, by small numbers.
const MAPPINGS: u8 = 12;
/// Resources of a page.
const PAGE: usize = 4;

#[derive(Debug, Clone, Copy)]
enum Event {
    Reads(u8, u8),
    Expects(u8, u8),
    OthersTag(u8),
    OthersUntag(u8),
    WriteBegins(u8),
    WriteEnds(u8),
    ServerAnswers(u8),
    AnswerArrives(u8),
    CallFails(u8),
    ReaderLeaves(u8),
    Waits(u16),
}

fn event() -> impl Strategy<Value = Event> {
    let mapping = 0..MAPPINGS;
    prop_oneof![
        6 => (mapping.clone(), 1u8..8).prop_map(|(it, many)| Event::Reads(it, many)),
        1 => (mapping.clone(), 1u8..8).prop_map(|(it, many)| Event::Expects(it, many)),
        2 => mapping.clone().prop_map(Event::OthersTag),
        1 => mapping.clone().prop_map(Event::OthersUntag),
        1 => mapping.clone().prop_map(Event::WriteBegins),
        1 => mapping.prop_map(Event::WriteEnds),
        8 => any::<u8>().prop_map(Event::ServerAnswers),
        8 => any::<u8>().prop_map(Event::AnswerArrives),
        1 => any::<u8>().prop_map(Event::CallFails),
        1 => any::<u8>().prop_map(Event::ReaderLeaves),
        3 => prop_oneof![9 => 1u16..500, 1 => 10_000u16..40_000].prop_map(Event::Waits),
    ]
}

/// A call, or its answer that has not arrived yet.
#[derive(Debug)]
enum Call {
    List(Ticket),
    Listed(Ticket, TagSet),
    Ask(TagQuery),
    Found(Result<TagPage, NoPage>),
}

/// A read under way.
#[derive(Debug)]
struct Read {
    mapping: u8,
    prior: TagSet,
}

#[derive(Debug)]
struct Model {
    now: Duration,
    lag: Duration,
    versions: u32,
    /// The tags of each mapping since when.
    past: BTreeMap<u8, Vec<(Duration, TagSet)>>,
    known: BTreeMap<u8, TagSet>,
    sharing: Sharing,
    reads: BTreeMap<Ticket, Read>,
    calls: Vec<Call>,
    /// Own writes under way, and when each began.
    writing: BTreeMap<u8, (Duration, TagSet)>,
    ended: usize,
}

fn name(mapping: u8) -> String {
    arn(usize::from(mapping))
}

// === impl Model ===

impl Model {
    fn new(lag: Duration) -> Self {
        let now = ms(100_000);
        let past: BTreeMap<u8, _> = (0..MAPPINGS)
            .map(|it| (it, vec![(Duration::ZERO, set("0"))]))
            .collect();
        Self {
            now,
            lag,
            versions: 0,
            known: past.keys().map(|it| (*it, set("0"))).collect(),
            past,
            sharing: Sharing::new(true, true),
            reads: BTreeMap::new(),
            calls: Vec::new(),
            writing: BTreeMap::new(),
            ended: 0,
        }
    }

    fn at(&self, time: Duration, mapping: u8) -> TagSet {
        let past = self.past[&mapping].iter().rev();
        let found = past.clone().find(|(at, _)| *at <= time);
        found.map(|(_, it)| it.clone()).unwrap()
    }

    fn set(&mut self, mapping: u8, tags: TagSet) {
        let now = self.now;
        self.past.get_mut(&mapping).unwrap().push((now, tags));
    }

    fn version(&mut self) -> TagSet {
        self.versions += 1;
        set(&self.versions.to_string())
    }

    /// What `GetResources` answers: what was tagged once, as it was before the lag.
    fn found(&self, asked: &TagQuery) -> TagPage {
        let then = self.now.saturating_sub(self.lag);
        let tags = (0..MAPPINGS).map(|it| (name(it), self.at(then, it)));
        let tags: BTreeMap<_, _> = tags.filter(|(_, it)| !it.is_empty()).collect();
        let account = Account {
            tags: BTreeMap::new(),
            index: tags,
            page: PAGE,
            cuts: None,
            fails: None,
        };
        account.answer(asked).unwrap()
    }

    fn happen(&mut self, event: Event) {
        self.now += ms(1);
        match event {
            Event::Reads(first, many) => {
                for mapping in first..(first + many).min(MAPPINGS) {
                    if self.reads.values().any(|it| it.mapping == mapping) {
                        continue;
                    }
                    let prior = self.known[&mapping].clone();
                    let ticket = self.sharing.begin(self.now, &name(mapping), false);
                    self.reads.insert(ticket, Read { mapping, prior });
                    self.act();
                }
            }
            Event::Expects(first, many) => {
                let mappings = first..(first + many).min(MAPPINGS);
                self.sharing.expect(mappings.map(name));
            }
            Event::OthersTag(mapping) => {
                let tags = self.version();
                self.set(mapping, tags);
            }
            Event::OthersUntag(mapping) => self.set(mapping, TagSet::new()),
            Event::WriteBegins(mapping) => {
                if !self.writing.contains_key(&mapping)
                    && self.reads.values().all(|it| it.mapping != mapping)
                {
                    let tags = self.version();
                    self.writing.insert(mapping, (self.now, tags));
                    self.sharing.wrote(self.now, &name(mapping));
                }
            }
            Event::WriteEnds(mapping) => {
                if let Some((_, tags)) = self.writing.remove(&mapping) {
                    self.set(mapping, tags.clone());
                    self.known.insert(mapping, tags);
                    self.sharing.wrote(self.now, &name(mapping));
                }
            }
            Event::ServerAnswers(which) => self.answer(which),
            Event::AnswerArrives(which) => self.arrive(which),
            Event::CallFails(which) => {
                let asks = self
                    .calls
                    .iter_mut()
                    .filter(|it| matches!(it, Call::Ask(_)));
                if which % 3 == 0
                    && let Some(call) = asks.last()
                {
                    *call = Call::Found(Err(NoPage::Failed));
                }
            }
            Event::ReaderLeaves(which) => {
                let nth = usize::from(which) % self.reads.len().max(1);
                if let Some(ticket) = self.reads.keys().nth(nth).copied() {
                    self.reads.remove(&ticket);
                    self.sharing.end(self.now, ticket);
                    self.act();
                }
            }
            Event::Waits(milliseconds) => self.now += ms(milliseconds.into()),
        }
    }

    fn answer(&mut self, which: u8) {
        let nth = usize::from(which) % self.calls.len().max(1);
        let answered = match self.calls.get(nth) {
            Some(Call::List(ticket)) => self
                .reads
                .get(ticket)
                .map(|it| Call::Listed(*ticket, self.at(self.now, it.mapping))),
            Some(Call::Ask(asked)) => Some(Call::Found(Ok(self.found(asked)))),
            _ => None,
        };
        if let Some(answered) = answered {
            self.calls[nth] = answered;
        }
    }

    fn arrive(&mut self, which: u8) {
        let nth = usize::from(which) % self.calls.len().max(1);
        match self.calls.get(nth) {
            Some(Call::Listed(..) | Call::Found(_)) => {}
            Some(Call::List(ticket)) if !self.reads.contains_key(ticket) => {
                self.calls.remove(nth);
                return;
            }
            _ => return,
        }
        match self.calls.remove(nth) {
            Call::Listed(ticket, tags) => {
                self.sharing.listed(ticket, !tags.is_empty());
                if let Some(read) = self.reads.remove(&ticket) {
                    self.known.insert(read.mapping, tags);
                    self.ended += 1;
                    self.sharing.end(self.now, ticket);
                }
            }
            Call::Found(found) => self.sharing.arrived(self.now, found),
            Call::List(_) | Call::Ask(_) => unreachable!("it has an answer"),
        }
        self.act();
    }

    fn act(&mut self) {
        loop {
            let actions = self.sharing.actions();
            if actions.is_empty() {
                return;
            }
            for action in actions {
                match action {
                    TagAction::List(ticket) => self.calls.push(Call::List(ticket)),
                    TagAction::Ask(asked) => self.calls.push(Call::Ask(asked)),
                    TagAction::Show(ticket, tags) => self.show(ticket, &tags),
                }
            }
        }
    }

    fn show(&mut self, ticket: Ticket, tags: &TagSet) {
        let Some(read) = self.reads.get(&ticket) else {
            return;
        };
        let mapping = read.mapping;
        let agrees = *tags == read.prior;
        self.sharing.compared(agrees);
        if !agrees {
            self.calls.push(Call::List(ticket));
            return;
        }
        // It was so at a time that is not longer ago than an entry lives and the index lags.
        let from = self.now.saturating_sub(LIFE + self.lag);
        let was = self.past[&mapping].iter();
        let was = self.at(from, mapping) == *tags
            || was.clone().any(|(at, it)| *at >= from && it == tags);
        assert!(was, "{mapping} never had {tags:?} since {from:?}");
        assert!(
            self.writing
                .get(&mapping)
                .is_none_or(|(began, _)| *began + LIFE <= self.now),
            "{mapping} is being written"
        );
        self.reads.remove(&ticket);
        self.ended += 1;
        self.sharing.end(self.now, ticket);
    }

    /// Lets all calls be answered.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            if self.calls.is_empty() {
                break;
            }
            for nth in (0..self.calls.len()).rev() {
                self.answer(u8::try_from(nth).unwrap());
            }
            self.arrive(0);
        }
        assert!(self.calls.is_empty(), "calls without end: {:?}", self.calls);
        assert!(self.reads.is_empty(), "reads without end: {:?}", self.reads);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_read_is_lost_and_none_shows_what_never_was(
        lag in prop_oneof![Just(0u64), Just(50), Just(5000)],
        events in proptest::collection::vec(event(), 1..200),
    ) {
        let mut model = Model::new(ms(lag));
        for event in events {
            model.happen(event);
        }
        model.settle();
        // Without changes by others a refresh ends with what is there.
        model.now += LIFE + ms(lag) + ms(1);
        for mapping in 0..MAPPINGS {
            model.happen(Event::Reads(mapping, 1));
        }
        model.settle();
        for mapping in 0..MAPPINGS {
            prop_assert_eq!(&model.known[&mapping], &model.at(model.now, mapping));
        }
    }
}
