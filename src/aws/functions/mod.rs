//! The functions of the provider. They need no configuration, and read nothing but their arguments.
//!
//! * `patterns`: whether an event matches a filter pattern, why not, and what is wrong with a pattern.
//! * `ids`: ids to import, taken apart and put together.
//! * `arns`: ARNs taken apart.

mod arns;
mod ids;
mod patterns;

use crate::framework::author::function::AnyFunction;

/// All of them, in the order of the documentation.
pub(super) fn all() -> Vec<AnyFunction> {
    vec![
        AnyFunction::new(patterns::FilterMatches),
        AnyFunction::new(patterns::FilterExplain),
        AnyFunction::new(patterns::FilterProblems),
        AnyFunction::new(ids::ParseId),
        AnyFunction::new(ids::BuildId),
        AnyFunction::new(arns::ParseArn),
    ]
}
