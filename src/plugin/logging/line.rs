//! The text of a line.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use tracing::{Level, Metadata};

use super::fields::Fields;

/// The name under which this crate's lines stand.
const MODULE: &str = "provider.awslambda";

/// A JSON object in the form of Go's hclog, with its line end.
///
/// Terraform takes a timestamp without exactly six decimals, or a level that it does not know, for plain text.
pub(super) fn hclog(metadata: &Metadata<'_>, fields: Fields) -> String {
    let mut object = Map::new();
    object.insert("@level".to_owned(), level(*metadata.level()).into());
    object.insert("@message".to_owned(), fields.message.into());
    object.insert("@module".to_owned(), module(metadata.target()).into());
    object.insert(
        "@timestamp".to_owned(),
        timestamp(OffsetDateTime::now_utc()).into(),
    );
    object.extend(fields.values);
    format!("{}\n", Value::Object(object))
}

/// A line for a person: time, level, text, fields.
pub(super) fn plain(metadata: &Metadata<'_>, fields: Fields) -> String {
    let timestamp = timestamp(OffsetDateTime::now_utc());
    let mut text = format!(
        "{timestamp} [{}] {}:",
        metadata.level(),
        module(metadata.target())
    );
    for part in fields.message.lines() {
        text.push(' ');
        text.push_str(part);
    }
    for (name, value) in fields.values {
        // Fails never: it writes to memory.
        let _ = write!(text, " {name}={value}");
    }
    text.push('\n');
    text
}

/// An instant in UTC with six decimals, as Terraform's log wants it: `2026-01-02T03:04:05.000006Z`.
fn timestamp(at: OffsetDateTime) -> String {
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute, second, micros) = at.to_hms_micro();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

fn module(target: &str) -> String {
    if target.starts_with("terraform_provider_awslambda") {
        MODULE.to_owned()
    } else {
        format!("{MODULE}.{}", target.split("::").next().unwrap_or(target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_decimals_are_always_there() {
        for (seconds, nanos, expected) in [
            (0, 999, "1970-01-01T00:00:00.000000Z"),
            (1, 120_000_999, "1970-01-01T00:00:01.120000Z"),
            (951_782_400, 7_000, "2000-02-29T00:00:00.000007Z"),
        ] {
            let at = OffsetDateTime::UNIX_EPOCH + time::Duration::new(seconds, nanos);
            assert_eq!(timestamp(at), expected);
        }
    }
}
