//! The forms of a refusal.

/// The codes with which Lambda refuses; each has its status and its form of body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    AccessDenied,
    IncompleteSignature,
    InvalidParameter,
    InvalidParameterValue,
    InvalidSignature,
    MissingAuthenticationToken,
    PaginationTokenExpired,
    ResourceConflict,
    ResourceInUse,
    ResourceNotFound,
    Serialization,
    Validation,
}

// === impl Kind ===

impl Kind {
    pub(crate) fn status_and_code(self) -> (u16, &'static str) {
        match self {
            Self::AccessDenied => (403, "AccessDeniedException"),
            Self::IncompleteSignature => (403, "IncompleteSignatureException"),
            Self::InvalidParameter => (400, "InvalidParameterException"),
            Self::InvalidParameterValue => (400, "InvalidParameterValueException"),
            Self::InvalidSignature => (403, "InvalidSignatureException"),
            Self::MissingAuthenticationToken => (403, "MissingAuthenticationTokenException"),
            Self::PaginationTokenExpired => (400, "PaginationTokenExpiredException"),
            Self::ResourceConflict => (409, "ResourceConflictException"),
            Self::ResourceInUse => (400, "ResourceInUseException"),
            Self::ResourceNotFound => (404, "ResourceNotFoundException"),
            Self::Serialization => (400, "SerializationException"),
            Self::Validation => (400, "ValidationException"),
        }
    }
}
