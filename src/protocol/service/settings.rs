//! The schema, configuration and stop of a provider.

use crate::{
    framework::{author::provider::Provider, server::Server},
    protocol::{
        messages::{diagnostics, encoded, identity_schema, reported, schema},
        service::functions::signatures,
        tfplugin6 as wire,
        tfplugin6::{
            configure_provider, get_metadata, get_provider_schema, get_resource_identity_schemas,
            stop_provider, validate_provider_config,
        },
    },
};

const CAPABILITIES: wire::ServerCapabilities = wire::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: true,
    generate_resource_config: true,
};

pub(super) fn get_metadata<P: Provider>(
    server: &Server<P>,
    _: get_metadata::Request,
) -> get_metadata::Response {
    let schemas = server.schemas();
    get_metadata::Response {
        server_capabilities: Some(CAPABILITIES),
        resources: schemas
            .resources
            .iter()
            .map(|it| get_metadata::ResourceMetadata {
                type_name: it.resource.name().to_owned(),
            })
            .collect(),
        data_sources: schemas
            .data
            .iter()
            .map(|it| get_metadata::DataSourceMetadata {
                type_name: it.data.name().to_owned(),
            })
            .collect(),
        list_resources: schemas
            .lists
            .iter()
            .map(|(list, _)| get_metadata::ListResourceMetadata {
                type_name: list.name().to_owned(),
            })
            .collect(),
        actions: schemas
            .actions
            .iter()
            .map(|(action, _)| get_metadata::ActionMetadata {
                type_name: action.name().to_owned(),
            })
            .collect(),
        functions: schemas
            .functions
            .iter()
            .map(|it| get_metadata::FunctionMetadata {
                name: it.function.name().to_owned(),
            })
            .collect(),
        ..Default::default()
    }
}

pub(super) fn get_provider_schema<P: Provider>(
    server: &Server<P>,
    _: get_provider_schema::Request,
) -> get_provider_schema::Response {
    let schemas = server.schemas();
    get_provider_schema::Response {
        provider: Some(schema(&schemas.provider)),
        resource_schemas: schemas
            .resources
            .iter()
            .map(|it| (it.resource.name().to_owned(), schema(&it.schema)))
            .collect(),
        data_source_schemas: schemas
            .data
            .iter()
            .map(|it| (it.data.name().to_owned(), schema(&it.schema)))
            .collect(),
        list_resource_schemas: schemas
            .lists
            .iter()
            .map(|(list, of)| (list.name().to_owned(), schema(of)))
            .collect(),
        action_schemas: schemas
            .actions
            .iter()
            .map(|(action, of)| {
                let schema = Some(schema(of));
                (action.name().to_owned(), wire::ActionSchema { schema })
            })
            .collect(),
        functions: signatures(server),
        diagnostics: if cfg!(debug_assertions) {
            reported(diagnostics(server.problems()))
        } else {
            Vec::new()
        },
        server_capabilities: Some(CAPABILITIES),
        ..Default::default()
    }
}

pub(super) fn get_resource_identity_schemas<P: Provider>(
    server: &Server<P>,
    _: get_resource_identity_schemas::Request,
) -> get_resource_identity_schemas::Response {
    let resources = server.schemas().resources.iter();
    let identified = resources.filter_map(|it| {
        let (schema, _) = it.identity.as_ref()?;
        Some((it.resource.name().to_owned(), identity_schema(schema)))
    });
    get_resource_identity_schemas::Response {
        identity_schemas: identified.collect(),
        ..Default::default()
    }
}

pub(super) fn validate_provider_config<P: Provider>(
    server: &Server<P>,
    request: validate_provider_config::Request,
) -> validate_provider_config::Response {
    let found = server.validate_provider(encoded(request.config.as_ref()));
    validate_provider_config::Response {
        diagnostics: reported(diagnostics(found)),
    }
}

pub(super) async fn configure_provider<P: Provider>(
    server: &Server<P>,
    request: configure_provider::Request,
) -> configure_provider::Response {
    server.introduce(&request.terraform_version);
    let found = server.configure(encoded(request.config.as_ref())).await;
    configure_provider::Response {
        diagnostics: reported(diagnostics(found)),
    }
}

pub(super) fn stop_provider<P: Provider>(
    server: &Server<P>,
    _: stop_provider::Request,
) -> stop_provider::Response {
    server.stop();
    stop_provider::Response::default()
}
