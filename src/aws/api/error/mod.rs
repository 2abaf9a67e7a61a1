//! What a call of AWS can answer, for the person who has to act on it.

pub(crate) mod advice;
pub(crate) mod causes;
pub(crate) mod failure;

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
    retries::{LONGEST_RETRY_AFTER, http_date, retry_after},
    service::Service,
};
use crate::{
    aws::names::{region::RegionName, uuid::is_uuid},
    framework::diagnostics::Diagnostic,
};

/// A call that failed.
#[derive(Debug)]
pub(crate) struct Error {
    pub(crate) kind: Kind,
    /// AWS's name of the operation.
    operation: &'static str,
    /// Who was called.
    service: Service,
    /// AWS's own words, or those of the connection.
    words: String,
    /// AWS's name of the error.
    code: Option<String>,
    request: Option<String>,
    /// Why there are no credentials.
    failure: Option<Failure>,
    /// How long the server asks to wait.
    wait: Option<Duration>,
    /// How much the clocks differ, by the date of the answer.
    skew: Option<Skew>,
}

/// Why a call failed: what can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// There is no such thing (any more).
    NotFound,
    /// Another mapping has the same source and function, or another change is going on.
    Conflict,
    /// A change of the mapping is still going on.
    InUse,
    /// Too many calls.
    Throttled,
    /// The credentials are not valid.
    Credentials,
    /// No credentials were found, or they could not be had.
    NoCredentials,
    /// The credentials do not allow the call.
    Denied,
    /// The function or the rights of its role may be too new to be seen.
    Propagating,
    /// The parameters were refused.
    Invalid,
    /// No connection.
    Unreachable,
    /// No answer in time: it is not known whether the call took effect.
    Silent,
    /// The connection broke, or the server failed: it is not known whether the call took effect.
    Unclear,
    /// A success that says nothing: its response cannot be read, or does not say of which mapping it is.
    Garbled,
    /// An answer that is not AWS's: a proxy's, or another server's.
    Foreign,
    /// All retries were in vain.
    Exhausted,
    /// Anything else.
    Other,
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
        Self {
            kind,
            operation,
            service: service.clone(),
            words: match (message, kind) {
                // What follows the first paragraph of a refused signature repeats the request, and
                // with it the session token.
                (Some(message), Kind::Credentials) => {
                    message.lines().next().unwrap_or_default().to_owned()
                }
                (Some(message), _) => message.to_owned(),
                (None, _) => causes(error),
            },
            code: code.map(str::to_owned),
            failure: Failure::within(error).cloned(),
            wait,
            skew: response.and_then(|it| {
                let there = http_date(it.headers().get("date")?)?;
                Some(Skew { here: now, there })
            }),
            request,
        }
    }

    /// The UUID of the mapping that is in the way, from AWS's words.
    pub(crate) fn conflicting_uuid(&self) -> Option<&str> {
        // The ARNs before it may hold UUIDs of their own.
        let (_, rest) = self.words.rsplit_once("UUID")?;
        let rest = rest.trim_start_matches(|it: char| !it.is_ascii_hexdigit());
        rest.get(..36).filter(|it| is_uuid(it))
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

    /// A success whose response does not say which mapping it is about.
    pub(crate) fn garbled(operation: &'static str, service: &Service) -> Self {
        Self {
            kind: Kind::Garbled,
            operation,
            service: service.clone(),
            words: "the response lacks the member that says what it is about".to_owned(),
            code: None,
            request: None,
            failure: None,
            wait: None,
            skew: None,
        }
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

    /// AWS's words.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// An error diagnostic: `what` could not be done.
    pub(crate) fn diagnostic(&self, what: &str) -> Diagnostic {
        if let Some(failure) = &self.failure {
            return Diagnostic::error(
                format!("Cannot {what}"),
                format!("{}. {}", failure.summary, failure.detail),
            );
        }
        let Self {
            service, operation, ..
        } = self;
        let code = self.code.as_deref().unwrap_or_default();
        let skew = self.skew.as_ref();
        let why = advice::advice(&self.words, code, service, skew).unwrap_or_else(|| match self.kind {
            Kind::NotFound => "It does not exist (any more).".to_owned(),
            Kind::Conflict => "Another mapping or another change is in the way.".to_owned(),
            Kind::InUse => "Another change of the mapping is still going on. Try again when it has \
                            come to rest."
                .to_owned(),
            Kind::Throttled => format!(
                "AWS allows 15 calls of Lambda's control plane a second for the whole account in \
                 {}, and others use them too. Try again later, or with a lower -parallelism.",
                service.region
            ),
            Kind::Credentials => "AWS does not accept the credentials. Check access_key, secret_key, \
                                  token or profile of the provider block, or the AWS_* variables of \
                                  the environment; temporary credentials may have expired."
                .to_owned(),
            Kind::NoCredentials => "No AWS credentials were found. Looked in the provider block, the \
                                    environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, \
                                    AWS_PROFILE), the shared configuration and credentials files, \
                                    web identity, container and instance roles."
                .to_owned(),
            Kind::Denied => format!(
                "The credentials are valid, but do not allow {}:{operation}. Give it to the role or \
                 user that runs Terraform, or check service control policies and boundaries.",
                service.name.to_ascii_lowercase()
            ),
            Kind::Propagating => "The function, its role or the role's permissions are missing, or too \
                                  new for Lambda to see. Check that the function exists in this \
                                  account and Region and that its role may read from the event source."
                .to_owned(),
            Kind::Invalid => "AWS refused a value. Its words tell which; correct that argument.".to_owned(),
            Kind::Unreachable => format!(
                "There is no connection to {service}. Check the Region's name, the endpoint (block \
                 endpoints, AWS_ENDPOINT_URL), the network, proxies and firewalls."
            ),
            Kind::Silent => format!(
                "{service} did not answer in time. Check the endpoint, proxies and firewalls, or try \
                 again later."
            ),
            Kind::Unclear => "The connection broke or the service failed before it answered. Try \
                              again later."
                .to_owned(),
            Kind::Garbled => format!(
                "The response of {service} cannot be read, or names no mapping. Try again; if that \
                 persists, check the endpoint and proxies."
            ),
            Kind::Foreign => format!(
                "What answered does not speak as AWS does: perhaps a proxy, or another server. {service} \
                 was called; check the endpoint and proxies."
            ),
            Kind::Exhausted => format!(
                "{service} did not accept the call within {} seconds of retries. It is throttled, failing, \
                 or silent. Lambda's control plane takes 15 calls a second of a whole account. Try again \
                 later, or with a lower -parallelism, or raise http_operation_timeout.",
                service.limit.as_secs()
            ),
            Kind::Other => "The call failed.".to_owned(),
        });
        let named = self
            .code
            .as_ref()
            .map_or_else(String::new, |it| format!("{it}: "));
        let request = self
            .request
            .as_ref()
            .map_or_else(String::new, |it| format!("\nRequest id: {it}"));
        let wait = self.wait.map_or_else(String::new, |it| {
            let (name, seconds) = (service.name, it.as_secs_f32().ceil());
            let least = if it < LONGEST_RETRY_AFTER {
                ""
            } else {
                "at least "
            };
            format!(" {name} asks to be left alone for {least}{seconds} seconds.")
        });
        Diagnostic::error(
            format!("Cannot {what}"),
            format!("{why}{wait}\n\n{operation}: {named}{}{request}", self.words),
        )
    }
}

fn of_answer(status: u16, code: &str, message: &str) -> Kind {
    match (status, code) {
        (_, "ResourceNotFoundException") => Kind::NotFound,
        (_, "ResourceConflictException") => Kind::Conflict,
        (_, "ResourceInUseException") => Kind::InUse,
        (429, _) | (_, "TooManyRequestsException" | "ThrottlingException") => Kind::Throttled,
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
            code: None,
            request: None,
            failure: None,
            wait: None,
            skew: None,
        }
    }
}

#[cfg(test)]
mod tests {
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
