//! Region, tags and timeouts.

use std::time::Duration;

use crate::{
    aws::names::{duration::parse_duration, region::RegionName},
    framework::{
        diagnostics::shown,
        schema::{
            rules,
            spec::{Complaint, Rule},
        },
    },
};

/// The name of a Region. A service that emulates AWS may have others.
pub(in crate::aws::event_source_mapping) fn region() -> Rule {
    let says = "The name of a Region, not of an availability zone.";
    rules::text(says, |it, _| {
        if RegionName(it).is_plausible() {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" does not look like a Region", shown(it)),
            "Use the name of a Region, such as \"eu-west-1\", not of an availability zone.",
        ))
    })
    .assumed("a service that emulates AWS may have other Regions")
}

/// Longest timeout: 30 days.
const LONGEST_TIMEOUT: Duration = Duration::from_hours(720);

pub(in crate::aws::event_source_mapping) fn duration() -> Rule {
    // The row of the block says it, for all of them.
    rules::text("", |it, _| {
        let bounds = Duration::from_millis(1)..=LONGEST_TIMEOUT;
        if parse_duration(it).is_some_and(|it| bounds.contains(&it)) {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not a duration", shown(it)),
            "Use at most 720 hours in the units h, m, s and ms, such as \"30s\", \"10m\" or \"1h30m\".",
        ))
    })
}
