//! Requests that change nothing: data sources, lists, the configuration of what exists, functions.

pub mod call;
mod generate;
pub mod list;
mod look;
