//! Where reading starts.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::{
    aws::{
        event_source_mapping::kinds::{TIMED, is_queue_mode, source_kind},
        names::source_kind::SourceKind,
    },
    framework::{
        cell::text::Timestamp,
        schema::{
            rules::{self, capitalized, shown},
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
                "a DynamoDB stream cannot start at a time",
                "Lambda starts a DynamoDB stream at \"TRIM_HORIZON\" or \"LATEST\".",
            )),
            (_, "AT_TIMESTAMP") if timestamp.is_null() => Err(Complaint::new(
                "it needs a timestamp",
                "Set starting_position_timestamp to the time from which Lambda shall read, such as \
                 \"2026-01-02T03:04:05Z\".",
            )),
            _ => Ok(()),
        }
    })
}

/// A stream has no starting position of its own.
pub(in crate::aws::event_source_mapping) fn position_of_streams() -> Rule {
    let says = "Required for Kinesis and DynamoDB.";
    Rule::new(says, |_, config| {
        let choices = "Set it to \"LATEST\" to read records that arrive from now on, or to \
                       \"TRIM_HORIZON\" to read all that are still there.";
        match source_kind(config) {
            Some(kind) if kind.is_stream() => Err(Complaint::new(
                format!("{} needs \"starting_position\"", capitalized(kind.says())),
                choices,
            )),
            Some(kind @ SourceKind::Msk) => Err(Complaint::new(
                format!(
                    "{} should have a \"starting_position\"",
                    capitalized(kind.says())
                ),
                format!(
                    "Lambda's documentation requires one, and may refuse the mapping. {choices}"
                ),
            )
            .advice()),
            _ => Ok(()),
        }
    })
}

pub(in crate::aws::event_source_mapping) fn timestamp() -> Rule {
    rules::text("A time in RFC 3339, not in the future.", |it, _| {
        let Some(seconds) = Timestamp(it.to_owned()).seconds() else {
            return Err(Complaint::new(
                format!("it is \"{}\"", shown(it)),
                "It must be a time in RFC 3339, such as \"2026-01-02T03:04:05Z\".",
            ));
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(i64::MAX, |it| {
            i64::try_from(it.as_secs()).unwrap_or(i64::MAX)
        });
        if seconds > now {
            return Err(Complaint::new(
                "it is in the future",
                "Lambda starts at a time that has passed. To skip what is there now, use \
                 starting_position = \"LATEST\".",
            ));
        }
        Ok(())
    })
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
                "it has no effect",
                "Lambda reads from a time only with starting_position = \"AT_TIMESTAMP\".",
            )),
        }
    })
}
