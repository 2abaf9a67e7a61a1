//! What Terraform means, pure: no wire, no network, no clock.
//!
//! This room names nothing of the others, and no tonic, prost, tokio or AWS type; it could be
//! published alone. Reading order: values and their types, where and what is wrong, the encodings.

pub mod diagnostics;
pub mod encoding;
pub mod json;
pub mod msgpack;
pub mod number;
pub mod path;
pub mod types;
pub mod value;

#[macro_use]
pub mod model;
pub mod cell;
pub mod consistency;
pub mod plain;
pub mod plan;
pub mod rules;
pub mod schema;
pub mod text;
pub mod validate;

pub mod erased;
pub mod provider;
pub mod resource;
pub mod server;
pub mod stop;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod shelf;
