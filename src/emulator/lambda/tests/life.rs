//! What holds after any sequence of calls.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// One step of a random life, on few functions and sources so that they meet.
#[derive(Debug, Clone)]
enum Step {
    Create {
        function: u8,
        source: u8,
        enabled: bool,
    },
    Update {
        mapping: usize,
        enabled: Option<bool>,
        function: Option<u8>,
        batch: i64,
    },
    Delete {
        mapping: usize,
    },
    Tag {
        mapping: usize,
    },
    Wait {
        seconds: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let mapping = 0..6_usize;
    prop_oneof![
        (0..3_u8, 0..3_u8, any::<bool>()).prop_map(|(function, source, enabled)| Step::Create {
            function,
            source,
            enabled,
        }),
        (
            mapping.clone(),
            any::<Option<bool>>(),
            proptest::option::of(0..3_u8),
            0..12_i64
        )
            .prop_map(|(mapping, enabled, function, batch)| Step::Update {
                mapping,
                enabled,
                function,
                batch,
            }),
        mapping.clone().prop_map(|mapping| Step::Delete { mapping }),
        mapping.prop_map(|mapping| Step::Tag { mapping }),
        (0..12_u64).prop_map(|seconds| Step::Wait { seconds }),
    ]
}

fn name(function: u8) -> Value {
    json!(format!("f{function}"))
}

fn body(function: u8, source: u8, enabled: bool) -> Value {
    let source = match source {
        0 => queue(),
        1 => stream(),
        _ => kafka(&["a:1", "b:2"], "topic"),
    };
    with(
        source,
        &json!({ "FunctionName": name(function), "Enabled": enabled }),
    )
}

/// Carries out a step on a mapping that was seen, if any was; answers status and mapping.
fn carry_out(bench: &mut Bench, seen: &[Value], step: &Step) -> Option<(u16, Value)> {
    let pick = |index: &usize| seen.get(index % seen.len().max(1));
    match step {
        Step::Create {
            function,
            source,
            enabled,
        } => Some(bench.try_create(&body(*function, *source, *enabled))),
        Step::Update {
            mapping,
            enabled,
            function,
            batch,
        } => {
            let change = json!({
                "Enabled": enabled, "FunctionName": function.map(name), "BatchSize": batch,
            });
            pick(mapping).map(|mapping| bench.update(mapping, &change))
        }
        Step::Delete { mapping } => pick(mapping).map(|mapping| bench.delete(mapping)),
        Step::Tag { mapping } => pick(mapping).map(|mapping| {
            let arn = mapping["EventSourceMappingArn"].as_str().unwrap();
            let path = format!("/2017-03-31/tags/{arn}");
            bench.call("POST", &path, &json!({ "Tags": { "a": "b" } }))
        }),
        Step::Wait { seconds } => {
            bench.wait(*seconds);
            None
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn get_list_and_the_uniqueness_of_pairs_agree_after_any_calls(
        steps in proptest::collection::vec(step(), 1..40)
    ) {
        let mut bench = Bench::new();
        let mut seen: Vec<Value> = Vec::new();
        let mut states: BTreeMap<String, String> = BTreeMap::new();
        for step in &steps {
            let before = bench.lambda.mappings(bench.now);
            if let Some((status, answer)) = carry_out(&mut bench, &seen, step) {
                let after = bench.lambda.mappings(bench.now);
                match status {
                    202 if matches!(step, Step::Create { .. }) => seen.push(answer),
                    202 | 204 => {}
                    // What is refused changes nothing.
                    400 | 404 | 409 => prop_assert_eq!(before, after),
                    other => prop_assert!(false, "status {}", other),
                }
            }
            let (_, listed) = bench.call("GET", "/2015-03-31/event-source-mappings", &Value::Null);
            let listed = listed["EventSourceMappings"].as_array().unwrap().clone();
            let mut pairs = BTreeSet::new();
            for mapping in &listed {
                let (status, got) = bench.get(mapping);
                prop_assert_eq!((status, &got), (200, mapping));
                let pair = format!("{} {} {}", got["FunctionArn"], got["EventSourceArn"], got["Topics"]);
                prop_assert!(pairs.insert(pair), "{}", got);
                let uuid = got["UUID"].to_string();
                let state = got["State"].as_str().unwrap().to_owned();
                let last = states.insert(uuid, state.clone());
                // Nothing comes back from being deleted.
                prop_assert!(last.as_deref() != Some("Deleting") || state == "Deleting");
            }
            let uuids: BTreeSet<String> = listed.iter().map(|it| it["UUID"].to_string()).collect();
            for mapping in &seen {
                let expected = if uuids.contains(&mapping["UUID"].to_string()) { 200 } else { 404 };
                prop_assert_eq!(bench.get(mapping).0, expected);
            }
        }
        // Once everything has been deleted, every pair is free again.
        bench.wait(10);
        for mapping in &seen {
            bench.delete(mapping);
        }
        bench.wait(10);
        prop_assert!(bench.lambda.mappings(bench.now).is_empty());
        for function in 0..3 {
            for source in 0..3 {
                prop_assert_eq!(bench.try_create(&body(function, source, true)).0, 202);
            }
        }
    }
}
