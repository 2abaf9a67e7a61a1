//! Lists of what exists, and the configuration that it would have.

use futures_util::StreamExt as _;
use std::sync::Arc;
use tonic::codegen::BoxStream;

use crate::{
    framework::{
        author::provider::Provider,
        server::{
            Server,
            query::list::{Event, Wanted},
        },
    },
    protocol::{
        messages::{diagnostics, dynamic, encoded, identity, reported},
        tfplugin6::{generate_resource_config, list_resource, validate_list_resource_config},
    },
};

pub(super) fn validate_list_resource_config<P: Provider>(
    server: &Server<P>,
    request: validate_list_resource_config::Request,
) -> validate_list_resource_config::Response {
    let found = server.validate_list(&request.type_name, encoded(request.config.as_ref()));
    validate_list_resource_config::Response {
        diagnostics: reported(diagnostics(found)),
    }
}

pub(super) fn generate_resource_config<P: Provider>(
    server: &Server<P>,
    request: generate_resource_config::Request,
) -> generate_resource_config::Response {
    let answer = server.generate(&request.type_name, encoded(request.state.as_ref()));
    generate_resource_config::Response {
        config: dynamic(answer.state),
        diagnostics: reported(diagnostics(answer.diagnostics)),
    }
}

/// The events of a list. It ends when the core drops it.
pub(super) fn list_resource<P: Provider>(
    server: Arc<Server<P>>,
    request: &list_resource::Request,
) -> BoxStream<list_resource::Event> {
    let wanted = Wanted {
        whole: request.include_resource_object,
        limit: request.limit,
    };
    let config = encoded(request.config.as_ref());
    let events = server.list(&request.type_name, config, wanted);
    let span = tracing::Span::current();
    Box::pin(events.map(move |it| span.in_scope(|| Ok(event(it)))))
}

fn event(it: Event) -> list_resource::Event {
    list_resource::Event {
        identity: identity(it.identity),
        display_name: it.name,
        resource_object: dynamic(it.object),
        diagnostic: reported(diagnostics(it.diagnostics)),
    }
}
