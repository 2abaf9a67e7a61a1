//! What of a plan depends on more than one attribute.

pub(crate) mod announce;
pub(super) mod group;
pub(crate) mod place;

use self::place::Scope;
use super::{
    facts::{is_at_rest, is_virtual_host, kind, mode, same_function},
    kinds::has_whole_seconds_only_once_set,
    table::{EventSourceMapping, rows},
};
use crate::{
    aws::names::{
        arn::Arn,
        function_name::{FunctionName, Home},
    },
    framework::{
        author::Change,
        cell::{Cell as _, Map, Tf, model::Model as _},
        diagnostics::Diagnostic,
        plan::{self, Replace},
        value::path::Path,
    },
};

type Planned<'a> = Change<'a, EventSourceMapping>;

/// Corrects a plan. There is no `scope` while the provider's configuration is not known.
pub(super) fn plan(change: &mut Planned<'_>, scope: Option<Scope<'_>>) {
    place::plan(change, scope);
    group::plan(change);
    let planned = &mut change.planned;
    // `tags` is the user's. It is computed only because states of Terraform 1.0 may hold an empty map.
    if change.config.tags.0 == Tf::Null && planned.tags.0 != Tf::Known([].into()) {
        planned.tags = Map(Tf::Null);
    }
    planned.tags_all = match (scope, change.prior) {
        (Some(scope), _) => scope.tagging.all(&planned.tags),
        // An apply would find other tags than were planned.
        (None, _) if change.unknown.iter().any(|it| is_of_tags(it)) => Map(Tf::Unknown),
        // While nothing is known of the provider, its tags are taken to be what they were.
        (None, Some(prior)) if prior.tags == planned.tags => prior.tags_all.clone(),
        (None, _) => Map(Tf::Unknown),
    };
    let Some(prior) = change.prior else {
        return;
    };
    // Which functions are the same depends on where the mapping is.
    if let (Tf::Known(new), Tf::Known(old)) = (&planned.function_name, &prior.function_name)
        && same_function(new, old, prior)
    {
        planned.function_name = prior.function_name.clone();
    }
    change.replace.extend(virtual_host(prior, &change.planned));
    let reasons = plan::reasons(
        rows(),
        &change.config.encode(),
        &prior.encode(),
        &change.planned.encode(),
    );
    if reasons.is_empty() && change.replace.is_empty() {
        keep_window(change, prior);
    }
    // What changes anyway is planned again once the provider is known, and maybe with other tags.
    if scope.is_none() && change.planned != *prior {
        change.planned.tags_all = Map(Tf::Unknown);
    }
}

/// What a change makes of values that Lambda reports. `prior`: the mapping that is changed in place.
pub(super) fn foretell(prior: Option<&EventSourceMapping>, planned: &mut EventSourceMapping) {
    if planned.function_arn.is_unknown()
        && let Some(arn) = function_arn(planned, prior)
    {
        planned.function_arn = Tf::Known(arn);
    }
    // A state that was moving when it was looked at has moved on.
    if let Some(prior) = prior
        && planned.last_modified.is_unknown()
        && !is_at_rest(&prior.state)
    {
        planned.state = Tf::Unknown;
        planned.state_transition_reason = Tf::Unknown;
    }
}

/// The ARN that Lambda will report of the planned function, where its name tells it.
fn function_arn(
    planned: &EventSourceMapping,
    prior: Option<&EventSourceMapping>,
) -> Option<String> {
    let text = planned.function_name.known()?;
    let name = FunctionName::parse(text)?;
    // No record shows what Lambda reports of it.
    if name.qualifier == Some("$LATEST") {
        return None;
    }
    if Arn::parse(text).is_some() {
        return Some(text.clone());
    }
    let home = Arn::parse(prior?.arn.known()?)?;
    Some(name.arn(home.partition, Home::of(prior?.arn.known()?)?))
}

/// Whether tags depend on this argument of the provider block.
fn is_of_tags(argument: &str) -> bool {
    ["default_tags", "ignore_tags"].contains(&argument)
}

/// An update must not name the virtual host, so it cannot be changed by one.
fn virtual_host(prior: &EventSourceMapping, planned: &EventSourceMapping) -> Option<Replace> {
    let hosts = |it: &EventSourceMapping| -> Option<Vec<Tf<String>>> {
        let entries = it.source_access_configuration.0.known();
        let entries = entries.map_or(&[][..], Vec::as_slice);
        if entries.iter().any(|it| it.r#type.is_unknown()) {
            return None;
        }
        let hosts = entries.iter().filter(|it| is_virtual_host(it));
        Some(hosts.map(|it| it.uri.clone()).collect())
    };
    if planned.source_access_configuration.0.is_unknown() {
        return None;
    }
    (hosts(planned)? != hosts(prior)?).then(|| Replace {
        path: Path::root().attribute("source_access_configuration"),
        because: "Lambda uses the virtual host only when it creates a mapping",
    })
}

/// Keeps a batching window that is removed from the configuration, and warns: no request restores the default
/// of half a second.
fn keep_window(change: &mut Planned<'_>, prior: &EventSourceMapping) {
    const WINDOW: &str = "maximum_batching_window_in_seconds";
    let kind = kind(&change.planned).filter(|it| has_whole_seconds_only_once_set(*it));
    let Some(kind) = kind else {
        return;
    };
    let window = |it: &EventSourceMapping| it.maximum_batching_window_in_seconds.clone();
    match (window(&change.planned), window(prior)) {
        (Tf::Null, Tf::Known(seconds)) => {
            change.planned.maximum_batching_window_in_seconds = Tf::Known(seconds);
            change.diagnostics.push(
                Diagnostic::warning(
                    format!("\"{WINDOW}\" stays at {seconds}"),
                    format!(
                        "Without it Lambda gathers the batches of {} for half a second. No request \
                         restores that default once the window was set. To restore it, replace the \
                         mapping. To avoid this warning, set {WINDOW} = {seconds}.",
                        kind.says()
                    ),
                )
                .at(WINDOW),
            );
        }
        (Tf::Known(_) | Tf::Unknown, Tf::Null) => change.diagnostics.push(
            Diagnostic::warning(
                format!("\"{WINDOW}\" cannot be removed again"),
                format!(
                    "Without it Lambda gathers the batches of {} for half a second. Once it is set, \
                     only a replacement of the mapping restores that default.",
                    kind.says()
                ),
            )
            .at(WINDOW),
        ),
        _ => {}
    }
}

/// Whether a replacement in the same consumer group reads on where the old mapping stopped.
pub(super) fn goes_on(prior: &EventSourceMapping, planned: &EventSourceMapping) -> bool {
    prior.event_source_arn == planned.event_source_arn
        && prior.self_managed_event_source == planned.self_managed_event_source
        && prior.topics == planned.topics
        && prior.starting_position == planned.starting_position
        && prior.starting_position_timestamp == planned.starting_position_timestamp
        && mode(prior).same(&mode(planned))
}
