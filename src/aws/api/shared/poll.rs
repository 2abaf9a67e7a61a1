//! Makes the calls that `waiter` decides on, and hands each result to the operation that waits.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::{Notify, mpsc},
    time::{Instant, sleep_until},
};
use tracing::Instrument as _;

use super::{
    looked::Looked,
    sight::{Class, Look, Sighting, Ticket},
    waiter::Waiter,
};
use crate::aws::api::{
    error::{Error, Kind},
    pace::budget::Priority,
    region_client::RegionClient,
};

/// The result of a look; `None` for a mapping that is gone.
type Shown = Result<Option<Looked>, Error>;

/// The changes in flight of one Region.
#[derive(Debug)]
pub(crate) struct Polls {
    epoch: Instant,
    inner: Mutex<PollState>,
    /// Something has changed for the task that looks.
    changed: Notify,
}

#[derive(Debug)]
struct PollState {
    waiter: Waiter<Looked>,
    listeners: HashMap<Ticket, Listener>,
    /// Whether a task looks.
    looking: bool,
}

/// Whether an entry of a list shows that a change has settled, and nothing else.
pub(crate) type Agrees = Box<dyn Fn(&Looked) -> bool + Send>;

/// An operation that waits for a change.
struct Listener {
    sender: mpsc::UnboundedSender<Shown>,
    agrees: Agrees,
}

/// A change that is waited for. Dropped, it is not looked at any more.
#[derive(Debug)]
pub(crate) struct Watch {
    client: RegionClient,
    polls: Arc<Polls>,
    uuid: String,
    ticket: Ticket,
    shown: mpsc::UnboundedReceiver<Shown>,
}

/// A deletion that is being sent.
#[derive(Debug)]
pub(crate) struct Deleting(Arc<Polls>);

// === impl Polls ===

impl Polls {
    /// No changes yet; `listable` is whether pages may be requested.
    pub(crate) fn new(listable: bool) -> Self {
        Self {
            epoch: Instant::now(),
            inner: Mutex::new(PollState {
                waiter: Waiter::new(listable),
                listeners: HashMap::new(),
                looking: false,
            }),
            changed: Notify::new(),
        }
    }

    fn now(&self) -> Duration {
        self.epoch.elapsed()
    }

    fn lock(&self) -> MutexGuard<'_, PollState> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Learns what a call has shown, and tells who waits for it.
    fn learn(
        &self,
        change: impl FnOnce(&mut Waiter<Looked>, &HashMap<Ticket, Listener>, Duration),
    ) {
        let mut guard = self.lock();
        let inner = &mut *guard;
        change(&mut inner.waiter, &inner.listeners, self.now());
        for (ticket, seen) in inner.waiter.seen() {
            let shown = match seen {
                Sighting::There(mapping) => Some(mapping),
                Sighting::Gone => None,
            };
            inner.tell(ticket, Ok(shown));
        }
        drop(guard);
        self.changed.notify_one();
    }
}

impl PollState {
    fn tell(&self, ticket: Ticket, shown: Shown) {
        if let Some(listener) = self.listeners.get(&ticket) {
            // One that has left does not hear it.
            let _ = listener.sender.send(shown);
        }
    }
}

/// Looks until nothing is in flight.
async fn look(client: RegionClient, polls: Arc<Polls>) {
    loop {
        let due = {
            let mut inner = polls.lock();
            if inner.waiter.is_empty() {
                inner.looking = false;
                return;
            }
            inner.waiter.due()
        };
        match due {
            None => polls.changed.notified().await,
            Some(due) if due > polls.now() => {
                tokio::select! {
                    () = sleep_until(polls.epoch + due) => {}
                    () = polls.changed.notified() => {}
                }
            }
            Some(_) => {
                // Which call it is is decided when it may be made: until then more may be due.
                client.budgets.lambda.pass(Priority::Poll).await;
                let next = polls.lock().waiter.look(polls.now());
                match next {
                    Some(Look::Get(ticket, uuid)) => {
                        tokio::spawn(
                            get(client.clone(), Arc::clone(&polls), ticket, uuid).in_current_span(),
                        );
                    }
                    Some(Look::List(marker)) => {
                        tokio::spawn(
                            list(client.clone(), Arc::clone(&polls), marker).in_current_span(),
                        );
                    }
                    None => {}
                }
            }
        }
    }
}

async fn get(client: RegionClient, polls: Arc<Polls>, ticket: Ticket, uuid: String) {
    let asked = polls.now();
    let seen = match client.get_now(&uuid).await {
        Ok(mapping) => Sighting::There(mapping.into()),
        Err(gone) if gone.kind == Kind::NotFound => Sighting::Gone,
        Err(error) => {
            let wait = error.wait().unwrap_or_default();
            let mut inner = polls.lock();
            inner.tell(ticket, Err(error));
            inner.waiter.failed(polls.now(), ticket, wait);
            drop(inner);
            polls.changed.notify_one();
            return;
        }
    };
    polls.learn(|waiter, _, now| waiter.got(now, asked, ticket, seen));
}

/// Reads the list before deletions that wait: what is deleted is not shown any more.
async fn foresee(client: RegionClient, polls: Arc<Polls>) {
    while polls.lock().waiter.foresees() {
        client.budgets.lambda.pass(Priority::First).await;
        let next = polls.lock().waiter.foresee(polls.now());
        if let Some(Look::List(marker)) = next {
            list(client.clone(), Arc::clone(&polls), marker).await;
        }
    }
    polls.changed.notify_one();
}

async fn list(client: RegionClient, polls: Arc<Polls>, marker: Option<String>) {
    let page = client.page_now(marker).await;
    polls.learn(|waiter, listeners, now| match page {
        Some(Ok((entries, next))) => {
            let entries = entries.into_iter();
            let entries = entries.filter_map(|it| Some((it.uuid()?.to_owned(), it)));
            waiter.page(now, entries.collect(), next, |ticket, entry| {
                let listener = listeners.get(&ticket);
                listener.is_some_and(|it| (it.agrees)(entry))
            });
        }
        Some(Err(error)) => {
            tracing::debug!(cause = error.message(), "changes are looked at one by one");
            waiter.no_page(error.is_final());
        }
        None => waiter.no_page(false),
    });
}

impl Polls {
    /// Marks a deletion as being sent until the returned guard is dropped.
    pub(crate) fn deletes(self: &Arc<Self>, client: &RegionClient) -> Deleting {
        if self.lock().waiter.deletes()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(foresee(client.clone(), Arc::clone(self)).in_current_span());
        }
        Deleting(Arc::clone(self))
    }

    /// Waits for a change that was answered, with `modified` as the time of it. Other changes share the
    /// looks; without others the first comes after `pause`. A page ends it only if that `agrees`.
    pub(crate) fn watch(
        self: &Arc<Self>,
        client: &RegionClient,
        uuid: &str,
        class: Class,
        modified: Option<i64>,
        pause: Duration,
        agrees: Agrees,
    ) -> Watch {
        let (sender, shown) = mpsc::unbounded_channel();
        let mut inner = self.lock();
        let ticket = inner.waiter.enter(self.now(), uuid, class, modified, pause);
        inner.listeners.insert(ticket, Listener { sender, agrees });
        if !inner.looking
            && let Ok(runtime) = Handle::try_current()
        {
            inner.looking = true;
            runtime.spawn(look(client.clone(), Arc::clone(self)).in_current_span());
        }
        drop(inner);
        self.changed.notify_one();
        Watch {
            client: client.clone(),
            polls: Arc::clone(self),
            uuid: uuid.to_owned(),
            ticket,
            shown,
        }
    }
}

// === impl Deleting ===

impl Drop for Deleting {
    fn drop(&mut self) {
        self.0.lock().waiter.deleted();
    }
}

// === impl Listener ===

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").finish_non_exhaustive()
    }
}

// === impl Watch ===

impl Watch {
    /// The result of the next look; `None` if the mapping is gone.
    pub(crate) async fn next(&mut self) -> Shown {
        if let Some(shown) = self.shown.recv().await {
            return shown;
        }
        match self.client.get(&self.uuid).await {
            Ok(mapping) => Ok(Some(mapping.into())),
            Err(gone) if gone.kind == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let polls = &self.polls;
        let mut inner = polls.lock();
        inner.listeners.remove(&self.ticket);
        inner.waiter.leave(self.ticket);
        drop(inner);
        polls.changed.notify_one();
    }
}
