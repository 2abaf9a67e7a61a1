//! What an author of a provider writes: a file for each kind of thing.

pub mod erased;
mod foretell;
pub mod identity;
pub mod list_resource;
pub mod moves;
mod proposal;
pub mod provider;
pub mod resource;
pub mod stop;

pub use self::{
    erased::AnyResource,
    identity::Identified,
    list_resource::{AnyList, ListResource},
    provider::Provider,
    resource::{Call, Change, Outcome, Resource},
    stop::Stop,
};
