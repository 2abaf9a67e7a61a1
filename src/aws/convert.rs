//! Between cells and the SDK's fields: one conversion per pair of types, none per attribute.

use aws_sdk_lambda::{primitives::DateTime, types};

use crate::framework::{
    cell::{Block, Blocks, Tf},
    text::{Json, Timestamp},
};

/// A plain value and its SDK counterpart.
pub(super) trait Item<T>: Sized {
    /// `Err` says why it cannot be sent.
    fn to_item(&self) -> Result<T, String>;
    fn from_item(item: &T) -> Self;
}

/// An attribute and its SDK field.
pub(super) trait Wire<T>: Sized {
    /// What to send; nothing when it is null or unknown.
    fn to_sdk(&self) -> Result<Option<T>, String>;
    /// What the API sent.
    fn from_sdk(field: Option<&T>) -> Self;
    /// What to send to make it null; nothing if there is no such thing.
    fn unset() -> Option<T> {
        None
    }
    /// Whether it is null, and not merely unknown.
    fn is_null(&self) -> bool;
    /// What to send when it has changed.
    fn to_change(&self) -> Result<Option<T>, String> {
        if self.is_null() {
            Ok(Self::unset())
        } else {
            self.to_sdk()
        }
    }
}

/// A nested block and the SDK structure that it mirrors.
pub(super) trait Structure<T>: Sized {
    fn to_structure(&self) -> Result<T, String>;
    fn from_structure(structure: &T) -> Self;
    /// The structure in which nothing is set: how the API is told to forget a block.
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

impl Item<types::EventSourcePosition> for String {
    fn to_item(&self) -> Result<types::EventSourcePosition, Self> {
        Ok(self.as_str().into())
    }
    fn from_item(item: &types::EventSourcePosition) -> Self {
        item.as_str().to_owned()
    }
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

impl<T: PartialEq, B: Structure<T>> Wire<T> for Block<B> {
    fn to_sdk(&self) -> Result<Option<T>, String> {
        self.0.known().map(B::to_structure).transpose()
    }
    fn from_sdk(field: Option<&T>) -> Self {
        // The API answers with empty shells for what is not set.
        let set = field.filter(|it| **it != B::empty());
        Self(set.map(B::from_structure).into())
    }
    fn unset() -> Option<T> {
        Some(B::empty())
    }
    fn is_null(&self) -> bool {
        matches!(self.0, Tf::Null)
    }
}

impl<T, B: Structure<T>> Wire<Vec<T>> for Blocks<B> {
    fn to_sdk(&self) -> Result<Option<Vec<T>>, String> {
        self.0
            .known()
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
        matches!(self.0, Tf::Null)
    }
}
