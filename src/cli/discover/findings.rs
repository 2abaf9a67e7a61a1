//! The query, the lister and the findings.

use crate::framework::{schema::Attribute, value::Value};

/// The mappings to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Profile with the credentials.
    pub profile: Option<String>,
    /// The Regions; none for that of the environment.
    pub regions: Vec<String>,
    /// All Regions of the partition.
    pub all_regions: bool,
    /// The one function whose mappings are wanted.
    pub function: Option<String>,
    /// The one event source whose mappings are wanted.
    pub source: Option<String>,
}

/// A mapping that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its UUID.
    pub uuid: String,
    /// Its Region.
    pub region: String,
    /// Its account.
    pub account: String,
    /// The function, as a configuration names it.
    pub function: String,
    /// The kind of its event source in words.
    pub kind: String,
    /// Its event source: an ARN, or the servers of self-managed Kafka.
    pub source: String,
    /// The topic or queue that is read of it.
    pub topic: Option<String>,
    /// Its state, in AWS's word.
    pub state: String,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// The shortest configuration that means it.
    pub config: Value,
}

/// The findings in a Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regional {
    /// The Region.
    pub region: String,
    /// The mappings, or why the Region could not be read.
    pub found: Result<Vec<Found>, String>,
    /// UUIDs of mappings that could not be read whole, and why.
    pub failed: Vec<(String, String)>,
}

/// The findings of all Regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// The Region of the provider block.
    pub home: String,
    /// The findings, Region by Region.
    pub regions: Vec<Regional>,
}

/// A lister of the mappings of an account.
pub trait Lister {
    /// The rows of a mapping.
    fn rows(&self) -> Vec<Attribute>;
    /// Finds the mappings. `seen` gets the number of mappings that have been read since its last call.
    fn find(
        &self,
        query: &Query,
        seen: &(dyn Fn(usize) + Sync),
    ) -> impl Future<Output = Result<Findings, String>>;
}

/// Why nothing was written, or what was written is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(pub(super) String);

// === impl Found ===

impl Default for Found {
    fn default() -> Self {
        let none = String::new;
        Self {
            uuid: none(),
            region: none(),
            account: none(),
            function: none(),
            kind: none(),
            source: none(),
            topic: None,
            state: none(),
            tags: Vec::new(),
            config: Value::Null,
        }
    }
}
