//! What is there already comes to Terraform: identities, imports by meaning, moves and lists.

use serde_json::json;
use terraform_provider_awslambda::emulator::{Effect, Fault, Operation};
use terraform_provider_awslambda::framework::server::Server;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::{
    Diagnostic, RawState, ResourceIdentityData, generate_resource_config,
    get_resource_identity_schemas, import_resource_state, list_resource, move_resource_state,
    plan_resource_change, read_resource, upgrade_resource_identity, validate_list_resource_config,
};
use terraform_provider_awslambda::{aws::Aws, framework::schema::Schema};

use crate::support::host::{
    Host, QUEUE, STREAM, TYPE, assert_error, checked, dynamic, rpc, text, with,
};
use crate::support::plugin::Settings;

const NONE: [Diagnostic; 0] = [];
const ACCOUNT: &str = "000000000000";
const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";

fn uuid(state: &Value) -> String {
    match state.attribute("uuid") {
        Value::String(uuid) => uuid.clone(),
        other => panic!("no uuid: {other:?}"),
    }
}

// --- Identity

#[tokio::test]
async fn a_core_is_told_what_names_a_mapping() {
    let host = Host::start().await;
    let request = get_resource_identity_schemas::Request {};
    let response: get_resource_identity_schemas::Response =
        host.call(rpc!("GetResourceIdentitySchemas"), request).await;
    assert_eq!(response.diagnostics, NONE);
    let schema = &response.identity_schemas[TYPE];
    assert_eq!(schema.version, 1, "so that OpenTofu hands over older ones");
    let attributes: Vec<_> = schema
        .identity_attributes
        .iter()
        .map(|it| {
            (
                it.name.as_str(),
                it.required_for_import,
                it.optional_for_import,
            )
        })
        .collect();
    assert_eq!(
        attributes,
        [
            ("uuid", true, false),
            ("account_id", false, true),
            ("region", false, true)
        ]
    );
    assert!(
        schema
            .identity_attributes
            .iter()
            .all(|it| it.r#type == "\"string\"")
    );
}

/// A core that stores no identity, or one that stores something odd, gets the right one with each
/// answer.
#[tokio::test]
async fn every_answer_about_a_mapping_that_exists_has_its_identity() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let expected = host.identity(&state);
    let other = host.identity_of(UUID, None, None);
    let broken = ResourceIdentityData {
        identity_data: Some(crate::support::host::raw(vec![0x80])),
    };
    let changed = with(config.clone(), &[("batch_size", 3.into())]);
    for stored in [
        None,
        Some(other),
        Some(broken),
        Some(ResourceIdentityData::default()),
    ] {
        let request = read_resource::Request {
            type_name: TYPE.to_owned(),
            current_state: host.wire(&state),
            current_identity: stored.clone(),
            ..Default::default()
        };
        let read: read_resource::Response = host.call(rpc!("ReadResource"), request).await;
        assert_eq!(read.new_identity, expected);
        let mut request = host.plan_request(&changed, &state);
        request.prior_identity.clone_from(&stored);
        let plan: plan_resource_change::Response =
            host.call(rpc!("PlanResourceChange"), request).await;
        assert_eq!(plan.planned_identity, expected);
        let mut request = host.plan_request(&Value::Null, &state);
        request.prior_identity = stored;
        let plan: plan_resource_change::Response =
            host.call(rpc!("PlanResourceChange"), request).await;
        assert_eq!(plan.planned_identity, expected, "of a destruction");
    }
    // A change that fails.
    let planned = host.plan(&changed, &state).await.state;
    let refusal = Effect::error(400, "InvalidParameterValueException", "Not today.");
    let update = Operation::UpdateEventSourceMapping;
    host.emulator
        .fail_next(Fault::next(update, refusal.clone()));
    let response = host.try_apply(&changed, &state, &planned).await;
    assert_error(&response.diagnostics, "Not today.");
    assert_eq!(response.new_identity, expected);
    let delete = Operation::DeleteEventSourceMapping;
    host.emulator.fail_next(Fault::next(delete, refusal));
    let response = host.try_apply(&Value::Null, &state, &Value::Null).await;
    assert_error(&response.diagnostics, "Not today.");
    assert_eq!(response.new_identity, expected);
    // A mapping that is gone is still named.
    host.apply(&Value::Null, &state, &Value::Null).await;
    let gone = host.try_read(&state).await;
    assert_eq!(gone.new_identity, expected);
}

#[tokio::test]
async fn what_does_not_exist_yet_has_no_identity() {
    let host = Host::start().await;
    let plan = host.plan_request(&host.queue(), &Value::Null);
    let plan: plan_resource_change::Response = host.call(rpc!("PlanResourceChange"), plan).await;
    assert_eq!(plan.planned_identity, None);
    let planned = host.value(plan.planned_state.as_ref());
    let refusal = Effect::error(400, "InvalidParameterValueException", "Not today.");
    let create = Operation::CreateEventSourceMapping;
    host.emulator.fail_next(Fault::next(create, refusal));
    let response = host.try_apply(&host.queue(), &Value::Null, &planned).await;
    assert_error(&response.diagnostics, "Not today.");
    assert_eq!(response.new_identity, None);
}

async fn upgraded(
    host: &Host,
    version: i64,
    json: &serde_json::Value,
) -> upgrade_resource_identity::Response {
    let request = upgrade_resource_identity::Request {
        type_name: TYPE.to_owned(),
        version,
        raw_identity: Some(RawState {
            json: json.to_string().into(),
            ..Default::default()
        }),
    };
    host.call(rpc!("UpgradeResourceIdentity"), request).await
}

#[tokio::test]
async fn identities_of_other_providers_are_upgraded() {
    let host = Host::start().await;
    for (version, json) in [
        (
            0,
            json!({ "uuid": UUID, "account_id": ACCOUNT, "region": "eu-west-1" }),
        ),
        (
            0,
            json!({ "id": UUID, "account_id": ACCOUNT, "region": "eu-west-1" }),
        ),
        (
            1,
            json!({ "uuid": UUID, "account_id": ACCOUNT, "region": "eu-west-1" }),
        ),
    ] {
        let response = upgraded(&host, version, &json).await;
        assert_eq!(response.diagnostics, NONE, "{json}");
        let expected = host.identity_of(UUID, Some(ACCOUNT), Some("eu-west-1"));
        assert_eq!(response.upgraded_identity, Some(expected), "{json}");
    }
    // Terraform asks of a state that has none, too.
    for version in [0, 1] {
        let request = upgrade_resource_identity::Request {
            type_name: TYPE.to_owned(),
            version,
            raw_identity: Some(RawState::default()),
        };
        let response: upgrade_resource_identity::Response =
            host.call(rpc!("UpgradeResourceIdentity"), request).await;
        assert_eq!(response.diagnostics, NONE);
        let identity = response.upgraded_identity.unwrap().identity_data.unwrap();
        assert_eq!(identity.msgpack, &[0xc0][..], "null, not nothing");
    }
    for (version, json) in [
        (0, json!({ "account_id": ACCOUNT })),
        (0, json!([])),
        (1, json!("x")),
        (2, json!({ "uuid": UUID })),
    ] {
        let response = upgraded(&host, version, &json).await;
        assert_eq!(checked(response.diagnostics).len(), 1, "{json}");
        assert_eq!(response.upgraded_identity, None, "{json}");
    }
}

// --- Import

async fn import_by(host: &Host, identity: ResourceIdentityData) -> import_resource_state::Response {
    let request = import_resource_state::Request {
        type_name: TYPE.to_owned(),
        identity: Some(identity),
        ..Default::default()
    };
    host.call(rpc!("ImportResourceState"), request).await
}

#[tokio::test]
async fn a_mapping_is_imported_by_its_identity() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    for (account, region) in [
        (Some(ACCOUNT), Some("eu-west-1")),
        (None, Some("eu-west-1")),
        (None, None),
    ] {
        let response = import_by(&host, host.identity_of(&uuid(&state), account, region)).await;
        assert_eq!(response.diagnostics, NONE);
        let imported = &response.imported_resources[0];
        assert!(imported.identity.is_some(), "Terraform asks for one");
        let read = host.read(&host.value(imported.state.as_ref())).await;
        assert_eq!(host.plan(&config, &read).await.state, read);
    }
    let response = import_by(&host, host.identity_of("orders", None, None)).await;
    assert_error(&response.diagnostics, "is not the UUID of a mapping");
    assert_eq!(response.imported_resources, []);
    // Another account than that of the credentials is noticed by the read.
    let response = import_by(
        &host,
        host.identity_of(&uuid(&state), Some("999999999999"), Some("eu-west-1")),
    )
    .await;
    let imported = host.value(response.imported_resources[0].state.as_ref());
    let read = host.try_read(&imported).await;
    assert_error(&read.diagnostics, "999999999999");
}

/// Makes mappings that differ in what an import by meaning tells apart.
async fn several(host: &Host) -> Vec<(Value, Value)> {
    let broker = "arn:aws:mq:eu-west-1:000000000000:broker:shop:b-1";
    let access =
        |kind: &str, uri: &str| Value::object([("type", kind.into()), ("uri", uri.into())]);
    let secret = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:s-AbCdEf";
    let mq = |queue: &str| {
        host.config(&[
            ("function_name", "worker".into()),
            ("event_source_arn", broker.into()),
            ("queues", Value::List(vec![queue.into()])),
            (
                "source_access_configuration",
                Value::set(vec![access("BASIC_AUTH", secret)]),
            ),
        ])
    };
    let servers = Value::Map(
        [(
            "KAFKA_BOOTSTRAP_SERVERS".to_owned(),
            "b-1.example.com:9092,b-2.example.com:9092".into(),
        )]
        .into(),
    );
    let kafka = |topic: &str| {
        host.config(&[
            ("function_name", "worker".into()),
            (
                "self_managed_event_source",
                Value::List(vec![Value::object([("endpoints", servers.clone())])]),
            ),
            ("topics", Value::set(vec![topic.into()])),
            ("starting_position", "LATEST".into()),
            (
                "source_access_configuration",
                Value::set(vec![access("BASIC_AUTH", secret)]),
            ),
        ])
    };
    let stream = host.config(&[
        ("function_name", "worker".into()),
        ("event_source_arn", STREAM.into()),
        ("starting_position", "LATEST".into()),
    ]);
    let mut made = Vec::new();
    for config in [
        host.queue(),
        stream,
        mq("jobs"),
        kafka("clicks"),
        kafka("views"),
    ] {
        let state = host.create(&config).await;
        made.push((config, state));
    }
    made
}

#[tokio::test]
async fn a_mapping_is_imported_by_what_it_connects() {
    let host = Host::start().await;
    let made = several(&host).await;
    let function = "arn:aws:lambda:eu-west-1:000000000000:function:worker";
    let broker = "arn:aws:mq:eu-west-1:000000000000:broker:shop:b-1";
    for (at, id) in [
        (0, format!("worker,{QUEUE}")),
        (0, format!("{function},{QUEUE}")),
        (0, format!("worker,{QUEUE}@eu-west-1")),
        (1, format!("worker,{STREAM}")),
        (2, format!("worker,{broker},jobs")),
        (3, "worker,b-1.example.com:9092,clicks".to_owned()),
        (4, "worker,B-2.example.com:9092,views".to_owned()),
        (
            4,
            "worker,b-2.example.com:9092,b-1.example.com:9092,views".to_owned(),
        ),
    ] {
        let response = host.import(&id).await;
        assert_eq!(response.diagnostics, NONE, "{id}");
        let imported = &response.imported_resources[0];
        let (config, state) = &made[at];
        assert_eq!(imported.identity, host.identity(state), "{id}");
        let read = host.read(&host.value(imported.state.as_ref())).await;
        assert_eq!(uuid(&read), uuid(state), "{id}");
        assert_eq!(host.plan(config, &read).await.state, read, "{id}");
    }
}

#[tokio::test]
async fn an_import_that_is_not_clear_lists_what_is_there() {
    let host = Host::start().await;
    let made = several(&host).await;
    let broker = "arn:aws:mq:eu-west-1:000000000000:broker:shop:b-1";
    let several = "2 event source mappings are";
    let none = "No event source mapping is";
    for (id, problem, told) in [
        (
            "worker,b-1.example.com:9092".to_owned(),
            several,
            &[3, 4][..],
        ),
        (format!("worker,{broker},nothing"), none, &[2]),
        (format!("worker,{QUEUE}-x"), none, &[0, 1, 2, 3, 4]),
        (format!("other,{QUEUE}"), none, &[0]),
        (format!("worker:live,{QUEUE}"), none, &[0]),
        ("worker,b-9.example.com:9092,clicks".to_owned(), none, &[3]),
        ("other,b-9.example.com:9092,clicks".to_owned(), none, &[]),
    ] {
        let response = host.import(&id).await;
        assert_error(&response.diagnostics, problem);
        let text = text(&response.diagnostics[0]);
        for at in told {
            assert!(text.contains(&uuid(&made[*at].1)), "{id}: {text}");
        }
        assert_eq!(response.imported_resources, [], "{id}");
    }
}

// --- Move

fn moved_from(
    provider: &str,
    kind: &str,
    state: &serde_json::Value,
) -> move_resource_state::Request {
    move_resource_state::Request {
        source_provider_address: provider.to_owned(),
        source_type_name: kind.to_owned(),
        source_state: Some(RawState {
            json: state.to_string().into(),
            ..Default::default()
        }),
        target_type_name: TYPE.to_owned(),
        source_private: "theirs".into(),
        ..Default::default()
    }
}

/// What `hashicorp/aws` would have stored of a mapping of ours.
fn theirs(host: &Host, state: &Value) -> serde_json::Value {
    let mut stored: serde_json::Value = serde_json::from_slice(&host.stored(state)).unwrap();
    stored["function_name"] = stored["function_arn"].clone();
    for (name, empty) in [
        ("kms_key_arn", json!("")),
        ("last_processing_result", json!("")),
        ("maximum_record_age_in_seconds", json!(0)),
        ("maximum_retry_attempts", json!(0)),
        ("parallelization_factor", json!(0)),
        ("starting_position", json!("")),
        ("starting_position_timestamp", json!("")),
        ("topics", json!([])),
        ("tumbling_window_in_seconds", json!(0)),
    ] {
        assert!(stored[name].is_null(), "{name}");
        stored[name] = empty;
    }
    let ours = [
        "adopt_existing",
        "filter_criteria_error",
        "logging_config",
        "consumer_group_id",
    ];
    let all = stored.as_object_mut().unwrap();
    all.retain(|name, _| !ours.contains(&name.as_str()));
    stored
}

#[tokio::test]
async fn a_moved_state_is_as_a_read_shows_it() {
    let host = Host::start().await;
    let config = host.queue();
    let state = host.create(&config).await;
    let stored = theirs(&host, &state);
    for provider in [
        "aws",
        "hashicorp/aws",
        "registry.terraform.io/hashicorp/aws",
        "registry.opentofu.org/hashicorp/aws",
    ] {
        let request = moved_from(provider, "aws_lambda_event_source_mapping", &stored);
        let response: move_resource_state::Response =
            host.call(rpc!("MoveResourceState"), request).await;
        assert_eq!(response.diagnostics, NONE, "{provider}");
        assert_eq!(response.target_identity, host.identity(&state));
        assert!(response.target_private.is_empty(), "it is not ours");
        let moved = host.value(response.target_state.as_ref());
        let before = host.emulator.requests().len();
        let read = host.read(&moved).await;
        assert_eq!(read, moved, "the refresh finds something");
        assert_eq!(host.plan(&config, &moved).await.state, moved);
        assert_eq!(host.emulator.requests().len(), before + 1, "one call");
    }
}

#[tokio::test]
async fn our_own_state_is_moved_from_any_address_with_its_private_data() {
    let host = Host::start().await;
    let state = host.create(&host.queue()).await;
    let stored: serde_json::Value = serde_json::from_slice(&host.stored(&state)).unwrap();
    let version = host.resource.version;
    for provider in [
        "terraform.local/lambda/awslambda",
        "example.org/acme/awslambda",
    ] {
        let mut request = moved_from(provider, TYPE, &stored);
        request.source_schema_version = version;
        let response: move_resource_state::Response =
            host.call(rpc!("MoveResourceState"), request).await;
        assert_eq!(response.diagnostics, NONE);
        assert_eq!(host.value(response.target_state.as_ref()), state);
        assert_eq!(response.target_identity, host.identity(&state));
        assert_eq!(response.target_private, "theirs");
    }
}

#[tokio::test]
async fn a_move_that_is_not_understood_names_both_types_and_the_way_out() {
    let host = Host::start().await;
    for (request, why) in [
        (
            moved_from("aws", "aws_lambda_function", &json!({ "id": "f" })),
            "States of these types can be moved",
        ),
        (
            moved_from("aws", "aws_lambda_event_source_mapping", &json!({})),
            "It has no UUID",
        ),
        (
            move_resource_state::Request {
                source_state: None,
                ..moved_from("aws", "aws_lambda_event_source_mapping", &json!({}))
            },
            "Terraform 0.12 first",
        ),
    ] {
        let kind = request.source_type_name.clone();
        let response: move_resource_state::Response =
            host.call(rpc!("MoveResourceState"), request).await;
        assert_error(&response.diagnostics, why);
        assert_error(
            &response.diagnostics,
            &format!("Cannot move \"{kind}\" to \"{TYPE}\""),
        );
        assert_eq!(response.target_state, None);
    }
}

// --- List

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
