//! The meaning of Terraform's requests, pure: no wire, no network, no clock.
//!
//! This room names nothing of the others, and no tonic, prost, tokio or AWS type; it could be
//! published alone. Its floors, each of which knows only those before it:
//!
//! 1. [`value`], [`diagnostics`]: values, their types, where and what is wrong;
//! 2. [`json`], [`msgpack`]: the encodings;
//! 3. [`schema`]: what a block may hold, and the checks that follow from it;
//! 4. [`cell`]: rows of Rust, of which a schema is made;
//! 5. [`plan`]: what a change means;
//! 6. [`author`]: what an author of a provider writes;
//! 7. [`server`]: one function for each RPC.
//!
//! # How to write a provider
//!
//! 1. *The rows.* [`model!`](crate::model) makes a struct of one row for each attribute: its doc
//!    comment is the documentation, its word for the [`Life`](schema::Life) says who sets it and
//!    what a change means, its [`Cell`](cell::Cell) is its type, and its [`Spec`](schema::spec::Spec) holds
//!    presence, default and [`rules`](schema::rules). Rows of a life `fixed` say [`because`](schema::spec::Spec::because)
//!    of what a change replaces the object. Schema, validation, diff and documentation follow
//!    from the rows; nothing is said twice.
//! 2. *The resource.* Implement [`Resource`](author::resource::Resource) for a type of yours: its
//!    [`Model`](author::resource::Resource::Model), its name and what it is, then
//!    [`create`](author::resource::Resource::create), [`read`](author::resource::Resource::read),
//!    [`update`](author::resource::Resource::update) and [`delete`](author::resource::Resource::delete). Each answers
//!    with an [`Outcome`](author::resource::Outcome) that holds state *and* diagnostics: an object that
//!    exists must be in the state, whatever went wrong. If it takes several steps, report the object
//!    with [`keep`](author::resource::Call::keep) as soon as it exists, and heed
//!    [`stop`](author::resource::Call::stop) in every wait.
//! 3. *What no row can say*, each with a default that does nothing:
//!    [`validate`](author::resource::Resource::validate) for rules across attributes,
//!    [`plan`](author::resource::Resource::plan) to correct the planned values (without clock, network or
//!    randomness), [`announce`](author::resource::Resource::announce) for what a replacement loses,
//!    [`import`](author::resource::Resource::import), and [`upgrade`](author::resource::Resource::upgrade) once
//!    [`version`](author::resource::Resource::version) is above 0.
//! 4. *What else there is.* [`DataSource`](author::data_source::DataSource),
//!    [`ListResource`](author::list_resource::ListResource), [`Function`](author::function::Function) and
//!    [`Action`](author::action::Action) have the same shape: models for what goes in and out, a name, what it
//!    is, and one method that does it.
//! 5. *The provider.* Implement [`Provider`](author::provider::Provider): its block is a model, too, `()` if
//!    it has no arguments; [`configure`](author::provider::Provider::configure) makes the client that all
//!    calls get; [`things`](author::provider::Provider::things) lists all that it has. All that a core sees
//!    follows from that.
//! 6. *The server.* [`Server`](server::Server) answers each RPC in terms of this room; the rooms
//!    `protocol` and `plugin` put it on the wire. A test of
//!    [`Server::problems`](server::Server::problems) finds what a core would refuse of the schemas. A
//!    debug build says so itself, and checks each plan and each result as the core will, see
//!    [`consistency`](plan::consistency).
//!
//! `examples/minimal_provider.rs` is all of it in 120 lines, `examples/plan_a_change.rs` the diff
//! without a server.

pub mod diagnostics;
pub mod json;
pub mod msgpack;
pub mod value;

pub mod schema;
#[macro_use]
pub mod cell;
pub mod plan;

pub mod author;
pub mod prelude;
pub mod server;

#[cfg(test)]
mod tests;
