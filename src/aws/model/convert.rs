//! Between cells and the SDK's fields: one conversion per pair of types, none per attribute.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_lambda::{primitives::DateTime, types};

use crate::{
    aws::names::brokers::Brokers,
    framework::cell::{
        List, Map, OneBlock, Set, SetBlock, Text, Tf,
        model::Model,
        text::{Json, Timestamp},
    },
};

/// A plain value and its SDK counterpart.
pub(crate) trait Item<T>: Sized {
    /// `Err` says why it cannot be sent.
    fn to_item(&self) -> Result<T, String>;
    fn from_item(item: &T) -> Self;
}

/// An attribute and its SDK field.
pub(crate) trait Wire<T>: Sized {
    /// The value for a request; `None` when it is null or unknown.
    fn to_sdk(&self) -> Result<Option<T>, String>;
    /// Reads the field of a response.
    fn from_sdk(field: Option<&T>) -> Self;
    /// The value that unsets it in a request; `None` if none does.
    fn unset() -> Option<T> {
        None
    }
    /// Whether it is null, and not merely unknown.
    fn is_null(&self) -> bool;
    /// The value for a request after a change.
    fn to_change(&self) -> Result<Option<T>, String> {
        if self.is_null() {
            Ok(Self::unset())
        } else {
            self.to_sdk()
        }
    }
}

/// A nested block and the SDK structure that it mirrors.
pub(crate) trait Structure<T>: Sized {
    fn to_structure(&self) -> Result<T, String>;
    fn from_structure(structure: &T) -> Self;
    /// The structure in which nothing is set: it makes the API forget a block.
    fn empty() -> T;
}

// === impl Item ===

impl Item<Self> for bool {
    fn to_item(&self) -> Result<Self, String> {
        Ok(*self)
    }
    fn from_item(item: &Self) -> Self {
        *item
    }
}

impl Item<i32> for i64 {
    fn to_item(&self) -> Result<i32, String> {
        i32::try_from(*self).map_err(|_| format!("{self} is too large"))
    }
    fn from_item(item: &i32) -> Self {
        Self::from(*item)
    }
}

impl Item<Self> for String {
    fn to_item(&self) -> Result<Self, String> {
        Ok(self.clone())
    }
    fn from_item(item: &Self) -> Self {
        item.clone()
    }
}

impl Item<DateTime> for String {
    fn to_item(&self) -> Result<DateTime, String> {
        Timestamp(self.clone()).to_item()
    }
    fn from_item(item: &DateTime) -> Self {
        Timestamp::from_item(item).0
    }
}

impl Item<DateTime> for Timestamp {
    fn to_item(&self) -> Result<DateTime, String> {
        self.seconds()
            .map(DateTime::from_secs)
            .ok_or_else(|| format!("\"{}\" is not an RFC 3339 timestamp", self.0))
    }
    fn from_item(item: &DateTime) -> Self {
        Self(DateTime::from_secs(item.secs()).to_string())
    }
}

impl Item<String> for Json {
    fn to_item(&self) -> Result<String, String> {
        Ok(self.0.clone())
    }
    fn from_item(item: &String) -> Self {
        Self(item.clone())
    }
}

/// Texts for the SDK's enumerations. A value that this version of the SDK does not know passes.
macro_rules! words {
    ($($name:ident),* $(,)?) => { $(
        impl Item<types::$name> for String {
            fn to_item(&self) -> Result<types::$name, Self> {
                Ok(self.as_str().into())
            }
            fn from_item(item: &types::$name) -> Self {
                item.as_str().to_owned()
            }
        }
    )* };
}

words! {
    EventSourceMappingMetric,
    EventSourceMappingSystemLogLevel,
    EventSourcePosition,
    FullDocument,
    FunctionResponseType,
    KafkaEventSourceMappingConsumptionMode,
    KafkaSchemaRegistryAuthType,
    KafkaSchemaValidationAttribute,
    SchemaRegistryEventRecordFormat,
    SourceAccessType,
}

// === impl Wire ===

impl<T, P: Item<T>> Wire<T> for Tf<P> {
    fn to_sdk(&self) -> Result<Option<T>, String> {
        self.known().map(P::to_item).transpose()
    }
    fn from_sdk(field: Option<&T>) -> Self {
        field.map(P::from_item).into()
    }
    fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl Wire<String> for Text {
    fn to_sdk(&self) -> Result<Option<String>, String> {
        Ok(self.0.known().filter(|it| !it.is_empty()).cloned())
    }
    fn from_sdk(field: Option<&String>) -> Self {
        Self(field.filter(|it| !it.is_empty()).cloned().into())
    }
    fn unset() -> Option<String> {
        Some(String::new())
    }
    fn is_null(&self) -> bool {
        self.0 == Tf::Null || self.0.known().is_some_and(String::is_empty)
    }
}

/// Collections of plain values, for the SDK's lists.
macro_rules! lists {
    ($($collection:ident),*) => { $(
        impl<T, P: Item<T>> Wire<Vec<T>> for $collection<P> {
            fn to_sdk(&self) -> Result<Option<Vec<T>>, String> {
                let items = self.0.known();
                items
                    .map(|it| it.iter().map(P::to_item).collect())
                    .transpose()
            }
            fn from_sdk(field: Option<&Vec<T>>) -> Self {
                // The API answers with an empty list for what is not set.
                let items = field.filter(|it| !it.is_empty());
                Self(items.map(|it| it.iter().map(P::from_item).collect()).into())
            }
            fn unset() -> Option<Vec<T>> {
                Some(Vec::new())
            }
            fn is_null(&self) -> bool {
                matches!(self.0, Tf::Null) || self.0.known().is_some_and(Vec::is_empty)
            }
        }
    )* };
}

lists! { List, Set }

/// The bootstrap servers, in one text each.
impl Wire<HashMap<types::EndPointType, Vec<String>>> for Map<Brokers> {
    fn to_sdk(&self) -> Result<Option<HashMap<types::EndPointType, Vec<String>>>, String> {
        let servers = |(kind, it): (&String, &Brokers)| {
            let servers = it.servers().map(str::to_owned).collect();
            (types::EndPointType::from(kind.as_str()), servers)
        };
        Ok(self.0.known().map(|it| it.iter().map(servers).collect()))
    }
    fn from_sdk(field: Option<&HashMap<types::EndPointType, Vec<String>>>) -> Self {
        let text = |(kind, it): (&types::EndPointType, &Vec<String>)| {
            (kind.as_str().to_owned(), Brokers(it.join(",")))
        };
        Self(field.map(|it| it.iter().map(text).collect()).into())
    }
    fn is_null(&self) -> bool {
        matches!(self.0, Tf::Null)
    }
}

/// The failure that the API reports, by the names of its members.
impl Wire<types::FilterCriteriaError> for Map<String> {
    fn to_sdk(&self) -> Result<Option<types::FilterCriteriaError>, String> {
        Ok(None)
    }
    fn from_sdk(field: Option<&types::FilterCriteriaError>) -> Self {
        let members = |it: &types::FilterCriteriaError| {
            let members = [("error_code", it.error_code()), ("message", it.message())];
            let set = |(name, it): (&str, Option<&str>)| Some((name.to_owned(), it?.to_owned()));
            members
                .into_iter()
                .filter_map(set)
                .collect::<BTreeMap<_, _>>()
        };
        Self(field.map(members).into())
    }
    fn is_null(&self) -> bool {
        matches!(self.0, Tf::Null)
    }
}

impl<T: PartialEq, B: Structure<T> + Model> Wire<T> for OneBlock<B> {
    fn to_sdk(&self) -> Result<Option<T>, String> {
        self.0.known().map(B::to_structure).transpose()
    }
    fn from_sdk(field: Option<&T>) -> Self {
        // The API answers with empty shells for what is not set.
        let set = field.map(B::from_structure).filter(|it| !it.is_shell());
        Self(set.into())
    }
    fn unset() -> Option<T> {
        Some(B::empty())
    }
    fn is_null(&self) -> bool {
        matches!(self.0, Tf::Null)
    }
}

impl<T, B: Structure<T> + PartialEq> Wire<Vec<T>> for SetBlock<B> {
    fn to_sdk(&self) -> Result<Option<Vec<T>>, String> {
        let blocks = self.0.known().filter(|it| !it.is_empty());
        blocks
            .map(|it| it.iter().map(B::to_structure).collect())
            .transpose()
    }
    fn from_sdk(field: Option<&Vec<T>>) -> Self {
        let blocks = field.into_iter().flatten().map(B::from_structure);
        Self(Tf::Known(blocks.collect()))
    }
    fn unset() -> Option<Vec<T>> {
        Some(Vec::new())
    }
    fn is_null(&self) -> bool {
        self.0 == Tf::Null || self.0.known().is_some_and(Vec::is_empty)
    }
}
