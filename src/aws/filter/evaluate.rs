//! Whether a record matches a pattern.
//!
//! Lists of a record have no place in a pattern: a field matches when one element does. But fields
//! of objects in a list must match within the same element. So each step knows in which elements
//! the match so far lies, and there may be several such ways.

use std::collections::BTreeSet;

use super::{
    pattern::{Field, Fields, Matcher, Rule, Scalar, Test},
    record::{MatchError, Record, Within, join},
};
use crate::framework::diagnostics::shown;

/// How many ways are tried before the answer is given up.
const MOST: usize = 100_000;

/// The ways in which a record has matched so far.
type Ways = BTreeSet<Within>;

/// Why a record does not match a pattern: a field that passes no test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The field, with dots: `body.kind`.
    pub path: String,
    /// The value in the record, as JSON; `nothing` if it has no such field.
    pub found: String,
    /// The value in the pattern, as JSON.
    pub asked: String,
}

/// Most values of a field that are listed.
const LISTED: usize = 10;

struct Matching<'a> {
    record: &'a Record,
    tried: usize,
    /// The fields that failed, if they are wanted: then the match goes on without them.
    reasons: Option<Vec<Reason>>,
}

pub(super) fn matches(pattern: &Fields, record: &Record) -> Result<bool, MatchError> {
    if payload_of_the_other_kind(pattern, record).next().is_some() {
        return Ok(false);
    }
    let mut matching = Matching {
        record,
        tried: 0,
        reasons: None,
    };
    let ways = matching.fields(pattern, "", Ways::from([Within::new()]))?;
    Ok(!ways.is_empty())
}

/// Why a record does not match; empty if it does. Of alternatives that all fail, all are told.
pub(super) fn explain(pattern: &Fields, record: &Record) -> Result<Vec<Reason>, MatchError> {
    let reasons: Vec<Reason> = payload_of_the_other_kind(pattern, record).collect();
    if !reasons.is_empty() {
        return Ok(reasons);
    }
    let mut matching = Matching {
        record,
        tried: 0,
        reasons: Some(Vec::new()),
    };
    matching.fields(pattern, "", Ways::from([Within::new()]))?;
    Ok(matching.reasons.unwrap_or_default())
}

/// A pattern for JSON and a plain text, or the reverse: Lambda drops the record before any test.
fn payload_of_the_other_kind<'a>(
    pattern: &'a Fields,
    record: &'a Record,
) -> impl Iterator<Item = Reason> + 'a {
    pattern.level().into_iter().filter_map(|field| {
        let (found, asked) = match &field.rule {
            Rule::Nested(inner) if record.plain.contains(&field.name) => {
                let names: Vec<_> = inner.level().iter().map(|it| it.name.as_str()).collect();
                let asked = format!("JSON with {}", names.join(", "));
                (
                    listed(record.values(&field.name).iter().map(|it| &it.scalar)),
                    asked,
                )
            }
            Rule::Any(tests) if record.json.contains(&field.name) => {
                ("JSON".to_owned(), written(tests))
            }
            _ => return None,
        };
        Some(Reason {
            path: field.name.clone(),
            found,
            asked,
        })
    })
}

/// Values as JSON: one by itself, several as a list.
fn listed<'a>(values: impl Iterator<Item = &'a Scalar>) -> String {
    let mut texts: Vec<String> = values.map(|it| shown(&it.to_string())).collect();
    texts.dedup();
    match texts.len() {
        0 => "nothing".to_owned(),
        1 => texts.remove(0),
        many => {
            let more = many.saturating_sub(LISTED);
            texts.truncate(LISTED);
            if more > 0 {
                texts.push(format!("… {more} more"));
            }
            format!("[{}]", texts.join(","))
        }
    }
}

/// The tests of a field, as the pattern has them.
fn written(tests: &[Test]) -> String {
    let tests: Vec<&str> = tests.iter().map(|it| it.written.as_str()).collect();
    format!("[{}]", tests.join(","))
}

// === impl Matching ===

impl Matching<'_> {
    fn fields(&mut self, fields: &Fields, path: &str, mut ways: Ways) -> Result<Ways, MatchError> {
        // Fields that must be absent are looked for last, in the elements that the others have found.
        let (absent, present): (Vec<_>, Vec<_>) =
            fields.fields.iter().partition(|it| it.rule.may_be_absent());
        for field in present {
            ways = self.field(field, path, ways)?;
        }
        for branches in &fields.choices {
            ways = self.choice(branches, path, ways)?;
        }
        for field in absent {
            ways = self.field(field, path, ways)?;
        }
        Ok(ways)
    }

    /// One branch must match; without any, the reasons of all branches stay.
    fn choice(&mut self, branches: &[Fields], path: &str, ways: Ways) -> Result<Ways, MatchError> {
        let mut all = Ways::new();
        let mut failed = Vec::new();
        for branch in branches {
            let before = self.reasons.as_ref().map_or(0, Vec::len);
            let found = self.fields(branch, path, ways.clone())?;
            let said = self.reasons.as_mut().map(|it| it.split_off(before));
            match said {
                Some(said) if !said.is_empty() => failed.extend(said),
                _ => all.extend(found),
            }
        }
        match &mut self.reasons {
            Some(reasons) if all.is_empty() => {
                reasons.extend(failed);
                Ok(ways)
            }
            _ => Ok(all),
        }
    }

    fn field(&mut self, field: &Field, path: &str, ways: Ways) -> Result<Ways, MatchError> {
        if ways.is_empty() {
            return Ok(ways);
        }
        let path = join(path, &field.name);
        match &field.rule {
            Rule::Nested(inner) => self.fields(inner, &path, ways),
            Rule::Any(tests) => self.tests(tests, &path, ways),
        }
    }

    fn tests(&mut self, tests: &[Test], path: &str, ways: Ways) -> Result<Ways, MatchError> {
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
        for way in &ways {
            self.tried += 1 + values.len();
            if self.tried > MOST {
                return Err(MatchError::TooMany);
            }
            let is_absent = || values.iter().all(|it| join_ways(way, &it.within).is_none());
            // A way that needs no further element is as good as any that does.
            let stays = |it: &&&Within| join_ways(way, it).is_some_and(|it| it == *way);
            if (may_be_absent && is_absent()) || accepted.iter().any(|it| stays(&it)) {
                next.insert(way.clone());
            } else {
                next.extend(accepted.iter().filter_map(|it| join_ways(way, it)));
            }
        }
        if let Some(reasons) = &mut self.reasons
            && next.is_empty()
        {
            let near = |within: &Within| ways.iter().any(|it| join_ways(it, within).is_some());
            let there = values.iter().filter(|it| near(&it.within));
            let found = match listed(there.map(|it| &it.scalar)) {
                it if it == "nothing" && self.record.has_below(path) => "an object".to_owned(),
                it => it,
            };
            reasons.push(Reason {
                path: path.to_owned(),
                found,
                asked: written(tests),
            });
            return Ok(ways);
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
