//! Messages about a mapping that does not exist, or is not the wanted one.

use super::conflict::import_block;
use crate::{
    aws::{api::service::Service, event_source_mapping::table::EventSourceMapping},
    framework::diagnostics::{Diagnostic, Severity, shown},
};

type Mapping = EventSourceMapping;

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
