//! The wire: Terraform's messages, and their way to and from the values of the framework.
//!
//! The only room that names the messages of the provider protocol.

/// The messages and the service of Terraform's provider protocol 6, as `proto/tfplugin6.proto` has them.
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated from proto/tfplugin6.proto, where the comments are"
)]
pub mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}

mod messages;
mod service;

pub use self::service::Service;
