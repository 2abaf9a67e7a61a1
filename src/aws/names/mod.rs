//! Names of AWS: their form, their parts, and when two names mean the same. Pure.

pub mod arn;
pub mod brokers;
pub(crate) mod duration;
pub mod function_name;
pub(crate) mod moving;
pub(crate) mod region;
pub mod source_kind;
pub(crate) mod uuid;
