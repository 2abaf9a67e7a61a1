//! Shared reads of tags: whole refreshes beside an account, and every order of events in `model`.

mod model;

use std::fmt;

use super::*;

const LATENCY: Duration = Duration::from_millis(60);

/// An account as `ListTags` and as `GetResources` show it.
#[derive(Debug, Clone)]
struct Account {
    tags: BTreeMap<String, TagSet>,
    index: BTreeMap<String, TagSet>,
    /// Resources of a page; the last one may be short, and so may others.
    page: usize,
    /// Whether the answer to a list of ARNs has this many at most, and a token.
    cuts: Option<usize>,
    fails: Option<NoPage>,
}

/// What a refresh has cost, and what it has found.
#[derive(Default)]
struct Refresh {
    lists: usize,
    pages: usize,
    by_arn: usize,
    took: Duration,
    found: BTreeMap<String, TagSet>,
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn set(value: &str) -> TagSet {
    [("team".to_owned(), value.to_owned())].into()
}

/// ARNs of which the order has nothing to do with that of the numbers.
fn arn(number: usize) -> String {
    let mixed = u32::try_from(number).unwrap().wrapping_mul(2_654_435_761);
    format!("arn:{mixed:08x}:{number}")
}

// === impl Account ===

impl Account {
    /// So many mappings, all with the tags that a state has.
    fn tagged(mappings: usize) -> Self {
        let tags: BTreeMap<_, _> = (0..mappings).map(|it| (arn(it), set("a"))).collect();
        Self {
            index: tags.clone(),
            tags,
            page: PAGE,
            cuts: None,
            fails: None,
        }
    }

    fn answer(&self, asked: &TagQuery) -> Result<TagPage, NoPage> {
        if let Some(why) = self.fails {
            return Err(why);
        }
        let entry = |(arn, tags): (&String, &TagSet)| (arn.clone(), tags.clone());
        match asked {
            TagQuery::These(arns) => {
                assert!((1..=PAGE).contains(&arns.len()));
                let asked = |it: &(&String, &TagSet)| arns.contains(it.0);
                let found = self.index.iter().filter(asked).map(entry);
                let mut entries: Vec<_> = found.collect();
                let most = self.cuts.unwrap_or(PAGE);
                let next = (entries.len() > most).then(|| "more".to_owned());
                entries.truncate(most);
                Ok(TagPage { entries, next })
            }
            TagQuery::Page(token) => {
                let from: usize = token.as_deref().map_or(0, |it| it.parse().unwrap());
                let page = self.index.iter().skip(from).take(self.page);
                let end = from + self.page;
                Ok(TagPage {
                    entries: page.map(entry).collect(),
                    next: (end < self.index.len()).then(|| end.to_string()),
                })
            }
        }
    }
}

/// What is on its way.
#[derive(Debug)]
enum Coming {
    List(Ticket, String),
    Shared(TagQuery),
}

/// Reads the mappings `0..mappings`, whose state has the tags "a", so many at a time.
fn refresh(account: &Account, mappings: usize, at_once: usize) -> Refresh {
    let mut sharing = Sharing::new(true, true);
    refresh_by(&mut sharing, account, mappings, at_once, |_| set("a"))
}

/// The same with what is known so far, and with other states.
fn refresh_by(
    sharing: &mut Sharing,
    account: &Account,
    mappings: usize,
    at_once: usize,
    prior: impl Fn(&str) -> TagSet,
) -> Refresh {
    let mut refresh = Refresh::default();
    let mut left = 0..mappings;
    let mut reads: HashMap<Ticket, String> = HashMap::new();
    let mut coming: Vec<(Duration, Coming)> = Vec::new();
    let mut now = ms(0);
    loop {
        while reads.len() < at_once
            && let Some(next) = left.next()
        {
            let ticket = sharing.begin(now, &arn(next), false);
            reads.insert(ticket, arn(next));
        }
        let actions = sharing.actions();
        let idle = actions.is_empty();
        for action in actions {
            match action {
                TagAction::List(ticket) => {
                    coming.push((now + LATENCY, Coming::List(ticket, reads[&ticket].clone())));
                }
                TagAction::Ask(asked) => coming.push((now + LATENCY, Coming::Shared(asked))),
                TagAction::Show(ticket, tags) => {
                    let agrees = tags == prior(&reads[&ticket]);
                    sharing.compared(agrees);
                    if agrees {
                        refresh.found.insert(reads.remove(&ticket).unwrap(), tags);
                        sharing.end(now, ticket);
                    } else {
                        let read = reads[&ticket].clone();
                        coming.push((now + LATENCY, Coming::List(ticket, read)));
                    }
                }
            }
        }
        if !idle || (reads.len() < at_once && !left.is_empty()) {
            continue;
        }
        if reads.is_empty() {
            refresh.took = now;
            return refresh;
        }
        let next = coming.iter().enumerate().min_by_key(|(_, it)| it.0);
        let (at, what) = coming.remove(next.expect("a read waits for nothing").0);
        now = at;
        match what {
            Coming::List(ticket, read) => {
                refresh.lists += 1;
                let tags = account.tags.get(&read).cloned().unwrap_or_default();
                sharing.listed(ticket, !tags.is_empty());
                refresh.found.insert(read, tags);
                reads.remove(&ticket);
                sharing.end(now, ticket);
            }
            Coming::Shared(asked) => {
                match asked {
                    TagQuery::Page(_) => refresh.pages += 1,
                    TagQuery::These(_) => refresh.by_arn += 1,
                }
                sharing.arrived(now, account.answer(&asked));
            }
        }
    }
}

impl fmt::Debug for Refresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            lists,
            pages,
            by_arn,
            took,
            ..
        } = self;
        write!(
            f,
            "{lists} lists, {pages} pages, {by_arn} by ARN in {took:?}"
        )
    }
}

impl Refresh {
    fn calls(&self) -> usize {
        self.lists + self.pages + self.by_arn
    }
}

/// Every mapping has the tags that the account says.
#[track_caller]
fn assert_right(account: &Account, refresh: &Refresh, mappings: usize) {
    assert_eq!(refresh.found.len(), mappings);
    for (arn, tags) in &refresh.found {
        let is = account.tags.get(arn).cloned().unwrap_or_default();
        assert_eq!(*tags, is, "{arn}");
    }
}

#[test]
fn a_refresh_takes_a_page_for_a_hundred_and_one_call_more() {
    for mappings in [1, 2, 3, 4, 10, 100, 300, 1000, 10_000] {
        for at_once in [10, 50] {
            let account = Account::tagged(mappings);
            let refresh = refresh(&account, mappings, at_once);
            assert_right(&account, &refresh, mappings);
            // Nobody knows beforehand that ten thousand follow.
            let most = mappings.div_ceil(100) + if mappings > 1000 { 80 } else { 1 };
            assert!(refresh.calls() <= most, "{mappings}: {refresh:?}");
        }
    }
}

#[test]
fn one_read_is_a_list_of_its_tags_at_once_and_two_take_as_many_calls() {
    for (mappings, lists) in [(1, 1), (2, 2)] {
        let account = Account::tagged(mappings);
        let refresh = refresh(&account, mappings, 10);
        assert_eq!((refresh.lists, refresh.calls()), (lists, lists));
    }
    let account = Account::tagged(1);
    assert_eq!(refresh(&account, 1, 10).took, LATENCY);
}

#[test]
fn a_few_mappings_of_a_large_account_are_asked_for_by_their_arns() {
    // Lists of ten ARNs serve them best. Nobody knows the size of the account beforehand.
    for (mappings, best) in [(10, 2), (100, 11), (500, 51)] {
        let account = Account::tagged(20_000);
        let refresh = refresh(&account, mappings, 10);
        assert_right(&account, &refresh, mappings);
        assert!(refresh.calls() <= 2 * best + 8, "{mappings}: {refresh:?}");
        assert!(refresh.calls() <= mappings + 1, "{mappings}: {refresh:?}");
    }
}

#[test]
fn pages_that_are_short_are_read_until_there_is_no_token() {
    let account = Account {
        page: 37,
        ..Account::tagged(1000)
    };
    let refresh = refresh(&account, 1000, 10);
    assert_right(&account, &refresh, 1000);
    assert!(
        refresh.calls() <= 1000_usize.div_ceil(37) + 3,
        "{refresh:?}"
    );
}

#[test]
fn what_has_no_tags_is_missing_and_that_is_settled_by_a_list_where_it_differs() {
    let mut account = Account::tagged(300);
    for number in (0..300).step_by(15) {
        account.tags.remove(&arn(number));
        account.index.remove(&arn(number));
    }
    let refresh = refresh(&account, 300, 10);
    assert_right(&account, &refresh, 300);
    assert!(refresh.lists <= 20 + 1, "{refresh:?}");
}

#[test]
fn an_index_that_is_behind_or_empty_makes_nothing_wrong_and_costs_little() {
    let changed = |number: usize| (arn(number), set("b"));
    for (case, index) in [
        ("empty", BTreeMap::new()),
        ("behind", (0..300).map(changed).collect()),
    ] {
        let account = Account {
            index,
            ..Account::tagged(300)
        };
        let refresh = refresh(&account, 300, 10);
        assert_right(&account, &refresh, 300);
        assert!(refresh.calls() <= 315, "{case}: {refresh:?}");
    }
}

/// States without tags, and an account in which some mappings have tags since.
fn untagged(tagged: impl Fn(usize) -> bool) -> Account {
    let mut account = Account::tagged(300);
    for number in (0..300).filter(|it| !tagged(*it)) {
        account.tags.remove(&arn(number));
        account.index.remove(&arn(number));
    }
    account
}

#[test]
fn that_there_are_no_tags_is_believed_after_some_lists_have_said_so() {
    for (case, account, most) in [
        ("none has tags", untagged(|_| false), 1 + 12 + 10 + 5),
        (
            "some have tags",
            untagged(|it| it % 10 == 3),
            30 + 3 + 10 + 8,
        ),
    ] {
        let mut sharing = Sharing::new(true, true);
        let refresh = refresh_by(&mut sharing, &account, 300, 10, |_| TagSet::new());
        assert_right(&account, &refresh, 300);
        assert!(refresh.calls() <= most, "{case}: {refresh:?}");
    }
}

#[test]
fn a_list_of_arns_is_filled_up_with_those_that_are_expected() {
    let third = |number: usize| number.is_multiple_of(3);
    let mut account = Account::tagged(1000);
    for number in (0..1000).filter(|it| !third(*it)) {
        account.tags.remove(&arn(number));
        account.index.remove(&arn(number));
    }
    let read = |expected: usize, reads: usize| {
        let mut sharing = Sharing::new(true, true);
        sharing.expect((0..expected).map(arn));
        // As an import, which agrees with whatever is there.
        let known = |it: &str| account.tags.get(it).cloned().unwrap_or_default();
        let refresh = refresh_by(&mut sharing, &account, reads, 10, known);
        assert_right(&account, &refresh, reads);
        refresh
    };
    let all = read(1000, 1000);
    assert_eq!(all.pages, 4);
    assert!(all.by_arn <= 10 && all.calls() <= 24, "{all:?}");
    let alone = read(0, 1000);
    assert!(alone.by_arn >= 60, "{alone:?}");
    // Those that are never read cost no call.
    let (few, fewer) = (read(1000, 30), read(0, 30));
    assert!(few.calls() <= fewer.calls(), "{few:?} {fewer:?}");
}

#[test]
fn a_server_whose_answers_lack_mappings_that_have_tags_hides_none_of_them() {
    // The index is empty, has only some, or is cut.
    let some = |it: usize| it.is_multiple_of(3);
    let mut empty = untagged(some);
    empty.index.clear();
    let mut partial = untagged(|_| true);
    partial.index = untagged(some).index;
    let cut = Account {
        cuts: Some(20),
        index: untagged(some).index,
        ..untagged(some)
    };
    for (case, account) in [("empty", empty), ("partial", partial), ("cut", cut)] {
        for at_once in [10, 50] {
            let mut sharing = Sharing::new(true, true);
            for _ in 0..2 {
                let refresh = refresh_by(&mut sharing, &account, 300, at_once, |_| TagSet::new());
                assert_right(&account, &refresh, 300);
                assert!(refresh.calls() <= 320, "{case}: {refresh:?}");
            }
        }
    }
}

#[test]
fn where_the_server_may_not_have_the_call_it_is_tried_once_and_only_for_several() {
    for (mappings, tries) in [(1, 0), (2, 0), (3, 0), (4, 1), (10, 1), (300, 1)] {
        for at_once in [1, 10, 50] {
            let account = Account {
                fails: Some(NoPage::Barred),
                ..Account::tagged(mappings)
            };
            let mut sharing = Sharing::new(true, false);
            // Reads one after the other are seen to be many from the eighth on.
            let tries = if at_once == 1 && mappings < 8 {
                0
            } else {
                tries
            };
            for tries in [tries, 0] {
                let refresh = refresh_by(&mut sharing, &account, mappings, at_once, |_| set("a"));
                assert_right(&account, &refresh, mappings);
                assert_eq!((refresh.lists, refresh.by_arn), (mappings, 0));
                assert_eq!(refresh.pages, tries, "{mappings}, {at_once}: {refresh:?}");
            }
        }
    }
    // A server that has it is used as if that had been known.
    for at_once in [10, 50] {
        let account = Account::tagged(1000);
        let mut sharing = Sharing::new(true, false);
        let refresh = refresh_by(&mut sharing, &account, 1000, at_once, |_| set("a"));
        assert_right(&account, &refresh, 1000);
        assert!(refresh.calls() <= 11, "{refresh:?}");
    }
}

#[test]
fn without_the_call_each_read_is_a_list() {
    for why in [NoPage::Barred, NoPage::Failed] {
        let account = Account {
            fails: Some(why),
            ..Account::tagged(100)
        };
        let refresh = refresh(&account, 100, 10);
        assert_right(&account, &refresh, 100);
        assert_eq!((refresh.lists, refresh.pages), (100, 1), "{why:?}");
    }
}

#[test]
fn reads_that_come_one_by_one_share_calls_from_the_eighth_on() {
    let account = Account::tagged(1000);
    let refresh = refresh(&account, 1000, 1);
    assert_right(&account, &refresh, 1000);
    assert!(refresh.calls() <= 40, "{refresh:?}");
}

#[test]
fn a_call_that_is_barred_is_not_made_in_the_next_refresh_and_one_that_failed_is() {
    for (why, asks) in [(NoPage::Barred, false), (NoPage::Failed, true)] {
        let mut sharing = Sharing::new(true, true);
        let read = |sharing: &mut Sharing, now| {
            let tickets: Vec<_> = (0..4)
                .map(|it| sharing.begin(now, &arn(it), false))
                .collect();
            let actions = sharing.actions();
            let asked = actions.iter().any(|it| matches!(it, TagAction::Ask(_)));
            if asked {
                sharing.arrived(now, Err(why));
            }
            let lists = actions.into_iter().chain(sharing.actions());
            let lists = lists.filter(|it| matches!(it, TagAction::List(_))).count();
            assert_eq!(lists, 4);
            for ticket in tickets {
                sharing.end(now, ticket);
            }
            asked
        };
        assert!(read(&mut sharing, ms(0)));
        assert_eq!(read(&mut sharing, ms(60_000)), asks, "{why:?}");
    }
}

#[test]
fn what_this_process_has_written_is_not_looked_up_in_the_index() {
    let mut sharing = Sharing::new(true, true);
    let first = sharing.begin(ms(0), &arn(0), false);
    let tickets: Vec<_> = (1..4)
        .map(|it| sharing.begin(ms(0), &arn(it), false))
        .collect();
    let page = TagAction::Ask(TagQuery::Page(None));
    assert_eq!(sharing.actions(), [TagAction::List(first), page]);
    sharing.wrote(ms(10), &arn(1));
    let account = Account::tagged(200);
    sharing.arrived(ms(60), account.answer(&TagQuery::Page(None)));
    let actions = sharing.actions();
    assert!(
        actions.contains(&TagAction::List(tickets[0])),
        "{actions:?}"
    );
    // One that was not asked for yet, and is on the page.
    let on_page: Vec<usize> = (4..200)
        .filter(|it| sharing.entries.contains_key(&arn(*it)))
        .collect();
    sharing.wrote(ms(70), &arn(on_page[0]));
    let written = sharing.begin(ms(80), &arn(on_page[0]), false);
    let other = sharing.begin(ms(80), &arn(on_page[1]), false);
    let actions = sharing.actions();
    assert!(actions.contains(&TagAction::List(written)), "{actions:?}");
    assert!(
        actions.contains(&TagAction::Show(other, set("a"))),
        "{actions:?}"
    );
}

#[test]
fn another_refresh_begins_when_a_mapping_is_read_again() {
    let mut sharing = Sharing::new(true, true);
    let account = Account::tagged(10);
    let read = |sharing: &mut Sharing, now: Duration| {
        let tickets: Vec<_> = (0..10)
            .map(|it| sharing.begin(now, &arn(it), false))
            .collect();
        let mut asked = 0;
        loop {
            let actions = sharing.actions();
            if actions.is_empty() {
                break;
            }
            for action in actions {
                match action {
                    TagAction::Ask(it) => {
                        asked += 1;
                        sharing.arrived(now + LATENCY, account.answer(&it));
                    }
                    TagAction::Show(_, tags) => sharing.compared(tags == set("a")),
                    TagAction::List(_) => {}
                }
            }
        }
        for ticket in tickets {
            sharing.end(now + LATENCY, ticket);
        }
        asked
    };
    assert_eq!(read(&mut sharing, ms(0)), 1);
    assert_eq!(
        read(&mut sharing, ms(100)),
        1,
        "what was shown before is forgotten"
    );
}
