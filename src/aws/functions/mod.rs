//! The functions of the provider. They need no configuration, and read nothing but their arguments.
//!
//! * `patterns`: whether an event matches a filter pattern, why not, and what is wrong with a pattern.
//! * `ids`: ids to import, taken apart and put together.
//! * `arns`: ARNs taken apart.

mod arns;
mod ids;
mod patterns;

use crate::framework::author::Things;

/// Adds all of them, in the order of the documentation.
pub(super) fn add_to<C: Clone + Send + Sync + 'static>(things: Things<C>) -> Things<C> {
    things
        .function(patterns::FilterMatches)
        .function(patterns::FilterExplain)
        .function(patterns::FilterProblems)
        .function(ids::ParseId)
        .function(ids::BuildId)
        .function(arns::ParseArn)
}
