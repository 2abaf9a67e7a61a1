//! Reading a mapping: what is there, what has gone, and what has taken its place.

use super::{adopt, create::twin, settle::Patience, tries::Attempts, update::interrupted};
use crate::{
    aws::{
        api::{
            client::Client,
            error::{Error, Kind},
        },
        event_source_mapping::{
            MINUTE, plan::place, table::EventSourceMapping, tell::health, wire::answer,
        },
    },
    framework::{
        author::{Call, Outcome},
        cell::{Map, Tf},
        diagnostics::{Diagnostic, Severity},
    },
};

type Mapping = EventSourceMapping;

const WHAT: &str = "read the event source mapping";
const WHAT_TAGS: &str = "read the tags of the event source mapping";

/// The mapping as it is now.
pub(crate) async fn read(call: &Call<Client, Mapping>, prior: Mapping) -> Outcome<Mapping> {
    let Some(uuid) = prior.uuid.known().cloned() else {
        let why = "Its state has no UUID. Remove it from the state and import it again.";
        return Outcome::done(prior).with(Diagnostic::error(format!("Cannot {WHAT}"), why));
    };
    let mut attempts = Attempts::new(Patience::of(&prior, |it| &it.read, 2 * MINUTE));
    let (output, tags) = loop {
        let tags = async {
            match prior.arn.known() {
                Some(arn) if answer::manages_tags(&prior, call.client.tagging()) => {
                    Some(call.client.tags(arn).await)
                }
                _ => None,
            }
        };
        // An import by UUID learns the ARN from the mapping; otherwise both are asked at once.
        let both = async { tokio::join!(call.client.get(&uuid), tags) };
        let Some((output, tags)) = call.or_stopped(both).await else {
            return Outcome::done(prior).with(interrupted(WHAT));
        };
        let tries = attempts.made();
        let passes = |it: &Error| match it.kind {
            Kind::Throttled => true,
            // An answer that cannot be read; the SDK does not ask again.
            Kind::Unclear => tries < 2,
            _ => false,
        };
        let error = match (&output, &tags) {
            (Err(error), _) | (_, Some(Err(error))) if passes(error) => error,
            _ => break (output, tags),
        };
        if let Err(ended) = attempts.again(call, error).await {
            let diagnostic = attempts.explain(error.diagnostic(WHAT), ended);
            return Outcome::done(prior).with(diagnostic);
        }
    };
    let output = match output {
        // What is being deleted is as good as gone: a new one waits until it is.
        Ok(output) if output.state() == Some("Deleting") => return gone(call, prior).await,
        Ok(output) => output,
        Err(error) if error.kind == Kind::NotFound => return gone(call, prior).await,
        Err(error) => {
            let diagnostic = error.diagnostic(WHAT);
            return Outcome::done(prior).with(diagnostic);
        }
    };
    let mut mapping = place::found(answer::read(&output, &prior), &call.client);
    if let (Tf::Known(wanted), Tf::Known(found)) = (&prior.arn, &mapping.arn)
        && wanted != found
    {
        let diagnostic = Diagnostic::error(
            format!("The event source mapping {uuid} is another one here"),
            format!(
                "Asked for was {wanted}, and with these credentials there is {found}. Use the credentials \
                 of its account, or the ARN of the other."
            ),
        );
        return Outcome::done(prior).with(diagnostic);
    }
    let tags = match (tags, mapping.arn.known()) {
        (Some(tags), _) => tags,
        (None, Some(arn)) if answer::manages_tags(&prior, call.client.tagging()) => {
            match call.or_stopped(call.client.tags(arn)).await {
                Some(tags) => tags,
                None => return Outcome::done(prior).with(interrupted(WHAT)),
            }
        }
        (None, _) => Ok([].into()),
    };
    let mut warnings = Vec::new();
    match tags {
        Ok(tags) => answer::read_tags(&mut mapping, tags, call.client.tagging()),
        // A partition without tags has none that could differ.
        Err(error) if call.client.lacks_tags(&error) => {
            tracing::debug!(cause = error.words(), "no tags in this partition");
            if mapping.tags_all.0 == Tf::Null {
                mapping.tags_all = Map(Tf::Known([].into()));
            }
        }
        // The mapping is there, its tags are not: what is known of them stands.
        Err(error) if error.kind == Kind::NotFound => warnings.push(Diagnostic {
            severity: Severity::Warning,
            ..error.diagnostic(WHAT_TAGS)
        }),
        Err(error) => {
            let diagnostic = error.diagnostic(WHAT_TAGS);
            return Outcome::done(prior).with(diagnostic);
        }
    }
    warnings.append(&mut health::warnings(&mapping));
    let outcome = Outcome::done(answer::quiet(mapping, prior));
    warnings.into_iter().fold(outcome, Outcome::with)
}

/// Says that the mapping is gone, and what has taken its place.
async fn gone(call: &Call<Client, Mapping>, prior: Mapping) -> Outcome<Mapping> {
    // Nothing but its id is known of what is being imported.
    if prior.function_arn == Tf::Null {
        let (uuid, service) = (prior.uuid.known(), &call.client.service);
        let uuid = uuid.map_or("", String::as_str);
        return Outcome::done(prior.clone()).with(Diagnostic::error(
            format!("There is no event source mapping {uuid}"),
            format!(
                "{service} does not know it, or is deleting it. Check the UUID, the Region and the \
                 account of the provider; aws lambda list-event-source-mappings lists what is there."
            ),
        ));
    }
    let twin = call.or_stopped(twin(&call.client, &prior)).await;
    let other = match twin {
        Some(Ok(Some(output))) => Some(answer::read(&output, &prior)),
        _ => None,
    };
    Outcome::gone().with(adopt::gone(&call.client, &prior, other.as_ref()))
}
