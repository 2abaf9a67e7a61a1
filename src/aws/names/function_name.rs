//! The five ways to name a function, and when two of them mean the same.

use super::arn::Arn;

/// A function as the API takes it: `name`, `name:qualifier`, `account:function:name`, or an ARN with
/// or without a qualifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionName<'a> {
    /// The Region, where it is said.
    region: Option<&'a str>,
    /// The account, where it is said.
    account: Option<&'a str>,
    /// The function's own name.
    pub name: &'a str,
    /// A version, an alias or `$LATEST`, where it is said. None and `$LATEST` are different things:
    /// the API keeps them apart.
    pub qualifier: Option<&'a str>,
}

/// Where a mapping is: what a function name leaves out is the mapping's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home<'a> {
    /// The Region of the mapping.
    pub region: &'a str,
    /// The account of the mapping.
    pub account: &'a str,
}

// === impl FunctionName ===

impl<'a> FunctionName<'a> {
    /// Splits a function name into its parts. `None` if it has none of the five forms.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (region, account, rest) = if let Some(arn) = Arn::parse(text) {
            let rest = arn.resource.strip_prefix("function:")?;
            if arn.service != "lambda" {
                return None;
            }
            (Some(arn.region), Some(arn.account), rest)
        } else if let Some((account, rest)) = text.split_once(":function:") {
            let digits = account.len() == 12 && account.bytes().all(|it| it.is_ascii_digit());
            if !digits {
                return None;
            }
            (None, Some(account), rest)
        } else {
            (None, None, text)
        };
        let (name, qualifier) = match rest.split_once(':') {
            Some((name, qualifier)) => (name, Some(qualifier)),
            None => (rest, None),
        };
        let of = |text: &str, more: &str| {
            let plain = |it: char| it.is_ascii_alphanumeric() || more.contains(it);
            !text.is_empty() && text.chars().all(plain)
        };
        let is_name = of(name, "-_.") && name.len() <= 140;
        let is_qualifier = qualifier.is_none_or(|it| of(it, "-_$.") && it.len() <= 128);
        (is_name && is_qualifier).then_some(Self {
            region,
            account,
            name,
            qualifier,
        })
    }

    /// Whether both name the same function and qualifier, seen from a mapping at `home`.
    pub fn same(self, other: Self, home: Option<Home<'_>>) -> bool {
        let part = |a: Option<&str>, b: Option<&str>, own: Option<&str>| {
            let (a, b) = (a.or(own), b.or(own));
            // Without a home, what is left out cannot contradict what is said.
            a == b || (own.is_none() && (a.is_none() || b.is_none()))
        };
        self.name == other.name
            && self.qualifier == other.qualifier
            && part(self.region, other.region, home.map(|it| it.region))
            && part(self.account, other.account, home.map(|it| it.account))
    }

    /// Its ARN, seen from a mapping at `home` in this partition.
    pub fn arn(self, partition: &str, home: Home<'_>) -> String {
        let region = self.region.unwrap_or(home.region);
        let account = self.account.unwrap_or(home.account);
        let qualifier = self
            .qualifier
            .map_or_else(String::new, |it| format!(":{it}"));
        let name = self.name;
        format!("arn:{partition}:lambda:{region}:{account}:function:{name}{qualifier}")
    }

    /// The shortest name that means the same at `home`; none when the function is elsewhere.
    pub fn short(self, home: Home<'_>) -> Option<String> {
        let here = self.region.is_none_or(|it| it == home.region)
            && self.account.is_none_or(|it| it == home.account);
        here.then(|| match self.qualifier {
            Some(qualifier) => format!("{}:{qualifier}", self.name),
            None => self.name.to_owned(),
        })
    }
}

// === impl Home ===

impl<'a> Home<'a> {
    /// Where the mapping with this ARN is.
    pub fn of(arn: &'a str) -> Option<Self> {
        Arn::parse(arn).map(|it| Self {
            region: it.region,
            account: it.account,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: Home<'_> = Home {
        region: "eu-west-1",
        account: "123456789012",
    };

    fn same(a: &str, b: &str) -> bool {
        let parse = |it| FunctionName::parse(it).unwrap();
        parse(a).same(parse(b), Some(HOME))
    }

    #[test]
    fn a_name_and_its_home_make_an_arn() {
        for (text, arn) in [
            ("worker", "123456789012:function:worker"),
            ("worker:live", "123456789012:function:worker:live"),
            (
                "210987654321:function:worker:1",
                "210987654321:function:worker:1",
            ),
        ] {
            let made = FunctionName::parse(text).unwrap().arn("aws-cn", HOME);
            assert_eq!(made, format!("arn:aws-cn:lambda:eu-west-1:{arn}"));
        }
    }

    #[test]
    fn the_five_forms_of_one_function_mean_the_same() {
        let forms = [
            "worker",
            "123456789012:function:worker",
            "arn:aws:lambda:eu-west-1:123456789012:function:worker",
        ];
        for a in forms {
            for b in forms {
                assert!(same(a, b), "{a} {b}");
                assert!(same(&format!("{a}:live"), &format!("{b}:live")), "{a} {b}");
                assert!(!same(a, &format!("{b}:live")), "{a} {b}");
                assert!(!same(a, &format!("{b}:$LATEST")), "{a} {b}");
            }
        }
    }

    #[test]
    fn another_account_or_region_is_another_function() {
        let there = "arn:aws:lambda:eu-west-1:999999999999:function:worker";
        assert!(!same("worker", there));
        assert!(!same("123456789012:function:worker", there));
        let far = "arn:aws:lambda:us-east-1:123456789012:function:worker";
        assert!(!same("worker", far));
    }

    #[test]
    fn what_is_no_function_name_is_refused() {
        for text in [
            "",
            "wor ker",
            "arn:aws:sqs:eu-west-1:123456789012:function:worker",
            "12:function:worker",
            "worker:",
            "a:b:c",
            "arn:aws:lambda:eu-west-1:123456789012:layer:worker",
        ] {
            assert_eq!(FunctionName::parse(text), None, "{text}");
        }
        for text in [
            "a.b",
            "worker:$LATEST",
            "worker:$LATEST.PUBLISHED",
            "worker:7",
        ] {
            assert!(FunctionName::parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn the_short_name_leaves_out_what_is_the_mappings_own() {
        let short = |it| FunctionName::parse(it).unwrap().short(HOME);
        assert_eq!(
            short("arn:aws:lambda:eu-west-1:123456789012:function:worker:live").as_deref(),
            Some("worker:live")
        );
        assert_eq!(
            short("arn:aws:lambda:eu-west-1:999999999999:function:worker"),
            None
        );
    }
}
