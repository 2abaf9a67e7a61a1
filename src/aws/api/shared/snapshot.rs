//! Reads of mappings that share pages of the list: makes the calls that `reads` decides on.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{runtime::Handle, sync::oneshot, time::Instant};
use tracing::Instrument as _;

use super::{
    looked::Looked,
    reads::{NoPage, Page, ReadAction, Reads},
    sight::Ticket,
    tag_sets::TagSets,
};
use crate::aws::api::{error::Error, pace::budget::Priority, region_client::RegionClient};

/// A mapping as a page shows it.
type Entry = Arc<Looked>;

/// The reads of one Region.
#[derive(Debug)]
pub(crate) struct Snapshot {
    epoch: Instant,
    /// Under what a page shows a mapping.
    key: fn(&Looked) -> Option<String>,
    /// Where the tags of those that pages show will be read.
    tag_sets: Option<Arc<TagSets>>,
    inner: Mutex<SnapshotState>,
}

#[derive(Debug)]
struct SnapshotState {
    reads: Reads<Entry>,
    waiting: HashMap<Ticket, oneshot::Sender<PageWay>>,
}

/// How a read goes on.
#[derive(Debug)]
enum PageWay {
    Get,
    Compare(Entry),
}

/// A read that is under way. Dropped, it makes room for others.
struct PageReading<'a> {
    snapshot: &'a Arc<Snapshot>,
    client: &'a RegionClient,
    ticket: Ticket,
}

/// A write that is under way: what pages show of its mapping says nothing, before it and after.
#[derive(Debug)]
pub(crate) struct Writing {
    snapshot: Arc<Snapshot>,
    uuid: String,
}

/// A write to some mapping that is under way.
#[derive(Debug)]
pub(crate) struct Forgetting(Arc<Snapshot>);

// === impl Snapshot ===

impl Snapshot {
    /// No reads yet; `allowed` is whether they may share pages.
    pub(crate) fn new(allowed: bool) -> Self {
        Self::by(allowed, |it| it.uuid().map(str::to_owned), None)
    }

    /// A snapshot for reads by another key of the pages, with the place where the tags will be read.
    pub(crate) fn by(
        allowed: bool,
        key: fn(&Looked) -> Option<String>,
        tag_sets: Option<Arc<TagSets>>,
    ) -> Self {
        Self {
            epoch: Instant::now(),
            key,
            tag_sets,
            inner: Mutex::new(SnapshotState {
                reads: Reads::new(allowed),
                waiting: HashMap::new(),
            }),
        }
    }

    /// Marks the mapping as being written until the returned guard is dropped.
    pub(crate) fn writes(self: &Arc<Self>, uuid: &str) -> Writing {
        self.lock().reads.wrote(self.now(), uuid);
        Writing {
            snapshot: Arc::clone(self),
            uuid: uuid.to_owned(),
        }
    }

    /// A mapping that was just listed: the read of it that follows at once is answered by this.
    pub(crate) fn offer(&self, listed: Looked) {
        if let Some(key) = (self.key)(&listed) {
            let now = self.now();
            self.lock().reads.offer(now, &key, Arc::new(listed));
        }
    }

    /// Marks some mapping as being written until the returned guard is dropped. Earlier pages are not used
    /// afterwards.
    pub(crate) fn forgets(self: &Arc<Self>) -> Forgetting {
        Forgetting(Arc::clone(self))
    }

    fn now(&self) -> Duration {
        self.epoch.elapsed()
    }

    fn lock(&self) -> MutexGuard<'_, SnapshotState> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the reads, and does what follows from that.
    fn step<T>(
        self: &Arc<Self>,
        client: &RegionClient,
        change: impl FnOnce(&mut Reads<Entry>, Duration) -> T,
    ) -> T {
        let mut inner = self.lock();
        let changed = change(&mut inner.reads, self.now());
        for action in inner.reads.actions() {
            let (ticket, way) = match action {
                ReadAction::Get(ticket) => (ticket, PageWay::Get),
                ReadAction::Show(ticket, entry) => (ticket, PageWay::Compare(entry)),
                ReadAction::List(marker) => {
                    // Without a runtime the process ends.
                    if let Ok(runtime) = Handle::try_current() {
                        runtime.spawn(
                            list(client.clone(), Arc::clone(self), marker).in_current_span(),
                        );
                    }
                    continue;
                }
            };
            // A read that has left does not hear it.
            if let Some(sender) = inner.waiting.remove(&ticket) {
                let _ = sender.send(way);
            }
        }
        changed
    }
}

/// Fetches a page for all reads that wait.
async fn list(client: RegionClient, snapshot: Arc<Snapshot>, marker: Option<String>) {
    client.budgets.lambda.pass(Priority::Read).await;
    let page = match client.page_now(marker).await {
        Some(Ok(page)) => Ok(page),
        Some(Err(error)) => {
            tracing::debug!(cause = error.message(), "mappings are read one by one");
            Err(if error.is_final() {
                NoPage::Barred
            } else {
                NoPage::Failed
            })
        }
        None => Err(NoPage::Failed),
    };
    if let (Some(sets), Ok((entries, _))) = (&snapshot.tag_sets, &page) {
        let arns = entries.iter().filter_map(Looked::event_source_mapping_arn);
        sets.expect(arns.map(str::to_owned));
    }
    let page = page.map(|(entries, next)| Page {
        entries: entries
            .into_iter()
            .filter_map(|it| Some(((snapshot.key)(&it)?, Arc::new(it))))
            .collect(),
        next,
    });
    snapshot.step(&client, |reads, now| reads.arrived(now, page));
}

impl Snapshot {
    /// Reads a mapping: by a page of the list if that `agrees` with what is known, else by
    /// `GetEventSourceMapping`. With `alone` no page can tell.
    pub(crate) async fn read(
        self: &Arc<Self>,
        client: &RegionClient,
        uuid: &str,
        alone: bool,
        agrees: impl Fn(&Looked) -> bool,
    ) -> Result<Looked, Error> {
        let own = async { client.get(uuid).await.map(Looked::from) };
        self.read_or(client, uuid, alone, agrees, |it| it, own)
            .await
    }

    /// Reads what pages show under a key: by a page of the list if that `agrees`, else by a call of its `own`.
    pub(crate) async fn read_or<T>(
        self: &Arc<Self>,
        client: &RegionClient,
        key: &str,
        alone: bool,
        agrees: impl Fn(&Looked) -> bool,
        shown: impl Fn(Looked) -> T,
        own: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let (sender, way) = oneshot::channel();
        let ticket = self.begin(client, key, alone, sender);
        let _reading = PageReading {
            snapshot: self,
            client,
            ticket,
        };
        // An error would mean that nobody decides any more.
        if let Ok(PageWay::Compare(entry)) = way.await {
            let agrees = agrees(&entry);
            self.lock().reads.compared(agrees);
            if agrees {
                return Ok(shown(Arc::unwrap_or_clone(entry)));
            }
        }
        own.await
    }
}

impl Snapshot {
    fn begin(
        self: &Arc<Self>,
        client: &RegionClient,
        uuid: &str,
        alone: bool,
        sender: oneshot::Sender<PageWay>,
    ) -> Ticket {
        let mut inner = self.lock();
        let ticket = inner.reads.begin(self.now(), uuid, alone);
        inner.waiting.insert(ticket, sender);
        drop(inner);
        self.step(client, |_, _| ());
        ticket
    }
}

// === impl PageReading ===

impl Drop for PageReading<'_> {
    fn drop(&mut self) {
        let ticket = self.ticket;
        self.snapshot.lock().waiting.remove(&ticket);
        self.snapshot
            .step(self.client, |reads, now| reads.end(now, ticket));
    }
}

// === impl Forgetting ===

impl Drop for Forgetting {
    fn drop(&mut self) {
        let now = self.0.now();
        self.0.lock().reads.forget(now);
    }
}

// === impl Writing ===

impl Drop for Writing {
    fn drop(&mut self) {
        let now = self.snapshot.now();
        self.snapshot.lock().reads.wrote(now, &self.uuid);
    }
}
