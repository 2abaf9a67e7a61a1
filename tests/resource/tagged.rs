//! Tags of many mappings: reads that share calls of the tagging API, and what happens without it.

use std::{num::NonZeroU32, time::Duration};

use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::emulator::{Distortion, Effect, Fault, Operation, Options};
use terraform_provider_awslambda::framework::value::Value;

use crate::resource::shared::{account_with, calls, with};
use crate::resource::world::{World, text};

const RESOURCES: Operation = Operation::GetResources;
const LIST: Operation = Operation::ListTags;

fn quick() -> Options {
    Options {
        settle: Duration::ZERO,
        ..Options::default()
    }
}

/// Changes the tags of a mapping as others would.
fn retag(world: &World, state: &Value, tags: &Json) {
    let path = format!("/2017-03-31/tags/{}", text(state, "arn"));
    let body = json!({"Tags": tags});
    assert_eq!(world.emulator.call("POST", &path, body).0, 204);
}

fn untag(world: &World, state: &Value, key: &str) {
    let path = format!("/2017-03-31/tags/{}?tagKeys={key}", text(state, "arn"));
    assert_eq!(world.emulator.call("DELETE", &path, Json::Null).0, 204);
}

fn tags(state: &Value) -> Json {
    let Value::Map(tags) = state.attribute("tags_all") else {
        panic!("no tags: {state:?}");
    };
    let text = |it: &Value| match it {
        Value::String(it) => json!(it),
        other => panic!("no text: {other:?}"),
    };
    tags.iter()
        .map(|(key, it)| (key.clone(), text(it)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_a_thousand_with_tags_takes_at_most_24_calls_and_none_is_refused() {
    let quota = Options {
        rate: NonZeroU32::new(15),
        latency: Duration::from_millis(60),
        ..quick()
    };
    let (world, states) = account_with(quota, 1000, 1000, json!({"team": "a"})).await;
    assert_eq!(tags(&states[999]), json!({"team": "a"}));
    world.configure_with_tagging(None).await;
    let since = world.emulator.requests().len();
    assert_eq!(world.refresh(&states, 10).await, states);
    let requests = &world.emulator.requests()[since..];
    assert!(requests.len() <= 24, "{} calls", requests.len());
    assert!(requests.iter().all(|it| it.status == Some(200)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_a_thousand_with_tags_takes_a_call_of_each_kind_for_a_hundred() {
    let (world, _) = account_with(quick(), 1000, 0, json!({"team": "a"})).await;
    world.configure_with_tagging(None).await;
    let since = world.emulator.requests().len();
    let listed = world.list(true).await;
    assert_eq!(listed.len(), 1000);
    for (name, mapping) in &listed {
        assert_eq!(tags(mapping), json!({"team": "a"}), "{name}");
    }
    assert_eq!(calls(&world, since, Operation::ListEventSourceMappings), 10);
    assert_eq!(calls(&world, since, RESOURCES), 10);
    assert_eq!(calls(&world, since, LIST), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_by_tags_reads_each_by_itself_because_aws_knows_of_new_tags_late_elsewhere() {
    let (world, states) = account_with(quick(), 12, 12, json!({"team": "a"})).await;
    retag(&world, &states[3], &json!({"team": "b"}));
    world.configure_with_tagging(Some(0)).await;
    let since = world.emulator.requests().len();
    let filter = json!({"tags": {"team": "b"}});
    for whole in [false, true] {
        assert_eq!(world.list_of(&filter, whole).await.len(), 1);
    }
    assert_eq!(calls(&world, since, RESOURCES), 0);
    assert_eq!(calls(&world, since, LIST), 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_reads_tags_one_by_one_where_many_cannot_be_read_at_once() {
    let all = [400, 403, 500].map(async |status| {
        let (world, _) = account_with(quick(), 250, 0, json!({"team": "a"})).await;
        world.configure_with_tagging(Some(0)).await;
        let effect = Effect::Error {
            status,
            code: "AccessDeniedException".to_owned(),
            message: "no".to_owned(),
        };
        world
            .emulator
            .fail_next(Fault::next(RESOURCES, effect).times(99));
        let since = world.emulator.requests().len();
        let listed = world.list(true).await;
        assert_eq!(listed.len(), 250, "{status}");
        for (name, mapping) in &listed {
            assert_eq!(tags(mapping), json!({"team": "a"}), "{name}");
        }
        assert_eq!(calls(&world, since, LIST), 250, "{status}");
        // It is tried once for the whole list, not for each of its pages.
        let tried = calls(&world, since, RESOURCES);
        assert!(
            tried <= if status == 500 { 5 } else { 1 },
            "{status}: {tried}"
        );
    });
    join_all(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_with_tags_takes_twice_the_pages_and_four_calls_at_most() {
    let all = [2, 3, 4, 10, 40, 100, 250].map(async |mappings| {
        // Reads meet each other only while calls take some time.
        let slow = Options {
            latency: Duration::from_millis(200),
            ..quick()
        };
        let (world, states) = account_with(slow, mappings, mappings, json!({"team": "a"})).await;
        world.configure_with_tagging(Some(0)).await;
        let since = world.emulator.requests().len();
        assert_eq!(world.refresh(&states, 10).await, states);
        let made = world.emulator.requests().len() - since;
        let most = 2 * mappings.div_ceil(100) + 4;
        assert!(made <= most, "{mappings} mappings took {made} calls");
    });
    join_all(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_did_to_tags_is_seen_among_many() {
    let (world, states) = account_with(quick(), 120, 120, json!({"team": "a"})).await;
    for (number, state) in states.iter().enumerate() {
        match number % 20 {
            3 => retag(&world, state, &json!({"team": "b"})),
            7 => retag(&world, state, &json!({"more": "1"})),
            13 => untag(&world, state, "team"),
            _ => {}
        }
    }
    world.configure_with_tagging(Some(0)).await;
    let since = world.emulator.requests().len();
    for (number, read) in world.refresh(&states, 10).await.iter().enumerate() {
        let expected = match number % 20 {
            3 => json!({"team": "b"}),
            7 => json!({"team": "a", "more": "1"}),
            13 => json!({}),
            _ => json!({"team": "a"}),
        };
        assert_eq!(tags(read), expected, "{number}");
    }
    let lists = calls(&world, since, LIST);
    assert!((18..=24).contains(&lists), "{lists}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_mappings_of_a_large_account_are_right_and_take_few_calls() {
    let (world, states) = account_with(quick(), 2000, 60, json!({"team": "a"})).await;
    world.configure_with_tagging(Some(0)).await;
    let since = world.emulator.requests().len();
    assert_eq!(world.refresh(&states, 10).await, states);
    let made = calls(&world, since, RESOURCES) + calls(&world, since, LIST);
    assert!(made <= 40, "{made}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_mapping_is_read_as_without_others_and_nothing_is_asked_where_nothing_is_said_of_tags()
{
    let (world, states) = account_with(quick(), 1, 1, json!({"team": "a"})).await;
    world.configure_with_tagging(Some(0)).await;
    let since = world.emulator.requests().len();
    assert_eq!(world.read(&states[0]).await, states[0]);
    assert_eq!(world.emulator.requests().len() - since, 2);
    assert_eq!(calls(&world, since, LIST), 1);

    let (world, states) = account_with(quick(), 50, 50, json!({})).await;
    world.configure_with_tagging(Some(0)).await;
    let since = world.emulator.requests().len();
    assert_eq!(world.refresh(&states, 10).await, states);
    assert_eq!(calls(&world, since, RESOURCES), 0);
    assert_eq!(calls(&world, since, LIST), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_or_the_api_tags_are_read_one_by_one_and_it_is_tried_once() {
    for (status, code) in [
        (400, "AccessDeniedException"),
        (403, "AccessDeniedException"),
        (400, "UnknownOperationException"),
        (404, "UnknownOperationException"),
        (400, "InvalidParameterException"),
        (501, "NotImplemented"),
    ] {
        let (world, states) = account_with(quick(), 30, 30, json!({"team": "a"})).await;
        world.configure_with_tagging(Some(0)).await;
        let effect = Effect::error(status, code, "no");
        let fault = Fault::next(RESOURCES, effect).times(100);
        world.emulator.fail_next(fault);
        let since = world.emulator.requests().len();
        for _ in 0..2 {
            assert_eq!(world.refresh(&states, 10).await, states);
        }
        assert_eq!(calls(&world, since, LIST), 60, "{status} {code}");
        assert_eq!(calls(&world, since, RESOURCES), 1, "{status} {code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_where_nobody_listens_is_tried_once() {
    let (world, states) = account_with(quick(), 30, 30, json!({"team": "a"})).await;
    let endpoint = world.emulator.endpoint();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let endpoints =
        json!({"lambda": endpoint, "sts": endpoint, "resourcegroupstaggingapi": nowhere});
    world.configure_to(Some(0), endpoints).await;
    let since = world.emulator.requests().len();
    assert_eq!(world.refresh(&states, 10).await, states);
    assert_eq!(calls(&world, since, LIST), 30);
}

/// A server at the URL of Lambda without the tagging API, in whichever way it says so.
fn without_the_api() -> [Effect; 7] {
    [
        Effect::error(403, "InvalidSignatureException", "scoped to lambda"),
        Effect::error(404, "UnknownOperationException", "no"),
        Effect::error(404, "", "<!doctype html><title>Not Found</title>"),
        Effect::error(500, "InternalError", "<ErrorResponse/>"),
        Effect::error(501, "NotImplemented", "no"),
        Effect::BadGateway,
        Effect::EmptyObject,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stands_in_for_lambda_alone_is_asked_once_for_the_tags_of_many() {
    let all = without_the_api().map(async |effect| {
        let (world, states) = account_with(quick(), 30, 30, json!({"team": "a"})).await;
        let name = format!("{effect:?}");
        world
            .emulator
            .fail_next(Fault::next(RESOURCES, effect).times(100));
        world.configure().await;
        let since = world.emulator.requests().len();
        for _ in 0..2 {
            assert_eq!(world.refresh(&states, 10).await, states, "{name}");
        }
        assert_eq!(calls(&world, since, LIST), 60, "{name}");
        let listed = world.list(true).await;
        for (_, mapping) in &listed {
            assert_eq!(tags(mapping), json!({"team": "a"}), "{name}");
        }
        assert_eq!(calls(&world, since, LIST), 90, "{name}");
        assert_eq!(calls(&world, since, RESOURCES), 1, "{name}");
    });
    join_all(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_server_at_the_url_of_lambda_is_asked_once_for_the_tags_of_many() {
    let (world, states) = account_with(quick(), 12, 12, json!({"team": "a"})).await;
    let silence = Fault::next(RESOURCES, Effect::Silence).times(100);
    world.emulator.fail_next(silence);
    world.configure().await;
    let since = world.emulator.requests().len();
    for _ in 0..2 {
        assert_eq!(world.refresh(&states, 10).await, states);
    }
    assert_eq!(calls(&world, since, RESOURCES), 1);
    assert_eq!(calls(&world, since, LIST), 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_at_one_url_for_all_services_gives_the_tags_of_many() {
    let quota = || Options {
        rate: NonZeroU32::new(15),
        latency: Duration::from_millis(60),
        ..quick()
    };
    // All have tags, or none has, or some have.
    let cases = [(300, 300), (0, 300), (60, 300)].map(async |(tagged, all)| {
        let (world, states) = account_with(quota(), all, all, json!({"team": "a"})).await;
        for state in &states[tagged..] {
            untag(&world, state, "team");
        }
        world.configure_at(None).await;
        let since = world.emulator.requests().len();
        if tagged == all {
            assert_eq!(world.refresh(&states, 10).await, states);
            let made = world.emulator.requests().len() - since;
            assert!(made <= 24, "{made} calls of a refresh");
        }
        world.configure_at(None).await;
        let since = world.emulator.requests().len();
        let listed = world.list(true).await;
        assert_eq!(listed.len(), all);
        for (number, (_, mapping)) in listed.iter().enumerate() {
            let expected = if number < tagged {
                json!({"team": "a"})
            } else {
                json!({})
            };
            assert_eq!(tags(mapping), expected, "{number}");
        }
        let requests = &world.emulator.requests()[since..];
        assert!(requests.len() <= 24, "{} calls of a list", requests.len());
        assert!(requests.iter().all(|it| it.status == Some(200)));
    });
    join_all(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_has_the_call_and_knows_no_mappings_hides_no_tags() {
    for every in [1, 3] {
        let (world, states) = account_with(quick(), 240, 240, json!({"team": "a"})).await;
        for state in states.iter().skip(1).step_by(3).filter(|_| every == 3) {
            untag(&world, state, "team");
        }
        world.emulator.distort(Distortion {
            operations: vec![RESOURCES],
            alter: json!({"ResourceTagMappingList": [], "PaginationToken": ""})
                .as_object()
                .unwrap()
                .clone(),
            ..Distortion::default()
        });
        world.configure().await;
        let since = world.emulator.requests().len();
        let listed = world.list(true).await;
        for (number, (_, mapping)) in listed.iter().enumerate() {
            let expected = if every == 3 && number % 3 == 1 {
                json!({})
            } else {
                json!({"team": "a"})
            };
            assert_eq!(tags(mapping), expected, "{number}");
        }
        assert_eq!(calls(&world, since, LIST), 240);
        assert!(calls(&world, since, RESOURCES) <= 3);
        let read = world.refresh(&states, 10).await;
        assert_eq!(read[0], states[0]);
        assert_eq!(read[1] == states[1], every == 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_mappings_or_fewer_are_read_as_without_others_where_the_server_is_not_known() {
    let all = [1, 2, 3].map(async |mappings| {
        let slow = Options {
            latency: Duration::from_millis(100),
            ..quick()
        };
        let (world, states) = account_with(slow, mappings, mappings, json!({"team": "a"})).await;
        world.configure().await;
        let since = world.emulator.requests().len();
        assert_eq!(world.refresh(&states, 10).await, states);
        assert_eq!(calls(&world, since, RESOURCES), 0, "{mappings}");
        assert_eq!(calls(&world, since, LIST), mappings);
        assert_eq!(world.list(true).await.len(), mappings);
        assert_eq!(calls(&world, since, RESOURCES), 0, "{mappings}");
    });
    join_all(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_is_right_whichever_way_the_shared_call_fails() {
    let late = Duration::from_secs(20);
    let throttled = || Effect::error(400, "ThrottledException", "Rate exceeded");
    let ways = [
        ("lost before", Effect::RequestLost, 1),
        ("lost after", Effect::AnswerLost, 3),
        ("throttled", Effect::Throttled { retry_after: 0 }, 3),
        ("throttled as this API does it", throttled(), 2),
        ("throttled again and again", throttled(), 100),
        ("service error", Effect::service_error(), 100),
        ("bad gateway", Effect::BadGateway, 1),
        ("silence", Effect::Silence, 1),
        ("answered too late", Effect::Delayed(late), 1),
        ("malformed", Effect::Malformed, 1),
        ("empty body", Effect::EmptyBody, 1),
        ("empty object", Effect::EmptyObject, 1),
        ("reset", Effect::Reset, 1),
        ("answered in dribs", Effect::Slow(late), 1),
    ];
    let cases = ways.map(async |(name, effect, times)| {
        let (world, states) = account_with(quick(), 12, 12, json!({"team": "a"})).await;
        world.configure_with_tagging(None).await;
        world
            .emulator
            .fail_next(Fault::next(RESOURCES, effect).times(times));
        let since = world.emulator.requests().len();
        assert_eq!(world.refresh(&states, 10).await, states, "{name}");
        let requests = world.emulator.requests();
        assert!(requests[since..].iter().any(|it| it.fault), "{name}");
    });
    join_all(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_that_this_process_has_changed_are_read_by_themselves() {
    let (world, mut states) = account_with(quick(), 20, 20, json!({"team": "a"})).await;
    world.configure_with_tagging(Some(0)).await;
    for round in 0..3 {
        assert_eq!(world.refresh(&states, 10).await, states);
        for state in states.iter_mut().take(4) {
            let config = world.config(&json!({
                "function_name": "orders",
                "event_source_arn": text(state, "event_source_arn"),
                "tags": {"team": format!("{round}")},
            }));
            let planned = world.plan(&config, state).planned;
            *state = world.change(&config, state, &planned).await;
            assert_eq!(tags(state), json!({"team": format!("{round}")}));
            assert_eq!(world.read(state).await, *state);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_tags_of_the_provider_block_make_no_read_of_tags_dearer() {
    let blocks = [
        json!({"default_tags": [{"tags": {"env": "test"}}]}),
        json!({"default_tags": [{"tags": {"env": "prod", "more": "1"}}]}),
        json!({"ignore_tags": [{"keys": ["env"]}]}),
    ];
    let all = blocks.map(async |mut block| {
        let tags = json!({"team": "a", "env": "prod"});
        let (world, states) = account_with(quick(), 60, 60, tags).await;
        let endpoint = world.emulator.endpoint();
        block["endpoints"] = json!([{
            "lambda": endpoint,
            "sts": endpoint,
            "resourcegroupstaggingapi": endpoint,
        }]);
        block["max_requests_per_second"] = json!(0);
        world.configure_with(block.clone()).await;
        let since = world.emulator.requests().len();
        let read = world.refresh(&states, 10).await;
        // The first reads are made by themselves, as long as few are under way.
        let lists = calls(&world, since, LIST);
        assert!(lists <= 10, "{block}: {lists} of 60");
        // What is seen is what single reads show.
        let one = world.read(&states[0]).await;
        assert_eq!(read[0], one, "{block}");
        world.configure_with(block.clone()).await;
        let alone = world.read(&states[0]).await;
        assert_eq!(read[0], alone, "{block}");
    });
    join_all(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_of_which_the_state_knows_nothing_are_read_by_themselves() {
    let (world, states) = account_with(quick(), 40, 40, json!({})).await;
    world.configure_with_tagging(Some(0)).await;
    let unknown: Vec<_> = states
        .iter()
        .map(|it| with(it, "tags_all", &Value::Null))
        .collect();
    let since = world.emulator.requests().len();
    assert_eq!(world.refresh(&unknown, 10).await, states);
    assert_eq!(calls(&world, since, LIST), 40);
}
