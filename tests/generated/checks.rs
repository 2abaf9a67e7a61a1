//! What is checked before AWS is asked: each rule with a configuration that breaks it alone, one that
//! hardly does not, and what is said.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value as Json, json};
use terraform_provider_awslambda::framework::diagnostics::{Diagnostic, Severity};
use terraform_provider_awslambda::framework::schema::evidence::Evidence;
use terraform_provider_awslambda::framework::schema::spec::Complaint;
use terraform_provider_awslambda::framework::schema::validate::{Capabilities, validate};
use terraform_provider_awslambda::framework::schema::{Attribute, Schema};
use terraform_provider_awslambda::framework::value::Value;

use crate::generated::server;
use crate::support::configs::{Base, SECRET, value};

pub(super) mod cases;
mod guide;

/// A rule, by what breaks it.
pub(crate) struct Case {
    /// Where the complaint is, as Terraform writes it.
    pub(super) at: &'static str,
    pub(super) base: Base,
    /// What breaks the rule.
    pub(super) breaks: Json,
    /// What hardly keeps it.
    pub(super) holds: Json,
}

fn case(at: &'static str, base: Base, breaks: Json, holds: Json) -> Case {
    Case {
        at,
        base,
        breaks,
        holds,
    }
}

fn schema() -> Schema {
    server().schemas().resources[0].schema.clone()
}

fn found(schema: &Schema, config: &Value) -> Vec<Diagnostic> {
    let found = validate(schema, config, Capabilities::default());
    found.iter().cloned().collect()
}

#[test]
fn each_base_breaks_no_rule() {
    let schema = schema();
    for base in [
        Base::Sqs,
        Base::Fifo,
        Base::Kinesis,
        Base::DynamoDb,
        Base::Msk,
        Base::Kafka,
        Base::KafkaQueue,
        Base::Mq,
        Base::DocumentDb,
    ] {
        assert_eq!(
            found(&schema, &value(&schema, &base.config())),
            [],
            "{base:?}"
        );
    }
}

#[test]
fn each_case_breaks_one_rule_and_its_neighbour_none() {
    let schema = schema();
    let mut wrong = String::new();
    for case in cases::all() {
        let broken = value(&schema, &case.base.with(&case.breaks));
        let said = found(&schema, &broken);
        // What is said of a lone block is shown at the first thing inside.
        let path = |it: &Diagnostic| {
            let path = it.path.to_string();
            let inside = path.starts_with(&format!("{}[0].", case.at));
            let of_block = it.summary.starts_with(&format!("{}: ", case.at));
            if inside && of_block {
                case.at.to_owned()
            } else {
                path
            }
        };
        let paths: Vec<_> = said.iter().map(path).collect();
        if paths != [case.at] {
            let said: Vec<_> = said.iter().map(|it| &it.summary).collect();
            writeln!(
                wrong,
                "{} {:?}: {paths:?} {}",
                case.at,
                case.base,
                short(&format!("{said:?}"))
            )
            .unwrap();
        }
        let sound = value(&schema, &case.base.with(&case.holds));
        let said = found(&schema, &sound);
        if !said.is_empty() {
            let said: Vec<_> = said.iter().map(|it| &it.summary).collect();
            writeln!(
                wrong,
                "{} {:?} {}: {said:?}",
                case.at, case.base, case.holds
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_rule_of_each_row_is_broken_by_a_case() {
    let schema = schema();
    let cases: Vec<Value> = cases::all()
        .iter()
        .map(|it| value(&schema, &it.base.with(&it.breaks)))
        .collect();
    let mut rules = BTreeMap::new();
    look(
        &schema.attributes,
        &mut |config| vec![config],
        &cases,
        &mut rules,
    );
    let unbroken: Vec<_> = rules.iter().filter(|(_, broken)| !**broken).collect();
    assert_eq!(unbroken, [], "the rules that no case breaks");
}

/// Collects the rules of the rows, and whether a case breaks them: the same row may stand in two
/// blocks. `of` finds the objects that hold the rows.
fn look<'a>(
    rows: &[Attribute],
    of: &mut dyn FnMut(&'a Value) -> Vec<&'a Value>,
    cases: &'a [Value],
    found: &mut BTreeMap<String, bool>,
) {
    for row in rows {
        for rule in &row.spec.rules {
            let broken = cases.iter().any(|config| {
                of(config).iter().any(|object| {
                    let value = object.attribute(row.name);
                    *value != row.absent() && !rule.check(value, config).is_empty()
                })
            });
            *found
                .entry(format!("{}: {}", row.name, rule.says))
                .or_default() |= broken;
        }
        for rule in &row.spec.absence {
            let broken = cases.iter().any(|config| {
                of(config).iter().any(|object| {
                    let value = object.attribute(row.name);
                    *value == row.absent() && !rule.check(value, config).is_empty()
                })
            });
            *found
                .entry(format!("no {}: {}", row.name, rule.says))
                .or_default() |= broken;
        }
        if let Some(inner) = row.inner() {
            let name = row.name;
            let mut inside = |config: &'a Value| -> Vec<&'a Value> {
                of(config)
                    .into_iter()
                    .flat_map(|object| match object.attribute(name) {
                        Value::List(items) | Value::Set(items) => items.iter().collect(),
                        Value::Null => Vec::new(),
                        single => vec![single],
                    })
                    .collect()
            };
            look(inner, &mut inside, cases, found);
        }
    }
}

#[test]
fn nothing_is_said_of_what_is_not_known_yet() {
    let schema = schema();
    for case in cases::all() {
        let Value::Object(mut config) = value(&schema, &case.base.with(&case.breaks)) else {
            panic!("not an object");
        };
        let name = case.at.split(['[', '.']).next().unwrap();
        config.insert(name.to_owned(), Value::UNKNOWN);
        let said = found(&schema, &Value::Object(config));
        let about = said
            .iter()
            .filter(|it| it.path.to_string().starts_with(name));
        assert_eq!(about.count(), 0, "{name}");
    }
}

/// The complaints of the rules of these rows, with their sources.
fn complaints(rows: &[Attribute], objects: &[&Value], config: &Value, found: &mut Vec<Complaint>) {
    for row in rows {
        for object in objects {
            let value = object.attribute(row.name);
            let absent = *value == row.absent();
            let rules = if absent {
                &row.spec.absence
            } else {
                &row.spec.rules
            };
            found.extend(rules.iter().flat_map(|it| it.check(value, config)));
            let inside: Vec<&Value> = match value {
                Value::List(items) | Value::Set(items) => items.iter().collect(),
                Value::Null => Vec::new(),
                single => vec![single],
            };
            if let Some(inner) = row.inner() {
                complaints(inner, &inside, config, found);
            }
        }
    }
}

/// The source of the rule that made a diagnostic. What no rule made, the schema requires.
fn source(diagnostic: &Diagnostic, complaints: &[Complaint]) -> Evidence {
    let made = |it: &&Complaint| {
        it.detail == diagnostic.detail && diagnostic.summary.ends_with(&it.summary)
    };
    let made = complaints.iter().find(made);
    made.map_or(Evidence::Documented("the model of Lambda's API"), |it| {
        it.evidence
    })
}

#[test]
fn an_error_has_a_recorded_or_documented_source() {
    let schema = schema();
    let mut own = BTreeSet::new();
    for case in cases::all() {
        let broken = value(&schema, &case.base.with(&case.breaks));
        let mut sources = Vec::new();
        complaints(&schema.attributes, &[&broken], &broken, &mut sources);
        for it in found(&schema, &broken) {
            let source = source(&it, &sources);
            if source == Evidence::Own && it.severity == Severity::Error {
                own.insert(it.path.to_string());
            }
            if matches!(source, Evidence::Assumed(_)) {
                assert_eq!(it.severity, Severity::Warning, "{it:?}");
            }
        }
    }
    // A mapping has one kind of source, and Terraform's timeouts are read by the provider.
    let expected = [
        "self_managed_event_source[0].endpoints",
        "timeouts.create",
        "timeouts.delete",
        "timeouts.read",
        "timeouts.update",
    ];
    assert_eq!(own.iter().collect::<Vec<_>>(), expected);
}

fn first(case: &Case) -> &str {
    case.at.split(['[', '.']).next().unwrap()
}

/// A text that fits the page: what repeats a letter many times is cut.
fn short(text: &str) -> String {
    if text.len() < 400 {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(380).collect::<String>())
}

fn access(entries: &[(&str, Option<&str>)]) -> Json {
    let entry = |(kind, uri): &(&str, Option<&str>)| json!({"type": kind, "uri": uri});
    let entries: Vec<Json> = entries.iter().map(entry).collect();
    json!({"source_access_configuration": entries})
}
