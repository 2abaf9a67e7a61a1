//! Pauses and resumes a mapping, and waits until it is so.

use std::{future::Future, pin::pin, time::Duration};

use aws_sdk_lambda::operation::update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder as Request;
use tokio::time::{Instant, sleep};

use super::{
    Run,
    find::propagation_timeout_of,
    next::{Failed, Found, Operation, Tries, Work, persist},
    read,
    settle::{Rest, settle},
};
use crate::{
    aws::{
        api::error::Error,
        event_source_mapping::{
            facts::is_at_rest,
            table::EventSourceMapping,
            tell::switched::{self, Target, lasted, seen},
            wire,
        },
    },
    framework::{
        cell::{Map, Tf},
        diagnostics::Diagnostic,
    },
};

type Mapping = EventSourceMapping;

/// Sends a line of progress to the user.
pub(crate) type Say<'a> = dyn Fn(String) + Send + Sync + 'a;

/// How often a wait says that it goes on: in its first minute, and afterwards.
const PROGRESS: Duration = Duration::from_secs(10);
const PROGRESS_OF_LONG: Duration = Duration::from_secs(30);

/// A mapping that is as it was wanted.
#[derive(Debug)]
pub(crate) struct Switched {
    /// The mapping.
    pub(crate) mapping: Mapping,
    /// Whether a request was sent.
    pub(crate) sent: bool,
}

/// The request.
struct Switching<'a> {
    run: &'a Run,
    before: &'a Mapping,
    target: Target,
}

/// Switches `mapping`, as [`found`] has read it, to `target`.
///
/// 1. If another change moves it, wait until that has ended.
/// 2. If it is so already, send nothing.
/// 3. Persist: send the one setting. After a response that was lost, look whether it is so already.
/// 4. Settle, unless Lambda's acceptance is `enough`.
///
/// Guarantees: nothing but `Enabled` changes, and nothing is sent to a mapping that is so already. Limits: an
/// interruption does not undo what Lambda has accepted; the error says what is known.
pub(crate) async fn switch(
    run: &Run,
    mut mapping: Mapping,
    target: Target,
    tries: &mut Tries,
    enough: bool,
    say: &Say<'_>,
) -> Result<Switched, Diagnostic> {
    if !is_at_rest(&mapping.state) {
        if !target.is_coming(state(&mapping)) {
            say(format!("{} is busy, waiting", seen(&mapping)));
        }
        rest(run, &mut mapping, target, tries, false, say).await?;
    }
    if target.is_reached(state(&mapping)) {
        say(format!(
            "{} is {target} already, nothing to change",
            seen(&mapping)
        ));
        return Ok(Switched {
            mapping,
            sent: false,
        });
    }
    say(format!("{} {}", target.going(), seen(&mapping)));
    let began = Instant::now();
    let mut work = Switching {
        run,
        before: &mapping,
        target,
    };
    let sending = Box::pin(persist(run, tries, &mut work));
    let what = format!("still {}", target.going());
    let sent = with_progress(say, &what, sending).await;
    mapping = sent.map_err(|failed| told(failed, &mapping, target, tries))?;
    tracing::info!(
        uuid = mapping.uuid.known(),
        "{target} an event source mapping"
    );
    if enough {
        say(format!(
            "{}: Lambda accepted to {}",
            seen(&mapping),
            target.verb()
        ));
    } else {
        rest(run, &mut mapping, target, tries, true, say).await?;
        if !target.is_reached(state(&mapping)) {
            return Err(switched::differs(&mapping, target));
        }
        let time = lasted(began.elapsed());
        say(format!("{} is {target} after {time}", seen(&mapping)));
    }
    Ok(Switched {
        mapping,
        sent: true,
    })
}

/// The mapping that `prior` identifies, as it is now, read as a refresh reads it, without its tags.
pub(crate) async fn found(run: &Run, prior: Mapping) -> Result<Mapping, Diagnostic> {
    let prior = Mapping {
        // Nothing is said of them, so that they are not asked for.
        tags_all: Map(Tf::Known([].into())),
        ..prior
    };
    let uuid = prior.uuid.text().to_owned();
    let read = read::read(run, prior).await;
    match (read.diagnostics.first_error(), read.state) {
        (Some(error), _) => Err(error),
        (None, Some(mapping)) => Ok(mapping),
        (None, None) => Err(Diagnostic::bug(format!(
            "It read the event source mapping {uuid} and found nothing."
        ))),
    }
}

/// Waits until nothing moves. `sent` says whether that is the change that is wanted.
async fn rest(
    run: &Run,
    mapping: &mut Mapping,
    target: Target,
    tries: &mut Tries,
    sent: bool,
    say: &Say<'_>,
) -> Result<(), Diagnostic> {
    let what = if sent || target.is_coming(state(mapping)) {
        format!("still {}", target.going())
    } else {
        "still waiting for another change".to_owned()
    };
    let asker = tries.asker;
    let settling = Box::pin(settle(run, mapping, &mut tries.patience));
    let why = match with_progress(say, &what, settling).await {
        Rest::Settled => return Ok(()),
        Rest::Gone => return Err(switched::gone(mapping, target)),
        Rest::Ended(ended) => asker.ended(ended).unwrap_or_default().to_owned(),
        failed @ Rest::Failed(_) => failed.why().unwrap_or_default(),
    };
    Err(switched::not_at_rest(mapping, target, sent, &why))
}

/// Says every so often that `work` goes on, and for how long.
pub(crate) async fn with_progress<T>(
    say: &Say<'_>,
    what: &str,
    work: impl Future<Output = T>,
) -> T {
    let began = Instant::now();
    let mut work = pin!(work);
    loop {
        let pause = if began.elapsed() < Duration::from_mins(1) {
            PROGRESS
        } else {
            PROGRESS_OF_LONG
        };
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = sleep(pause) => say(format!("{what} after {}", lasted(began.elapsed()))),
        }
    }
}

/// Why the request was not carried out.
fn told(failed: Failed, mapping: &Mapping, target: Target, tries: &Tries) -> Diagnostic {
    match failed {
        Failed::Gone => switched::gone(mapping, target),
        Failed::Told(diagnostic) => *diagnostic,
        Failed::Over(over) => {
            if let Some(error) = over.error {
                return tries.explain(error.diagnostic(target.what()), over.ended);
            }
            let why = tries.asker.ended(over.ended).unwrap_or_default();
            switched::unclear(mapping, target, why)
        }
    }
}

fn state(mapping: &Mapping) -> Option<&str> {
    mapping.state.known().map(String::as_str)
}

// === impl Switching ===

impl Work for Switching<'_> {
    type Done = Mapping;
    const OPERATION: Operation = Operation::Update;

    async fn send(&mut self) -> Result<Mapping, Error> {
        let request = Request::default()
            .uuid(self.before.uuid.text())
            .enabled(self.target.enabled());
        let output = self.run.client.update(request).await?;
        Ok(wire::read(&output, self.before))
    }

    async fn propagation_timeout(&self) -> Duration {
        propagation_timeout_of(&self.run.client, self.before).await
    }

    async fn look(&mut self) -> Result<Found<Mapping>, Error> {
        let output = self.run.client.get(self.before.uuid.text()).await?;
        let state = output.state();
        if self.target.is_reached(state) || self.target.is_coming(state) {
            return Ok(Found::Done(wire::read(&output, self.before)));
        }
        Ok(Found::Nothing)
    }
}
