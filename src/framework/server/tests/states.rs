//! Reading, importing and upgrading.

use super::*;

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
    let answer = now(server().import("shop_thing", "7", Encoded::default()));
    let expected = Thing {
        number: Tf::Known(7),
        ..Thing::default()
    };
    assert_eq!(decoded(&answer.state), Some(expected));
    let answer = now(server().import("shop_thing", "seven", Encoded::default()));
    assert!(answer.diagnostics.has_errors());
}

#[test]
fn a_read_of_nothing_is_nothing() {
    let read = now(server().read("shop_thing", Encoded::default(), false));
    assert!(read.state.is_empty() && read.diagnostics.is_empty() && !read.deferred);
}
