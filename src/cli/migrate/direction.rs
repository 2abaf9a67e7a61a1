//! The two ways: from hashicorp/aws to this provider, and back.

use crate::cli::state::{AWS, OURS};

/// A way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// From hashicorp/aws to this provider.
    Here,
    /// From this provider to hashicorp/aws.
    Back,
}

/// The local name of this provider.
const LOCAL: &str = "awslambda";

// === impl Direction ===

impl Direction {
    /// The type that is left.
    pub(super) fn from(self) -> &'static str {
        match self {
            Self::Here => AWS,
            Self::Back => OURS,
        }
    }

    /// The type that is taken instead.
    pub(super) fn to(self) -> &'static str {
        match self {
            Self::Here => OURS,
            Self::Back => AWS,
        }
    }

    /// The local name of a provider when a resource names none: the first word of its type.
    pub(super) fn default_provider(self) -> &'static str {
        match self {
            Self::Here => "aws",
            Self::Back => LOCAL,
        }
    }

    /// The local name that takes the place of another.
    pub(super) fn provider(self, name: &str) -> String {
        match (self, name.strip_prefix("awslambda_")) {
            (Self::Here, _) if name == "aws" => LOCAL.to_owned(),
            (Self::Here, _) => format!("{LOCAL}_{name}"),
            (Self::Back, Some(rest)) => rest.to_owned(),
            (Self::Back, None) => "aws".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_and_comes_back() {
        for name in ["aws", "amazon", "aws_west"] {
            let there = Direction::Here.provider(name);
            assert!(there.starts_with(LOCAL), "{there}");
            assert_eq!(Direction::Back.provider(&there), name);
        }
    }
}
