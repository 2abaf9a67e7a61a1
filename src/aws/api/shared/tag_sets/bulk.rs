//! The tags of many mappings for a list, which has nothing to compare them with.
//!
//! A list of many mappings begins with a page of all that have tags. If there is no other page, it tells of every
//! mapping. Otherwise a hundred ARNs are asked for by one call. A missing mapping has no tags if
//! [`Absence`](super::absence::Absence) believes so.

use std::collections::HashMap;

use futures_util::{StreamExt as _, stream};

use super::{
    TagSets,
    index::Index,
    resources::{PAGE, TagPage, TagQuery, TagSet},
    sharing::FEW,
};
use crate::aws::api::region_client::RegionClient;

/// Mappings of a list from which on the page of all is worth its call.
const MANY: usize = PAGE / 2;
/// `ListTags` at the same time.
const AT_ONCE: usize = 4;

// === impl TagSets ===

impl TagSets {
    /// Reads the tags of many mappings for a list, a hundred by one call, as far as that can be done. Mappings
    /// that are not in the result need `ListTags`: all of them if there are few.
    pub(crate) async fn of_many(
        &self,
        client: &RegionClient,
        arns: &[String],
    ) -> HashMap<String, TagSet> {
        let mut known = HashMap::new();
        if arns.len() <= FEW || !self.lock().sharing.is_allowed() {
            return known;
        }
        let Some(shown) = self.shown(client, arns).await else {
            return known;
        };
        known.extend(shown);
        let is_absent = |it: &&String| !known.contains_key(*it);
        let absent: Vec<String> = arns.iter().filter(is_absent).cloned().collect();
        let samples = self.lock().sharing.absence().samples(&absent);
        let mut told = stream::iter(samples)
            .map(|arn| async move { (client.tags(&arn).await, arn) })
            .buffer_unordered(AT_ONCE);
        while let Some((tags, arn)) = told.next().await {
            // On an error, the caller's own read reports it.
            if let Ok(tags) = tags {
                let mut inner = self.lock();
                inner.sharing.absence().settled(!tags.is_empty());
                drop(inner);
                known.insert(arn, tags);
            }
        }
        let now = self.now();
        let mut inner = self.lock();
        known.retain(|arn, _| !inner.sharing.is_written(now, arn));
        if inner.sharing.absence().is_believed() {
            for arn in absent {
                if !inner.sharing.is_written(now, &arn) {
                    known.entry(arn).or_default();
                }
            }
        }
        known
    }

    /// Those of the mappings that have tags; nothing if they cannot be asked for.
    async fn shown(
        &self,
        client: &RegionClient,
        arns: &[String],
    ) -> Option<HashMap<String, TagSet>> {
        if arns.len() >= MANY && !self.has_index() {
            self.read_index(client).await?;
        }
        let (mut shown, left) = match &self.lock().index {
            Some(index) => index.look(self.now(), arns),
            None => (HashMap::new(), arns.to_vec()),
        };
        for part in left.chunks(PAGE) {
            let found = self
                .ask_for_many(client, TagQuery::These(part.to_vec()))
                .await?;
            self.lock().sharing.answered_by_arn(&found);
            // Some servers answer with all that they have.
            let asked = |it: &(String, TagSet)| part.contains(&it.0);
            shown.extend(found.entries.into_iter().filter(asked));
        }
        Some(shown)
    }

    fn has_index(&self) -> bool {
        let inner = self.lock();
        let index = inner.index.as_ref();
        index.is_some_and(|it| it.is_fresh(self.now()))
    }

    async fn read_index(&self, client: &RegionClient) -> Option<()> {
        let at = self.now();
        let found = self.ask_for_many(client, TagQuery::Page(None)).await?;
        self.lock().index = Some(Index::of(at, found));
        Some(())
    }

    async fn ask_for_many(&self, client: &RegionClient, asked: TagQuery) -> Option<TagPage> {
        let found = self.call(client, asked).await;
        let mut inner = self.lock();
        match found {
            Ok(found) => {
                inner.sharing.answered(&found);
                Some(found)
            }
            Err(why) => {
                inner.sharing.failed(why);
                None
            }
        }
    }
}
