//! How Kafka is read.

use aws_sdk_lambda::types::KafkaEventSourceMappingConsumptionMode as Sdk;

use crate::{
    aws::model::convert::Wire,
    framework::{
        cell::{Cell, Tf},
        diagnostics::Diagnostics,
        schema::Shape,
        value::{Value, path::Path},
    },
};

/// How Kafka is read: `Stream`, which is the default, or `Queue`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mode(pub Tf<String>);

impl Cell for Mode {
    fn shape() -> Shape {
        Tf::<String>::shape()
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        Self(Tf::decode(value, path, found))
    }
    fn encode(&self) -> Value {
        self.0.encode()
    }
    fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Tf::Null, Tf::Known(it)) | (Tf::Known(it), Tf::Null) => it == "Stream",
            (a, b) => a == b,
        }
    }
}

impl Wire<Sdk> for Mode {
    fn to_sdk(&self) -> Result<Option<Sdk>, String> {
        self.0.to_sdk()
    }
    fn from_sdk(field: Option<&Sdk>) -> Self {
        Self(Tf::from_sdk(field))
    }
    fn is_null(&self) -> bool {
        self.0 == Tf::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mode_is_a_stream() {
        let mode = |it: &str| Mode(Tf::Known(it.to_owned()));
        let none = Mode::default();
        assert!(none.same(&mode("Stream")) && mode("Stream").same(&none));
        assert!(!none.same(&mode("Queue")) && !mode("Queue").same(&none));
        assert!(!mode("Stream").same(&mode("Queue")));
    }
}
