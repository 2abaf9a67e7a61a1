//! Waits until a mapping rests, or is gone.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    Run,
    next::{Next, Operation, Seen, next, within},
    patience::{Ended, Patience},
};
use crate::{
    aws::{
        api::{
            error::{Error, Kind},
            shared::{
                looked::Looked,
                sight::{Change, Class, Sight as _},
            },
        },
        event_source_mapping::{
            facts::{is_at_rest, kind},
            table::EventSourceMapping,
            tell::{change, change::Done},
            wire::{self, Here, confirm},
        },
        names::region::RegionName,
    },
    framework::{author::Outcome, diagnostics::Diagnostic},
};

/// How often a wait says that it goes on.
const PROGRESS: Duration = Duration::from_secs(10);

/// How the wait for a mapping ended.
#[derive(Debug)]
pub(crate) enum Rest {
    /// It rests.
    Settled,
    /// It is gone.
    Gone,
    /// It was not seen to rest.
    Ended(Ended),
    /// It could not be looked at.
    Failed(Box<Error>),
}

// === impl Rest ===

impl Rest {
    /// Why a mapping was not seen to rest; nothing if it was, or is gone.
    pub(crate) fn why(&self) -> Option<String> {
        Some(match self {
            Self::Settled | Self::Gone => return None,
            Self::Ended(Ended::Stopped) => "The wait was interrupted.".to_owned(),
            Self::Ended(_) => "The time limit of the block timeouts was reached.".to_owned(),
            Self::Failed(error) => {
                format!("Lambda did not return the state: {}.", error.shortened())
            }
        })
    }
}

/// Looks at the mapping until it rests, and keeps what it sees.
pub(crate) async fn settle(
    run: &Run,
    mapping: &mut EventSourceMapping,
    patience: &mut Patience,
) -> Rest {
    let Some(uuid) = mapping.uuid.known().cloned() else {
        return Rest::Settled;
    };
    let deleting = mapping.state.known().is_some_and(|it| it == "Deleting");
    let began = Instant::now();
    let (mut looked, mut said) = (began, began);
    let change = class(mapping, deleting, patience);
    let modified = confirm::modified_at(mapping).map(|it| it.secs());
    let accepted = mapping.clone();
    let agrees = Box::new(move |listed: &Looked| confirm::confirms_rest(listed, &accepted));
    let pause = patience.next_pause();
    let mut watch = run.client.watch(&uuid, change, modified, pause, agrees);
    // Of a mapping that is being deleted, an old state may be seen for a while.
    while deleting || !is_at_rest(&mapping.state) {
        if said.elapsed() >= PROGRESS {
            said = Instant::now();
            let state = mapping.state.known();
            let seconds = patience.elapsed().as_secs();
            tracing::info!(uuid, state, seconds, "still waiting");
        }
        let error = match within(run, patience, Duration::ZERO, watch.next()).await {
            Err(ended) => return Rest::Ended(ended),
            Ok(Ok(Some(output))) => {
                looked = Instant::now();
                // A list that shows it on its way tells no more than that.
                let on_its_way = output.is_listed() && output.moves();
                if !deleting && !on_its_way {
                    *mapping = wire::read(&output, mapping);
                    run.keep(mapping);
                }
                continue;
            }
            Ok(Ok(None)) => {
                // A mapping that was just made may not be seen everywhere yet.
                let seen = seen(began.elapsed(), None, patience);
                if deleting || next(Operation::Settle, Kind::NotFound, &seen) == Next::Gone {
                    return Rest::Gone;
                }
                continue;
            }
            Ok(Err(error)) => error,
        };
        tracing::info!(cause = error.shortened(), "cannot look now");
        let seen = seen(looked.elapsed(), error.wait(), patience);
        match next(Operation::Settle, error.kind, &seen) {
            Next::Look(_) => {}
            Next::Gone => return Rest::Gone,
            Next::GiveUp(Ended::TimedOut) => return Rest::Ended(Ended::TimedOut),
            Next::GiveUp(_) | Next::Again(_) | Next::Meet => {
                return Rest::Failed(Box::new(error));
            }
        }
    }
    Rest::Settled
}

/// The input of `next` for the looks at a change.
fn seen(lasted: Duration, wait: Option<Duration>, patience: &Patience) -> Seen {
    Seen {
        unclear: false,
        unread: 0,
        lasted,
        wait,
        left: patience.left(),
        propagation_timeout: Duration::ZERO,
        pause: Duration::ZERO,
    }
}

/// The changes that take about as long as this one.
fn class(mapping: &EventSourceMapping, deleting: bool, patience: &Patience) -> Class {
    let state = mapping.state.known().map(String::as_str);
    Class {
        source: kind(mapping).map_or(u8::MAX, |it| it as u8),
        change: match state {
            _ if deleting => Change::Delete,
            Some("Creating") => Change::Create,
            _ => Change::Update,
        },
        longest: patience.longest_pause(),
    }
}

/// Waits for rest after a change that was made, and says what the user should know.
pub(crate) async fn finish(
    run: &Run,
    planned: &EventSourceMapping,
    mut mapping: EventSourceMapping,
    patience: &mut Patience,
    done: Done,
) -> Outcome<EventSourceMapping> {
    complete(run, &mut mapping);
    run.keep(&mapping);
    tracing::info!(
        uuid = mapping.uuid.known(),
        "{done} an event source mapping"
    );
    let wanted = mapping.enabled.clone();
    let rest = if run.client.accepted_is_enough() {
        Rest::Settled
    } else {
        settle(run, &mut mapping, patience).await
    };
    if matches!(rest, Rest::Gone) {
        return Outcome::gone().with(change::deleted(done));
    }
    let found = match rest.why() {
        Some(why) => Some(change::not_at_rest(&mapping, done, &why)),
        None if mapping.enabled == wanted => None,
        None if done == Done::Adopted => {
            // An error would make Terraform replace what was there before. The next read shows that it
            // is not as it was to be.
            mapping.enabled = wanted;
            let error = change::differs(&mapping, done);
            Some(Diagnostic::warning(error.summary, error.detail).at("enabled"))
        }
        None => Some(change::differs(&mapping, done)),
    };
    let (mapping, altered) = wire::kept(&mapping, planned);
    let altered = (!altered.is_empty()).then(|| change::altered(&mapping, &altered));
    let told = found.into_iter().chain(altered);
    told.fold(Outcome::done(mapping), Outcome::with)
}

/// Completes the ARNs that a response lacks.
pub(crate) fn complete(run: &Run, mapping: &mut EventSourceMapping) {
    let client = &run.client;
    let region = &client.service.region;
    wire::complete_arns(
        mapping,
        &Here {
            partition: RegionName(region).partition().unwrap_or("aws"),
            region,
            account: client.account(),
        },
    );
}
