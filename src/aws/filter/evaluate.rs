//! Whether a record matches a pattern.
//!
//! Lists of a record have no place in a pattern: a field matches when one element does. But fields
//! of objects in a list must match within the same element. So each step knows in which elements
//! the match so far lies, and there may be several such ways.

use std::collections::BTreeSet;

use super::{
    pattern::{Field, Fields, Matcher, Rule, Test},
    record::{Error, Record, Within, join},
};

/// How many ways are tried before the answer is given up.
const MOST: usize = 100_000;

/// The ways in which a record has matched so far.
type Ways = BTreeSet<Within>;

struct Matching<'a> {
    record: &'a Record,
    tried: usize,
}

pub(super) fn matches(pattern: &Fields, record: &Record) -> Result<bool, Error> {
    let payloads = |is_nested: bool, names: &BTreeSet<String>| {
        pattern.level().iter().any(|field| {
            matches!(field.rule, Rule::Nested(_)) == is_nested && names.contains(&field.name)
        })
    };
    // A pattern for JSON and a plain text, or the reverse: dropped before any test.
    if payloads(true, &record.plain) || payloads(false, &record.json) {
        return Ok(false);
    }
    let mut matching = Matching { record, tried: 0 };
    let ways = matching.fields(pattern, "", Ways::from([Within::new()]))?;
    Ok(!ways.is_empty())
}

// === impl Matching ===

impl Matching<'_> {
    fn fields(&mut self, fields: &Fields, path: &str, mut ways: Ways) -> Result<Ways, Error> {
        // What must not be there is looked for last, in the elements that the others have found.
        let (absent, present): (Vec<_>, Vec<_>) =
            fields.fields.iter().partition(|it| it.rule.may_be_absent());
        for field in present {
            ways = self.field(field, path, ways)?;
        }
        for branches in &fields.choices {
            let mut all = Ways::new();
            for branch in branches {
                all.extend(self.fields(branch, path, ways.clone())?);
            }
            ways = all;
        }
        for field in absent {
            ways = self.field(field, path, ways)?;
        }
        Ok(ways)
    }

    fn field(&mut self, field: &Field, path: &str, ways: Ways) -> Result<Ways, Error> {
        if ways.is_empty() {
            return Ok(ways);
        }
        let path = join(path, &field.name);
        match &field.rule {
            Rule::Nested(inner) => self.fields(inner, &path, ways),
            Rule::Any(tests) => self.tests(tests, &path, ways),
        }
    }

    fn tests(&mut self, tests: &[Test], path: &str, ways: Ways) -> Result<Ways, Error> {
        let values = self.record.values(path);
        let accepted: Vec<&Within> = values
            .iter()
            .filter(|value| tests.iter().any(|it| it.matcher.accepts(&value.scalar)))
            .map(|it| &it.within)
            .collect();
        let may_be_absent = tests
            .iter()
            .any(|it| matches!(it.matcher, Matcher::Exists(false)));
        let mut next = Ways::new();
        for way in ways {
            self.tried += 1 + values.len();
            if self.tried > MOST {
                return Err(Error::TooMany);
            }
            let is_absent = || {
                values
                    .iter()
                    .all(|it| join_ways(&way, &it.within).is_none())
            };
            // A way that needs no further element is as good as any that does.
            let stays = |it: &&&Within| join_ways(&way, it).is_some_and(|it| it == way);
            if (may_be_absent && is_absent()) || accepted.iter().any(|it| stays(&it)) {
                next.insert(way);
            } else {
                next.extend(accepted.iter().filter_map(|it| join_ways(&way, it)));
            }
        }
        Ok(next)
    }
}

/// Both together; nothing if they lie in different elements of one list.
fn join_ways(one: &Within, other: &Within) -> Option<Within> {
    let agree = other
        .iter()
        .all(|(list, index)| one.get(list).is_none_or(|it| it == index));
    agree.then(|| {
        one.iter()
            .chain(other)
            .map(|(list, index)| (*list, *index))
            .collect()
    })
}
