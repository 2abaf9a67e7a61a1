//! Lists: the objects of a resource type that exist, for `terraform query`.

use std::future::Future;

use futures_util::future::{BoxFuture, FutureExt as _};

use super::{hidden::Hidden, stop::Stop};
use crate::framework::{
    cell::model::Model,
    diagnostics::{Diagnostic, Diagnostics},
    schema::Schema,
    value::{Value, path::Path},
};

/// A list of the objects of a resource type.
///
/// The author gives one page after the other; the server asks for the next one only when a core wants
/// more, counts what was left out, and says when the core's limit hides objects.
pub trait ListResource<C>: Send + Sync + 'static {
    /// The block `config` of the list.
    type Config: Model;
    /// The model of the resource whose objects it lists.
    type Object: Model;

    /// Type name of the list: that of the resource, which must be an
    /// [`Identified`](super::resource::identity::Identified) one.
    fn name(&self) -> &'static str;

    /// Its description, in Markdown.
    fn doc(&self) -> &'static str;

    /// Adds what is wrong with a configuration beyond the rules of the rows.
    fn validate(&self, _config: &Self::Config, _found: &mut Diagnostics) {}

    /// The page after the one that ended with `after`; the first page if that is nothing. An error on
    /// the first page fails the list; a later one ends it with a warning.
    fn page(
        &self,
        call: Listing<C, Self::Config>,
        after: Option<String>,
    ) -> impl Future<Output = Paged<Self::Object>> + Send;
}

/// The page after another, or why there is none.
pub type Paged<M> = Result<Page<M>, Diagnostic>;

/// The context of a list.
#[derive(Debug, Clone)]
pub struct Listing<C, M> {
    /// The client that the provider made of its configuration.
    pub client: C,
    /// Whether the user asks to stop.
    pub stop: Stop,
    /// The block `config`, wholly known.
    pub config: M,
    /// Whether the whole states are asked for, and not only identities and names.
    pub whole: bool,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<M> {
    /// The objects that the list is to show.
    pub objects: Vec<Found<M>>,
    /// How many objects were left out, and why: "being deleted".
    pub left_out: Vec<(&'static str, usize)>,
    /// Warnings and errors for the user.
    pub warnings: Diagnostics,
    /// Where the next page begins; nothing after the last page.
    pub next: Option<String>,
    /// Whether the next page certainly holds an object that the list is to show.
    pub more: bool,
}

/// An object of a list.
#[derive(Debug)]
pub struct Found<M> {
    /// Its state, as far as the list knows it.
    pub state: M,
    /// Its name for a person.
    pub name: String,
}

/// A [`ListResource`] whose models are hidden.
pub type AnyList<C> = Hidden<dyn ErasedList<C>>;

/// The methods of [`ListResource`], with values for models.
pub trait ErasedList<C>: Send + Sync {
    /// Its type name.
    fn name(&self) -> &'static str;
    /// The schema of its block `config`.
    fn schema(&self) -> Schema;
    /// Finds what is wrong with a configuration.
    fn validate(&self, config: Value) -> Diagnostics;
    /// The page after the one that ended with `after`.
    fn page(&self, call: Listing<C, Value>, after: Option<String>) -> BoxFuture<'_, Paged<Value>>;
}

// === impl ErasedList ===

impl<C: Send + 'static, L: ListResource<C>> ErasedList<C> for L {
    fn name(&self) -> &'static str {
        self.name()
    }

    fn schema(&self) -> Schema {
        Schema::of::<L::Config>(0, self.doc())
    }

    fn validate(&self, config: Value) -> Diagnostics {
        let mut found = Diagnostics::new();
        let config = L::Config::decode(config, &Path::root(), &mut found);
        if !found.has_errors() {
            ListResource::validate(self, &config, &mut found);
        }
        found
    }

    fn page(&self, call: Listing<C, Value>, after: Option<String>) -> BoxFuture<'_, Paged<Value>> {
        let mut found = Diagnostics::new();
        let call = Listing {
            config: L::Config::decode(call.config, &Path::root(), &mut found),
            client: call.client,
            stop: call.stop,
            whole: call.whole,
        };
        async move {
            if let Some(diagnostic) = found.into_iter().next() {
                return Err(diagnostic);
            }
            let page = ListResource::page(self, call, after).await?;
            Ok(Page {
                objects: page.objects.into_iter().map(Found::encode).collect(),
                left_out: page.left_out,
                warnings: page.warnings,
                next: page.next,
                more: page.more,
            })
        }
        .boxed()
    }
}

// === impl Page ===

impl<M> Page<M> {
    /// The last page, with these objects.
    pub fn last(objects: Vec<Found<M>>) -> Self {
        Self {
            objects,
            left_out: Vec::new(),
            warnings: Diagnostics::new(),
            next: None,
            more: false,
        }
    }
}

// === impl Found ===

impl<M: Model> Found<M> {
    /// An object by its state and its name for a person.
    pub fn new(state: M, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { state, name }
    }

    fn encode(self) -> Found<Value> {
        Found {
            state: self.state.encode(),
            name: self.name,
        }
    }
}
