//! The link to Terraform: a socket, and TLS on it.

pub(crate) mod connection;
pub(crate) mod listen;
pub(crate) mod tls;
