//! Lambda's own report on a mapping. Nothing is read and nothing runs here, so a test orders the report.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Lambda's report on a mapping from now on, until an Update makes it untrue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Report {
    /// Lambda disabled the mapping, for example because its queue was deleted.
    pub disabled: bool,
    /// Why the mapping is in its state, for example `Source queue does not exist`.
    pub state_transition_reason: Option<String>,
    /// The result of the last batch, for example `PROBLEM: Function call failed`.
    pub last_processing_result: Option<String>,
    /// Why the filters cannot be read; the mapping is then shown without them.
    pub filter_criteria_error: Option<FilterError>,
}

/// Why filters that are encrypted with a customer's key cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilterError {
    /// 10 to 50 characters, for example `AccessDeniedException`.
    pub error_code: String,
    /// 10 to 2048 characters.
    pub message: String,
}

// === impl Report ===

impl Report {
    /// Puts what is said over what the mapping shows anyway.
    pub(crate) fn show(&self, shown: &mut Map<String, Value>) {
        if let Some(reason) = &self.state_transition_reason {
            shown.insert("StateTransitionReason".to_owned(), json!(reason));
        }
        if let Some(result) = &self.last_processing_result {
            shown.insert("LastProcessingResult".to_owned(), json!(result));
        }
        if let Some(error) = &self.filter_criteria_error {
            let error = json!({ "ErrorCode": error.error_code, "Message": error.message });
            shown.insert("FilterCriteriaError".to_owned(), error);
            shown.insert("FilterCriteria".to_owned(), Value::Null);
        }
    }

    /// Takes back what an Update that gives these settings makes untrue.
    pub(crate) fn outlive(&mut self, given: &Map<String, Value>) {
        self.disabled = false;
        self.state_transition_reason = None;
        if given.contains_key("FilterCriteria") || given.contains_key("KMSKeyArn") {
            self.filter_criteria_error = None;
        }
    }
}
