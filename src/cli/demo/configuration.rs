//! The configuration that the demo shows: the files of `examples/demo`, as they stand.

/// The provider block. Its variable `endpoint` says where the emulator listens.
pub(super) const PROVIDER: &str = include_str!("../../../examples/demo/1-create/provider.tf");

/// `main.tf` to begin with: two mappings.
pub(super) const CREATE: &str = include_str!("../../../examples/demo/1-create/main.tf");

/// `main.tf` with a change that the API can make.
pub(super) const CHANGE: &str = include_str!("../../../examples/demo/2-change-in-place/main.tf");

/// `main.tf` with a change, on top of it, that needs another mapping.
pub(super) const REPLACE: &str = include_str!("../../../examples/demo/3-replace/main.tf");

/// `mistake.tf`, a file with one mistake.
pub(super) const MISTAKE: &str = include_str!("../../../examples/demo/4-mistake/mistake.tf");

/// `many.tf`, a file with many mappings.
pub(super) const MANY: &str = include_str!("../../../examples/demo/5-many/many.tf");

/// The state of `main.tf` as hashicorp/aws writes it: its type system stores `""`, `0` and `[]` where
/// nothing is set.
pub(super) const STATE_OF_AWS: &str =
    include_str!("../../../examples/demo/6-move/terraform.tfstate");

/// The comment at the mistake.
pub(super) const MARK: &str = "# the mistake";

/// One line that differs between two versions of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) before: &'static str,
    pub(super) after: &'static str,
}

/// The text of a variable file that points the provider at `endpoint`.
pub(super) fn variables(endpoint: &str) -> String {
    format!("endpoint = \"{endpoint}\"\n")
}

/// `main.tf` as it would be for hashicorp/aws: its type has the same arguments.
pub(super) fn of_aws(text: &str) -> String {
    text.replace("\"awslambda_", "\"aws_lambda_")
}

/// The lines in which `after` differs from `before`, which has as many.
pub(super) fn changes(before: &'static str, after: &'static str) -> Vec<Change> {
    before
        .lines()
        .zip(after.lines())
        .filter(|(before, after)| before != after)
        .map(|(before, after)| Change { before, after })
        .collect()
}

// === impl Change ===

impl Change {
    /// The argument that is changed.
    pub(super) fn argument(self) -> &'static str {
        self.after.split_whitespace().next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_changes_one_argument() {
        for (before, after) in [(CREATE, CHANGE), (CHANGE, REPLACE)] {
            assert_eq!(before.lines().count(), after.lines().count());
            let changes = changes(before, after);
            let [change] = changes[..] else {
                panic!("one change is expected: {changes:?}");
            };
            assert!(change.before.trim().starts_with(change.argument()));
            assert!(change.after.contains(" = "), "{change:?}");
        }
    }

    #[test]
    fn there_is_one_mistake() {
        assert_eq!(MISTAKE.matches(MARK).count(), 1);
    }

    #[test]
    fn the_provider_is_the_one_in_the_mirror() {
        assert!(PROVIDER.contains(&format!("\"{}\"", crate::cli::address::SOURCE)));
    }

    #[test]
    fn the_provider_asks_an_emulator_that_is_started_by_hand() {
        let endpoint = format!("http://127.0.0.1:{}", crate::cli::emulator::DEFAULT_PORT);
        assert!(PROVIDER.contains("variable \"endpoint\""));
        assert!(PROVIDER.contains(&endpoint), "{endpoint}");
    }
}
