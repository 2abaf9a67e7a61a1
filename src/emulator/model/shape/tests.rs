//! The sentences for broken constraints, and that every pattern compiles.

use serde_json::json;

use super::*;
use crate::emulator::model::fields::{
    EVENT_SOURCE_ARN, FIELDS, FUNCTION, MAX_ITEMS, RESOURCE, TAGS,
};

fn broken(name: &str, value: &Value) -> Vec<String> {
    let field = FIELDS.iter().find(|it| it.member.name == name).unwrap();
    let mut broken = Vec::new();
    read(&field.member.shape, value, &camel(name), &mut broken).unwrap();
    broken
}

fn each_pattern(shape: &Shape, compiles: &mut impl FnMut(&Pattern)) {
    match shape {
        Shape::Text(text) => text.pattern.into_iter().for_each(compiles),
        Shape::List { of, .. } => each_pattern(of, compiles),
        Shape::Map { keys, values, .. } => {
            each_pattern(keys, compiles);
            each_pattern(values, compiles);
        }
        Shape::Record(members) => {
            for member in *members {
                each_pattern(&member.shape, compiles);
            }
        }
        Shape::Flag | Shape::Number(..) | Shape::Instant | Shape::Choice(_) => {}
    }
}

#[test]
fn every_pattern_compiles() {
    let mut count = 0;
    let others = [&EVENT_SOURCE_ARN, &FUNCTION, &MAX_ITEMS, &RESOURCE, &TAGS];
    let members = FIELDS.iter().map(|field| &field.member).chain(others);
    for member in members {
        each_pattern(&member.shape, &mut |pattern| {
            count += 1;
            assert!(
                pattern.compile().is_some(),
                "{}: {}",
                member.name,
                pattern.text
            );
        });
    }
    assert!(count > 15, "{count}");
}

#[test]
fn a_scalar_breaks_each_constraint_by_itself() {
    assert_eq!(
        broken(
            "DestinationConfig",
            &json!({ "OnFailure": { "Destination": "x" } })
        ),
        [
            "Value 'x' at 'destinationConfig.onFailure.destination' failed to satisfy constraint: Member must satisfy regular expression pattern: $|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)"
        ]
    );
    assert_eq!(
        broken("ParallelizationFactor", &json!(11)),
        [
            "Value '11' at 'parallelizationFactor' failed to satisfy constraint: Member must have value less than or equal to 10"
        ]
    );
}

#[test]
fn a_list_of_scalars_names_the_constraints_of_its_members() {
    assert_eq!(
        broken("FunctionResponseTypes", &json!(["A"])),
        [
            "Value '[A]' at 'functionResponseTypes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [ReportBatchItemFailures], Member must not be null]"
        ]
    );
    assert_eq!(
        broken("Topics", &json!(["one", "two"])),
        [
            "Value '[one, two]' at 'topics' failed to satisfy constraint: Member must have length less than or equal to 1"
        ]
    );
}

#[test]
fn a_list_of_structures_is_addressed_by_number() {
    let long = "x".repeat(4097);
    assert_eq!(
        broken(
            "FilterCriteria",
            &json!({ "Filters": [{ "Pattern": "ok" }, { "Pattern": long }] })
        ),
        [format!(
            "Value '{long}' at 'filterCriteria.filters.2.member.pattern' failed to satisfy constraint: Member must have length less than or equal to 4096"
        )]
    );
}

#[test]
fn a_map_tells_apart_its_keys_and_its_values() {
    let endpoints = |key: &str, server: &str| json!({ "Endpoints": { key: [server] } });
    let keys = broken("SelfManagedEventSource", &endpoints("ZOOKEEPER", "a:1"));
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert!(keys[0].starts_with("Value '{ZOOKEEPER=[a:1]}' at 'selfManagedEventSource.endpoints' failed to satisfy constraint: Map keys must satisfy constraint: ["), "{keys:?}");
    let values = broken(
        "SelfManagedEventSource",
        &endpoints("KAFKA_BOOTSTRAP_SERVERS", "a"),
    );
    assert_eq!(values.len(), 1, "{values:?}");
    assert!(
        values[0].contains("Map value must satisfy constraint: ["),
        "{values:?}"
    );
}

#[test]
fn a_collection_must_not_be_one_of_the_system() {
    let config = |name: &str| json!({ "DatabaseName": "d", "CollectionName": name });
    assert!(broken("DocumentDBEventSourceConfig", &config("system")).is_empty());
    assert!(broken("DocumentDBEventSourceConfig", &config("systematic")).is_empty());
    let broken = broken("DocumentDBEventSourceConfig", &config("system.users"));
    assert_eq!(broken.len(), 1);
    assert!(broken[0].ends_with("pattern: (^(?!(system\\x2e)))(^[_a-zA-Z0-9])([^$]*)"));
}

#[test]
fn a_number_beyond_every_range_is_above_it() {
    let huge: Value = serde_json::from_str("99999999999999999999999").unwrap();
    assert_eq!(
        broken("BatchSize", &huge),
        [
            "Value '99999999999999999999999' at 'batchSize' failed to satisfy constraint: Member must have value less than or equal to 10000"
        ]
    );
}
