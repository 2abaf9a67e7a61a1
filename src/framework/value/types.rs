//! The types of values.

use std::{collections::BTreeMap, fmt};

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

// === impl Type ===

impl Type {
    fn plural(&self) -> String {
        match self {
            Self::Bool => "bools".to_owned(),
            Self::Number => "numbers".to_owned(),
            Self::String => "strings".to_owned(),
            Self::Dynamic => "values of any type".to_owned(),
            Self::List(of) => format!("lists of {}", of.plural()),
            Self::Set(of) => format!("sets of {}", of.plural()),
            Self::Map(of) => format!("maps of {}", of.plural()),
            Self::Tuple(types) => format!("tuples of {}", elements(types.len())),
            Self::Object(_) => "objects".to_owned(),
        }
    }
}

fn elements(count: usize) -> String {
    match count {
        1 => "1 element".to_owned(),
        _ => format!("{count} elements"),
    }
}

/// For use in a sentence: "a list of strings".
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("a bool"),
            Self::Number => f.write_str("a number"),
            Self::String => f.write_str("a string"),
            Self::Dynamic => f.write_str("a value of any type"),
            Self::List(of) => write!(f, "a list of {}", of.plural()),
            Self::Set(of) => write!(f, "a set of {}", of.plural()),
            Self::Map(of) => write!(f, "a map of {}", of.plural()),
            Self::Tuple(types) => write!(f, "a tuple of {}", elements(types.len())),
            Self::Object(_) => f.write_str("an object"),
        }
    }
}
