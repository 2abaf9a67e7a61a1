//! Functions, as far as a mapping names them.

use std::{collections::BTreeSet, sync::LazyLock};

use regex_lite::Regex;

use super::{fields::FUNCTION_NAME, request::Place};

/// A function that a request names, in any of the forms that Lambda takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Function {
    /// The Region, when the request names one.
    pub(crate) region: Option<String>,
    account: Option<String>,
    /// The bare name.
    pub(crate) name: String,
    qualifier: Option<String>,
}

static FORMS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("^(?:{FUNCTION_NAME})$")).ok());

// === impl Function ===

impl Function {
    /// Takes a name apart; none when it is in no form that Lambda knows.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let parts = FORMS.as_ref()?.captures(text)?;
        let part = |index: usize| {
            let part = parts.get(index)?.as_str();
            Some(part.strip_suffix(':').unwrap_or(part).to_owned())
        };
        Some(Self {
            region: part(3),
            account: part(9),
            name: part(11)?,
            qualifier: part(13),
        })
    }

    /// Whether a version or an alias is named.
    pub(crate) fn is_qualified(&self) -> bool {
        self.qualifier.is_some()
    }

    /// Whether it is the function itself, or one of these aliases and versions of it.
    pub(crate) fn is_one_of(&self, qualifiers: &BTreeSet<String>) -> bool {
        let qualifier = self.qualifier.as_deref();
        qualifier.is_none_or(|it| it.starts_with("$LATEST") || qualifiers.contains(it))
    }

    /// The ARN, with the qualifier only if one was given. Parts that the request left out are those of the caller.
    pub(crate) fn arn(&self, place: &Place) -> String {
        let mut arn = self.bare_arn(place);
        if let Some(qualifier) = &self.qualifier {
            arn.push(':');
            arn.push_str(qualifier);
        }
        arn
    }

    /// The ARN without a qualifier.
    pub(crate) fn bare_arn(&self, place: &Place) -> String {
        format!(
            "arn:{}:lambda:{}:{}:function:{}",
            place.partition(),
            self.region.as_deref().unwrap_or(&place.region),
            self.account.as_deref().unwrap_or(&place.account),
            self.name
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(name: &str) -> Option<String> {
        let place = Place {
            account: "111111111111".into(),
            region: "eu-west-1".into(),
        };
        Some(Function::parse(name)?.arn(&place))
    }

    #[test]
    fn a_function_may_be_named_in_every_form() {
        let plain = "arn:aws:lambda:eu-west-1:111111111111:function:foo";
        for name in [
            "foo",
            "function:foo",
            "111111111111:function:foo",
            "111111111111:foo",
            "eu-west-1:111111111111:function:foo",
            plain,
        ] {
            assert_eq!(arn(name).as_deref(), Some(plain), "{name}");
        }
    }

    #[test]
    fn a_qualifier_is_echoed_and_latest_is_one_only_when_given() {
        let plain = "arn:aws:lambda:eu-west-1:111111111111:function:foo";
        for qualifier in ["$LATEST", "$LATEST.PUBLISHED", "1", "live"] {
            assert_eq!(
                arn(&format!("foo:{qualifier}")),
                Some(format!("{plain}:{qualifier}"))
            );
            assert_eq!(
                arn(&format!("{plain}:{qualifier}")),
                Some(format!("{plain}:{qualifier}"))
            );
        }
    }

    #[test]
    fn another_account_stays_in_the_arn() {
        assert_eq!(
            arn("222222222222:function:foo:live").as_deref(),
            Some("arn:aws:lambda:eu-west-1:222222222222:function:foo:live")
        );
    }

    #[test]
    fn what_is_no_function_name_is_refused() {
        for name in [
            "",
            "a b",
            "foo:bar:baz:qux",
            "arn:aws:sqs:eu-west-1:111111111111:q",
        ] {
            assert_eq!(arn(name), None, "{name}");
        }
    }
}
