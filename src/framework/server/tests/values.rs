//! What comes in: values, blocks and names that may be anything.

use super::*;

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
fn an_unknown_type_is_named_with_those_that_exist() {
    let found = said(&now(server().import("shop_think", "1", Encoded::default())).diagnostics);
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
        let found = server.validate_resource("shop_thing", wire(bytes), Capabilities::default());
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
        said(&server().validate_resource("shop_thing", wire(&bytes), Capabilities::default()))
    };
    assert_eq!(check(thing("calm", Tf::Null)), [""; 0]);
    assert!(check(Thing::default())[0].starts_with("mood: missing"));
    assert!(check(thing("calm", Tf::Known(1)))[0].starts_with("number: cannot be set"));
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
        fn things(&self) -> provider::Things<String> {
            provider::Things::new().resource(Things).resource(Things)
        }
        async fn configure(&self, _: Thing) -> (Option<String>, Diagnostics) {
            (None, Diagnostics::new())
        }
    }
    let found = Server::new(Twice).problems();
    let found: Vec<_> = found.iter().map(|it| it.detail.as_str()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(
            "The schema of the resource \"shop_thing\": another resource has its name."
        )
    );
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
        said(&server().validate_resource("shop_thing", wire(&bytes), Capabilities::default()))
    };
    assert_eq!(check(thing("forbidden", Tf::Null)), ["Forbidden: "]);
    let wrong = check(thing("forbidden", Tf::Known(1)));
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].starts_with("number: cannot be set"));
    let crash = check(thing("explosive", Tf::Null));
    assert_eq!(
        crash[0].split(". ").next(),
        Some(
            "A bug in this provider: A request made it panic: assertion `left != right` failed: bang"
        )
    );
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
    let half = Value::Number(crate::framework::value::number::Number::parse("0.5").unwrap());
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
