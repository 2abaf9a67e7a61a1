//! Plain values: what Rust's own types say about an attribute.

use std::fmt::{self, Debug};

use crate::framework::value::{Value, types::Type};

/// A plain value inside an attribute.
pub trait Plain: Sized + Clone + PartialEq + Debug + Send + Sync + 'static {
    /// Its Terraform type.
    const TYPE: Type;
    /// Reads a known value; `Err` says in words what it must be.
    fn from_value(value: Value) -> Result<Self, &'static str>;
    /// Writes it.
    fn to_value(&self) -> Value;
    /// Whether two of them mean the same.
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

/// A text that is shown nowhere: not in logs, not when it is printed for debugging.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(pub String);

// === impl Secret ===

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(sensitive)")
    }
}

// === impl Plain ===

impl Plain for bool {
    const TYPE: Type = Type::Bool;
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::Bool(it) => Ok(it),
            _ => Err("true or false"),
        }
    }
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Plain for i64 {
    const TYPE: Type = Type::Number;
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::Number(it) => it.as_i64(),
            _ => None,
        }
        .ok_or("a whole number of at most 63 bits")
    }
    fn to_value(&self) -> Value {
        Value::from(*self)
    }
}

impl Plain for String {
    const TYPE: Type = Type::String;
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::String(it) => Ok(it),
            _ => Err("a string"),
        }
    }
    fn to_value(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Plain for Secret {
    const TYPE: Type = Type::String;
    fn from_value(value: Value) -> Result<Self, &'static str> {
        String::from_value(value).map(Self)
    }
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
}
