//! Reading a mapping: the few facts that no row can state, each with its reason.

use std::collections::BTreeMap;

use aws_sdk_lambda::{
    operation::{
        create_event_source_mapping::CreateEventSourceMappingOutput,
        delete_event_source_mapping::DeleteEventSourceMappingOutput,
        get_event_source_mapping::GetEventSourceMappingOutput,
        update_event_source_mapping::UpdateEventSourceMappingOutput,
    },
    types::EventSourceMappingConfiguration,
};

use crate::{
    aws::{
        event_source_mapping::{
            facts::{home, is_at_rest, is_made_by_lambda, same_function},
            mode::Mode,
            table::{AmazonManagedKafka, EventSourceMapping, SelfManagedKafka, rows},
        },
        model::{Report, tags::Tagging},
        names::function_name::{FunctionName, Home},
    },
    framework::{
        cell::{Cell as _, Tf, model::Model as _},
        diagnostics::Diagnostics,
        schema::Life,
        value::{Value, path::Path},
    },
};

/// What the API reports of a mapping, in whichever answer.
pub(crate) trait Reported: Report<EventSourceMapping> {
    fn function_arn(&self) -> Option<&str>;
    fn state(&self) -> Option<&str>;
    /// The consumer group of Kafka.
    fn group(&self) -> Option<&str>;
}

/// The same members under the same names, of a type each.
macro_rules! reported {
    ($($output:ty),* $(,)?) => { $(
        impl Reported for $output {
            fn function_arn(&self) -> Option<&str> {
                self.function_arn()
            }
            fn state(&self) -> Option<&str> {
                self.state()
            }
            fn group(&self) -> Option<&str> {
                let managed = self.amazon_managed_kafka_event_source_config();
                let own = self.self_managed_kafka_event_source_config();
                let managed = managed.and_then(|it| it.consumer_group_id());
                managed.or(own.and_then(|it| it.consumer_group_id()))
            }
        }
    )* };
}

reported! {
    CreateEventSourceMappingOutput,
    GetEventSourceMappingOutput,
    UpdateEventSourceMappingOutput,
    DeleteEventSourceMappingOutput,
    EventSourceMappingConfiguration,
}

/// The consumer group of Kafka, and the block that holds it. The block stands as long as it stood: a
/// plan can add none. Where there was none, it shows what only the block can say: a registry, a mode,
/// and for an import also a group that Lambda has not made.
fn read_kafka(mapping: &mut EventSourceMapping, group: Option<&str>, prior: &EventSourceMapping) {
    let imports = prior.function_name == Tf::Null;
    let given = imports && group.is_some_and(|it| !is_made_by_lambda(it));
    mapping.consumer_group_id = match group {
        Some(group) => Tf::Known(group.to_owned()),
        None => prior.consumer_group_id.clone(),
    };
    let managed = &mut mapping.amazon_managed_kafka_event_source_config.0;
    *managed = match (
        std::mem::take(managed),
        &prior.amazon_managed_kafka_event_source_config.0,
    ) {
        // What cannot change stands, reported or not.
        (now, Tf::Known(before)) => {
            let now = now.into_known().unwrap_or_default();
            Tf::Known(AmazonManagedKafka {
                consumer_group_id: reported_or(now.consumer_group_id, &before.consumer_group_id),
                ..now
            })
        }
        (Tf::Known(now), _) if given || now.schema_registry_config.0 != Tf::Null => Tf::Known(now),
        (_, before) => before.clone(),
    };
    let own = &mut mapping.self_managed_kafka_event_source_config.0;
    *own = match (
        std::mem::take(own),
        &prior.self_managed_kafka_event_source_config.0,
    ) {
        (now, Tf::Known(before)) => {
            let now = now.into_known().unwrap_or_default();
            Tf::Known(SelfManagedKafka {
                consumer_group_id: reported_or(now.consumer_group_id, &before.consumer_group_id),
                consumption_mode: Mode(reported_or(
                    now.consumption_mode.0,
                    &before.consumption_mode.0,
                )),
                ..now
            })
        }
        (Tf::Known(now), _)
            if given
                || now.schema_registry_config.0 != Tf::Null
                || !now.consumption_mode.same(&Mode::default()) =>
        {
            let mode = now.consumption_mode.in_the_words_of(&Mode::default());
            Tf::Known(SelfManagedKafka {
                consumption_mode: mode,
                ..now
            })
        }
        (_, before) => before.clone(),
    };
}

fn reported_or(reported: Tf<String>, before: &Tf<String>) -> Tf<String> {
    match reported {
        Tf::Null => before.clone(),
        reported => reported,
    }
}

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
    read_kafka(&mut mapping, output.group(), prior);
    // Filters that Lambda cannot read are not gone.
    if mapping.filter_criteria_error.0.known().is_some() {
        mapping.filter_criteria = prior.filter_criteria.clone();
    }
    complete(mapping, prior)
}

/// The mapping with what the API leaves out: AWS's default where there is one, and what was said of a
/// setting that the kind of source does not have, which is no more than that it is not used. What is
/// reported of something that a plan does not expect is left out, too.
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
                // What counts as unset stays in the state while AWS has its default.
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
        // What is partly unknown has no counterpart of the same form.
        (planned, read) if !planned.is_wholly_known() && !read.is_null() => read.clone(),
        (planned, _) => planned.clone(),
    }
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

/// The tags that the API reports, as the provider block has them seen.
pub(crate) fn read_tags(
    mapping: &mut EventSourceMapping,
    reported: BTreeMap<String, String>,
    tagging: &Tagging,
) {
    (mapping.tags, mapping.tags_all) = tagging.read(reported, &mapping.tags);
}

/// Whether mapping or provider say anything of its tags, or nothing is known of them yet. Otherwise they are
/// nobody's business here, and to ask for them would double the calls of a plan. `tags = {}` says something:
/// that there are to be none.
pub(crate) fn manages_tags(mapping: &EventSourceMapping, tagging: &Tagging) -> bool {
    let none = mapping.tags_all.0 == Tf::Known([].into());
    let unsaid = mapping.tags.0 == Tf::Null && none;
    !unsaid || !tagging.default.is_empty()
}

/// The mapping as it is now, without the noise of attributes that change by themselves: they keep
/// the values of the last change, unless something else differs or the mapping was on its way then.
pub(crate) fn quiet(now: EventSourceMapping, prior: EventSourceMapping) -> EventSourceMapping {
    let calm = EventSourceMapping {
        state: prior.state.clone(),
        state_transition_reason: prior.state_transition_reason.clone(),
        last_modified: prior.last_modified.clone(),
        last_processing_result: prior.last_processing_result.clone(),
        ..now.clone()
    };
    if calm == prior && is_at_rest(&prior.state) {
        prior
    } else {
        now
    }
}
