//! Looks of data sources and imports that share pages of the list.
//!
//! Nothing is known before that a page could confirm, so a page is believed as it is: it is at most
//! [`LIFE`](super::reads::LIFE) old, and dropped when this process writes to any mapping. As with other reads,
//! a few are calls of their own. Views have pages of their own, because a refresh reads the same mappings by its own
//! rules. A mapping found by function and source answers the look by UUID after it.

use std::sync::Arc;

use aws_sdk_lambda::types::EventSourceMappingConfiguration;

use super::{
    looked::Looked,
    snapshot::{Forgetting, Snapshot},
    tag_sets::TagSets,
};
use crate::aws::{
    api::{error::Error, region_client::RegionClient},
    names::{function_name::FunctionName, source_kind::SourceKind},
};

/// The looks of one Region.
#[derive(Debug, Clone)]
pub(crate) struct Views {
    by_uuid: Arc<Snapshot>,
    /// Under what the mapping connects.
    by_meaning: Arc<Snapshot>,
}

/// The source and the function of a mapping, if they name only one mapping: a queue or a stream, and a function
/// with its qualifier. A cluster or a broker may have a mapping for each topic.
fn meaning(function: &str, source: &str) -> Option<String> {
    let function = FunctionName::parse(function)?;
    let qualifier = function.qualifier.unwrap_or_default();
    let kind = SourceKind::of(source)?;
    let unique = kind.is_sqs() || kind.is_stream();
    unique.then(|| format!("{}:{qualifier}\n{source}", function.name))
}

// === impl Views ===

impl Views {
    /// No looks yet; `allowed` is whether they may share pages. Those who look may read the tags next.
    pub(crate) fn new(allowed: bool, tag_sets: &Arc<TagSets>) -> Self {
        let of = |key| Arc::new(Snapshot::by(allowed, key, Some(Arc::clone(tag_sets))));
        Self {
            by_uuid: of(|it| it.uuid().map(str::to_owned)),
            by_meaning: of(|it| meaning(it.function_arn()?, it.event_source_arn()?)),
        }
    }

    /// A mapping: by a page if that is `enough`, else by `GetEventSourceMapping`. With `alone` no page can
    /// tell.
    pub(crate) async fn get(
        &self,
        client: &RegionClient,
        uuid: &str,
        alone: bool,
        enough: impl Fn(&Looked) -> bool,
    ) -> Result<Looked, Error> {
        self.by_uuid.read(client, uuid, alone, enough).await
    }

    /// The mappings of a function and a source: by a page if that is `enough`, else by a list of its own.
    pub(crate) async fn find(
        &self,
        client: &RegionClient,
        function: &str,
        source: &str,
        enough: impl Fn(&Looked) -> bool,
    ) -> Result<Vec<EventSourceMappingConfiguration>, Error> {
        let own = client.find(Some(function), Some(source));
        let Some(key) = meaning(function, source) else {
            return own.await;
        };
        let shown = |it: Looked| match it {
            Looked::Listed(it) => vec![*it],
            Looked::Got(_) => Vec::new(),
        };
        let found = self
            .by_meaning
            .read_or(client, &key, false, enough, shown, own)
            .await?;
        for it in &found {
            self.by_uuid.offer(Looked::Listed(Box::new(it.clone())));
        }
        Ok(found)
    }

    /// Marks a mapping as being written until the returned guards are dropped.
    pub(crate) fn writes(&self) -> [Forgetting; 2] {
        [self.by_uuid.forgets(), self.by_meaning.forgets()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_and_a_function_mean_one_mapping_and_a_topic_may_mean_another() {
        let arn = "arn:aws:lambda:eu-west-1:123456789012:function:worker";
        let queue = "arn:aws:sqs:eu-west-1:123456789012:orders";
        let cluster = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/5f1c2d3e-1";
        assert!(meaning(arn, queue).is_some());
        assert_eq!(meaning(arn, queue), meaning("worker", queue));
        assert_ne!(meaning("worker:live", queue), meaning("worker", queue));
        assert_eq!(meaning("worker", cluster), None);
        assert_eq!(meaning("wor ker", queue), None);
    }
}
