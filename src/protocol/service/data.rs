//! Data sources.

use crate::{
    framework::{author::provider::Provider, server::Server},
    protocol::{
        messages::{deferred, diagnostics, dynamic, encoded, may_defer, reported},
        tfplugin6::{read_data_source, validate_data_resource_config},
    },
};

pub(super) fn validate_data_resource_config<P: Provider>(
    server: &Server<P>,
    request: validate_data_resource_config::Request,
) -> validate_data_resource_config::Response {
    let found = server.validate_data(&request.type_name, encoded(request.config.as_ref()));
    validate_data_resource_config::Response {
        diagnostics: reported(diagnostics(found)),
    }
}

pub(super) async fn read_data_source<P: Provider>(
    server: &Server<P>,
    request: read_data_source::Request,
) -> read_data_source::Response {
    let config = encoded(request.config.as_ref());
    let defer = may_defer(request.client_capabilities.as_ref());
    let read = server.read_data(&request.type_name, config, defer).await;
    read_data_source::Response {
        state: dynamic(read.state),
        diagnostics: reported(diagnostics(read.diagnostics)),
        deferred: deferred(read.deferred),
    }
}
