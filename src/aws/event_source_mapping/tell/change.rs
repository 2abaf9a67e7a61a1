//! What became of a change, in words.

use std::{collections::BTreeMap, fmt};

use super::{conflict::show, health::by_lambda};
use crate::{
    aws::{
        api::{error::Error, pace::trail::Sent},
        event_source_mapping::{table::EventSourceMapping, wire::Altered},
    },
    framework::diagnostics::{Diagnostic, counted, shown},
};

/// What was done to a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Created,
    Updated,
    /// It existed before.
    Adopted,
}

/// A warning for a change whose final state was not seen, with the reason. An error would make Terraform
/// replace a mapping that is healthy.
pub(crate) fn not_at_rest(mapping: &EventSourceMapping, done: Done, why: &str) -> Diagnostic {
    let state = mapping.state.known().map_or("unknown", String::as_str);
    let uuid = mapping.uuid.text();
    let reason = match mapping.state_transition_reason.known() {
        Some(reason) => format!(" (reason: {})", shown(reason)),
        None => String::new(),
    };
    Diagnostic::warning(
        format!("The event source mapping {uuid} was {done}, but its state is not final"),
        format!(
            "{why} The last state was \"{}\"{reason}. The mapping is in the state, and Lambda continues \
             by itself: no action is needed. Terraform does not replace the mapping. The next plan reads \
             it again.",
            shown(state)
        ),
    )
}

/// An error for a mapping whose final state is not the planned one: enabled instead of disabled, or the
/// reverse.
pub(crate) fn differs(mapping: &EventSourceMapping, done: Done) -> Diagnostic {
    let uuid = mapping.uuid.text();
    let state = mapping.state.known().map_or("unknown", String::as_str);
    let reason = mapping.state_transition_reason.text();
    let reason = shown(reason);
    let summary = format!(
        "The event source mapping {uuid} was {done}, but is {}",
        shown(state)
    );
    let mut detail = if by_lambda(mapping) {
        format!(
            "Lambda disabled the mapping and reads no records. Reason: {reason}\n\nFix the cause and apply \
             again. The mapping is in the state."
        )
    } else {
        format!(
            "Another process changed the mapping at the same time (reason of the state: {reason}). Apply \
             again."
        )
    };
    if done == Done::Created {
        detail.push_str(
            " Terraform marks it as tainted and would replace it: run terraform untaint, and the next apply \
             changes it in place.",
        );
    }
    Diagnostic::error(summary, detail).at("enabled")
}

/// A warning for a server whose responses lack or change what was sent.
pub(crate) fn altered(mapping: &EventSourceMapping, all: &[Altered]) -> Diagnostic {
    let uuid = mapping.uuid.text();
    let lines = all.iter().map(|it| {
        let (planned, read) = (show(&it.planned), show(&it.read));
        format!("\n  {}: planned {planned}, read back {read}", it.name)
    });
    let warning = Diagnostic::warning(
        format!("The event source mapping {uuid} was not read back as it was planned"),
        format!(
            "The state has the planned values. If they differ in the next plan, too, the server does not \
             support them or another process has changed them.{}",
            lines.collect::<String>()
        ),
    );
    match all {
        [one] => warning.at(one.name),
        _ => warning,
    }
}

/// An error for a mapping that was deleted while it settled.
pub(crate) fn deleted(done: Done) -> Diagnostic {
    Diagnostic::error(
        "The event source mapping no longer exists",
        format!(
            "It was {done}, and another process deleted it immediately. Apply again to create it again."
        ),
    )
}

/// An error for a mapping that was deleted before it could be changed.
pub(crate) fn gone(uuid: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The event source mapping {uuid} no longer exists"),
        "Another process deleted it. Apply again to create it again.",
    )
}

/// An error for an operation that the user interrupted.
pub(crate) fn interrupted(what: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Cannot {what}"),
        "Terraform was interrupted. The state contains what is known of the mapping. Apply again.",
    )
}

/// An error for a request that had no response when the time was over.
pub(crate) fn unanswered(what: &str, met: Sent) -> Diagnostic {
    let why = if met.is_unclear() {
        "AWS had not responded yet. The state contains what is known of the mapping. Apply again."
            .to_owned()
    } else {
        unsent(met)
    };
    Diagnostic::error(format!("Cannot {what}"), why)
}

/// Why a request has had no effect for certain: each attempt was refused for the rate, or there was none.
pub(crate) fn unsent(met: Sent) -> String {
    const LIMIT: &str =
        "AWS allows 15 requests a second for the account and Region, to everyone together.";
    match met.refused {
        0 => format!(
            "The request was not sent yet: other requests of this run were before it. {LIMIT} \
             max_requests_per_second can lower this. Apply again with a lower -parallelism or a longer time \
             limit."
        ),
        refused => format!(
            "AWS refused the request {} because of too many requests. {LIMIT} Apply again when fewer are sent, \
             or with a longer time limit.",
            counted(refused, "time")
        ),
    }
}

/// A warning for a mapping that was changed without its tags, because they are not available.
pub(crate) fn without_tags(done: Done, error: &Error) -> Diagnostic {
    let what = format!("The event source mapping was {done} without tags");
    let why = format!(
        "Lambda does not support tags of event source mappings here. Everything else was done. The state \
         contains the tags as configured. Remove tags and default_tags to avoid this warning.\n\n{}",
        error.shortened()
    );
    Diagnostic::warning(what, why).at("tags")
}

/// A warning for a server that takes tags and returns others, or none.
pub(crate) fn unreturned_tags(uuid: &str, returned: &BTreeMap<String, String>) -> Diagnostic {
    let instead = if returned.is_empty() {
        "no tags".to_owned()
    } else {
        let tags = returned.iter().map(|(key, it)| format!("{key} = {it}"));
        shown(&tags.collect::<Vec<_>>().join(", "))
    };
    Diagnostic::warning(
        format!("The tags of the event source mapping {uuid} were not read back as they were set"),
        format!(
            "The server accepted the tags and returned {instead}. The state contains the tags as configured. \
             Later plans show no difference while the server returns the same. Remove tags and default_tags \
             to avoid this warning."
        ),
    )
    .at("tags")
}

/// A warning for an import that may not read the tags.
pub(crate) fn hidden_tags(error: &Error) -> Diagnostic {
    Diagnostic::warning(
        "The tags of the event source mapping were not read",
        format!(
            "The credentials do not allow lambda:ListTags. The mapping was imported without its tags. If the \
             configuration sets tags, allow lambda:ListTags, lambda:TagResource and \
             lambda:UntagResource.\n\n{}",
            error.shortened()
        ),
    )
    .at("tags")
}

/// A warning for a data source that is to show the tags and may not read them.
pub(crate) fn unshown_tags(error: &Error) -> Diagnostic {
    Diagnostic::warning(
        "The tags of the event source mapping were not read",
        format!(
            "The credentials do not allow lambda:ListTags, so the data source shows no tags. Allow \
             lambda:ListTags, or remove include_tags.\n\n{}",
            error.shortened()
        ),
    )
    .at("include_tags")
}

/// The same, for a creation of which it is not known whether it took effect.
pub(crate) fn unknown(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.detail.push_str(
        "\n\nIt is not known whether Lambda created the mapping. If it did, the next apply shows the import \
         block for it. With adopt_existing = true the next apply adopts it.",
    );
    diagnostic
}

// === impl Done ===

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Adopted => "adopted",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::cell::Tf;

    fn text(it: &str) -> Tf<String> {
        Tf::Known(it.to_owned())
    }

    fn seen(state: &str, reason: &str) -> EventSourceMapping {
        EventSourceMapping {
            uuid: text("91eaeb7e-c976-1234-9451-8709db01f137"),
            state: text(state),
            state_transition_reason: text(reason),
            ..EventSourceMapping::default()
        }
    }

    #[test]
    fn a_mapping_that_does_not_become_enabled_is_an_error_with_the_reason() {
        let error = differs(&seen("Disabled", "PROBLEM: No such queue"), Done::Created);
        assert_eq!(
            error.severity,
            crate::framework::diagnostics::Severity::Error
        );
        assert!(error.summary.ends_with("was created, but is Disabled"));
        assert!(
            error.detail.contains("PROBLEM: No such queue"),
            "{}",
            error.detail
        );
        assert!(
            error.detail.contains("Lambda disabled the mapping"),
            "{}",
            error.detail
        );
        assert!(error.detail.contains("untaint"), "{}", error.detail);
        for reason in ["USER_INITIATED", "PROBLEM: No such queue"] {
            let error = differs(&seen("Disabled", reason), Done::Updated);
            let other = error.detail.contains("Another process");
            assert_eq!(other, reason == "USER_INITIATED", "{}", error.detail);
            assert!(!error.detail.contains("taint"), "{}", error.detail);
        }
    }
}
