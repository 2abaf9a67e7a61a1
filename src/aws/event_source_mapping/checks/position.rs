//! Where reading starts.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{GUIDE, MODEL};
use crate::{
    aws::{
        event_source_mapping::kinds::{TIMED, is_queue_mode, source_kind},
        names::source_kind::SourceKind,
    },
    framework::{
        cell::text::Timestamp,
        diagnostics::shown,
        schema::{
            evidence::Evidence,
            rules,
            spec::{Complaint, Rule},
        },
        value::Value,
    },
};

pub(in crate::aws::event_source_mapping) fn position_fits_source() -> Rule {
    let says = "`AT_TIMESTAMP` not for DynamoDB, and only with `starting_position_timestamp`.";
    rules::text(says, |it, config| {
        let timestamp = config.attribute("starting_position_timestamp");
        match (source_kind(config), it) {
            (Some(SourceKind::DynamoDb), "AT_TIMESTAMP") => Err(Complaint::new(
                "AT_TIMESTAMP is not supported for a DynamoDB stream",
                "Use \"TRIM_HORIZON\" or \"LATEST\".",
            )),
            (_, "AT_TIMESTAMP") if timestamp.is_null() => Err(Complaint::new(
                "AT_TIMESTAMP needs starting_position_timestamp",
                "Set starting_position_timestamp, such as \"2026-01-02T03:04:05Z\".",
            )
            .by(Evidence::Recorded("\"Need to specify a timestamp\""))),
            _ => Ok(()),
        }
    })
    .recorded("\"Unsupported starting position for arn type\"")
}

/// A stream has no starting position of its own.
pub(in crate::aws::event_source_mapping) fn position_of_streams() -> Rule {
    let says = "Required for Kinesis and DynamoDB.";
    Rule::new(says, |_, config| {
        let choices = "Set \"LATEST\" to read only new records, or \"TRIM_HORIZON\" to read all \
                       records that the source still holds.";
        match source_kind(config) {
            Some(kind) if kind.is_stream() => Err(Complaint::new(
                format!("required for {}", kind.says()),
                choices,
            )),
            Some(kind @ SourceKind::Msk) => Err(Complaint::new(
                format!("should be set for {}", kind.says()),
                format!("Lambda may reject a mapping without it. {choices}"),
            )
            .by(Evidence::Assumed(
                "the guide requires it, but Lambda accepted self-managed Kafka without it",
            ))),
            _ => Ok(()),
        }
    })
    .recorded("\"Value null at 'startingPosition' failed to satisfy constraint\"")
}

pub(in crate::aws::event_source_mapping) fn timestamp() -> Rule {
    rules::text("A time in RFC 3339, not in the future.", |it, _| {
        let Some(seconds) = Timestamp(it.to_owned()).seconds() else {
            return Err(Complaint::new(
                format!("\"{}\" is not a time in RFC 3339", shown(it)),
                "Use a time such as \"2026-01-02T03:04:05Z\".",
            )
            .by(Evidence::Documented(MODEL)));
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(i64::MAX, |it| {
            i64::try_from(it.as_secs()).unwrap_or(i64::MAX)
        });
        if seconds > now {
            return Err(Complaint::new(
                "the time is in the future",
                "Set a time that has passed. To read only new records, set starting_position = \
                 \"LATEST\".",
            ));
        }
        Ok(())
    })
    .documented(GUIDE)
}

pub(in crate::aws::event_source_mapping) fn timestamp_has_position() -> Rule {
    let says = "Only with `starting_position = \"AT_TIMESTAMP\"`.";
    rules::text(says, |_, config| {
        match config.attribute("starting_position") {
            Value::Unknown(_) => Ok(()),
            Value::String(it) if it == "AT_TIMESTAMP" => Ok(()),
            // The rules of its kind say more.
            _ if is_queue_mode(config) == Some(true) => Ok(()),
            _ if source_kind(config).is_some_and(|it| !TIMED.contains(&it)) => Ok(()),
            _ => Err(Complaint::new(
                "needs starting_position = \"AT_TIMESTAMP\"",
                "Set starting_position = \"AT_TIMESTAMP\", or remove the timestamp.",
            )),
        }
    })
    .documented(GUIDE)
}
