//! What somebody else sets, where the configuration says nothing: planned back.

use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::arguments::{Argument, arguments};
use crate::resource::world::{World, text};
use crate::support::configs::Base;

/// What the plan of a drifted mapping differs in.
fn changed(planned: &Value, prior: &Value) -> Vec<String> {
    let Value::Object(planned) = planned else {
        panic!("{planned:?}");
    };
    planned
        .iter()
        .filter(|(name, value)| *value != prior.attribute(name) && !value.is_unknown())
        .map(|(name, _)| name.clone())
        .collect()
}

/// All arguments of each kind of source that has them, side by side, each with a function of its own.
async fn for_each_argument(drift: impl AsyncFn(Argument, Base, String)) {
    let mut all = Vec::new();
    for (number, argument) in arguments().into_iter().enumerate() {
        for base in argument.bases {
            let function = format!("f-{number}-{base:?}");
            all.push(Box::pin(drift(argument.clone(), *base, function)));
        }
    }
    assert!(all.len() > 70, "{}", all.len());
    join_all(all).await;
}

#[tokio::test]
async fn what_others_set_is_planned_back_where_it_is_left_out() {
    let world = World::new().await;
    world.configure_to_get().await;
    for_each_argument(async |argument, base, function| {
        if argument.wire[2].is_null() {
            return;
        }
        let what = format!("{} of {base:?}", argument.name);
        let mut with = argument.beside.clone();
        with["function_name"] = json!(function);
        with[argument.name] = Json::Null;
        let config = world.config(&base.with(&with));
        let state = world.apply(&config, &Value::Null).await;
        let path = format!("/2015-03-31/event-source-mappings/{}", text(&state, "uuid"));
        let body = json!({argument.field: argument.wire[1]});
        let (status, answer) = world.emulator.call("PUT", &path, body);
        assert_eq!(status, 202, "{what}: {answer}");
        let drifted = world.read(&state).await;
        let plan = world.plan(&config, &drifted);
        assert_eq!(changed(&plan.planned, &drifted), [argument.name], "{what}");
        assert!(plan.replace.is_empty(), "{what}: {:?}", plan.replace);
        let back = world.apply(&config, &drifted).await;
        let name = argument.name;
        assert_eq!(back.attribute(name), state.attribute(name), "{what}");
    })
    .await;
}

#[tokio::test]
async fn what_others_take_away_is_planned_again() {
    let world = World::new().await;
    world.configure_to_get().await;
    for_each_argument(async |argument, base, function| {
        if argument.wire[2].is_null() || argument.wire[1] == argument.wire[2] {
            return;
        }
        let what = format!("{} of {base:?}", argument.name);
        let mut with = argument.beside.clone();
        with["function_name"] = json!(function);
        with[argument.name] = argument.second.clone();
        let config = world.config(&base.with(&with));
        let state = world.apply(&config, &Value::Null).await;
        let path = format!("/2015-03-31/event-source-mappings/{}", text(&state, "uuid"));
        let unset = match &argument.wire[2] {
            Json::Null => json!({}),
            unset => unset.clone(),
        };
        let body = json!({argument.field: unset});
        let (status, answer) = world.emulator.call("PUT", &path, body);
        assert_eq!(status, 202, "{what}: {answer}");
        let drifted = world.read(&state).await;
        let plan = world.plan(&config, &drifted);
        assert_eq!(changed(&plan.planned, &drifted), [argument.name], "{what}");
        world.apply(&config, &drifted).await;
    })
    .await;
}
