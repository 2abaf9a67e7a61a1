//! The requests of the server to a resource, in plain values.

use super::operations::Kept;
use crate::framework::{author::stop::Stop, schema::Schema, value::Value};

/// A change that Terraform proposes, in the values of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    /// The schema of the values.
    pub schema: &'a Schema,
    /// The configuration.
    pub config: &'a Value,
    /// The current state; null for a creation.
    pub prior: &'a Value,
    /// The arguments of the provider block that are not known yet.
    pub unknown: &'a [String],
}

/// The context that the server gives to each call of a resource.
#[derive(Debug, Clone)]
pub struct Context<C> {
    pub(crate) client: C,
    pub(crate) stop: Stop,
    /// The configuration, of an apply.
    pub(crate) config: Value,
    pub(crate) kept: Kept,
}
