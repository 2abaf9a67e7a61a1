//! Changing a mapping in place; what fails half-way leaves what AWS has in the state.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_lambda::operation::update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder as Request;
use tokio::time::timeout;

use super::{
    adopt,
    create::without_tags,
    settle::{Ended, LAST_ANSWER, LAST_LOOK, Patience, finish, or_stopped},
    tries::Attempts,
};
use crate::{
    aws::{
        api::{
            client::Client,
            error::{Error, Kind},
        },
        event_source_mapping::{
            MINUTE,
            table::EventSourceMapping,
            wire::{answer, request},
        },
    },
    framework::{
        author::{Call, Outcome},
        cell::model::Model as _,
        diagnostics::Diagnostic,
    },
};

type Mapping = EventSourceMapping;

const WHAT: &str = "update the event source mapping";
/// How long to look at what AWS has after a change that failed.
const LOOK: Duration = Duration::from_secs(5);

/// A change that was not made, or not in full.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) diagnostic: Diagnostic,
    /// What is left of the mapping.
    left: Left,
}

/// What a failed change leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// What was there.
    Unchanged,
    /// That is not known.
    Unclear,
    /// Nothing: there is no such mapping.
    Nothing,
}

/// Makes `planned` of `prior`.
pub(crate) async fn update(
    call: &Call<Client, Mapping>,
    prior: &Mapping,
    planned: &Mapping,
) -> Outcome<Mapping> {
    let mut attempts = Attempts::new(Patience::of(planned, |it| &it.update, 10 * MINUTE));
    // What is really so, whatever fails later.
    let mut actual = Mapping {
        timeouts: planned.timeouts.clone(),
        adopt_existing: planned.adopt_existing.clone(),
        region: planned.region.clone(),
        ..prior.clone()
    };
    let untagged = match retag(call, prior, planned, &mut attempts).await {
        Ok(untagged) => untagged,
        Err(failure) => return failure.outcome(call, actual).await,
    };
    actual.tags = planned.tags.clone();
    actual.tags_all = planned.tags_all.clone();
    call.keep(&actual);
    let outcome = match change(call, prior, planned, &mut attempts).await {
        Ok(Some(mapping)) => finish(call, mapping, &mut attempts.patience, "updated").await,
        Ok(None) => Outcome::done(planned.or(prior)),
        Err(failure) => failure.outcome(call, actual).await,
    };
    untagged.into_iter().fold(outcome, Outcome::with)
}

/// Makes the tags of `planned` of those of `prior`. A warning where there are none to be had.
pub(crate) async fn retag(
    call: &Call<Client, Mapping>,
    prior: &Mapping,
    planned: &Mapping,
    attempts: &mut Attempts,
) -> Result<Option<Diagnostic>, Failure> {
    const WHAT: &str = "change the tags of the event source mapping";
    let Some(arn) = prior.arn.known() else {
        return Ok(None);
    };
    let tags = |it: &Mapping| it.tags_all.0.known().cloned().unwrap_or_default();
    let (old, new) = (tags(prior), tags(planned));
    let gone: Vec<String> = old
        .keys()
        .filter(|it| !new.contains_key(*it) && !call.client.tagging().is_ignored(it))
        .cloned()
        .collect();
    let set: BTreeMap<String, String> = new
        .into_iter()
        .filter(|(key, it)| old.get(key) != Some(it))
        .collect();
    loop {
        let work = async {
            if !gone.is_empty() {
                call.client.untag(arn, &gone).await?;
            }
            if !set.is_empty() {
                call.client.tag(arn, &set).await?;
            }
            Ok::<_, Error>(())
        };
        let error = match or_stopped(call, LAST_ANSWER, work).await {
            Some(Ok(())) => return Ok(None),
            Some(Err(error)) if call.client.lacks_tags(&error) => {
                return Ok((!set.is_empty()).then(|| without_tags("updated", &error)));
            }
            Some(Err(error)) => error,
            None => return Err(Failure::of(interrupted(WHAT), Left::Unclear)),
        };
        let ended = match error.kind {
            // Done twice, it is the same.
            Kind::Throttled | Kind::Conflict | Kind::Unclear => {
                attempts.again(call, &error).await.err()
            }
            _ => Some(Ended::Hopeless),
        };
        if let Some(ended) = ended {
            let diagnostic = attempts.explain(error.diagnostic(WHAT), ended);
            return Err(Failure::of(diagnostic, Left::Unclear));
        }
    }
}

/// Makes `planned` of `prior`, tags apart; nothing when that needs no call.
pub(crate) async fn change(
    call: &Call<Client, Mapping>,
    prior: &Mapping,
    planned: &Mapping,
    attempts: &mut Attempts,
) -> Result<Option<Mapping>, Failure> {
    let request = request::update(planned, prior).map_err(|why| {
        Failure::of(
            Diagnostic::error(format!("Cannot {WHAT}"), why),
            Left::Unchanged,
        )
    })?;
    if request == Request::default() {
        return Ok(None);
    }
    let uuid = prior.uuid.known().cloned().unwrap_or_default();
    let request = request.uuid(&uuid);
    // One answer that was lost is enough not to know.
    let mut left = Left::Unchanged;
    loop {
        let answer = call.client.update(request.clone());
        let error = match or_stopped(call, LAST_ANSWER, answer).await {
            Some(Ok(output)) => return Ok(Some(answer::read(&output, planned))),
            Some(Err(error)) => error,
            None => return Err(Failure::of(interrupted(WHAT), Left::Unclear)),
        };
        let fail = |attempts: &Attempts, ended, left| {
            let diagnostic = attempts.explain(error.diagnostic(WHAT), ended);
            Err(Failure::of(diagnostic, left))
        };
        match error.kind {
            Kind::NotFound => {
                let why = "Lambda does not know it any more: somebody else has deleted it. Apply again to \
                           make it anew.";
                let what = format!("The event source mapping {uuid} is gone");
                return Err(Failure::of(Diagnostic::error(what, why), Left::Nothing));
            }
            // An answer may have been lost, and the change be made already.
            Kind::InUse | Kind::Silent | Kind::Unclear | Kind::Exhausted => {
                if error.kind != Kind::InUse {
                    left = Left::Unclear;
                }
                let get = call.client.get(&uuid);
                if let Some(Ok(output)) = or_stopped(call, LAST_LOOK, get).await {
                    let found = answer::read(&output, planned);
                    if request::update(planned, &found) == Ok(Request::default()) {
                        tracing::info!(uuid, "the change is made already");
                        return Ok(Some(found));
                    }
                }
                // Who says when to come back is asked again then.
                if error.kind != Kind::InUse && error.wait().is_none() {
                    return fail(attempts, Ended::Hopeless, left);
                }
            }
            Kind::Conflict => {
                let other = error.conflicting_uuid().filter(|it| *it != uuid);
                if let Some(other) = other
                    && let Some(Ok(output)) =
                        or_stopped(call, LAST_LOOK, call.client.get(other)).await
                    && output.state() != Some("Deleting")
                {
                    let found = answer::read(&output, planned);
                    let diagnostic = adopt::taken(call, planned, &found, &error);
                    return Err(Failure::of(diagnostic, left));
                }
            }
            Kind::Throttled | Kind::Propagating => {}
            _ => return fail(attempts, Ended::Hopeless, left),
        }
        if let Err(ended) = attempts.again(call, &error).await {
            return fail(attempts, ended, left);
        }
    }
}

pub(crate) fn interrupted(what: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Cannot {what}"),
        "It was interrupted. What is known of the mapping is in the state; apply again.",
    )
}

// === impl Failure ===

impl Failure {
    fn of(diagnostic: Diagnostic, left: Left) -> Self {
        Self { diagnostic, left }
    }

    /// The state after the failure: what AWS has, or `known` when AWS does not tell.
    async fn outcome(self, call: &Call<Client, Mapping>, known: Mapping) -> Outcome<Mapping> {
        let outcome = match self.left {
            Left::Nothing => Outcome::gone(),
            Left::Unchanged => Outcome::done(known),
            Left::Unclear => Outcome::done(as_it_is(call, known).await),
        };
        outcome.with(self.diagnostic)
    }
}

/// The mapping as AWS has it, or `known`.
async fn as_it_is(call: &Call<Client, Mapping>, known: Mapping) -> Mapping {
    let (Some(uuid), Some(arn)) = (known.uuid.known(), known.arn.known()) else {
        return known;
    };
    let tagging = call.client.tagging();
    let tags = async {
        let managed = answer::manages_tags(&known, tagging);
        managed.then_some(call.client.tags(arn))?.await.ok()
    };
    let both = async { tokio::join!(call.client.get(uuid), tags) };
    let look = timeout(LOOK, or_stopped(call, LAST_LOOK, both));
    let Ok(Some((Ok(output), tags))) = look.await else {
        return known;
    };
    let mut now = answer::read(&output, &known);
    // Tags that cannot be looked at are what is known of them.
    if let Some(tags) = tags {
        answer::read_tags(&mut now, tags, tagging);
    }
    answer::quiet(now, known)
}
