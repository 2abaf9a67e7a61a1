//! Requests that change nothing: lists, the configuration of what exists, functions.

pub mod call;
mod generate;
pub mod list;
