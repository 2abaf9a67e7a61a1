//! What an author of a provider writes: a file for each kind of thing.

pub mod erased;
pub mod provider;
pub mod resource;
pub mod stop;

pub use self::{
    erased::AnyResource,
    provider::Provider,
    resource::{Call, Change, Outcome, Resource},
    stop::Stop,
};
