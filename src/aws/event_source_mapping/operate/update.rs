//! Changes a mapping in place; what fails half-way leaves what AWS has in the state.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_lambda::operation::update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder as Request;

use super::{
    Run,
    find::{look_for_tags, propagation_timeout_of},
    next::{Failed, Found, LAST_LOOK, Operation, Tries, Work, persist, within},
    patience::Patience,
    settle::finish,
};
use crate::{
    aws::{
        api::error::{Error, Kind},
        event_source_mapping::{
            table::EventSourceMapping,
            tell::{change, change::Done, conflict},
            wire::{self, confirm},
        },
    },
    framework::{author::Outcome, cell::model::Model as _, diagnostics::Diagnostic},
};

type Mapping = EventSourceMapping;

const WHAT: &str = "update the event source mapping";
const WHAT_TAGS: &str = "change the tags of the event source mapping";
/// How long an update may take if the block `timeouts` does not say.
const LIMIT: Duration = Duration::from_mins(10);

/// How long to look at what AWS has after a change that failed.
const LOOK: Duration = Duration::from_secs(5);

/// A change that was not made, or not in full.
#[derive(Debug)]
pub(crate) struct FailedChange {
    pub(crate) diagnostic: Diagnostic,
    /// The mapping that the failed change left behind.
    left: Left,
}

/// The mapping after a failed change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// The earlier mapping.
    Unchanged,
    /// Unknown.
    Unclear,
    /// Nothing: there is no such mapping.
    Nothing,
}

/// The request for a change of settings.
struct SettingsChange<'a> {
    run: &'a Run,
    planned: &'a Mapping,
    uuid: &'a str,
    request: Request,
}

/// The requests for a change of tags.
struct Retagging<'a> {
    run: &'a Run,
    arn: &'a str,
    gone: Vec<String>,
    set: BTreeMap<String, String>,
}

/// Changes `prior` to `planned`.
///
/// 1. Build the requests: only what changed is sent.
/// 2. Persist: change the tags, then the settings. After a response that was lost, look whether the
///    change is made already.
/// 3. Settle: wait until the mapping rests.
/// 4. Say what the user should know.
///
/// Guarantees: after a failure the state has what AWS has, not what was planned. Limits: when AWS cannot
/// be read after a failure either, the state keeps what was known before; the next refresh corrects it.
pub(crate) async fn update(run: &Run, prior: &Mapping, planned: &Mapping) -> Outcome<Mapping> {
    let mut tries = Tries::new(Patience::of(planned, |it| &it.update, LIMIT));
    // The actual mapping, also if a later step fails.
    let mut actual = Mapping {
        timeouts: planned.timeouts.clone(),
        adopt_existing: planned.adopt_existing.clone(),
        region: planned.region.clone(),
        ..prior.clone()
    };
    let untagged = match retag(run, prior, planned, &mut tries).await {
        Ok(untagged) => untagged,
        Err(failure) => return failure.outcome(run, &tries, actual).await,
    };
    actual.tags = planned.tags.clone();
    actual.tags_all = planned.tags_all.clone();
    run.keep(&actual);
    let outcome = match change(run, prior, planned, &mut tries).await {
        Ok(Some(mapping)) => {
            finish(run, planned, mapping, &mut tries.patience, Done::Updated).await
        }
        Ok(None) => Outcome::done(planned.or(prior)),
        Err(failure) => failure.outcome(run, &tries, actual).await,
    };
    untagged.into_iter().fold(outcome, Outcome::with)
}

/// Changes the tags from `prior` to `planned`. Returns a warning where tags are not available.
pub(crate) async fn retag(
    run: &Run,
    prior: &Mapping,
    planned: &Mapping,
    tries: &mut Tries,
) -> Result<Option<Diagnostic>, FailedChange> {
    let Some(arn) = prior.arn.known() else {
        return Ok(None);
    };
    let tags = |it: &Mapping| it.tags_all.0.known().cloned().unwrap_or_default();
    let (old, new) = (tags(prior), tags(planned));
    let ignored = |key: &String| run.client.tagging().is_ignored(key);
    let gone = old
        .keys()
        .filter(|it| !new.contains_key(*it) && !ignored(it));
    let mut work = Retagging {
        run,
        arn,
        gone: gone.cloned().collect(),
        set: new
            .into_iter()
            .filter(|(key, it)| old.get(key) != Some(it))
            .collect(),
    };
    if work.gone.is_empty() && work.set.is_empty() {
        return Ok(None);
    }
    let done = Box::pin(persist(run, tries, &mut work)).await;
    if let Ok(None) = done {
        return Ok(look_for_tags(run, &tries.patience, planned, prior).await);
    }
    done.map_err(|failed| {
        let uuid = prior.uuid.text();
        FailedChange::of(failed.diagnostic(WHAT_TAGS, uuid, tries), Left::Unclear)
    })
}

/// Changes the settings from `prior` to `planned`; nothing when that needs no call.
pub(crate) async fn change(
    run: &Run,
    prior: &Mapping,
    planned: &Mapping,
    tries: &mut Tries,
) -> Result<Option<Mapping>, FailedChange> {
    let request = wire::update(planned, prior).map_err(|why| {
        FailedChange::of(
            Diagnostic::error(format!("Cannot {WHAT}"), why),
            Left::Unchanged,
        )
    })?;
    if request == Request::default() {
        return Ok(None);
    }
    let uuid = prior.uuid.text();
    let mut work = SettingsChange {
        run,
        planned,
        uuid,
        request: request.uuid(uuid),
    };
    let failed = match Box::pin(persist(run, tries, &mut work)).await {
        Ok(mapping) => return Ok(Some(mapping)),
        Err(failed) => failed,
    };
    let (left, fixed) = match &failed {
        Failed::Gone => (Left::Nothing, None),
        // The refusal of one request says nothing of an earlier one without a response.
        Failed::Told(_) => (Left::Unclear, None),
        Failed::Over(over) => {
            let left = if over.unclear {
                Left::Unclear
            } else {
                Left::Unchanged
            };
            (left, over.error.as_ref().and_then(|it| work.fixed(it)))
        }
    };
    let told = failed.diagnostic(WHAT, uuid, tries);
    Err(FailedChange::of(
        match fixed {
            Some(named) => conflict::only_replaced(told, &named),
            None => told,
        },
        left,
    ))
}

// === impl SettingsChange ===

impl SettingsChange<'_> {
    /// The members of nested objects that AWS refuses to change, by their names in its refusal.
    fn fixed(&self, refusal: &Error) -> Option<String> {
        let (_, named) = refusal.message().split_once("Invalid parameters:")?;
        let config = self
            .request
            .get_document_db_event_source_config()
            .as_ref()?;
        let sent = config.database_name().is_some() || config.collection_name().is_some();
        let named = named.trim().trim_end_matches('.');
        let of_database = ["databaseName", "collectionName"]
            .iter()
            .any(|it| named.contains(it));
        (sent && refusal.kind == Kind::Invalid && of_database).then(|| named.to_owned())
    }
}

impl Work for SettingsChange<'_> {
    type Done = Mapping;
    const OPERATION: Operation = Operation::Update;

    async fn send(&mut self) -> Result<Mapping, Error> {
        let output = self.run.client.update(self.request.clone()).await?;
        Ok(wire::read(&output, self.planned))
    }

    async fn propagation_timeout(&self) -> Duration {
        propagation_timeout_of(&self.run.client, self.planned).await
    }

    async fn look(&mut self) -> Result<Found<Mapping>, Error> {
        let output = self.run.client.get(self.uuid).await?;
        let found = wire::read(&output, self.planned);
        if wire::update(self.planned, &found) != Ok(Request::default()) {
            return Ok(Found::Nothing);
        }
        tracing::info!(uuid = self.uuid, "the change is made already");
        Ok(Found::Done(found))
    }

    /// Looks at the other mapping that has the source and function, if AWS names one.
    async fn meet(&mut self, refusal: &Error, _: bool) -> Result<Found<Mapping>, Error> {
        let other = refusal.conflicting_uuid().filter(|it| *it != self.uuid);
        let Some(other) = other else {
            return Ok(Found::Leaving);
        };
        let output = self.run.client.get(other).await?;
        if output.state() == Some("Deleting") {
            return Ok(Found::Leaving);
        }
        let found = wire::read(&output, self.planned);
        let told = conflict::occupied(self.planned, &found, refusal.shortened());
        Ok(Found::Told(Box::new(told)))
    }
}

// === impl Retagging ===

impl Work for Retagging<'_> {
    type Done = Option<Diagnostic>;
    const OPERATION: Operation = Operation::Retag;

    async fn send(&mut self) -> Result<Option<Diagnostic>, Error> {
        let client = &self.run.client;
        let work = async {
            if !self.gone.is_empty() {
                client.untag(self.arn, &self.gone).await?;
            }
            if !self.set.is_empty() {
                client.tag(self.arn, &self.set).await?;
            }
            Ok::<_, Error>(None)
        };
        match work.await {
            Err(error) if error.lacks_tags() => {
                let lost = !self.set.is_empty();
                Ok(lost.then(|| change::without_tags(Done::Updated, &error)))
            }
            done => done,
        }
    }
}

// === impl FailedChange ===

impl FailedChange {
    fn of(diagnostic: Diagnostic, left: Left) -> Self {
        Self { diagnostic, left }
    }

    /// The state after the failure: what AWS has, or `known` when AWS does not say.
    async fn outcome(self, run: &Run, tries: &Tries, known: Mapping) -> Outcome<Mapping> {
        let outcome = match self.left {
            Left::Nothing => Outcome::gone(),
            Left::Unchanged => Outcome::done(known),
            // A look would meet the same failure.
            Left::Unclear if run.client.met().stops(&run.client.service.region).is_some() => {
                Outcome::done(known)
            }
            Left::Unclear => Outcome::done(as_it_is(run, tries, known).await),
        };
        outcome.with(self.diagnostic)
    }
}

/// The mapping as AWS has it, or `known`.
async fn as_it_is(run: &Run, tries: &Tries, known: Mapping) -> Mapping {
    let (Some(uuid), Some(arn)) = (known.uuid.known(), known.arn.known()) else {
        return known;
    };
    let tagging = run.client.tagging();
    let tags = async {
        let managed = wire::manages_tags(&known, tagging);
        managed.then_some(run.client.tags(arn))?.await.ok()
    };
    let both = async { tokio::join!(run.client.get(uuid), tags) };
    let look = tokio::time::timeout(LOOK, within(run, &tries.patience, LAST_LOOK, both));
    let Ok(Ok((Ok(output), tags))) = look.await else {
        return known;
    };
    let mut now = wire::read(&output, &known);
    // If the tags cannot be read, keep those of the state.
    if let Some(tags) = tags {
        wire::read_tags(&mut now, tags, tagging);
    }
    confirm::quiet(now, known)
}
