//! Why a call failed, by what AWS answered.

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
    Silent,
    /// The connection broke, or the server failed: it is not known whether the call took effect.
    Unclear,
    /// A success whose response cannot be read, or names no mapping.
    Garbled,
    /// An answer that is not AWS's: a proxy's, or another server's.
    Foreign,
    /// No retry succeeded.
    Exhausted,
    /// Anything else.
    Other,
}

/// The kind of a response with this HTTP status, AWS's name of the error and its message.
pub(super) fn of_answer(status: u16, code: &str, message: &str) -> Kind {
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
}
