//! The rim: HTTP on one side, the core on the other.

pub(crate) mod admin;
pub(crate) mod inner;
pub(crate) mod line;
mod page;
pub(crate) mod quota;
pub(crate) mod reply;
pub(crate) mod server;
pub(crate) mod signature;
pub(crate) mod sts;
pub(crate) mod tls;
