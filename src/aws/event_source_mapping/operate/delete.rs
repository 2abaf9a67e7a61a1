//! Deletes a mapping: this one and no other, until it is gone.

use std::time::Duration;

use super::{
    Run,
    find::twin,
    next::{Failed, Found, LAST_LOOK, Operation, Tries, Work, persist, within},
    patience::Patience,
    settle::{Rest, settle},
};
use crate::{
    aws::{
        api::error::{Error, Kind},
        event_source_mapping::{table::EventSourceMapping, tell::conflict, wire},
    },
    framework::{author::Outcome, cell::Tf, diagnostics::Diagnostic},
};

type Mapping = EventSourceMapping;

/// How long a deletion may take if the block `timeouts` does not say.
const LIMIT: Duration = Duration::from_mins(5);

/// The request, with what its tries have shown.
struct Deletion<'a> {
    run: &'a Run,
    prior: &'a Mapping,
    uuid: &'a str,
    /// Whether a request was sent that may have taken effect.
    sent: bool,
    /// Whether the mapping was gone before the first request.
    gone_before: bool,
}

/// Deletes `prior`.
///
/// 1. Build the request: the UUID of the state. A mapping that another resource of this run has adopted
///    stays.
/// 2. Persist: send it. After a response that was lost, look whether the mapping is being deleted.
/// 3. Settle: wait until the mapping is gone.
/// 4. Say what the user should know.
///
/// Guarantees: no other mapping is deleted, even if it has the same source and function; the state has
/// the mapping until it is gone. Limits: a deletion that outlasts the limit is an error, and Lambda goes
/// on with it.
pub(crate) async fn delete(run: &Run, prior: Mapping) -> Outcome<Mapping> {
    let Some(uuid) = prior.uuid.known().cloned() else {
        return Outcome::gone();
    };
    // Terraform names no resource when a deletion fails, so the message has to.
    let what = format!("delete the event source mapping {uuid}");
    if !run.client.held().leave(&uuid) {
        return Outcome::gone().with(conflict::handed_over(&uuid));
    }
    let mut tries = Tries::new(Patience::of(&prior, |it| &it.delete, LIMIT));
    let mut work = Deletion {
        run,
        prior: &prior,
        uuid: &uuid,
        sent: false,
        gone_before: false,
    };
    let begun = Box::pin(persist(run, &mut tries, &mut work)).await;
    let gone_before = work.gone_before;
    let failed = match begun {
        Ok(mapping) => return wait(run, &mut tries.patience, mapping, &uuid).await,
        Err(failed) => failed,
    };
    // It stays, or is gone: no other resource has to wait for it.
    run.client.held().release(&uuid);
    match failed {
        Failed::Gone if gone_before => absent(run, &tries, &prior).await,
        Failed::Gone => Outcome::gone(),
        failed => Outcome::done(prior).with(failed.diagnostic(&what, &uuid, &tries)),
    }
}

/// Waits until the mapping is gone.
async fn wait(
    run: &Run,
    patience: &mut Patience,
    mut mapping: Mapping,
    uuid: &str,
) -> Outcome<Mapping> {
    mapping.state = Tf::Known("Deleting".to_owned());
    run.keep(&mapping);
    tracing::info!(uuid, "deleted an event source mapping");
    let rest = settle(run, &mut mapping, patience).await;
    if matches!(rest, Rest::Gone) {
        return Outcome::gone();
    }
    let why = rest.why().unwrap_or_default();
    Outcome::done(mapping).with(Diagnostic::error(
        format!("The event source mapping {uuid} is not deleted yet"),
        format!(
            "{why} Lambda continues the deletion. The mapping stays in the state until it is deleted. Run the \
             same command again."
        ),
    ))
}

/// Nothing was left to delete. A mapping that somebody else has created in its place is not touched.
async fn absent(run: &Run, tries: &Tries, prior: &Mapping) -> Outcome<Mapping> {
    let look = twin(&run.client, prior);
    match within(run, &tries.patience, LAST_LOOK, look).await {
        Ok(Ok(Some(other))) => {
            let other = other.uuid().unwrap_or_default();
            Outcome::gone().with(conflict::gone_before(prior, other))
        }
        _ => Outcome::gone(),
    }
}

// === impl Deletion ===

impl Work for Deletion<'_> {
    type Done = Mapping;
    const OPERATION: Operation = Operation::Delete;

    async fn send(&mut self) -> Result<Mapping, Error> {
        let first = !std::mem::replace(&mut self.sent, true);
        let output = self.run.client.delete(self.uuid).await;
        self.gone_before = first && matches!(&output, Err(it) if it.kind == Kind::NotFound);
        Ok(wire::read(&output?, self.prior))
    }

    async fn look(&mut self) -> Result<Found<Mapping>, Error> {
        let output = self.run.client.get(self.uuid).await?;
        Ok(if output.state() == Some("Deleting") {
            Found::Done(wire::read(&output, self.prior))
        } else {
            Found::Nothing
        })
    }
}
