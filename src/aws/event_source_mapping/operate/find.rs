//! Looks that several operations share: for a mapping of the same source and function, for tags, and for the age of
//! the function, which limits how long a refusal may be one of propagation.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_lambda::operation::get_event_source_mapping::GetEventSourceMappingOutput;

use super::{
    Run,
    next::{Operation, Work, propagation_timeout, within},
    patience::Patience,
};
use crate::{
    aws::{
        api::{
            client::Client,
            error::{Error, Kind},
        },
        event_source_mapping::{
            facts::same_source,
            table::EventSourceMapping,
            tell::change,
            wire::{self, private::Private},
        },
    },
    framework::diagnostics::Diagnostic,
};

/// The mapping that has the source of `wanted`, of whatever kind, and its function, and that is not
/// being deleted.
pub(crate) async fn twin(
    client: &Client,
    wanted: &EventSourceMapping,
) -> Result<Option<GetEventSourceMappingOutput>, Error> {
    let function = wanted.function_name.text();
    let source = wanted.event_source_arn.known().map(String::as_str);
    let listed = match client.find(Some(function), source).await {
        // Without the function there is no mapping of it.
        Err(gone) if gone.kind == Kind::NotFound => return Ok(None),
        listed => listed?,
    };
    let twin = listed
        .iter()
        .find(|it| it.state() != Some("Deleting") && same_source(wanted, &wire::read(*it, wanted)));
    let Some(uuid) = twin.and_then(|it| it.uuid()) else {
        return Ok(None);
    };
    // Only Get shows all of it.
    match client.get(uuid).await {
        Ok(output) if output.state() == Some("Deleting") => Ok(None),
        Ok(output) => Ok(Some(output)),
        Err(gone) if gone.kind == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// How long a refusal is retried that may pass: by the age of the function, or as long as the whole
/// operation may take if the resource says so.
pub(crate) async fn propagation_timeout_of(
    client: &Client,
    planned: &EventSourceMapping,
) -> Duration {
    if planned.use_resource_timeout_for_propagation.known() == Some(&true) {
        return Duration::MAX;
    }
    let function = planned.function_name.text();
    let age = client.age_of_function(function).await;
    tracing::debug!(
        function,
        age = age.map(|it| it.as_secs()),
        "asked for its age"
    );
    propagation_timeout(age)
}

/// Looks once whether the tags that were set are returned, where that is not known of the server. If they are
/// not, keeps what is returned instead beside the state, and returns a warning: a read that finds the same
/// has found no change.
pub(crate) async fn look_for_tags(
    run: &Run,
    patience: &Patience,
    planned: &EventSourceMapping,
    mapping: &EventSourceMapping,
) -> Option<Diagnostic> {
    forget_tags(run);
    let wanted = planned.tags_all.0.known().filter(|it| !it.is_empty())?;
    let arn = mapping.arn.known()?;
    if run.client.returns_tags() {
        return None;
    }
    let look = within(run, patience, Duration::ZERO, run.client.tags(arn)).await;
    let returned = look.ok()?.ok()?;
    let (_, read) = run.client.tagging().read(returned.clone(), &planned.tags);
    let read = read.0.known();
    // More than what was set is of others, for the next plan to tell.
    let is_returned = |(key, it)| read.is_some_and(|read| read.get(key) == Some(it));
    if wanted.iter().all(is_returned) {
        run.client.saw_tags_returned();
        return None;
    }
    let told = change::unreturned_tags(mapping.uuid.text(), &returned);
    let kept = Private {
        returned_tags: Some(returned),
    };
    run.set_private(kept.written());
    Some(told)
}

/// Forgets what the server returned instead of tags that are no longer those of the state.
pub(crate) fn forget_tags(run: &Run) {
    // What others have kept is not ours to touch.
    if Private::read(&run.private()) != Private::default() {
        run.set_private(Private::default().written());
    }
}

/// The read of the tags of a mapping.
pub(crate) struct Tags<'a> {
    pub(crate) run: &'a Run,
    pub(crate) arn: &'a str,
    /// What a call that other reads share may tell.
    pub(crate) shared: SharedTags<'a>,
    /// Whether a missing right to read them is no failure.
    pub(crate) may_be_denied: bool,
    /// How many responses did not list them.
    pub(crate) unread: u32,
}

/// What a call that other reads of tags share may tell.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SharedTags<'a> {
    /// Nothing.
    Nothing,
    /// That the tags of the state have not changed.
    NoChange(&'a EventSourceMapping),
    /// The tags: nothing is known that they could differ from.
    All,
}

/// What a read of tags has shown.
pub(crate) enum Tagged {
    /// The tags.
    Read(BTreeMap<String, String>),
    /// Tags are not available.
    Closed,
    /// The permission to read them is missing.
    Hidden(Box<Error>),
    /// AWS knows the mapping, but nothing of its tags.
    Missing(Box<Error>),
}

// === impl Tags ===

impl Work for Tags<'_> {
    type Done = Tagged;
    const OPERATION: Operation = Operation::Read;

    async fn send(&mut self) -> Result<Tagged, Error> {
        let client = &self.run.client;
        // A second try does not use the answer of a shared call.
        let shared = std::mem::replace(&mut self.shared, SharedTags::Nothing);
        let alone = matches!(shared, SharedTags::Nothing);
        let agrees = |tags: &BTreeMap<String, String>| match shared {
            SharedTags::Nothing => false,
            // Whatever the provider block says of them now: those of the state are what was there.
            SharedTags::NoChange(prior) => {
                let seen = |(key, _): &(&String, &String)| !client.tagging().is_ignored(key);
                let before = prior.tags_all.0.known();
                before.is_some_and(|it| it.iter().filter(seen).eq(tags.iter().filter(seen)))
            }
            SharedTags::All => true,
        };
        match client.read_tags(self.arn, alone, agrees).await {
            Ok(tags) => Ok(Tagged::Read(tags)),
            Err(error) if error.lacks_tags() => {
                tracing::debug!(cause = error.shortened(), "tags are not available");
                Ok(Tagged::Closed)
            }
            Err(error) if self.may_be_denied && error.kind == Kind::Denied => {
                Ok(Tagged::Hidden(Box::new(error)))
            }
            // A server may know nothing of tags: their absence must not end every refresh.
            Err(error) if error.kind == Kind::Garbled && self.unread > 1 => {
                Ok(Tagged::Missing(Box::new(error)))
            }
            Err(error) if error.kind == Kind::Garbled => {
                self.unread += 1;
                Err(error)
            }
            Err(error) if error.kind == Kind::NotFound => Ok(Tagged::Missing(Box::new(error))),
            Err(error) => Err(error),
        }
    }
}
