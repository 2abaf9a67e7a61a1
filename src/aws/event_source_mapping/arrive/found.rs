//! A mapping that was found at AWS and is in no state.

use std::collections::BTreeMap;

use super::label::{parts, servers};
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
pub(crate) struct FoundMapping(EventSourceMapping);

// === impl FoundMapping ===

impl FoundMapping {
    /// The mapping of a response.
    pub(crate) fn of(output: &impl Reported) -> Self {
        // As an import reads it: nothing was said of it before.
        Self(wire::read(output, &EventSourceMapping::default()))
    }

    /// This mapping with its tags, in the Region of `client`.
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
        let arn = self.0.event_source_arn.known().cloned();
        arn.unwrap_or_else(|| servers(&self.0).join(","))
    }

    /// The topic or queue that is read.
    pub(crate) fn topic(&self) -> Option<String> {
        parts(&self.0).next().map(str::to_owned)
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
