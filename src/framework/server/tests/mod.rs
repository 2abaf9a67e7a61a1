//! A shop of things, and what the server makes of it.

use std::{
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use super::*;
use crate::framework::{
    author::{
        AnyResource, Function, provider,
        resource::{Call, Change, Outcome, Resource},
    },
    cell::{Cell, Map, Tf, model::Model},
    diagnostics::Severity,
    plan::Replace,
    schema::{
        Schema,
        spec::{computed, optional, required},
    },
};

mod actions;
mod calls;
mod changes;
mod data_sources;
mod plans;
mod states;
mod values;

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
    fn things(&self) -> provider::Things<String> {
        provider::Things::new()
            .resource(Things)
            .data_source(data_sources::Sight)
            .function(calls::Repeat)
            .action(actions::Paint)
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
    it.mood.text()
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
    async fn import(&self, _: Option<Call<String, Thing>>, id: &str) -> Result<Thing, Diagnostic> {
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
