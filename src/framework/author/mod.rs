//! What an author of a provider writes: a file or a folder for each kind of thing.

pub mod action;
pub mod data_source;
pub mod function;
pub mod list_resource;
pub mod provider;
pub mod resource;
pub mod stop;

use std::{any::type_name, fmt, ops::Deref};

pub use self::{
    action::{Action, AnyAction, Progress},
    data_source::{AnyData, DataSource},
    function::{AnyFunction, Function},
    list_resource::{AnyList, ListResource},
    provider::{Provider, Things},
    resource::{Call, Change, Outcome, Resource, erased::AnyResource, identity::Identified},
    stop::Stop,
};

/// A thing whose types are hidden: `T` has its methods, with values for models.
pub struct Hidden<T: ?Sized>(pub(crate) Box<T>);

// === impl Hidden ===

impl<T: ?Sized> Deref for Hidden<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(type_name::<T>())
    }
}

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
