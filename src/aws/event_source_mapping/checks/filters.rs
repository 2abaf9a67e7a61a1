//! Filters.

use super::{elements, text};
use crate::{
    aws::{
        event_source_mapping::kinds::source_kind,
        filter::{self, Finding},
    },
    framework::{
        diagnostics::Severity,
        schema::{
            rules::shown,
            spec::{Complaint, Rule},
        },
    },
};

/// How many filters an account may have without asking for more.
const QUOTA: usize = 5;

/// Most findings that are told of one pattern: whoever mends those sees the others next time.
const TOLD: usize = 10;

pub(in crate::aws::event_source_mapping) fn few_filters() -> Rule {
    let says = "More than 5 only with a raised quota.";
    Rule::new(says, |value, _| {
        let count = elements(value).count();
        if (QUOTA + 1..=10).contains(&count) {
            return Err(Complaint::new(
                format!("there are {count} filters"),
                format!(
                    "A mapping has at most {QUOTA} filters, unless AWS has raised the quota of the \
                     account, to at most 10. One pattern can hold alternatives: list several values, \
                     or use \"$or\"."
                ),
            )
            .advice());
        }
        Ok(())
    })
}

pub(in crate::aws::event_source_mapping) fn filter_pattern() -> Rule {
    let says = format!(
        "An object of at most {} characters, whose leaves are lists of values and operators. What \
         Lambda would refuse is an error; what no record of the event source can match, a warning.",
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
}

/// Filters are a set, so that no path tells which of them is meant: its beginning does.
fn about(finding: &Finding, pattern: &str) -> Complaint {
    let detail = format!("{}\n\nThe pattern: {}", finding.advice, shown(pattern));
    let complaint = Complaint::new(finding.to_string(), detail);
    match finding.severity {
        Severity::Error => complaint,
        Severity::Warning => complaint.advice(),
    }
}

pub(in crate::aws::event_source_mapping) fn pattern_is_there() -> Rule {
    Rule::new("A filter has a pattern.", |_, _| {
        Err(Complaint::new(
            "A filter needs a pattern",
            "Without one it says nothing of which records to send. Set \"pattern\", or remove the \
             block.",
        ))
    })
}
