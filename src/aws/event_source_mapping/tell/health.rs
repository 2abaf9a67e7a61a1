//! Warnings about the health of a mapping that exists, with Lambda's own reasons.

use crate::{
    aws::{api::client::WantedWarnings, event_source_mapping::table::EventSourceMapping},
    framework::diagnostics::{Diagnostic, shown},
};

/// Lambda's reasons when a person or a program has changed the state of a mapping.
const BY_USERS: [&str; 3] = ["User action", "USER_INITIATED", "User initiated"];
/// Lambda's results of the last batch when nothing is wrong.
const FINE: [&str; 2] = ["OK", "No records processed"];

/// Whether Lambda itself has disabled the mapping: the reason that it reports is no user's action.
pub(crate) fn by_lambda(mapping: &EventSourceMapping) -> bool {
    let why = mapping.state_transition_reason.known();
    mapping
        .state
        .known()
        .is_some_and(|it| it.starts_with("Disabl"))
        && why.is_some_and(|it| !it.is_empty() && !BY_USERS.contains(&it.as_str()))
}

/// Warnings about a mapping that was read: Lambda disabled it, its batches fail,
/// or its filters cannot be read.
pub(crate) fn warnings(now: &EventSourceMapping, wanted: WantedWarnings) -> Vec<Diagnostic> {
    let uuid = now.uuid.text();
    let why = now.state_transition_reason.text();
    let mut found = Vec::new();
    if by_lambda(now) {
        found.push(
            Diagnostic::warning(
                format!("Lambda has disabled the event source mapping {uuid}"),
                format!(
                    "Reason: \"{}\". Lambda reads no records until the mapping is enabled. Fix the cause \
                     first, or Lambda disables it again. The next apply enables it, unless enabled = false.",
                    shown(why)
                ),
            )
            .at("enabled"),
        );
    }
    let result = now.last_processing_result.text();
    if wanted.failed_batches && !result.is_empty() && !FINE.contains(&result) {
        found.push(Diagnostic::warning(
            format!("The last batch of the event source mapping {uuid} failed"),
            format!(
                "Result: \"{}\". Check the log of the function, and the permissions of its role to read the \
                 source.",
                shown(result)
            ),
        ));
    }
    if let Some(error) = now.filter_criteria_error.0.known() {
        let part = |name| error.get(name).map(|it| shown(it)).unwrap_or_default();
        found.push(
            Diagnostic::warning(
                format!("Lambda cannot decrypt the filters of the event source mapping {uuid}"),
                format!(
                    "Error: \"{} {}\". Check that the KMS key is enabled, and that its policy allows \
                     Lambda and you to decrypt with it. Until then the state keeps the filters of the last \
                     apply.",
                    part("error_code"),
                    part("message")
                ),
            )
            .at("filter_criteria"),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::cell::{Map, Tf};

    fn known(text: &str) -> Tf<String> {
        Tf::Known(text.to_owned())
    }

    fn said(mapping: &EventSourceMapping) -> Vec<String> {
        let found = warnings(mapping, WantedWarnings::default());
        found.into_iter().map(|it| it.summary).collect()
    }

    #[test]
    fn a_mapping_that_works_or_was_disabled_by_a_user_needs_no_words() {
        for why in BY_USERS {
            for result in FINE {
                let mapping = EventSourceMapping {
                    state: known("Disabled"),
                    state_transition_reason: known(why),
                    last_processing_result: known(result),
                    ..EventSourceMapping::default()
                };
                assert!(said(&mapping).is_empty(), "{why} {result}");
            }
        }
        assert!(said(&EventSourceMapping::default()).is_empty());
    }

    #[test]
    fn what_lambda_disabled_says_why() {
        let mapping = EventSourceMapping {
            uuid: known("u"),
            state: known("Disabled"),
            state_transition_reason: known("The queue is gone"),
            ..EventSourceMapping::default()
        };
        assert_eq!(
            said(&mapping),
            ["Lambda has disabled the event source mapping u"]
        );
        let found = warnings(&mapping, WantedWarnings::default());
        assert!(found[0].detail.contains("The queue is gone"));
    }

    #[test]
    fn failing_batches_and_unreadable_filters_are_told() {
        let error = [("error_code", "KMSAccessDenied"), ("message", "No.")];
        let error = error.map(|(name, it)| (name.to_owned(), it.to_owned()));
        let mapping = EventSourceMapping {
            last_processing_result: known("PROBLEM: Function call failed"),
            filter_criteria_error: Map(Tf::Known(error.into())),
            ..EventSourceMapping::default()
        };
        assert_eq!(said(&mapping).len(), 2);
        let all = warnings(&mapping, WantedWarnings::default());
        assert!(all[1].detail.contains("KMSAccessDenied No."));
        let wanted = WantedWarnings {
            failed_batches: false,
            ..WantedWarnings::default()
        };
        let rest = warnings(&mapping, wanted);
        assert_eq!(rest.len(), 1, "only that of the filters");
        assert_eq!(rest[0], all[1]);
    }
}
