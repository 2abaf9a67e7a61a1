//! Why there are no credentials, for the person who has to act on it.

use std::{fmt, time::Duration};

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_types::error::display::DisplayErrorContext;

use super::causes::{causes, chain};
use crate::framework::{
    diagnostics::{Diagnostic, counted},
    value::path::Path,
};

/// Credentials that cannot be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct Failure {
    /// The summary of the error, in one line.
    pub(in crate::aws) summary: String,
    /// Why, and what to do.
    pub(in crate::aws) detail: String,
    /// The argument to blame.
    pub(in crate::aws) path: Path,
}

// === impl Failure ===

impl Failure {
    pub(crate) fn new(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            detail: detail.into(),
            path: Path::root(),
        }
    }

    #[must_use]
    pub(crate) fn at(self, path: impl Into<Path>) -> Self {
        Self {
            path: path.into(),
            ..self
        }
    }

    /// The failure inside an error of the SDK, if one of our own sources made it.
    pub(in crate::aws) fn within<'a>(
        error: &'a (dyn std::error::Error + 'static),
    ) -> Option<&'a Self> {
        chain(error).find_map(|it| it.downcast_ref())
    }

    /// As an error diagnostic.
    pub(in crate::aws) fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(&self.summary, &self.detail).at(self.path.clone())
    }

    /// The failure of a source that did not respond in time.
    pub(crate) fn slow(limit: Duration) -> Self {
        Self::new(
            "Cannot get AWS credentials",
            format!(
                "Their source did not respond within {}. Check the network, the proxies, and the \
                 credential_process of the profile.",
                counted(limit.as_secs(), "second")
            ),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.summary, self.detail)
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for CredentialsError {
    fn from(failure: Failure) -> Self {
        Self::provider_error(failure)
    }
}

/// The words of an error of the SDK with its causes.
pub(crate) fn words(error: &(dyn std::error::Error + 'static)) -> String {
    let words = causes(error);
    if words.is_empty() {
        return DisplayErrorContext(error).to_string();
    }
    words
}
