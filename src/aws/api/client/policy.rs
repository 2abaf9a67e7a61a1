//! Arguments of the provider block that all resources share.

use crate::aws::{api::shared::tag_sets::resources::TagReach, model::tags::Tagging};

/// Arguments of the provider block that all resources share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policy {
    pub(crate) tagging: Tagging,
    /// The account, if it is known without a call.
    pub(crate) account: Option<String>,
    /// The owner of the quota: the account, or the access key.
    pub(crate) counted_as: String,
    /// Whether resources that do not say so themselves adopt what is there already.
    pub(crate) adopt_existing: bool,
    pub(crate) warnings: WantedWarnings,
    /// Calls a second, if they were set; 0 is no limit.
    pub(crate) calls_a_second: Option<u32>,
    /// Whether reads may share pages of a list.
    pub(crate) reads_are_shared: bool,
    /// Where the tags of many mappings are read at once, if anywhere.
    pub(crate) tags: Option<TagReach>,
    /// Whether a change ends when AWS has accepted it.
    pub(crate) accepted_is_enough: bool,
}

/// Which warnings the user wants; all, unless the provider block says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WantedWarnings {
    /// Of a mapping whose last batch failed.
    pub(crate) failed_batches: bool,
    /// Of a mapping that existed and was adopted.
    pub(crate) adopted: bool,
}

// === impl WantedWarnings ===

impl Default for WantedWarnings {
    fn default() -> Self {
        Self {
            failed_batches: true,
            adopted: true,
        }
    }
}
