//! Making a mapping, so that none is ever lost and none made twice.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_lambda::{
    operation::get_event_source_mapping::GetEventSourceMappingOutput, primitives::DateTime,
};

use super::{
    adopt,
    settle::{Ended, LAST_ANSWER, LAST_LOOK, Patience, TAKEN_OVER, finish, or_stopped},
    tries::Attempts,
};
use crate::{
    aws::{
        api::{
            claims::Claim,
            client::Client,
            error::{Error, Kind},
        },
        event_source_mapping::{
            MINUTE,
            plan::compare::{Differences, same_source},
            table::EventSourceMapping,
            wire::{answer, request},
        },
    },
    framework::{
        author::{Call, Outcome},
        diagnostics::Diagnostic,
    },
};

type Mapping = EventSourceMapping;

/// How much the clocks of this machine and of AWS may differ.
const SKEW: Duration = MINUTE;
const WHAT: &str = "create the event source mapping";

/// A mapping that is there, and how it came to be.
struct Made {
    mapping: Mapping,
    done: &'static str,
    warnings: Vec<Diagnostic>,
}

/// A creation that is under way.
struct Creation<'a> {
    call: &'a Call<Client, Mapping>,
    planned: &'a Mapping,
    started: SystemTime,
    /// Whether a request may have taken effect although no answer came.
    unclear: bool,
    /// What to say of a request that was sent without the tags.
    untagged: Option<Diagnostic>,
    attempts: Attempts,
}

/// What stands in the way of a creation.
enum InTheWay {
    /// A mapping that is being deleted, or one that nobody sees.
    Leaving,
    /// A mapping that stays.
    Staying(Box<GetEventSourceMappingOutput>),
    /// It cannot be looked at, for this reason or because the user asks to stop.
    Unseen(Option<Box<Error>>),
}

/// Makes the mapping that is planned, or finds the one that a lost answer has made.
pub(crate) async fn create(call: &Call<Client, Mapping>, planned: &Mapping) -> Outcome<Mapping> {
    let patience = Patience::of(planned, |it| &it.create, 10 * MINUTE);
    let mut creation = Creation {
        call,
        planned,
        started: SystemTime::now(),
        unclear: false,
        untagged: None,
        attempts: Attempts::new(patience),
    };
    let Made {
        mapping,
        done,
        warnings,
    } = match Box::pin(creation.make()).await {
        Ok(made) => made,
        Err(diagnostic) => return Outcome::failed(diagnostic),
    };
    let patience = &mut creation.attempts.patience;
    let outcome = finish(call, mapping, patience, done).await;
    let warnings = creation.untagged.into_iter().chain(warnings);
    warnings.fold(outcome, Outcome::with)
}

// === impl Creation ===

impl Creation<'_> {
    async fn make(&mut self) -> Result<Made, Diagnostic> {
        let (call, planned) = (self.call, self.planned);
        let tags = planned.tags_all.0.known().cloned().unwrap_or_default();
        let mut request = request::create(&call.config, planned)
            .map_err(|it| Diagnostic::error(format!("Cannot {WHAT}"), it))?
            .set_tags((!tags.is_empty()).then(|| tags.into_iter().collect()));
        loop {
            let answer = call.client.create(request.clone());
            let error = match or_stopped(call, LAST_ANSWER, answer).await {
                Some(Ok(output)) => {
                    let mapping = answer::read(&output, planned);
                    let uuid = output.uuid().unwrap_or_default();
                    if !call.client.held().take(uuid, Claim::Made) {
                        return Err(adopt::held_twice(planned, &mapping));
                    }
                    return Ok(Made::new(mapping, "created"));
                }
                Some(Err(error)) => error,
                None => return self.give_up(None, Ended::Stopped).await,
            };
            match error.kind {
                _ if request.get_tags().is_some() && call.client.lacks_tags(&error) => {
                    request = request.set_tags(None);
                    self.untagged = Some(without_tags("created", &error));
                }
                Kind::Foreign if !self.unclear => {
                    return self.give_up(Some(&error), Ended::Hopeless).await;
                }
                Kind::Silent | Kind::Unclear | Kind::Foreign | Kind::Exhausted => {
                    if let Some(made) = self.look_again(error).await? {
                        return Ok(made);
                    }
                }
                Kind::Conflict => {
                    if let Some(made) = self.settle_conflict(error).await? {
                        return Ok(made);
                    }
                }
                _ => {
                    if let Err(ended) = self.attempts.again(call, &error).await {
                        return self.give_up(Some(&error), ended).await;
                    }
                }
            }
        }
    }

    /// After a request without an answer: the mapping that it made, or nothing when a second request
    /// may be sent.
    async fn look_again(&mut self, mut error: Error) -> Result<Option<Made>, Diagnostic> {
        self.unclear = true;
        loop {
            if let Err(ended) = self.attempts.again(self.call, &error).await {
                return self.give_up(Some(&error), ended).await.map(Some);
            }
            match or_stopped(self.call, LAST_LOOK, self.find()).await {
                Some(Ok(Some(found))) => return Ok(Some(Made::new(found, "created"))),
                Some(Ok(None)) => return Ok(None),
                None => {
                    let ended = Ended::Stopped;
                    return self.give_up(Some(&error), ended).await.map(Some);
                }
                // Who may not look can send a second request all the same: a conflict names the
                // mapping that the first one made.
                Some(Err(denied)) if denied.kind == Kind::Denied => return Ok(None),
                Some(Err(other)) => {
                    error = match other.kind {
                        Kind::Throttled | Kind::Silent | Kind::Unclear | Kind::Foreign => other,
                        // Not a passing one: what counts is what the creation met.
                        _ => return Err(self.failed(&error, Ended::Hopeless)),
                    }
                }
            }
        }
    }

    /// The end of the tries. What a request without an answer has made is looked for once more.
    async fn give_up(&self, error: Option<&Error>, ended: Ended) -> Result<Made, Diagnostic> {
        let unclear = self.unclear || error.is_none();
        if unclear
            && let Some(Ok(Some(found))) = or_stopped(self.call, LAST_LOOK, self.find()).await
        {
            return Ok(Made::new(found, "created"));
        }
        Err(match error {
            Some(error) => self.failed(error, ended),
            None => unknown(self.attempts.explain(
                Diagnostic::error(
                    "The creation of the event source mapping was interrupted",
                    "Lambda had not answered yet.",
                ),
                Ended::Hopeless,
            )),
        })
    }

    /// Why no mapping was made; or that this is not known.
    fn failed(&self, error: &Error, ended: Ended) -> Diagnostic {
        let mut diagnostic = self.attempts.explain(error.diagnostic(WHAT), ended);
        if ended == Ended::Stopped {
            "The creation of the event source mapping was interrupted"
                .clone_into(&mut diagnostic.summary);
        }
        if self.unclear {
            diagnostic = unknown(diagnostic);
        }
        diagnostic
    }

    /// After a conflict: the mapping in the way, if it is ours; nothing when it has gone.
    async fn settle_conflict(&mut self, error: Error) -> Result<Option<Made>, Diagnostic> {
        let (call, planned) = (self.call, self.planned);
        let look = or_stopped(call, LAST_LOOK, self.in_the_way(&error)).await;
        let output = match look.unwrap_or(InTheWay::Unseen(None)) {
            InTheWay::Leaving => {
                if let Err(ended) = self.attempts.again(call, &error).await {
                    let diagnostic = Diagnostic::error(
                        "A mapping of the same event source and function is still being deleted",
                        format!(
                            "Lambda makes no new one before it is gone, which takes minutes for some \
                             sources. Apply again later, or allow more time in the block \
                             timeouts.\n\n{}",
                            error.words()
                        ),
                    );
                    return Err(self.attempts.explain(diagnostic, ended));
                }
                return Ok(None);
            }
            InTheWay::Unseen(cause) => {
                // The next conflict names it again.
                if let Some(cause) = &cause
                    && let Kind::Throttled | Kind::Silent | Kind::Unclear = cause.kind
                    && self.attempts.again(call, cause).await.is_ok()
                {
                    return Ok(None);
                }
                let cause = cause.map_or_else(
                    || "it was interrupted".to_owned(),
                    |it| it.words().to_owned(),
                );
                let mut diagnostic = self.failed(&error, Ended::Hopeless);
                let unseen = format!("\n\nThe mapping in the way could not be looked at: {cause}");
                diagnostic.detail.push_str(&unseen);
                if let Some(uuid) = error.conflicting_uuid() {
                    let block = adopt::import_block(&call.client, uuid, planned);
                    let how = format!("\n\nTo manage it here, import it:\n\n{block}");
                    diagnostic.detail.push_str(&how);
                }
                return Err(diagnostic);
            }
            InTheWay::Staying(output) => output,
        };
        if self.unclear {
            match or_stopped(call, LAST_LOOK, self.ours(&output)).await {
                Some(Ok(Some(mapping))) => return Ok(Some(Made::new(mapping, "created"))),
                Some(Ok(None)) => {}
                None => return Err(self.failed(&error, Ended::Stopped)),
                // As above.
                Some(Err(other)) => {
                    if let Err(ended) = self.attempts.again(call, &other).await {
                        return Err(self.failed(&other, ended));
                    }
                    return Ok(None);
                }
            }
        }
        if !adopt::is_wanted(call, planned) {
            let found = answer::read(&*output, planned);
            return Err(self
                .attempts
                .explain(adopt::taken(call, planned, &found, &error), Ended::Hopeless));
        }
        let (mapping, warnings) =
            adopt::adopt(call, planned, &output, &error, &mut self.attempts).await?;
        Ok(Some(Made {
            mapping,
            done: TAKEN_OVER,
            warnings,
        }))
    }

    fn is_leaving(&self, output: &GetEventSourceMappingOutput) -> bool {
        let uuid = output.uuid().unwrap_or_default();
        self.call.client.held().claim(uuid) == Some(Claim::Leaving)
    }

    /// Looks at the mapping that AWS names in a conflict, or that has the same source and function.
    async fn in_the_way(&self, error: &Error) -> InTheWay {
        let client = &self.call.client;
        let answer = if let Some(uuid) = error.conflicting_uuid() {
            client.get(uuid).await.map(Some)
        } else {
            twin(client, &self.call.config).await
        };
        match answer {
            // Another resource of this run is about to delete it.
            Ok(Some(output)) if self.is_leaving(&output) => InTheWay::Leaving,
            Ok(Some(output)) if output.state() != Some("Deleting") => {
                InTheWay::Staying(Box::new(output))
            }
            Ok(_) => InTheWay::Leaving,
            Err(gone) if gone.kind == Kind::NotFound => InTheWay::Leaving,
            Err(error) => InTheWay::Unseen(Some(Box::new(error))),
        }
    }

    /// The mapping that a request without an answer has made, if it has.
    async fn find(&self) -> Result<Option<Mapping>, Error> {
        match twin(&self.call.client, &self.call.config).await? {
            Some(output) => self.ours(&output).await,
            None => Ok(None),
        }
    }

    /// The mapping, if it is the one that the request has made: as planned in everything that was
    /// sent, no older than the request, and held by no other resource. Anything else is somebody
    /// else's.
    async fn ours(&self, output: &GetEventSourceMappingOutput) -> Result<Option<Mapping>, Error> {
        let since = self.started.checked_sub(SKEW).unwrap_or(UNIX_EPOCH);
        let since = since.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified = output.last_modified().map_or(0, DateTime::secs);
        let young = u64::try_from(modified).is_ok_and(|it| it >= since.as_secs());
        let found = answer::read(output, self.planned);
        if !young || !Differences::between(&self.call.config, &found).is_empty() {
            return Ok(None);
        }
        if let Some(arn) = found.arn.known() {
            let mut tagged = found.clone();
            match self.call.client.tags(arn).await {
                Ok(tags) => answer::read_tags(&mut tagged, tags, self.call.client.tagging()),
                // Who may not look at tags takes them as they were sent.
                Err(error) if error.kind == Kind::Denied || self.call.client.lacks_tags(&error) => {
                }
                Err(error) => return Err(error),
            }
            if tagged.tags_all != self.planned.tags_all {
                return Ok(None);
            }
        }
        let uuid = output.uuid().unwrap_or_default();
        if !self.call.client.held().take(uuid, Claim::Made) {
            return Ok(None);
        }
        tracing::warn!(uuid, "the answer was lost; the mapping was found");
        Ok(Some(found))
    }
}

/// The mapping that has the source of `wanted`, of whatever kind, and its function, and that is not
/// being deleted.
pub(crate) async fn twin(
    client: &Client,
    wanted: &Mapping,
) -> Result<Option<GetEventSourceMappingOutput>, Error> {
    let function = wanted.function_name.known().map_or("", String::as_str);
    let source = wanted.event_source_arn.known().map(String::as_str);
    for listed in client.find(function, source).await? {
        let Some(uuid) = listed.uuid() else {
            continue;
        };
        if listed.event_source_arn() != source || listed.state() == Some("Deleting") {
            continue;
        }
        // Only Get shows all of it.
        let output = match client.get(uuid).await {
            Err(gone) if gone.kind == Kind::NotFound => continue,
            output => output?,
        };
        if same_source(wanted, &answer::read(&output, wanted)) {
            return Ok(Some(output));
        }
    }
    Ok(None)
}

/// Says that a mapping was `done` without its tags, because its partition has none.
pub(crate) fn without_tags(done: &str, error: &Error) -> Diagnostic {
    let what = format!("The event source mapping was {done} without tags");
    let why = format!(
        "Lambda refused them in this partition, and the rest was done without. They stand in the state as \
         configured. Remove tags and default_tags to be rid of this warning.\n\n{}",
        error.words()
    );
    Diagnostic::warning(what, why).at("tags")
}

fn unknown(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.detail.push_str(
        "\n\nIt is not known whether the mapping was made. If it was, the next apply says so, with the \
         import block that takes it over; with adopt_existing = true it takes it over by itself.",
    );
    diagnostic
}

// === impl Made ===

impl Made {
    fn new(mapping: Mapping, done: &'static str) -> Self {
        Self {
            mapping,
            done,
            warnings: Vec::new(),
        }
    }
}
