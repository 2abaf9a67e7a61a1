use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use super::*;
use crate::framework::{
    cell::{Cell, Map, Tf},
    diagnostics::Severity,
    model::Model,
    plan::Replace,
    resource::{Call, Change, Outcome, Resource},
    spec::{computed, optional, required},
};

model! {
    /// The provider block.
    struct Config {
        /// Where the things are.
        mutable place: Tf<String> = optional();
        /// On which floor.
        mutable floor: Tf<i64> = optional();
    }
}
model! {
    /// A thing.
    struct Thing {
        /// What it does when it is touched.
        mutable mood: Tf<String> = required();
        /// Its colour.
        fixed colour: Tf<String> = optional().because("paint is for ever");
        /// Its labels.
        mutable labels: Map<String> = optional();
        /// Its number.
        assigned number: Tf<i64> = computed().never_null();
    }
}

struct Shop;
struct Things;

impl Provider for Shop {
    type Config = Config;
    type Client = String;
    fn doc(&self) -> &'static str {
        "Things."
    }
    fn resources(&self) -> Vec<AnyResource<String>> {
        vec![AnyResource::new(Things)]
    }
    fn validate(&self, config: &Config, found: &mut Diagnostics) {
        if config.place == Tf::Known("hell".to_owned()) {
            found.push(Diagnostic::error("Not there", ""));
        }
        if config.place == Tf::Null {
            found.push(Diagnostic::warning("Anywhere", ""));
        }
    }
    async fn configure(&self, config: Config) -> (Option<String>, Diagnostics) {
        match config.place {
            Tf::Known(place) if place == "nowhere" => {
                (None, Diagnostic::error("No such place", "").into())
            }
            Tf::Known(place) => (Some(place), Diagnostics::new()),
            _ => (Some("here".to_owned()), Diagnostics::new()),
        }
    }
}

fn mood(it: &Thing) -> &str {
    it.mood.known().map_or("", String::as_str)
}

impl Resource<String> for Things {
    type Model = Thing;
    fn name(&self) -> &'static str {
        "shop_thing"
    }
    fn doc(&self) -> &'static str {
        "A thing."
    }
    fn version(&self) -> i64 {
        1
    }
    fn validate(&self, config: &Thing, found: &mut Diagnostics) {
        assert_ne!(mood(config), "explosive", "bang");
        if mood(config) == "forbidden" {
            found.push(Diagnostic::error("Forbidden", ""));
        }
    }
    fn plan(&self, change: &mut Change<'_, Thing>, _client: Option<&String>) {
        assert_ne!(mood(change.config), "explosive", "bang");
        if mood(&change.planned) == "pale" && change.prior.is_none() {
            change.planned.number = Tf::Known(0);
        }
        if mood(&change.planned) == "vain" {
            change.planned.colour = Tf::Known("gold".to_owned());
        }
    }
    fn announce(&self, _: &Thing, _: &Thing, reason: &Replace) -> Diagnostic {
        Diagnostic::warning(format!("{} replaces it", reason.path), reason.because)
    }
    async fn create(&self, call: Call<String, Thing>, planned: Thing) -> Outcome<Thing> {
        assert_ne!(mood(&planned), "explosive", "bang");
        let made = Thing {
            number: Tf::Known(1),
            ..planned
        };
        call.keep(&made);
        match mood(&made) {
            "brittle" => panic!("broken"),
            "patient" => drop(call.stop.requested().await),
            "forgetful" => {
                return Outcome::done(Thing {
                    number: Tf::Null,
                    ..made
                });
            }
            "fickle" => {
                return Outcome::done(Thing {
                    mood: Tf::Known("gay".to_owned()),
                    ..made
                });
            }
            "half" => return Outcome::done(made).with(Diagnostic::error("Half done", "")),
            _ => {}
        }
        Outcome::done(made)
    }
    async fn read(&self, _: Call<String, Thing>, prior: Thing) -> Outcome<Thing> {
        match mood(&prior) {
            "gone" => Outcome::gone(),
            "shy" => Outcome::failed(Diagnostic::error("Will not be seen", "")),
            "explosive" => panic!("bang"),
            _ => Outcome::done(prior),
        }
    }
    async fn update(&self, _: Call<String, Thing>, prior: Thing, planned: Thing) -> Outcome<Thing> {
        assert_ne!(mood(&planned), "explosive", "bang");
        Outcome::done(Thing {
            number: prior.number,
            ..planned
        })
    }
    async fn delete(&self, _: Call<String, Thing>, prior: Thing) -> Outcome<Thing> {
        assert_ne!(mood(&prior), "explosive", "bang");
        Outcome::gone()
    }
    fn import(&self, id: &str) -> Result<Thing, Diagnostic> {
        let number = id
            .parse()
            .map_err(|_| Diagnostic::error("Not a number", ""))?;
        Ok(Thing {
            number: Tf::Known(number),
            ..Thing::default()
        })
    }
    fn upgrade(
        &self,
        version: i64,
        mut state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        assert_eq!(version, 0);
        state["mood"] = state["temper"].take();
        Ok(state)
    }
}

/// Runs what needs no runtime to come to an end.
fn now<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(it) => it,
        Poll::Pending => panic!("it waits"),
    }
}

fn server() -> Server<Shop> {
    let server = Server::new(Shop);
    assert!(now(server.configure(Encoded::default())).is_empty());
    server
}

fn thing(mood: &str, number: Tf<i64>) -> Thing {
    Thing {
        mood: Tf::Known(mood.to_owned()),
        number,
        ..Thing::default()
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    let ty = Schema::of::<Thing>(0, "").ty();
    msgpack::encode(value, &ty).unwrap()
}

/// A provider block with a place.
fn block(place: Value) -> Vec<u8> {
    block_on(place, Value::Null)
}

fn block_on(place: Value, floor: Value) -> Vec<u8> {
    let schema = Schema {
        version: 0,
        doc: String::new(),
        attributes: Config::attributes(),
    };
    let value = Value::object([("place", place), ("floor", floor)]);
    msgpack::encode(&value, &schema.ty()).unwrap()
}

fn wire(bytes: &[u8]) -> Encoded<'_> {
    Encoded {
        msgpack: bytes,
        json: &[],
    }
}

fn decoded(bytes: &[u8]) -> Option<Thing> {
    let ty = Schema::of::<Thing>(0, "").ty();
    let value = wire(bytes).decode(&ty, "answer").unwrap();
    let mut found = Diagnostics::new();
    (!value.is_null()).then(|| Thing::decode(value, &Path::root(), &mut found))
}

fn apply(prior: Option<&Thing>, planned: Option<&Thing>) -> (Option<Thing>, Vec<String>) {
    let value = |it: Option<&Thing>| bytes(&it.map_or(Value::Null, Model::encode));
    let (prior, planned) = (value(prior), value(planned));
    let answer = now(server().apply(
        "shop_thing",
        wire(&prior),
        wire(&planned),
        Encoded::default(),
    ));
    (decoded(&answer.state), said(&answer.diagnostics))
}

fn said(found: &Diagnostics) -> Vec<String> {
    found
        .iter()
        .map(|it| {
            format!(
                "{}: {}",
                it.summary,
                it.detail.lines().next().unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn a_created_object_is_answered_whole() {
    let (state, found) = apply(None, Some(&thing("calm", Tf::Unknown)));
    assert_eq!(state, Some(thing("calm", Tf::Known(1))));
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_panic_after_the_creation_keeps_the_object() {
    let (state, found) = apply(None, Some(&thing("brittle", Tf::Unknown)));
    assert_eq!(state, Some(thing("brittle", Tf::Known(1))));
    assert_eq!(
        found,
        ["A bug in this provider: A request made it panic: broken."]
    );
}

#[test]
fn a_panic_before_the_creation_leaves_nothing_behind() {
    let (state, found) = apply(None, Some(&thing("explosive", Tf::Unknown)));
    assert_eq!(state, None);
    assert_eq!(found.len(), 1);
}

#[test]
fn a_panic_in_an_update_or_a_deletion_keeps_the_prior_state() {
    let prior = thing("calm", Tf::Known(1));
    let (state, found) = apply(Some(&prior), Some(&thing("explosive", Tf::Known(1))));
    assert_eq!((state, found.len()), (Some(prior), 1));
    let prior = thing("explosive", Tf::Known(1));
    let (state, found) = apply(Some(&prior), None);
    assert_eq!((state, found.len()), (Some(prior), 1));
}

#[test]
fn an_error_does_not_drop_the_state() {
    let (state, found) = apply(None, Some(&thing("half", Tf::Unknown)));
    assert_eq!(state, Some(thing("half", Tf::Known(1))));
    assert_eq!(found, ["Half done: "]);
}

#[test]
fn an_answer_that_terraform_would_call_inconsistent_is_caught_first() {
    let (_, found) = apply(None, Some(&thing("fickle", Tf::Unknown)));
    assert!(
        found[0].contains("not what was planned at \"mood\""),
        "{found:?}"
    );
    let planned = Value::object([
        ("mood", Value::from("forgetful")),
        ("colour", Value::Null),
        ("labels", Value::Null),
        ("number", Value::unknown_not_null()),
    ]);
    let answer = now(server().apply(
        "shop_thing",
        Encoded::default(),
        wire(&bytes(&planned)),
        Encoded::default(),
    ));
    let found = said(&answer.diagnostics);
    assert!(
        found[0].contains("null, though the plan promised a value"),
        "{found:?}"
    );
}

#[test]
fn a_wait_ends_when_the_user_stops_it() {
    let server = server();
    let planned = bytes(&thing("patient", Tf::Unknown).encode());
    let mut work = pin!(server.apply(
        "shop_thing",
        Encoded::default(),
        wire(&planned),
        Encoded::default()
    ));
    let mut context = Context::from_waker(Waker::noop());
    assert!(work.as_mut().poll(&mut context).is_pending());
    server.stop();
    let Poll::Ready(answer) = work.as_mut().poll(&mut context) else {
        panic!("it still waits");
    };
    assert_eq!(decoded(&answer.state), Some(thing("patient", Tf::Known(1))));
}

#[test]
fn what_is_gone_is_read_as_null_and_what_cannot_be_read_stays() {
    for (mood, expected, problems) in [("gone", false, 0), ("shy", true, 1), ("calm", true, 0)] {
        let prior = thing(mood, Tf::Known(1));
        let read = now(server().read("shop_thing", wire(&bytes(&prior.encode())), false));
        assert_eq!(decoded(&read.state), expected.then_some(prior), "{mood}");
        assert_eq!(read.diagnostics.count(Severity::Error), problems, "{mood}");
    }
    let prior = bytes(&thing("explosive", Tf::Known(1)).encode());
    let read = now(server().read("shop_thing", wire(&prior), false));
    assert!(read.diagnostics.has_errors());
}

#[test]
fn a_provider_that_was_not_configured_changes_nothing() {
    let server = Server::new(Shop);
    let prior = thing("calm", Tf::Known(1));
    let answer = now(server.apply(
        "shop_thing",
        wire(&bytes(&prior.encode())),
        Encoded::default(),
        Encoded::default(),
    ));
    assert_eq!(decoded(&answer.state), Some(prior));
    let found = said(&answer.diagnostics);
    assert!(
        found[0].starts_with("The provider is not configured: "),
        "{found:?}"
    );
}

#[test]
fn an_unknown_provider_block_plans_refreshes_nothing_and_is_never_read_as_empty() {
    let block = block(Value::UNKNOWN);
    let server = Server::new(Shop);
    assert!(now(server.configure(wire(&block))).is_empty());

    let prior = bytes(&thing("calm", Tf::Known(1)).encode());
    let read = now(server.read("shop_thing", wire(&prior), false));
    assert_eq!(read.state, prior);
    assert!(!read.deferred);
    assert!(said(&read.diagnostics)[0].contains("was not refreshed"));
    let read = now(server.read("shop_thing", wire(&prior), true));
    assert!(read.deferred && read.diagnostics.is_empty());

    let config = bytes(&thing("calm", Tf::Null).encode());
    let plan = server.plan(
        "shop_thing",
        wire(&config),
        Encoded::default(),
        wire(&config),
        false,
    );
    assert_eq!(decoded(&plan.planned), Some(thing("calm", Tf::Unknown)));

    let answer = now(server.apply(
        "shop_thing",
        Encoded::default(),
        wire(&prior),
        Encoded::default(),
    ));
    assert!(said(&answer.diagnostics)[0].starts_with("The provider's configuration is not known"));
}

#[test]
fn a_failed_configuration_leaves_no_client_of_an_earlier_one() {
    let server = server();
    let block = block("nowhere".into());
    assert!(now(server.configure(wire(&block))).has_errors());
    let prior = bytes(&thing("calm", Tf::Known(1)).encode());
    assert!(
        now(server.read("shop_thing", wire(&prior), false))
            .diagnostics
            .has_errors()
    );
}

#[test]
fn a_replacement_is_announced_with_its_reason() {
    let config = Thing {
        colour: Tf::Known("red".to_owned()),
        ..thing("calm", Tf::Null)
    };
    let prior = Thing {
        colour: Tf::Known("blue".to_owned()),
        ..thing("calm", Tf::Known(1))
    };
    let (config, prior) = (bytes(&config.encode()), bytes(&prior.encode()));
    let plan = server().plan(
        "shop_thing",
        wire(&config),
        wire(&prior),
        wire(&config),
        false,
    );
    assert_eq!(plan.requires_replace, [Path::from("colour")]);
    assert_eq!(
        said(&plan.diagnostics),
        ["colour replaces it: paint is for ever"]
    );
}

#[test]
fn a_destruction_plans_null() {
    let prior = bytes(&thing("calm", Tf::Known(1)).encode());
    let null = bytes(&Value::Null);
    let plan = server().plan("shop_thing", wire(&null), wire(&prior), wire(&null), false);
    assert_eq!(plan.planned, null);
    assert!(plan.diagnostics.is_empty());
}

#[test]
fn states_are_upgraded_trimmed_and_refused() {
    let server = server();
    let upgrade = |version, text: &str| server.upgrade("shop_thing", version, text.as_bytes());
    let now = upgrade(1, r#"{"mood":"calm","colour":null,"number":1}"#);
    assert_eq!(decoded(&now.state), Some(thing("calm", Tf::Known(1))));
    assert!(now.diagnostics.is_empty());

    let old = upgrade(0, r#"{"temper":"calm","number":1}"#);
    assert_eq!(decoded(&old.state), Some(thing("calm", Tf::Known(1))));

    let odd = upgrade(1, r#"{"mood":"calm","number":1,"smell":"sweet"}"#);
    assert_eq!(decoded(&odd.state), Some(thing("calm", Tf::Known(1))));
    assert!(said(&odd.diagnostics)[0].contains("does not know \"smell\""));

    for (version, text, why) in [
        (2, r#"{"mood":"calm"}"#, "newer version of this provider"),
        (1, "", "Terraform 0.11"),
        (1, "null", "It is null"),
        (1, "{", ""),
        (0, "{", "It is not JSON"),
        (1, r#"{"mood":["calm"]}"#, "At \"mood\""),
    ] {
        let answer = upgrade(version, text);
        assert!(answer.state.is_empty(), "{text}");
        let found = said(&answer.diagnostics);
        assert!(found[0].contains(why), "{found:?}");
    }
}

#[test]
fn an_import_gives_what_the_id_tells() {
    let answer = server().import("shop_thing", "7");
    let expected = Thing {
        number: Tf::Known(7),
        ..Thing::default()
    };
    assert_eq!(decoded(&answer.state), Some(expected));
    assert!(
        server()
            .import("shop_thing", "seven")
            .diagnostics
            .has_errors()
    );
}

#[test]
fn an_unknown_type_is_named_with_those_that_exist() {
    let found = said(&server().import("shop_think", "1").diagnostics);
    assert_eq!(
        found,
        ["Unknown resource type \"shop_think\": This provider has: shop_thing."]
    );
}

#[test]
fn hostile_values_are_diagnostics() {
    let server = server();
    for bytes in [
        &b"\xdb\xff\xff\xff\xff"[..],
        b"\xc1",
        b"\x81\xa4mood\x01",
        &[0x91; 10_000],
        b"\x93\x01\x02\x03",
        b"\xc0\xc0",
        b"\xd4\x00\x00",
    ] {
        let found = server.validate_resource("shop_thing", wire(bytes), Client::default());
        assert!(found.has_errors(), "{bytes:?}");
        let plan = server.plan(
            "shop_thing",
            wire(bytes),
            Encoded::default(),
            wire(bytes),
            false,
        );
        assert!(plan.diagnostics.has_errors(), "{bytes:?}");
    }
}

#[test]
fn a_missing_argument_is_required_and_a_computed_one_cannot_be_set() {
    let check = |it: Thing| {
        let bytes = bytes(&it.encode());
        said(&server().validate_resource("shop_thing", wire(&bytes), Client::default()))
    };
    assert_eq!(check(thing("calm", Tf::Null)), [""; 0]);
    assert!(check(Thing::default())[0].starts_with("\"mood\" is required"));
    assert!(check(thing("calm", Tf::Known(1)))[0].starts_with("\"number\" cannot be set"));
}

#[test]
fn a_cell_reads_what_does_not_fit_as_null_and_says_so() {
    let mut found = Diagnostics::new();
    let read = <Tf<i64> as Cell>::decode(Value::from("x"), &Path::from("number"), &mut found);
    assert_eq!(read, Tf::Null);
    assert_eq!(found.count(Severity::Error), 1);
}

#[test]
fn the_schemas_of_a_sound_provider_have_no_problems() {
    assert_eq!(Server::new(Shop).problems(), Diagnostics::new());
}

#[test]
fn a_problem_of_a_schema_names_where_it_is() {
    struct Twice;
    impl Provider for Twice {
        type Config = Thing;
        type Client = String;
        fn doc(&self) -> &'static str {
            "Things, twice."
        }
        fn resources(&self) -> Vec<AnyResource<String>> {
            vec![AnyResource::new(Things), AnyResource::new(Things)]
        }
        async fn configure(&self, _: Thing) -> (Option<String>, Diagnostics) {
            (None, Diagnostics::new())
        }
    }
    let found = Server::new(Twice).problems();
    let found: Vec<_> = found.iter().map(|it| it.detail.as_str()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("The schema of \"shop_thing\": another resource has its name."));
}

#[test]
fn an_entry_of_a_map_that_is_null_is_answered_as_it_was_planned() {
    let labels = Value::Map([("a".to_owned(), "x".into()), ("b".to_owned(), Value::Null)].into());
    let with = |number| {
        Value::object([
            ("mood", Value::from("calm")),
            ("colour", Value::Null),
            ("labels", labels.clone()),
            ("number", number),
        ])
    };
    let planned = bytes(&with(Value::UNKNOWN));
    let made = now(server().apply(
        "shop_thing",
        Encoded::default(),
        wire(&planned),
        Encoded::default(),
    ));
    assert_eq!(said(&made.diagnostics), [""; 0]);
    assert_eq!(made.state, bytes(&with(1.into())));

    let prior = bytes(&thing("calm", Tf::Known(1)).encode());
    let changed = now(server().apply(
        "shop_thing",
        wire(&prior),
        wire(&made.state),
        Encoded::default(),
    ));
    assert_eq!(said(&changed.diagnostics), [""; 0]);
    assert_eq!(changed.state, made.state);
}

#[test]
fn a_provider_block_is_checked_by_its_rows_and_by_the_provider() {
    let check = |place| said(&server().validate_provider(wire(&block(place))));
    assert_eq!(check("here".into()), [""; 0]);
    assert_eq!(check(Value::UNKNOWN), [""; 0]);
    assert_eq!(check("hell".into()), ["Not there: "]);
    assert_eq!(check(Value::Null), ["Anywhere: "]);
    assert!(server().validate_provider(Encoded::default()).is_empty());
    assert!(server().validate_provider(wire(b"\xc1")).has_errors());
}

#[test]
fn a_resource_is_checked_by_its_own_rules_once_its_rows_are_right() {
    let check = |it: Thing| {
        let bytes = bytes(&it.encode());
        said(&server().validate_resource("shop_thing", wire(&bytes), Client::default()))
    };
    assert_eq!(check(thing("forbidden", Tf::Null)), ["Forbidden: "]);
    let wrong = check(thing("forbidden", Tf::Known(1)));
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].starts_with("\"number\" cannot be set"));
    let crash = check(thing("explosive", Tf::Null));
    assert_eq!(
        crash[0].split(". ").next(),
        Some(
            "A bug in this provider: A request made it panic: assertion `left != right` failed: bang"
        )
    );
}

#[test]
fn a_plan_has_the_corrections_of_the_resource() {
    let plan = |mood: &str| {
        let config = bytes(&thing(mood, Tf::Null).encode());
        server().plan(
            "shop_thing",
            wire(&config),
            wire(b"\xc0"),
            wire(&config),
            true,
        )
    };
    let pale = plan("pale");
    assert_eq!(decoded(&pale.planned), Some(thing("pale", Tf::Known(0))));
    assert!(!pale.deferred && pale.requires_replace.is_empty());
    // What is promised of an unknown number stays where nothing was corrected.
    let calm = Value::object([
        ("mood", Value::from("calm")),
        ("colour", Value::Null),
        ("labels", Value::Null),
        ("number", Value::unknown_not_null()),
    ]);
    assert_eq!(plan("calm").planned, bytes(&calm));
    let crash = plan("explosive");
    assert!(crash.planned.is_empty() && crash.diagnostics.has_errors());
}

#[test]
fn an_update_makes_what_was_planned_of_what_was() {
    let (state, found) = apply(
        Some(&thing("calm", Tf::Known(7))),
        Some(&thing("gay", Tf::Known(7))),
    );
    assert_eq!(
        (state, found),
        (Some(thing("gay", Tf::Known(7))), Vec::new())
    );
}

#[test]
fn a_deletion_leaves_nothing() {
    let (state, found) = apply(Some(&thing("calm", Tf::Known(7))), None);
    assert_eq!((state, found), (None, Vec::new()));
}

#[test]
fn no_change_and_what_cannot_be_read_are_not_applied() {
    let (state, found) = apply(None, None);
    assert_eq!(state, None);
    assert!(found[0].contains("asked to apply no change"));
    let real = bytes(&thing("calm", Tf::Known(1)).encode());
    for (prior, planned) in [(&b"\xc1"[..], &real[..]), (&real, b"\xc1")] {
        let answer =
            now(server().apply("shop_thing", wire(prior), wire(planned), Encoded::default()));
        assert!(answer.state.is_empty() && answer.diagnostics.has_errors());
    }
    let unknown = now(server().apply(
        "shop_think",
        Encoded::default(),
        wire(&real),
        Encoded::default(),
    ));
    assert!(unknown.diagnostics.has_errors());
}

#[test]
fn a_read_of_nothing_is_nothing() {
    let read = now(server().read("shop_thing", Encoded::default(), false));
    assert!(read.state.is_empty() && read.diagnostics.is_empty() && !read.deferred);
}

#[test]
fn a_plan_is_put_off_only_when_the_provider_is_unknown_and_the_core_may_wait() {
    let server = Server::new(Shop);
    assert!(now(server.configure(wire(&block(Value::UNKNOWN)))).is_empty());
    let config = bytes(&thing("calm", Tf::Null).encode());
    for may_defer in [true, false] {
        let nothing = Encoded::default();
        let plan = server.plan(
            "shop_thing",
            wire(&config),
            nothing,
            wire(&config),
            may_defer,
        );
        assert_eq!(plan.deferred, may_defer);
    }
}

#[test]
fn a_value_comes_as_json_when_there_is_no_message_pack() {
    let json = Encoded {
        msgpack: &[],
        json: br#"{"mood":"calm","number":1}"#,
    };
    let read = now(server().read("shop_thing", json, false));
    assert_eq!(decoded(&read.state), Some(thing("calm", Tf::Known(1))));
    let wrong = Encoded {
        msgpack: &[],
        json: br#"{"mood":[]}"#,
    };
    let read = now(server().read("shop_thing", wrong, false));
    let found = said(&read.diagnostics);
    assert_eq!(
        found,
        [
            "Cannot read the state: What Terraform sent does not fit the schema at \"mood\": expected a \
             string, found a list."
        ]
    );
    let both = Encoded {
        msgpack: b"\xc0",
        json: b"{}",
    };
    assert!(
        now(server().read("shop_thing", both, false))
            .state
            .is_empty()
    );
}

#[test]
fn a_destruction_is_told_by_the_proposal() {
    let prior = bytes(&thing("calm", Tf::Known(1)).encode());
    let plan = server().plan(
        "shop_thing",
        wire(b"\xc0"),
        wire(&prior),
        wire(&prior),
        false,
    );
    assert!(plan.diagnostics.has_errors());
    let plan = server().plan(
        "shop_thing",
        wire(&prior),
        wire(&prior),
        wire(b"\xc0"),
        false,
    );
    assert_ne!(plan.planned, b"\xc0");
}

#[test]
fn a_plan_that_terraform_would_refuse_is_caught_first() {
    let config = bytes(&thing("vain", Tf::Null).encode());
    let plan = server().plan(
        "shop_thing",
        wire(&config),
        Encoded::default(),
        wire(&config),
        false,
    );
    let found = said(&plan.diagnostics);
    assert!(
        found[0].contains("Its plan is inconsistent at \"colour\": a value is planned"),
        "{found:?}"
    );
}

#[test]
fn a_number_that_no_field_holds_ends_the_call_and_leaves_the_state() {
    let number = crate::framework::number::Number::parse("1.5").unwrap();
    let odd = bytes(&Value::object([
        ("mood", Value::from("calm")),
        ("colour", Value::Null),
        ("labels", Value::Null),
        ("number", Value::Number(number)),
    ]));
    let real = bytes(&thing("calm", Tf::Known(1)).encode());
    let null = bytes(&Value::Null);
    for (prior, planned, state) in [
        (&null, &odd, &null),
        (&odd, &real, &odd),
        (&real, &odd, &real),
        (&odd, &null, &odd),
    ] {
        let answer =
            now(server().apply("shop_thing", wire(prior), wire(planned), Encoded::default()));
        assert_eq!(answer.state, *state);
        assert!(said(&answer.diagnostics)[0].starts_with("Wrong type of value for \"number\""));
    }
    let answer = now(server().read("shop_thing", wire(&odd), false));
    assert_eq!(answer.state, odd);
    assert!(answer.diagnostics.has_errors() && !answer.deferred);
}

#[test]
fn an_answer_that_does_not_fit_its_schema_is_a_bug_and_empty() {
    let mut found = Diagnostics::new();
    assert!(encode(&Value::from("x"), &Type::Bool, &mut found).is_empty());
    assert!(said(&found)[0].contains("does not fit its own schema"));
}

#[test]
fn the_provider_block_has_no_versions() {
    assert_eq!(server().schemas().provider.version, 0);
}

#[test]
fn a_provider_block_that_does_not_fit_is_neither_checked_further_nor_used() {
    let half = Value::Number(crate::framework::number::Number::parse("0.5").unwrap());
    let block = block_on("hell".into(), half);
    let found = said(&server().validate_provider(wire(&block)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("Wrong type of value for \"floor\""));

    let server = Server::new(Shop);
    assert!(now(server.configure(wire(&block))).has_errors());
    let prior = bytes(&thing("calm", Tf::Known(1)).encode());
    let read = now(server.read("shop_thing", wire(&prior), false));
    assert!(said(&read.diagnostics)[0].starts_with("The provider is not configured"));
}

#[test]
fn a_resource_checks_no_configuration_that_does_not_fit() {
    let config = Value::object([("mood", Value::from("forbidden")), ("number", "x".into())]);
    let found = said(&AnyResource::new(Things).validate(config));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("Wrong type of value for \"number\""));
}

#[test]
fn a_value_that_does_not_fit_at_all_is_refused_without_a_place() {
    let read = now(server().read("shop_thing", wire(b"\x90"), false));
    let found = said(&read.diagnostics);
    assert!(
        found[0].contains("does not fit the schema: expected an object"),
        "{found:?}"
    );
}
