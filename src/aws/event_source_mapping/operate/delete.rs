//! Deleting a mapping: this one and no other, until it is gone.

use super::{
    create::twin,
    settle::{Ended, LAST_ANSWER, LAST_LOOK, Patience, Rest, or_stopped, settle},
    tries::Attempts,
    update::interrupted,
};
use crate::{
    aws::{
        api::{client::Client, error::Kind},
        event_source_mapping::{MINUTE, table::EventSourceMapping, wire::answer},
    },
    framework::{
        author::{Call, Outcome},
        cell::Tf,
        diagnostics::Diagnostic,
    },
};

type Mapping = EventSourceMapping;

/// Deletes `prior`.
pub(crate) async fn delete(call: &Call<Client, Mapping>, prior: Mapping) -> Outcome<Mapping> {
    let Some(uuid) = prior.uuid.known().cloned() else {
        return Outcome::gone();
    };
    // Terraform names no resource when a deletion fails, so the message has to.
    let what = format!("delete the event source mapping {uuid}");
    if !call.client.held().leave(&uuid) {
        return Outcome::gone().with(handed_over(&uuid));
    }
    let mut attempts = Attempts::new(Patience::of(&prior, |it| &it.delete, 5 * MINUTE));
    let mut mapping = match begin(call, &uuid, &what, &prior, &mut attempts).await {
        Ok(mapping) => mapping,
        Err(outcome) => {
            // It stays, or is gone: nobody has to wait for it.
            call.client.held().release(&uuid);
            return outcome;
        }
    };
    mapping.state = Tf::Known("Deleting".to_owned());
    call.keep(&mapping);
    tracing::info!(uuid, "deleted an event source mapping");
    let rest = settle(call, &mut mapping, &mut attempts.patience).await;
    if matches!(rest, Rest::Gone) {
        return Outcome::gone();
    }
    let why = rest.why().unwrap_or_default();
    Outcome::done(mapping).with(Diagnostic::error(
        format!("The event source mapping {uuid} is not deleted yet"),
        format!(
            "{why} Lambda was asked to delete it and goes on with it; it stays in the state until it is \
             gone. Run the same command again."
        ),
    ))
}

/// Has Lambda begin to delete `prior`; or how it ended without that.
async fn begin(
    call: &Call<Client, Mapping>,
    uuid: &str,
    what: &str,
    prior: &Mapping,
    attempts: &mut Attempts,
) -> Result<Mapping, Outcome<Mapping>> {
    let mut first = true;
    loop {
        let answer = call.client.delete(uuid);
        let error = match or_stopped(call, LAST_ANSWER, answer).await {
            Some(Ok(output)) => return Ok(answer::read(&output, prior)),
            Some(Err(error)) => error,
            None => return Err(Outcome::done(prior.clone()).with(interrupted(what))),
        };
        match error.kind {
            Kind::NotFound if first => return Err(gone_before(call, prior).await),
            Kind::NotFound => return Err(Outcome::gone()),
            // An answer may have been lost, and the mapping be on its way already.
            Kind::InUse | Kind::Silent | Kind::Unclear | Kind::Exhausted => {
                match or_stopped(call, LAST_LOOK, call.client.get(uuid)).await {
                    Some(Ok(output)) if output.state() == Some("Deleting") => {
                        return Ok(answer::read(&output, prior));
                    }
                    Some(Err(gone)) if gone.kind == Kind::NotFound => return Err(Outcome::gone()),
                    _ => {}
                }
            }
            _ => {}
        }
        first = false;
        let ended = match error.kind {
            // Who says when to come back is asked again then.
            Kind::Silent | Kind::Unclear if error.wait().is_none() => Some(Ended::Hopeless),
            _ => attempts.again(call, &error).await.err(),
        };
        if let Some(ended) = ended {
            let diagnostic = attempts.explain(error.diagnostic(what), ended);
            return Err(Outcome::done(prior.clone()).with(diagnostic));
        }
    }
}

/// A warning for a mapping that stays, because another resource of this run has taken it over.
fn handed_over(uuid: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("The event source mapping {uuid} was not deleted"),
        "Another resource of this configuration has just taken it over (adopt_existing), as after a \
         change of its name, or when a replacement creates first. It is managed there now.",
    )
}

/// Nothing was left to delete. What somebody else has made in its place is not touched.
async fn gone_before(call: &Call<Client, Mapping>, prior: &Mapping) -> Outcome<Mapping> {
    let twin = or_stopped(call, LAST_LOOK, twin(&call.client, prior)).await;
    let Some(Ok(Some(other))) = twin else {
        return Outcome::gone();
    };
    let there = other.uuid().unwrap_or_default();
    let uuid = prior.uuid.known().map_or("", String::as_str);
    Outcome::gone().with(Diagnostic::warning(
        format!("The event source mapping {uuid} was gone before it was deleted"),
        format!(
            "Another mapping has its source and function: {there}. Somebody else made it, and it was not \
             touched. To delete it: aws lambda delete-event-source-mapping --uuid {there}"
        ),
    ))
}
