//! A mapping and Lambda's API: the requests made of a mapping, and the mapping read from a response. Here
//! stand the few facts that no row can state, each with its reason.
//!
//! * `clusters`: those of Kafka.
//! * `reported`: the types of a response under one trait.
//! * `confirm`: whether what was read is what the state has.
//! * `state`, `written`, `private`: states of older forms, configurations, and what is kept beside a state.

mod clusters;
pub(crate) mod confirm;
pub(crate) mod private;
pub(crate) mod reported;
pub(crate) mod state;
pub(crate) mod written;

use std::collections::BTreeMap;

use aws_sdk_lambda::{
    operation::{
        create_event_source_mapping::builders::CreateEventSourceMappingInputBuilder as Create,
        update_event_source_mapping::builders::UpdateEventSourceMappingInputBuilder as Update,
    },
    types,
};

use self::reported::Reported;
use crate::{
    aws::{
        event_source_mapping::{
            facts::{home, is_virtual_host, same_function},
            table::{EventSourceMapping, rows},
        },
        model::{convert::Wire as _, tags::Tagging},
        names::function_name::{FunctionName, Home},
    },
    framework::{
        cell::{Cell as _, SetBlock, Tf, model::Model as _},
        diagnostics::Diagnostics,
        schema::{Attribute, Life},
        value::{Value, path::Path},
    },
};

// === requests ===

/// The request that creates `planned`. Values that the user left to AWS are not sent: AWS sets its default,
/// which is what was planned. `Err` says which value cannot be sent.
pub(crate) fn create(
    config: &EventSourceMapping,
    planned: &EventSourceMapping,
) -> Result<Create, String> {
    let written = config.encode();
    let left =
        |row: &Attribute| row.spec.default.is_some() && written.attribute(row.name).is_null();
    sent(planned, left).to_create()
}

/// The request that makes `planned` of `prior`: only what changed.
pub(crate) fn update(
    planned: &EventSourceMapping,
    prior: &EventSourceMapping,
) -> Result<Update, String> {
    let can_change = |it| without_virtual_host(clusters::without_group(sent(it, |_| false)));
    let mut request = can_change(planned).to_update(&can_change(prior))?;
    // None is said by an empty name: an empty block is refused.
    if let Some(target) = request.get_destination_config()
        && target.on_failure().is_none()
    {
        let none = types::OnFailure::builder().destination("").build();
        let target = types::DestinationConfig::builder().on_failure(none);
        request = request.destination_config(target.build());
    }
    // The API merges this object, and refuses an update that names what it cannot change.
    if let Some(config) = request.get_document_db_event_source_config() {
        let before = prior.document_db_event_source_config.to_sdk()?;
        let config = only_changed(config, before.as_ref());
        request = request.document_db_event_source_config(config);
    }
    Ok(clusters::with_registry(request))
}

/// The members of a change stream that differ from those `before`.
fn only_changed(
    new: &types::DocumentDbEventSourceConfig,
    before: Option<&types::DocumentDbEventSourceConfig>,
) -> types::DocumentDbEventSourceConfig {
    let changed = |new: Option<&str>, old: Option<&str>| {
        let new = new.filter(|_| new != old);
        new.map(str::to_owned)
    };
    let database = changed(
        new.database_name(),
        before.and_then(|it| it.database_name()),
    );
    // A collection that was removed is named as empty: all of the database.
    let old = before.and_then(|it| it.collection_name());
    let gone = old.filter(|_| new.collection_name().is_none());
    let collection = changed(new.collection_name(), old).or_else(|| gone.map(|_| String::new()));
    let document = new.full_document();
    let document = document.filter(|it| Some(*it) != before.and_then(|it| it.full_document()));
    types::DocumentDbEventSourceConfig::builder()
        .set_database_name(database)
        .set_collection_name(collection)
        .set_full_document(document.cloned())
        .build()
}

/// The part of a mapping that is sent: nothing that its kind of source does not have, and nothing that is
/// `left` to AWS.
fn sent(mapping: &EventSourceMapping, left: impl Fn(&Attribute) -> bool) -> EventSourceMapping {
    let all = mapping.encode();
    let kept = rows().iter().map(|row| {
        let value = if left(row) || row.applies(&all) == Some(false) {
            row.absent()
        } else {
            let value = all.attribute(row.name);
            let default = row.spec.default.as_ref();
            let default = default.filter(|_| row.spec.counts_as_unset(value));
            default.map_or_else(|| value.clone(), |it| it.value(&all))
        };
        (row.name, value)
    });
    let kept = Value::object(kept);
    EventSourceMapping::decode(kept, &Path::root(), &mut Diagnostics::new())
}

/// An update must not name the virtual host; it is replaced when that changes.
fn without_virtual_host(mut mapping: EventSourceMapping) -> EventSourceMapping {
    let entries = &mut mapping.source_access_configuration;
    if let Tf::Known(all) = &mut entries.0 {
        all.retain(|it| !is_virtual_host(it));
    }
    if entries.same(&SetBlock::default()) {
        *entries = SetBlock::default();
    }
    mapping
}

// === responses ===

/// The mapping that the API reports, after `prior`.
pub(crate) fn read(output: &impl Reported, prior: &EventSourceMapping) -> EventSourceMapping {
    let mut mapping = output.merge(prior);
    // An answer without an id, as of emulators, leaves the mapping what it was.
    if mapping.uuid == Tf::Null && prior.uuid.known().is_some() {
        mapping.uuid = prior.uuid.clone();
        mapping.arn = prior.arn.clone();
    }
    mapping.id = mapping.uuid.clone();
    if mapping.function_arn == Tf::Null {
        mapping.function_arn = prior.function_arn.known().cloned().into();
    }
    if mapping.arn == Tf::Null {
        mapping.arn = prior.arn.known().cloned().into();
    }
    mapping.enabled = enabled(output.state(), &prior.enabled);
    mapping.function_name = function(output.function_arn(), prior, &mapping);
    clusters::read(&mut mapping, output.group(), prior);
    // Filters that Lambda cannot read are not gone.
    if mapping.filter_criteria_error.0.known().is_some() {
        mapping.filter_criteria = prior.filter_criteria.clone();
    }
    complete(mapping, prior)
}

/// The mapping with what the API leaves out: AWS's default where there is one, and what was said of a
/// setting that the kind of source does not have, which is no more than that it is not used. Reported
/// values that the plan does not expect are left out, too.
pub(crate) fn complete(
    mapping: EventSourceMapping,
    prior: &EventSourceMapping,
) -> EventSourceMapping {
    let (now, before) = (mapping.encode(), prior.encode());
    let filled: Vec<_> = rows()
        .iter()
        .filter_map(|row| {
            let (value, absent) = (now.attribute(row.name), row.absent());
            let set = before.attribute(row.name);
            let other = match (row.life, row.applies(&now), &row.spec.default) {
                // A value that counts as unset stays in the state while AWS has its default.
                (Life::Mutable, Some(true), Some(default))
                    if row.spec.counts_as_unset(set) && *value == default.value(&now) =>
                {
                    return Some((row.name, set.clone()));
                }
                (Life::Mutable, Some(false), _) => set.clone(),
                (Life::Mutable, Some(true), Some(default)) => default.value(&now),
                (Life::Reported, Some(false), _) if *value != absent => {
                    return Some((row.name, absent));
                }
                _ => return None,
            };
            let wanted = *value == absent && !other.is_null() && !other.is_unknown();
            wanted.then_some((row.name, other))
        })
        .collect();
    if filled.is_empty() {
        return mapping;
    }
    let Value::Object(mut all) = now else {
        return mapping;
    };
    for (name, value) in filled {
        all.insert(name.to_owned(), value);
    }
    EventSourceMapping::decode(Value::Object(all), &Path::root(), &mut Diagnostics::new())
}

/// A value that was planned, and that is not what the responses say.
#[derive(Debug)]
pub(crate) struct Altered {
    pub(crate) name: &'static str,
    pub(crate) planned: Value,
    pub(crate) read: Value,
}

/// The mapping with all that was planned, and what of it the responses lack or have otherwise. Terraform
/// would call it a bug if the state were not as planned; the next refresh shows what is so. Whether the
/// mapping is enabled is judged elsewhere.
pub(crate) fn kept(
    mapping: &EventSourceMapping,
    planned: &EventSourceMapping,
) -> (EventSourceMapping, Vec<Altered>) {
    let (read, wanted) = (mapping.encode(), planned.encode());
    let mut all = Vec::new();
    let mut altered = Vec::new();
    for row in rows() {
        let (planned, read) = (wanted.attribute(row.name), read.attribute(row.name));
        if row.name == "enabled" {
            all.push((row.name, read.clone()));
            continue;
        }
        let value = as_planned(planned, read);
        let sent = matches!(row.life, Life::Fixed | Life::Mutable) || row.name == "function_name";
        if sent && !(row.same)(&value, read) {
            altered.push(Altered {
                name: row.name,
                planned: value.clone(),
                read: read.clone(),
            });
        }
        all.push((row.name, value));
    }
    let all = Value::object(all);
    let kept = EventSourceMapping::decode(all, &Path::root(), &mut Diagnostics::new());
    (kept, altered)
}

/// `planned`, with what was read where nothing is planned yet.
fn as_planned(planned: &Value, read: &Value) -> Value {
    match (planned, read) {
        (Value::Unknown(_), _) => read.clone(),
        (Value::List(planned), Value::List(read)) if planned.len() == read.len() => {
            let pairs = planned.iter().zip(read);
            Value::List(
                pairs
                    .map(|(planned, read)| as_planned(planned, read))
                    .collect(),
            )
        }
        (Value::Object(planned), Value::Object(read)) => {
            let merged = planned.iter().map(|(name, planned)| {
                let read = read.get(name).unwrap_or(&Value::Null);
                (name.clone(), as_planned(planned, read))
            });
            Value::Object(merged.collect())
        }
        // A partly unknown value has no counterpart of the same form.
        (planned, read) if !planned.is_wholly_known() && !read.is_null() => read.clone(),
        (planned, _) => planned.clone(),
    }
}

/// The API reports a state, not whether the mapping is enabled; while the state moves, what was
/// asked for stands.
fn enabled(state: Option<&str>, wanted: &Tf<bool>) -> Tf<bool> {
    match state {
        Some("Enabled" | "Enabling") => Tf::Known(true),
        Some("Disabled" | "Disabling") => Tf::Known(false),
        _ => match wanted {
            Tf::Known(wanted) => Tf::Known(*wanted),
            Tf::Null | Tf::Unknown => Tf::Known(true),
        },
    }
}

/// The API reports the function's ARN, whatever name was given: the name stays while it means the
/// same, and is the shortest one otherwise.
fn function(
    reported: Option<&str>,
    prior: &EventSourceMapping,
    mapping: &EventSourceMapping,
) -> Tf<String> {
    let Some(reported) = reported else {
        return prior.function_name.clone();
    };
    if let Some(name) = prior.function_name.known()
        && same_function(name, reported, mapping)
    {
        return prior.function_name.clone();
    }
    let short = FunctionName::parse(reported)
        .zip(home(mapping))
        .and_then(|(name, home)| name.short(home));
    Tf::Known(short.unwrap_or_else(|| reported.to_owned()))
}

/// The ARNs that a response lacks, made of the names and of where the mapping is.
pub(crate) fn complete_arns(mapping: &mut EventSourceMapping, here: &Here<'_>) {
    let of = |arn: &Tf<String>| -> Option<String> {
        let home = Home::of(arn.known()?)?;
        Some(home.account.to_owned())
    };
    let account = of(&mapping.arn)
        .or_else(|| of(&mapping.function_arn))
        .or_else(|| here.account.map(str::to_owned))
        .or_else(|| of(&mapping.event_source_arn));
    let Some(account) = account else {
        return;
    };
    let Here {
        partition, region, ..
    } = here;
    if let (Tf::Null, Some(uuid)) = (&mapping.arn, mapping.uuid.known()) {
        let arn = format!("arn:{partition}:lambda:{region}:{account}:event-source-mapping:{uuid}");
        mapping.arn = Tf::Known(arn);
    }
    if mapping.function_arn.known().is_none()
        && let Some(name) = mapping.function_name.known()
    {
        let home = Home {
            region,
            account: &account,
        };
        let arn = FunctionName::parse(name).map(|it| it.arn(partition, home));
        mapping.function_arn = arn.into();
    }
}

/// Where a mapping is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Here<'a> {
    pub(crate) partition: &'a str,
    pub(crate) region: &'a str,
    /// The account, if it is known.
    pub(crate) account: Option<&'a str>,
}

/// The tags that the API reports, as the provider block has them seen.
pub(crate) fn read_tags(
    mapping: &mut EventSourceMapping,
    reported: BTreeMap<String, String>,
    tagging: &Tagging,
) {
    (mapping.tags, mapping.tags_all) = tagging.read(reported, &mapping.tags);
}

/// Whether the mapping or the provider block sets tags, or the tags are not known yet. Otherwise the provider
/// does not read them, which halves the calls of a refresh. `tags = {}` counts as set: there are to be none.
pub(crate) fn manages_tags(mapping: &EventSourceMapping, tagging: &Tagging) -> bool {
    let none = mapping.tags_all.0 == Tf::Known([].into());
    let unsaid = mapping.tags.0 == Tf::Null && none;
    !unsaid || !tagging.default.is_empty()
}
