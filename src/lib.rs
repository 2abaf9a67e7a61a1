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
//! A file counts that does a step of the request. Not counted are the tables that a step looks up (the
//! rows of a resource, the cells of `operate/next/cells.rs`) and the helpers of one step:
//! `framework/server/maps.rs` gives empty maps of Terraform 1.0 their meaning,
//! `framework/plan/replacing.rs` finds what cannot be changed in place, `aws/api/client.rs` marks a
//! mapping as being written, and `aws/api/shared` makes one call of the looks of several waits.
//!
//! *A plan* goes through seven files, and calls AWS in none:
//!
//! 1. `protocol/service/mod.rs` takes the message apart.
//! 2. `framework/server/plan.rs` finds the resource and decodes by its schema.
//! 3. `framework/author/resource/erased.rs` gives the values their types, and at the end fills in what
//!    Lambda is known to report.
//! 4. `framework/plan/mod.rs` compares config, prior and planned row by row.
//! 5. `aws/event_source_mapping/mod.rs` adds what is known of the provider block.
//! 6. `plan/mod.rs` beside it corrects what no row can say.
//! 7. `plan/place.rs` plans the Region. `plan/group.rs` matters to Kafka only.
//!
//! *An update of `batch_size`* goes through nine: 1, then `framework/server/apply.rs`, 3, 5, and in
//! `aws/event_source_mapping`
//!
//! 1. `operate/update.rs`, which has the steps;
//! 2. `wire/mod.rs`, which builds the request and reads the response;
//! 3. `operate/next/persist.rs`, which sends the request until it is done;
//! 4. `aws/api/calls.rs`, which sends the requests to Lambda;
//! 5. `operate/settle.rs`, which waits until nothing moves.
//!
//! *A conflict on create* goes through ten: the first eight of these, with `operate/create.rs` for the
//! update; then `aws/api/error/mod.rs`, which says what kind of failure it is, and `tell/conflict.rs`,
//! which says how the two mappings differ and what the user reads.
//!
//! # One row per attribute
//!
//! All that is known of an attribute stands in one row of `aws/event_source_mapping/table.rs`:
//! description, type, life, default, rules. Schema, documentation, checks, diff and API mapping
//! follow from it.

#[macro_use]
pub mod framework;

pub mod aws;

pub mod protocol;

pub mod plugin;

pub mod emulator;

pub mod cli;

pub mod hcl;
