//! The first page of all mappings that have tags. Pure: the time is passed in.

use std::{collections::HashMap, time::Duration};

use super::resources::{TagPage, TagSet};

/// How long the page tells of mappings: about as long as a list takes.
const LIFE: Duration = Duration::from_secs(5);

/// The first page of all mappings that have tags.
#[derive(Debug)]
pub(super) struct Index {
    /// When it was requested.
    at: Duration,
    tags: HashMap<String, TagSet>,
    /// Whether there is no other page.
    whole: bool,
}

// === impl Index ===

impl Index {
    pub(super) fn of(at: Duration, found: TagPage) -> Self {
        Self {
            at,
            whole: found.next.is_none(),
            tags: found.entries.into_iter().collect(),
        }
    }

    /// Whether it tells of mappings still.
    pub(super) fn is_fresh(&self, now: Duration) -> bool {
        now < self.at + LIFE
    }

    /// The tags that it shows, and the ARNs of which it does not tell.
    pub(super) fn look(
        &self,
        now: Duration,
        arns: &[String],
    ) -> (HashMap<String, TagSet>, Vec<String>) {
        if !self.is_fresh(now) {
            return (HashMap::new(), arns.to_vec());
        }
        let mut shown = HashMap::new();
        let mut left = Vec::new();
        for arn in arns {
            match self.tags.get(arn) {
                Some(tags) => _ = shown.insert(arn.clone(), tags.clone()),
                None if self.whole => {}
                None => left.push(arn.clone()),
            }
        }
        (shown, left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_of_all_if_it_is_the_only_one_and_for_a_while() {
        let arns = ["a", "b"].map(str::to_owned);
        let at = Duration::from_secs(10);
        for (next, left) in [(None, 0), (Some("more".to_owned()), 1)] {
            let entries = vec![("a".to_owned(), TagSet::new())];
            let index = Index::of(at, TagPage { entries, next });
            let (shown, rest) = index.look(at + LIFE / 2, &arns);
            assert_eq!((shown.len(), rest.len()), (1, left));
            let (shown, rest) = index.look(at + LIFE, &arns);
            assert_eq!((shown.len(), rest.len()), (0, 2));
        }
    }
}
