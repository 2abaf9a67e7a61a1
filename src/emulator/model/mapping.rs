//! One mapping: its settings, its state in time, and how the API shows it.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{answer::Refusal, report::Report, source::Source};
use crate::emulator::facts::refusals;

/// A mapping as Lambda keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Mapping {
    pub(crate) uuid: String,
    pub(crate) arn: String,
    pub(crate) source: Source,
    pub(crate) function_name: String,
    pub(crate) function_arn: String,
    pub(crate) settings: Map<String, Value>,
    pub(crate) tags: BTreeMap<String, String>,
    /// Whether it is wanted enabled; the state follows.
    pub(crate) enabled: bool,
    /// The state it passes through, and until when. Times are since 1970.
    pub(crate) moving: Option<(State, Duration)>,
    pub(crate) created: Duration,
    pub(crate) last_modified: Duration,
    #[serde(default)]
    pub(crate) report: Report,
}

/// The states of a mapping. There is none for failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Creating,
    Enabling,
    Enabled,
    Disabling,
    Disabled,
    Updating,
    Deleting,
}

// === impl Mapping ===

impl Mapping {
    /// The state at `now`. A mapping that is deleted is still [`State::Deleting`] when its time is up.
    pub(crate) fn state(&self, now: Duration) -> State {
        match self.moving {
            Some((State::Deleting, _)) => State::Deleting,
            Some((state, until)) if now < until => state,
            _ if self.enabled => State::Enabled,
            _ => State::Disabled,
        }
    }

    /// Whether Lambda would refuse to touch it at `now`.
    pub(crate) fn is_in_use(&self, now: Duration) -> bool {
        !matches!(self.state(now), State::Enabled | State::Disabled)
    }

    /// The mapping in the API's form, in the state that it has at `now`.
    pub(crate) fn show(&self, now: Duration) -> Value {
        self.show_as(self.state(now))
    }

    /// The mapping in the API's form, as the answer that starts a change shows it.
    pub(crate) fn show_as(&self, state: State) -> Value {
        let mut shown = self.settings.clone();
        let mut show = |name: &str, value: Value| {
            shown.insert(name.to_owned(), value);
        };
        show("UUID", json!(self.uuid));
        show("EventSourceMappingArn", json!(self.arn));
        show("FunctionArn", json!(self.function_arn));
        show("LastModified", json!(seconds(self.last_modified)));
        show("State", json!(state.name()));
        show(
            "StateTransitionReason",
            json!(self.source.transition_reason()),
        );
        if let Some(result) = self.source.last_processing_result() {
            show("LastProcessingResult", json!(result));
        }
        self.report.show(&mut shown);
        Value::Object(shown)
    }

    /// The keys that no second mapping may have: the function with the source, and with the topic where
    /// the source has topics. Self-managed Kafka claims each of its brokers.
    pub(crate) fn claims(&self) -> Vec<String> {
        let texts = |value: Option<&Value>| -> Vec<String> {
            let items = value.and_then(Value::as_array).into_iter().flatten();
            items.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let topic = texts(self.settings.get("Topics")).join(",");
        let sources = match self.settings.get("EventSourceArn").and_then(Value::as_str) {
            Some(arn) => vec![arn.to_owned()],
            None => self.brokers(),
        };
        let function = &self.function_arn;
        sources
            .iter()
            .map(|source| format!("{function} {source} {topic}"))
            .collect()
    }

    /// The refusal of this mapping, which wants what the one with the UUID `taken` has.
    pub(crate) fn conflict_with(&self, taken: &str) -> Refusal {
        let arn = self.settings.get("EventSourceArn").and_then(Value::as_str);
        if self.source.is_kafka() {
            let sources = arn.map_or_else(|| self.brokers().join(","), str::to_owned);
            let topic = self.settings.get("Topics").and_then(|topics| topics.get(0));
            let topic = topic.and_then(Value::as_str).unwrap_or_default();
            let parts = [&sources, self.function_arn.as_str(), topic, taken];
            return Refusal::of(&refusals::TOPIC_TAKEN, &parts);
        }
        let fact = if self.source.is_sqs() {
            &refusals::QUEUE_TAKEN
        } else {
            &refusals::SOURCE_TAKEN
        };
        Refusal::of(fact, &[arn.unwrap_or_default(), &self.function_name, taken])
    }

    fn brokers(&self) -> Vec<String> {
        let source = self.settings.get("SelfManagedEventSource");
        let brokers = source.and_then(|it| it.pointer("/Endpoints/KAFKA_BOOTSTRAP_SERVERS"));
        let brokers = brokers.and_then(Value::as_array).into_iter().flatten();
        brokers
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }
}

/// Seconds since 1970, to the millisecond, as the API writes instants.
fn seconds(instant: Duration) -> f64 {
    #[allow(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are exact in a float for 285,000 years"
    )]
    let milliseconds = instant.as_millis() as f64;
    milliseconds / 1000.0
}

// === impl State ===

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Enabling => "Enabling",
            Self::Enabled => "Enabled",
            Self::Disabling => "Disabling",
            Self::Disabled => "Disabled",
            Self::Updating => "Updating",
            Self::Deleting => "Deleting",
        }
    }
}
