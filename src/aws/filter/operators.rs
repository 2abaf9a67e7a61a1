//! The elements of a pattern's lists: values, and operators with their operands.

use std::ops::Bound;

use super::{
    findings::{Findings, Place, written},
    pattern::{Matcher, Range, Scalar, Word},
};
use crate::framework::{diagnostics::shown, json::syntax::Json, value::number::Number};

const PREFIX: &str = "prefix";
const SUFFIX: &str = "suffix";
const ANY_CASE: &str = "equals-ignore-case";
const ANYTHING_BUT: &str = "anything-but";
const NUMERIC: &str = "numeric";
const EXISTS: &str = "exists";

/// The operators that Lambda's developer guide lists under "Filter rule syntax".
const OPERATORS: [&str; 6] = [PREFIX, SUFFIX, ANY_CASE, ANYTHING_BUT, NUMERIC, EXISTS];

/// Operators of `EventBridge` rules that Lambda's guide does not list, and that the guide of
/// `EventBridge` itself denies to the filters of its pipes, which are those of Lambda.
const OF_EVENTBRIDGE: [&str; 2] = ["wildcard", "cidr"];

/// Names of operators in other languages, each with its name here; an empty one for a plain value.
const SYNONYMS: [(&str, &str); 22] = [
    ("begins-with", PREFIX),
    ("beginswith", PREFIX),
    ("starts-with", PREFIX),
    ("startswith", PREFIX),
    ("ends-with", SUFFIX),
    ("endswith", SUFFIX),
    ("not", ANYTHING_BUT),
    ("not-equals", ANYTHING_BUT),
    ("ne", ANYTHING_BUT),
    ("!=", ANYTHING_BUT),
    ("anythingbut", ANYTHING_BUT),
    ("ignore-case", ANY_CASE),
    ("equalsignorecase", ANY_CASE),
    ("number", NUMERIC),
    ("between", NUMERIC),
    (">", NUMERIC),
    (">=", NUMERIC),
    ("<", NUMERIC),
    ("<=", NUMERIC),
    ("exist", EXISTS),
    ("equals", ""),
    ("=", ""),
];

/// A comparison of `numeric`.
enum Comparison {
    Equal,
    Above { inclusive: bool },
    Below { inclusive: bool },
}

pub(super) fn is_operator(name: &str) -> bool {
    OPERATORS.contains(&name) || OF_EVENTBRIDGE.contains(&name)
}

/// The matcher of a list's element; `None` if Lambda would refuse it.
pub(super) fn matcher(item: Json<'_>, at: &Place, found: &mut Findings) -> Option<Matcher> {
    match item {
        Json::Object(mut entries) if entries.len() == 1 => {
            let (name, operand) = entries.pop()?;
            operator(&name, operand, at, found)
        }
        Json::Object(entries) if entries.is_empty() => {
            let advice = format!("Operators: {}.", OPERATORS.join(", "));
            found.error(at, "is an empty object and no operator", advice);
            None
        }
        Json::Object(entries) => {
            let names: Vec<String> = entries.iter().map(|(name, _)| shown(name)).collect();
            found.error(
                at,
                format!("has more than one key: {}", shown(&names.join(", "))),
                "An operator is an object with a single key. Several objects in the list are \
                 alternatives; to look into objects, leave the list out: \"items\": { \"kind\": \
                 [\"a\"], \"size\": [1] }.",
            );
            None
        }
        Json::Array(_) => {
            found.error(
                at,
                "is a list in a list",
                "A list of a pattern holds values and operators. A field that is a list itself \
                 matches when one of its elements does: leave the inner list out.",
            );
            None
        }
        single => scalar(single).map(Matcher::Is),
    }
}

fn scalar(item: Json<'_>) -> Option<Scalar> {
    match item {
        Json::Null => Some(Scalar::Null),
        Json::Bool(it) => Some(Scalar::Bool(it)),
        Json::Number(it) => Some(Scalar::Number(it)),
        Json::Text(it) => Some(Scalar::Text(it.into_owned())),
        Json::Array(_) | Json::Object(_) => None,
    }
}

fn operator(name: &str, operand: Json<'_>, at: &Place, found: &mut Findings) -> Option<Matcher> {
    match name {
        PREFIX => word(name, operand, at, found).map(Matcher::Prefix),
        SUFFIX => word(name, operand, at, found).map(Matcher::Suffix),
        ANY_CASE => match operand {
            Json::Text(it) => Some(Matcher::IsInAnyCase(it.into_owned())),
            other => wrong_operand(name, &other, "a text", "\"alice\"", at, found),
        },
        EXISTS => match operand {
            Json::Bool(it) => Some(Matcher::Exists(it)),
            other => wrong_operand(name, &other, "true or false", "true", at, found),
        },
        NUMERIC => match operand {
            Json::Array(terms) => range(terms, at, found).map(Matcher::Numeric),
            other => wrong_operand(name, &other, "a list", "[\">\", 0, \"<=\", 5]", at, found),
        },
        ANYTHING_BUT => anything_but(operand, at, found).map(Matcher::AnythingBut),
        _ => {
            found.error(
                at,
                format!("has no operator \"{}\"", shown(name)),
                unknown(name, &operand),
            );
            None
        }
    }
}

/// An operand that is not what its operator takes.
fn wrong_operand<T>(
    name: &str,
    operand: &Json<'_>,
    expected: &str,
    example: &str,
    at: &Place,
    found: &mut Findings,
) -> Option<T> {
    found.error(
        at,
        format!("has {} for \"{name}\"", written(operand)),
        format!("\"{name}\" expects {expected}: [{{ \"{name}\": {example} }}]."),
    );
    None
}

/// Advice on an operator that Lambda does not have.
fn unknown(name: &str, operand: &Json<'_>) -> String {
    let all = format!("Operators of Lambda: {}.", OPERATORS.join(", "));
    if OF_EVENTBRIDGE.contains(&name) {
        return format!("It is an operator of EventBridge rules. {all}");
    }
    let plain = name.to_ascii_lowercase().replace(['_', ' '], "-");
    let known = OPERATORS.iter().find(|it| **it == plain);
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == plain);
    match (known, synonym) {
        (Some(known), _) => format!("Did you mean \"{known}\"? {all}"),
        (_, Some((_, ""))) => {
            "A value that must be equal stands in the list by itself: [\"a\", 1].".to_owned()
        }
        (_, Some((_, known))) => format!("Did you mean \"{known}\"? {all}"),
        _ if matches!(operand, Json::Array(_) | Json::Object(_)) => format!(
            "{all} To look into an object, or into a list of objects, leave the list out: \
             {{ \"{}\": … }} instead of [{{ \"{}\": … }}].",
            shown(name),
            shown(name)
        ),
        _ => all,
    }
}

fn word(name: &str, operand: Json<'_>, at: &Place, found: &mut Findings) -> Option<Word> {
    match operand {
        Json::Text(it) => Some(Word {
            text: it.into_owned(),
            in_any_case: false,
        }),
        Json::Object(mut entries) => match (entries.pop(), entries.is_empty()) {
            (Some((inner, Json::Text(it))), true) if inner == ANY_CASE => Some(Word {
                text: it.into_owned(),
                in_any_case: true,
            }),
            _ => {
                let advice = format!(
                    "\"{name}\" expects a text, or {{ \"{ANY_CASE}\": \"…\" }} for a text in any \
                     case."
                );
                found.error(at, format!("has an unknown object for \"{name}\""), advice);
                None
            }
        },
        other => wrong_operand(name, &other, "a text", "\"us-\"", at, found),
    }
}

fn anything_but(operand: Json<'_>, at: &Place, found: &mut Findings) -> Option<Vec<Matcher>> {
    let expected = "a text, a number, or a list of texts or of numbers";
    match operand {
        Json::Text(_) | Json::Number(_) => scalar(operand).map(|it| vec![Matcher::Is(it)]),
        Json::Array(items) => {
            let count = |is: fn(&Json<'_>) -> bool| items.iter().filter(|it| is(it)).count();
            let texts = count(|it| matches!(it, Json::Text(_)));
            let numbers = count(|it| matches!(it, Json::Number(_)));
            if items.is_empty() || (texts != items.len() && numbers != items.len()) {
                let problem = if items.is_empty() {
                    "has an empty list for \"anything-but\""
                } else if texts + numbers == items.len() {
                    "has texts and numbers together for \"anything-but\""
                } else {
                    "has a list of other things than texts or numbers for \"anything-but\""
                };
                let advice = format!("\"anything-but\" expects {expected}.");
                found.error(at, problem, advice);
                return None;
            }
            let all = items.into_iter().filter_map(scalar);
            Some(all.map(Matcher::Is).collect())
        }
        Json::Object(mut entries) => {
            if let (Some((inner, operand)), true) = (entries.pop(), entries.is_empty()) {
                return not_like(&inner, operand, at, found);
            }
            let advice = "Use one operator, such as { \"prefix\": \"test-\" }.";
            found.error(at, "has no single operator for \"anything-but\"", advice);
            None
        }
        other => wrong_operand(ANYTHING_BUT, &other, expected, "[\"a\", \"b\"]", at, found),
    }
}

/// `anything-but` of an operator, with one text or several.
fn not_like(
    inner: &str,
    operand: Json<'_>,
    at: &Place,
    found: &mut Findings,
) -> Option<Vec<Matcher>> {
    let whole = |text| Word {
        text,
        in_any_case: false,
    };
    let make: fn(Word) -> Matcher = match inner {
        PREFIX => Matcher::Prefix,
        SUFFIX => Matcher::Suffix,
        ANY_CASE => |it| Matcher::IsInAnyCase(it.text),
        _ => {
            let advice = format!("\"anything-but\" can be of {PREFIX}, {SUFFIX} or {ANY_CASE}.");
            let problem = format!("has \"{}\" for \"anything-but\"", shown(inner));
            found.error(at, problem, advice);
            return None;
        }
    };
    let items = match operand {
        Json::Array(items) => {
            found.warning(
                at,
                format!("lists several texts for \"{inner}\""),
                "It is an operator of EventBridge rules. The guide of Lambda does not list it, and \
                 Lambda may reject it. Try it first.",
            );
            items
        }
        single => vec![single],
    };
    let mut matchers = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Json::Text(it) if !it.is_empty() || inner == ANY_CASE => {
                matchers.push(make(whole(it.into_owned())));
            }
            other => {
                let problem = format!("has {} for \"{inner}\"", written(&other));
                found.error(at, problem, "Use a text that is not empty.");
                return None;
            }
        }
    }
    if matchers.is_empty() {
        found.error(at, format!("has no text for \"{inner}\""), "Use a text.");
        return None;
    }
    Some(matchers)
}

/// One comparison, or a lower bound and then an upper one.
fn range(terms: Vec<Json<'_>>, at: &Place, found: &mut Findings) -> Option<Range> {
    let advice = "\"numeric\" expects one comparison, [\"=\", 5] or [\"<\", 5], or a lower bound and \
                  then an upper one, [\">\", 0, \"<=\", 5]. The numbers stand without quotes.";
    let mut refuse = |problem: String| {
        found.error(at, problem, advice);
        None
    };
    if terms.len() != 2 && terms.len() != 4 {
        return refuse("has neither two nor four terms for \"numeric\"".to_owned());
    }
    let mut terms = terms.into_iter();
    let mut bounds = Vec::new();
    while let (Some(comparison), Some(number)) = (terms.next(), terms.next()) {
        let read = match &comparison {
            Json::Text(it) => compare(it),
            _ => None,
        };
        let Some(read) = read else {
            return refuse(format!("has {} for a comparison", written(&comparison)));
        };
        match &number {
            Json::Number(it) => match comparable(it) {
                Some(it) => bounds.push((read, it)),
                None => return refuse(format!("has a number of too many digits: {}", shown(it))),
            },
            other => return refuse(format!("has {} for a number", written(other))),
        }
    }
    let bound = |inclusive, number| {
        if inclusive {
            Bound::Included(number)
        } else {
            Bound::Excluded(number)
        }
    };
    let upper = bounds.pop();
    match (bounds.pop(), upper) {
        (None, Some((Comparison::Equal, it))) => Some(Range {
            from: Bound::Included(it.clone()),
            to: Bound::Included(it),
        }),
        (None, Some((Comparison::Above { inclusive }, it))) => Some(Range {
            from: bound(inclusive, it),
            to: Bound::Unbounded,
        }),
        (None, Some((Comparison::Below { inclusive }, it))) => Some(Range {
            from: Bound::Unbounded,
            to: bound(inclusive, it),
        }),
        (
            Some((Comparison::Above { inclusive: from_it }, from)),
            Some((Comparison::Below { inclusive: to_it }, to)),
        ) => {
            if from >= to {
                return refuse(format!("has a range without numbers: from {from} to {to}"));
            }
            Some(Range {
                from: bound(from_it, from),
                to: bound(to_it, to),
            })
        }
        _ => refuse("has two comparisons that are no range".to_owned()),
    }
}

fn compare(text: &str) -> Option<Comparison> {
    match text {
        "=" => Some(Comparison::Equal),
        ">" => Some(Comparison::Above { inclusive: false }),
        ">=" => Some(Comparison::Above { inclusive: true }),
        "<" => Some(Comparison::Below { inclusive: false }),
        "<=" => Some(Comparison::Below { inclusive: true }),
        _ => None,
    }
}

/// A number that the matcher can compare: its digits fit a binary float of 64 bits.
fn comparable(text: &str) -> Option<Number> {
    let number = Number::parse(text).ok()?;
    let float: f64 = text.parse().ok()?;
    let shortest = float.is_finite().then(|| float.to_string())?;
    (Number::parse(&shortest).ok()? == number).then_some(number)
}
