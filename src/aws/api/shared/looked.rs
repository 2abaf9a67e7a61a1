//! A mapping as `GetEventSourceMapping` or an entry of the list shows it.

use aws_sdk_lambda::{
    operation::get_event_source_mapping::GetEventSourceMappingOutput, primitives::DateTime,
    types::EventSourceMappingConfiguration,
};

use super::sight::Sight;
use crate::aws::names::moving::is_moving;

/// A mapping, from whichever call. Both show the same fields, except filters that are encrypted with a
/// customer's key.
#[derive(Debug, Clone)]
pub(crate) enum Looked {
    Got(Box<GetEventSourceMappingOutput>),
    Listed(Box<EventSourceMappingConfiguration>),
}

/// Whether a list shows less than there is of a mapping with this key: it does not decrypt filters.
pub(crate) fn hides_filters(kms_key_arn: Option<&str>) -> bool {
    kms_key_arn.is_some_and(|it| !it.is_empty())
}

/// Accessors that both have.
macro_rules! both {
    ($($(#[doc = $doc:literal])* $name:ident: $ty:ty,)*) => { $(
        $(#[doc = $doc])*
        pub(crate) fn $name(&self) -> Option<$ty> {
            match self {
                Self::Got(it) => it.$name(),
                Self::Listed(it) => it.$name(),
            }
        }
    )* };
}

// === impl Looked ===

impl Looked {
    both! {
        uuid: &str,
        state: &str,
        event_source_mapping_arn: &str,
        function_arn: &str,
        event_source_arn: &str,
        /// The customer's key that encrypts the filters.
        kms_key_arn: &str,
        last_modified: &DateTime,
    }
}

impl Looked {
    /// Whether an entry of a list shows it.
    pub(crate) fn is_listed(&self) -> bool {
        matches!(self, Self::Listed(_))
    }
}

impl From<GetEventSourceMappingOutput> for Looked {
    fn from(got: GetEventSourceMappingOutput) -> Self {
        Self::Got(Box::new(got))
    }
}

impl Sight for Looked {
    fn moves(&self) -> bool {
        self.state().is_some_and(is_moving)
    }

    fn modified(&self) -> Option<i64> {
        self.last_modified().map(DateTime::secs)
    }
}
