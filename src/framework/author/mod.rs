//! What an author of a provider writes: a file or a folder for each kind of thing.

pub mod action;
pub mod data_source;
pub mod function;
pub mod list_resource;
pub mod provider;
pub mod resource;
pub mod stop;

pub use self::{
    action::{Action, AnyAction, Progress},
    data_source::{AnyData, DataSource},
    function::{AnyFunction, Function},
    list_resource::{AnyList, ListResource},
    provider::Provider,
    resource::{Call, Change, Outcome, Resource, erased::AnyResource, identity::Identified},
    stop::Stop,
};
