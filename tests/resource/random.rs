//! Random valid configurations: applied, changed, imported, and taken apart argument by argument.

#![allow(clippy::print_stdout, reason = "the life that fails")]

use futures_util::future::join_all;
use serde_json::Value as Json;
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::world::{Plan, World, text};
use crate::support::choices::{Chance, config, full};
use crate::support::configs::Base;
use crate::support::extent;

/// Lives of each kind of source, and how many of them are tried by default.
const LIVES: u64 = 8;
const BY_DEFAULT: u64 = 2;

/// What a change of anything else makes unknown.
const FOLLOWS: [&str; 6] = [
    "state",
    "state_transition_reason",
    "last_modified",
    "last_processing_result",
    "tags_all",
    "filter_criteria_error",
];

/// The arguments in which a plan differs from the state before.
fn changed(plan: &Plan, prior: &Value) -> Vec<String> {
    let Value::Object(planned) = &plan.planned else {
        panic!("{plan:?}");
    };
    planned
        .iter()
        .filter(|(name, value)| *value != prior.attribute(name))
        .map(|(name, _)| name.clone())
        .filter(|name| !FOLLOWS.contains(&name.as_str()))
        .collect()
}

/// The configuration without one of its parts, for each that is not required; with the path of the
/// part.
fn without_one(config: &Json) -> Vec<(String, Json)> {
    let mut found = Vec::new();
    for (name, value) in config.as_object().unwrap() {
        let mut less = config.clone();
        less.as_object_mut().unwrap().remove(name);
        found.push((name.clone(), less));
        // The same inside of blocks.
        for (index, block) in value.as_array().into_iter().flatten().enumerate() {
            if !block.is_object() {
                continue;
            }
            for (inner, less) in without_one(block) {
                let mut all = config.clone();
                all[name][index] = less;
                found.push((format!("{name}.{inner}"), all));
            }
        }
    }
    found
}

/// What cannot be in an import: it is not of the mapping, or says no more than that nothing is set.
fn is_importable(config: &Json) -> bool {
    let is_shell = |it: &Json| {
        it.as_array()
            .is_some_and(|it| it == &[serde_json::json!({})])
    };
    let all = config.as_object().unwrap();
    let says_nothing = |(name, it): (&String, &Json)| {
        name == "timeouts" || (is_shell(it) && name != "provisioned_poller_config")
    };
    !all.iter().any(says_nothing)
}

#[tokio::test]
async fn whatever_is_applied_leaves_nothing_to_do_and_comes_apart_piece_by_piece() {
    let lives = if extent::all() { LIVES } else { BY_DEFAULT };
    let all = Base::ALL
        .into_iter()
        .flat_map(|base| (0..lives).map(move |seed| (base, seed)));
    join_all(all.map(|(base, seed)| Box::pin(live(base, seed)))).await;
}

/// The configuration with the one collection of all lives: no update changes it.
fn one_collection(mut config: Json) -> Json {
    if let Some(block) = config.pointer_mut("/document_db_event_source_config/0") {
        block["collection_name"] = "orders".into();
    }
    config
}

/// The life of a mapping of one kind of source.
async fn live(base: Base, seed: u64) {
    let world = World::new().await;
    let mut chance = Chance::of_seed(seed);
    let first = one_collection(match seed {
        0 => full(base, &mut chance),
        _ => config(base, &mut chance),
    });
    let what = format!("seed {seed}, {base:?}");
    println!("{what}: {first}");
    let state = world.apply(&world.config(&first), &Value::Null).await;
    let state = take_apart(&world, &first, state, &mut chance).await;

    let then = one_collection(config(base, &mut chance));
    println!("{what}, then: {then}");
    let next = world.config(&then);
    let plan = world.plan(&next, &state);
    assert_model_agrees(&first, &then, &plan);
    let state = world.apply(&next, &state).await;
    let imported = world.import(text(&state, "uuid")).await;
    let changes = changed(&world.plan(&next, &imported), &imported);
    // A group that was written once and stays is shown in a block, as a configuration must have.
    let is_left = group(&then).is_none()
        && imported.attribute("consumer_group_id") != imported.attribute("uuid");
    if is_importable(&then) && !is_left {
        assert_eq!(changes, [] as [&str; 0], "an import plans empty");
    }
    world.change(&Value::Null, &state, &Value::Null).await;
}

/// Takes each argument away by itself: that changes nothing, or this argument and no other.
/// Answers the state after that.
async fn take_apart(world: &World, config: &Json, state: Value, chance: &mut Chance) -> Value {
    let mut applied = Vec::new();
    for (path, less) in without_one(config) {
        let value = world.config(&less);
        if world.validate(&value).has_errors() {
            continue;
        }
        let plan = world.plan(&value, &state);
        let top = path.split('.').next().unwrap();
        for name in changed(&plan, &state) {
            let follows = name == "function_arn" && top == "function_name";
            // A mapping made anew gets another UUID, and perhaps other defaults.
            let replaced = !plan.replace.is_empty() && less[&name].is_null();
            assert!(
                name == top || follows || replaced,
                "without {path} {name} changes: {less}"
            );
        }
        for it in &plan.replace {
            assert!(it.starts_with(top), "without {path} {it} replaces: {less}");
        }
        // A filter without a pattern is warned of: it is not said what Lambda makes of it.
        // No update takes a collection back: AWS refuses, and the error says to replace the mapping.
        if !path.ends_with(".pattern") && !path.ends_with(".collection_name") {
            applied.push((path, value));
        }
    }
    // And one of them for good, and back again.
    if applied.is_empty() {
        return state;
    }
    let (path, value) = &applied[chance.index(applied.len())];
    println!("  without {path}");
    let less = world.apply(value, &state).await;
    world.apply(&world.config(config), &less).await
}

/// The consumer group that a configuration names.
fn group(config: &Json) -> Option<Json> {
    ["amazon", "self"]
        .map(|it| config[format!("{it}_managed_kafka_event_source_config")][0].clone())
        .into_iter()
        .find(|it| !it.is_null())
        .map(|it| it["consumer_group_id"].clone())
        .filter(|it| !it.is_null())
}

/// When a mapping has to be made anew, told by the two configurations alone.
fn assert_model_agrees(first: &Json, then: &Json, plan: &Plan) {
    let differs = |name: &str| {
        let (a, b) = (&first[name], &then[name]);
        !a.is_null() && !b.is_null() && a != b
    };
    let host = |config: &Json| {
        let entries = config["source_access_configuration"].as_array().cloned();
        let mut entries = entries.into_iter().flatten();
        entries
            .find(|it| it["type"] == "VIRTUAL_HOST")
            .map(|it| it["uri"].clone())
    };
    // There are two ways to write one time.
    let time = |config: &Json| config["starting_position_timestamp"].is_string();
    let other_group = matches!((group(first), group(then)), (a, Some(b)) if a.as_ref() != Some(&b));
    let must = differs("starting_position")
        || other_group
        || host(first) != host(then)
        || time(first) != time(then);
    let replaces = !plan.replace.is_empty();
    assert_eq!(replaces, must, "{:?}: {first} then {then}", plan.replace);
}
