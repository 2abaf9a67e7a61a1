//! A response of the API: a status, a JSON body, and for an error its code.

use serde_json::{Value, json};

use crate::emulator::facts::{fact::Fact, kind::Kind, refusals};

/// One answer, before it becomes HTTP.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The code of an error, for the header `x-amzn-ErrorType`.
    pub(crate) code: Option<String>,
    /// Seconds for the header `Retry-After`.
    pub(crate) retry_after: Option<u64>,
    /// The body.
    pub(crate) body: Body,
}

/// The body of an [`Answer`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    /// Nothing, as of the calls that answer 204.
    Empty,
    /// Lambda speaks JSON.
    Json(Value),
    /// STS speaks XML.
    Xml(String),
    /// A proxy between the client and AWS may respond with HTML.
    Html(&'static str),
}

/// Why a call was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    kind: Kind,
    message: String,
}

// === impl Answer ===

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self {
            status,
            code: None,
            retry_after: None,
            body: Body::Json(body),
        }
    }

    /// The answer of the calls that tell nothing but success.
    pub(crate) fn no_content() -> Self {
        Self {
            status: 204,
            code: None,
            retry_after: None,
            body: Body::Empty,
        }
    }

    /// This response with another body, as when something on the way removes it. An error stays one.
    #[must_use]
    pub(crate) fn with(self, body: Body) -> Self {
        Self { body, ..self }
    }

    /// An error of any status and code, in the form in which Lambda sends those that it models.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        // The model spells the member `Message` for these three alone.
        let body = match code {
            "ResourceNotFoundException" | "ResourceInUseException" => {
                json!({ "Type": "User", "Message": message })
            }
            "ServiceException" => json!({ "Type": "Service", "Message": message }),
            _ => json!({ "Type": "User", "message": message }),
        };
        Self {
            code: Some(code.to_owned()),
            ..Self::json(status, body)
        }
    }

    /// An error of the tagging API, whose protocol names it in the body.
    pub(crate) fn of_tagging(status: u16, code: &str, message: &str) -> Self {
        Self {
            code: Some(code.to_owned()),
            ..Self::json(status, json!({ "__type": code, "Message": message }))
        }
    }

    /// The response of a proxy that does not reach AWS.
    pub(crate) fn bad_gateway() -> Self {
        Self {
            status: 502,
            code: None,
            retry_after: None,
            body: Body::Html("<html><body><h1>502 Bad Gateway</h1></body></html>\n"),
        }
    }

    /// The account's calls a second are used up.
    pub(crate) fn throttled(retry_after: u64) -> Self {
        let body = json!({
            "Type": "User",
            "message": "Rate exceeded",
            "Reason": "CallerRateLimitExceeded",
        });
        Self {
            code: Some("TooManyRequestsException".to_owned()),
            retry_after: Some(retry_after),
            ..Self::json(429, body)
        }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let (status, code) = refusal.kind.status_and_code();
        match refusal.kind {
            // The tagging API names the error in the body.
            Kind::InvalidParameter | Kind::PaginationTokenExpired => {
                Self::of_tagging(status, code, &refusal.message)
            }
            // Errors that stand before the model, and so have no `Type`.
            Kind::AccessDenied => Self {
                code: Some(code.to_owned()),
                ..Self::json(status, json!({ "Message": refusal.message }))
            },
            Kind::IncompleteSignature
            | Kind::InvalidSignature
            | Kind::MissingAuthenticationToken
            | Kind::Serialization
            | Kind::Validation => Self {
                code: Some(code.to_owned()),
                ..Self::json(status, json!({ "message": refusal.message }))
            },
            Kind::InvalidParameterValue
            | Kind::ResourceConflict
            | Kind::ResourceInUse
            | Kind::ResourceNotFound => Self::error(status, code, &refusal.message),
        }
    }
}

impl From<Result<Self, Refusal>> for Answer {
    fn from(result: Result<Self, Refusal>) -> Self {
        result.unwrap_or_else(Self::from)
    }
}

/// The text of an error's body, in either spelling; empty when it has none.
pub(crate) fn text_of(body: &Value) -> &str {
    let text = body.get("message").or_else(|| body.get("Message"));
    text.and_then(Value::as_str).unwrap_or_default()
}

// === impl Refusal ===

impl Refusal {
    /// Refuses as a fact says; `parts` are what differs in its text, in order.
    pub(crate) fn of(fact: &Fact, parts: &[&str]) -> Self {
        Self {
            kind: fact.kind,
            message: fact.say(parts),
        }
    }

    /// No mapping has this UUID.
    pub(crate) fn no_such_mapping() -> Self {
        Self::of(&refusals::NO_MAPPING, &[])
    }

    /// The body is not of the form that the model describes.
    pub(crate) fn serialization(message: &str) -> Self {
        Self::of(&refusals::NOT_JSON, &[message])
    }

    /// The body is not JSON.
    pub(crate) fn unreadable(error: &serde_json::Error) -> Self {
        Self::serialization(&format!("Unable to read the body: {error}"))
    }

    /// Constraints of the model are broken; at least one.
    pub(crate) fn validation(broken: &[String]) -> Self {
        let errors = if broken.len() == 1 { "error" } else { "errors" };
        let number = broken.len().to_string();
        Self::of(
            &refusals::CONSTRAINT,
            &[&number, errors, &broken.join("; ")],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_uses_the_spelling_of_message_that_the_model_gives_it() {
        let not_found = Answer::from(Refusal::no_such_mapping());
        assert_eq!(
            not_found.body,
            Body::Json(
                json!({"Type": "User", "Message": "The resource you requested does not exist."})
            )
        );
        let missing = Answer::from(Refusal::of(&refusals::NO_FUNCTION, &[]));
        assert_eq!(
            missing.body,
            Body::Json(json!({"Type": "User", "message": "Function does not exist"}))
        );
        assert_eq!(missing.status, 400);
        let service = Answer::error(500, "ServiceException", "oops");
        assert_eq!(
            service.body,
            Body::Json(json!({"Type": "Service", "Message": "oops"}))
        );
    }

    #[test]
    fn several_broken_constraints_are_counted_and_joined() {
        let answer = Answer::from(Refusal::validation(&["a".into(), "b".into()]));
        assert_eq!(
            answer.body,
            Body::Json(json!({"message": "2 validation errors detected: a; b"}))
        );
    }
}
