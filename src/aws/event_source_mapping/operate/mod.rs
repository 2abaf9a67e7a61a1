//! The operations on a mapping, a file each, and what they share.
//!
//! Each operation has the same verbs in the same order: build the request, `persist` until AWS has done
//! it, `settle` until the mapping rests, and say what the user should know. [`next`] decides what
//! follows a failure.

mod adopt;
pub(crate) mod create;
pub(crate) mod delete;
mod find;
pub(crate) mod next;
mod patience;
pub(crate) mod read;
mod settle;
pub(crate) mod update;

use crate::{
    aws::{api::client::Client, event_source_mapping::table::EventSourceMapping},
    framework::author::Call,
};

/// A call of the provider, for a mapping.
pub(crate) type Run = Call<Client, EventSourceMapping>;
