//! States that others have written: older versions, other types, and ids to import.

use bytes::Bytes;

use super::reported;
use crate::{
    framework::{
        author::provider::Provider,
        diagnostics::{Diagnostic, Diagnostics, shown},
        server::Server,
    },
    protocol::{
        messages::{diagnostics, dynamic},
        tfplugin6::{import_resource_state, move_resource_state, upgrade_resource_state},
    },
};

pub(super) fn upgrade_resource_state<P: Provider>(
    server: &Server<P>,
    request: upgrade_resource_state::Request,
) -> upgrade_resource_state::Response {
    let json = request.raw_state.unwrap_or_default().json;
    let answer = server.upgrade(&request.type_name, request.version, &json);
    upgrade_resource_state::Response {
        upgraded_state: dynamic(answer.state),
        diagnostics: reported(diagnostics(answer.diagnostics)),
    }
}

pub(super) fn import_resource_state<P: Provider>(
    server: &Server<P>,
    request: import_resource_state::Request,
) -> import_resource_state::Response {
    let answer = server.import(&request.type_name, &request.id);
    let imported = dynamic(answer.state).map(|state| import_resource_state::ImportedResource {
        type_name: request.type_name,
        state: Some(state),
        private: Bytes::new(),
        identity: None,
    });
    import_resource_state::Response {
        imported_resources: imported.into_iter().collect(),
        diagnostics: reported(diagnostics(answer.diagnostics)),
        deferred: None,
    }
}

/// No state of another type can be taken over yet. `OpenTofu` asks all the same, whatever the
/// capabilities say, and shows the user what it gets.
pub(super) fn move_resource_state<P: Provider>(
    _: &Server<P>,
    request: move_resource_state::Request,
) -> move_resource_state::Response {
    let found = Diagnostic::error(
        format!(
            "Cannot move \"{}\" to \"{}\"",
            shown(&request.source_type_name),
            shown(&request.target_type_name)
        ),
        "This version of the provider takes over no state of another resource type. Remove \
         the moved block, forget the old resource (removed block) and import the same object \
         as the new one (import block): that changes nothing in AWS.",
    );
    move_resource_state::Response {
        diagnostics: reported(diagnostics(Diagnostics::from(found))),
        ..Default::default()
    }
}
