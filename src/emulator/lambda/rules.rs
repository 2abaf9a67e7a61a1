//! Requests that Lambda refuses although each field by itself is well formed.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{access, filters, kafka};
use crate::emulator::{
    facts::refusals,
    model::{
        answer::Refusal,
        fields::FIELDS,
        shape::camel,
        source::{self, Source, is_queue_mode},
    },
};

type Settings = Map<String, Value>;

/// Filters that a mapping has at most, whatever its quota: the schema of `CloudFormation` allows no more.
const MOST_FILTERS: usize = 20;

/// Which kind of source a Create is about, and what must be told with it.
pub(crate) fn recognise(given: &Settings) -> Result<Source, Refusal> {
    if given.contains_key("SelfManagedEventSource") {
        if given.contains_key("EventSourceArn") {
            return Err(Refusal::of(&refusals::TWO_SOURCES, &[]));
        }
        access::required(given)?;
    }
    Source::of(given).ok_or_else(|| Refusal::of(&refusals::UNRECOGNIZED_SOURCE, &[]))
}

/// Fields of the request that the kind of source does not have.
pub(crate) fn supported(source: Source, given: &Settings) -> Result<(), Refusal> {
    for field in &FIELDS {
        let name = field.member.name;
        if given.contains_key(name) && !(field.fits)(source) {
            return Err(unsupported(source, name));
        }
    }
    if let Some(destinations) = given.get("DestinationConfig") {
        if destinations.get("OnSuccess").is_some() {
            return Err(unsupported(source, "DestinationConfig"));
        }
        let on_failure = destinations.get("OnFailure");
        if on_failure.is_some_and(|target| target.get("Destination").is_none()) {
            return Err(Refusal::of(&refusals::DESTINATION_REQUIRED, &[]));
        }
    }
    Ok(())
}

fn unsupported(source: Source, name: &str) -> Refusal {
    match name {
        "DestinationConfig" => Refusal::of(&refusals::UNSUPPORTED_DESTINATION, &[]),
        "StartingPosition" if source.is_sqs() => Refusal::of(&refusals::QUEUE_POSITION, &[]),
        _ => Refusal::of(&refusals::UNSUPPORTED, &[&camel(name)]),
    }
}

/// Checks the rules between the settings that a mapping would have.
pub(crate) fn consistent(
    source: Source,
    settings: &Settings,
    now: Duration,
) -> Result<(), Refusal> {
    position(source, settings, now)?;
    batch(source, settings)?;
    retries(source, settings)?;
    filters(settings)?;
    pollers(source, settings)?;
    destination(source, settings)?;
    metrics(source, settings)?;
    if source.is_kafka() {
        kafka::consistent(source, settings)?;
    }
    if source == Source::Mq && !settings.contains_key("Queues") {
        return Err(Refusal::of(&refusals::NO_QUEUES, &[]));
    }
    if source == Source::DocumentDb
        && text(settings, "/DocumentDBEventSourceConfig/DatabaseName").is_none()
    {
        return Err(Refusal::of(&refusals::NO_DATABASE, &[]));
    }
    access::consistent(source, settings)
}

fn position(source: Source, settings: &Settings, now: Duration) -> Result<(), Refusal> {
    let position = settings.get("StartingPosition").and_then(Value::as_str);
    let timestamp = settings.get("StartingPositionTimestamp");
    if is_queue_mode(settings) && (position.is_some() || timestamp.is_some()) {
        return Err(unsupported(source, "StartingPosition"));
    }
    let required = source.is_stream() || source == Source::Msk;
    if required && position.is_none() {
        return Err(Refusal::of(&refusals::NO_POSITION, &[]));
    }
    if source == Source::DynamoDb && position == Some("AT_TIMESTAMP") {
        let arn = text(settings, "/EventSourceArn").unwrap_or_default();
        return Err(Refusal::of(&refusals::TABLE_AT_TIMESTAMP, &[arn]));
    }
    match (position, timestamp) {
        (Some("AT_TIMESTAMP"), None) => Err(Refusal::of(&refusals::NO_TIMESTAMP, &[])),
        (Some("AT_TIMESTAMP"), Some(timestamp)) => {
            if timestamp.as_f64().is_some_and(|at| at > now.as_secs_f64()) {
                return Err(Refusal::of(&refusals::FUTURE_TIMESTAMP, &[]));
            }
            Ok(())
        }
        (_, Some(_)) => Err(Refusal::of(&refusals::STRAY_TIMESTAMP, &[])),
        _ => Ok(()),
    }
}

fn batch(source: Source, settings: &Settings) -> Result<(), Refusal> {
    let window = number(settings, "/MaximumBatchingWindowInSeconds").unwrap_or(0);
    if source == Source::SqsFifo && window > 0 {
        return Err(Refusal::of(&refusals::FIFO_WINDOW, &[]));
    }
    if source.is_sqs()
        && window == 0
        && number(settings, "/BatchSize").is_some_and(|size| size > 10)
    {
        return Err(Refusal::of(&refusals::BATCH_WITHOUT_WINDOW, &[]));
    }
    if is_queue_mode(settings) && settings.contains_key("MaximumBatchingWindowInSeconds") {
        return Err(unsupported(source, "MaximumBatchingWindowInSeconds"));
    }
    Ok(())
}

fn retries(source: Source, settings: &Settings) -> Result<(), Refusal> {
    if number(settings, "/MaximumRecordAgeInSeconds").is_some_and(|age| (0..60).contains(&age)) {
        return Err(Refusal::of(&refusals::RECORD_AGE, &[]));
    }
    if is_queue_mode(settings) && number(settings, "/MaximumRetryAttempts") == Some(-1) {
        return Err(unsupported(source, "MaximumRetryAttempts"));
    }
    Ok(())
}

fn filters(settings: &Settings) -> Result<(), Refusal> {
    let Some(filters) = settings
        .get("FilterCriteria")
        .and_then(|it| it.get("Filters"))
    else {
        return Ok(());
    };
    let filters = filters.as_array().map_or(&[][..], Vec::as_slice);
    if filters.len() > MOST_FILTERS {
        let most = MOST_FILTERS.to_string();
        return Err(Refusal::of(&refusals::TOO_MANY_FILTERS, &[&most]));
    }
    let valid = filters.iter().all(|filter| {
        let pattern = filter.get("Pattern").and_then(Value::as_str);
        pattern.is_some_and(filters::is_pattern)
    });
    if valid {
        Ok(())
    } else {
        Err(Refusal::of(&refusals::INVALID_FILTER, &[]))
    }
}

fn pollers(source: Source, settings: &Settings) -> Result<(), Refusal> {
    let Some(pollers) = settings.get("ProvisionedPollerConfig") else {
        return Ok(());
    };
    let of = |name: &str| pollers.get(name).and_then(Value::as_i64);
    let (minimum, maximum) = (of("MinimumPollers"), of("MaximumPollers"));
    if source.is_sqs() {
        if settings.contains_key("ScalingConfig") {
            return Err(Refusal::of(&refusals::SCALING_AND_POLLERS, &[]));
        }
        if pollers
            .get("PollerGroupName")
            .is_some_and(|name| name != "")
        {
            return Err(unsupported(source, "PollerGroupName"));
        }
        if minimum.is_some_and(|it| it < 2) || maximum.is_some_and(|it| it < 2) {
            return Err(Refusal::of(&refusals::FEW_QUEUE_POLLERS, &[]));
        }
    } else if maximum.is_some_and(|it| it > 2000) {
        return Err(Refusal::of(&refusals::MANY_KAFKA_POLLERS, &[]));
    }
    Ok(())
}

fn destination(source: Source, settings: &Settings) -> Result<(), Refusal> {
    let Some(target) = text(settings, "/DestinationConfig/OnFailure/Destination") else {
        return Ok(());
    };
    let service = target.split(':').nth(2).unwrap_or_default();
    let fits = if target.starts_with("kafka://") {
        source.is_kafka()
    } else {
        matches!(service, "sqs" | "sns" | "s3") && !source::is_fifo(target)
    };
    if fits {
        Ok(())
    } else {
        Err(Refusal::of(&refusals::DESTINATION_KIND, &[]))
    }
}

fn metrics(source: Source, settings: &Settings) -> Result<(), Refusal> {
    let metrics = settings
        .get("MetricsConfig")
        .and_then(|it| it.get("Metrics"));
    let metrics = metrics
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    if !source.is_kafka() && metrics.iter().any(|metric| metric != "EventCount") {
        return Err(unsupported(source, "MetricsConfig"));
    }
    Ok(())
}

/// The text at a JSON pointer into the settings.
pub(crate) fn text<'a>(settings: &'a Settings, pointer: &str) -> Option<&'a str> {
    at(settings, pointer)?.as_str()
}

fn number(settings: &Settings, pointer: &str) -> Option<i64> {
    at(settings, pointer)?.as_i64()
}

fn at<'a>(settings: &'a Settings, pointer: &str) -> Option<&'a Value> {
    let mut names = pointer.split('/').skip(1);
    let first = settings.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}
