//! A mapping that is in the way of a new one: taken over, or told with the way to take it over.

use aws_sdk_lambda::operation::get_event_source_mapping::GetEventSourceMappingOutput;

use super::{
    settle::{LAST_ANSWER, or_stopped},
    tries::Attempts,
    update::{self, Failure},
};
use crate::{
    aws::{
        api::{
            claims::Claim,
            client::Client,
            error::{Error, Kind},
        },
        event_source_mapping::{
            plan::compare::{Difference, Differences},
            table::EventSourceMapping,
            tell::name,
            wire::answer,
        },
    },
    framework::{
        author::Call,
        cell::Tf,
        diagnostics::{Diagnostic, Severity},
    },
};

type Mapping = EventSourceMapping;

/// Whether to take over what is there: as the resource says, or else the provider.
pub(crate) fn is_wanted(call: &Call<Client, Mapping>, planned: &Mapping) -> bool {
    let own = planned.adopt_existing.known();
    own.copied().unwrap_or(call.client.adopts_existing())
}

/// Takes over a mapping that is there and makes it as planned, with a warning that says what was
/// changed. It is nobody's until all of that is done: what fails must not make Terraform replace it.
pub(crate) async fn adopt(
    call: &Call<Client, Mapping>,
    planned: &Mapping,
    output: &GetEventSourceMappingOutput,
    refusal: &Error,
    attempts: &mut Attempts,
) -> Result<(Mapping, Vec<Diagnostic>), Diagnostic> {
    let mut found = answer::read(output, planned);
    let uuid = found.uuid.known().cloned().unwrap_or_default();
    let tagging = call.client.tagging();
    if let Some(arn) = found.arn.known()
        && answer::manages_tags(planned, tagging)
    {
        let what = format!("take over the event source mapping {uuid}");
        let tags = loop {
            let tags = or_stopped(call, LAST_ANSWER, call.client.tags(arn)).await;
            let error = match tags.ok_or_else(|| update::interrupted(&what))? {
                Ok(tags) => break tags,
                Err(error) => error,
            };
            // Who may not look at tags, or where there are none, sets those that are wanted.
            if error.kind == Kind::Denied || call.client.lacks_tags(&error) {
                break [].into();
            }
            if let Err(ended) = attempts.again(call, &error).await {
                return Err(attempts.explain(error.diagnostic(&what), ended));
            }
        };
        answer::read_tags(&mut found, tags, tagging);
    }
    let differences = Differences::from_planned(&call.config, planned, &found);
    if !differences.fixed.is_empty() || !call.client.held().take(&uuid, Claim::TakenOver) {
        return Err(taken(call, planned, &found, refusal));
    }
    let work = async {
        let changed = update::change(call, &found, planned, attempts).await?;
        let untagged = update::retag(call, &found, planned, attempts).await?;
        Ok((changed, untagged))
    };
    match work.await {
        Ok((changed, untagged)) => {
            let mapping = Mapping {
                tags: planned.tags.clone(),
                tags_all: planned.tags_all.clone(),
                ..changed.unwrap_or(found)
            };
            let said = Some(taken_over(&uuid, &differences.mutable));
            Ok((mapping, said.into_iter().chain(untagged).collect()))
        }
        Err(Failure { mut diagnostic, .. }) => {
            call.client.held().release(&uuid);
            let left = format!(
                "\n\nThe mapping {uuid} was there before, and was to be taken over (adopt_existing). It \
                 is not in the state yet: apply again."
            );
            diagnostic.detail.push_str(&left);
            Err(diagnostic)
        }
    }
}

fn taken_over(uuid: &str, changed: &[Difference]) -> Diagnostic {
    let done = if changed.is_empty() {
        "It was as configured: nothing had to be changed.".to_owned()
    } else {
        format!("These were changed:{}", Difference::changes(changed))
    };
    // Terraform merges warnings with the same summary: each has to be one of its own.
    Diagnostic::warning(
        format!("The event source mapping {uuid} was there before, and was taken over"),
        format!(
            "Its event source and function are those of this resource, and adopt_existing is set. It is \
             managed here from now on; nothing else should manage it. {done}"
        ),
    )
}

/// An error for a mapping that another resource of this run holds already.
pub(crate) fn held_twice(planned: &Mapping, found: &Mapping) -> Diagnostic {
    let text = |it: &Tf<String>| it.known().cloned().unwrap_or_default();
    let (uuid, function) = (text(&found.uuid), text(&planned.function_name));
    Diagnostic::error(
        format!("Two resources have the same event source and the function \"{function}\""),
        format!(
            "Lambda allows one mapping for each source and function, and another resource of this \
             configuration has just made or taken over {uuid}. Remove one of the two."
        ),
    )
    .at("function_name")
}

/// An error for a mapping that has the source and function of the planned one: what it is, and how
/// to bring it into the state.
pub(crate) fn taken(
    call: &Call<Client, Mapping>,
    planned: &Mapping,
    found: &Mapping,
    refusal: &Error,
) -> Diagnostic {
    let text = |it: &Tf<String>| it.known().cloned().unwrap_or_default();
    let (uuid, function) = (text(&found.uuid), text(&planned.function_name));
    if call.client.held().claim(&uuid).is_some() {
        let mut diagnostic = held_twice(planned, found);
        diagnostic.detail = format!("{}\n\n{}", diagnostic.detail, refusal.words());
        return diagnostic;
    }
    // A change of what has a state plans from that state already.
    let differences = match planned.uuid {
        Tf::Known(_) => Differences::between(&call.config, found),
        _ => Differences::from_planned(&call.config, planned, found),
    };
    let mut parts = vec![
        format!(
            "Lambda allows one for each source and function, and this one is there:\n\
             \n  UUID: {uuid}\n  function: {}\n  state: {} ({})\n  last modified: {}",
            text(&found.function_arn),
            text(&found.state),
            text(&found.state_transition_reason),
            text(&found.last_modified),
        ),
        if differences.is_empty() {
            "It is as configured here.".to_owned()
        } else if differences.mutable.is_empty() {
            String::new()
        } else {
            let contrasts = Difference::contrasts(&differences.mutable);
            format!("It differs in:{contrasts}")
        },
    ];
    if differences.fixed.is_empty() {
        parts.push(
            "To manage it here, set adopt_existing = true on this resource and apply again, or import \
             it; it is then changed in place to what is configured."
                .to_owned(),
        );
    } else {
        let obstacles = Difference::obstacles(&differences.fixed);
        parts.push(format!(
            "It cannot be made as configured, because these cannot be changed:{obstacles}"
        ));
        parts.push(format!(
            "To manage it here, configure what it has and import it. Or delete it (aws lambda \
             delete-event-source-mapping --uuid {uuid}), which loses its position in the source, and \
             apply again."
        ));
    }
    parts.push(import_block(&call.client, &uuid, planned));
    parts.push(
        "If it is this very resource, replaced with create_before_destroy, remove that setting: the old \
         mapping has to go first. If it is another resource's, of this configuration or elsewhere, leave it \
         there: two resources cannot manage one mapping."
            .to_owned(),
    );
    parts.push(refusal.words().to_owned());
    parts.retain(|it| !it.is_empty());
    let detail = parts.join("\n\n");
    let diagnostic = Diagnostic::error(
        format!("The event source already has a mapping to the function \"{function}\""),
        detail,
    );
    match planned.event_source_arn.known() {
        Some(_) => diagnostic.at("event_source_arn"),
        None => diagnostic,
    }
}

/// The block that brings the mapping `uuid` of the client's Region into the state as `mapping`.
pub(crate) fn import_block(client: &Client, uuid: &str, mapping: &Mapping) -> String {
    let region = &client.service.region;
    let id = if **region == *client.home() {
        uuid.to_owned()
    } else {
        format!("{uuid}@{region}")
    };
    let block = |name: &str| {
        format!(
            "    import {{\n      to = awslambda_event_source_mapping.{name}\n      id = \"{id}\"\n    }}"
        )
    };
    match name::of(mapping) {
        Some(name) => block(&name),
        None => format!(
            "{}\n\nNAME is the name of this resource in the configuration.",
            block("NAME")
        ),
    }
}

/// A warning for a mapping that is gone, and for the one that has taken its place.
pub(crate) fn gone(client: &Client, prior: &Mapping, other: Option<&Mapping>) -> Diagnostic {
    let uuid = prior.uuid.known().map_or("", String::as_str);
    let summary = format!("The event source mapping {uuid} is gone");
    let Some(other) = other else {
        return Diagnostic::warning(
            summary,
            "Lambda does not know it any more: it was deleted outside of Terraform, or the credentials \
             are of another account. It is taken out of the state, and made anew if it is still \
             configured.",
        );
    };
    let uuid = other.uuid.known().map_or("", String::as_str);
    Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::error(
            summary,
            format!(
                "It was deleted outside of Terraform, and another mapping has its source and function: \
                 {uuid}. Terraform would plan a new one, which Lambda refuses while that one is there. \
                 To manage it here, set adopt_existing = true on this resource and apply; or take the old \
                 one out of the state (apply -refresh-only) and import this one:\n\n{}",
                import_block(client, uuid, prior)
            ),
        )
    }
}
