//! Bootstrap servers of Kafka, as one text.

use std::collections::BTreeSet;

use crate::framework::{
    cell::plain::Plain,
    value::{Value, types::Type},
};

/// Servers, `host:port` each, with commas between them. Two mean the same whatever the order of the
/// servers, the spaces around them and the case of their hosts: the API sorts them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brokers(pub String);

impl Brokers {
    /// The servers, without the spaces around them.
    pub fn servers(&self) -> impl Iterator<Item = &str> {
        self.0.split(',').map(str::trim).filter(|it| !it.is_empty())
    }

    /// The servers, independent of order and spelling.
    pub fn meaning(&self) -> BTreeSet<String> {
        self.servers().map(str::to_ascii_lowercase).collect()
    }
}

impl Plain for Brokers {
    const TYPE: Type = Type::String;
    fn from_value(value: Value) -> Result<Self, &'static str> {
        String::from_value(value).map(Self)
    }
    fn to_value(&self) -> Value {
        self.0.to_value()
    }
    fn same(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brokers_are_compared_without_order_spaces_and_case() {
        let brokers = |it: &str| Brokers(it.to_owned());
        let two = brokers("b1.example:9092,b2.example:9092");
        assert!(two.same(&brokers("B2.example:9092 , b1.Example:9092")));
        assert!(two.same(&brokers("b1.example:9092,b2.example:9092,b1.example:9092,")));
        assert!(!two.same(&brokers("b1.example:9092")));
        assert!(!two.same(&brokers("b1.example:9092,b2.example:9093")));
    }
}
