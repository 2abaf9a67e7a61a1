//! Actions.

use futures_util::StreamExt as _;

use super::*;
use crate::framework::{
    author::{Action, Progress, action::ErasedAction},
    server::act::{Event, Invocation},
};

model! {
    /// What is painted.
    pub(super) struct Wanted {
        /// The colour.
        mutable colour: Tf<String> = required();
        /// How many coats.
        mutable coats: Tf<i64> = optional();
    }
}

/// Paints the shop.
pub(super) struct Paint;

impl Action<String> for Paint {
    type Config = Wanted;

    fn name(&self) -> &'static str {
        "shop_paint"
    }

    fn doc(&self) -> &'static str {
        "Paints the shop."
    }

    fn validate(&self, config: &Wanted, found: &mut Diagnostics) {
        if config.colour == Tf::Known("plaid".to_owned()) {
            found.push(Diagnostic::error("No such paint", "").at("colour"));
        }
        if config.colour == Tf::Known("pink".to_owned()) {
            found.push(Diagnostic::warning("Pink", "It fades."));
        }
    }

    async fn invoke(&self, call: Call<String, Wanted>, progress: Progress) -> Diagnostics {
        let colour = call.config.colour.text();
        progress.say(format!("painting {} {colour}", call.client));
        match colour {
            "slow" => {
                call.stop.requested().await;
                progress.say("stopped");
                return Diagnostic::error("Interrupted", "").into();
            }
            "panic" => panic!("the ladder fell"),
            "poor" => return Diagnostic::error("Out of paint", "").into(),
            _ => {}
        }
        progress.say("painted");
        Diagnostics::new()
    }
}

fn schema() -> Schema {
    ErasedAction::<String>::schema(&Paint)
}

fn config(colour: impl Into<Value>, coats: impl Into<Value>) -> Vec<u8> {
    let value = Value::object([("colour", colour.into()), ("coats", coats.into())]);
    msgpack::encode(&value, &schema().ty()).unwrap()
}

fn server_at(place: Value) -> Arc<Server<Shop>> {
    let server = Server::new(Shop);
    assert!(!now(server.configure(wire(&block(place)))).has_errors());
    Arc::new(server)
}

fn invoked(server: &Arc<Server<Shop>>, config: &[u8]) -> Invocation {
    Arc::clone(server).invoke("shop_paint", wire(config))
}

/// All events, without a wait for any of them.
fn all(invocation: Invocation) -> Vec<Event> {
    now(invocation.collect())
}

/// What was said on the way, and the errors at the end.
#[track_caller]
fn told(invocation: Invocation) -> (Vec<String>, Vec<String>) {
    let mut events = all(invocation);
    let Some(Event::Completed(found)) = events.pop() else {
        panic!("it does not complete: {events:?}");
    };
    let progress = events.into_iter().map(|it| match it {
        Event::Progress(text) => text,
        Event::Completed(_) => panic!("it completes twice"),
    });
    (progress.collect(), said(&found))
}

#[test]
fn what_an_action_says_comes_before_its_one_end() {
    let server = server_at("attic".into());
    assert_eq!(
        told(invoked(&server, &config("red", 2))),
        (
            vec!["painting attic red".to_owned(), "painted".to_owned()],
            vec![]
        )
    );
    let (progress, errors) = told(invoked(&server, &config("poor", Value::Null)));
    assert_eq!((progress.len(), errors.len()), (1, 1), "{errors:?}");
}

#[test]
fn an_action_that_panics_completes_with_a_diagnostic() {
    let server = server_at("attic".into());
    let (progress, errors) = told(invoked(&server, &config("panic", 1)));
    assert_eq!(progress, ["painting attic panic"]);
    assert!(errors[0].contains("the ladder fell"), "{errors:?}");
}

#[test]
fn a_stop_of_the_provider_and_a_core_that_goes_away_stop_an_action() {
    let server = server_at("attic".into());
    let abandon: [fn(&Server<Shop>, &Invocation); 2] = [
        |server, _| server.stop(),
        |_, invocation| invocation.abandon(),
    ];
    for ask in abandon {
        let mut going = invoked(&server, &config("slow", 1));
        assert_eq!(going.next().now_or_never(), None, "it begins");
        assert_eq!(
            now(going.next()),
            Some(Event::Progress("painting attic slow".to_owned()))
        );
        assert_eq!(going.next().now_or_never(), None, "it does not wait");
        ask(&server, &going);
        let (progress, errors) = told(going);
        assert_eq!(progress, ["stopped"]);
        assert!(errors[0].starts_with("Interrupted"), "{errors:?}");
    }
    // One that begins later is not stopped.
    let (_, errors) = told(invoked(&server, &config("red", 1)));
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn what_is_not_known_or_wrong_or_not_configured_is_not_done() {
    let server = server_at("attic".into());
    let unknown = || Value::unknown_not_null();
    for (config, says) in [
        (config(unknown(), 1), "known only after apply"),
        (config("red", unknown()), "known only after apply"),
        (config("plaid", 1), "No such paint"),
        (config(Value::Null, 1), "colour"),
        (Vec::new(), "no object"),
    ] {
        let (progress, errors) = told(invoked(&server, &config));
        assert_eq!((progress.len(), errors.len()), (0, 1), "{errors:?}");
        assert!(errors[0].contains(says), "{errors:?}");
    }
    let (_, errors) = told(Arc::clone(&server).invoke("shop_burn", Encoded::default()));
    assert!(errors[0].contains("shop_paint"), "{errors:?}");
    let fresh = Arc::new(Server::new(Shop));
    let (_, errors) = told(invoked(&fresh, &config("red", 1)));
    assert!(errors[0].contains("not configured"), "{errors:?}");
}

#[test]
fn a_plan_checks_what_is_known_and_is_put_off_only_with_the_provider() {
    let server = server_at("attic".into());
    let unknown = || Value::unknown_not_null();
    let plan = |server: &Server<Shop>, config: &[u8], may_defer| {
        let (found, deferred) = server.plan_action("shop_paint", wire(config), may_defer);
        (said(&found).len(), deferred)
    };
    for (config, problems) in [
        (config(unknown(), unknown()), 0),
        (config("pink", unknown()), 1),
        (config("plaid", unknown()), 1),
    ] {
        assert_eq!(plan(&server, &config, true), (problems, false));
        let found = server.validate_action("shop_paint", wire(&config));
        assert_eq!(found.iter().count(), problems);
    }
    let later = server_at(unknown());
    let red = config("red", 1);
    assert_eq!(plan(&later, &red, true), (0, true));
    assert_eq!(plan(&later, &red, false), (0, false));
    assert_eq!(plan(&later, &config("plaid", 1), true), (1, false));
    let (_, errors) = told(invoked(&later, &red));
    assert!(errors[0].contains("\"place\""), "{errors:?}");
}
