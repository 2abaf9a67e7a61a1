//! The names that a provider needs in most of its files, for one line of imports.

pub use super::{
    author::{
        Action, Call, Change, DataSource, Function, Identified, ListResource, Outcome, Progress,
        Provider, Resource, Things,
        list_resource::{Found, Listing, Page, Paged},
    },
    cell::Tf,
    diagnostics::{Diagnostic, Diagnostics},
    schema::spec::{computed, optional, required},
};
