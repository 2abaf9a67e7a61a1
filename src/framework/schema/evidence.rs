//! The evidence that the service refuses what a rule complains about.

/// The source of a rule. Only a refusal that was seen, or that is documented, is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Evidence {
    /// The rule is the provider's own or Terraform's: neither can use the value.
    #[default]
    Own,
    /// A real response of the service shows the refusal: where it was seen.
    Recorded(&'static str),
    /// The documentation or the API model of the service excludes the value: where it says so.
    Documented(&'static str),
    /// Nothing says that the service refuses the value, so a complaint is a warning: why there is one.
    Assumed(&'static str),
}

// === impl Evidence ===

impl Evidence {
    /// The source in words, for the documentation.
    pub fn says(self) -> String {
        match self {
            Self::Own => "the provider's own rule".to_owned(),
            Self::Recorded(at) => format!("recorded: {at}"),
            Self::Documented(at) => format!("documented: {at}"),
            Self::Assumed(why) => format!("assumed: {why}"),
        }
    }

    /// Whether a complaint may be an error.
    pub(super) fn allows_an_error(self) -> bool {
        !matches!(self, Self::Assumed(_))
    }
}
