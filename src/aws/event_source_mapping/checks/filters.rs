//! Filters.

use super::{GUIDE, elements, text};
use crate::{
    aws::{
        event_source_mapping::kinds::source_kind,
        filter::{self, Finding},
    },
    framework::{
        diagnostics::{Severity, shown},
        schema::spec::{Complaint, Rule},
    },
};

/// Filters of a mapping by the default quota.
const QUOTA: usize = 5;

/// Most findings that are reported of one pattern. The next run reports the others.
const TOLD: usize = 10;

pub(in crate::aws::event_source_mapping) fn few_filters() -> Rule {
    let says = "More than 5 only with a raised quota.";
    Rule::new(says, |value, _| {
        let count = elements(value).count();
        if count > QUOTA {
            return Err(Complaint::new(
                format!("{count} filters need a raised quota"),
                format!(
                    "The default quota is {QUOTA} filters for a mapping. Request a higher one, or list \
                     several values in one pattern."
                ),
            )
            .advice());
        }
        Ok(())
    })
    .documented("the quotas of Lambda")
}

pub(in crate::aws::event_source_mapping) fn filter_pattern() -> Rule {
    let says = format!(
        "An object of at most {} characters, whose leaves are lists of values and operators. A \
         pattern that Lambda rejects is an error. A pattern that no record of the event source can match \
         is a warning.",
        filter::LONGEST
    );
    Rule::several(says, |value, config| {
        let Some(pattern) = text(value) else {
            return Vec::new();
        };
        let found = filter::lint(pattern, source_kind(config));
        found
            .iter()
            .take(TOLD)
            .map(|it| about(it, pattern))
            .collect()
    })
    .documented(
        "the filter rule syntax of Lambda's developer guide; to other patterns Lambda answers \
         \"Invalid filter pattern definition.\"",
    )
}

/// Filters are a set, so no path shows which of them is meant. The pattern does.
fn about(finding: &Finding, pattern: &str) -> Complaint {
    let detail = format!("{}\n\nPattern: {}", finding.advice, shown(pattern));
    let complaint = Complaint::new(finding.to_string(), detail);
    match finding.severity {
        Severity::Error => complaint,
        Severity::Warning => complaint.advice(),
    }
}

pub(in crate::aws::event_source_mapping) fn pattern_is_there() -> Rule {
    Rule::new("A filter needs a pattern.", |_, _| {
        Err(Complaint::new(
            "missing",
            "A filter without a pattern selects no records. Set it, or remove the block filter.",
        ))
    })
    .documented(GUIDE)
}
