//! The consumer group of Kafka: what of it a plan knows.

use crate::{
    aws::event_source_mapping::{
        facts::{groups, is_made_by_lambda},
        table::{EventSourceMapping, rows},
    },
    framework::{author::Change, cell::Tf, plan::Replace, value::path::Path},
};

type Planned<'a> = Change<'a, EventSourceMapping>;

const BLOCKS: [&str; 2] = [
    "amazon_managed_kafka_event_source_config",
    "self_managed_kafka_event_source_config",
];

/// Plans the group. A block that is written for a mapping that exists gets the group in use, and a
/// wish for another one is a reason to replace the mapping, whether or not there was a block before.
pub(super) fn plan(change: &mut Planned<'_>) {
    let before = change.prior.map_or(&Tf::Null, |it| &it.consumer_group_id);
    let shown = change.prior.map_or([None, None], groups);
    for (position, wish) in groups(change.config).into_iter().enumerate() {
        let Some(wish) = wish else {
            continue;
        };
        if *wish == Tf::Null {
            if let Tf::Known(_) = before
                && let Some(planned) = group_mut(&mut change.planned, position)
                && planned.is_unknown()
            {
                *planned = before.clone();
            }
            continue;
        }
        change.planned.consumer_group_id = wish.clone();
        // Of a group that is in the state the row says so itself.
        let unseen = shown[position].is_none_or(|it| *it == Tf::Null);
        if unseen && *before != Tf::Null && wish != before {
            change.replace.push(other_group(BLOCKS[position]));
        }
    }
}

/// Removes the groups that Lambda has created: a configuration that names one would keep a recreated mapping
/// in the group of the old one.
pub(in crate::aws::event_source_mapping) fn forget_groups_of_lambda(
    mapping: &mut EventSourceMapping,
) {
    for position in 0..BLOCKS.len() {
        if let Some(group) = group_mut(mapping, position)
            && group.known().is_some_and(|it| is_made_by_lambda(it))
        {
            *group = Tf::Null;
        }
    }
}

fn group_mut(mapping: &mut EventSourceMapping, position: usize) -> Option<&mut Tf<String>> {
    let managed = &mut mapping.amazon_managed_kafka_event_source_config.0;
    let own = &mut mapping.self_managed_kafka_event_source_config.0;
    match position {
        0 => managed.known_mut().map(|it| &mut it.consumer_group_id),
        _ => own.known_mut().map(|it| &mut it.consumer_group_id),
    }
}

/// The reason that the row of the group in this block gives.
fn other_group(block: &str) -> Replace {
    const GROUP: &str = "consumer_group_id";
    let row = rows().iter().find(|it| it.name == block);
    let inner = row.and_then(|it| it.inner()).unwrap_or_default();
    let group = inner.iter().find(|it| it.name == GROUP);
    Replace {
        path: Path::from(block).index(0).attribute(GROUP),
        because: group.and_then(|it| it.spec.because).unwrap_or_default(),
    }
}
