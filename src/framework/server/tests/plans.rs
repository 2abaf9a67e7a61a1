//! Planning.

use super::*;

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
