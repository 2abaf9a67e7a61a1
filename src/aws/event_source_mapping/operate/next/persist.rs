//! [`next`] decides what follows a failure, and the loop of [`persist`] obeys it. It is the only loop around calls
//! of AWS except that of the waiter.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, sleep_until, timeout_at};

use super::{
    cells::{Operation, Step, While, cell},
    tries::{Seen, Tries, propagation_timeout},
};
use crate::{
    aws::{
        api::{
            error::{Error, Kind},
            pace::trail::{self, Trail},
        },
        event_source_mapping::{
            operate::{
                Run,
                patience::{Ended, Patience},
            },
            tell::change,
        },
    },
    framework::diagnostics::Diagnostic,
};

/// How long to retry when a server fails without saying why.
const OUTAGE: Duration = Duration::from_secs(30);
/// How long Lambda may not see a mapping that it has just made.
const UNSEEN: Duration = Duration::from_secs(30);
/// How often a response that nobody can read is asked for.
const UNREAD: u32 = 3;

/// How long a response may take once the user asked to stop or the limit is reached: it shows what
/// exists.
const LAST_ANSWER: Duration = Duration::from_millis(600);
/// How long the look that follows may take. Then everything ends: within a second.
pub(crate) const LAST_LOOK: Duration = Duration::from_millis(900);

/// A request, with the ways to see what became of it.
pub(crate) trait Work: Send {
    /// The result of the request.
    type Done: Send;
    /// Its column in the table.
    const OPERATION: Operation;

    /// Sends the request.
    fn send(&mut self) -> impl Future<Output = Result<Self::Done, Error>> + Send;

    /// How long a refusal is retried that may pass; found out after the first of them.
    fn propagation_timeout(&self) -> impl Future<Output = Duration> + Send {
        std::future::ready(propagation_timeout(None))
    }

    /// Looks at what a request without a response has done.
    fn look(&mut self) -> impl Future<Output = Result<Found<Self::Done>, Error>> + Send {
        std::future::ready(Ok(Found::Nothing))
    }

    /// Looks at the mapping that the request met; `unclear` says whether an earlier one may have taken
    /// effect.
    fn meet(
        &mut self,
        _refusal: &Error,
        _unclear: bool,
    ) -> impl Future<Output = Result<Found<Self::Done>, Error>> + Send {
        std::future::ready(Ok(Found::Leaving))
    }
}

/// The result of a look.
#[derive(Debug)]
pub(crate) enum Found<T> {
    /// It is done.
    Done(T),
    /// The request has had no effect: send it again.
    Nothing,
    /// The request has had no effect so far: look again after a pause.
    NotYet,
    /// The conflicting mapping is being deleted: send the request again after a pause.
    Leaving,
    /// The conflicting mapping stays: report this error.
    Told(Box<Diagnostic>),
}

/// Why it is not done.
#[derive(Debug)]
pub(crate) enum Failed {
    /// There is no such mapping.
    Gone,
    /// A look has found out why.
    Told(Box<Diagnostic>),
    /// The tries are over.
    Over(Over),
}

/// How the tries ended.
#[derive(Debug)]
pub(crate) struct Over {
    /// The error of the last request; `None` when it has no response yet.
    pub(crate) error: Option<Box<Error>>,
    /// What the attempts of a request without a response have met.
    pub(crate) met: trail::Sent,
    /// Why the last look failed, if it did.
    pub(crate) blind: Option<Box<Error>>,
    /// Whether a request may have taken effect all the same.
    pub(crate) unclear: bool,
    pub(crate) ended: Ended,
}

/// The next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Pause, then send the request again.
    Again(Duration),
    /// Pause, then look at what the request has done; send it again if it has done nothing.
    Look(Duration),
    /// Look at the mapping that AWS names in its refusal.
    Meet,
    /// There is no such mapping.
    Gone,
    /// Report the failure.
    GiveUp(Ended),
}

/// The current step.
#[derive(Debug)]
enum Doing {
    Sending,
    Looking,
    Meeting,
}

// === impl Failed ===

impl Failed {
    /// Why `what` was not done with the mapping `uuid`, for a person.
    pub(crate) fn diagnostic(self, what: &str, uuid: &str, tries: &Tries) -> Diagnostic {
        match self {
            Self::Gone => change::gone(uuid),
            Self::Told(diagnostic) => *diagnostic,
            Self::Over(over) => match over.error {
                Some(error) => tries.explain(error.diagnostic(what), over.ended),
                None if over.ended == Ended::Stopped => change::interrupted(what),
                None => tries.explain(change::unanswered(what, over.met), over.ended),
            },
        }
    }
}

/// Decides what follows a failure of this `kind`. Pure.
pub(crate) fn next(operation: Operation, kind: Kind, seen: &Seen) -> Next {
    let (again, during): (fn(Duration) -> Next, _) = match cell(operation, kind).step {
        Step::Again(during) => (Next::Again, during),
        Step::Look(during) => (Next::Look, during),
        Step::GoneLater if seen.lasted < UNSEEN => (Next::Look, While::Limit),
        Step::Gone | Step::GoneLater => return Next::Gone,
        Step::Meet => return Next::Meet,
        Step::GiveUp => return Next::GiveUp(Ended::Hopeless),
    };
    let helps = match during {
        While::Limit => true,
        While::Propagation => seen.lasted < seen.propagation_timeout,
        While::Outage => seen.wait.is_some() || seen.lasted < OUTAGE,
        While::Unclear => seen.unclear && (seen.wait.is_some() || seen.lasted < OUTAGE),
        While::Asked => seen.wait.is_some(),
        While::Unread => seen.wait.is_some() || seen.unread < UNREAD,
    };
    let wait = seen.wait.unwrap_or_default();
    if !helps {
        Next::GiveUp(Ended::Hopeless)
    } else if seen.left.is_zero() || wait > seen.left {
        Next::GiveUp(Ended::TimedOut)
    } else {
        again(seen.pause.max(wait).min(seen.left))
    }
}

/// Does `work`, as often and as long as [`next`] allows. Ends within a second of a stop, and of the
/// user's limit; at once when another operation of this run has met what every call meets.
pub(crate) async fn persist<W: Work>(
    run: &Run,
    tries: &mut Tries,
    work: &mut W,
) -> Result<W::Done, Failed> {
    let (met, region) = (run.client.met(), &run.client.service.region);
    if let Some(error) = met.stops(region) {
        return Err(Failed::Over(Over {
            error: Some(Box::new(error)),
            met: trail::Sent::default(),
            blind: None,
            unclear: false,
            ended: Ended::Hopeless,
        }));
    }
    let mut done = Box::pin(work_off(run, tries, work)).await;
    match &mut done {
        Ok(_) => met.succeeded(region),
        Err(Failed::Over(over)) => {
            over.error.iter().for_each(|it| met.note(it));
            // A read that fails for a cause that is known says so in its own way.
            if W::OPERATION != Operation::Read {
                over.error = over.error.take().map(|it| Box::new(met.once(*it)));
            }
        }
        Err(_) => {}
    }
    done
}

async fn work_off<W: Work>(run: &Run, tries: &mut Tries, work: &mut W) -> Result<W::Done, Failed> {
    let mut doing = Doing::Sending;
    let mut over = Over {
        error: None,
        met: trail::Sent::default(),
        blind: None,
        unclear: false,
        ended: Ended::Hopeless,
    };
    loop {
        let trail = Trail::default();
        let answer = attempt(run, &tries.patience, work, &doing, &over);
        let answer = trail.follow(answer).await;
        let sent = matches!(doing, Doing::Sending);
        let answer = match answer {
            Ok(answer) => answer,
            Err(ended) => {
                over.ended = ended;
                if sent {
                    over.met = trail.met();
                    over.unclear |= over.met.is_unclear();
                    over.error = None;
                }
                return last_look(run, tries, work, sent, over).await;
            }
        };
        let follows = match answer {
            Ok(Found::Done(done)) => return Ok(done),
            Ok(Found::Told(why)) => return Err(Failed::Told(why)),
            Ok(Found::Nothing) => {
                doing = Doing::Sending;
                continue;
            }
            Ok(Found::NotYet) => match tries.patience.left() {
                Duration::ZERO => Next::GiveUp(Ended::TimedOut),
                left => Next::Look(tries.patience.next_pause().min(left)),
            },
            Ok(Found::Leaving) => {
                let seen = tries.seen(over.unclear, Kind::InUse, None);
                next(W::OPERATION, Kind::InUse, &seen)
            }
            Err(error) => {
                let operation = match doing {
                    Doing::Sending => W::OPERATION,
                    Doing::Looking => Operation::Look,
                    Doing::Meeting => Operation::Meet,
                };
                over.unclear |= sent && may_have_taken_effect(error.kind);
                tries.note(&error);
                let (kind, wait) = (error.kind, error.wait());
                if tries.lacks_propagation_timeout() && passes_once_seen(operation, kind) {
                    let found = within(
                        run,
                        &tries.patience,
                        Duration::ZERO,
                        work.propagation_timeout(),
                    )
                    .await;
                    // A stop ends the pause that follows.
                    tries.set_propagation_timeout(
                        found.unwrap_or_else(|_| propagation_timeout(None)),
                    );
                }
                let seen = tries.seen(over.unclear, kind, wait);
                if sent {
                    over.error = Some(Box::new(error));
                    over.blind = None;
                } else {
                    over.blind = Some(Box::new(error));
                }
                next(operation, kind, &seen)
            }
        };
        let (pause, then) = match follows {
            Next::Again(pause) => (pause, Doing::Sending),
            // A look that failed is the one that is made again.
            Next::Look(pause) if matches!(doing, Doing::Meeting) => (pause, Doing::Meeting),
            Next::Look(pause) => (pause, Doing::Looking),
            Next::Meet => {
                doing = Doing::Meeting;
                continue;
            }
            Next::Gone => return Err(Failed::Gone),
            Next::GiveUp(ended) => {
                over.ended = ended;
                return last_look(run, tries, work, sent, over).await;
            }
        };
        if let Err(ended) = tries.patience.pause(pause, &run.stop).await {
            over.ended = ended;
            return last_look(run, tries, work, true, over).await;
        }
        doing = then;
    }
}

/// One step, within the limits.
async fn attempt<W: Work>(
    run: &Run,
    patience: &Patience,
    work: &mut W,
    doing: &Doing,
    over: &Over,
) -> Result<Result<Found<W::Done>, Error>, Ended> {
    match (doing, &over.error) {
        (Doing::Meeting, Some(refusal)) => {
            within(run, patience, LAST_LOOK, work.meet(refusal, over.unclear)).await
        }
        (Doing::Looking, _) => within(run, patience, LAST_LOOK, work.look()).await,
        _ => {
            let sent = async { work.send().await.map(Found::Done) };
            within(run, patience, LAST_ANSWER, sent).await
        }
    }
}

/// The end of the tries. The effect of a request without a response is looked for once more.
async fn last_look<W: Work>(
    run: &Run,
    tries: &Tries,
    work: &mut W,
    helps: bool,
    over: Over,
) -> Result<W::Done, Failed> {
    if helps && over.unclear {
        match within(run, &tries.patience, LAST_LOOK, work.look()).await {
            Ok(Ok(Found::Done(done))) => return Ok(done),
            Ok(Err(gone)) if gone.kind == Kind::NotFound => return Err(Failed::Gone),
            _ => {}
        }
    }
    Err(Failed::Over(over))
}

/// Waits for `work` until the user's limit, but once the user asks to stop no longer than until `grace`
/// after that. It has `grace` in any case.
pub(crate) async fn within<T>(
    run: &Run,
    patience: &Patience,
    grace: Duration,
    work: impl Future<Output = T>,
) -> Result<T, Ended> {
    let mut work = std::pin::pin!(work);
    let limit = patience.deadline().max(Instant::now() + grace);
    tokio::select! {
        biased;
        done = &mut work => Ok(done),
        when = run.stop.requested() => {
            let end = limit.min((when + grace).into());
            timeout_at(end, work).await.map_err(|_| Ended::Stopped)
        }
        () = sleep_until(limit) => Err(Ended::TimedOut),
    }
}

/// Whether a failure is one that passes once the account has caught up.
fn passes_once_seen(operation: Operation, kind: Kind) -> bool {
    cell(operation, kind).step == Step::Again(While::Propagation)
}

/// Whether a request may have taken effect that failed so.
fn may_have_taken_effect(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Timeout | Kind::Unclear | Kind::Garbled | Kind::OperationTimeout
    )
}
