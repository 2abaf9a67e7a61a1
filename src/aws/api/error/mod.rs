//! What a call of AWS can answer, for the person who has to act on it.

pub(crate) mod advice;
pub(crate) mod causes;
pub(crate) mod failure;
mod kind;
pub(crate) mod meaning;
pub(crate) mod met;

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_lambda::{
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

pub(crate) use self::kind::Kind;
use self::{
    advice::Skew,
    causes::{causes, chain},
    failure::Failure,
    kind::of_answer,
    meaning::Seen,
};
use super::{
    connection::{connecting, never_left},
    pace::retries::{http_date, retry_after},
    service::Service,
};
use crate::{
    aws::names::{region::RegionName, uuid::is_uuid},
    framework::diagnostics::{Diagnostic, shown},
};

/// A call that failed.
#[derive(Debug, Clone)]
pub(crate) struct Error {
    pub(crate) kind: Kind,
    /// AWS's name of the operation.
    operation: &'static str,
    /// Who was called.
    service: Service,
    /// AWS's own words, or those of the connection: all of them, to be read.
    words: String,
    /// The same, to be shown.
    said: String,
    /// The HTTP status of the response.
    status: Option<u16>,
    /// AWS's name of the error.
    code: Option<String>,
    request: Option<String>,
    /// Why there are no credentials.
    failure: Option<Failure>,
    /// How long the server asks to wait.
    wait: Option<Duration>,
    /// How much the clocks differ, by the date of the answer.
    skew: Option<Skew>,
    /// Whether another call of this run has met the same, and reported it.
    again: bool,
}

// === impl Error ===

impl Error {
    /// Reads what the SDK made of a failed call.
    pub(crate) fn new<E>(
        operation: &'static str,
        service: &Service,
        error: &SdkError<E, HttpResponse>,
    ) -> Self
    where
        E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
    {
        let answer = error.as_service_error();
        let code = answer.and_then(ProvideErrorMetadata::code);
        let message = answer.and_then(ProvideErrorMetadata::message);
        let response = error.raw_response();
        let now = SystemTime::now();
        let wait = response.and_then(|it| retry_after(it.headers(), now));
        let request = error
            .request_id()
            .or_else(|| response.and_then(|it| it.headers().get("x-amzn-requestid")))
            .map(str::to_owned);
        let kind = match error {
            SdkError::ServiceError(_) => {
                let status = response.map_or(0, |it| it.status().as_u16());
                let message = message.unwrap_or_default();
                match of_answer(status, code.unwrap_or_default(), message) {
                    // AWS's own answer, of which too little came to be read.
                    Kind::Foreign if code.is_none() && request.is_some() => Kind::Garbled,
                    kind => kind,
                }
            }
            SdkError::TimeoutError(_) if causes(error).contains("all attempts") => Kind::Exhausted,
            SdkError::TimeoutError(_) => Kind::Silent,
            // Two limits in time end here: that of the connection, and that of the answer.
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                if connecting(error) {
                    Kind::Unreachable
                } else {
                    Kind::Silent
                }
            }
            SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_)
                if of_credentials(error) =>
            {
                Kind::NoCredentials
            }
            SdkError::DispatchFailure(_) if never_left(error) => Kind::Unreachable,
            SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => Kind::Unclear,
            _ => Kind::Other,
        };
        let status = response.map(|it| it.status().as_u16());
        let words = match (message, kind, status) {
            // What follows the first paragraph of a refused signature repeats the request, and
            // with it the session token.
            (Some(message), Kind::Credentials, _) => {
                message.lines().next().unwrap_or_default().to_owned()
            }
            (Some(message), ..) => message.to_owned(),
            // Where AWS gave no error of its own, the SDK's words are about the form of the body.
            (None, _, Some(status)) if code.is_none() => not_of_aws(status, response),
            (None, ..) => causes(error),
        };
        Self {
            kind,
            operation,
            service: service.clone(),
            said: shown(&words),
            words,
            status,
            code: code.map(str::to_owned),
            failure: Failure::within(error).cloned(),
            wait,
            skew: response.and_then(|it| {
                let there = http_date(it.headers().get("date")?)?;
                Some(Skew { here: now, there })
            }),
            request,
            again: false,
        }
    }

    /// The same for another call, which meets it without being sent.
    fn again(&self) -> Self {
        Self {
            again: true,
            ..self.clone()
        }
    }

    /// A request that cannot be sent: one of its texts is longer than a URL may be.
    pub(crate) fn too_long(operation: &'static str, service: &Service, part: &str) -> Self {
        let length = part.chars().count();
        let words = format!(
            "the request was not sent: \"{}\" has {length} characters, too many for a URL",
            shown(part)
        );
        Self::own(Kind::Invalid, operation, service, words)
    }

    /// A success whose response does not say which mapping it is about.
    pub(crate) fn garbled(operation: &'static str, service: &Service) -> Self {
        let words = "the response lacks the member that says what it is about".to_owned();
        Self::own(Kind::Garbled, operation, service, words)
    }

    /// An error that the provider finds, with its own words.
    fn own(kind: Kind, operation: &'static str, service: &Service, words: String) -> Self {
        Self {
            kind,
            operation,
            service: service.clone(),
            said: words.clone(),
            words,
            status: None,
            code: None,
            request: None,
            failure: None,
            wait: None,
            skew: None,
            again: false,
        }
    }

    /// The UUID of the conflicting mapping, from AWS's message.
    pub(crate) fn conflicting_uuid(&self) -> Option<&str> {
        // The ARNs before it may hold UUIDs of their own.
        let (_, rest) = self.words.rsplit_once("UUID")?;
        let rest = rest.trim_start_matches(|it: char| !it.is_ascii_hexdigit());
        rest.get(..36).filter(|it| is_uuid(it))
    }

    /// Whether a server has answered, whatever it said.
    pub(crate) fn is_answer(&self) -> bool {
        self.status.is_some()
    }

    /// Whether the service does not know the operation at all, as in partitions that have it later.
    pub(crate) fn is_unsupported(&self) -> bool {
        let code = self.code.as_deref().unwrap_or_default();
        [
            "UnknownOperationException",
            "UnsupportedOperation",
            "UnsupportedOperationException",
            "InvalidAction",
            "NotImplemented",
        ]
        .contains(&code)
    }

    /// Whether a call was refused because tags are not available, as in partitions that get them later. A
    /// tag that is refused for its value is something else, and so is a permission that is missing.
    pub(crate) fn lacks_tags(&self) -> bool {
        let words = self.words.to_ascii_lowercase();
        let has = |all: &[&str]| all.iter().any(|it| words.contains(it));
        let named = words
            .split(|it: char| !it.is_ascii_alphanumeric())
            .any(|it| ["tag", "tags", "tagging"].contains(&it));
        let lacking = [
            "support",
            "not available",
            "unavailable",
            "not enabled",
            "unknown",
        ];
        let isolated = RegionName(&self.service.region).is_isolated();
        // A list of tags says nothing that could be wrong but the ARN of a mapping that exists.
        let refused = self.operation == "ListTags" || (named && (isolated || has(&lacking)));
        self.is_unsupported() || (self.kind == Kind::Invalid && refused)
    }

    /// How long the server asks to wait before the next try.
    pub(crate) fn wait(&self) -> Option<Duration> {
        self.wait
    }

    /// AWS's own words, or those of the connection: all of them, to be read.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// The same, shortened for a message.
    pub(crate) fn said(&self) -> &str {
        &self.said
    }

    /// An error diagnostic: `what` could not be done.
    pub(crate) fn diagnostic(&self, what: &str) -> Diagnostic {
        if self.again {
            let why = format!(
                "An earlier error of this run has the same cause: {}.",
                self.cause()
            );
            return Diagnostic::error(format!("Cannot {what}"), why);
        }
        if let Some(failure) = &self.failure {
            return Diagnostic::error(
                format!("Cannot {what}"),
                format!("{}. {}", failure.summary, failure.detail),
            );
        }
        let code = self.code.as_deref().unwrap_or_default();
        let why = advice::advice(&self.words, code, &self.service, self.skew.as_ref());
        let why = why.unwrap_or_else(|| {
            meaning::meaning(&Seen {
                kind: self.kind,
                operation: self.operation,
                service: &self.service,
                code,
                message: &self.words,
            })
        });
        let wait = self.wait.map(|it| meaning::wait(self.service.name, it));
        let why = [Some(why), wait].into_iter().flatten();
        let why: Vec<_> = why.filter(|it| !it.is_empty()).collect();
        let head = [self.operation.to_owned(), self.answered()];
        let said = head.into_iter().chain([self.said.clone()]);
        let said: Vec<_> = said.filter(|it| !it.is_empty()).collect();
        let request = self.request.as_deref().map(shown);
        let request = request.map_or_else(String::new, |it| format!("\nRequest ID: {it}"));
        let mut parts = vec![said.join(": ") + &request];
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

    /// The cause in a few words.
    fn cause(&self) -> String {
        match (&self.code, &self.failure) {
            (Some(code), _) => shown(code),
            (None, Some(failure)) => failure.summary.clone(),
            (None, None) => self.said.clone(),
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

/// A response without an error of AWS's: its status, and who sent it.
fn not_of_aws(status: u16, response: Option<&HttpResponse>) -> String {
    let reason = http::StatusCode::from_u16(status);
    let reason = reason.ok().and_then(|it| it.canonical_reason());
    let reason = reason.map_or_else(String::new, |it| format!(" {it}"));
    let server = response.and_then(|it| it.headers().get("server"));
    let server = server.map_or_else(String::new, |it| format!(" (server: {})", shown(it)));
    format!("the response was {status}{reason} without an error of AWS{server}")
}

/// Whether the failure is one of getting credentials.
fn of_credentials<E: std::error::Error + 'static>(error: &SdkError<E, HttpResponse>) -> bool {
    chain(error).any(<dyn std::error::Error>::is::<CredentialsError>)
}

#[cfg(test)]
impl Error {
    /// A refusal in these words.
    pub(crate) fn example(kind: Kind, words: &str) -> Self {
        Self {
            kind,
            operation: "CreateEventSourceMapping",
            service: Service {
                name: "Lambda",
                region: "eu-west-1".into(),
                endpoint: None,
                limit: Duration::from_secs(30),
            },
            words: words.to_owned(),
            said: shown(words),
            status: None,
            code: None,
            request: None,
            failure: None,
            wait: None,
            skew: None,
            again: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_gateway_is_told_by_its_status() {
        assert_eq!(
            not_of_aws(502, None),
            "the response was 502 Bad Gateway without an error of AWS"
        );
        assert_eq!(
            not_of_aws(599, None),
            "the response was 599 without an error of AWS"
        );
    }

    #[test]
    fn tags_that_are_not_available_are_told_from_tags_that_are_wrong() {
        let of = |operation, kind, words: &str| Error {
            operation,
            ..Error::example(kind, words)
        };
        assert!(
            of(
                "CreateEventSourceMapping",
                Kind::Invalid,
                "Tags are not supported."
            )
            .lacks_tags()
        );
        assert!(of("ListTags", Kind::Invalid, "Invalid ARN").lacks_tags());
        assert!(!of("TagResource", Kind::Invalid, "Tag value is too long").lacks_tags());
        assert!(!of("ListTags", Kind::Denied, "No lambda:ListTags for you").lacks_tags());
        let unknown = Error {
            code: Some("UnknownOperationException".to_owned()),
            ..of("TagResource", Kind::Other, "")
        };
        assert!(unknown.lacks_tags());
    }

    #[test]
    fn a_long_message_of_a_server_is_shortened() {
        let words = format!("first {} last", "x".repeat(70_000));
        let said = Error::example(Kind::Invalid, &words)
            .diagnostic("do it")
            .detail;
        assert!(
            said.contains("first xxx") && said.ends_with(" last"),
            "{said}"
        );
        assert!(said.chars().count() < 300, "{said}");
    }

    #[test]
    fn a_conflict_names_the_mapping_in_the_way_in_each_recorded_form() {
        const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";
        // The cluster's ARN holds a UUID of its own.
        let cluster =
            "arn:aws:kafka:eu-west-1:123456789012:cluster/c/0f0e2fd2-44d4-4d5a-b5a4-a5a4a1b2c3d4-5";
        let advice = "already exists. Please update or delete the existing mapping with UUID";
        for words in [
            format!(
                "An event source mapping with SQS arn (\" q \") and function (\" f \") {advice} {UUID}"
            ),
            format!(
                "The event source arn (\" s \") and function (\" f \") provided mapping {advice} {UUID}"
            ),
            format!(
                "An event source mapping with event source (\"b1,b2\"), function (\"f\"), topics (\"t\") {advice} {UUID}"
            ),
            format!(
                "An event source mapping with event source (\"{cluster}\"), function (\"f\"), topics (\"t\") {advice} {UUID}."
            ),
            format!("Existing mapping has UUID: \"{UUID}\"."),
        ] {
            let error = Error::example(Kind::Conflict, &words);
            assert_eq!(error.conflicting_uuid(), Some(UUID), "{words}");
        }
        for words in [
            "",
            "UUID",
            "UUID é",
            "UUID 91eaeb7e",
            "The function is being updated.",
        ] {
            let error = Error::example(Kind::Conflict, words);
            assert_eq!(error.conflicting_uuid(), None, "{words}");
        }
    }
}
