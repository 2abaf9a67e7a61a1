//! A mapping that was found at AWS and is in no state.

use std::collections::BTreeMap;

use aws_sdk_lambda::types::EventSourceMappingConfiguration;

use crate::{
    aws::{
        api::client::Client,
        event_source_mapping::{
            table::EventSourceMapping,
            wire::{self, reported::Reported, written},
        },
    },
    framework::{cell::Tf, value::Value},
};

/// A mapping as the API reports it.
#[derive(Debug, Clone)]
pub(crate) struct Item(EventSourceMapping);

/// Whether the list shows less of a mapping than there is: it does not decrypt filters.
pub(crate) fn hides_filters(listed: &EventSourceMappingConfiguration) -> bool {
    listed.kms_key_arn().is_some_and(|it| !it.is_empty())
}

// === impl Item ===

impl Item {
    /// What an answer says.
    pub(crate) fn of(output: &impl Reported) -> Self {
        // As an import reads it: nothing was said of it before.
        Self(wire::read(output, &EventSourceMapping::default()))
    }

    /// The same with its tags, in the Region of `client`.
    pub(crate) fn with_tags(mut self, tags: BTreeMap<String, String>, client: &Client) -> Self {
        wire::read_tags(&mut self.0, tags, client.tagging());
        self.0.region = Tf::Known(client.service.region.to_string());
        self
    }

    /// Its ARN.
    pub(crate) fn arn(&self) -> Option<&str> {
        self.0.arn.known().map(String::as_str)
    }

    /// The function, as short as it can be named.
    pub(crate) fn function(&self) -> &str {
        self.0.function_name.text()
    }

    /// Its state; empty if the API reports none.
    pub(crate) fn state(&self) -> &str {
        self.0.state.text()
    }

    /// The ARN of its source, or the servers of self-managed Kafka.
    pub(crate) fn source(&self) -> String {
        if let Some(arn) = self.0.event_source_arn.known() {
            return arn.clone();
        }
        let own = self.0.self_managed_event_source.0.known();
        let endpoints = own.and_then(|it| it.endpoints.0.known());
        let all = endpoints.into_iter().flat_map(|it| it.values());
        all.map(|it| it.0.clone()).collect::<Vec<_>>().join(",")
    }

    /// The topic or queue that is read.
    pub(crate) fn topic(&self) -> Option<String> {
        let topics = self.0.topics.0.known();
        let queues = self.0.queues.0.known();
        let topic = topics.and_then(|it| it.iter().next());
        topic.or_else(|| queues?.first()).cloned()
    }

    /// Its tags.
    pub(crate) fn tags(&self) -> Vec<(String, String)> {
        let tags = self.0.tags_all.0.known().into_iter().flatten();
        tags.map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// The shortest configuration that means it, where the provider block has the Region `home`.
    pub(crate) fn written(&self, home: &str) -> Value {
        written::written(&self.0, home)
    }
}
