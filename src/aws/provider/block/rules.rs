//! Rules for the arguments of the provider block.

use std::time::Duration;

use crate::{
    aws::{
        names::{duration::parse_duration, region::RegionName},
        provider::network::proxy,
    },
    framework::{
        diagnostics::shown,
        schema::{
            rules::{between, text},
            spec::{Complaint, Rule},
        },
        value::Value,
    },
};

/// The name of a Region, unless the block says not to look at it.
pub(crate) fn region() -> Rule {
    text(
        "It is the name of a Region, not of an availability zone.",
        |it, config| {
            let any = config.attribute("skip_region_validation");
            // An empty text is none: modules pass one on.
            if it.is_empty()
                || RegionName(it).is_plausible()
                || matches!(any, Value::Bool(true) | Value::Unknown(_))
            {
                return Ok(());
            }
            Err(Complaint::new(
                format!("\"{}\" is not the name of a Region", shown(it)),
                "Use a name such as \"eu-west-1\", not that of an availability zone. For a Region that \
                 AWS does not have, set skip_region_validation = true.",
            ))
        },
    )
}

/// A URL; an empty text is none.
pub(crate) fn url() -> Rule {
    text("It begins with `http://` or `https://`.", |it, _| {
        let host = it
            .strip_prefix("https://")
            .or_else(|| it.strip_prefix("http://"));
        let fits = host.is_some_and(|it| !it.is_empty() && !it.contains(char::is_whitespace));
        if fits || it.is_empty() {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a URL", shown(it)),
            "Use a URL such as \"http://127.0.0.1:4599\".",
        ))
    })
}

/// The URL of a proxy. The error does not show it, because it may contain a password.
pub(crate) fn proxy() -> Rule {
    text("", |it, _| {
        proxy::Proxy::parse(it)
            .map(|_| ())
            .map_err(|why| Complaint::new(why, proxy::FORM))
    })
}

/// A number of seconds.
pub(crate) fn seconds() -> Rule {
    between(1, 3600)
}

/// One of these words, or nothing.
pub(crate) fn match_or_empty(words: &'static [&'static str]) -> Rule {
    let says = format!("One of `{}`.", words.join("`, `"));
    text(says, move |it, _| {
        if it.is_empty() || words.contains(&it) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a valid value", shown(it)),
            format!("Valid values: {}.", words.join(", ")),
        ))
    })
}

/// A text that stands for a truth value, as `hashicorp/aws` has it.
pub(crate) fn worded_bool() -> Rule {
    match_or_empty(&["true", "false", "1", "0"])
}

/// The ARN of a role; an empty text is none.
pub(crate) fn arn_of_role() -> Rule {
    text("", |it, _| {
        let is_role = iam(it).is_some_and(|(_, resource)| resource.starts_with("role/"));
        if is_role || it.is_empty() {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not the ARN of a role", shown(it)),
            "Use an ARN such as \"arn:aws:iam::123456789012:role/deploy\".",
        ))
    })
}

/// Every element is an ARN.
pub(crate) fn known_arns() -> Rule {
    each("", |it| {
        iam(it).is_none().then(|| {
            Complaint::new(
                format!("\"{}\" is not the ARN of a policy", shown(it)),
                "Use an ARN such as \"arn:aws:iam::aws:policy/ReadOnlyAccess\".",
            )
        })
    })
}

/// Numbers of accounts, each of them.
pub(crate) fn account_ids() -> Rule {
    each("Account IDs have 12 digits.", |it| {
        let fits = it.len() == 12 && it.bytes().all(|it| it.is_ascii_digit());
        (!fits).then(|| {
            Complaint::new(
                format!("\"{}\" is not an account ID", shown(it)),
                "An account ID has 12 digits. Write it in quotes, or leading zeros are lost.",
            )
        })
    })
}

/// How long a session may last.
pub(crate) fn duration() -> Rule {
    text("", |it, _| {
        let least = Duration::from_mins(15);
        let most = Duration::from_hours(12);
        if it.is_empty() || parse_duration(it).is_some_and(|it| (least..=most).contains(&it)) {
            return Ok(());
        }
        Err(Complaint::new(
            format!(
                "\"{}\" is not a duration from 15 minutes to 12 hours",
                shown(it)
            ),
            "Use the units h, m and s, such as \"1h\", \"45m\" or \"1h30m\".",
        ))
    })
}

/// Account and resource of an ARN of IAM, which has no Region.
pub(crate) fn iam(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.splitn(6, ':');
    let mut next = || parts.next();
    let head = (next()?, next()?, next()?, next()?);
    let (account, resource) = (next()?, next()?);
    let fits = matches!(head, ("arn", partition, "iam", "") if partition.starts_with("aws"));
    (fits && !resource.is_empty()).then_some((account, resource))
}

/// A name of a session, or nothing.
pub(crate) fn session_name() -> Rule {
    let says = "From 2 to 64 letters, digits, or characters of `_+=,.@-`.";
    text(says, |it, _| {
        let fits = |it: u8| it.is_ascii_alphanumeric() || b"_+=,.@-".contains(&it);
        if it.is_empty() || ((2..=64).contains(&it.len()) && it.bytes().all(fits)) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a valid name", shown(it)),
            "Use 2 to 64 letters, digits, and any of \"_+=,.@-\".",
        ))
    })
}

/// A JSON document, or nothing.
pub(crate) fn json() -> Rule {
    text("", |it, _| {
        match serde_json::from_str::<serde_json::Value>(it) {
            Err(error) if !it.is_empty() => Err(Complaint::new(
                format!("not valid JSON: {error}"),
                "Write the IAM policy with jsonencode({ … }).",
            )),
            _ => Ok(()),
        }
    })
}

/// A rule for each text of a set.
fn each(says: &str, wrong: impl Fn(&str) -> Option<Complaint> + Send + Sync + 'static) -> Rule {
    Rule::several(says, move |value, _| match value {
        Value::Set(items) => {
            let texts = items.iter().filter_map(|it| match it {
                Value::String(it) => Some(it.as_str()),
                _ => None,
            });
            texts.filter_map(&wrong).collect()
        }
        _ => Vec::new(),
    })
}
