//! Typed parts of a model: what a Rust field says about the attribute it holds.

#[macro_use]
pub mod model;
mod collections;
mod objects;
pub mod plain;
pub mod text;
pub mod tf;

pub use self::{
    collections::{List, Map, Set},
    objects::{ListBlock, Object, Objects, OneBlock, SetBlock, SingleBlock},
    tf::{Cell, Text, Tf, attribute, same},
};

#[cfg(test)]
mod tests;
