//! Drains a mapping: pauses it, and waits until its in-flight batches are over.
//!
//! Lambda does not report invocations of a mapping. So the wait follows a rule: once the state is `Disabled`,
//! Lambda starts no more batches, and one that it has started ends within the batching window and the timeout
//! of the function. With Kafka, Amazon MQ and DocumentDB a change may take 15 minutes to take effect, even
//! after the state shows it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::{Instant, sleep};

use crate::{
    aws::{
        event_source_mapping::{
            facts::kind,
            operate::{
                Run,
                next::{Tries, within},
                switch::{Say, Switched, found, switch, with_progress},
            },
            table::EventSourceMapping,
            tell::switched::{self, Target, lasted, seen},
            wire::confirm,
        },
        names::source_kind::SourceKind,
    },
    framework::diagnostics::Diagnostic,
};

/// The longest timeout of a function.
const LONGEST_INVOCATION: Duration = Duration::from_mins(15);
/// How long a change of a broker's mapping may take to take effect after the state shows it.
const SLOW_SOURCES: Duration = Duration::from_mins(15);
/// How far the clock of this machine may be from that of AWS.
const CLOCKS: Duration = Duration::from_mins(5);

/// Pauses `mapping` and waits for `grace`, or by the rule.
///
/// 1. Find out how long the wait is. One that the time limit cannot hold changes nothing.
/// 2. Pause the mapping, and wait until it is `Disabled`.
/// 3. Wait. A mapping that was paused already needs only what is left, by its last change.
/// 4. Look once more: somebody may have enabled it.
pub(super) async fn drain(
    run: &Run,
    mapping: EventSourceMapping,
    tries: &mut Tries,
    grace: Option<Duration>,
    say: &Say<'_>,
) -> Result<(), Diagnostic> {
    let wait = match grace {
        Some(grace) => grace,
        None => usual(
            kind(&mapping),
            window(&mapping),
            timeout(run, &mapping, say).await,
        ),
    };
    if tries.patience.left() < wait {
        return Err(switched::too_short(&mapping, wait));
    }
    let Switched { mapping, sent } =
        switch(run, mapping, Target::Paused, tries, false, say).await?;
    let wait = if sent {
        wait
    } else {
        remaining(wait, age(&mapping))
    };
    let began = Instant::now();
    if !wait.is_zero() {
        let total = lasted(wait);
        say(format!("waiting {total} for in-flight batches"));
        let what = format!("still waiting for in-flight batches ({total})");
        let waiting = with_progress(say, &what, sleep(wait));
        if let Err(ended) = within(run, &tries.patience, Duration::ZERO, waiting).await {
            let why = tries.asker.ended(ended).unwrap_or_default();
            return Err(switched::not_drained(&mapping, began.elapsed(), why));
        }
    }
    let now = found(run, mapping).await?;
    if !Target::Paused.is_reached(now.state.known().map(String::as_str)) {
        return Err(switched::enabled_meanwhile(&now));
    }
    say(format!(
        "{} is drained after {}",
        seen(&now),
        lasted(began.elapsed())
    ));
    Ok(())
}

/// How long batches may be in flight after the state is `Disabled`. Without a `timeout` that is known, the
/// longest one counts.
fn usual(kind: Option<SourceKind>, window: Duration, timeout: Option<Duration>) -> Duration {
    let quick = kind.is_some_and(|it| it.is_sqs() || it.is_stream());
    let effect = if quick { Duration::ZERO } else { SLOW_SOURCES };
    effect + window + timeout.unwrap_or(LONGEST_INVOCATION)
}

/// The rest of a wait when the last change of the mapping was this long ago by two clocks.
fn remaining(wait: Duration, age: Option<Duration>) -> Duration {
    let Some(age) = age else { return wait };
    (wait + CLOCKS).saturating_sub(age).min(wait)
}

fn window(mapping: &EventSourceMapping) -> Duration {
    let seconds = mapping.maximum_batching_window_in_seconds.known();
    let seconds = seconds.and_then(|it| u64::try_from(*it).ok());
    Duration::from_secs(seconds.unwrap_or_default())
}

/// The timeout of the function, if it can be read.
async fn timeout(run: &Run, mapping: &EventSourceMapping, say: &Say<'_>) -> Option<Duration> {
    let function = mapping.function_arn.text();
    let looking = run.client.timeout_of_function(function);
    // A stop ends what follows.
    match run.or_stopped(looking).await? {
        Ok(timeout) => timeout,
        Err(error) => {
            say(format!(
                "cannot read the timeout of the function, so the longest one counts: {}",
                error.shortened()
            ));
            None
        }
    }
}

/// How long ago the mapping was changed.
fn age(mapping: &EventSourceMapping) -> Option<Duration> {
    let modified = u64::try_from(confirm::modified_at(mapping)?.secs()).ok()?;
    let modified = UNIX_EPOCH + Duration::from_secs(modified);
    SystemTime::now().duration_since(modified).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(it: u64) -> Duration {
        Duration::from_secs(it)
    }

    #[test]
    fn batches_are_over_after_window_and_timeout_and_later_with_brokers() {
        for (kind, window, timeout, expected) in [
            (Some(SourceKind::Sqs), 0, Some(3), 3),
            (Some(SourceKind::Sqs), 300, Some(900), 1200),
            (Some(SourceKind::Kinesis), 5, Some(60), 65),
            (Some(SourceKind::DynamoDb), 0, None, 900),
            (Some(SourceKind::Msk), 1, Some(30), 931),
            (Some(SourceKind::Kafka), 0, Some(30), 930),
            (Some(SourceKind::Mq), 0, Some(30), 930),
            (Some(SourceKind::DocumentDb), 300, None, 2100),
            (None, 0, Some(3), 903),
        ] {
            let found = usual(kind, seconds(window), timeout.map(seconds));
            assert_eq!(found, seconds(expected), "{kind:?}");
        }
    }

    #[test]
    fn what_was_paused_long_ago_waits_no_more_and_clocks_are_not_trusted() {
        for (wait, age, expected) in [
            (60, None, 60),
            (60, Some(0), 60),
            (60, Some(300), 60),
            (60, Some(330), 30),
            (60, Some(360), 0),
            (60, Some(100_000), 0),
        ] {
            let found = remaining(seconds(wait), age.map(seconds));
            assert_eq!(found, seconds(expected), "{age:?}");
        }
    }
}
