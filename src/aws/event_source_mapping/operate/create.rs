//! Creates a mapping, so that none is ever lost and none is created twice.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_lambda::{
    operation::{
        create_event_source_mapping::builders::CreateEventSourceMappingInputBuilder as Request,
        get_event_source_mapping::GetEventSourceMappingOutput,
    },
    primitives::DateTime,
};
use tokio::time::Instant;

use super::{
    Run,
    adopt::{self, There},
    find::{SharedTags, Tagged, Tags, look_for_tags, propagation_timeout_of, twin},
    next::{Failed, Found, Operation, Over, Tries, Work, persist},
    patience::{Ended, Patience},
    settle::finish,
};
use crate::{
    aws::{
        api::{
            claims::Claim,
            error::{Error, Kind},
        },
        event_source_mapping::{
            facts::is_single,
            table::EventSourceMapping,
            tell::{
                change,
                change::Done,
                conflict::{self, Differences},
            },
            wire,
        },
    },
    framework::{author::Outcome, cell::Tf, diagnostics::Diagnostic},
};

type Mapping = EventSourceMapping;

/// How much the clocks of this machine and of AWS may differ.
const SKEW: Duration = Duration::from_mins(1);
/// How long a creation may take if the block `timeouts` does not say.
const LIMIT: Duration = Duration::from_mins(10);
/// How long after a request its mapping may be missing in a list.
const UNLISTED: Duration = Duration::from_secs(3);
const WHAT: &str = "create the event source mapping";
const INTERRUPTED: &str = "The creation of the event source mapping was interrupted";

/// The result of a creation.
enum Made {
    /// A new mapping.
    New(Box<Mapping>),
    /// A mapping that another resource of this run holds.
    Held(Box<Mapping>),
    /// A mapping that was there before, which the user wants to adopt.
    There(Box<There>),
}

/// The request, with what its tries have shown.
struct Creation<'a> {
    run: &'a Run,
    planned: &'a Mapping,
    request: Request,
    started: SystemTime,
    /// When the last request was sent.
    sent: Instant,
    /// Whether the conflict is with a mapping that is being deleted.
    leaving: bool,
    /// The warning about a request that was sent without the tags.
    untagged: Option<Diagnostic>,
}

/// Creates the mapping that is planned, or finds the one that a request without a response has made.
///
/// 1. Build the request.
/// 2. Persist: send it. After a response that was lost, look for a mapping as planned, no older than the
///    request, before sending it again: for 3 seconds if Lambda may accept a second one. After a conflict,
///    look at the mapping that AWS names: ours after a lost response; one that is being deleted is waited
///    for; another one is adopted or reported.
/// 3. Adopt, if that one stays and the user wants it.
/// 4. Settle: wait until the mapping rests.
/// 5. Say what the user should know.
///
/// Guarantees: a mapping that exists is in the state, or its UUID is in the error; one that works is
/// never tainted by a wait that ran out. Limits: without the right to list, a lost response ends with an
/// error that the next apply resolves.
pub(crate) async fn create(run: &Run, planned: &Mapping) -> Outcome<Mapping> {
    let mut tries = Tries::new(Patience::of(planned, |it| &it.create, LIMIT));
    let mut creation = match Creation::new(run, planned) {
        Ok(creation) => creation,
        Err(diagnostic) => return Outcome::failed(diagnostic),
    };
    let made = match Box::pin(persist(run, &mut tries, &mut creation)).await {
        Ok(made) => made,
        Err(failed) => return Outcome::failed(creation.tell(failed, &tries)),
    };
    let (mapping, done, warnings) = match made {
        Made::New(mapping) => (*mapping, Done::Created, Vec::new()),
        Made::Held(found) => return Outcome::failed(conflict::held_twice(planned, &found)),
        Made::There(there) => match adopt::adopt(run, planned, &there, &mut tries).await {
            Ok((mapping, warnings)) => (mapping, Done::Adopted, warnings),
            Err(diagnostic) => return Outcome::failed(diagnostic),
        },
    };
    let mut outcome = finish(run, planned, mapping, &mut tries.patience, done).await;
    if let (Done::Created, None, Some(mapping)) = (done, &creation.untagged, &outcome.state) {
        let told = look_for_tags(run, &tries.patience, planned, mapping).await;
        outcome.diagnostics.extend(told);
    }
    let warnings = creation.untagged.into_iter().chain(warnings);
    warnings.fold(outcome, Outcome::with)
}

// === impl Creation ===

impl<'a> Creation<'a> {
    fn new(run: &'a Run, planned: &'a Mapping) -> Result<Self, Diagnostic> {
        let tags = planned.tags_all.0.known().cloned().unwrap_or_default();
        let request = wire::create(&run.config, planned)
            .map_err(|it| Diagnostic::error(format!("Cannot {WHAT}"), it))?
            .set_tags((!tags.is_empty()).then(|| tags.into_iter().collect()));
        Ok(Self {
            run,
            planned,
            request,
            started: SystemTime::now(),
            sent: Instant::now(),
            leaving: false,
            untagged: None,
        })
    }

    /// The mapping, if it is the one that the request has made: as planned in everything that was
    /// sent, no older than the request, and held by no other resource. Anything else is somebody
    /// else's.
    async fn ours(&self, output: &GetEventSourceMappingOutput) -> Result<Option<Made>, Error> {
        let client = &self.run.client;
        let since = self.started.checked_sub(SKEW).unwrap_or(UNIX_EPOCH);
        let since = since.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified = output.last_modified().map_or(0, DateTime::secs);
        let young = u64::try_from(modified).is_ok_and(|it| it >= since.as_secs());
        let found = wire::read(output, self.planned);
        if !young || !Differences::between(&self.run.config, &found).is_empty() {
            return Ok(None);
        }
        if let Some(arn) = found.arn.known() {
            // Without the right to look at tags, they are taken for those that were sent.
            let mut look = Tags {
                run: self.run,
                arn,
                shared: SharedTags::Nothing,
                may_be_denied: true,
                unread: 0,
            };
            let mut tagged = found.clone();
            if let Tagged::Read(tags) = look.send().await? {
                wire::read_tags(&mut tagged, tags, client.tagging());
            }
            if tagged.tags_all != self.planned.tags_all {
                return Ok(None);
            }
        }
        let uuid = output.uuid().unwrap_or_default();
        if !client.held().take(uuid, Claim::Made) {
            return Ok(None);
        }
        tracing::warn!(uuid, "the response was lost; the mapping was found");
        Ok(Some(Made::New(Box::new(found))))
    }

    /// Why no mapping was made; or that this is not known.
    fn tell(&self, failed: Failed, tries: &Tries) -> Diagnostic {
        let over = match failed {
            Failed::Told(diagnostic) => return tries.explain(*diagnostic, Ended::Hopeless),
            // `twin` makes an answer of what is not found, so no cell of a creation says so.
            Failed::Gone => {
                return Diagnostic::error(
                    format!("Cannot {WHAT}"),
                    "The mapping no longer exists.",
                );
            }
            Failed::Over(over) => over,
        };
        let Over {
            error,
            met,
            blind,
            unclear,
            ended,
        } = over;
        let Some(error) = error else {
            let why = if unclear {
                "Lambda had not responded yet.".to_owned()
            } else {
                change::unsent(met)
            };
            let diagnostic = match ended {
                Ended::Stopped => {
                    tries.explain(Diagnostic::error(INTERRUPTED, why), Ended::Hopeless)
                }
                _ => tries.explain(Diagnostic::error(format!("Cannot {WHAT}"), why), ended),
            };
            return if unclear {
                change::unknown(diagnostic)
            } else {
                diagnostic
            };
        };
        let conflict = error.kind == Kind::Conflict;
        if conflict && self.leaving && ended != Ended::Stopped {
            return tries.explain(conflict::leaving(&error), ended);
        }
        let mut diagnostic = tries.explain(error.diagnostic(WHAT), ended);
        if ended == Ended::Stopped {
            INTERRUPTED.clone_into(&mut diagnostic.summary);
        }
        if unclear {
            diagnostic = change::unknown(diagnostic);
        }
        if conflict {
            let cause = blind.map_or_else(
                || "Terraform was interrupted".to_owned(),
                |it| it.shortened().to_owned(),
            );
            let unseen = format!("\n\nThe existing mapping could not be read: {cause}");
            diagnostic.detail.push_str(&unseen);
            if let Some(uuid) = error.conflicting_uuid() {
                let other = Mapping {
                    uuid: Tf::Known(uuid.to_owned()),
                    ..self.planned.clone()
                };
                let block = conflict::import_block(&other, self.run.client.home());
                let how = format!("\n\nTo manage it here, import it:\n\n{block}");
                diagnostic.detail.push_str(&how);
            }
        }
        diagnostic
    }
}

impl Work for Creation<'_> {
    type Done = Made;
    const OPERATION: Operation = Operation::Create;

    async fn send(&mut self) -> Result<Made, Error> {
        let client = &self.run.client;
        self.sent = Instant::now();
        let mut answer = client.create(self.request.clone()).await;
        if let Err(error) = &answer
            && self.request.get_tags().is_some()
            && error.lacks_tags()
        {
            self.untagged = Some(change::without_tags(Done::Created, error));
            self.request = self.request.clone().set_tags(None);
            answer = client.create(self.request.clone()).await;
        }
        let output = answer?;
        let mapping = Box::new(wire::read(&output, self.planned));
        let uuid = output.uuid().unwrap_or_default();
        Ok(if client.held().take(uuid, Claim::Made) {
            Made::New(mapping)
        } else {
            Made::Held(mapping)
        })
    }

    async fn propagation_timeout(&self) -> Duration {
        propagation_timeout_of(&self.run.client, self.planned).await
    }

    /// Looks for what a request without a response has made. Where Lambda may accept a second mapping, it is too
    /// early to say that there is none until the first one would be listed.
    async fn look(&mut self) -> Result<Found<Made>, Error> {
        let found = match twin(&self.run.client, &self.run.config).await? {
            Some(output) => self.ours(&output).await?,
            None => None,
        };
        let is_early = !is_single(self.planned) && self.sent.elapsed() < UNLISTED;
        Ok(match found {
            Some(made) => Found::Done(made),
            None if is_early => Found::NotYet,
            None => Found::Nothing,
        })
    }

    /// Looks at the mapping that AWS names in a conflict, or that has the same source and function.
    async fn meet(&mut self, refusal: &Error, unclear: bool) -> Result<Found<Made>, Error> {
        let client = &self.run.client;
        let output = match refusal.conflicting_uuid() {
            Some(uuid) => match client.get(uuid).await {
                Err(gone) if gone.kind == Kind::NotFound => None,
                output => Some(output?),
            },
            None => twin(client, &self.run.config).await?,
        };
        // Another resource of this run may be about to delete it.
        let stays = output.filter(|it| {
            let uuid = it.uuid().unwrap_or_default();
            it.state() != Some("Deleting") && client.held().claim(uuid) != Some(Claim::Leaving)
        });
        self.leaving = stays.is_none();
        let Some(output) = stays else {
            return Ok(Found::Leaving);
        };
        if unclear && let Some(ours) = self.ours(&output).await? {
            return Ok(Found::Done(ours));
        }
        let there = Box::new(There {
            output,
            refusal: refusal.shortened().to_owned(),
        });
        Ok(if adopt::is_wanted(self.run, self.planned) {
            Found::Done(Made::There(there))
        } else {
            let found = wire::read(&there.output, self.planned);
            let told = conflict::taken(
                &self.run.config,
                self.planned,
                &found,
                client.held().claim(found.uuid.text()).is_some(),
                client.home(),
                &there.refusal,
            );
            Found::Told(Box::new(told))
        })
    }
}
