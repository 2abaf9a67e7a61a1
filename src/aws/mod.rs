//! The provider: what the framework is told of AWS.
//!
//! The only room that names the AWS SDK. It knows nothing of the wire: the server calls it through
//! the framework's traits.

#[macro_use]
mod model;
mod attempts;
mod convert;
mod duration;
mod error;
mod held;
mod obstacle;
mod region;
mod retries;
mod tags;
mod uuid;

pub mod arn;
pub mod brokers;
pub mod client;
pub mod event_source_mapping;
pub mod filter;
pub mod function_name;
pub mod provider;
pub mod source;

pub use self::provider::Aws;
