//! Imports of many mappings: how many calls they take, and what they show of a mapping that no page can tell of.

use std::{collections::BTreeMap, num::NonZeroU32, time::Duration};

use futures_util::{StreamExt as _, future::join_all, stream};
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation, Options};
use terraform_provider_awslambda::framework::diagnostics::{Diagnostics, Severity};
use terraform_provider_awslambda::framework::server::{Encoded, Stored};
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::world::{NAME, World, encoded};

fn quick() -> Options {
    Options {
        settle: Duration::ZERO,
        ..Options::default()
    }
}

fn queue(number: usize) -> String {
    format!("arn:aws:sqs:eu-west-1:123456789012:queue-{number:06}")
}

/// An account with the mappings of these queues, and their UUIDs in the order of the queues.
async fn account(options: Options, more: impl Iterator<Item = Json>) -> (World, Vec<String>) {
    let world = World::beside(options).await;
    let bodies: Vec<Json> = more
        .enumerate()
        .map(|(number, more)| {
            let mut body = json!({"FunctionName": "orders", "EventSourceArn": queue(number)});
            let all = body.as_object_mut().unwrap();
            all.extend(more.as_object().unwrap().clone());
            body
        })
        .collect();
    let seed = json!({"account": "123456789012", "region": "eu-west-1", "mappings": bodies});
    world
        .emulator
        .seed(&serde_json::from_value(seed).unwrap())
        .unwrap();
    let mut all = world.emulator.mappings();
    all.sort_by_key(|it| it["EventSourceArn"].to_string());
    let uuids = all.iter().map(|it| it["UUID"].as_str().unwrap().to_owned());
    let uuids = uuids.collect();
    (world, uuids)
}

/// Imports many, ten at a time as Terraform does, in their order.
async fn import(world: &World, ids: &[String]) -> Vec<Value> {
    let imports = ids.iter().map(|it| world.import(it));
    stream::iter(imports).buffered(10).collect().await
}

/// What was called since the record was this long.
fn calls(world: &World, since: usize) -> BTreeMap<String, usize> {
    let mut calls = BTreeMap::new();
    for request in &world.emulator.requests()[since..] {
        let name = format!("{:?}", request.operation.unwrap());
        *calls.entry(name).or_default() += 1;
    }
    calls
}

/// What an import or the read after it says of an id that means no mapping.
async fn error(world: &World, id: &str) -> String {
    let error = |found: &Diagnostics| {
        let mut errors = found.iter().filter(|it| it.severity == Severity::Error);
        errors
            .next()
            .map(|it| format!("{}\n{}", it.summary, it.detail))
    };
    let answer = world.server.import(NAME, id, Encoded::default()).await;
    if let Some(error) = error(&answer.diagnostics) {
        return error;
    }
    let state = Stored {
        state: encoded(&answer.state),
        private: &[],
    };
    let read = world.server.read(NAME, state, false).await;
    error(&read.diagnostics).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_imports_take_the_calls_of_a_refresh_and_none_is_refused() {
    // Pages of a hundred mappings, and as many of tags. What comes before the first page depends on how the machine
    // is. Twelve ListTags settle that a mapping without tags has none, while nine others may be under way.
    let cases = [
        ("all", 1000, 1, 14, false),
        ("all", 300, 1, 14, true),
        ("none", 300, 301, 30, false),
        ("none", 300, 301, 30, true),
        ("some", 300, 3, 30, false),
        ("some", 300, 3, 30, true),
    ];
    let cases = cases.map(async |(case, size, tags, more, by_meaning)| {
        let most = 2 * size / 100 + more;
        let quota = Options {
            rate: NonZeroU32::new(15),
            latency: Duration::from_millis(60),
            ..quick()
        };
        let tags_of = |number: usize| match number % tags {
            0 if case != "none" => json!({"team": format!("t{number}")}),
            _ => json!({}),
        };
        let bodies = (0..size).map(|it| json!({"Tags": tags_of(it), "BatchSize": it % 10 + 1}));
        let (world, uuids) = account(quota, bodies).await;
        let id = |it: usize| {
            if by_meaning {
                format!("orders,{}", queue(it))
            } else {
                uuids[it].clone()
            }
        };
        let ids: Vec<_> = (0..size).map(id).collect();
        world.configure_with_tagging(None).await;
        let since = world.emulator.requests().len();
        for (number, found) in import(&world, &ids).await.iter().enumerate() {
            assert_eq!(*found.attribute("uuid"), uuids[number].as_str().into());
            let size = i64::try_from(number % 10 + 1).unwrap();
            assert_eq!(*found.attribute("batch_size"), size.into());
            let tags = world.json(found)["tags_all"].clone();
            assert_eq!(tags, tags_of(number), "{number}");
        }
        let requests = &world.emulator.requests()[since..];
        let made = calls(&world, since);
        assert!(requests.len() <= most, "{case}: {made:?}");
        assert!(requests.iter().all(|it| it.status == Some(200)));
    });
    join_all(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn among_many_imports_each_one_that_no_page_tells_of_is_read_by_itself() {
    let slow = Options {
        settle: Duration::from_secs(30),
        ..quick()
    };
    let (world, uuids) = account(slow, (0..120).map(|_| json!({"BatchSize": 5}))).await;
    let path = |it: usize| format!("/2015-03-31/event-source-mappings/{}", uuids[it]);
    let (moving, leaving, encrypted) = (50, 60, 70);
    let put = |it: usize, body: Json| world.emulator.call("PUT", &path(it), body).0;
    assert_eq!(put(moving, json!({"BatchSize": 7})), 202);
    let (status, _) = world.emulator.call("DELETE", &path(leaving), json!(null));
    assert_eq!(status, 202);
    let filters = json!({
        "KMSKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/1",
        "FilterCriteria": {"Filters": [{"Pattern": "{\"body\":{\"kind\":[\"order\"]}}"}]},
    });
    assert_eq!(put(encrypted, filters), 202);

    let unknown = "00000000-c976-1234-9451-8709db01f137";
    let wrong = [uuids[leaving].as_str(), unknown];
    let right = |it: &usize| *it != leaving;
    let ids: Vec<_> = (0..120).filter(right).map(|it| uuids[it].clone()).collect();
    world.configure_with_tagging(Some(0)).await;
    let mut alone = Vec::new();
    for id in wrong {
        alone.push(error(&world, id).await);
        world.configure_with_tagging(Some(0)).await;
    }
    let since = world.emulator.requests().len();
    let (found, among) = tokio::join!(import(&world, &ids), async {
        (error(&world, wrong[0]).await, error(&world, wrong[1]).await)
    });
    assert_eq!(
        [among.0, among.1],
        *alone,
        "the message is that of one alone"
    );
    assert!(alone[1].contains(unknown), "{alone:?}");
    let of = |it: usize| &found[ids.iter().position(|id| *id == uuids[it]).unwrap()];
    assert_eq!(*of(moving).attribute("batch_size"), 7.into());
    let filters = format!("{:?}", of(encrypted).attribute("filter_criteria"));
    assert!(filters.contains("order"), "{filters}");
    let gets = calls(&world, since)["GetEventSourceMapping"];
    assert!((4..=12).contains(&gets), "{gets}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_pages_an_import_takes_a_get_and_a_look_at_tags() {
    for operation in [Operation::ListEventSourceMappings, Operation::GetResources] {
        let tags = json!({"team": "orders"});
        let (world, uuids) = account(quick(), (0..30).map(|_| json!({"Tags": tags}))).await;
        world.configure_with_tagging(Some(0)).await;
        let denied = Effect::Error {
            status: 403,
            code: "AccessDeniedException".to_owned(),
            message: "no".to_owned(),
        };
        let denied = Fault::next(operation, denied).times(100);
        world.emulator.fail_next(denied);
        let since = world.emulator.requests().len();
        for (found, uuid) in import(&world, &uuids).await.iter().zip(&uuids) {
            assert_eq!(*found.attribute("uuid"), uuid.as_str().into());
            assert_eq!(world.json(found)["tags_all"], tags);
        }
        let made = calls(&world, since);
        let single = match operation {
            Operation::GetResources => "ListTags",
            _ => "GetEventSourceMapping",
        };
        assert_eq!(made[single], 30, "{made:?}");
        assert_eq!(made[&format!("{operation:?}")], 1, "it is tried once");
    }
}
