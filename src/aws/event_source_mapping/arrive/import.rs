//! Import: a mapping by its UUID, by its ARN, or by what it connects.

use aws_sdk_lambda::types::EventSourceMappingConfiguration;

use super::label::{label, parts, servers};
use crate::{
    aws::{
        api::{
            client::Client,
            error::{Error, Kind},
            shared::looked::Looked,
        },
        event_source_mapping::{
            facts::same_function,
            plan::place,
            table::EventSourceMapping,
            wire::{self, confirm::is_whole},
        },
        names::{
            arn::Arn, function_name::FunctionName, region::RegionName, source_kind::SourceKind,
            uuid::is_uuid,
        },
    },
    framework::{author::Call, cell::Tf, diagnostics::Diagnostic, diagnostics::shown},
};

type Mapping = EventSourceMapping;

const WHAT: &str = "look for the event source mapping";
/// How many candidates a message lists.
const TOLD: usize = 6;

/// The mapping that an id to import names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WantedMapping<'a> {
    /// A mapping by its UUID, with its ARN if that was given.
    Itself { uuid: &'a str, arn: Option<&'a str> },
    /// The mapping that connects a function with this.
    Meaning {
        function: &'a str,
        source: NamedSource<'a>,
        /// A topic or a queue.
        part: Option<&'a str>,
    },
}

/// A source as an id to import names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NamedSource<'a> {
    Arn(&'a str),
    /// Servers of Kafka.
    Servers(Vec<&'a str>),
}

/// Finds the mapping that `id` means, in these steps:
///
/// 1. A UUID or an ARN is taken as it is; a read follows and says whether there is such a mapping.
/// 2. Otherwise the mappings of the function are listed, those of the source if it has an ARN.
/// 3. One that fits is the one. None, or several, is an error that lists what is there.
pub(crate) async fn import(
    call: Option<&Call<Client, Mapping>>,
    id: &str,
) -> Result<Mapping, Diagnostic> {
    let (wanted, region) = read(id).ok_or_else(|| unreadable(id, "import", "imported"))?;
    meant(call, id, &wanted, region).await
}

/// The mapping that is wanted, which messages call `id`: its UUID, its ARN and its Region.
pub(crate) async fn meant(
    call: Option<&Call<Client, Mapping>>,
    id: &str,
    wanted: &WantedMapping<'_>,
    region: Tf<String>,
) -> Result<Mapping, Diagnostic> {
    let (function, source, part) = match wanted {
        WantedMapping::Itself { uuid, arn } => return Ok(itself(uuid, *arn, region)),
        WantedMapping::Meaning {
            function,
            source,
            part,
        } => (*function, source, *part),
    };
    let Some(call) = call else {
        return Err(Diagnostic::error(
            format!("Cannot import \"{}\" yet", shown(id)),
            "The provider's configuration is not known before apply, so nothing can be looked up. Import \
             the mapping by its UUID.",
        ));
    };
    let client = call.client.at(&region_of(region, function, source));
    let arn = match source {
        NamedSource::Arn(arn) => Some(*arn),
        NamedSource::Servers(_) => None,
    };
    let listed = match arn {
        Some(arn) => {
            let enough = |it: &Looked| {
                let of_function = |shown: &EventSourceMappingConfiguration| {
                    let named = shown.function_arn().unwrap_or_default();
                    same_function(function, named, &listed(shown, &client))
                };
                matches!(it, Looked::Listed(shown) if is_whole(it) && of_function(shown))
            };
            let all = client.views().find(&client, function, arn, enough);
            there(call, &client, all).await?
        }
        None => find(call, &client, Some(function), None).await?,
    };
    let fits = |it: &&Mapping| of_source(it, source) && part.is_none_or(|part| has(it, part));
    let found: Vec<&Mapping> = listed.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => {
            let uuid = one.uuid.text();
            let arn = one.arn.known().map(String::as_str);
            Ok(itself(uuid, arn, one.region.clone()))
        }
        [] => {
            // Show what is near: mappings of the function, or else of the source.
            let mut near = listed;
            if near.is_empty() && arn.is_some() {
                near = find(call, &client, Some(function), None).await?;
            }
            if near.is_empty() {
                near = find(call, &client, None, arn).await?;
                near.retain(|it| of_source(it, source));
            }
            Err(none(id, &client, &near))
        }
        several => Err(too_many(id, several)),
    }
}

fn none(id: &str, client: &Client, near: &[Mapping]) -> Diagnostic {
    let near: Vec<_> = near.iter().collect();
    let near = candidates("Mappings of the function or of the source", &near);
    Diagnostic::error(
        format!("No event source mapping is \"{}\"", shown(id)),
        format!(
            "{} has no mapping of this function and source.{near}",
            client.service
        ),
    )
}

fn too_many(id: &str, several: &[&Mapping]) -> Diagnostic {
    let (number, id) = (several.len(), shown(id));
    Diagnostic::error(
        format!("{number} event source mappings are \"{id}\""),
        format!(
            "Add the topic or the queue, or use the UUID of one.{}",
            candidates("Candidates", several)
        ),
    )
}

fn itself(uuid: &str, arn: Option<&str>, region: Tf<String>) -> Mapping {
    let uuid = Tf::Known(uuid.to_ascii_lowercase());
    Mapping {
        id: uuid.clone(),
        uuid,
        arn: arn.map(str::to_owned).into(),
        region,
        ..Mapping::default()
    }
}

/// Takes an id apart: what it says, and the Region that it names.
pub(crate) fn read(id: &str) -> Option<(WantedMapping<'_>, Tf<String>)> {
    let (name, region) = place::split(id);
    if let Some(wanted) = by_itself(name)
        && region
            .known()
            .is_none_or(|it| RegionName(it).is_plausible())
    {
        return Some((wanted, region));
    }
    // The name of a queue may hold the sign that leads to a Region.
    let plausible = region
        .known()
        .is_some_and(|it| RegionName(it).is_plausible());
    let (name, region) = if plausible {
        (name, region)
    } else {
        (id, Tf::Null)
    };
    Some((by_meaning(name)?, region))
}

fn by_itself(name: &str) -> Option<WantedMapping<'_>> {
    let arn = Arn::parse(name).filter(|it| it.service == "lambda");
    let uuid = arn.and_then(|it| it.resource.strip_prefix("event-source-mapping:"));
    let whole = uuid.map(|_| name);
    let uuid = uuid.unwrap_or(name);
    is_uuid(uuid).then_some(WantedMapping::Itself { uuid, arn: whole })
}

fn by_meaning(name: &str) -> Option<WantedMapping<'_>> {
    let (function, rest) = name.split_once(',')?;
    let function = function.trim();
    FunctionName::parse(function)?;
    let (source, part) = if rest.trim_start().starts_with("arn:") {
        // Only what follows the ARN may hold a comma.
        let (arn, part) = match rest.split_once(',') {
            Some((arn, part)) => (arn, Some(part)),
            None => (rest, None),
        };
        let arn = arn.trim();
        SourceKind::of(arn)?;
        (NamedSource::Arn(arn), part)
    } else {
        let mut words: Vec<&str> = rest.split(',').map(str::trim).collect();
        // A server has a port; what comes last may be a topic.
        let is_server = |it: &str| it.contains(':');
        let part = words.pop_if(|it| !is_server(it));
        if words.is_empty() || !words.iter().all(|it| is_server(it)) {
            return None;
        }
        (NamedSource::Servers(words), part)
    };
    let part = part.map(str::trim).filter(|it| !it.is_empty());
    Some(WantedMapping::Meaning {
        function,
        source,
        part,
    })
}

/// The Region to look in: the one that is named, or that of an ARN.
fn region_of(named: Tf<String>, function: &str, source: &NamedSource<'_>) -> Tf<String> {
    if named != Tf::Null {
        return named;
    }
    let source = match source {
        NamedSource::Arn(arn) => Arn::parse(arn),
        NamedSource::Servers(_) => None,
    };
    let arn = Arn::parse(function).or(source);
    arn.map(|it| it.region.to_owned()).into()
}

fn of_source(mapping: &Mapping, source: &NamedSource<'_>) -> bool {
    match source {
        NamedSource::Arn(arn) => mapping.event_source_arn.known().is_some_and(|it| it == arn),
        NamedSource::Servers(wanted) => {
            let there = servers(mapping);
            mapping.event_source_arn == Tf::Null
                && wanted
                    .iter()
                    .all(|wanted| there.iter().any(|it| it.eq_ignore_ascii_case(wanted)))
        }
    }
}

fn has(mapping: &Mapping, part: &str) -> bool {
    parts(mapping).any(|it| it == part)
}

/// The mappings of a function or a source that are not being deleted.
async fn find(
    call: &Call<Client, Mapping>,
    client: &Client,
    function: Option<&str>,
    source: Option<&str>,
) -> Result<Vec<Mapping>, Diagnostic> {
    there(call, client, client.find(function, source)).await
}

/// Those of a list that are not being deleted.
async fn there(
    call: &Call<Client, Mapping>,
    client: &Client,
    listing: impl Future<Output = Result<Vec<EventSourceMappingConfiguration>, Error>> + Send,
) -> Result<Vec<Mapping>, Diagnostic> {
    let Some(all) = call.or_stopped(listing).await else {
        return Err(Diagnostic::error(
            "The look-up was interrupted",
            "Nothing was changed. Run the command again.",
        ));
    };
    let all = match all {
        Ok(all) => all,
        // A function that does not exist has no mappings.
        Err(error) if error.kind == Kind::NotFound => Vec::new(),
        Err(error) => return Err(error.diagnostic(WHAT)),
    };
    let stay = all.iter().filter(|it| is_there(it));
    Ok(stay.map(|it| listed(it, client)).collect())
}

/// Whether a listed mapping can be managed: it has a UUID, and is not about to go.
pub(super) fn is_there(listed: &EventSourceMappingConfiguration) -> bool {
    listed.uuid().is_some() && listed.state() != Some("Deleting")
}

/// A listed mapping as a read would show it after an import, without its tags.
pub(super) fn listed(listed: &EventSourceMappingConfiguration, client: &Client) -> Mapping {
    place::found(
        wire::read(listed, &Mapping::default()),
        &client.service.region,
    )
}

/// A line for each mapping: its UUID, and what it connects.
fn candidates(title: &str, all: &[&Mapping]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let lines = all.iter().take(TOLD).map(|it| {
        let uuid = it.uuid.text();
        format!("\n  {uuid}  {}", label(it))
    });
    let more = all.len().saturating_sub(TOLD);
    let more = (more > 0).then(|| format!("\n  and {more} more"));
    let lines: String = lines.chain(more).collect();
    format!("\n\n{title}:{lines}")
}

/// An error for a text that names no mapping, which was to be `done`: imported.
pub(crate) fn unreadable(id: &str, verb: &str, done: &str) -> Diagnostic {
    let (name, region) = place::split(id);
    if let (Some(region), Some(_)) = (region.known(), by_itself(name)) {
        let near = RegionName(region).near();
        let hint = near.map_or_else(String::new, |it| format!(" Did you mean \"{it}\"?"));
        return Diagnostic::error(
            format!(
                "Cannot {verb} \"{}\": \"{}\" is not a Region",
                shown(id),
                shown(region)
            ),
            format!("Write the name of a Region after @, such as \"eu-west-1\".{hint}"),
        );
    }
    Diagnostic::error(
        format!("Cannot {verb} \"{}\"", shown(id)),
        format!("An event source mapping is {done} by one of these:\n  {FORMS}"),
    )
}

/// The ways to name a mapping.
const FORMS: &str = "its UUID: 91eaeb7e-c976-1234-9451-8709db01f137\n  \
         its ARN: arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:91eaeb7e-…\n  \
         function,source ARN: worker,arn:aws:sqs:eu-west-1:123456789012:orders\n  \
         function,source ARN,topic or queue: worker,arn:aws:mq:eu-west-1:123456789012:broker:b:b-1,jobs\n  \
         function,server,topic of self-managed Kafka: worker,b-1.example.com:9092,clicks\n\
         A Region that is not the provider's follows after @: 91eaeb7e-…@us-east-1.";

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";
    const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";
    const BROKER: &str = "arn:aws:mq:eu-west-1:123456789012:broker:b:b-1";

    fn meaning<'a>(source: NamedSource<'a>, part: Option<&'a str>) -> WantedMapping<'a> {
        WantedMapping::Meaning {
            function: "worker",
            source,
            part,
        }
    }

    #[test]
    fn each_form_of_an_id_is_understood() {
        let arn = format!("arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{UUID}");
        let itself = WantedMapping::Itself {
            uuid: UUID,
            arn: None,
        };
        for (id, wanted, region) in [
            (UUID.to_owned(), itself.clone(), None),
            (format!("{UUID}@us-east-1"), itself, Some("us-east-1")),
            (
                arn.clone(),
                WantedMapping::Itself {
                    uuid: UUID,
                    arn: Some(&arn),
                },
                None,
            ),
            (
                format!("worker,{QUEUE}"),
                meaning(NamedSource::Arn(QUEUE), None),
                None,
            ),
            (
                format!("worker , {QUEUE}@eu-west-1"),
                meaning(NamedSource::Arn(QUEUE), None),
                Some("eu-west-1"),
            ),
            (
                format!("worker,{BROKER},jobs"),
                meaning(NamedSource::Arn(BROKER), Some("jobs")),
                None,
            ),
            (
                format!("worker,{BROKER},jobs, and@more"),
                meaning(NamedSource::Arn(BROKER), Some("jobs, and@more")),
                None,
            ),
            (
                "worker,b-1.example.com:9092,clicks@us-east-1".to_owned(),
                meaning(
                    NamedSource::Servers(vec!["b-1.example.com:9092"]),
                    Some("clicks"),
                ),
                Some("us-east-1"),
            ),
            (
                "worker,b-1:9092,b-2:9092,clicks".to_owned(),
                meaning(
                    NamedSource::Servers(vec!["b-1:9092", "b-2:9092"]),
                    Some("clicks"),
                ),
                None,
            ),
            (
                "worker,b-1:9092".to_owned(),
                meaning(NamedSource::Servers(vec!["b-1:9092"]), None),
                None,
            ),
        ] {
            let region = region.map(str::to_owned).into();
            assert_eq!(read(&id), Some((wanted, region)), "{id}");
        }
    }

    #[test]
    fn what_is_none_of_the_forms_is_refused() {
        for id in [
            "",
            "@",
            ",",
            "worker",
            "worker,",
            ",arn:aws:sqs:eu-west-1:123456789012:orders",
            "wor ker,arn:aws:sqs:eu-west-1:123456789012:orders",
            "worker,arn:aws:s3:::bucket",
            "worker,orders",
            "worker,orders,topic",
            "worker,topic,b-1:9092",
            "91eaeb7e-c976-1234-9451-8709db01f137@frankfurt",
            "arn:aws:lambda:eu-west-1:123456789012:function:worker",
        ] {
            assert_eq!(read(id), None, "{id}");
        }
    }

    #[test]
    fn the_region_of_an_arn_is_where_to_look() {
        let region = |function: &str, source: &NamedSource<'_>| {
            region_of(Tf::Null, function, source).into_known()
        };
        let queue = NamedSource::Arn(QUEUE);
        let servers = NamedSource::Servers(vec!["b-1:9092"]);
        assert_eq!(region("worker", &queue).as_deref(), Some("eu-west-1"));
        assert_eq!(region("worker", &servers), None);
        let function = "arn:aws:lambda:us-east-1:123456789012:function:worker";
        assert_eq!(region(function, &servers).as_deref(), Some("us-east-1"));
    }
}
