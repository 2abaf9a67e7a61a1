//! Lists of mappings, for `terraform query`.

use serde_json::json;
use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::schema::Schema;
use terraform_provider_awslambda::framework::server::Server;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::{
    Diagnostic, generate_resource_config, list_resource, validate_list_resource_config,
};

use super::imports::{import_by, several};
use crate::support::host::{Host, QUEUE, TYPE, assert_error, checked, dynamic, rpc, text, with};
use crate::support::plugin::Settings;

const NONE: [Diagnostic; 0] = [];

/// The schema of the block `config` of the list.
fn filters() -> Schema {
    Server::new(Aws).schemas().lists[0].1.clone()
}

fn list_of(set: &[(&str, Value)], whole: bool, limit: i64) -> list_resource::Request {
    let schema = filters();
    list_resource::Request {
        type_name: TYPE.to_owned(),
        config: Some(dynamic(&with(schema.empty(), set), &schema.ty())),
        include_resource_object: whole,
        limit,
    }
}

async fn listed(host: &Host, request: list_resource::Request) -> Vec<list_resource::Event> {
    let mut stream: tonic::Streaming<list_resource::Event> = host
        .connection
        .stream(rpc!("ListResource"), request)
        .await
        .unwrap();
    let mut events = Vec::new();
    while let Some(mut event) = stream.message().await.unwrap() {
        event.diagnostic = checked(event.diagnostic);
        events.push(event);
    }
    events
}

fn names(events: &[list_resource::Event]) -> Vec<&str> {
    events.iter().map(|it| it.display_name.as_str()).collect()
}

fn calls(host: &Host, operation: Operation) -> usize {
    let all = host.emulator.requests();
    all.iter()
        .filter(|it| it.operation == Some(operation))
        .count()
}

#[tokio::test]
async fn a_list_shows_each_mapping_by_name_and_identity_from_pages_alone() {
    let host = Host::start().await;
    let made = several(&host).await;
    let gets = calls(&host, Operation::GetEventSourceMapping);
    let events = listed(&host, list_of(&[], false, 100)).await;
    let mut seen = names(&events);
    seen.sort_unstable();
    assert_eq!(
        seen,
        [
            "worker <- b-1.example.com:9092 (clicks), Enabled",
            "worker <- b-1.example.com:9092 (views), Enabled",
            "worker <- clicks, Enabled",
            "worker <- orders, Enabled",
            "worker <- shop (jobs), Enabled",
        ]
    );
    for (_, state) in &made {
        let identity = host.identity(state);
        assert!(events.iter().any(|it| it.identity == identity));
    }
    assert!(
        events
            .iter()
            .all(|it| it.resource_object.is_none() && it.diagnostic.is_empty())
    );
    assert_eq!(calls(&host, Operation::GetEventSourceMapping), gets);
    assert_eq!(calls(&host, Operation::ListEventSourceMappings), 1);
    assert_eq!(calls(&host, Operation::ListTags), 0, "nobody asks for tags");
}

#[tokio::test]
async fn a_list_is_filtered() {
    let host = Host::start().await;
    several(&host).await;
    let tagged = host.config(&[
        ("function_name", "other:live".into()),
        ("event_source_arn", QUEUE.into()),
        ("enabled", false.into()),
        ("tags", Value::Map([("team".to_owned(), "a".into())].into())),
    ]);
    host.create(&tagged).await;
    let tags = |value: &str| Value::Map([("team".to_owned(), value.into())].into());
    for (name, value, number) in [
        ("function_name", "worker".into(), 5),
        ("function_name", "other:live".into(), 1),
        ("function_name", "other".into(), 0),
        ("function_name", "o*".into(), 1),
        ("function_name", "*r*".into(), 6),
        ("event_source_arn", QUEUE.into(), 2),
        ("source_kind", "kafka".into(), 2),
        ("source_kind", "sqs".into(), 2),
        ("source_kind", "msk".into(), 0),
        ("state", "Disabled".into(), 1),
        ("tags", tags("a"), 1),
        ("tags", tags("b"), 0),
        ("region", "us-east-1".into(), 0),
    ] {
        let events = listed(&host, list_of(&[(name, value)], false, 100)).await;
        assert_eq!(events.len(), number, "{name}: {:?}", names(&events));
    }
}

#[tokio::test]
async fn a_listed_object_generates_a_configuration_that_plans_empty() {
    let host = Host::start().await;
    several(&host).await;
    let filtered = host.config(&[
        ("function_name", "other".into()),
        ("event_source_arn", QUEUE.into()),
        (
            "filter_criteria",
            Value::List(vec![Value::object([(
                "filter",
                Value::set(vec![Value::object([(
                    "pattern",
                    r#"{"body":{"a":[1]}}"#.into(),
                )])]),
            )])]),
        ),
        (
            "kms_key_arn",
            "arn:aws:kms:eu-west-1:000000000000:key/1".into(),
        ),
        ("tags", Value::Map([("team".to_owned(), "a".into())].into())),
    ]);
    host.create(&filtered).await;
    let events = listed(&host, list_of(&[], true, 100)).await;
    assert_eq!(events.len(), 6);
    for event in events {
        assert_eq!(event.diagnostic, NONE, "{}", event.display_name);
        let request = generate_resource_config::Request {
            type_name: TYPE.to_owned(),
            state: event.resource_object.clone(),
        };
        let response: generate_resource_config::Response =
            host.call(rpc!("GenerateResourceConfig"), request).await;
        assert_eq!(response.diagnostics, NONE);
        let config = host.value(response.config.as_ref());
        assert_eq!(host.validate(&config).await, NONE, "{}", event.display_name);
        assert_eq!(
            *config.attribute("region"),
            Value::Null,
            "the provider's own"
        );
        for row in host
            .resource
            .attributes
            .iter()
            .filter(|it| it.spec.default.is_some())
        {
            let value = config.attribute(row.name);
            assert_eq!(*value, row.absent(), "{} is a default", row.name);
        }
        let imported = import_by(&host, event.identity.unwrap()).await;
        let imported = host.value(imported.imported_resources[0].state.as_ref());
        let read = host.read(&imported).await;
        let planned = host.plan(&config, &read).await;
        assert_eq!(planned.state, read, "{}", event.display_name);
    }
    let request = generate_resource_config::Request {
        type_name: TYPE.to_owned(),
        state: None,
    };
    let response: generate_resource_config::Response =
        host.call(rpc!("GenerateResourceConfig"), request).await;
    assert_eq!(host.value(response.config.as_ref()), host.resource.empty());
}

/// Makes mappings by the API: more than fit on a page.
fn fill(host: &Host, number: usize) {
    for index in 0..number {
        let body = json!({
            "FunctionName": format!("f{index}"),
            "EventSourceArn": QUEUE,
        });
        let path = "/2015-03-31/event-source-mappings/";
        let (status, answer) = host.emulator.call_in("eu-west-1", "POST", path, body);
        assert_eq!(status, 202, "{answer}");
    }
}

#[tokio::test]
async fn the_next_page_is_fetched_only_when_it_is_needed() {
    let host = Host::start().await;
    fill(&host, 205);
    let lists = || calls(&host, Operation::ListEventSourceMappings);
    for (limit, expected, pages, hides) in [
        (10, 10, 1, true),
        (100, 100, 1, true),
        (101, 101, 2, true),
        (204, 204, 3, true),
        (205, 205, 3, false),
        (300, 205, 3, false),
        (0, 205, 3, false),
    ] {
        let before = lists();
        let events = listed(&host, list_of(&[], false, limit)).await;
        assert_eq!(events.len(), expected, "{limit}");
        assert_eq!(lists() - before, pages, "{limit}");
        let (last, others) = events.split_last().unwrap();
        assert!(others.iter().all(|it| it.diagnostic.is_empty()));
        let said: Vec<String> = last.diagnostic.iter().map(text).collect();
        assert_eq!(said.len(), usize::from(hides), "{limit}: {said:?}");
        assert!(
            said.iter().all(|it| it.contains("Set a higher limit")),
            "{said:?}"
        );
    }
}

#[tokio::test]
async fn what_is_being_deleted_is_left_out_and_counted() {
    let settle = std::time::Duration::from_secs(3);
    let host = Host::unconfigured(Settings::new(), settle).await;
    host.configure_for("eu-west-1").await;
    fill(&host, 3);
    // What is still being created cannot be deleted yet.
    tokio::time::sleep(settle).await;
    for (index, mapping) in host.emulator.mappings().iter().enumerate() {
        if index != 1 {
            let uuid = mapping["UUID"].as_str().unwrap();
            let path = format!("/2015-03-31/event-source-mappings/{uuid}");
            host.emulator.call("DELETE", &path, json!(null));
        }
    }
    let leaving = |it: &&serde_json::Value| it["State"] == "Deleting";
    let leaving = host.emulator.mappings().iter().filter(leaving).count();
    let events = listed(&host, list_of(&[], false, 100)).await;
    let shown = events.iter().filter(|it| it.identity.is_some()).count();
    assert_eq!(shown, 3 - leaving);
    assert_eq!(leaving, 2);
    let said = text(&events.last().unwrap().diagnostic[0]);
    assert!(
        said.contains("2 of") && said.contains("2 being deleted"),
        "{said}"
    );
}

#[tokio::test]
async fn a_failure_in_the_middle_of_a_list_is_a_warning() {
    let host = Host::start().await;
    fill(&host, 150);
    let pages = Operation::ListEventSourceMappings;
    let denied = Effect::error(403, "AccessDeniedException", "Not you.");
    // The second page is refused.
    host.emulator.fail_next(Fault {
        after: 1,
        ..Fault::next(pages, denied.clone())
    });
    let events = listed(&host, list_of(&[], false, 1000)).await;
    let (last, shown) = events.split_last().unwrap();
    assert_eq!(shown.len(), 100);
    assert_eq!(last.identity, None);
    assert_eq!(
        last.diagnostic[0].severity, 2,
        "an error would lose the rest"
    );
    assert!(text(&last.diagnostic[0]).contains("ends early"));
    // The first one is.
    host.emulator.fail_next(Fault::next(pages, denied));
    let events = listed(&host, list_of(&[], false, 1000)).await;
    assert_eq!(events.len(), 1);
    assert_error(&events[0].diagnostic, "Not you.");
}

#[tokio::test]
async fn a_list_is_checked_before_it_is_made() {
    let host = Host::start().await;
    let schema = filters();
    for (set, problem) in [
        (
            ("source_kind", Value::from("carrier_pigeon")),
            "source_kind",
        ),
        (
            ("event_source_arn", Value::from("orders")),
            "event_source_arn",
        ),
    ] {
        let request = validate_list_resource_config::Request {
            type_name: TYPE.to_owned(),
            config: Some(dynamic(&with(schema.empty(), &[set]), &schema.ty())),
            ..Default::default()
        };
        let response: validate_list_resource_config::Response =
            host.call(rpc!("ValidateListResourceConfig"), request).await;
        assert_error(&response.diagnostics, problem);
    }
    let request = validate_list_resource_config::Request {
        type_name: TYPE.to_owned(),
        config: Some(dynamic(
            &with(schema.empty(), &[("function_name", Value::UNKNOWN)]),
            &schema.ty(),
        )),
        ..Default::default()
    };
    let response: validate_list_resource_config::Response =
        host.call(rpc!("ValidateListResourceConfig"), request).await;
    assert_eq!(response.diagnostics, NONE);
    let unknown = list_resource::Request {
        type_name: "awslambda_thing".to_owned(),
        ..Default::default()
    };
    let events = listed(&host, unknown).await;
    assert_error(&events[0].diagnostic, "No list of \"awslambda_thing\"");
}
