//! Reads a mapping: what is there, what has gone, and what has taken its place.

use std::time::Duration;

use super::{
    Run,
    find::{SharedTags, Tagged, Tags, forget_tags, twin},
    next::{Failed, LAST_LOOK, Operation, Over, Tries, Work, persist, within},
    patience::Patience,
    settle::complete,
};
use crate::{
    aws::{
        api::{error::Error, shared::looked::Looked},
        event_source_mapping::{
            plan::place,
            table::EventSourceMapping,
            tell::{change, gone, health},
            wire::{self, confirm, private::Private},
        },
    },
    framework::{
        author::Outcome,
        cell::{Map, Tf},
        diagnostics::{Diagnostic, Severity},
    },
};

type Mapping = EventSourceMapping;

const WHAT: &str = "read the event source mapping";
const WHAT_TAGS: &str = "read the tags of the event source mapping";
/// How long a read may take if the block `timeouts` does not say.
const LIMIT: Duration = Duration::from_mins(2);

/// The requests for a mapping and, if its ARN is known already, for its tags.
struct Reading<'a> {
    run: &'a Run,
    uuid: &'a str,
    /// The mapping as the state has it.
    prior: &'a Mapping,
    /// The tags, if they are managed and the ARN is known.
    tags: Option<Tags<'a>>,
    /// What the last request that failed was for.
    what: &'static str,
    /// Whether it was tried before.
    tried: bool,
    by: By,
}

/// When a page of the list can take the place of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// When it says no more than that nothing has changed.
    Confirmation,
    /// When it shows all of a mapping that rests. A data source has no earlier state to confirm.
    View,
}

/// Reads the mapping as it is now.
///
/// 1. Build the requests: the mapping, and its tags if they are managed.
/// 2. Persist: send both at once. An import by UUID learns the ARN from the mapping, and sends the
///    second afterwards. Calls that other reads share may take the place of each: they confirm what the
///    state has, or show an import what is there.
/// 3. Say what is there: nothing that changes by itself counts as a difference.
/// 4. If it is gone, say what has taken its place.
///
/// Guarantees: a read that fails changes nothing in the state, and the first one of each cause is an
/// error. Only a mapping that AWS does not know, or is deleting, leaves the state. Limits: with
/// credentials of another account it seems gone, unless the account is known.
pub(crate) async fn read(run: &Run, prior: Mapping) -> Outcome<Mapping> {
    // Nothing but its id is known of what is being imported.
    let is_import = prior.function_arn == Tf::Null;
    let by = if is_import {
        By::View
    } else {
        By::Confirmation
    };
    read_by(run, prior, by, change::hidden_tags).await
}

/// The same for a data source, which knows nothing before: a page of the list is believed that shows all of
/// the mapping.
pub(crate) async fn view(run: &Run, prior: Mapping) -> Outcome<Mapping> {
    read_by(run, prior, By::View, change::unshown_tags).await
}

/// Reads it, and says of tags that may not be read what `hidden` says.
async fn read_by(
    run: &Run,
    prior: Mapping,
    by: By,
    hidden: fn(&Error) -> Diagnostic,
) -> Outcome<Mapping> {
    let Some(uuid) = prior.uuid.known().cloned() else {
        let why = "Its state has no UUID. Remove it from the state and import it again.";
        return Outcome::done(prior).with(Diagnostic::error(format!("Cannot {WHAT}"), why));
    };
    let mut tries = Tries::new(Patience::of(&prior, |it| &it.read, LIMIT));
    let managed = wire::manages_tags(&prior, run.client.tagging());
    let is_new = by == By::View;
    let mut work = Reading {
        run,
        uuid: &uuid,
        prior: &prior,
        tags: prior.arn.known().filter(|_| managed).map(|arn| Tags {
            run,
            arn,
            shared: by.shared(&prior),
            may_be_denied: is_new,
            unread: 0,
        }),
        what: WHAT,
        tried: false,
        by,
    };
    let (output, tags) = match Box::pin(persist(run, &mut tries, &mut work)).await {
        Ok(both) => both,
        Err(Failed::Gone) => return gone(run, &tries, prior).await,
        Err(failed) => {
            let diagnostic = tell(run, &uuid, failed, work.what, &tries, is_new);
            return Outcome::done(prior).with(diagnostic);
        }
    };
    // What is being deleted is as good as gone: a new one waits until it is.
    if output.state() == Some("Deleting") {
        return gone(run, &tries, prior).await;
    }
    let mut mapping = place::found(wire::read(&output, &prior), &run.client.service.region);
    complete(run, &mut mapping);
    if let (Tf::Known(wanted), Tf::Known(found)) = (&prior.arn, &mapping.arn)
        && wanted != found
    {
        let diagnostic = gone::another(&uuid, wanted, found);
        return Outcome::done(prior).with(diagnostic);
    }
    let tags = match (tags, mapping.arn.known()) {
        (Some(tags), _) => tags,
        (None, Some(arn)) if managed => {
            let mut look = Tags {
                run,
                arn,
                shared: by.shared(&prior),
                // Nothing is known yet of what the configuration of an import says.
                may_be_denied: is_new,
                unread: 0,
            };
            match Box::pin(persist(run, &mut tries, &mut look)).await {
                Ok(tags) => tags,
                Err(failed) => {
                    let diagnostic = tell(run, &uuid, failed, WHAT_TAGS, &tries, is_new);
                    return Outcome::done(prior).with(diagnostic);
                }
            }
        }
        (None, _) => Tagged::Read([].into()),
    };
    let untold = take_tags(run, &mut mapping, tags, hidden);
    let warnings = health::warnings(&mapping, run.client.warnings());
    let outcome = Outcome::done(confirm::quiet(mapping, prior));
    let all = untold.into_iter().chain(warnings);
    all.fold(outcome, Outcome::with)
}

/// Puts the tags that were read into the mapping. Returns a warning where they were not read.
fn take_tags(
    run: &Run,
    mapping: &mut Mapping,
    tags: Tagged,
    hidden: fn(&Error) -> Diagnostic,
) -> Option<Diagnostic> {
    let private = Private::read(&run.private());
    match tags {
        // The server has returned these for the tags of the state from the start.
        Tagged::Read(tags) if private.returned_tags.as_ref() == Some(&tags) => {
            keep_known_tags(mapping);
        }
        Tagged::Read(tags) => {
            forget_tags(run);
            wire::read_tags(mapping, tags, run.client.tagging());
        }
        // Where there are no tags, none can differ.
        Tagged::Closed => keep_known_tags(mapping),
        Tagged::Hidden(error) => {
            keep_known_tags(mapping);
            return Some(hidden(&error));
        }
        // The mapping is there, its tags are not: keep those of the state.
        Tagged::Missing(error) => {
            keep_known_tags(mapping);
            return Some(Diagnostic {
                severity: Severity::Warning,
                ..error.diagnostic(WHAT_TAGS)
            });
        }
    }
    None
}

/// Keeps the tags of the state; there are none yet in an import.
fn keep_known_tags(mapping: &mut Mapping) {
    if mapping.tags_all.0 == Tf::Null {
        mapping.tags_all = Map(Tf::Known([].into()));
    }
}

/// Why a mapping was not read. Of several mappings that fail for the same reason only the first is an error,
/// which is enough to fail the plan; an import needs one of its own, or Terraform would take it for done.
fn tell(
    run: &Run,
    uuid: &str,
    failed: Failed,
    what: &str,
    tries: &Tries,
    is_import: bool,
) -> Diagnostic {
    match failed {
        Failed::Over(Over {
            error: Some(error), ..
        }) if !is_import && run.client.met().is_reported(&error) => error.reported_before(),
        failed => failed.diagnostic(what, uuid, tries),
    }
}

/// Says that the mapping is gone, and what has taken its place.
async fn gone(run: &Run, tries: &Tries, prior: Mapping) -> Outcome<Mapping> {
    // Nothing but its id is known of what is being imported.
    if prior.function_arn == Tf::Null {
        let diagnostic = gone::absent(&run.client.service, &prior);
        return Outcome::done(prior).with(diagnostic);
    }
    let look = twin(&run.client, &prior);
    let other = match within(run, &tries.patience, LAST_LOOK, look).await {
        Ok(Ok(Some(output))) => Some(wire::read(&output, &prior)),
        _ => None,
    };
    Outcome::gone().with(gone::gone(&prior, other.as_ref(), run.client.home()))
}

// === impl By ===

impl By {
    /// What a call that other reads of tags share may tell of those of `prior`.
    fn shared(self, prior: &Mapping) -> SharedTags<'_> {
        match self {
            Self::Confirmation => SharedTags::NoChange(prior),
            Self::View => SharedTags::All,
        }
    }
}

// === impl Reading ===

impl Work for Reading<'_> {
    type Done = (Looked, Option<Tagged>);
    const OPERATION: Operation = Operation::Read;

    async fn send(&mut self) -> Result<Self::Done, Error> {
        let (run, uuid, prior) = (self.run, self.uuid, self.prior);
        let again = std::mem::replace(&mut self.tried, true);
        let tags = &mut self.tags;
        let tags = async { Some(tags.as_mut()?.send().await) };
        let (output, tags) = tokio::join!(get(run, uuid, prior, self.by, again), tags);
        self.what = WHAT;
        let output = output?;
        self.what = WHAT_TAGS;
        Ok((output, tags.transpose()?))
    }
}

/// Reads the mapping by a page of the list that other reads share, if that says no more than that nothing has
/// changed. What is read `again` is read by itself.
async fn get(run: &Run, uuid: &str, prior: &Mapping, by: By, again: bool) -> Result<Looked, Error> {
    let client = &run.client;
    match by {
        By::Confirmation => {
            let alone = again || !confirm::can_be_confirmed(prior);
            let agrees = |listed: &Looked| {
                let found = || place::found(wire::read(listed, prior), &client.service.region);
                confirm::confirms(listed, prior) && found().arn == prior.arn
            };
            client.read(uuid, alone, agrees).await
        }
        By::View => {
            let views = client.views();
            views.get(client, uuid, again, confirm::is_whole).await
        }
    }
}
