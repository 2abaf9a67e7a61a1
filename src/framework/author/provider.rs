//! What an author of a provider writes.

use std::future::Future;

use super::{
    action::AnyAction, data_source::AnyData, function::AnyFunction, list_resource::AnyList,
    resource::erased::AnyResource,
};
use crate::framework::{cell::model::Model, diagnostics::Diagnostics};

/// A set of resources, and the configuration that they share.
pub trait Provider: Send + Sync + 'static {
    /// The provider block.
    type Config: Model;
    /// What the resources need of it.
    type Client: Clone + Send + Sync + 'static;

    /// What it is, in Markdown.
    fn doc(&self) -> &'static str;

    /// Its resources.
    fn resources(&self) -> Vec<AnyResource<Self::Client>>;

    /// Its data sources.
    fn data_sources(&self) -> Vec<AnyData<Self::Client>> {
        Vec::new()
    }

    /// Its lists, each of the objects of an identified resource.
    fn list_resources(&self) -> Vec<AnyList<Self::Client>> {
        Vec::new()
    }

    /// Its actions.
    fn actions(&self) -> Vec<AnyAction<Self::Client>> {
        Vec::new()
    }

    /// Its functions.
    fn functions(&self) -> Vec<AnyFunction> {
        Vec::new()
    }

    /// Adds what is wrong with a configuration beyond the rules of the rows. Values may be unknown.
    fn validate(&self, _config: &Self::Config, _found: &mut Diagnostics) {}

    /// Makes the client of a wholly known configuration; none if that fails.
    fn configure(
        &self,
        config: Self::Config,
    ) -> impl Future<Output = (Option<Self::Client>, Diagnostics)> + Send;
}
