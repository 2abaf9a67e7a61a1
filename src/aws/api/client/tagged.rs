//! Reads of tags that share calls.

use std::collections::HashMap;

use super::Client;
use crate::aws::api::{error::Error, shared::tag_sets::resources::TagSet};

impl Client {
    /// Reads the tags of a mapping: by a call that other reads share if that `agrees` with what is known, else
    /// by `ListTags`. With `alone` only that can tell.
    pub(crate) async fn read_tags(
        &self,
        arn: &str,
        alone: bool,
        agrees: impl Fn(&TagSet) -> bool,
    ) -> Result<TagSet, Error> {
        self.tag_sets.read(&self.regional, arn, alone, agrees).await
    }

    /// Reads the tags of many mappings for a list, a hundred by one call, as far as that can be done. Mappings
    /// that are not in the result need `ListTags`. A change of the last seconds may be missing.
    pub(crate) async fn tags_of_many(&self, arns: &[String]) -> HashMap<String, TagSet> {
        self.tag_sets.of_many(&self.regional, arns).await
    }
}
