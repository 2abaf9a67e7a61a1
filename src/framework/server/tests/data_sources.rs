//! Data sources.

use super::*;
use crate::framework::{
    author::{DataSource, data_source::ErasedData},
    schema::Shape,
};

model! {
    /// Which thing to look at.
    pub(super) struct Asked {
        /// Its number.
        mutable number: Tf<i64> = optional();
        /// Its colour.
        mutable colour: Tf<String> = required();
    }
}
model! {
    /// What only the look tells.
    pub(super) struct Seen {
        /// How it looks.
        reported look: Tf<String> = computed();
    }
}

/// A look at a thing.
pub(super) struct Sight;

impl DataSource<String> for Sight {
    type Config = Asked;
    type Found = (Thing, Seen);

    fn name(&self) -> &'static str {
        "shop_thing"
    }

    fn doc(&self) -> &'static str {
        "A look at a thing."
    }

    fn without(&self) -> &'static [&'static str] {
        &["labels"]
    }

    async fn read(&self, call: Call<String, Asked>) -> Outcome<(Thing, Seen)> {
        let colour = call.config.colour.known().cloned().unwrap_or_default();
        match colour.as_str() {
            "none" => Outcome::failed(Diagnostic::error("No such thing", "")),
            "silent" => Outcome::gone(),
            "panic" => panic!("not to be looked at"),
            _ => {
                let thing = Thing {
                    mood: Tf::Known("calm".to_owned()),
                    colour: Tf::Known("faded".to_owned()),
                    number: Tf::Known(7),
                    ..Thing::default()
                };
                let seen = Seen {
                    look: Tf::Known(format!("{colour} in {}", call.client)),
                };
                Outcome::done((thing, seen)).with(Diagnostic::warning("Dusty", ""))
            }
        }
    }
}

fn schema() -> Schema {
    ErasedData::<String>::schema(&Sight)
}

fn read(colour: &str, number: impl Into<Value>, place: Option<Value>, may_defer: bool) -> Read {
    let server = Server::new(Shop);
    if let Some(place) = place {
        let block = Value::object([("place", place), ("floor", Value::Null)]);
        let ty = server.schemas().provider.ty();
        let block = msgpack::encode(&block, &ty).unwrap();
        let block = Encoded {
            msgpack: &block,
            json: &[],
        };
        assert!(!now(server.configure(block)).has_errors());
    }
    let schema = schema();
    let config = Value::object([
        ("number", number.into()),
        ("colour", colour.into()),
        ("mood", Value::Null),
        ("look", Value::Null),
    ]);
    let config = msgpack::encode(&config, &schema.ty()).unwrap();
    let config = Encoded {
        msgpack: &config,
        json: &[],
    };
    now(server.read_data("shop_thing", config, may_defer))
}

#[test]
fn its_rows_are_those_that_are_written_and_those_that_are_found() {
    let schema = schema();
    let names: Vec<_> = schema.attributes.iter().map(|it| it.name).collect();
    assert_eq!(names, ["number", "colour", "mood", "look"]);
    let flags = |name: &str| {
        let row = schema.attributes.iter().find(|it| it.name == name).unwrap();
        assert!(!matches!(row.shape, Shape::Block(..)), "{name}");
        (row.spec.required, row.spec.optional, row.spec.computed)
    };
    assert_eq!(flags("number"), (false, true, true));
    assert_eq!(flags("colour"), (true, false, false));
    assert_eq!(flags("mood"), (false, false, true));
    assert!(Server::new(Shop).problems().is_empty());
}

#[test]
fn what_was_written_stays_and_the_rest_is_what_was_found() {
    let home = || Some("hall".into());
    for (number, expected) in [(Value::Null, 7), (3.into(), 3)] {
        let seen = read("red", number, home(), false);
        let state = msgpack::decode(&seen.state, &schema().ty()).unwrap();
        let expected = Value::object([
            ("number", expected.into()),
            ("colour", "red".into()),
            ("mood", "calm".into()),
            ("look", "red in hall".into()),
        ]);
        assert_eq!(state, expected);
        assert_eq!(seen.diagnostics.count(Severity::Warning), 1);
        assert!(!seen.deferred);
    }
}

#[test]
fn a_failure_a_silence_and_a_crash_are_errors_without_a_state() {
    for (colour, place) in [
        ("none", Some("hall".into())),
        ("silent", Some("hall".into())),
        ("panic", Some("hall".into())),
        // Not configured, and not known yet.
        ("red", None),
        ("red", Some(Value::UNKNOWN)),
    ] {
        let seen = read(colour, Value::Null, place, false);
        assert!(seen.diagnostics.has_errors(), "{colour}");
        assert_eq!(seen.state, [] as [u8; 0], "{colour}");
    }
}

#[test]
fn what_is_put_off_is_unknown_but_for_what_was_written() {
    let seen = read("red", Value::Null, Some(Value::UNKNOWN), true);
    assert!(seen.deferred && seen.diagnostics.is_empty());
    let state = msgpack::decode(&seen.state, &schema().ty()).unwrap();
    assert_eq!(*state.attribute("colour"), "red".into());
    for name in ["number", "mood", "look"] {
        assert!(state.attribute(name).is_unknown(), "{name}");
    }
}
