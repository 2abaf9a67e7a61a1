//! Any text as a filter pattern and as a record: the first byte is the kind of source, the first line
//! after it the pattern, the rest the record.
//!
//! A pattern that is refused for any source cannot be tried on a record; any other can.

#![no_main]

use libfuzzer_sys::fuzz_target;
use terraform_provider_awslambda::{aws::{names::source_kind::SourceKind, filter}, framework::diagnostics::Severity};

fuzz_target!(|input: &str| {
    let Some((kind, rest)) = input.split_at_checked(1) else {
        return;
    };
    let kind = usize::from(kind.as_bytes()[0]) % (SourceKind::ALL.len() + 1);
    let kind = SourceKind::ALL.get(kind).copied();
    let (pattern, record) = rest.split_once('\n').unwrap_or((rest, "{}"));
    for finding in filter::lint(pattern, kind) {
        assert!(!finding.problem.is_empty() && !finding.advice.is_empty());
    }
    let found = filter::lint(pattern, None);
    let refused = found.iter().any(|it| it.severity == Severity::Error);
    let matched = filter::matches(pattern, record, kind);
    assert_eq!(
        matches!(matched, Err(filter::MatchError::Pattern(_))),
        refused,
        "what is not refused can be tried"
    );
});
