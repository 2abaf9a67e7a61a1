//! The code that an author of a provider writes: a file or a folder for each kind of thing.

pub mod action;
pub mod data_source;
pub mod function;
pub mod hidden;
pub mod list_resource;
pub mod provider;
pub mod resource;
pub mod stop;

pub use self::{
    action::{Action, AnyAction, Progress},
    data_source::{AnyData, DataSource},
    function::{AnyFunction, Function},
    list_resource::{AnyList, ListResource},
    provider::{Provider, Things},
    resource::{Call, Change, Outcome, Resource, erased::AnyResource, identity::Identified},
    stop::Stop,
};

/// The name of a thing and what it is, in Markdown: the two methods that every kind of thing has.
#[macro_export]
macro_rules! called {
    ($name:literal, $doc:literal) => {
        fn name(&self) -> &'static str {
            $name
        }
        fn doc(&self) -> &'static str {
            $doc
        }
    };
}
