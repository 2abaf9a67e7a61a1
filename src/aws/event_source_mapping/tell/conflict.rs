//! Messages about a mapping that conflicts with the planned one, is not the wanted one, or no longer exists.

use crate::{
    aws::{
        api::{error::Error, service::Service},
        event_source_mapping::{
            plan::{
                compare::{Difference, Differences},
                place,
            },
            table::EventSourceMapping,
        },
    },
    framework::{
        cell::Tf,
        diagnostics::{Diagnostic, Severity, shown},
    },
};

type Mapping = EventSourceMapping;

/// A warning for a mapping that was adopted, with what was changed.
pub(crate) fn taken_over(uuid: &str, changed: &[Difference]) -> Diagnostic {
    let done = if changed.is_empty() {
        "It was already as configured.".to_owned()
    } else {
        format!("Changes:{}", Difference::changes(changed))
    };
    // Terraform merges warnings with the same summary: each has to be one of its own.
    Diagnostic::warning(
        format!("The existing event source mapping {uuid} was adopted"),
        format!(
            "It has the event source and the function of this resource, and adopt_existing is set. This \
             resource manages it from now on. No other resource should manage it. {done}"
        ),
    )
}

/// An error for a mapping that was to be adopted, when a change of it failed.
pub(crate) fn not_taken_over(uuid: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    let left = format!(
        "\n\nThis apply was to adopt the existing mapping {uuid} (adopt_existing). The mapping is not in the \
         state yet. Apply again."
    );
    diagnostic.detail.push_str(&left);
    diagnostic
}

/// An error for a mapping that another resource of this run holds already.
pub(crate) fn held_twice(planned: &Mapping, found: &Mapping) -> Diagnostic {
    let text = |it: &Tf<String>| it.known().map(|it| shown(it)).unwrap_or_default();
    let (uuid, function) = (text(&found.uuid), text(&planned.function_name));
    Diagnostic::error(
        format!("Two resources have the same event source and the function \"{function}\""),
        format!(
            "Lambda allows one mapping per event source and function. Another resource of this \
             configuration has created or adopted {uuid} in this run. Remove one of the two resources."
        ),
    )
    .at("function_name")
}

/// An error for a mapping that has the source and function of the planned one: what it is, and how
/// to bring it into the state of a provider whose Region is `home`.
pub(crate) fn taken(
    config: &Mapping,
    planned: &Mapping,
    found: &Mapping,
    home: &str,
    refusal: &str,
) -> Diagnostic {
    let text = |it: &Tf<String>| it.known().map(|it| shown(it)).unwrap_or_default();
    let (uuid, function) = (text(&found.uuid), text(&planned.function_name));
    let differences = Differences::from_planned(config, planned, found);
    let mut parts = vec![
        format!(
            "Lambda allows one mapping per event source and function. The existing mapping is {uuid}: of {}, \
             {} ({}), last modified {}.",
            text(&found.function_arn),
            text(&found.state),
            text(&found.state_transition_reason),
            text(&found.last_modified),
        ),
        if differences.is_empty() {
            "It matches this configuration.".to_owned()
        } else if differences.mutable.is_empty() {
            String::new()
        } else {
            let contrasts = Difference::contrasts(&differences.mutable);
            format!("Differences:{contrasts}")
        },
    ];
    if differences.fixed.is_empty() {
        parts.push(
            "To manage it here, set adopt_existing = true on this resource and apply again, or import it. \
             Terraform then changes it in place."
                .to_owned(),
        );
    } else {
        let obstacles = Difference::obstacles(&differences.fixed);
        parts.push(format!(
            "These differences cannot be changed in place:{obstacles}"
        ));
        parts.push(format!(
            "To manage it here, change the configuration to its values and import it. Or delete it and \
             apply again, which loses its position in the source: aws lambda \
             delete-event-source-mapping --uuid {uuid}"
        ));
    }
    parts.push(import_block(found, home));
    parts.push(
        "If this resource is being replaced with create_before_destroy, remove that setting: Lambda must \
         delete the old mapping first. If another resource manages the existing mapping, do not import it: \
         two resources cannot manage one mapping."
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
    let text = |it: &Tf<String>| it.known().map(|it| shown(it)).unwrap_or_default();
    let (uuid, function) = (text(&planned.uuid), text(&planned.function_name));
    Diagnostic::error(
        format!("The event source already has another mapping to the function \"{function}\""),
        format!(
            "{refusal}\n\nLambda allows one mapping per event source and function. This resource manages \
             {uuid}. The other mapping is {} ({}, state {}). Destroy the resource that manages the other \
             mapping, delete that mapping, remove this resource, or set another function here.",
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
        "Lambda does not change {named} of this mapping. To replace the mapping, run the same command with \
         -replace=ADDRESS. The line that begins with \"with\" above this text shows the address. A new mapping \
         starts at its starting_position.\n\n{}",
        refusal.detail
    );
    refusal.at("document_db_event_source_config")
}

/// An error for a mapping that is still being deleted when the user's limit is reached.
pub(crate) fn leaving(refusal: &Error) -> Diagnostic {
    Diagnostic::error(
        "A mapping of the same event source and function is still being deleted",
        format!(
            "Lambda creates a new mapping only after the deletion, which takes minutes for some sources. \
             Apply again later, or increase create in the block timeouts.\n\n{}",
            refusal.said()
        ),
    )
}

/// A warning for a mapping that stays, because another resource of this run has taken it over.
pub(crate) fn handed_over(uuid: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("The event source mapping {uuid} was not deleted"),
        "Another resource of this configuration has adopted it in this run (adopt_existing) and manages it \
         from now on. This happens after a rename without a moved block, and with create_before_destroy.",
    )
}

/// A warning for a mapping that was gone before it was deleted, when another one has its source and
/// function.
pub(crate) fn gone_before(prior: &Mapping, other: &str) -> Diagnostic {
    let uuid = prior.uuid.text();
    Diagnostic::warning(
        format!("The event source mapping {uuid} was already deleted"),
        format!(
            "Another mapping has the same event source and function: {other}. This resource did not create \
             it and did not delete it. To delete it: aws lambda delete-event-source-mapping --uuid {other}"
        ),
    )
}

/// An error for a mapping that cannot be imported because it does not exist.
pub(crate) fn absent(service: &Service, imported: &Mapping) -> Diagnostic {
    let uuid = imported.uuid.text();
    Diagnostic::error(
        format!("The event source mapping {uuid} does not exist"),
        format!(
            "{service} does not have it, or is deleting it. Check the UUID, and the Region and the account \
             of the provider. To list the mappings: aws lambda list-event-source-mappings"
        ),
    )
}

/// An error for a mapping whose ARN is not the one that was asked for.
pub(crate) fn another(uuid: &str, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The event source mapping {uuid} has another ARN"),
        format!(
            "Requested: {}. Found with these credentials: {}. Use the credentials of the requested \
             account, or import the ARN that was found.",
            shown(wanted),
            shown(found)
        ),
    )
}

/// A warning for a mapping that is gone, and for the one that has taken its place.
pub(crate) fn gone(prior: &Mapping, other: Option<&Mapping>, home: &str) -> Diagnostic {
    let uuid = prior.uuid.text();
    let summary = format!("The event source mapping {uuid} no longer exists");
    let Some(other) = other else {
        return Diagnostic::warning(
            summary,
            "It was deleted outside of Terraform, or the credentials are of another account. It is removed \
             from the state, and created again if it is still configured.",
        );
    };
    let uuid = other.uuid.text();
    Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::error(
            summary,
            format!(
                "It was deleted outside of Terraform, and another mapping has the same event source and \
                 function: {uuid}. Terraform would plan a new mapping, and Lambda would refuse it. To manage \
                 the other mapping here, set adopt_existing = true on this resource and apply. Or remove the \
                 old one from the state (apply -refresh-only) and import the other one:\n\n{}",
                import_block(other, home)
            ),
        )
    }
}

/// The `import` block for a mapping; `home` is the Region of the provider block. Terraform does not tell
/// a provider the address of a resource, but prints it above the message.
pub(crate) fn import_block(mapping: &EventSourceMapping, home: &str) -> String {
    let uuid = mapping.uuid.text();
    let id = match place::region(mapping) {
        Tf::Known(region) if region != home => format!("{uuid}@{region}"),
        _ => uuid.to_owned(),
    };
    format!(
        "    import {{\n      to = awslambda_event_source_mapping.NAME\n      id = \"{id}\"\n    }}\n\n\
         Replace NAME: the line that begins with \"with\" above this text shows the address of the resource."
    )
}
