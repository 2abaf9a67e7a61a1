//! The types of values, and their JSON form (`"string"`, `["list","number"]`, …).

use std::collections::BTreeMap;

/// The type of a value, as it is written in a schema and on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `"bool"`
    Bool,
    /// `"number"`
    Number,
    /// `"string"`
    String,
    /// `"dynamic"`: each value brings its own type.
    Dynamic,
    /// `["list", T]`
    List(Box<Self>),
    /// `["set", T]`
    Set(Box<Self>),
    /// `["map", T]`
    Map(Box<Self>),
    /// `["tuple", [T, …]]`
    Tuple(Vec<Self>),
    /// `["object", {"name": T, …}]`
    Object(BTreeMap<String, Self>),
}
