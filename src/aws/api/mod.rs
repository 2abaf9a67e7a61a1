//! The one door to AWS: clients, calls, retries, and what an error means.

pub(crate) mod calls;
pub(crate) mod claims;
pub mod client;
pub(crate) mod connection;
pub(crate) mod error;
pub(crate) mod log;
pub(crate) mod pace;
pub mod region_client;
pub(crate) mod service;
pub(crate) mod shared;
