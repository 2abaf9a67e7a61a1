//! Calls of a function.

use super::*;
use crate::framework::{schema::rules::between, server::query::call::Called};

model! {
    /// What is repeated.
    pub(super) struct Arguments {
        /// A word.
        mutable word: Tf<String> = required();
        /// How often; once without it.
        mutable times: Tf<i64> = optional().rule(between(1, 9));
    }
}

/// A word, several times.
pub(super) struct Repeat;

impl Function for Repeat {
    type Arguments = Arguments;
    type Result = Tf<String>;

    fn name(&self) -> &'static str {
        "repeat"
    }

    fn summary(&self) -> &'static str {
        "Repeats a word."
    }

    fn doc(&self) -> &'static str {
        "Repeats a word."
    }

    fn call(&self, arguments: Arguments) -> Result<Tf<String>, Diagnostic> {
        let word = arguments.word.into_known().unwrap();
        match word.as_str() {
            "" => Err(Diagnostic::error("There is no word", "Give one.").at("word")),
            "silence" => Err(Diagnostic::error("It is not said", "Never.")),
            "panic" => panic!("no words"),
            _ => {
                let times = arguments.times.into_known().unwrap_or(1);
                Ok(Tf::Known(word.repeat(usize::try_from(times).unwrap())))
            }
        }
    }
}

fn repeat(word: impl Into<Value>, times: impl Into<Value>) -> Called {
    let word = msgpack::encode(&word.into(), &Type::String).unwrap();
    let times = msgpack::encode(&times.into(), &Type::Number).unwrap();
    let encoded = [&word, &times].map(|it| Encoded {
        msgpack: it,
        json: &[],
    });
    Server::new(Shop).call("repeat", &encoded)
}

#[track_caller]
fn result(called: Called) -> Value {
    match called {
        Called::Result(bytes) => msgpack::decode(&bytes, &Type::String).unwrap(),
        Called::Error { text, .. } => panic!("{text}"),
    }
}

#[track_caller]
fn refused(called: Called) -> (String, Option<usize>) {
    match called {
        Called::Error { text, argument } => (text, argument),
        Called::Result(bytes) => panic!("{bytes:?}"),
    }
}

#[test]
fn a_call_gets_typed_arguments_and_gives_a_typed_result() {
    assert_eq!(result(repeat("a", 3)), "aaa".into());
    assert_eq!(result(repeat("a", Value::Null)), "a".into());
}

#[test]
fn a_call_of_what_is_not_known_gives_what_is_not_known() {
    let unknown = || Value::unknown_not_null();
    for (word, times) in [
        (unknown(), 3.into()),
        ("a".into(), unknown()),
        // It would be refused if all were known.
        ("panic".into(), unknown()),
        (unknown(), 10.into()),
    ] {
        assert!(result(repeat(word, times)).is_unknown());
    }
    let (text, argument) = refused(repeat(Value::Null, unknown()));
    assert_eq!(argument, Some(0), "{text}");
}

#[test]
fn an_error_has_the_position_of_its_argument_and_no_end() {
    for (word, times, says, position) in [
        ("", 1, "There is no word. Give one", Some(0)),
        ("silence", 1, "It is not said. Never", None),
        ("a", 10, "times", Some(1)),
        ("panic", 1, "no words", None),
    ] {
        let (text, argument) = refused(repeat(word, times));
        assert_eq!(argument, position, "{text}");
        assert!(text.contains(says) && !text.ends_with('.'), "{text}");
    }
}

#[test]
fn a_wrong_number_of_arguments_and_an_unknown_name_are_errors() {
    let server = Server::new(Shop);
    let (text, argument) = refused(server.call("repeat", &[Encoded::default()]));
    assert_eq!(
        (argument, text.contains("word, times")),
        (None, true),
        "{text}"
    );
    let (text, argument) = refused(server.call("forget", &[]));
    assert_eq!((argument, text.contains("repeat")), (None, true), "{text}");
}
