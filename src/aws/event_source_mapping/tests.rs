//! The rows against the API: what is sent, what is read, and that no field is forgotten.

use std::collections::BTreeSet;

use aws_sdk_lambda::{
    operation::{
        create_event_source_mapping::builders::CreateEventSourceMappingInputBuilder as Create,
        get_event_source_mapping::GetEventSourceMappingOutput as Output,
        update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder as Update,
    },
    primitives::DateTime,
    types,
};

use super::{
    Resource,
    table::{self, EventSourceMapping, Filter, FilterCriteria},
    wire::{self, confirm},
};
use crate::{
    aws::{self, model::tags::Tagging},
    framework::{
        author::resource::erased::{AnyResource, Proposal},
        cell::{
            Map, OneBlock, SetBlock, Tf,
            model::Model,
            text::{Json, Timestamp},
        },
        diagnostics::{Diagnostic, Diagnostics},
        plan::{Action, Outcome},
        schema::{
            Schema,
            validate::{Capabilities, validate},
        },
        value::{Value, path::Path},
    },
};

const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";
const STREAM: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks";
const FUNCTION: &str = "arn:aws:lambda:eu-west-1:123456789012:function:worker";
const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";

fn text(it: &str) -> Tf<String> {
    Tf::Known(it.to_owned())
}

/// What the user wrote.
fn queue() -> EventSourceMapping {
    EventSourceMapping {
        function_name: text("worker"),
        event_source_arn: text(QUEUE),
        ..EventSourceMapping::default()
    }
}

fn stream() -> EventSourceMapping {
    EventSourceMapping {
        event_source_arn: text(STREAM),
        starting_position: text("LATEST"),
        ..queue()
    }
}

fn filtered(pattern: &str) -> OneBlock<FilterCriteria> {
    let pattern = Tf::Known(Json(pattern.to_owned()));
    OneBlock(Tf::Known(FilterCriteria {
        filter: SetBlock(Tf::Known(vec![Filter { pattern }])),
    }))
}

/// What AWS answers for `config`.
fn output(config: &EventSourceMapping) -> Output {
    let request = config.to_create().unwrap();
    Output::builder()
        .uuid(UUID)
        .event_source_mapping_arn(format!(
            "arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{UUID}"
        ))
        .function_arn(FUNCTION)
        .state("Enabled")
        .last_modified(DateTime::from_secs(1_700_000_000))
        .set_event_source_arn(request.get_event_source_arn().clone())
        .set_batch_size(request.get_batch_size().or(Some(10)))
        .set_maximum_batching_window_in_seconds(Some(0))
        .set_starting_position(request.get_starting_position().clone())
        .set_starting_position_timestamp(*request.get_starting_position_timestamp())
        .set_filter_criteria(request.get_filter_criteria().clone())
        .build()
}

/// The state once `config` has been applied.
fn applied(config: &EventSourceMapping) -> EventSourceMapping {
    let (_, planned) = planned(config, None);
    let mut mapping = wire::read(&output(&planned), &planned);
    wire::read_tags(
        &mut mapping,
        planned.tags_all.0.known().cloned().unwrap_or_default(),
        &Tagging::default(),
    );
    mapping
}

fn schema() -> Schema {
    AnyResource::new(Resource).schema()
}

fn plan_with(config: &Value, prior: &Value) -> (Outcome, Diagnostics) {
    let schema = &schema();
    let proposal = Proposal {
        unknown: &[],
        schema,
        config,
        prior,
    };
    let client = aws::api::client::Client::for_tests("eu-west-1", None);
    AnyResource::new(Resource).plan(proposal, Some(&client))
}

fn planned(
    config: &EventSourceMapping,
    prior: Option<&EventSourceMapping>,
) -> (Outcome, EventSourceMapping) {
    let prior = prior.map_or(Value::Null, Model::encode);
    let (outcome, _) = plan_with(&config.encode(), &prior);
    let mut found = Diagnostics::new();
    let planned = EventSourceMapping::decode(outcome.planned.clone(), &Path::root(), &mut found);
    (outcome, planned)
}

/// What is wrong with a configuration: the paths and the summaries.
fn wrong(config: &EventSourceMapping) -> Vec<String> {
    let found = validate(&schema(), &config.encode(), Capabilities::default());
    let said = |it: &Diagnostic| format!("{}: {}", it.path, it.summary);
    found.iter().map(said).collect()
}

/// Names of the fields of an SDK structure, by its `Debug` form.
fn fields(structure: &impl std::fmt::Debug) -> BTreeSet<String> {
    let debug = format!("{structure:?}");
    let (_, body) = debug.split_once('{').unwrap();
    body.split(", ")
        .map(|field| field.split(':').next().unwrap().trim().to_owned())
        .collect()
}

#[test]
fn the_rows_are_the_fields_of_the_api() {
    let with = |lives: &[&str]| -> BTreeSet<String> {
        let rows = EventSourceMapping::rows().into_iter();
        rows.filter(|(life, _)| lives.contains(life))
            .map(|(_, name)| name.to_owned())
            .collect()
    };
    let of =
        |names: &[&str]| -> BTreeSet<String> { names.iter().map(|it| (*it).to_owned()).collect() };

    let create = fields(&Create::default().build().unwrap());
    let sent = &with(&["fixed", "mutable", "written"]) | &of(&["tags"]);
    assert_eq!(create, sent);

    let update = fields(&Update::default().build().unwrap());
    assert_eq!(update, &with(&["mutable", "written"]) | &of(&["uuid"]));

    let output = fields(&Output::builder().build());
    let read = with(&["fixed", "mutable", "assigned", "reported"]);
    assert_eq!(&output - &of(&["_request_id"]), read);
}

#[test]
fn the_rows_of_the_blocks_are_the_fields_of_their_structures() {
    macro_rules! check {
        ($($block:ident <=> $sdk:ident $(- $without:literal)?),* $(,)?) => { $(
            let rows: BTreeSet<String> =
                table::$block::rows().into_iter().map(str::to_owned).collect();
            let left = fields(&types::$sdk::builder().build());
            $( let left = &left - &BTreeSet::from([$without.to_owned()]); )?
            assert_eq!(rows, left, stringify!($block));
        )* };
    }
    check! {
        SelfManagedEventSource <=> SelfManagedEventSource,
        SourceAccess <=> SourceAccessConfiguration,
        AmazonManagedKafka <=> AmazonManagedKafkaEventSourceConfig,
        SelfManagedKafka <=> SelfManagedKafkaEventSourceConfig,
        SchemaRegistry <=> KafkaSchemaRegistryConfig,
        RegistryAccess <=> KafkaSchemaRegistryAccessConfig,
        SchemaValidation <=> KafkaSchemaValidationConfig,
        DocumentDb <=> DocumentDbEventSourceConfig,
        // Lambda refuses a destination for success.
        DestinationConfig <=> DestinationConfig - "on_success",
        OnFailure <=> OnFailure,
        ScalingConfig <=> ScalingConfig,
        ProvisionedPollerConfig <=> ProvisionedPollerConfig,
        MetricsConfig <=> EventSourceMappingMetricsConfig,
        LoggingConfig <=> EventSourceMappingLoggingConfig,
        FilterCriteria <=> FilterCriteria,
        Filter <=> Filter,
    }
}

#[test]
fn a_new_mapping_sends_what_is_set_and_leaves_the_defaults_to_aws() {
    let (outcome, planned_queue) = planned(&queue(), None);
    assert_eq!(outcome.action, Action::Create);
    assert_eq!(planned_queue.batch_size, Tf::Known(10), "it is predicted");
    let expected = Create::default()
        .function_name("worker")
        .event_source_arn(QUEUE);
    assert_eq!(wire::create(&queue(), &planned_queue).unwrap(), expected);

    let config = EventSourceMapping {
        batch_size: Tf::Known(10),
        enabled: Tf::Known(true),
        ..queue()
    };
    let (_, planned) = planned(&config, None);
    let expected = expected.batch_size(10).enabled(true);
    assert_eq!(wire::create(&config, &planned).unwrap(), expected);
}

#[test]
fn a_batch_size_of_zero_counts_as_unset() {
    let config = EventSourceMapping {
        batch_size: Tf::Known(0),
        ..queue()
    };
    assert_eq!(wrong(&config), [""; 0]);
    let (_, planned_zero) = planned(&config, None);
    let request = wire::create(&config, &planned_zero).unwrap();
    assert_eq!(request.get_batch_size(), &Some(10), "AWS rejects 0");

    let mut state = planned_zero.clone();
    state.batch_size = Tf::Known(10);
    let state = wire::read(&output(&state), &planned_zero);
    assert_eq!(state.batch_size, Tf::Known(0));
    let drifted = EventSourceMapping {
        batch_size: Tf::Known(50),
        ..state.clone()
    };
    let found = wire::read(&output(&drifted), &state);
    assert_eq!(found.batch_size, Tf::Known(50));
    let update = wire::update(&planned_zero, &found).unwrap();
    assert_eq!(update.get_batch_size(), &Some(10));
}

#[test]
fn a_stream_has_larger_batches_and_a_position() {
    let config = EventSourceMapping {
        starting_position: text("AT_TIMESTAMP"),
        starting_position_timestamp: Tf::Known(Timestamp("2023-11-14T23:13:20+01:00".to_owned())),
        ..stream()
    };
    let (_, planned) = planned(&config, None);
    assert_eq!(planned.batch_size, Tf::Known(100));
    let request = wire::create(&config, &planned).unwrap();
    let position = Some(types::EventSourcePosition::AtTimestamp);
    assert_eq!(request.get_starting_position(), &position);
    let time = Some(DateTime::from_secs(1_700_000_000));
    assert_eq!(request.get_starting_position_timestamp(), &time);
}

#[test]
fn after_an_apply_nothing_is_left_to_do() {
    for config in [
        queue(),
        stream(),
        EventSourceMapping {
            filter_criteria: filtered(r#"{ "body": {"a": [1]} }"#),
            tags: Map(Tf::Known([("team".to_owned(), "a".to_owned())].into())),
            ..queue()
        },
        EventSourceMapping {
            tags: Map(Tf::Known([].into())),
            ..queue()
        },
    ] {
        let state = applied(&config);
        assert_eq!(planned(&config, Some(&state)).0.action, Action::Keep);
        let refreshed = wire::read(&output(&state), &state);
        assert_eq!(confirm::quiet(refreshed, state.clone()), state);
    }
}

#[test]
fn an_update_sends_only_what_changed() {
    let prior = applied(&queue());
    let config = EventSourceMapping {
        batch_size: Tf::Known(5),
        ..queue()
    };
    let (outcome, planned) = planned(&config, Some(&prior));
    assert_eq!(outcome.action, Action::InPlace);
    assert_eq!(
        wire::update(&planned, &prior).unwrap(),
        Update::default().batch_size(5)
    );
    let expected = EventSourceMapping {
        batch_size: Tf::Known(5),
        last_modified: Tf::Unknown,
        ..prior
    };
    assert_eq!(planned, expected, "nothing else is touched");
}

#[test]
fn a_plan_tells_what_lambda_will_report_of_another_function() {
    let arn = "arn:aws:lambda:eu-west-1:123456789012:function:other";
    let prior = applied(&queue());
    let plan = |name: &str, prior: &EventSourceMapping| {
        let config = EventSourceMapping {
            function_name: text(name),
            ..queue()
        };
        planned(&config, Some(prior)).1
    };
    for (name, reported) in [
        (arn, text(arn)),
        ("other", text(arn)),
        ("other:live", text(&format!("{arn}:live"))),
        ("other:$LATEST", Tf::Unknown),
    ] {
        let planned = plan(name, &prior);
        assert_eq!(planned.function_arn, reported, "{name}");
        assert_eq!(planned.state, prior.state, "{name}");
    }
    let moving = EventSourceMapping {
        state: text("Updating"),
        ..prior
    };
    assert_eq!(plan(arn, &moving).state, Tf::Unknown, "it has moved on");
}

#[test]
fn what_changes_by_being_enabled_is_not_known() {
    let prior = applied(&stream());
    let config = EventSourceMapping {
        enabled: Tf::Known(false),
        ..stream()
    };
    let (_, planned) = planned(&config, Some(&prior));
    assert_eq!(planned.state, Tf::Unknown);
    assert_eq!(planned.state_transition_reason, Tf::Unknown);
}

#[test]
fn a_removed_argument_sends_its_default_and_a_removed_block_an_empty_one() {
    let config = EventSourceMapping {
        batch_size: Tf::Known(5),
        enabled: Tf::Known(false),
        filter_criteria: filtered("{}"),
        ..queue()
    };
    let mut prior = applied(&config);
    prior.enabled = Tf::Known(false);
    let (_, planned) = planned(&queue(), Some(&prior));
    let empty = types::FilterCriteria::builder().build();
    assert_eq!(
        wire::update(&planned, &prior).unwrap(),
        Update::default()
            .batch_size(10)
            .enabled(true)
            .filter_criteria(empty)
    );
}

#[test]
fn tags_and_timeouts_change_without_an_update_of_the_mapping() {
    let prior = applied(&queue());
    let config = EventSourceMapping {
        tags: Map(Tf::Known([("team".to_owned(), "a".to_owned())].into())),
        ..queue()
    };
    let (outcome, planned) = planned(&config, Some(&prior));
    assert_eq!(outcome.action, Action::InPlace);
    assert_eq!(wire::update(&planned, &prior).unwrap(), Update::default());
    assert_eq!(planned.tags_all, planned.tags);
    assert_eq!(planned.last_modified, prior.last_modified);
}

#[test]
fn what_cannot_be_updated_replaces_and_nothing_else_does() {
    let prior = applied(&stream());
    let changes: [(&str, EventSourceMapping); 8] = [
        (
            "event_source_arn",
            EventSourceMapping {
                event_source_arn: text(&format!("{STREAM}2")),
                ..stream()
            },
        ),
        (
            "starting_position",
            EventSourceMapping {
                starting_position: text("TRIM_HORIZON"),
                ..stream()
            },
        ),
        (
            "",
            EventSourceMapping {
                function_name: text("other"),
                ..stream()
            },
        ),
        (
            "",
            EventSourceMapping {
                enabled: Tf::Known(false),
                ..stream()
            },
        ),
        (
            "",
            EventSourceMapping {
                batch_size: Tf::Known(7),
                ..stream()
            },
        ),
        (
            "",
            EventSourceMapping {
                maximum_batching_window_in_seconds: Tf::Known(7),
                ..stream()
            },
        ),
        (
            "",
            EventSourceMapping {
                filter_criteria: filtered("{}"),
                ..stream()
            },
        ),
        (
            "",
            EventSourceMapping {
                tags: Map(Tf::Unknown),
                ..stream()
            },
        ),
    ];
    for (path, config) in changes {
        let (outcome, _) = planned(&config, Some(&prior));
        let paths: Vec<_> = outcome
            .replace
            .iter()
            .map(|it| it.path.to_string())
            .collect();
        let action = if path.is_empty() {
            Action::InPlace
        } else {
            Action::Replace
        };
        assert_eq!(outcome.action, action, "{path}");
        assert_eq!(paths.join(", "), path);
    }
}

#[test]
fn a_replacement_says_why_and_what_becomes_of_the_position() {
    let says = |config: &EventSourceMapping, prior: &EventSourceMapping| {
        let prior = applied(prior).encode();
        let (_, found) = plan_with(&config.encode(), &prior);
        let all: Vec<_> = found
            .iter()
            .map(|it| format!("{} {}", it.summary, it.detail))
            .collect();
        all.join("\n")
    };
    let other = EventSourceMapping {
        event_source_arn: text(&format!("{STREAM}2")),
        ..stream()
    };
    let said = says(&other, &stream());
    assert!(said.contains("\"event_source_arn\" replaces"), "{said}");
    assert!(
        said.contains("Lambda binds a mapping to its event source"),
        "{said}"
    );
    assert!(said.contains("it skips records"), "{said}");
    let again = EventSourceMapping {
        starting_position: text("TRIM_HORIZON"),
        ..stream()
    };
    assert!(says(&again, &stream()).contains("also those that it received before"));
    let other = EventSourceMapping {
        event_source_arn: text(&format!("{QUEUE}2")),
        ..queue()
    };
    assert!(says(&other, &queue()).contains("does not read the messages that remain"));
    assert!(!says(&other, &queue()).contains("create_before_destroy"));
    assert!(says(&again, &stream()).contains("create_before_destroy does not work"));
}

#[test]
fn the_name_of_the_function_stays_as_it_was_written() {
    for name in ["worker", FUNCTION, "123456789012:function:worker"] {
        let config = EventSourceMapping {
            function_name: text(name),
            ..queue()
        };
        let state = applied(&config);
        assert_eq!(state.function_name, text(name));
        let other = EventSourceMapping {
            function_name: text("worker"),
            ..queue()
        };
        assert_eq!(
            planned(&other, Some(&state)).0.action,
            Action::Keep,
            "{name}"
        );
        let live = EventSourceMapping {
            function_name: text("worker:live"),
            ..queue()
        };
        let (outcome, planned) = planned(&live, Some(&state));
        assert_eq!(outcome.action, Action::InPlace, "{name}");
        assert_eq!(planned.function_arn, text(&format!("{FUNCTION}:live")));
    }
}

#[test]
fn an_answer_without_an_id_leaves_the_id_that_is_known() {
    let state = applied(&stream());
    let read = wire::read(&Output::builder().build(), &state);
    assert_eq!(
        (read.id, read.uuid, read.arn),
        (text(UUID), text(UUID), state.arn)
    );
}

#[test]
fn a_destination_without_a_name_is_none() {
    let none = types::OnFailure::builder().destination("").build();
    let none = types::DestinationConfig::builder().on_failure(none).build();
    let output = Output::builder()
        .uuid(UUID)
        .event_source_arn(STREAM)
        .destination_config(none);
    let read = wire::read(&output.build(), &applied(&stream()));
    assert_eq!(read.destination_config.0, Tf::Null);
}

/// What an id tells without a call.
fn import(id: &str) -> Result<EventSourceMapping, Diagnostic> {
    use crate::framework::author::resource::Resource as _;
    let import = futures_util::FutureExt::now_or_never(Resource.import(None, id));
    import.expect("nobody is asked")
}

#[test]
fn an_import_gives_the_short_name_and_what_aws_reports() {
    let imported = import(UUID).unwrap();
    let (_, planned) = planned(&stream(), None);
    let mut read = wire::read(&output(&planned), &imported);
    let own = [("aws:own".to_owned(), String::new())].into();
    wire::read_tags(&mut read, own, &Tagging::default());
    read.region = text("eu-west-1");
    assert_eq!(read, applied(&stream()));
}

#[test]
fn an_id_is_a_uuid_or_an_arn() {
    let arn = format!("arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{UUID}");
    assert_eq!(import(&arn).unwrap().uuid, text(UUID));
    assert_eq!(import(&arn).unwrap().arn, text(&arn));
    for id in [
        "",
        "worker",
        "91eaeb7e-c976-1234-9451-8709db01f13g",
        QUEUE,
        FUNCTION,
    ] {
        assert!(import(id).is_err(), "{id}");
    }
}

#[test]
fn what_was_wanted_stands_while_the_state_moves() {
    let mut prior = applied(&queue());
    for (state, wanted, expected) in [
        ("Updating", false, false),
        ("Creating", true, true),
        ("Enabled", false, true),
        ("Disabling", true, false),
    ] {
        prior.enabled = Tf::Known(wanted);
        let mut now = output(&prior);
        now.state = Some(state.to_owned());
        assert_eq!(
            wire::read(&now, &prior).enabled,
            Tf::Known(expected),
            "{state}"
        );
    }
}

#[test]
fn what_changes_by_itself_is_no_difference() {
    let state = applied(&queue());
    let later = EventSourceMapping {
        last_modified: text("2030-01-01T00:00:00Z"),
        last_processing_result: text("OK"),
        ..state.clone()
    };
    assert_eq!(confirm::quiet(later.clone(), state.clone()), state);
    let other = EventSourceMapping {
        batch_size: Tf::Known(3),
        ..later.clone()
    };
    assert_eq!(confirm::quiet(other.clone(), state.clone()), other);
    let moving = EventSourceMapping {
        state: text("Creating"),
        ..state
    };
    assert_eq!(confirm::quiet(later.clone(), moving), later);
}

#[test]
fn an_unknown_source_leaves_its_defaults_open_and_is_not_judged() {
    let config = EventSourceMapping {
        event_source_arn: Tf::Unknown,
        batch_size: Tf::Known(5000),
        ..queue()
    };
    assert_eq!(wrong(&config), [""; 0]);
    let config = EventSourceMapping {
        batch_size: Tf::Null,
        ..config
    };
    assert_eq!(planned(&config, None).1.batch_size, Tf::Unknown);
}

#[test]
fn a_long_value_is_not_repeated_in_a_message() {
    let config = EventSourceMapping {
        function_name: text(&"x".repeat(1_000_000)),
        ..queue()
    };
    assert!(wrong(&config)[0].len() < 300);
}
