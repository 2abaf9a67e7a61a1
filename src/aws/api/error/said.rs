//! The messages of a call that failed.

use super::{
    Error, Kind, advice,
    meaning::{self, FailedCall},
};
use crate::framework::diagnostics::{Diagnostic, shown};

impl Error {
    /// An error diagnostic: `what` could not be done.
    pub(crate) fn diagnostic(&self, what: &str) -> Diagnostic {
        if self.again {
            let cause = match &self.failure {
                Some(failure) => failure.summary.clone(),
                None => self.met(),
            };
            let why = format!("{cause}\n\nAn earlier error of this run says what to do.");
            return Diagnostic::error(format!("Cannot {what}"), why);
        }
        if let Some(failure) = &self.failure {
            return Diagnostic::error(
                format!("Cannot {what}"),
                format!("{}. {}", failure.summary, failure.detail),
            );
        }
        let code = self.code.as_deref().unwrap_or_default();
        let why = advice::advice(&self.message, code, &self.service, self.skew.as_ref());
        let why = why.unwrap_or_else(|| {
            meaning::meaning(&FailedCall {
                kind: self.kind,
                operation: self.operation,
                service: &self.service,
                code,
                message: &self.message,
            })
        });
        let wait = self.wait.map(|it| meaning::wait(self.service.name, it));
        let why = [Some(why), wait].into_iter().flatten();
        let why: Vec<_> = why.filter(|it| !it.is_empty()).collect();
        let request = self.request.as_deref().map(shown);
        let request = request.map_or_else(String::new, |it| format!("\nRequest ID: {it}"));
        let mut parts = vec![self.met() + &request];
        if !why.is_empty() {
            // AWS's own message is the more exact one where a value or a permission is rejected.
            let at = usize::from(self.is_exact());
            parts.insert(at, why.join(" "));
        }
        Diagnostic::error(format!("Cannot {what}"), parts.join("\n\n"))
    }

    /// A warning for a read whose cause another read of this run has reported. Terraform shows such
    /// warnings as one.
    pub(crate) fn reported_before(&self) -> Diagnostic {
        Diagnostic::warning(
            "Other event source mappings could not be read for the same reason",
            format!(
                "{} failed for this mapping, too: {}. The error above says why. The state of this mapping \
                 is unchanged.",
                self.operation,
                self.cause()
            ),
        )
    }

    /// What the call has met: its name, and the status, code and message of the response.
    fn met(&self) -> String {
        let parts = [
            self.operation.to_owned(),
            self.answered(),
            self.shortened.clone(),
        ];
        let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        parts.join(": ")
    }

    /// The cause in a few words.
    fn cause(&self) -> String {
        match (&self.code, &self.failure) {
            (Some(code), _) => shown(code),
            (None, Some(failure)) => failure.summary.clone(),
            (None, None) => self.shortened.clone(),
        }
    }

    /// The status and the code of the response.
    fn answered(&self) -> String {
        let status = self.status.filter(|_| self.code.is_some());
        let status = status.map_or_else(String::new, |it| format!("{it} "));
        let code = self.code.as_deref().map_or_else(String::new, shown);
        format!("{status}{code}")
    }

    /// Whether AWS's message says more than its kind.
    fn is_exact(&self) -> bool {
        matches!(
            self.kind,
            Kind::Conflict | Kind::Denied | Kind::Propagating | Kind::Invalid | Kind::Other
        )
    }
}
