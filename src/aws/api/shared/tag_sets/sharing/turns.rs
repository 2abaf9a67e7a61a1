//! Actions and entries of `sharing`.

use std::time::Duration;

use crate::aws::api::shared::{
    sight::Ticket,
    tag_sets::resources::{TagQuery, TagSet},
};

/// An action of the caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TagAction {
    /// Make a `ListTags` for this read.
    List(Ticket),
    /// Compare these tags for this read.
    Show(Ticket, TagSet),
    /// Call `GetResources`.
    Ask(TagQuery),
}

/// The tags of an ARN, as a shared call has shown them.
#[derive(Debug)]
pub(super) struct TagEntry {
    /// When the call was requested.
    pub(super) at: Duration,
    /// Nothing for what was missing.
    pub(super) tags: Option<TagSet>,
}

/// How far the pages were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagPages {
    /// Nothing was shared yet.
    Idle,
    /// The page that this token begins is next; the first has none.
    Next(Option<String>),
    /// All were read.
    Whole,
    /// A call has failed: nothing is shared in this refresh.
    Broken,
}
