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
pub(crate) mod patience;
pub(crate) mod read;
mod settle;
pub(crate) mod switch;
pub(crate) mod update;

use crate::{
    aws::{
        api::client::Client,
        event_source_mapping::{plan::place, table::EventSourceMapping},
    },
    framework::{author::Call, diagnostics::Diagnostic},
};

/// A call of the provider, for a mapping.
pub(crate) type Run = Call<Client, EventSourceMapping>;

/// `call` in the Region of `mapping`, or an error if the mapping is of another account.
pub(crate) fn at(mut call: Run, mapping: &EventSourceMapping) -> Result<Run, Diagnostic> {
    call.client = call.client.at(&place::region(mapping));
    place::foreign(call.client.account(), mapping).map_or(Ok(call), Err)
}
