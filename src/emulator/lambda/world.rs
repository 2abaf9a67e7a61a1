//! The account's other things, as far as mappings need them: functions, their roles, and sources.

use std::{collections::HashMap, time::Duration};

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::emulator::{
    facts::refusals,
    model::{answer::Refusal, function::Function, request::Place, source::Source},
    orders::seed::{KnownFunction, KnownSource, Seed, Thing},
};

/// The known functions and sources, each under its ARN.
#[derive(Debug, Default)]
pub(crate) struct World {
    /// Whether what was never seeded does not exist. Otherwise everything exists, and what was not
    /// seeded is in order.
    strict: bool,
    functions: HashMap<String, KnownFunction>,
    sources: HashMap<String, KnownSource>,
}

// === impl World ===

impl World {
    pub(crate) fn new(strict: bool) -> Self {
        Self {
            strict,
            ..Self::default()
        }
    }

    /// Lets functions and sources be as a seed says. Times are since 1970.
    pub(crate) fn seed(&mut self, now: Duration, seed: &Seed) {
        for thing in seed.things(now) {
            match thing {
                Thing::Function(arn, function) => {
                    self.functions.insert(arn, function);
                }
                Thing::Source(arn, source) => {
                    self.sources.insert(arn, source);
                }
                Thing::Gone(arn) => {
                    self.functions.remove(&arn);
                    self.sources.remove(&arn);
                }
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.functions.clear();
        self.sources.clear();
    }

    /// The configuration of a function, as its own call returns it.
    pub(crate) fn configuration(
        &self,
        now: Duration,
        place: &Place,
        name: &str,
    ) -> Result<Value, Refusal> {
        let function = Function::parse(name);
        let arn = function.as_ref().map(|it| it.bare_arn(place));
        let known = arn.as_ref().and_then(|it| self.functions.get(it));
        let (Some(function), Some(arn)) = (&function, &arn) else {
            return Err(Refusal::of(&refusals::FUNCTION_NOT_FOUND, &[name]));
        };
        if known.map_or(self.strict, |known| now < known.exists_at) {
            return Err(Refusal::of(&refusals::FUNCTION_NOT_FOUND, &[arn]));
        }
        // A function that was never seeded is old.
        let modified = known.map_or(Duration::ZERO, |known| known.modified_at);
        Ok(json!({
            "FunctionName": function.name,
            "FunctionArn": function.arn(place),
            "Timeout": known.map_or(3, |known| known.timeout),
            "LastModified": written(modified),
            "State": "Active",
        }))
    }

    /// Refuses a mapping whose function or source is not there, or whose function cannot read.
    ///
    /// `arn` is that of the source; self-managed Kafka has none.
    pub(crate) fn judge(
        &self,
        now: Duration,
        place: &Place,
        function: &Function,
        source: Source,
        arn: Option<&str>,
    ) -> Result<(), Refusal> {
        let known = self.functions.get(&function.bare_arn(place));
        let exists = known.map_or(!self.strict, |known| {
            let qualifiers = known.qualifiers.as_ref();
            known.exists_at <= now && qualifiers.is_none_or(|them| function.is_one_of(them))
        });
        if !exists {
            return Err(Refusal::of(&refusals::NO_FUNCTION, &[]));
        }
        if known.is_some_and(|known| now < known.assumable_at) {
            return Err(Refusal::of(&refusals::ROLE_NOT_ASSUMABLE, &[]));
        }
        let Some(arn) = arn else {
            return Ok(());
        };
        if known.is_some_and(|known| now < known.permitted_at) {
            return Err(forbidden(source, arn));
        }
        let Some(there) = self.sources.get(arn) else {
            return if self.strict {
                Err(missing(source, arn))
            } else {
                Ok(())
            };
        };
        match known {
            Some(known) if source.is_sqs() && there.visibility_timeout < known.timeout => {
                let visible = there.visibility_timeout.to_string();
                let parts = [visible.as_str(), &known.timeout.to_string()];
                Err(Refusal::of(&refusals::VISIBILITY_TIMEOUT, &parts))
            }
            _ => Ok(()),
        }
    }
}

/// A time as the API writes that of a function.
fn written(since_1970: Duration) -> String {
    let seconds = i64::try_from(since_1970.as_secs()).unwrap_or_default();
    let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (hour, minute, second) = time.to_hms();
    format!(
        "{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}.000+0000",
        time.year(),
        u8::from(time.month()),
        time.day()
    )
}

fn missing(source: Source, arn: &str) -> Refusal {
    if source.is_sqs() {
        Refusal::of(&refusals::NO_QUEUE, &[])
    } else if source.is_stream() {
        Refusal::of(&refusals::NO_STREAM, &[arn])
    } else {
        Refusal::of(&refusals::NO_SOURCE, &[arn])
    }
}

fn forbidden(source: Source, arn: &str) -> Refusal {
    if source.is_sqs() {
        return Refusal::of(&refusals::QUEUE_FORBIDDEN, &[]);
    }
    if source.is_stream() {
        return Refusal::of(&refusals::STREAM_FORBIDDEN, &[arn]);
    }
    let call = match source {
        Source::Msk => "DescribeCluster on MSK",
        Source::Mq => "DescribeBroker on MQ",
        _ => "DescribeDBClusters on DocumentDB",
    };
    Refusal::of(&refusals::SOURCE_FORBIDDEN, &[call])
}
