//! A mapping that is in the way, that is another one, or that is gone: what it is, and what to do.

use super::address::import_block;
use crate::{
    aws::{
        api::{client::Client, error::Error, service::Service},
        event_source_mapping::{
            plan::compare::{Difference, Differences},
            table::EventSourceMapping,
        },
    },
    framework::{
        author::Call,
        cell::Tf,
        diagnostics::{Diagnostic, Severity},
    },
};

type Mapping = EventSourceMapping;

/// A warning for a mapping that was adopted, with what was changed.
pub(crate) fn taken_over(uuid: &str, changed: &[Difference]) -> Diagnostic {
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

/// An error for a mapping that was to be adopted, when a change of it failed.
pub(crate) fn not_taken_over(uuid: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    let left = format!(
        "\n\nThe mapping {uuid} was there before, and was to be taken over (adopt_existing). It \
         is not in the state yet: apply again."
    );
    diagnostic.detail.push_str(&left);
    diagnostic
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
    run: &Call<Client, Mapping>,
    planned: &Mapping,
    found: &Mapping,
    refusal: &str,
) -> Diagnostic {
    let text = |it: &Tf<String>| it.known().cloned().unwrap_or_default();
    let (uuid, function) = (text(&found.uuid), text(&planned.function_name));
    if run.client.held().claim(&uuid).is_some() {
        let mut diagnostic = held_twice(planned, found);
        diagnostic.detail = format!("{}\n\n{}", diagnostic.detail, refusal);
        return diagnostic;
    }
    let differences = Differences::from_planned(&run.config, planned, found);
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
    parts.push(import_block(&run.client, &uuid));
    parts.push(
        "If it is this very resource, replaced with create_before_destroy, remove that setting: the old \
         mapping has to go first. If it is another resource's, of this configuration or elsewhere, leave it \
         there: two resources cannot manage one mapping."
            .to_owned(),
    );
    parts.push(refusal.to_owned());
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

/// An error for an update that would give a mapping the source and function of another one.
pub(crate) fn occupied(planned: &Mapping, other: &Mapping, refusal: &str) -> Diagnostic {
    let text = |it: &Tf<String>| it.known().cloned().unwrap_or_default();
    let (uuid, function) = (text(&planned.uuid), text(&planned.function_name));
    Diagnostic::error(
        format!("The event source already has another mapping to the function \"{function}\""),
        format!(
            "{refusal}\n\nLambda allows one mapping for each source and function. This resource manages \
             {uuid}; the other one is {} ({}, state {}). Remove one of the two: destroy the resource that \
             manages the other one or delete that mapping, or remove this resource or give it another \
             function.",
            text(&other.uuid),
            text(&other.function_arn),
            text(&other.state),
        ),
    )
    .at("function_name")
}

/// The same error, for members that AWS accepts only when it creates a mapping.
pub(crate) fn only_replaced(mut refusal: Diagnostic, named: &str) -> Diagnostic {
    refusal.detail = format!(
        "Lambda does not change {named} of this mapping. Replace the mapping: run the same command with \
         -replace=ADDRESS, with the address that stands above this text. A new mapping starts at its \
         starting_position.\n\n{}",
        refusal.detail
    );
    refusal.at("document_db_event_source_config")
}

/// An error for a mapping that is still being deleted when the user's limit is reached.
pub(crate) fn leaving(refusal: &Error) -> Diagnostic {
    Diagnostic::error(
        "A mapping of the same event source and function is still being deleted",
        format!(
            "Lambda makes no new one before it is gone, which takes minutes for some sources. Apply again \
             later, or allow more time in the block timeouts.\n\n{}",
            refusal.said()
        ),
    )
}

/// A warning for a mapping that stays, because another resource of this run has taken it over.
pub(crate) fn handed_over(uuid: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("The event source mapping {uuid} was not deleted"),
        "Another resource of this configuration has just taken it over (adopt_existing), as after a \
         change of its name, or when a replacement creates first. It is managed there now.",
    )
}

/// A warning for a mapping that was gone before it was deleted, when another one has its source and
/// function.
pub(crate) fn gone_before(prior: &Mapping, other: &str) -> Diagnostic {
    let uuid = prior.uuid.known().map_or("", String::as_str);
    Diagnostic::warning(
        format!("The event source mapping {uuid} was gone before it was deleted"),
        format!(
            "Another mapping has its source and function: {other}. Somebody else made it, and it was not \
             touched. To delete it: aws lambda delete-event-source-mapping --uuid {other}"
        ),
    )
}

/// An error for a mapping that cannot be imported because it does not exist.
pub(crate) fn absent(service: &Service, imported: &Mapping) -> Diagnostic {
    let uuid = imported.uuid.known().map_or("", String::as_str);
    Diagnostic::error(
        format!("There is no event source mapping {uuid}"),
        format!(
            "{service} does not know it, or is deleting it. Check the UUID, the Region and the \
             account of the provider; aws lambda list-event-source-mappings lists what is there."
        ),
    )
}

/// An error for a mapping whose ARN is not the one that was asked for.
pub(crate) fn another(uuid: &str, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The event source mapping {uuid} is another one here"),
        format!(
            "Asked for was {wanted}, and with these credentials there is {found}. Use the credentials \
             of its account, or the ARN of the other."
        ),
    )
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
                import_block(client, uuid)
            ),
        )
    }
}
