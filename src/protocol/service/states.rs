//! States that others have written: older versions, other types, and ids to import.

use bytes::Bytes;

use crate::{
    framework::{
        author::provider::Provider,
        server::{Encoded, Server, move_state::Origin},
    },
    protocol::{
        messages::{diagnostics, dynamic, identified, identity, reported},
        tfplugin6::{
            import_resource_state, move_resource_state, upgrade_resource_identity,
            upgrade_resource_state,
        },
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

pub(super) fn upgrade_resource_identity<P: Provider>(
    server: &Server<P>,
    request: upgrade_resource_identity::Request,
) -> upgrade_resource_identity::Response {
    let json = request.raw_identity.unwrap_or_default().json;
    let answer = server.upgrade_identity(&request.type_name, request.version, &json);
    upgrade_resource_identity::Response {
        upgraded_identity: identity(answer.state),
        diagnostics: reported(diagnostics(answer.diagnostics)),
    }
}

pub(super) async fn import_resource_state<P: Provider>(
    server: &Server<P>,
    request: import_resource_state::Request,
) -> import_resource_state::Response {
    let asked = identified(request.identity.as_ref());
    let name = &request.type_name;
    let mut answer = server.import(name, &request.id, asked).await;
    let of_it = server.identity(name, answer.identity, asked, &mut answer.diagnostics);
    let imported = dynamic(answer.state).map(|state| import_resource_state::ImportedResource {
        type_name: request.type_name.clone(),
        state: Some(state),
        private: Bytes::new(),
        identity: identity(of_it),
    });
    import_resource_state::Response {
        imported_resources: imported.into_iter().collect(),
        diagnostics: reported(diagnostics(answer.diagnostics)),
        deferred: None,
    }
}

/// `OpenTofu` asks for a state of the same type, too, when its provider's address has changed.
pub(super) fn move_resource_state<P: Provider>(
    server: &Server<P>,
    request: move_resource_state::Request,
) -> move_resource_state::Response {
    let state = request.source_state.unwrap_or_default().json;
    let of_source = request.source_identity.unwrap_or_default().json;
    let name = &request.target_type_name;
    let mut answer = server.move_state(
        name,
        Origin {
            provider: &request.source_provider_address,
            kind: &request.source_type_name,
            version: request.source_schema_version,
            state: &state,
            identity: &of_source,
        },
    );
    let none = Encoded::default();
    let of_target = server.identity(name, answer.identity, none, &mut answer.diagnostics);
    // Private data of another provider is not ours.
    let is_own = request.source_type_name == *name;
    move_resource_state::Response {
        target_state: dynamic(answer.state),
        diagnostics: reported(diagnostics(answer.diagnostics)),
        target_private: if is_own {
            request.source_private
        } else {
            Bytes::new()
        },
        target_identity: identity(of_target),
    }
}
