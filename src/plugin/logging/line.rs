//! The text of a line.

use std::{fmt::Write as _, time::SystemTime};

use serde_json::{Map, Value};
use tracing::{Level, Metadata};

use super::fields::Fields;
use crate::plugin::link::timestamp::Timestamp;

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
        Timestamp(SystemTime::now()).to_string().into(),
    );
    object.extend(fields.values);
    format!("{}\n", Value::Object(object))
}

/// What a person reads: time, level, text, fields.
pub(super) fn plain(metadata: &Metadata<'_>, fields: Fields) -> String {
    let timestamp = Timestamp(SystemTime::now());
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
