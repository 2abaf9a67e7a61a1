//! What AWS would refuse, said before it is asked: the rules of the rows.
//!
//! A rule sees the value of its row and the whole configuration, and judges nothing that is not
//! known yet. Ranges and texts follow the model of Lambda's API; what depends on the kind of source
//! follows the answers of the service.

use std::time::Duration;

use super::table::EventSourceMapping;
use crate::{
    aws::{
        arn::{Arn, Kind},
        function_name::FunctionName,
    },
    framework::{
        cell::Tf,
        diagnostics::Diagnostic,
        plain::Plain,
        rules::{shown, text},
        spec::{Complaint, Rule},
        text::{Json, Timestamp},
        value::Value,
    },
};

/// Largest batch of an SQS queue without a batching window, and of a FIFO queue at all.
const SMALL_BATCH: i64 = 10;

pub(super) fn function_name() -> Rule {
    let says = "One of `name`, `name:qualifier`, `account:function:name`, or an ARN with or without \
                a qualifier, which is a version or an alias.";
    text(says, |it, _| match FunctionName::parse(it) {
        Some(_) if it.len() <= 256 => Ok(()),
        _ => Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It must be the name of a Lambda function (\"worker\"), a name and a qualifier \
             (\"worker:live\"), an account and a name (\"123456789012:function:worker\"), or the \
             ARN of a function, of at most 256 characters.",
        )),
    })
}

pub(super) fn source_arn() -> Rule {
    let says = "An SQS queue, a Kinesis stream or consumer, or the stream of a DynamoDB table.";
    text(says, |it, _| {
        let complain =
            |detail: &str| Err(Complaint::new(format!("it is \"{}\"", shown(it)), detail));
        if Kind::of(it).is_some() {
            return Ok(());
        }
        match Arn::parse(it).map(|arn| arn.service) {
            None => complain(
                "It must be an ARN such as \"arn:aws:sqs:eu-west-1:123456789012:orders\". A name or \
                 a URL of the source is not enough.",
            ),
            Some("dynamodb") => complain(
                "It is the ARN of a table. Lambda reads the table's stream, whose ARN ends in \
                 \"/stream/\" and a time: use the attribute stream_arn of the table.",
            ),
            Some("kafka" | "mq" | "rds") => complain(
                "This version of the provider manages SQS, Kinesis and DynamoDB event sources; \
                 Kafka, Amazon MQ and DocumentDB are not supported yet.",
            ),
            Some(_) => complain(
                "Lambda cannot read from it with an event source mapping. Use an SQS queue, a \
                 Kinesis stream or consumer, or a DynamoDB stream.",
            ),
        }
    })
}

pub(super) fn batch_fits_source() -> Rule {
    let says = "For an SQS queue above 10 only with a batching window of at least one second; for a \
                FIFO queue at most 10.";
    Rule::new(says, |value, config| {
        let large = number(value).is_some_and(|it| it > SMALL_BATCH);
        match Kind::in_config(config) {
            Some(Kind::SqsFifo) if large => Err(Complaint::new(
                "it is too large for a FIFO queue",
                format!(
                    "Lambda reads at most {SMALL_BATCH} records at once from an SQS FIFO queue."
                ),
            )),
            Some(Kind::Sqs) if large => match config.attribute(WINDOW) {
                Value::Unknown(_) => Ok(()),
                window if number(window).is_some_and(|it| it > 0) => Ok(()),
                _ => Err(Complaint::new(
                    "it needs a batching window",
                    format!(
                        "For an SQS queue Lambda allows more than {SMALL_BATCH} records only when it \
                         may gather them for a while. Set {WINDOW} to at least 1."
                    ),
                )),
            },
            _ => Ok(()),
        }
    })
}

/// The row that a batch of an SQS queue depends on.
const WINDOW: &str = "maximum_batching_window_in_seconds";

pub(super) fn not_for_fifo() -> Rule {
    Rule::new("Not for FIFO queues.", |value, config| {
        match (Kind::in_config(config), number(value)) {
            (Some(Kind::SqsFifo), Some(window)) if window > 0 => Err(Complaint::new(
                "a FIFO queue has no batching window",
                "Lambda does not gather batches from an SQS FIFO queue. Remove the argument.",
            )),
            _ => Ok(()),
        }
    })
}

pub(super) fn position_fits_source() -> Rule {
    let says = "Not for SQS; `AT_TIMESTAMP` for Kinesis only, with `starting_position_timestamp`.";
    text(says, |it, config| {
        let timestamp = config.attribute("starting_position_timestamp");
        match (Kind::in_config(config), it) {
            (Some(kind), _) if !kind.is_stream() => Err(Complaint::new(
                "an SQS queue has no position",
                "Lambda takes records from an SQS queue in any order. Remove the argument.",
            )),
            (Some(Kind::DynamoDb), "AT_TIMESTAMP") => Err(Complaint::new(
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

/// A stream has no starting position of its own: the configuration must give one. A rule of a row
/// cannot see that its row is missing.
pub(super) fn missing_position(config: &EventSourceMapping) -> Option<Diagnostic> {
    let kind = Kind::of(config.event_source_arn.known()?)?;
    let missing = matches!(config.starting_position, Tf::Null);
    (missing && kind.is_stream()).then(|| {
        Diagnostic::error(
            format!("{} needs \"starting_position\"", capitalized(kind.says())),
            "Set it to \"LATEST\" to read records that arrive from now on, or to \"TRIM_HORIZON\" to \
             read all that the stream still holds.",
        )
        .at("starting_position")
    })
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

pub(super) fn timestamp() -> Rule {
    text("A time in RFC 3339.", |it, _| {
        if Timestamp(it.to_owned()).seconds().is_some() {
            return Ok(());
        }
        Err(Complaint::new(
            format!("it is \"{}\"", shown(it)),
            "It must be a time in RFC 3339, such as \"2026-01-02T03:04:05Z\".",
        ))
    })
}

pub(super) fn timestamp_has_position() -> Rule {
    let says = "Only with `starting_position = \"AT_TIMESTAMP\"`.";
    text(says, |_, config| {
        match config.attribute("starting_position") {
            Value::Unknown(_) => Ok(()),
            Value::String(it) if it == "AT_TIMESTAMP" => Ok(()),
            _ => Err(Complaint::new(
                "it has no effect",
                "Lambda reads from a time only with starting_position = \"AT_TIMESTAMP\".",
            )),
        }
    })
}

pub(super) fn filter_pattern() -> Rule {
    text("It must be a JSON object.", |it, _| {
        let wrong = |summary: String| {
            Err(Complaint::new(
                summary,
                "A pattern is a JSON object that names fields and the values they may have: \
                 jsonencode({ body = { kind = [\"order\"] } }).",
            ))
        };
        match Json(it.to_owned()).parse() {
            Ok(serde_json::Value::Object(_)) => Ok(()),
            Ok(_) => wrong("it is JSON, but not an object".to_owned()),
            Err(error) => wrong(format!("it is not JSON ({error})")),
        }
    })
}

pub(super) fn tag_map() -> Rule {
    let says = "At most 50, with keys of 1 to 128 characters that do not begin with `aws:`, and \
                values of at most 256.";
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
            if matches!(value, Value::String(it) if it.chars().count() > 256) {
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

/// Longest timeout: 30 days.
const LONGEST_TIMEOUT: Duration = Duration::from_hours(720);

pub(super) fn duration() -> Rule {
    text("A time span such as `30s`, `10m` or `1h30m`.", |it, _| {
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

/// A time span in Go's notation: numbers, each with a unit (`h`, `m`, `s` or `ms`).
pub(super) fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (amount, tail) = rest.split_at(digits);
        let end = tail
            .find(|it: char| it.is_ascii_digit() || it == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let unit = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            _ => return None,
        };
        seconds += amount.parse::<f64>().ok()? * unit;
        rest = tail;
    }
    (!text.is_empty())
        .then(|| Duration::try_from_secs_f64(seconds).ok())
        .flatten()
}

fn number(value: &Value) -> Option<i64> {
    i64::from_value(value.clone()).ok()
}
