//! `awslambda_event_source_mapping`: create, read, update, delete, import.
//!
//! What is known of each attribute stands in [`table`]; what AWS would refuse, in `checks`; what no
//! row can say, in `irregular`.

mod announce;
mod api;
pub(super) mod checks;
mod create;
mod health;
pub(super) mod irregular;
mod kinds;
mod mode;
mod place;
mod plan;
mod request;
mod settle;
pub mod table;

use std::{sync::OnceLock, time::Duration};

use aws_sdk_lambda::operation::update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder;

use self::{
    create::InTheWay,
    settle::{Ended, Patience, Rest, settle},
    table::{EventSourceMapping, Timeouts},
};
use super::{arn::Arn, client::Client, error::Kind};
use crate::framework::{
    cell::Tf,
    diagnostics::{Diagnostic, Severity},
    model::Model as _,
    plan::Replace,
    resource::{self, Call, Change, Outcome},
    rules::shown,
    schema::Attribute,
};

/// The resource.
#[derive(Debug)]
pub struct Resource;

type Mapping = EventSourceMapping;

/// The rows, made once.
fn rows() -> &'static [Attribute] {
    static ROWS: OnceLock<Vec<Attribute>> = OnceLock::new();
    ROWS.get_or_init(Mapping::attributes)
}

const MINUTE: Duration = Duration::from_mins(1);

impl resource::Resource<Client> for Resource {
    type Model = Mapping;

    fn name(&self) -> &'static str {
        "awslambda_event_source_mapping"
    }

    fn doc(&self) -> &'static str {
        "Connects an event source to a Lambda function: Lambda reads records from the source and \
         invokes the function with batches of them."
    }

    fn plan(&self, change: &mut Change<'_, Mapping>, client: Option<&Client>) {
        place::plan(change, client);
        plan::plan(change, client);
    }

    fn announce(&self, prior: &Mapping, planned: &Mapping, reason: &Replace) -> Diagnostic {
        announce::replacement(prior, planned, reason)
    }

    async fn create(&self, call: Call<Client, Mapping>, planned: Mapping) -> Outcome<Mapping> {
        let call = place::there(call, &planned);
        let mut patience = Patience::new(timeout(&planned, |it| &it.create, 10 * MINUTE));
        let mut mapping = match create::create(&call, &planned, &mut patience).await {
            Ok(mapping) => mapping,
            Err(diagnostic) => return Outcome::failed(diagnostic),
        };
        call.keep(&mapping);
        tracing::info!(
            uuid = mapping.uuid.known(),
            "created an event source mapping"
        );
        let rest = settle(&call, &mut mapping, &mut patience).await;
        finished(mapping, &rest, "created")
    }

    async fn read(&self, call: Call<Client, Mapping>, prior: Mapping) -> Outcome<Mapping> {
        const WHAT: &str = "read the event source mapping";
        let Some(uuid) = prior.uuid.known() else {
            let why = "Its state has no UUID. Remove it from the state and import it again.";
            return Outcome::done(prior).with(Diagnostic::error(format!("Cannot {WHAT}"), why));
        };
        let call = place::there(call, &prior);
        let tags = async {
            match prior.arn.known() {
                Some(arn) => Some(call.client.tags(arn).await),
                None => None,
            }
        };
        // An import by UUID learns the ARN from the mapping; otherwise both are asked at once.
        let both = async { tokio::join!(call.client.get(uuid), tags) };
        let Some((output, tags)) = call.or_stopped(both).await else {
            return Outcome::done(prior).with(interrupted(WHAT));
        };
        let output = match output {
            Ok(output) => output,
            Err(error) if error.kind == Kind::NotFound => return Outcome::gone(),
            Err(error) => {
                let diagnostic = error.diagnostic(WHAT);
                return Outcome::done(prior).with(diagnostic);
            }
        };
        // What is being deleted is as good as gone: a new one waits until it is.
        if output.state() == Some("Deleting") {
            return Outcome::gone();
        }
        let mut mapping = place::found(irregular::read(&output, &prior), &call.client);
        let tagging = call.client.tagging();
        let tags = match (tags, mapping.arn.known()) {
            (Some(tags), _) => tags,
            (None, Some(arn)) => match call.or_stopped(call.client.tags(arn)).await {
                Some(tags) => tags,
                None => return Outcome::done(prior).with(interrupted(WHAT)),
            },
            (None, None) => Ok([].into()),
        };
        match tags {
            Ok(tags) => irregular::read_tags(&mut mapping, tags, tagging),
            // The mapping is there, its tags are not: what is known of them stands.
            Err(error) if error.kind == Kind::NotFound => {
                let warning = Diagnostic {
                    severity: Severity::Warning,
                    ..error.diagnostic("read the tags of the event source mapping")
                };
                return Outcome::done(irregular::quiet(mapping, prior)).with(warning);
            }
            Err(error) => {
                let diagnostic = error.diagnostic("read the tags of the event source mapping");
                return Outcome::done(prior).with(diagnostic);
            }
        }
        let mut found = health::warnings(&mapping);
        let outcome = Outcome::done(irregular::quiet(mapping, prior));
        found.drain(..).fold(outcome, Outcome::with)
    }

    async fn update(
        &self,
        call: Call<Client, Mapping>,
        prior: Mapping,
        planned: Mapping,
    ) -> Outcome<Mapping> {
        const WHAT: &str = "update the event source mapping";
        let call = place::there(call, &prior);
        let mut patience = Patience::new(timeout(&planned, |it| &it.update, 10 * MINUTE));
        let failed = |state: &Mapping, diagnostic| Outcome::done(state.clone()).with(diagnostic);

        // What has really changed, whatever fails later.
        let mut actual = prior.clone();
        let tags = |it: &Mapping| it.tags_all.0.known().cloned().unwrap_or_default();
        if let Some(arn) = prior.arn.known()
            && tags(&prior) != tags(&planned)
            && let Err(error) = call.client.retag(arn, &tags(&prior), &tags(&planned)).await
        {
            let what = "change the tags of the event source mapping";
            return failed(&actual, error.diagnostic(what));
        }
        actual.tags = planned.tags.clone();
        actual.tags_all = planned.tags_all.clone();
        actual.timeouts = planned.timeouts.clone();
        actual.region = planned.region.clone();

        let request = match request::update(&planned, &prior) {
            Ok(request) => request,
            Err(why) => {
                return failed(&actual, Diagnostic::error(format!("Cannot {WHAT}"), why));
            }
        };
        if request == UpdateEventSourceMappingInputBuilder::default() {
            return Outcome::done(planned.or(&prior));
        }
        let request = request.set_uuid(prior.uuid.known().cloned());
        let output = loop {
            let error = match call.or_stopped(call.client.update(request.clone())).await {
                Some(Ok(output)) => break output,
                Some(Err(error)) => error,
                None => return failed(&actual, interrupted(WHAT)),
            };
            let wait = match error.kind {
                Kind::InUse => None,
                Kind::Conflict => match create::in_the_way(&call, &planned, &error).await {
                    InTheWay::Staying(other, diagnostic) if Some(&other) != prior.uuid.known() => {
                        return failed(&actual, diagnostic);
                    }
                    _ => None,
                },
                Kind::Propagating if patience.elapsed() < create::PROPAGATION => None,
                _ => return failed(&actual, error.diagnostic(WHAT)),
            };
            tracing::debug!(cause = error.words(), "cannot update now, will try again");
            if patience.pause(&call, wait).await.is_err() {
                return failed(&actual, error.diagnostic(WHAT));
            }
        };
        let mut mapping = irregular::read(&output, &planned);
        call.keep(&mapping);
        tracing::info!(
            uuid = mapping.uuid.known(),
            "updated an event source mapping"
        );
        let rest = settle(&call, &mut mapping, &mut patience).await;
        finished(mapping, &rest, "updated")
    }

    async fn delete(&self, call: Call<Client, Mapping>, prior: Mapping) -> Outcome<Mapping> {
        let mut patience = Patience::new(timeout(&prior, |it| &it.delete, 5 * MINUTE));
        let Some(uuid) = prior.uuid.known().cloned() else {
            return Outcome::gone();
        };
        let call = place::there(call, &prior);
        // Terraform names no resource when a deletion fails, so the message has to.
        let what = format!("delete the event source mapping {uuid}");
        let output = loop {
            let error = match call.or_stopped(call.client.delete(&uuid)).await {
                Some(Ok(output)) => break output,
                Some(Err(error)) => error,
                None => return Outcome::done(prior).with(interrupted(&what)),
            };
            match error.kind {
                Kind::NotFound => return Outcome::gone(),
                Kind::InUse | Kind::Conflict => {}
                _ => return Outcome::done(prior).with(error.diagnostic(&what)),
            }
            tracing::debug!(cause = error.words(), "cannot delete now, will try again");
            if patience.pause(&call, None).await.is_err() {
                return Outcome::done(prior).with(error.diagnostic(&what));
            }
        };
        let mut mapping = irregular::read(&output, &prior);
        mapping.state = Tf::Known("Deleting".to_owned());
        call.keep(&mapping);
        tracing::info!(uuid, "deleted an event source mapping");
        let why = match settle(&call, &mut mapping, &mut patience).await {
            Rest::Gone => return Outcome::gone(),
            Rest::Settled => "Lambda has stopped deleting it.".to_owned(),
            Rest::Ended(Ended::Stopped) => "The wait was interrupted.".to_owned(),
            Rest::Ended(Ended::TimedOut) => {
                "It took longer than the block timeouts allows.".to_owned()
            }
            Rest::Failed(error) => format!(
                "Lambda did not tell its state when it was asked: {}.",
                error.words()
            ),
        };
        Outcome::done(mapping).with(Diagnostic::error(
            "The event source mapping is not deleted yet",
            format!(
                "{why} Lambda was asked to delete {uuid}, and it stays in the state until it is \
                 gone. Run the same command again."
            ),
        ))
    }

    fn import(&self, id: &str) -> Result<Mapping, Diagnostic> {
        let (id, region) = place::split(id);
        let arn = Arn::parse(id).filter(|it| it.service == "lambda");
        let uuid = arn
            .and_then(|it| it.resource.strip_prefix("event-source-mapping:"))
            .unwrap_or(id);
        if !is_uuid(uuid) {
            return Err(Diagnostic::error(
                format!("Cannot import \"{}\"", shown(id)),
                "An event source mapping is imported by its UUID \
                 (\"91eaeb7e-c976-1234-9451-8709db01f137\"), with @ and its Region after it if that is \
                 not the provider's, or by its ARN \
                 (\"arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:91eaeb7e-…\").",
            ));
        }
        let uuid = Tf::Known(uuid.to_ascii_lowercase());
        Ok(Mapping {
            id: uuid.clone(),
            uuid,
            arn: arn.map(|_| id.to_owned()).into(),
            region,
            ..Mapping::default()
        })
    }
}

fn interrupted(what: &str) -> Diagnostic {
    Diagnostic::error(format!("Cannot {what}"), "It was interrupted.")
}

/// The outcome of a change that was made, whether or not it was seen to come to rest.
fn finished(mapping: Mapping, rest: &Rest, done: &str) -> Outcome<Mapping> {
    if matches!(rest, Rest::Gone) {
        return Outcome::gone().with(Diagnostic::error(
            "The event source mapping is gone",
            format!(
                "It was {done}, but Lambda does not know it any more. Somebody else deleted it."
            ),
        ));
    }
    let warning = rest.warning(&mapping, done);
    let outcome = Outcome::done(mapping);
    match warning {
        Some(warning) => outcome.with(warning),
        None => outcome,
    }
}

fn timeout(mapping: &Mapping, of: fn(&Timeouts) -> &Tf<String>, default: Duration) -> Duration {
    let set = mapping.timeouts.0.known().and_then(|it| of(it).known());
    set.and_then(|it| checks::upkeep::parse_duration(it))
        .unwrap_or(default)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, it)| match at {
            8 | 13 | 18 | 23 => it == '-',
            _ => it.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests;
