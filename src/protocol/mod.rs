//! The wire: Terraform's messages, and their way to and from the values of the framework.
//!
//! The only room that names the messages of the provider protocol.

mod messages;
mod service;
pub mod tfplugin6;

pub use self::service::Service;
