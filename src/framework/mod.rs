//! What Terraform means, pure: no wire, no network, no clock.
//!
//! This room names nothing of the others, and no tonic, prost, tokio or AWS type; it could be
//! published alone. Reading order: values and their types, where and what is wrong, the encodings;
//! then models and their schemas, the plan, and what an author writes.
//!
//! # How to write a provider
//!
//! 1. *The rows.* [`model!`](crate::model) makes a struct of one row for each attribute: its doc
//!    comment is the documentation, its word for the [`Life`](schema::Life) says who sets it and
//!    what a change means, its [`Cell`](cell::Cell) is its type, and its [`Spec`](spec::Spec) holds
//!    presence, default and [`rules`]. Rows of a life `fixed` say [`because`](spec::Spec::because)
//!    of what a change replaces the object. Schema, validation, diff and [documentation](docs) follow
//!    from the rows; nothing is said twice.
//! 2. *The resource.* Implement [`Resource`](resource::Resource) for a type of yours: its
//!    [`Model`](resource::Resource::Model), its name and what it is, then
//!    [`create`](resource::Resource::create), [`read`](resource::Resource::read),
//!    [`update`](resource::Resource::update) and [`delete`](resource::Resource::delete). Each answers
//!    with an [`Outcome`](resource::Outcome) that holds state *and* diagnostics: an object that
//!    exists must be in the state, whatever went wrong. If it takes several steps, report the object
//!    with [`keep`](resource::Call::keep) as soon as it exists, and heed
//!    [`stop`](resource::Call::stop) in every wait.
//! 3. *What no row can say*, each with a default that does nothing:
//!    [`validate`](resource::Resource::validate) for rules across attributes,
//!    [`plan`](resource::Resource::plan) to correct the planned values (without clock, network or
//!    randomness), [`announce`](resource::Resource::announce) for what a replacement loses,
//!    [`import`](resource::Resource::import), and [`upgrade`](resource::Resource::upgrade) once
//!    [`version`](resource::Resource::version) is above 0.
//! 4. *The provider.* Implement [`Provider`](provider::Provider): its block is a model, too, `()` if
//!    it has no arguments; [`configure`](provider::Provider::configure) makes the client that all
//!    calls get; [`resources`](provider::Provider::resources) lists the resources, each in an
//!    [`AnyResource`](erased::AnyResource).
//! 5. *The server.* [`Server`](server::Server) answers each RPC in terms of this room; the rooms
//!    `protocol` and `plugin` put it on the wire. A test of
//!    [`Server::problems`](server::Server::problems) finds what a core would refuse of the schemas. A
//!    debug build says so itself, and checks each plan and each result as the core will, see
//!    [`consistency`].
//!
//! `examples/minimal_provider.rs` is all of it in 80 lines, `examples/plan_a_change.rs` the diff
//! without a server.

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
pub mod docs;
pub mod plain;
pub mod plan;
pub mod problems;
pub mod rules;
pub mod schema;
pub mod spec;
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
