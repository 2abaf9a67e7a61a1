//! Region, tags and timeouts.

use std::time::Duration;

use crate::{
    aws::{duration::parse_duration, region::RegionName},
    framework::{
        rules::{self, shown},
        spec::{Complaint, Rule},
        value::Value,
    },
};

/// The name of a Region. A service that only resembles AWS may have others, so it is advice.
pub(in super::super) fn region() -> Rule {
    let says = "The name of a Region, not of an availability zone.";
    rules::text(says, |it, _| {
        if RegionName(it).is_plausible() {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" does not look like a Region", shown(it)),
            "The name of an AWS Region is such as \"eu-west-1\" or \"us-gov-east-1\"; it is not that of an \
             availability zone.",
        )
        .advice())
    })
}

pub(in super::super) fn tag_map() -> Rule {
    let says = "At most 50, with keys of 1 to 128 characters that do not begin with `aws:`, and \
                values of at most 256: letters, digits, spaces and `_.:/=+-@`.";
    Rule::new(says, |value, _| {
        let Value::Map(tags) = value else {
            return Ok(());
        };
        if tags.len() > 50 {
            let summary = format!("there are {} tags", tags.len());
            return Err(Complaint::new(
                summary,
                "AWS allows at most 50 for a mapping.",
            ));
        }
        for (key, value) in tags {
            let length = key.chars().count();
            if length == 0 || length > 128 {
                let summary = format!("the key \"{}\" has {length} characters", shown(key));
                return Err(Complaint::new(
                    summary,
                    "AWS allows keys of 1 to 128 characters.",
                ));
            }
            if key.to_ascii_lowercase().starts_with("aws:") {
                let summary = format!("the key \"{}\" is AWS's own", shown(key));
                let detail = "AWS keeps keys that begin with \"aws:\" for itself. Use another.";
                return Err(Complaint::new(summary, detail));
            }
            let text = match value {
                Value::String(it) => it.as_str(),
                _ => "",
            };
            if let Some(odd) = key
                .chars()
                .chain(text.chars())
                .find(|it| !fits_in_a_tag(*it))
            {
                let summary = format!("the tag \"{}\" has the character {odd:?}", shown(key));
                let detail = "AWS allows letters, digits, spaces and any of \"_.:/=+-@\" in keys and values.";
                return Err(Complaint::new(summary, detail));
            }
            if text.chars().count() > 256 {
                let summary = format!("the value of \"{}\" is too long", shown(key));
                return Err(Complaint::new(
                    summary,
                    "AWS allows values of at most 256 characters.",
                ));
            }
        }
        Ok(())
    })
}

/// Of the API's pattern for tags: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
fn fits_in_a_tag(it: char) -> bool {
    let is_space = it.is_whitespace() && !it.is_control();
    it.is_alphanumeric() || is_space || "_.:/=+-@".contains(it)
}

/// Longest timeout: 30 days.
const LONGEST_TIMEOUT: Duration = Duration::from_hours(720);

pub(in super::super) fn duration() -> Rule {
    rules::text("A time span such as `30s`, `10m` or `1h30m`.", |it, _| {
        let bounds = Duration::from_millis(1)..=LONGEST_TIMEOUT;
        if parse_duration(it).is_some_and(|it| bounds.contains(&it)) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It must be a time span of at most 720 hours, in the units h, m, s and ms: \"30s\", \
             \"10m\" or \"1h30m\".",
        ))
    })
}
