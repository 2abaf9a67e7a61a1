//! The faults of a step.

use std::io;

use super::terraform;

/// Why a step did not do what it says.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(transparent)]
    Terraform(#[from] terraform::Error),
    #[error("the configuration could not be written: {0}")]
    Write(#[from] io::Error),
    #[error("expected: {expected}\nseen:     {seen}")]
    Unexpected { expected: String, seen: String },
}

/// The step that failed.
#[derive(Debug, thiserror::Error)]
#[error("The step \"{step}\" did not do what it says.\n{fault}")]
pub(super) struct Failed {
    step: &'static str,
    fault: Fault,
}

/// A fault that shows what was expected and what was seen.
pub(super) fn unexpected(expected: impl Into<String>, seen: impl Into<String>) -> Fault {
    Fault::Unexpected {
        expected: expected.into(),
        seen: seen.into(),
    }
}

/// Holds what is against what should be.
pub(super) fn expect(holds: bool, expected: &str, seen: &impl ToString) -> Result<(), Fault> {
    if holds {
        return Ok(());
    }
    Err(unexpected(expected, seen.to_string()))
}

// === impl Failed ===

impl Failed {
    pub(super) fn new(step: &'static str, fault: Fault) -> Self {
        Self { step, fault }
    }

    /// Whether the step ended only because the user asked for it.
    pub(super) fn stopped(&self) -> bool {
        matches!(self.fault, Fault::Terraform(terraform::Error::Stopped))
    }
}
