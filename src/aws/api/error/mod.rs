//! A call of AWS that failed: its kind, by what AWS answered, and what else the response says. `said` has the
//! messages for the person who has to act on it.

pub(crate) mod advice;
pub(crate) mod causes;
pub(crate) mod failure;
pub(crate) mod meaning;
pub(crate) mod met;
mod said;

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_lambda::{
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use self::{
    advice::Skew,
    causes::{causes, chain},
    failure::Failure,
};
use super::{
    connection::{connecting, never_left},
    pace::retries::{http_date, retry_after},
    service::Service,
};
use crate::{
    aws::names::{region::RegionName, uuid::is_uuid},
    framework::diagnostics::shown,
};

/// Why a call failed: what can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// AWS does not find it.
    NotFound,
    /// Another mapping has the same source and function, or another change is going on.
    Conflict,
    /// A change of the mapping is still going on.
    InUse,
    /// Too many calls.
    Throttled,
    /// The credentials are not valid.
    Credentials,
    /// No credentials were found, or they could not be fetched.
    NoCredentials,
    /// The credentials do not allow the call.
    Denied,
    /// The function, or a permission of its role, may be too new to be visible.
    Propagating,
    /// The parameters were refused.
    Invalid,
    /// No connection.
    Unreachable,
    /// No answer in time: it is not known whether the call took effect.
    Timeout,
    /// The connection broke, or the server failed: it is not known whether the call took effect.
    Unclear,
    /// A success whose response cannot be read, or names no mapping.
    Garbled,
    /// An answer that is not AWS's: a proxy's, or another server's.
    Foreign,
    /// No retry succeeded within the limit of the whole call.
    OperationTimeout,
    /// Anything else.
    Other,
}

/// A call that failed.
#[derive(Debug, Clone)]
pub(crate) struct Error {
    pub(crate) kind: Kind,
    /// AWS's name of the operation.
    operation: &'static str,
    /// The called service.
    service: Service,
    /// AWS's own words, or those of the connection: all of them, to be read.
    message: String,
    /// Those words, shortened for a message.
    shortened: String,
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
            SdkError::TimeoutError(_) if causes(error).contains("all attempts") => {
                Kind::OperationTimeout
            }
            SdkError::TimeoutError(_) => Kind::Timeout,
            // Two limits in time end here: that of the connection, and that of the answer.
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                if connecting(error) {
                    Kind::Unreachable
                } else {
                    Kind::Timeout
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
            // The text after the first paragraph of a refused signature repeats the request, and
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
            shortened: shown(&words),
            message: words,
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

    /// This error for another call, which meets it without being sent.
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
            shortened: words.clone(),
            message: words,
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
        let (_, rest) = self.message.rsplit_once("UUID")?;
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

    /// Whether the call would be answered in the same way again: it is not allowed, or not known.
    pub(crate) fn is_final(&self) -> bool {
        let refused = matches!(
            self.kind,
            Kind::Denied | Kind::Foreign | Kind::Invalid | Kind::NotFound
        );
        refused || self.is_unsupported()
    }

    /// Whether a call was refused because tags are not available, as in partitions that get them later. A
    /// tag that is refused for its value is something else, and so is a permission that is missing.
    pub(crate) fn lacks_tags(&self) -> bool {
        let words = self.message.to_ascii_lowercase();
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
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The words of the error, shortened for a message.
    pub(crate) fn shortened(&self) -> &str {
        &self.shortened
    }
}

/// The kind of a response with this HTTP status, AWS's name of the error and its message.
fn of_answer(status: u16, code: &str, message: &str) -> Kind {
    match (status, code) {
        (_, "ResourceNotFoundException") => Kind::NotFound,
        (_, "ResourceConflictException") => Kind::Conflict,
        (_, "ResourceInUseException") => Kind::InUse,
        (429, _)
        | (_, "TooManyRequestsException" | "ThrottlingException" | "ThrottledException") => {
            Kind::Throttled
        }
        (
            _,
            "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "ExpiredTokenException"
            | "ExpiredToken"
            | "MissingAuthenticationTokenException"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "RequestTimeTooSkewed"
            | "RequestExpired"
            | "RequestInTheFuture",
        ) => Kind::Credentials,
        (_, "") if (400..500).contains(&status) => Kind::Foreign,
        (401 | 403, _) => Kind::Denied,
        (_, "InvalidParameterValueException" | "KMSAccessDeniedException") if may_pass(message) => {
            Kind::Propagating
        }
        (404, _) => Kind::Foreign,
        (400, _) => Kind::Invalid,
        // A success that cannot be read is one all the same.
        (200..300, _) => Kind::Garbled,
        (500.., _) => Kind::Unclear,
        _ => Kind::Other,
    }
}

/// Whether Lambda refuses something that it may see later: a function, a role, a policy or the grant of a
/// key that is new. The family counts, not one text each.
fn may_pass(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    let has = |it: &&str| message.contains(*it);
    let role = ["role", "trusted entity", "permissions"].iter().any(has);
    let refused = [
        "cannot be assumed",
        "unable to assume",
        "not able to assume",
        "trusted entity",
        "does not have permission",
        "not authorized",
        "ensure the role",
        "is invalid or cannot",
        "access denied",
    ];
    let key = message.contains("kms")
        && (message.contains("denied") || message.contains("not authorized"));
    message.contains("function does not exist")
        || message.contains("function not found")
        || key
        || (role && refused.iter().any(has))
}

/// Describes a response that carries no error of AWS: its status, its type if that is not JSON, and its server.
fn not_of_aws(status: u16, response: Option<&HttpResponse>) -> String {
    let reason = http::StatusCode::from_u16(status);
    let reason = reason.ok().and_then(|it| it.canonical_reason());
    let reason = reason.map_or_else(String::new, |it| format!(" {it}"));
    let header = |name| response.and_then(|it| it.headers().get(name)).map(shown);
    let of_type = header("content-type").filter(|it| !it.contains("json"));
    let server = header("server").map(|it| format!("server: {it}"));
    let seen: Vec<_> = of_type.into_iter().chain(server).collect();
    let seen = match seen.join(", ") {
        seen if seen.is_empty() => seen,
        seen => format!(" ({seen})"),
    };
    format!("the response was {status}{reason} without an error of AWS{seen}")
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
            message: words.to_owned(),
            shortened: shown(words),
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
    use aws_smithy_runtime_api::http::StatusCode;
    use aws_smithy_types::body::SdkBody;

    use super::*;

    #[test]
    fn a_refusal_that_may_pass_is_known_by_its_family() {
        for message in [
            "Function does not exist",
            "The role defined for the function cannot be assumed by Lambda.",
            "Please add Lambda as a Trusted Entity for the role arn:aws:iam::123456789012:role/r",
            "The provided execution role does not have permissions to call ReceiveMessage on SQS",
            "Cannot access stream s. Please ensure the role can perform the GetRecords Actions",
            "Lambda was unable to use the key because KMS access was denied. Check the key's policy.",
            "The function execution role is not authorized to perform: kafka:DescribeCluster",
        ] {
            let kind = of_answer(400, "InvalidParameterValueException", message);
            assert_eq!(kind, Kind::Propagating, "{message}");
        }
        assert_eq!(
            of_answer(502, "KMSAccessDeniedException", "KMS access was denied."),
            Kind::Propagating
        );
        for message in [
            "Queue visibility timeout: 60 seconds is less than Function timeout: 120 seconds",
            "Unrecognized event source.",
            "The batch size is invalid",
        ] {
            let kind = of_answer(400, "InvalidParameterValueException", message);
            assert_eq!(kind, Kind::Invalid, "{message}");
        }
        // The caller's own rights are another matter.
        let message = "User: u is not authorized to perform: lambda:CreateEventSourceMapping";
        assert_eq!(
            of_answer(403, "AccessDeniedException", message),
            Kind::Denied
        );
    }

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
        let of = |headers: &[(&'static str, &'static str)]| {
            let status = StatusCode::try_from(200).unwrap();
            let mut response = HttpResponse::new(status, SdkBody::from("<html>"));
            for (name, it) in headers {
                response.headers_mut().insert(*name, *it);
            }
            not_of_aws(200, Some(&response))
        };
        let html = ("content-type", "text/html");
        assert_eq!(
            of(&[html, ("server", "nginx")]),
            "the response was 200 OK without an error of AWS (text/html, server: nginx)"
        );
        assert!(of(&[html]).ends_with("(text/html)"));
        let json = ("content-type", "application/x-amz-json-1.1");
        assert!(of(&[json]).ends_with("of AWS"));
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
