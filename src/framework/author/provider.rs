//! The trait that an author of a provider implements.

use std::future::Future;

use super::{
    action::{Action, AnyAction},
    data_source::{AnyData, DataSource},
    function::{AnyFunction, Function},
    hidden::Hidden,
    list_resource::{AnyList, ListResource},
    resource::{Resource, erased::AnyResource, identity::Identified},
};
use crate::framework::{cell::model::Model, diagnostics::Diagnostics};

/// A set of things, and the configuration that they share.
pub trait Provider: Send + Sync + 'static {
    /// The provider block.
    type Config: Model;
    /// The client that the provider gives to its resources and other things.
    type Client: Clone + Send + Sync + 'static;

    /// Its description, in Markdown.
    fn doc(&self) -> &'static str;

    /// All things of the provider. A core sees no others.
    fn things(&self) -> Things<Self::Client>;

    /// Adds what is wrong with a configuration beyond the rules of the rows. Values may be unknown.
    fn validate(&self, _config: &Self::Config, _found: &mut Diagnostics) {}

    /// Makes the client of a wholly known configuration; none if that fails.
    fn configure(
        &self,
        config: Self::Config,
    ) -> impl Future<Output = (Option<Self::Client>, Diagnostics)> + Send;
}

/// The things of a provider, in the order of its documentation.
#[derive(Debug)]
pub struct Things<C> {
    pub(crate) resources: Vec<AnyResource<C>>,
    pub(crate) data: Vec<AnyData<C>>,
    pub(crate) lists: Vec<AnyList<C>>,
    pub(crate) actions: Vec<AnyAction<C>>,
    pub(crate) functions: Vec<AnyFunction>,
}

// === impl Things ===

impl<C> Default for Things<C> {
    fn default() -> Self {
        Self {
            resources: Vec::new(),
            data: Vec::new(),
            lists: Vec::new(),
            actions: Vec::new(),
            functions: Vec::new(),
        }
    }
}

impl<C: Clone + Send + Sync + 'static> Things<C> {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// And a resource without an identity.
    #[must_use]
    pub fn resource(mut self, it: impl Resource<C>) -> Self {
        self.resources.push(AnyResource::new(it));
        self
    }

    /// And a resource with an identity.
    #[must_use]
    pub fn identified(mut self, it: impl Identified<C>) -> Self {
        self.resources.push(AnyResource::identified(it));
        self
    }

    /// And a data source.
    #[must_use]
    pub fn data_source(mut self, it: impl DataSource<C>) -> Self {
        self.data.push(Hidden(Box::new(it)));
        self
    }

    /// And a list of the objects of an identified resource.
    #[must_use]
    pub fn list_resource(mut self, it: impl ListResource<C>) -> Self {
        self.lists.push(Hidden(Box::new(it)));
        self
    }

    /// And an action.
    #[must_use]
    pub fn action(mut self, it: impl Action<C>) -> Self {
        self.actions.push(Hidden(Box::new(it)));
        self
    }

    /// And a function.
    #[must_use]
    pub fn function(mut self, it: impl Function) -> Self {
        self.functions.push(Hidden(Box::new(it)));
        self
    }
}
