//! Creating, changing and deleting.

use super::*;

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
fn a_number_that_no_field_holds_ends_the_call_and_leaves_the_state() {
    let number = crate::framework::value::number::Number::parse("1.5").unwrap();
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
