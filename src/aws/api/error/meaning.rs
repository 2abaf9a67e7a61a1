//! Explains a failed call, with advice: by its kind, and by AWS's own message where that is more
//! exact.

use std::time::Duration;

use super::Kind;
use crate::{
    aws::api::{pace::retries::LONGEST_RETRY_AFTER, service::Service},
    framework::diagnostics::counted,
};

/// The facts of a failed call.
pub(super) struct FailedCall<'a> {
    pub(super) kind: Kind,
    /// AWS's name of the operation.
    pub(super) operation: &'a str,
    pub(super) service: &'a Service,
    /// AWS's name of the error; empty without one.
    pub(super) code: &'a str,
    /// AWS's message, or that of the connection.
    pub(super) message: &'a str,
}

/// Why the call failed and what to do. One statement a sentence.
pub(super) fn meaning(seen: &FailedCall<'_>) -> String {
    let service = seen.service;
    match seen.kind {
        Kind::NotFound => "The object does not exist.".to_owned(),
        Kind::Conflict => "Another mapping or another change conflicts with this one.".to_owned(),
        Kind::InUse => {
            "Another change of the mapping is in progress. Try again when it has ended.".to_owned()
        }
        Kind::Throttled => format!(
            "AWS allows 15 requests per second to the control plane of Lambda, for the whole account in \
             {}. Try again later, or lower -parallelism.",
            service.region
        ),
        Kind::Credentials => credentials(seen.code).to_owned(),
        Kind::NoCredentials => "No AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and \
                                AWS_SECRET_ACCESS_KEY, or profile or assume_role in the provider block."
            .to_owned(),
        Kind::Denied => denied(seen),
        Kind::Propagating => propagating(seen.message).to_owned(),
        Kind::Invalid if action(seen.message).is_some() => denied(seen),
        Kind::Invalid => String::new(),
        Kind::Unreachable => format!(
            "Cannot connect to {service}. Check the Region, the network, proxies and firewalls, and \
             endpoints in the provider block or AWS_ENDPOINT_URL."
        ),
        Kind::Timeout => format!(
            "{service} did not respond in time. Check the endpoint, proxies and firewalls, or try again \
             later."
        ),
        Kind::Unclear => "The connection broke, or the server failed before it responded. Try again \
                          later."
            .to_owned(),
        Kind::Garbled => format!(
            "The response of {service} cannot be read, or names no mapping. Try again. If that does not \
             help, check the endpoint and the proxies."
        ),
        Kind::Foreign => format!(
            "The response is not from AWS: a proxy or another server answered for {service}. Check the \
             endpoint and the proxies."
        ),
        Kind::OperationTimeout => format!(
            "{service} did not accept the request within {} of retries. Try again later, lower \
             -parallelism, or raise http_operation_timeout.",
            counted(service.limit.as_secs(), "second")
        ),
        Kind::Other => "The request failed.".to_owned(),
    }
}

/// How long the server asked to wait.
pub(super) fn wait(service: &str, wait: Duration) -> String {
    // Rounded up, so that nobody comes back too early.
    let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let least = if wait < LONGEST_RETRY_AFTER {
        ""
    } else {
        "at least "
    };
    format!(
        "{service} asked to retry after {least}{}.",
        counted(whole, "second")
    )
}

/// Explains why AWS rejects credentials.
fn credentials(code: &str) -> &'static str {
    match code {
        "ExpiredToken" | "ExpiredTokenException" => {
            "The session token has expired. Get new credentials, such as with aws sso login, and run \
             Terraform again."
        }
        "UnrecognizedClientException" | "InvalidClientTokenId" => {
            "AWS does not accept the credentials. The access key does not exist, or the session token is \
             missing or not its own. Check access_key, token or profile of the provider block, and the \
             AWS_* variables of the environment."
        }
        "InvalidSignatureException" | "SignatureDoesNotMatch" => {
            "AWS does not accept the credentials. The secret key does not belong to the access key. Check \
             secret_key or profile of the provider block, and AWS_SECRET_ACCESS_KEY."
        }
        _ => {
            "AWS does not accept the credentials. Check access_key, secret_key, token or profile of the \
             provider block, and the AWS_* variables of the environment."
        }
    }
}

/// The permission to give is the one that AWS names. It may be of another operation than the one that was
/// called: a creation with tags needs lambda:TagResource.
fn denied(seen: &FailedCall<'_>) -> String {
    let called = || {
        format!(
            "{}:{}",
            seen.service.name.to_ascii_lowercase(),
            seen.operation
        )
    };
    let action = action(seen.message).map_or_else(called, str::to_owned);
    let explicit = if seen.message.contains("explicit deny") {
        " A policy denies it explicitly: check service control policies, permissions boundaries and \
         session policies."
    } else {
        ""
    };
    format!(
        "The credentials do not allow {action}. Add it to the role or user that runs Terraform.{explicit}"
    )
}

/// The action that AWS's message says is missing.
fn action(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("not authorized to perform: ")?;
    let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && !"-:*".contains(it));
    let action = &rest[..end.unwrap_or(rest.len())];
    let (service, name) = action.split_once(':')?;
    (!service.is_empty() && !name.is_empty() && action.len() <= 100).then_some(action)
}

/// Names the thing that is missing, or that was created a moment ago.
fn propagating(message: &str) -> &'static str {
    let says = |it: &str| message.contains(it);
    if says("Function does not exist") {
        return "Check function_name, the account and the Region. A function that was created a moment \
                ago may not be visible yet.";
    }
    if says("KMS") {
        return "Allow kms:Decrypt on the key for the execution role of the function.";
    }
    if says("assumed by Lambda") || says("Trusted Entity") {
        return "Lambda cannot assume the execution role of the function. Allow lambda.amazonaws.com to \
                assume it in its trust policy. A role that was created a moment ago may not be visible yet.";
    }
    "Allow this to the execution role of the function. A policy that was attached a moment ago may not be \
     visible yet."
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: Kind, code: &str, message: &str) -> String {
        let service = Service {
            name: "Lambda",
            region: "eu-west-1".into(),
            endpoint: None,
            limit: Duration::from_secs(1),
        };
        meaning(&FailedCall {
            kind,
            operation: "CreateEventSourceMapping",
            service: &service,
            code,
            message,
        })
    }

    #[test]
    fn the_permission_that_aws_names_is_the_one_to_give() {
        let user = "User: arn:aws:iam::123456789012:user/ci is not authorized to perform";
        for (message, action) in [
            (
                format!("{user}: lambda:TagResource on resource: * because no policy allows it"),
                "lambda:TagResource",
            ),
            (
                format!("{user}: kms:Decrypt on resource: key"),
                "kms:Decrypt",
            ),
            (format!("{user}: lambda:ListTags"), "lambda:ListTags"),
            (format!("{user}: "), "lambda:CreateEventSourceMapping"),
            (
                "Access denied".to_owned(),
                "lambda:CreateEventSourceMapping",
            ),
        ] {
            let said = said(Kind::Denied, "AccessDeniedException", &message);
            let expected = format!("The credentials do not allow {action}. ");
            assert!(said.starts_with(&expected), "{message}: {said}");
            assert!(!said.contains("explicit"), "{said}");
        }
        let denied =
            format!("{user}: lambda:GetEventSourceMapping with an explicit deny in a policy");
        let said = said(Kind::Denied, "AccessDeniedException", &denied);
        assert!(said.contains("lambda:GetEventSourceMapping") && said.contains("explicitly"));
    }

    #[test]
    fn credentials_are_told_apart_by_the_code() {
        for (code, expected) in [
            ("ExpiredTokenException", "has expired"),
            ("UnrecognizedClientException", "access key does not exist"),
            ("SignatureDoesNotMatch", "secret key does not belong"),
            ("IncompleteSignature", "does not accept the credentials"),
        ] {
            let said = said(Kind::Credentials, code, "");
            assert!(said.contains(expected), "{code}: {said}");
            assert!(!said.contains("may have expired"), "{said}");
        }
    }

    #[test]
    fn what_is_missing_is_one_thing() {
        let of = |message| said(Kind::Propagating, "InvalidParameterValueException", message);
        assert!(of("Function does not exist").contains("function_name"));
        assert!(!of("Function does not exist").contains("role"));
        assert!(
            of("The role defined for the function cannot be assumed by Lambda.")
                .contains("trust policy")
        );
        assert!(of("The provided execution role does not have permissions to call ReceiveMessage on SQS").contains("Allow this"));
        assert!(of("KMS access was denied").contains("kms:Decrypt"));
    }

    #[test]
    fn a_number_agrees_with_its_noun() {
        let of = |milliseconds| wait("Lambda", Duration::from_millis(milliseconds));
        assert_eq!(of(1000), "Lambda asked to retry after 1 second.");
        assert_eq!(of(1001), "Lambda asked to retry after 2 seconds.");
        assert!(said(Kind::OperationTimeout, "", "").contains("within 1 second of"));
    }
}
