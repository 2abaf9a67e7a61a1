//! Private data that Terraform keeps beside the state of a mapping, for the provider alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The private data, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Private {
    /// The tags that the server returned, if it accepted those of the state and returned others. A later read
    /// that finds the same has found nothing new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) returned_tags: Option<BTreeMap<String, String>>,
}

// === impl Private ===

impl Private {
    /// Reads private data. Any other form counts as none: another version of the provider may
    /// have written it.
    pub(crate) fn read(kept: &[u8]) -> Self {
        serde_json::from_slice(kept).unwrap_or_default()
    }

    /// The form in which it is kept; empty for nothing.
    pub(crate) fn written(&self) -> Vec<u8> {
        if *self == Self::default() {
            return Vec::new();
        }
        serde_json::to_vec(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_anything_else_is_nothing() {
        for returned_tags in [
            None,
            Some([].into()),
            Some([("team".to_owned(), "A".to_owned())].into()),
        ] {
            let kept = Private { returned_tags };
            assert_eq!(Private::read(&kept.written()), kept);
        }
        assert!(Private::default().written().is_empty());
        for other in ["", "{", "[]", "null", r#"{"schema_version":"0"}"#] {
            assert_eq!(
                Private::read(other.as_bytes()),
                Private::default(),
                "{other}"
            );
        }
    }
}
