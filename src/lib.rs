//! A Terraform and OpenTofu provider for AWS Lambda event source mappings.
//!
//! # Layout
//!
//! One crate, seven rooms, one direction:
//!
//! ```text
//!  Terraform ──gRPC──▶ plugin ──▶ protocol ──▶ framework ◀── aws ──HTTPS──▶ Lambda
//!                      process    wire         meaning       our resource
//! ```
//!
//! * [`framework`]: what Terraform means. Values, schemas, planning, one function per RPC. Pure: it
//!   could be published alone.
//! * [`aws`]: the provider. Its configuration, its client, its resource; the only room that names the
//!   AWS SDK.
//! * [`protocol`]: the wire. Messages to and from framework values; the only room that names the
//!   provider protocol's messages.
//! * [`plugin`]: the process. What Terraform expects of a program that it starts as a plugin.
//! * [`emulator`]: Lambda's API for event source mappings, with states that move. It shares no code
//!   with `aws`, so that a mistake cannot stand on both sides.
//! * [`cli`]: the commands for people.
//! * [`hcl`]: Terraform's configuration language as text, for the commands that read, edit and write
//!   configurations. It knows no provider.
//!
//! `main.rs` joins them: only there do `aws` and the wire meet. `tests/architecture` holds the
//! walls.
//!
//! # A request
//!
//! *A plan* passes four files: `protocol/service` takes the message apart,
//! `framework/server/plan.rs` finds the resource and decodes by its schema, `framework/author/resource/erased.rs`
//! gives the values their types, and `framework/plan/mod.rs` compares config, prior and planned row by
//! row. The resource adds what no row can say in `aws/event_source_mapping/plan`. No
//! call of AWS is made.
//!
//! *An apply* goes the same way to `framework/server/apply.rs` and on to the resource,
//! `aws/event_source_mapping/operate`, where each operation has a file: it makes its request in
//! `wire/request.rs`, calls AWS by `api/calls.rs` and waits in `settle.rs`.
//!
//! # One row per attribute
//!
//! All that is known of an attribute stands in one row of `aws/event_source_mapping/table.rs`:
//! description, type, life, default, rules. Schema, documentation, checks, diff and API mapping
//! follow from it.

#[macro_use]
pub mod framework;
pub mod aws;
pub mod cli;
pub mod emulator;
pub mod hcl;
pub mod plugin;
pub mod protocol;
