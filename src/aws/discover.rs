//! What is there: all mappings of an account, in one Region or several, with their configurations.
//!
//! 1. Each Region is read by pages of `ListEventSourceMappings`, several Regions at once.
//! 2. Mappings whose filters a key encrypts are read one by one: the list does not show their filters.
//! 3. Tags are read, many by one call where that can be done: without them a plan after an import would remove
//!    them.
//!
//! What cannot be read is counted, not passed over.

use std::collections::HashMap;

use aws_sdk_lambda::types::EventSourceMappingConfiguration;
use futures_util::{StreamExt as _, stream};

use super::{
    api::{
        client::Client,
        error::Error,
        shared::{looked::hides_filters, tag_sets::resources::TagSet},
    },
    event_source_mapping::{self, found::FoundMapping},
    names::{arn::Arn, region::RegionName, source_kind::SourceKind},
    provider::{Aws, block::rows::Config},
};
use crate::framework::{
    author::provider::Provider as _,
    cell::Tf,
    diagnostics::{Diagnostic, Severity},
    schema::Attribute,
    value::Value,
};

/// Regions that are read at once.
const REGIONS_AT_ONCE: usize = 8;
/// Calls at once for what pages do not show.
const CALLS_AT_ONCE: usize = 8;

/// Which Regions are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Regions {
    /// That of the environment or the profile.
    Home,
    /// These; the first one is that of the provider block.
    Named(Vec<String>),
    /// All of the partition.
    All,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Profile with the credentials; that of the environment if there is none.
    pub profile: Option<String>,
    /// Where.
    pub regions: Regions,
    /// Only mappings of this function.
    pub function: Option<String>,
    /// Only mappings of this event source.
    pub source: Option<String>,
}

/// A mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// Its UUID.
    pub uuid: String,
    /// Its Region.
    pub region: String,
    /// Its account; empty if its ARN does not tell.
    pub account: String,
    /// The function, as it would be written in a configuration.
    pub function: String,
    /// The kind of its event source in words.
    pub kind: &'static str,
    /// Its event source: an ARN, or the servers of self-managed Kafka.
    pub source: String,
    /// The topic or queue that is read of it, if there is one.
    pub topic: Option<String>,
    /// Its state, in AWS's word.
    pub state: String,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// The shortest configuration that means it.
    pub config: Value,
}

/// What was found in a Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regional {
    /// The Region.
    pub region: String,
    /// The mappings, or why it could not be read.
    pub found: Result<Vec<Discovered>, String>,
    /// Mappings that could not be read whole, and why.
    pub failed: Vec<(String, String)>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// The Region of the provider block.
    pub home: String,
    /// What was found, Region by Region.
    pub regions: Vec<Regional>,
}

/// The rows of a mapping.
pub fn attributes() -> Vec<Attribute> {
    event_source_mapping::table::rows().to_vec()
}

/// Finds the mappings. Calls `seen` with the number of mappings that have been read since its last call.
///
/// # Errors
/// When there are no credentials, or no Region.
pub async fn discover(query: &Query, seen: &(dyn Fn(usize) + Sync)) -> Result<Discovery, String> {
    let home = match &query.regions {
        Regions::Named(names) => names.first().cloned(),
        Regions::Home | Regions::All => None,
    };
    let config = Config {
        profile: query.profile.clone().into(),
        region: home.into(),
        ..Config::default()
    };
    let (client, diagnostics) = Aws.configure(config).await;
    let client = client.ok_or_else(|| {
        let errors = diagnostics
            .iter()
            .filter(|it| it.severity == Severity::Error);
        errors.map(words).collect::<Vec<_>>().join("\n")
    })?;
    let home = client.home().to_owned();
    let names = match &query.regions {
        Regions::Home => vec![home.clone()],
        Regions::Named(names) => names.clone(),
        Regions::All => RegionName(&home).siblings(),
    };
    let mut regions: Vec<Regional> = stream::iter(names)
        .map(|name| region(&client, query, name, seen))
        .buffer_unordered(REGIONS_AT_ONCE)
        .collect()
        .await;
    regions.sort_by(|a, b| a.region.cmp(&b.region));
    regions.dedup_by(|a, b| a.region == b.region);
    Ok(Discovery { home, regions })
}

pub(super) fn words(diagnostic: &Diagnostic) -> String {
    format!(
        "{}. {}",
        diagnostic.summary.trim_end_matches('.'),
        diagnostic.detail
    )
}

/// What is in a Region.
async fn region(
    client: &Client,
    query: &Query,
    name: String,
    seen: &(dyn Fn(usize) + Sync),
) -> Regional {
    let here = client.at(&Tf::Known(name.clone()));
    let mut failed = Vec::new();
    let found = match pages(&here, query, seen).await {
        Ok(items) => {
            let items = items.into_iter().filter(|it| it.uuid().is_some());
            let items: Vec<_> = items.collect();
            let arns = items.iter().filter_map(|it| it.event_source_mapping_arn());
            let arns: Vec<String> = arns.map(str::to_owned).collect();
            let tags = here.tags_of_many(&arns).await;
            let read: Vec<_> = stream::iter(items)
                .map(|it| item(&here, client.home(), it, &tags))
                .buffered(CALLS_AT_ONCE)
                .collect()
                .await;
            let mut found = Vec::new();
            for result in read {
                match result {
                    Ok(it) => found.push(it),
                    Err(it) => failed.push(it),
                }
            }
            found.sort_by(|a, b| a.uuid.cmp(&b.uuid));
            Ok(found)
        }
        Err(error) => Err(words(&error.diagnostic("list the event source mappings"))),
    };
    Regional {
        region: name,
        found,
        failed,
    }
}

/// All pages of a Region.
async fn pages(
    client: &Client,
    query: &Query,
    seen: &(dyn Fn(usize) + Sync),
) -> Result<Vec<EventSourceMappingConfiguration>, Error> {
    let mut found = Vec::new();
    let mut marker: Option<String> = None;
    loop {
        let (function, source) = (query.function.as_deref(), query.source.as_deref());
        let (items, next) = client.page(function, source, marker.clone()).await?;
        seen(items.len());
        found.extend(items);
        marker = next;
        if marker.is_none() {
            return Ok(found);
        }
    }
}

/// A mapping, with what the list does not show of it; or its UUID and why it cannot be read. `tags`: those that
/// shared calls have read, by ARN.
async fn item(
    client: &Client,
    home: &str,
    listed: EventSourceMappingConfiguration,
    tags: &HashMap<String, TagSet>,
) -> Result<Discovered, (String, String)> {
    let uuid = listed.uuid().unwrap_or_default().to_owned();
    let failed = |what: &'static str| {
        let uuid = uuid.clone();
        move |error: Error| (uuid, words(&error.diagnostic(what)))
    };
    let item = if hides_filters(listed.kms_key_arn()) {
        let whole = client.get(&uuid).await;
        FoundMapping::of(&whole.map_err(failed("read the event source mapping"))?)
    } else {
        FoundMapping::of(&listed)
    };
    let tags = match item.arn().map(|it| (it, tags.get(it))) {
        Some((_, Some(known))) => Ok(known.clone()),
        Some((arn, None)) => match client.tags(arn).await {
            // A partition without tags has none that could differ.
            Err(error) if error.lacks_tags() => Ok([].into()),
            other => other,
        },
        None => Ok([].into()),
    };
    let tags = tags.map_err(failed("read the tags of the event source mapping"))?;
    let item = item.with_tags(tags, client);
    let arn = item.arn().and_then(Arn::parse);
    let source = item.source();
    Ok(Discovered {
        region: client.service.region.to_string(),
        account: arn.map_or("", |it| it.account).to_owned(),
        function: item.function().to_owned(),
        kind: SourceKind::of(&source).unwrap_or(SourceKind::Kafka).name(),
        topic: item.topic(),
        state: item.state().to_owned(),
        tags: item.tags(),
        config: item.written(home),
        source,
        uuid,
    })
}
