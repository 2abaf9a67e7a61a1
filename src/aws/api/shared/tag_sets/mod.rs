//! Reads of tags that share calls: makes the calls that `sharing` decides on.

pub(crate) mod absence;
mod bulk;
mod expected;
mod index;
pub(crate) mod resources;
pub(crate) mod sharing;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{runtime::Handle, sync::oneshot, time::Instant};
use tracing::Instrument as _;

use self::{
    index::Index,
    resources::{Resources, TagPage, TagQuery, TagSet},
    sharing::{Sharing, turns::TagAction},
};
use super::{reads::NoPage, sight::Ticket};
use crate::aws::api::{
    error::{Error, Kind},
    pace::budget::Priority,
    region_client::RegionClient,
};

/// The reads of tags of one Region.
#[derive(Debug)]
pub(crate) struct TagSets {
    epoch: Instant,
    resources: Option<Resources>,
    inner: Mutex<TagSetsState>,
}

#[derive(Debug)]
struct TagSetsState {
    sharing: Sharing,
    waiting: HashMap<Ticket, oneshot::Sender<TagWay>>,
    /// The tags of all mappings, as lists have shown them.
    index: Option<Index>,
}

/// How a read goes on.
#[derive(Debug)]
enum TagWay {
    List,
    Compare(TagSet),
}

/// A read that is under way. Dropped, it makes room for others.
struct TagReading<'a> {
    sets: &'a Arc<TagSets>,
    client: &'a RegionClient,
    ticket: Ticket,
}

/// A write that is under way: what a shared call shows of its mapping says nothing, before it and after.
#[derive(Debug)]
pub(crate) struct TagWriting {
    sets: Arc<TagSets>,
    arn: String,
}

// === impl TagSets ===

impl TagSets {
    /// No reads yet. Without `resources` nothing is shared.
    pub(crate) fn new(resources: Option<Resources>) -> Self {
        Self {
            epoch: Instant::now(),
            inner: Mutex::new(TagSetsState {
                sharing: Sharing::new(
                    resources.is_some(),
                    resources.as_ref().is_some_and(Resources::is_known),
                ),
                waiting: HashMap::new(),
                index: None,
            }),
            resources,
        }
    }

    /// Marks the tags of a mapping as being written until the returned guard is dropped.
    pub(crate) fn writes(self: &Arc<Self>, arn: &str) -> TagWriting {
        self.lock().sharing.wrote(self.now(), arn);
        TagWriting {
            sets: Arc::clone(self),
            arn: arn.to_owned(),
        }
    }

    /// The tags of these mappings will probably be read.
    pub(super) fn expect(&self, arns: impl Iterator<Item = String>) {
        self.lock().sharing.expect(arns);
    }

    /// Reads the tags of a mapping: by a call that other reads share if that `agrees` with what is known, else
    /// by `ListTags`. With `alone` only that can tell.
    pub(crate) async fn read(
        self: &Arc<Self>,
        client: &RegionClient,
        arn: &str,
        alone: bool,
        agrees: impl Fn(&TagSet) -> bool,
    ) -> Result<TagSet, Error> {
        let (sender, way) = oneshot::channel();
        let ticket = self.begin(client, arn, alone, sender);
        let _reading = TagReading {
            sets: self,
            client,
            ticket,
        };
        // An error would mean that nobody decides any more.
        if let Ok(TagWay::Compare(tags)) = way.await {
            let agrees = agrees(&tags);
            self.lock().sharing.compared(agrees);
            if agrees {
                return Ok(tags);
            }
        }
        let tags = client.tags(arn).await?;
        self.lock().sharing.listed(ticket, !tags.is_empty());
        Ok(tags)
    }

    /// A shared call, when its turn has come.
    async fn call(&self, client: &RegionClient, asked: TagQuery) -> Result<TagPage, NoPage> {
        let resources = self.resources.as_ref().ok_or(NoPage::Failed)?;
        client.budgets.tagging.pass(Priority::Read).await;
        let Some(found) = resources.get_now(asked).await else {
            // An answer that takes too long is none. Of a server that may not have the call that is answer enough.
            return Err(if resources.is_known() {
                NoPage::Failed
            } else {
                NoPage::Barred
            });
        };
        found.map_err(|error| {
            tracing::debug!(cause = error.message(), "tags are read one by one");
            // Where nobody listens, or with another service, another call would end in the same way.
            let foreign =
                !resources.is_known() && error.is_answer() && error.kind != Kind::Throttled;
            if foreign || error.is_final() || error.kind == Kind::Unreachable {
                NoPage::Barred
            } else {
                NoPage::Failed
            }
        })
    }

    fn begin(
        self: &Arc<Self>,
        client: &RegionClient,
        arn: &str,
        alone: bool,
        sender: oneshot::Sender<TagWay>,
    ) -> Ticket {
        let mut inner = self.lock();
        let ticket = inner.sharing.begin(self.now(), arn, alone);
        inner.waiting.insert(ticket, sender);
        drop(inner);
        self.step(client, |_, _| ());
        ticket
    }

    /// Changes the reads, and does what follows from that.
    fn step(self: &Arc<Self>, client: &RegionClient, change: impl FnOnce(&mut Sharing, Duration)) {
        let mut inner = self.lock();
        change(&mut inner.sharing, self.now());
        for action in inner.sharing.actions() {
            let (ticket, way) = match action {
                TagAction::List(ticket) => (ticket, TagWay::List),
                TagAction::Show(ticket, tags) => (ticket, TagWay::Compare(tags)),
                TagAction::Ask(asked) => {
                    // Without a runtime the process ends.
                    if let Ok(runtime) = Handle::try_current() {
                        runtime
                            .spawn(ask(client.clone(), Arc::clone(self), asked).in_current_span());
                    }
                    continue;
                }
            };
            // A read that has left does not hear it.
            if let Some(sender) = inner.waiting.remove(&ticket) {
                let _ = sender.send(way);
            }
        }
    }

    fn now(&self) -> Duration {
        self.epoch.elapsed()
    }

    fn lock(&self) -> MutexGuard<'_, TagSetsState> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a call for all reads that wait.
async fn ask(client: RegionClient, sets: Arc<TagSets>, asked: TagQuery) {
    let found = sets.call(&client, asked).await;
    sets.step(&client, |sharing, now| sharing.arrived(now, found));
}

// === impl TagReading ===

impl Drop for TagReading<'_> {
    fn drop(&mut self) {
        let ticket = self.ticket;
        self.sets.lock().waiting.remove(&ticket);
        self.sets
            .step(self.client, |sharing, now| sharing.end(now, ticket));
    }
}

// === impl TagWriting ===

impl Drop for TagWriting {
    fn drop(&mut self) {
        let now = self.sets.now();
        self.sets.lock().sharing.wrote(now, &self.arn);
    }
}
